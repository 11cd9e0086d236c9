//! What an agent was asked in the group: the form that blocks somebody, and an answer that waits for a yes.

use crate::domain::{block::BlockForm, ids::*, message::MessageContent};
use serde::{Deserialize, Serialize};

/// A dialogue in the group, kept under its anchor: the update that began it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum GroupDialogue {
    /// Blocking the person of a ticket.
    Block(BlockForm),
    /// An answer that waits for *yes, send it all the same*.
    ConfirmAnswer {
        ticket: TicketId,
        agent: AgentId,
        /// The answer, as it reads now: edits of it are followed.
        words: MessageContent,
        /// The agent whose prompt it replies to, when that is why it waits; otherwise somebody else has just answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        prompt_of: Option<AgentId>,
    },
}

impl GroupDialogue {
    /// The message in the group whose words are kept here, so that its edit is found.
    pub fn kept_message(&self) -> Option<i64> {
        match self {
            // One that the form refused, too: its edit is another attempt.
            GroupDialogue::Block(form) => form.typed.map(|typed| typed.message),
            GroupDialogue::ConfirmAnswer { words, .. } => words.origin.map(|origin| origin.message),
        }
    }
}
