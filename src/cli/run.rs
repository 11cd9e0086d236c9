//! The dispatcher: from the command line to an exit code.

use super::{
    arguments::{Arguments, CliCommand},
    check,
    print::{print, print_error},
};
use crate::{
    app::{self, RunOptions},
    clock::Clock,
    config::{Settings, SettingsErrors},
    logging,
    store::{
        Store,
        sql::{ConnectError, Options, SqlStore},
    },
    view::WordingFaults,
};
use anyhow::anyhow;
use clap::Parser as _;
use std::{ffi::OsString, future::Future, process::ExitCode, sync::Arc};
#[cfg(feature = "demo")]
use {super::demo, crate::config::LogFormat};

/// The exit code when the command line, the settings or the texts are at fault.
const AT_FAULT: u8 = 2;

#[cfg(not(feature = "demo"))]
const WITHOUT_DEMO: &str = "this binary was built without the demo; `cargo run -- demo` in Bellhop's source builds one \
     that has it, and runs it";

/// Runs the command that `arguments` name to its end, and returns the exit code. `env` overrides the settings.
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
    // The settings are read in the branches: the demo has its own, and must start beside a faulty config.toml.
    match arguments.command.unwrap_or(CliCommand::Run) {
        CliCommand::Run => run(Settings::load(path, env), |settings| {
            app::run(
                settings,
                RunOptions {
                    announce: print,
                    signals: true,
                    ..RunOptions::default()
                },
            )
        }),
        CliCommand::Check { impact } => check(Settings::load(path, env), impact),
        #[cfg(not(feature = "demo"))]
        CliCommand::Demo { .. } | CliCommand::DemoDesk { .. } => {
            print_error(WITHOUT_DEMO);
            ExitCode::FAILURE
        }
        #[cfg(feature = "demo")]
        CliCommand::Demo {
            folder,
            listen,
            no_browser,
        } => {
            logging::start(LogFormat::Text, "warn");
            block_on(demo::run(folder, listen, !no_browser))
        }
        #[cfg(feature = "demo")]
        CliCommand::DemoDesk { ahead } => run(Settings::load(path, env), |settings| {
            demo::child::run(settings, ahead)
        }),
    }
}

fn run<F: Future<Output = anyhow::Result<()>>>(
    settings: Result<Settings, SettingsErrors>,
    desk: impl FnOnce(Settings) -> F,
) -> ExitCode {
    match settings {
        Ok(settings) => {
            logging::start(settings.log.format, &settings.log.filter);
            block_on(desk(settings))
        }
        Err(faults) => {
            print_error(&faults.to_string());
            ExitCode::from(AT_FAULT)
        }
    }
}

fn check(settings: Result<Settings, SettingsErrors>, impact: bool) -> ExitCode {
    // No log is started: the report is the only output, and names each fault once.
    let report = match settings {
        Ok(settings) => actix::System::new().block_on(run_checks(&settings, impact)),
        Err(faults) => check::settings_refused(&faults),
    };
    print(&report.to_string());
    match report.is_well() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

async fn run_checks(settings: &Settings, impact: bool) -> check::CheckReport {
    let read_only = match impact {
        true => Some(open_read_only(settings).await),
        false => None,
    };
    let database = match &read_only {
        Some(Ok(_)) => Ok(check::DatabaseCheck::Opens),
        // A database that opens for reading may still fail a desk; and only opening it as a desk does words the fault.
        Some(Err(_)) | None => check_database(settings).await,
    };
    let telegram = app::telegram(settings);
    let telegram = telegram
        .as_ref()
        .map(AsRef::as_ref)
        .map_err(|error| anyhow!("{error:#}"));
    let mut report = check::check(settings, database, telegram).await;
    if let Some(opened) = read_only {
        report
            .add_impact(settings, opened, Clock::System.now())
            .await;
    }
    report
}

/// Opens the database for reading only, even a file of SQLite on which a desk is at work. `None` if there is none yet.
async fn open_read_only(settings: &Settings) -> anyhow::Result<Option<Arc<dyn Store>>> {
    let options = Options::new(|| Clock::System.now());
    let store = SqlStore::beside(&settings.database.url, options).await?;
    Ok(store.map(|store| Arc::new(store) as Arc<dyn Store>))
}

/// Opens the database as a desk does. If one is at work on that file, opens it for reading instead.
async fn check_database(settings: &Settings) -> anyhow::Result<check::DatabaseCheck> {
    let Err(error) = app::connect(settings, Clock::System).await else {
        return Ok(check::DatabaseCheck::Opens);
    };
    match error.downcast_ref() {
        Some(ConnectError::InUse(_)) => {
            open_read_only(settings).await?;
            Ok(check::DatabaseCheck::InUse)
        }
        _ => Err(error),
    }
}

fn block_on(desk: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    match actix::System::new().block_on(desk) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // All causes in one line; `Debug` would add a backtrace.
            print_error(&format!("{error:#}"));
            // The texts are the operator's, like the settings: a restart alone does not mend them.
            match error.is::<WordingFaults>() {
                true => ExitCode::from(AT_FAULT),
                false => ExitCode::FAILURE,
            }
        }
    }
}
