//! The command line: its commands and options. Their docs are its help.

use clap::{Parser, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

/// A support desk that lives in Telegram.
#[derive(Debug, Parser)]
#[command(name = "bellhop", version, about)]
pub(super) struct Arguments {
    /// The settings [default: ./config.toml, if it is there]
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Option<CliCommand>,
}

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub(super) enum CliCommand {
    /// Runs the desk (the default)
    Run,
    /// Checks settings, database, token, group, topic and rights, and says what to do about each fault
    Check {
        /// Also says what the settings would do to the open tickets, if they held from now on; may be asked beside a desk
        /// that is at work
        #[arg(long)]
        impact: bool,
    },
    #[cfg_attr(not(feature = "demo"), command(hide = true))]
    /// Runs a desk on this machine, against a simulated Telegram: no token needed
    Demo {
        /// Where it keeps its database [default: a temporary folder]
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
        /// Where page and simulated Telegram are [default: 127.0.0.1:8088, or the next free port]
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
        /// Does not open the page in a browser
        #[arg(long)]
        no_browser: bool,
    },
    /// The demo's desk: started by `bellhop demo`, which leads it by its standard input
    #[command(hide = true)]
    DemoDesk {
        /// By how many milliseconds its clock is ahead of the machine's
        #[arg(long, default_value_t = 0)]
        ahead: i64,
    },
}
