//! The terminal: answers on standard output, faults on standard error.

use std::io::Write as _;

/// Prints an answer to standard output. Unlike `println!` it does not panic when the pipe is closed.
pub fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
}

/// Prints a fault to standard error, with the name of the program.
pub(super) fn print_error(text: &str) {
    let _ = writeln!(std::io::stderr(), "bellhop: {}", text.trim_end());
}
