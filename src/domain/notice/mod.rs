//! What is told to whom. Pure: no wording, no Telegram.
//!
//! A notice is one API call to come. It is stored in the transaction of its cause and worded when it is sent, so
//! that waiting times are true; it says what is to be told, never how.

use super::{
    Instant,
    command::{DeliveryFailure, RefusedFor},
    event::Cause,
    ids::*,
    message::Part,
};
use serde::{Deserialize, Serialize};

mod from_event;
mod person;
mod team;
#[cfg(test)]
mod tests;

pub use from_event::{EventContent, parts_told, told};
pub use person::PersonNotice;
pub use team::{FormFault, ListFilter, NotHeard, TeamNotice, UsageOf};

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Somebody, in their private chat.
    Person(PersonId),
    /// The team, in its group.
    Team,
}

/// What goes first when Telegram's limits make some of it wait. Smaller is sooner.
///
/// In the group: what an agent just asked for, people's words, alerts, new cards, edits of cards and copies. Toward
/// people: prompts and confirmations, answers, then the rest, and marks on their messages last. The number of each is
/// stored with what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Somebody pressed or wrote and waits for this.
    Asked,
    /// What people and agents say to each other.
    Words,
    /// The clocks.
    Alert,
    /// A new ticket.
    Card,
    /// Keeping a card or a copy of somebody's words true; only the newest edit of a message is sent.
    CardEdit,
    /// A mark on a person's message: it came. Of several that wait only the newest is sent.
    Receipt,
}

impl Urgency {
    /// All of them, by their numbers.
    pub const ALL: [Urgency; 6] = [
        Urgency::Asked,
        Urgency::Words,
        Urgency::Alert,
        Urgency::Card,
        Urgency::CardEdit,
        Urgency::Receipt,
    ];
}

/// One thing to tell, one API call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    // ---- to a person
    /// **Ticket #126 created**.
    Created {
        /// Which ticket.
        ticket: TicketId,
    },
    /// The team's answer, or one part of it.
    Answer {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
        /// Which part of that.
        part: Part,
        /// Whether this is the last part: when Telegram took it, the answer is delivered.
        last: bool,
        /// How often the answer was sent again: 0 at first.
        #[serde(default, skip_serializing_if = "is_zero")]
        again: u32,
    },
    /// The person's copy of a part of an answer says what the answer says since it was edited.
    AnswerEdited {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
        /// Which part of that, or of what it was before.
        part: Part,
    },
    /// The person's message was added: a reaction, or a line.
    Receipt {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
    },
    /// Telegram does not let the team see what the person sent: they see that it came, and what it says in words.
    NotSeen {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
    },
    /// **Ticket #126 has been resolved**.
    Closed {
        /// Which ticket.
        ticket: TicketId,
        /// Why.
        cause: Cause,
    },
    /// Silence will close the ticket.
    SilenceWarning {
        /// Which ticket.
        ticket: TicketId,
        /// The version of the ticket that decided it, which tells one warning from the next.
        version: i64,
    },
    /// **You have been blocked**; the block is read when this is sent.
    Blocked,
    /// The block is lifted.
    Unblocked,
    /// Something that the person's own doing asked for.
    Say(PersonNotice),

    // ---- to the team
    /// **New ticket #126**: its card.
    NewTicket {
        /// Which ticket.
        ticket: TicketId,
    },
    /// A person's message, or one part of it: **User replied to #126**.
    PersonWrote {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
        /// Which part of that.
        part: Part,
    },
    /// The team's copy of a part of a person's message says what the message says since it was edited.
    PersonEdited {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
        /// Which part of that, or of what it was before.
        part: Part,
    },
    /// The card is brought up to date.
    CardEdit {
        /// Which ticket.
        ticket: TicketId,
    },
    /// A person waits so long that a breach is near.
    Warning {
        /// Which ticket.
        ticket: TicketId,
        /// Which waiting stretch.
        episode: u32,
    },
    /// **⚠️ SLA Breach!**, at first or again.
    Alert {
        /// Which ticket.
        ticket: TicketId,
        /// Which waiting stretch.
        episode: u32,
        /// 0 for the alert, then the number of the reminder.
        nth: u32,
        /// When the alert was due. `None` for a reminder, and in rows from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Instant>,
    },
    /// The alert again, with the names of a step of the escalation.
    Escalation {
        /// Which ticket.
        ticket: TicketId,
        /// Which waiting stretch.
        episode: u32,
        /// Which step, from 1, as the settings were when it was decided.
        step: u32,
        /// How long after the breach it stands, in seconds; whom the step that stands there calls is read when this is
        /// sent. `None` in rows from before this was kept: there the number says which.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_seconds: Option<i64>,
    },
    /// The ticket was not resolved in time.
    ResolutionAlert {
        /// Which ticket.
        ticket: TicketId,
    },
    /// A reaction on an agent's message: how its delivery stands, or that it is kept as a note.
    Mark {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
        /// How it stands.
        mark: ReceiptMark,
    },
    /// An answer can't be delivered: which, and why.
    AnswerFailed {
        /// Which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
        /// Why.
        why: DeliveryFailure,
        /// How often the answer was sent again: 0 at first.
        #[serde(default, skip_serializing_if = "is_zero")]
        again: u32,
        /// What Telegram had against it, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<RefusedFor>,
    },
    /// Something that an agent's doing asked for, or that the desk must tell the team.
    Tell(TeamNotice),
}

