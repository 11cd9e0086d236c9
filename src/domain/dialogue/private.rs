//! What the desk asked a person in private, and what their next message means.

use crate::domain::{
    Instant,
    ids::TicketId,
    message::{MessageContent, Origin},
    notice::PersonNotice,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// The number of messages kept for a ticket that is not opened yet; a further one replaces none, it is refused
/// visibly.
pub const KEPT: usize = 20;

/// A text that follows a long refused one within this time is the rest of it: Telegram's apps split a text longer than
/// a message (4096 characters) and send the pieces at once.
const SPLIT: TimeDelta = TimeDelta::seconds(3);

/// The shortest piece of a split text, in UTF-16 units: the apps split between words or lines, in the second half of
/// what a message holds.
const PIECE: usize = 2048;

/// The state of the private dialogue with a person.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PrivateDialogue {
    #[default]
    Idle,
    /// They wrote without a ticket; the words are kept while they decide.
    Offered { kept: Vec<MessageContent> },
    /// The title is asked.
    Title {
        /// Messages from before they had a ticket.
        kept: Vec<MessageContent>,
        #[serde(default, skip_serializing_if = "Refused::is_empty")]
        refused: Refused,
    },
    /// The first message is asked.
    Body {
        #[debug("…")]
        title: String,
        /// The message that it was taken from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title_from: Option<Origin>,
        /// Messages from before they had a ticket.
        kept: Vec<MessageContent>,
        #[serde(default, skip_serializing_if = "Refused::is_empty")]
        refused: Refused,
    },
    /// The next message goes to this ticket.
    Reply { ticket: TicketId },
}

/// A person's input to the dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateInput {
    /// **Create Ticket**; that they are not blocked and have no active ticket was checked.
    Create,
    /// **Reply** on a ticket of theirs.
    Reply(TicketId),
    Said(MessageContent),
    Cancel,
    /// `/cancel` with words behind it.
    CancelAndSay(MessageContent),
}

/// An effect of a step.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum PrivateEffect {
    /// The person is told this.
    Notice(PersonNotice),
    /// A ticket is opened with these messages, at least one.
    Open {
        #[debug("…")]
        title: String,
        /// The message that the title was taken from.
        title_from: Option<Origin>,
        /// In the order in which they were written.
        words: Vec<MessageContent>,
    },
    /// A message is added to a ticket.
    Write {
        ticket: TicketId,
        words: MessageContent,
    },
}

impl From<PersonNotice> for PrivateEffect {
    fn from(notice: PersonNotice) -> Self {
        PrivateEffect::Notice(notice)
    }
}

/// Messages that were refused as the answer to a question, and the person was told so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refused {
    /// The newest messages of them: an edit of one is a new attempt.
    messages: Vec<Origin>,
    /// The time of the newest one, if more of it may follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goes_on: Option<Instant>,
}

impl Refused {
    /// True if no message was refused.
    pub fn is_empty(&self) -> bool {
        *self == Refused::default()
    }

    pub(super) fn refuse(&mut self, words: &MessageContent) {
        // An edit that is refused again moves to the end instead of standing here twice.
        self.messages.retain(|origin| Some(*origin) != words.origin);
        self.messages.extend(words.origin);
        // A dialogue is stored whole at each step, so what it remembers is bounded.
        let older = self.messages.len().saturating_sub(KEPT);
        self.messages.drain(..older);
        // A short text is complete: what follows it soon is a second try and must not be swallowed.
        let piece = words.is_text() && words.text.encode_utf16().count() >= PIECE;
        self.goes_on = words.sent_at.filter(|_| piece);
    }

    /// True if these words are the rest of a refused text that the app split.
    pub(super) fn goes_on_with(&self, words: &MessageContent) -> bool {
        // Both by Telegram's clock: the desk may read the pieces long after they were sent, and far apart.
        let soon = |(before, sent)| (TimeDelta::zero()..=SPLIT).contains(&(sent - before));
        words.is_text() && self.goes_on.zip(words.sent_at).is_some_and(soon)
    }

    /// Forgets that this message was refused; true if it had been.
    pub(super) fn takes_back(&mut self, origin: Option<Origin>) -> bool {
        let before = self.messages.len();
        self.messages.retain(|refused| Some(*refused) != origin);
        self.messages.len() < before
    }
}
