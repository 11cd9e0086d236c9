//! Notices to a person: first those that an event of their ticket causes, then the replies to what they did.

use super::Urgency;
use crate::domain::{event::Cause, ids::*, message::Part, title::TitleFault};
use serde::{Deserialize, Serialize};

/// A message, or a mark on one, for a person in their private chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum PersonNotice {
    Created {
        ticket: TicketId,
    },
    /// The team's answer, or one part of it.
    Answer {
        ticket: TicketId,
        message: MessageNo,
        part: Part,
        /// The answer counts as delivered when Telegram took its last part.
        last: bool,
        /// The number of times that the answer was sent again.
        #[serde(default, skip_serializing_if = "is_zero")]
        again: u32,
    },
    /// Brings the person's copy of a part of an answer up to its newest edit.
    AnswerEdited {
        ticket: TicketId,
        message: MessageNo,
        /// A part of the message as it is, or as it was before the edit.
        part: Part,
    },
    /// The person's message was added: a reaction, or a line.
    Receipt {
        ticket: TicketId,
        message: MessageNo,
    },
    /// Telegram does not let the team see what the person sent: they see that it came, and what it says in words.
    NotSeen {
        ticket: TicketId,
        message: MessageNo,
    },
    /// **Ticket #126 has been resolved**.
    Closed {
        ticket: TicketId,
        cause: Cause,
    },
    /// The ticket will be closed because the person is silent.
    SilenceWarning {
        ticket: TicketId,
        /// The version of the ticket that decided it, which tells one warning from the next.
        version: i64,
    },
    /// **You have been blocked**; the block is read when this is sent.
    Blocked,
    /// The block is lifted.
    Unblocked,

    // ---- replies to what the person did
    /// The greeting, with **🎫 Support**.
    Greeting,
    /// By `desk.mode`: **🎫 Create Ticket**, the contact, or both.
    Support,
    /// The contact's name with **💬 Contact Support**.
    Contact,
    /// The title is asked, with **Cancel**.
    AskTitle,
    TitleTooShort,
    TitleTooLong,
    /// A title is text.
    TitleNotText,
    /// The message is asked, with **Cancel**.
    AskBody,
    BodyTooShort,
    BodyTooLong,
    /// The reply is asked, with **Cancel**.
    AskReply {
        ticket: TicketId,
    },
    /// They have a ticket already: **Reply**, **View Conversation**, **Close Ticket**.
    ActiveTicket {
        ticket: TicketId,
    },
    /// **🎫 Create Ticket** with the words kept.
    Offer,
    /// The ticket was just resolved; the words are kept, **🎫 Create Ticket** is offered.
    OfferAfterResolved {
        ticket: TicketId,
    },
    /// An offer that is not the newest any more, or that is over, is taken away: whoever writes on finds one, below what
    /// they wrote last.
    OldOffer {
        /// True if a newer one stands, which stays.
        standing: bool,
    },
    /// Nobody took the offer for a day: what was kept is not kept any longer.
    OfferEnded,
    /// They changed the message that the title of their ticket was taken from into what is no title: it stays as it was.
    TitleStays {
        ticket: TicketId,
        why: TitleFault,
    },
    /// The ticket is resolved: what they changed in a message of it stays as it was.
    EditTooLate {
        ticket: TicketId,
    },
    /// So much is kept already that this message was not taken; **🎫 Create Ticket**.
    OfferFull,
    /// The conversation; `page` counts from the newest, 0.
    Conversation {
        ticket: TicketId,
        page: u32,
    },
    /// A message of the conversation, media and all, sent again.
    Attachment {
        ticket: TicketId,
        message: MessageNo,
    },
    /// **Close Ticket** is to be confirmed.
    ConfirmClose {
        ticket: TicketId,
    },
    /// The ticket stays as it is.
    KeptOpen {
        ticket: TicketId,
    },
    /// There is no active ticket.
    NoTicket,
    /// All their tickets, newest first.
    Tickets {
        page: u32,
    },
    /// The half-done thing is dropped.
    Cancelled,
    /// There is nothing to drop.
    NothingToCancel,
    /// **You are blocked**; the block is read when this is sent.
    YouAreBlocked,
    /// They write faster than the desk takes (`[limits]`); what they wrote waits.
    SlowDown,
    /// So much of theirs waits that what they send further is not taken.
    NotTaken,
    /// Everything that waited is done: their messages are taken again.
    TakenAgain,
}

impl PersonNotice {
    /// True for an offer of a ticket for words that are kept: only the newest offer stands.
    pub fn is_offer(&self) -> bool {
        use PersonNotice::*;
        matches!(self, Offer | OfferFull | OfferAfterResolved { .. })
    }

    /// The part of somebody's message that this is a copy of.
    pub(super) fn copied_part(&self) -> Option<(MessageNo, Part)> {
        match self {
            PersonNotice::Answer { message, part, .. }
            | PersonNotice::AnswerEdited { message, part, .. } => Some((*message, *part)),
            _ => None,
        }
    }

    /// The ticket that it is about, if there is one.
    pub fn ticket(&self) -> Option<TicketId> {
        use PersonNotice::*;
        match self {
            Created { ticket }
            | Answer { ticket, .. }
            | AnswerEdited { ticket, .. }
            | Receipt { ticket, .. }
            | NotSeen { ticket, .. }
            | Closed { ticket, .. }
            | SilenceWarning { ticket, .. }
            | AskReply { ticket }
            | ActiveTicket { ticket }
            | OfferAfterResolved { ticket }
            | EditTooLate { ticket }
            | TitleStays { ticket, .. }
            | Conversation { ticket, .. }
            | Attachment { ticket, .. }
            | ConfirmClose { ticket }
            | KeptOpen { ticket } => Some(*ticket),
            _ => None,
        }
    }

    pub(super) fn urgency(&self) -> Urgency {
        use PersonNotice::*;
        match self {
            Answer { .. } | AnswerEdited { .. } | NotSeen { .. } => Urgency::Words,
            SilenceWarning { .. } | Closed { .. } | Blocked | Unblocked => Urgency::Alert,
            Receipt { .. } => Urgency::Receipt,
            _ => Urgency::Asked,
        }
    }
}

pub(super) fn is_zero(number: &u32) -> bool {
    *number == 0
}