/// How an agent's message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptMark {
    /// ✍ on its way.
    OnItsWay,
    /// 👌 Telegram took it.
    Taken,
    /// 🫡 It is a note: kept with the ticket, and sent to nobody.
    Noted,
}

impl Notice {
    /// Which ticket it is about, if one.
    pub fn ticket(&self) -> Option<TicketId> {
        use Notice::*;
        match self {
            Created { ticket }
            | Answer { ticket, .. }
            | AnswerEdited { ticket, .. }
            | Receipt { ticket, .. }
            | NotSeen { ticket, .. }
            | Closed { ticket, .. }
            | SilenceWarning { ticket, .. }
            | NewTicket { ticket }
            | PersonWrote { ticket, .. }
            | PersonEdited { ticket, .. }
            | CardEdit { ticket }
            | Warning { ticket, .. }
            | Alert { ticket, .. }
            | Escalation { ticket, .. }
            | ResolutionAlert { ticket }
            | Mark { ticket, .. }
            | AnswerFailed { ticket, .. } => Some(*ticket),
            Blocked | Unblocked => None,
            Say(saying) => saying.ticket(),
            Tell(telling) => telling.ticket(),
        }
    }

    /// How soon it must go out.
    pub fn urgency(&self) -> Urgency {
        use Notice::*;
        match self {
            Say(_) | Tell(_) | Created { .. } | Mark { .. } => Urgency::Asked,
            Answer { .. }
            | AnswerEdited { .. }
            | PersonWrote { .. }
            | AnswerFailed { .. }
            | NotSeen { .. } => Urgency::Words,
            Warning { .. }
            | Alert { .. }
            | Escalation { .. }
            | ResolutionAlert { .. }
            | SilenceWarning { .. }
            | Closed { .. }
            | Blocked
            | Unblocked => Urgency::Alert,
            NewTicket { .. } => Urgency::Card,
            CardEdit { .. } | PersonEdited { .. } => Urgency::CardEdit,
            Receipt { .. } => Urgency::Receipt,
        }
    }

    /// A name that no other notice of this ticket ever has, so that nothing is told twice, whatever crashes; `None`
    /// for what is keyed by the update that asked for it.
    pub fn key(&self, version: i64) -> Option<String> {
        use Notice::*;
        let again = |again: &u32| match again {
            0 => String::new(),
            again => format!(" again {again}"),
        };
        let part = |part: &Part| match part {
            Part::Text(n) => format!("text{n}"),
            Part::Captioned => "captioned".into(),
            Part::Heading => "heading".into(),
            Part::Original => "original".into(),
        };
        Some(match self {
            Created { ticket } => format!("{ticket} created"),
            Answer {
                ticket,
                message,
                part: p,
                again: a,
                ..
            } => format!("{ticket} answer {} {}{}", message.0, part(p), again(a)),
            AnswerEdited {
                ticket,
                message,
                part: p,
            } => format!("{ticket} answer {} {} edit {version}", message.0, part(p)),
            Receipt { ticket, message } => format!("{ticket} receipt {}", message.0),
            NotSeen { ticket, message } => format!("{ticket} not seen {}", message.0),
            Closed { ticket, .. } => format!("{ticket} closed"),
            SilenceWarning { ticket, version } => format!("{ticket} silence {version}"),
            NewTicket { ticket } => format!("{ticket} card"),
            PersonWrote {
                ticket,
                message,
                part: p,
            } => format!("{ticket} wrote {} {}", message.0, part(p)),
            PersonEdited {
                ticket,
                message,
                part: p,
            } => format!("{ticket} wrote {} {} edit {version}", message.0, part(p)),
            CardEdit { ticket } => format!("{ticket} edit {version}"),
            Warning { ticket, episode } => format!("{ticket} reply clock {episode} warning"),
            Alert {
                ticket,
                episode,
                nth,
                ..
            } => format!("{ticket} reply clock {episode} {nth}"),
            Escalation {
                ticket,
                episode,
                step,
                after_seconds,
            } => match after_seconds {
                Some(after) => format!("{ticket} reply clock {episode} after {after}"),
                None => format!("{ticket} reply clock {episode} step {step}"),
            },
            ResolutionAlert { ticket } => format!("{ticket} resolution clock"),
            Mark {
                ticket,
                message,
                mark,
            } => format!("{ticket} mark {} {mark:?}", message.0),
            AnswerFailed {
                ticket,
                message,
                why,
                again: a,
                ..
            } => format!("{ticket} failed {} {why:?}{}", message.0, again(a)),
            Blocked | Unblocked | Say(_) | Tell(_) => return None,
        })
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
