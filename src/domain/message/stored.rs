//! A message as it is kept with its ticket, and which part of it one of our own messages shows.

use super::{MessageContent, Part};
use crate::domain::{Instant, ids::*};

/// A message of a conversation, or a note that the team kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketMessage {
    pub ticket: TicketId,
    /// Its place in it.
    pub no: MessageNo,
    /// The agent who wrote it; `None`: the ticket's person.
    pub agent: Option<AgentId>,
    /// Whether it is a note: the team reads it, the person never does.
    pub note: bool,
    /// When it was sent.
    pub at: Instant,
    pub words: MessageContent,
    /// How often it was edited; what it said before is kept.
    pub edits: u32,
}

/// What of a message one of ours shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownPart {
    /// Which message of its ticket.
    pub no: MessageNo,
    /// Which part of that.
    pub part: Part,
    /// How often the message had been edited then.
    pub edits: u32,
    /// Whether a line above it says what the words reply to.
    pub says_what_is_meant: bool,
}
