//! The simulator as a program of its own: a local Telegram for bots in any language.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use simulator::limits::Mode;
use simulator::{Control, Simulator, WorldFile};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// A strict Telegram Bot API on this machine. simulator/README.md says how to drive it.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Args {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:9300")]
    listen: SocketAddr,
    /// The world to begin with (TOML); the sample world when left out.
    #[arg(long)]
    world: Option<PathBuf>,
    /// Append each call to this file as a line of JSON.
    #[arg(long)]
    journal: Option<PathBuf>,
    /// How strictly the limits hold: off, documented, harsh.
    #[arg(long, default_value = "off")]
    limits: Mode,
    /// Allow an address that other machines can reach: whoever reaches it can do everything.
    #[arg(long)]
    public: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            tracing::error!("{fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), String> {
    if !args.listen.ip().is_loopback() && !args.public {
        return Err(format!(
            "{} can be reached from outside; say --public if that is meant",
            args.listen
        ));
    }
    let world = match &args.world {
        None => WorldFile::demo(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|fault| format!("{}: {fault}", path.display()))?;
            WorldFile::parse(&text).map_err(|fault| format!("{}: {fault}", path.display()))?
        }
    };
    let simulator = Simulator::new(world);
    simulator.control(Control::Limits { mode: args.limits })?;
    if let Some(path) = &args.journal {
        let file = OpenOptions::new().create(true).append(true).open(path);
        simulator.journal_to(file.map_err(|fault| format!("{}: {fault}", path.display()))?);
    }
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|fault| format!("{}: {fault}", args.listen))?;
    let address = listener.local_addr().map_err(|fault| fault.to_string())?;
    // The one line on stdout: scripts that asked for port 0 read the address from it.
    writeln!(std::io::stdout(), "http://{address}").map_err(|fault| fault.to_string())?;
    let mut ended = signal(SignalKind::terminate()).map_err(|fault| fault.to_string())?;
    let mut stopped = signal(SignalKind::interrupt()).map_err(|fault| fault.to_string())?;
    let stop = async move {
        tokio::select! {
            _ = ended.recv() => {}
            _ = stopped.recv() => {}
        }
    };
    simulator
        .serve(listener, stop)
        .await
        .map_err(|fault| fault.to_string())
}
