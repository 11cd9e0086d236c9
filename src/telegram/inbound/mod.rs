//! What somebody did: an update's JSON, read by tolerant structs of our own.
//!
//! Only the fields that the desk uses are read, and each by itself, so that an entity, a field or a kind of message
//! that Telegram invents tomorrow hides nothing (teloxide 0.17's types do that; `telegram.md` 5.3). What can't be
//! read as words is still relayed, by `copyMessage` on its number.
//!
//! Invariant: nothing here logs, and an error says what is missing, never what is there: an update is somebody's words.
//!
//! - `read`: an update's address, and what it says; `update`: what the address tells by itself;
//! - `content`, `in_words`: the words of a message; `context`: what it replies to and is forwarded from;
//! - `held`: an edit of an update that waits; `json`: single fields.

use crate::domain::{
    Instant, ids::*, language::Language, message::MessageContent, read_model::Profile,
};

mod content;
mod context;
mod held;
mod in_words;
mod json;
mod read;
#[cfg(test)]
mod tests;
mod update;

pub use context::Referred;
pub use held::reworded;
pub(super) use json::profile;
pub use read::{address, read};
pub use update::person_of;

/// An update, as the desk understands it.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundUpdate {
    pub id: UpdateId,
    pub what: UpdateKind,
}

/// The chat and the message where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatRef {
    pub chat: i64,
    /// Groups and channels are not.
    pub private: bool,
    /// The topic of a forum; `None` is General.
    pub thread: Option<i64>,
}

/// The sender of a message or a press.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender {
    /// The account: a person, or @GroupAnonymousBot for an anonymous administrator.
    pub profile: Profile,
    pub is_bot: bool,
    /// The chat that the message is sent in the name of (Bot API `sender_chat`): the group itself for anonymous
    /// administrators, a channel for posts; `None` for people.
    pub sender_chat: Option<i64>,
}

/// The message that another replies to.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyTarget {
    pub message: i64,
    /// The account that sent it.
    pub from: Option<i64>,
    /// The first line of its text: routes a reply when nothing else does. Empty for media, whose caption may be anybody's
    /// words, copied, and for a message of another topic, of which Telegram shows no text.
    pub first_line: String,
}

/// The things that people do, as far as the desk cares.
#[derive(Clone, PartialEq, Eq)]
pub enum UpdateKind {
    /// Somebody wrote, in whatever kind of message.
    Wrote {
        spot: ChatRef,
        by: Sender,
        message: i64,
        at: Instant,
        /// An unknown kind is [`MediaKind::Other`](crate::domain::message::MediaKind::Other).
        words: MessageContent,
        /// A topic's creation is no reply (`telegram.md` 3.2).
        replies_to: Option<ReplyTarget>,
        /// The message that it replies to or quotes, in any chat, as far as Telegram shows it.
        refers_to: Option<Box<Referred>>,
    },
    /// Somebody changed what a message of theirs says.
    Edited {
        spot: ChatRef,
        by: Sender,
        message: i64,
        /// The time of sending by Telegram's clock.
        at: Instant,
        words: MessageContent,
    },
    /// Somebody pressed a button.
    Pressed {
        /// `None` for a message that is gone.
        spot: Option<ChatRef>,
        by: Sender,
        /// The press, to be answered.
        callback: String,
        /// The message with the button.
        message: Option<i64>,
        /// True if that message is too old or gone: then Telegram does not say in which topic it stands.
        gone: bool,
        /// The data, whatever it is.
        data: String,
    },
    /// The bot was blocked or unblocked by a person.
    Reachable { person: PersonId, now: bool },
    /// The bot's place in a group changed, and it is in it.
    RightsChanged { chat: i64 },
    /// The group became a supergroup.
    Migrated { from: i64, to: i64 },
    /// Nothing that the desk cares about: a join, a topic's change, another kind of update.
    Nothing,
}

/// An update that is no JSON object with a number. It is set aside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the update can't be read: {0}")]
pub struct Unreadable(pub String);

/// The address of an update, before anybody reads what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateHeader {
    pub id: UpdateId,
    /// The lane that it is worked in. In private it is the person's own number, which is positive; elsewhere it is the
    /// member's with a minus, else the chat's, else 0. So what somebody writes in private holds up nothing in the group.
    pub lane: i64,
    /// The language of who did it, if the desk speaks it.
    pub language: Option<Language>,
}
