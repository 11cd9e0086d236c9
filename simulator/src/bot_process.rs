//! Who keeps the bot: what a demo lets the page do to the bot's process.
//!
//! The simulator knows nothing of the bot it serves, so whoever starts both hands it this. Without a keeper the page
//! offers neither a kill nor a tour.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Keeps a bot's process. Its methods may block for as long as a process takes to end.
pub trait BotProcess: Send + Sync {
    /// The simulator's clock was moved forward by so many milliseconds: the bot's should follow.
    fn clock_moved(&self, ms: i64);

    /// Ends the bot's process without a warning; nothing when there is none.
    ///
    /// # Errors
    /// In words for whoever pressed the button.
    fn kill(&self) -> Result<(), String>;

    /// Starts the bot; nothing when it runs.
    ///
    /// # Errors
    /// In words for whoever pressed the button.
    fn start(&self) -> Result<(), String>;

    /// Forgets everything that the bot has stored; it does not run meanwhile.
    ///
    /// # Errors
    /// In words for whoever pressed the button.
    fn forget(&self) -> Result<(), String>;

    /// Whether the bot's process is there.
    fn is_running(&self) -> bool;

    /// The steps of a guided tour, for the page to play; null when there is none. `simulator/README.md` has its form.
    fn tour(&self) -> Value;
}

/// What the page may ask of a keeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BotOp {
    /// Ends it without a warning.
    Kill,
    /// Starts it.
    Start,
    /// Ends it, forgets all of its world and of ours, and starts it.
    StartOver,
}
