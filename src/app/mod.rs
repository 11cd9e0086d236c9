//! The composition root: it builds the desk, runs it, and stops it in order.
//!
//! Start: settings → log → database → leadership, or standing by until it is free → migrations → persistence → notifier →
//! registry (loads open tickets, arms timers) → gateway last. Stop: the gateway finishes its turns → tickets drain → the
//! notifier finishes what it is sending → persistence empties and closes → another process may lead. Nothing in inbox or
//! outbox is dropped: the next start, or the next leader, continues with it.
//!
//! A process that finds another one leading ends with an error, whatever it was doing: its state in memory is stale. The
//! service manager starts it again, and it stands by.
//!
//! | file | contents |
//! |---|---|
//! | `run` | the life of a desk, from the settings to the last word in the log |
//! | `preflight`, `startup` | the team's group, the bot, the team, the policies: before any actor runs |
//! | `parts`, `start`, `stop` | the desk's actors: what they are built from, in which order they start and stop |
//! | `updates`, `signals` | long polling or the webhook; SIGINT and SIGTERM |
//! | `leadership` | standing by, and a `Telegram` that only the leader may use |
//! | `reload`, `settings_watcher` | edits of the settings while the desk runs |

mod leadership;
mod parts;
pub(crate) mod preflight;
pub mod reload;
mod run;
mod settings_watcher;
mod signals;
mod start;
mod startup;
mod stop;
mod updates;

pub use parts::{DeskParts, RunningDesk, connect, telegram};
pub use run::{RunOptions, run};
pub use start::start;
