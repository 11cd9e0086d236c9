//! The composition root: what is started, in which order, and stopped in which.

use crate::{config::Settings, store::Store, telegram::Telegram};
use std::sync::Arc;

/// Runs the desk until a signal.
///
/// # Errors
///
/// Whatever keeps it from running.
pub async fn run(settings: Settings) -> anyhow::Result<()> {
    connect(&settings).await?;
    anyhow::bail!("the desk can't start yet: it is not part of this build")
}

/// Opens the database and brings its tables up to date.
///
/// # Errors
///
/// When it can't be reached, or is not Bellhop's.
pub async fn connect(_settings: &Settings) -> anyhow::Result<Arc<dyn Store>> {
    anyhow::bail!("the database can't be opened yet: it is not part of this build")
}

/// The bot of the settings, which has not asked Telegram anything yet.
///
/// # Errors
///
/// When no client can be made.
pub fn telegram(_settings: &Settings) -> anyhow::Result<Arc<dyn Telegram>> {
    anyhow::bail!("Telegram can't be reached yet: it is not part of this build")
}
