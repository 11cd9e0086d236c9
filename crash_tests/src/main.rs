//! The program: `crash_tests --kills 500 --seed 7 --database postgres`. It prints one line of figures, and below it whatever
//! promise was broken, with the chats and the log in a file; then it ends with 1.

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use crash_tests::{Plan, postgres, run};
use std::{io::Write as _, path::PathBuf, process::ExitCode};

/// Kills a working desk at random moments, and looks whether anything is missing.
#[derive(Debug, Parser)]
struct Arguments {
    /// How often the desk is killed; each time a minute passes for it, and it drops half-done things after a day
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    kills: u32,
    /// What all chance is drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the desk keeps what it knows: a file in a temporary folder, or a PostgreSQL that is started for this
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    database: Database,
    /// The binary [default: `bellhop` beside this one: build it first, by `cargo build`]
    #[arg(long, value_name = "PATH")]
    bellhop: Option<PathBuf>,
    /// Where chats and log go if a promise is broken
    #[arg(long, value_name = "PATH", default_value = "crash_tests.txt")]
    evidence: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let bellhop = match arguments.bellhop {
        Some(path) => path,
        None => std::env::current_exe()?.with_file_name("bellhop"),
    };
    // The desk runs in a folder of its own, where a relative path would lead elsewhere.
    let bellhop = bellhop
        .canonicalize()
        .with_context(|| format!("{}: `cargo build` makes it", bellhop.display()))?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let database = match arguments.database {
        Database::Sqlite => {
            let file = folder.path().join("bellhop.db");
            format!("sqlite://{}?mode=rwc", file.display())
        }
        Database::Postgres => postgres::fresh_url().await,
    };
    let plan = Plan {
        kills: arguments.kills,
        seed: arguments.seed,
        database,
        bellhop,
    };
    let outcome = run(&plan).await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:?}: {}", arguments.database, outcome.figures)?;
    if outcome.broken.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for promise in &outcome.broken {
        writeln!(out, "{promise}")?;
    }
    std::fs::write(&arguments.evidence, &outcome.evidence)?;
    writeln!(out, "see {}", arguments.evidence.display())?;
    Ok(ExitCode::FAILURE)
}
