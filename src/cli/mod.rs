//! The commands: what can be asked of the binary, and what it answers on the terminal.
//!
//! The process ends with 0 when all went well, 2 when the command line or the settings are at fault, 1 for everything
//! else. What is told is told once, in a sentence with what to do; no panic's text, no `Debug` of an error.

use crate::{
    app,
    config::{Faults, LogFormat, Settings},
};
use clap::{Parser, Subcommand};
use std::{
    ffi::OsString, future::Future, io::Write, net::SocketAddr, path::PathBuf, process::ExitCode,
};

pub mod check;
pub mod demo;
pub mod logging;

#[cfg(test)]
mod tests;

/// The command line or the settings are at fault.
const AT_FAULT: u8 = 2;

/// A support desk that lives in Telegram.
#[derive(Debug, Parser)]
#[command(name = "bellhop", version, about)]
struct Arguments {
    /// The settings [default: ./config.toml, if it is there]
    #[arg(long, global = true, value_name = "PATH")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
enum Command {
    /// Runs the desk (the default)
    Run,
    /// Checks settings, database, token, group, topic and rights, and says what to do about each fault
    Check,
    /// Runs a desk on this machine, against a simulated Telegram: no token needed
    Demo {
        /// Where it keeps its database [default: a temporary folder]
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
        /// Where the simulated Telegram listens
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9300")]
        listen: SocketAddr,
    },
}

/// Does what the command line asks, to the end.
pub fn main(
    arguments: impl IntoIterator<Item = OsString>,
    env: impl Iterator<Item = (OsString, OsString)>,
) -> ExitCode {
    // What a panic says may hold what people wrote; where it happened does not.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(answer) => {
            // Help and version are answers, too. When even printing fails, the exit code is left.
            let _ = answer.print();
            return match answer.use_stderr() {
                true => ExitCode::from(AT_FAULT),
                false => ExitCode::SUCCESS,
            };
        }
    };
    // Variables that are not Unicode can't be Bellhop's.
    let env =
        env.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let path = arguments.config.as_deref();
    match arguments.command.unwrap_or(Command::Run) {
        Command::Run => run(Settings::load(path, env)),
        Command::Check => check(Settings::load(path, env)),
        Command::Demo { folder, listen } => {
            logging::start(LogFormat::Text, "warn");
            to_the_end(demo::run(folder, listen))
        }
    }
}

fn run(settings: Result<Settings, Faults>) -> ExitCode {
    match settings {
        Ok(settings) => {
            logging::start(settings.log.format, &settings.log.filter);
            to_the_end(app::run(settings))
        }
        Err(faults) => {
            complain(&faults.to_string());
            ExitCode::from(AT_FAULT)
        }
    }
}

fn check(settings: Result<Settings, Faults>) -> ExitCode {
    let report = match settings {
        Ok(settings) => actix::System::new().block_on(reach_out(&settings)),
        Err(faults) => check::refused(&faults),
    };
    say(&report.to_string());
    match report.is_well() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

async fn reach_out(settings: &Settings) -> check::Report {
    let database = app::connect(settings).await.map(drop);
    match app::telegram(settings) {
        Ok(telegram) => check::check(settings, database, Ok(telegram.as_ref())).await,
        Err(error) => check::check(settings, database, Err(error)).await,
    }
}

fn to_the_end(desk: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    match actix::System::new().block_on(desk) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints for whoever asked. A closed pipe is no reason to panic, as `println!` would.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
}

/// Prints what went wrong.
fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "bellhop: {}", text.trim_end());
}
