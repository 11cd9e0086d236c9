//! What a message refers to: from where it was forwarded, and which other message it replies to or quotes.

use super::Entity;
use crate::domain::ids::{MessageNo, TicketId};
use serde::{Deserialize, Serialize};

/// The author of forwarded words, as far as Telegram tells (Bot API, `MessageOrigin`).
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub kind: SourceKind,
    /// A person's, a group's or a channel's name.
    #[debug("…")]
    pub name: String,
    /// The signature of whoever wrote for a group or a channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[debug("…")]
    pub signature: Option<String>,
    /// A person's number at Telegram; `None` for those who hide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<i64>,
}

/// The kind of chat or account that words are forwarded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    User,
    /// A group, in whose name somebody wrote.
    Group,
    /// A channel, which whoever likes can read.
    Channel,
}

/// The message that another replies to, or quotes.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InReplyTo {
    /// The message of a ticket that it is, if it is one and no note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<(TicketId, MessageNo)>,
    /// The part of it that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// A line of what it says, for where it can't be replied to; empty when nothing is known of it.
    #[debug("…")]
    pub line: String,
    /// Its author, when it stands in another chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A part of a message that somebody chose to quote (Bot API, `TextQuote`).
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The part, as it stands in the message.
    #[debug("…")]
    pub text: String,
    /// Its formatting; offsets count from the part's beginning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
}

impl Quote {
    /// The first line that says something.
    pub fn first_line(&self) -> String {
        first_line(&self.text)
    }
}

/// The first line of a text that says something; empty when none does.
pub(super) fn first_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty());
    line.unwrap_or_default().to_owned()
}
