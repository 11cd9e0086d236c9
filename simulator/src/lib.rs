//! A strict Telegram Bot API on this machine.
//!
//! For tests and demos of bots: it knows nothing of the bot it serves and shares no types with any bot library, so that
//! it can't share their blind spots. Read in this order: `world_file` (who exists), `world/` (the state machine, where
//! all of Telegram's behaviour is), `control` (what people do), `simulator` (the handle that a test drives in its own
//! process), `http/` (the same over the network). What Telegram does is written down in the project's `telegram.md`;
//! its sections are named where a rule comes from them.

mod answer;
mod bot_process;
mod control;
mod faults;
mod http;
mod journal;
pub mod limits;
mod params;
pub mod schema;
mod simulator;
pub mod text;
mod transcript;
mod world;
mod world_file;

pub use answer::ApiAnswer;
pub use bot_process::{BotOp, BotProcess};
pub use control::{Album, AlbumItem, Control, Fault, FaultKind, FileGift, Press, TopicOp, Writing};
pub use journal::JournalLine;
pub use params::Upload;
pub use simulator::Simulator;
pub use transcript::transcript;
pub use world::{SensitiveTexts, ShownMessage};
pub use world_file::{
    BotEntry, ChatEntry, DEMO_TOKEN, MemberEntry, TopicEntry, UserEntry, WorldFile,
};
