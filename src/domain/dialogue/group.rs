//! What an agent was asked in the group: the form that blocks somebody, and an answer that waits for a yes.

use crate::domain::{
    Instant,
    block::{BlockDuration, REASON_LENGTH, Reason},
    ids::*,
    message::{MessageContent, visible_length},
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A dialogue in the group, kept under its anchor: the update that began it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum GroupDialogue {
    /// Blocking the person of a ticket.
    Block(BlockForm),
    /// An answer that waits for *yes, send it all the same*.
    ConfirmAnswer {
        /// Which ticket.
        ticket: TicketId,
        /// Who wrote it.
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
            GroupDialogue::Block(form) => form.typed.map(|typed| typed.message),
            GroupDialogue::ConfirmAnswer { words, .. } => words.origin.map(|origin| origin.message),
        }
    }
}

/// The form behind **Block User**: duration, reason, confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockForm {
    /// The ticket whose person is meant.
    pub ticket: TicketId,
    /// Where the form stands.
    pub step: BlockStep,
    /// The message that was typed into it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<Typed>,
}

/// A message that an agent typed into the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// Its number in the group.
    pub message: i64,
    /// The number of the form's own message.
    pub shown_in: i64,
    /// Whether the form took it.
    pub taken: bool,
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
    Reason(BlockDuration),
    /// Everything is known: **Confirm**.
    Confirm(BlockDuration, Reason),
}

/// What an agent does in the form.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum BlockInput {
    /// A duration was chosen.
    Duration(BlockDuration),
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
    Block(BlockDuration, Reason),
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
            typed: None,
        }
    }

    /// Whether it asks for something that can be typed.
    pub fn takes_words(&self) -> bool {
        !matches!(self.step, BlockStep::Confirm(..))
    }

    /// One step with a message that an agent typed, which is remembered: its edit is another attempt.
    pub fn type_in(
        self,
        message: i64,
        shown_in: i64,
        text: String,
        at: (Instant, Tz),
    ) -> BlockEffect {
        let typed = |taken| {
            Some(Typed {
                message,
                shown_in,
                taken,
            })
        };
        use BlockEffect as E;
        match self.step(BlockInput::Typed(text), at.0, at.1) {
            E::Show(form) => E::Show(form.with_typed(typed(true))),
            E::NotADuration(form) => E::NotADuration(form.with_typed(typed(false))),
            E::NotAReason(form) => E::NotAReason(form.with_typed(typed(false))),
            effect => effect,
        }
    }

    /// The agent changed the message typed last: what the form took from it is read again.
    pub fn retype(self, text: String, at: (Instant, Tz)) -> BlockEffect {
        let Some(typed) = self.typed else {
            return BlockEffect::Stale(self);
        };
        let (step, preset) = match self.step.clone() {
            BlockStep::Confirm(duration, Reason::Typed(_)) => (BlockStep::Reason(duration), None),
            BlockStep::Confirm(_, preset) => (BlockStep::TypeDuration, Some(preset)),
            BlockStep::Reason(_) if typed.taken => (BlockStep::TypeDuration, None),
            step => (step, None),
        };
        let before = BlockForm { step, ..self };
        match before.type_in(typed.message, typed.shown_in, text, at) {
            BlockEffect::Show(form) => match (preset, form.step.clone()) {
                (Some(reason), BlockStep::Reason(duration)) => BlockEffect::Show(BlockForm {
                    step: BlockStep::Confirm(duration, reason),
                    ..form
                }),
                _ => BlockEffect::Show(form),
            },
            effect => effect,
        }
    }

    fn with_typed(self, typed: Option<Typed>) -> Self {
        BlockForm { typed, ..self }
    }

    /// One step; a form that goes on is in the effect. A typed date ends with its day in this zone.
    pub fn step(self, input: BlockInput, now: Instant, zone: Tz) -> BlockEffect {
        use BlockInput as I;
        let (ticket, typed) = (self.ticket, self.typed);
        let show = |step| {
            BlockEffect::Show(BlockForm {
                ticket,
                step,
                typed,
            })
        };
        match (self.step.clone(), input) {
            (_, I::Cancel) => BlockEffect::Cancelled,
            (BlockStep::Duration | BlockStep::TypeDuration, I::Duration(duration)) => {
                show(BlockStep::Reason(duration))
            }
            (BlockStep::Duration, I::Custom) => show(BlockStep::TypeDuration),
            (BlockStep::Duration | BlockStep::TypeDuration, I::Typed(typed)) => {
                match BlockDuration::read(&typed, now, zone) {
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
