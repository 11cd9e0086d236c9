//! `bellhop demo`: a desk on this machine, against a simulated Telegram.

use std::{net::SocketAddr, path::PathBuf};

/// Runs the simulator and a desk until a signal.
///
/// # Errors
///
/// Whatever keeps it from running.
pub async fn run(folder: Option<PathBuf>, listen: SocketAddr) -> anyhow::Result<()> {
    let _ = (folder, listen);
    anyhow::bail!("the demo can't run yet: it is not part of this build")
}
