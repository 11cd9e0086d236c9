//! The names of things: numbers with a type each, so that a person is never taken for a ticket.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The number of a ticket, as people see it: `#126`. Given out by the registry, highest + 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketId(pub i64);

/// Telegram's user id of somebody who asks for help; also the id of the private chat with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonId(pub i64);

/// Telegram's user id of a member of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AgentId(pub i64);

/// The place of a message in its ticket's conversation, from 1; both sides count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageNo(pub u32);

/// Telegram's number of an update: unique per bot, and the name of everything that an update causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UpdateId(pub i64);

/// The author of a command or an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Somebody in a private chat; the ticket checks that it is its own person.
    Person(PersonId),
    /// A member of the team; that they are one was checked before.
    Agent(AgentId),
    /// The desk itself: clocks, deliveries.
    Desk,
}

impl AgentId {
    /// The account as which Telegram shows an anonymous administrator, @GroupAnonymousBot
    /// (Bot API, `Message.from`).
    pub const ANONYMOUS: AgentId = AgentId(1_087_968_824);

    /// True for an administrator who acts as the group.
    pub fn is_anonymous(self) -> bool {
        self == Self::ANONYMOUS
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}
