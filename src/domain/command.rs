//! What can be asked of a ticket, and why it may say no.

use super::{
    Instant,
    ids::*,
    message::{MessageContent, Part, TicketMessage},
    status::Priority,
};
use serde::{Deserialize, Serialize};

/// A request to a ticket, in the imperative; the outcome is an [`Event`](super::event::Event).
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The person adds a message. **Still need help** is one too (`sla.md` rule 12).
    Write {
        words: MessageContent,
        /// The time of sending by Telegram's clock; never later than now.
        sent_at: Instant,
    },
    /// The person did something that is no message: pressed a button, looked at the conversation, gave a command. They are
    /// there, so the silence begins anew (`sla.md` rule 12).
    BreakSilence,
    /// Either side closes the ticket.
    Close,
    /// Somebody of the team looks at it.
    View,
    Answer {
        words: MessageContent,
        /// The agent knows that somebody else answered just now, and means it all the same.
        confirmed: bool,
    },
    /// An agent has an answer sent again that Telegram refused.
    SendAgain {
        message: MessageNo,
        /// Its words, as they were stored.
        words: MessageContent,
    },
    /// The ticket becomes an agent's, or nobody's.
    Assign { to: Option<AgentId> },
    /// Changes how urgent the ticket is.
    SetPriority { priority: Priority },
    /// An agent keeps something with the ticket, for the team alone.
    Note { words: MessageContent },
    /// Whoever wrote a message of it changed that.
    Edit {
        /// The message, as it is stored.
        of: Box<TicketMessage>,
        words: MessageContent,
    },
    /// Its person changed the message that its title was taken from.
    Retitle {
        /// The new title, valid.
        #[debug("…")]
        title: String,
    },
    /// Its person was blocked: it is resolved without a word about that.
    CloseForBlock,
    /// Telegram took an answer.
    AnswerTaken {
        message: MessageNo,
        /// The number of repetitions at which its last part went out, where that part is all that is known; `None`
        /// where each of its parts is known to have arrived.
        again: Option<u32>,
    },
    /// Telegram refused a part of an answer permanently.
    AnswerLost {
        message: MessageNo,
        part: Part,
        why: DeliveryFailure,
        /// Telegram's objection, as far as the agent can do something about it.
        because: Option<RefusedFor>,
    },
    /// Telegram took the warning that silence will close the ticket.
    SilenceWarningTaken,
    /// The warning that silence will close the ticket is settled, and nobody got it.
    SilenceWarningLost {
        /// The version of the ticket that decided the warning.
        version: i64,
        why: WarningFailure,
    },
    /// The person blocked the bot or is gone (a notice other than an answer was refused for that).
    PersonLeft,
    /// The person can be reached again.
    PersonCameBack,
}

/// The reason that an answer did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFailure {
    /// The person blocked the bot, or their account is gone.
    Unreachable,
    /// Telegram would not take these words.
    Refused,
}

/// Telegram's objection to a part of an answer, in the classes that leave its agent something else to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedFor {
    /// No bot may copy such a message: a quiz, a story, a checklist, …
    NotCopied,
    /// Its content is protected.
    Protected,
    /// Its original was deleted, and so was its file.
    Gone,
    /// The person takes no voice and video messages.
    NoVoice,
    /// The person, or the chat, takes nothing of this kind.
    Kind,
    /// It is too long.
    TooLong,
}

/// The reason that a warning before an auto-close did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningFailure {
    /// It was not true when it was to be sent: an answer was on its way, or closing was turned off. It is given again as
    /// soon as it is due.
    NotTrue,
    /// Telegram would not take it.
    Refused,
}

/// The reason that a ticket does not do what was asked. A reply, not a failure: nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The ticket is resolved; a resolved ticket stays so.
    #[error("the ticket is resolved")]
    AlreadyResolved,
    /// The ticket is somebody else's, or this side may not do that.
    #[error("this is not theirs to do")]
    NotYours,
    /// Another agent answered seconds ago; ask again with `confirmed`.
    #[error("somebody just answered")]
    SomebodyJustAnswered { by: AgentId, at: Instant },
}
