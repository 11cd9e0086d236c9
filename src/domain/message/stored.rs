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
    /// A note: the team reads it, the person never does.
    pub note: bool,
    pub at: Instant,
    pub words: MessageContent,
    /// The number of edits; earlier versions are kept.
    pub edits: u32,
}

/// The part of a message that one of our own messages shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownPart {
    pub no: MessageNo,
    pub part: Part,
    /// The number of edits that the message had at that time.
    pub edits: u32,
    /// True if a line above it says what the words reply to.
    pub says_what_is_meant: bool,
}
