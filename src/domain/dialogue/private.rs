//! What the desk asked a person in private, and what their next message means.

use crate::domain::{
    Instant,
    ids::TicketId,
    message::{MessageContent, Origin},
    notice::PersonNotice,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How many messages are kept for a ticket that is not opened yet; a further one replaces none, it is refused visibly.
pub const KEPT: usize = 20;

/// How soon after a long text that was refused what follows is the rest of it: Telegram's apps split what is longer than
/// a message (4096 characters), and send the pieces at once.
const SPLIT: TimeDelta = TimeDelta::seconds(3);

/// How many UTF-16 units a piece has at least of which more follows: the apps split between words and lines, in the
/// second half of what a message holds.
const PIECE: usize = 2048;

/// Where the talk with a person stands.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PrivateDialogue {
    #[default]
    Idle,
    /// They wrote without a ticket; the words are kept while they decide.
    Offered {
        /// What they wrote, in order.
        kept: Vec<MessageContent>,
    },
    /// The title is asked.
    Title {
        /// What they wrote before they had a ticket.
        kept: Vec<MessageContent>,
        /// What they sent that is none.
        #[serde(default, skip_serializing_if = "Refused::is_empty")]
        refused: Refused,
    },
    /// The first message is asked.
    Body {
        #[debug("…")]
        title: String,
        /// The message that it was taken from; not known of those from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title_from: Option<Origin>,
        /// What they wrote before they had a ticket.
        kept: Vec<MessageContent>,
        /// What they sent that is none.
        #[serde(default, skip_serializing_if = "Refused::is_empty")]
        refused: Refused,
    },
    /// The next message goes to this ticket.
    Reply { ticket: TicketId },
}

/// What a person does in a dialogue.
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

/// What was refused as an answer to a question, and said to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refused {
    /// The newest messages of them: an edit of one is a new attempt.
    #[serde(default)]
    messages: Vec<Origin>,
    /// When the newest was sent, if more of it may follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goes_on: Option<Instant>,
}

impl Refused {
    /// Whether nothing was refused.
    pub fn is_empty(&self) -> bool {
        *self == Refused::default()
    }

    pub(super) fn refuse(&mut self, words: &MessageContent) {
        self.messages.retain(|origin| Some(*origin) != words.origin);
        self.messages.extend(words.origin);
        let older = self.messages.len().saturating_sub(KEPT);
        self.messages.drain(..older);
        let piece = words.is_text() && words.text.encode_utf16().count() >= PIECE;
        self.goes_on = words.sent_at.filter(|_| piece);
    }

    /// Whether these words are the rest of a text that was refused: its app split it.
    pub(super) fn goes_on_with(&self, words: &MessageContent) -> bool {
        let soon = |(before, sent)| (TimeDelta::zero()..=SPLIT).contains(&(sent - before));
        words.is_text() && self.goes_on.zip(words.sent_at).is_some_and(soon)
    }

    /// Whether this message was refused; it is no more.
    pub(super) fn takes_back(&mut self, origin: Option<Origin>) -> bool {
        let before = self.messages.len();
        self.messages.retain(|refused| Some(*refused) != origin);
        self.messages.len() < before
    }
}
