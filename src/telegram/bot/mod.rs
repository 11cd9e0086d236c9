//! Requests, in teloxide's words.
//!
//! teloxide's payloads say what goes out, so that parameters have their right names and forms. What comes back is
//! read by ourselves, and only the fields that the desk uses: teloxide's types of results refuse a whole answer over
//! one field that is new (`telegram.md` 5.3). A message that was sent must never look like one that was not.
//!
//! The posting itself is ours too, over the connections of teloxide's client: teloxide sleeps 10 s inside the request on
//! a 5xx before it says so (`telegram.md` 5.1), which would keep one of delivery's places for nothing, has one time limit
//! for all requests, and can't hand out an update's JSON as it came.
//!
//! Invariant: the token is never shown, neither by `{:?}` nor in an error. Nothing here logs.
//!
//! - `client`: the bot, which makes the requests;
//! - `calls`: the calls that change what people see; `updates`: `getUpdates`;
//! - `results`: what is read of an answer; `errors`: what a refusal means.

use teloxide::types::AllowedUpdate;

mod calls;
mod client;
mod errors;
mod results;
#[cfg(test)]
mod tests;
mod updates;

pub use client::TeloxideBot;
pub use errors::classify;

/// The kinds of update that the desk wants. Telegram keeps the last list that it was given, and queues no others.
const WANTED: [AllowedUpdate; 4] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::MyChatMember,
];

/// The reason that a bot can't be made. Never shows the token.
#[derive(Debug, thiserror::Error)]
pub enum BadBot {
    /// The token has not the form of one.
    #[error(
        "that is no bot token: it looks like 123456789:AAE…, digits, a colon, then letters, digits, - and _ \
         (@BotFather gives it)"
    )]
    Token,
    /// Requests can't be made to such an address.
    #[error("{0} is no address of a Bot API: it begins with https:// or http:// and a host")]
    ApiUrl(String),
    /// The HTTP client can't start.
    #[error("the HTTP client can't start: {0}")]
    Client(String),
}
