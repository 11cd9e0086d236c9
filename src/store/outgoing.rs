//! The outbox: what is to be told, whom, what waits, and how it ends.

use crate::domain::{
    Instant,
    notice::{Audience, Notice, Urgency},
    right::Right,
};

/// A call to come: one row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutboxRow {
    /// A name that no other row has; a second row of the same name is dropped silently.
    pub key: String,
    pub notice: Notice,
    /// The message of ours that this rewrites, instead of a new one.
    pub edits: Option<i64>,
    /// The message in the same chat that this replies to.
    pub replies_to: Option<i64>,
    /// In the group, the topic to write to: 0 is General, `None` the one of the settings.
    pub thread: Option<i64>,
}

impl NewOutboxRow {
    /// The side that is told.
    pub fn to(&self) -> Audience {
        self.notice.audience()
    }
}

/// The two sides that are told something; each has rows of its own to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxSide {
    /// The team, in its group.
    Team,
    /// People, in their private chats.
    People,
}

impl OutboxSide {
    /// Both sides, the team's first.
    pub const BOTH: [OutboxSide; 2] = [OutboxSide::Team, OutboxSide::People];

    /// The side of an audience.
    pub fn of(to: Audience) -> OutboxSide {
        match to {
            Audience::Team => OutboxSide::Team,
            Audience::Person(_) => OutboxSide::People,
        }
    }
}

/// A row of the outbox that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its number: the order in which the rows were written.
    pub id: i64,
    pub at: Instant,
    /// The number of failed tries to send it.
    pub attempts: u32,
    /// The right that it was withheld for, if it was, and since when.
    pub withheld: Option<Withheld>,
    /// The call to come.
    pub row: NewOutboxRow,
}

/// A row was refused because the bot lacks a right in the team's group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withheld {
    /// The right that the last refusal named.
    pub right: Right,
    /// The time of the first such refusal.
    pub since: Instant,
}

/// Rows that are withheld wait again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriedAgain {
    /// Of those that lack a right, the oldest: it finds out whether the bot has it.
    Oldest(Right),
    /// All that lack it: the bot has it.
    All(Right),
}

/// The waiting rows to read: the oldest of one urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub urgency: Urgency,
    pub after: i64,
    pub limit: u64,
}

impl Wanted {
    /// Of each urgency so many behind a row.
    pub fn each(after: i64, limit: u64) -> Vec<Wanted> {
        let each = |urgency| Wanted {
            urgency,
            after,
            limit,
        };
        Urgency::ALL.map(each).to_vec()
    }
}

/// The end of a row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxStatus {
    /// Telegram took it, or what it asks for is so already.
    Sent,
    /// The same, but its ticket must know and could not be told yet: no final end.
    Untold,
    /// It is no longer true, or a newer row says it better.
    Superseded,
    /// Telegram refuses it permanently: why, in Telegram's words.
    Failed(String),
    /// The person can't be reached; it goes out when they can be.
    Held,
    /// The bot lacks a right; it goes out when the bot has it.
    Withheld(Right),
    /// It goes back to those that wait, with one more attempt counted.
    Retried,
}

/// A row is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxSettlement {
    pub row: i64,
    pub end: OutboxStatus,
    pub at: Instant,
}
