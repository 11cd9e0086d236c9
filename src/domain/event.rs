//! What happened to a ticket. Append-only: the events are the activity log, and replaying them rebuilds the value.
//!
//! Invariant: no event holds anybody's words or name; it refers to messages by their number, so that words can
//! be erased and the log stays.

use super::{
    Instant,
    command::{DeliveryFailure, RefusedFor, WarningFailure},
    ids::*,
    message::Part,
    status::Priority,
};
use serde::{Deserialize, Serialize};

/// One thing that happened to one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The time at which the desk recorded it, by its own clock.
    pub at: Instant,
    pub by: By,
    #[serde(flatten)]
    pub what: EventKind,
}

/// The kinds of event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum EventKind {
    /// The person opened the ticket, with message 1.
    Opened {
        person: PersonId,
        /// The time at which the first message was sent: the first-response clock starts here (`sla.md`).
        sent_at: Instant,
    },
    /// The person added a message.
    PersonWrote {
        message: MessageNo,
        sent_at: Instant,
    },
    /// Somebody of the team looked at the ticket for the first time.
    Viewed,
    /// An answer is durable and on its way.
    AnswerAccepted {
        message: MessageNo,
        /// The person's newest message that the agent could have known.
        answers: MessageNo,
    },
    /// Telegram took the answer.
    AnswerDelivered {
        message: MessageNo,
    },
    /// The answer will not arrive as it is.
    AnswerFailed {
        message: MessageNo,
        why: DeliveryFailure,
        /// The part that Telegram refused; `None`: all of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<Part>,
        /// Telegram's objection, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<RefusedFor>,
    },
    /// The refused parts of an answer are on their way again.
    AnswerSentAgain {
        message: MessageNo,
    },
    Assigned {
        /// To whom; `None` for nobody.
        to: Option<AgentId>,
    },
    /// The ticket's urgency changed.
    PriorityChanged {
        priority: Priority,
    },
    /// An agent kept a note with the ticket: no answer, whatever it says (`sla.md` rule 2).
    Noted {
        /// Its number among the messages.
        message: MessageNo,
    },
    /// Whoever wrote a message changed it: it answers nothing and starts no clock (`sla.md` rule 13).
    Edited {
        message: MessageNo,
        /// The number of the edit, from 1: what it said before is kept as its version before this one.
        nth: u32,
        note: bool,
    },
    /// The person changed the title: what it was before is kept under the number of this event.
    Retitled,
    /// A waiting stretch reached `warn_at_percent` of its time.
    Warned {
        episode: u32,
    },
    /// A waiting stretch passed its deadline.
    Breached {
        episode: u32,
        /// The true time, however late this was noticed (`sla.md` rule 10).
        deadline: Instant,
    },
    /// The team was reminded of a breach.
    Reminded {
        episode: u32,
        /// The number of the reminder, from 1.
        nth: u32,
    },
    /// The team was called, because a breach lasts (`sla.escalation`).
    Escalated {
        episode: u32,
        /// The number of the step, from 1, in the settings of that time; steps before it are done too.
        step: u32,
        /// The step's delay after the breach, in seconds.
        after_seconds: i64,
    },
    /// The ticket was not resolved within `resolve_within`.
    ResolutionBreached {
        /// The true time, however late this was noticed.
        deadline: Instant,
    },
    /// The person is being told that silence will close the ticket.
    SilenceWarned,
    /// Telegram took that warning.
    SilenceWarningDelivered,
    /// Nobody will ever get that warning.
    SilenceWarningLost {
        why: WarningFailure,
    },
    /// The person did something that is no message: the silence begins anew.
    SilenceBroken,
    /// The person can't be reached any more: the clocks are cancelled (`sla.md` rule 3).
    BecameUnreachable,
    /// The person can be reached again.
    BecameReachable {
        /// Since when, if that was before it was seen: they wrote then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Instant>,
    },
    Resolved {
        cause: Cause,
    },
}

/// The reason that a ticket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Its person closed it.
    Person,
    /// An agent closed it.
    Team,
    /// The person was silent for `auto_close.after`.
    Silence,
    /// Its person was blocked.
    Block,
}
