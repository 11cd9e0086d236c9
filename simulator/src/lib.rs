//! A strict Telegram Bot API on this machine.

pub mod limits;
pub mod schema;
pub mod text;
