//! What an agent was asked in the group: the form that blocks somebody, and an answer that waits for a yes.

use crate::domain::{
    Instant,
    block::{Duration, REASON_LENGTH, Reason},
    ids::*,
    words::{Words, visible_length},
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A dialogue in the group, kept under its anchor: the update that began it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Group {
    /// Blocking the person of a ticket.
    Block(BlockForm),
    /// An answer that waits for *yes, send it all the same*.
    ConfirmAnswer {
        /// Which ticket.
        ticket: TicketId,
        /// Who wrote it.
        agent: AgentId,
        /// The answer.
        words: Words,
    },
}

/// The form behind **Block User**: duration, reason, confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockForm {
    /// The ticket whose person is meant.
    pub ticket: TicketId,
    /// Where the form stands.
    pub step: BlockStep,
}

/// The steps of the form, each with what it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockStep {
    /// The duration is asked, by buttons.
    Duration,
    /// The duration is to be typed.
    TypeDuration,
    /// The reason is asked, by buttons or typed.
    Reason(Duration),
    /// Everything is known: **Confirm**.
    Confirm(Duration, Reason),
}

/// What an agent does in the form.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum BlockInput {
    /// A duration was chosen.
    Duration(Duration),
    /// **Custom**.
    Custom,
    /// A reason was chosen.
    Reason(Reason),
    /// A duration or a reason was typed.
    Typed(#[debug("…")] String),
    /// **Confirm**.
    Confirm,
    /// **Cancel**.
    Cancel,
}

/// What a step of the form brings about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockEffect {
    /// Show the form as it stands now.
    Show(BlockForm),
    /// What was typed is no duration; the form stays.
    NotADuration(BlockForm),
    /// What was typed is no reason: empty, or longer than [`REASON_LENGTH`]; the form stays.
    NotAReason(BlockForm),
    /// Block the person, now.
    Block(Duration, Reason),
    /// The form is dropped.
    Cancelled,
    /// An old button: it does nothing at this step.
    Stale(BlockForm),
}

impl BlockForm {
    /// A new form for the person of `ticket`.
    pub fn new(ticket: TicketId) -> Self {
        BlockForm {
            ticket,
            step: BlockStep::Duration,
        }
    }

    /// Whether it asks for something that can be typed.
    pub fn takes_words(&self) -> bool {
        !matches!(self.step, BlockStep::Confirm(..))
    }

    /// One step; a form that goes on is in the effect. A typed date ends with its day in this zone.
    pub fn step(self, input: BlockInput, now: Instant, zone: Tz) -> BlockEffect {
        use BlockInput as I;
        let ticket = self.ticket;
        let show = |step| BlockEffect::Show(BlockForm { ticket, step });
        match (self.step.clone(), input) {
            (_, I::Cancel) => BlockEffect::Cancelled,
            (BlockStep::Duration | BlockStep::TypeDuration, I::Duration(duration)) => {
                show(BlockStep::Reason(duration))
            }
            (BlockStep::Duration, I::Custom) => show(BlockStep::TypeDuration),
            (BlockStep::Duration | BlockStep::TypeDuration, I::Typed(typed)) => {
                match Duration::read(&typed, now, zone) {
                    Some(duration) => show(BlockStep::Reason(duration)),
                    None => BlockEffect::NotADuration(self),
                }
            }
            (BlockStep::Reason(duration), I::Reason(reason)) => {
                show(BlockStep::Confirm(duration, reason))
            }
            (BlockStep::Reason(duration), I::Typed(typed)) => {
                let reason = typed.trim();
                if visible_length(reason) == 0 || reason.chars().count() > REASON_LENGTH {
                    return BlockEffect::NotAReason(self);
                }
                let reason = Reason::Typed(reason.to_owned());
                show(BlockStep::Confirm(duration, reason))
            }
            (BlockStep::Confirm(duration, reason), I::Confirm) => {
                BlockEffect::Block(duration, reason)
            }
            _ => BlockEffect::Stale(self),
        }
    }
}
