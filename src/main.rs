//! The binary: the command line, the environment, an exit code. All else is in [`bellhop::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    bellhop::cli::main(std::env::args_os(), std::env::vars_os())
}
