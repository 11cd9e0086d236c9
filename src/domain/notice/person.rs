//! What the desk says to a person because of something they did: answers to their own doing, which no event causes.

use crate::domain::{dialogue::TitleFault, ids::*};
use serde::{Deserialize, Serialize};

/// What the desk says to a person because of something they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum PersonNotice {
    /// The greeting, with **🎫 Support**.
    Greeting,
    /// By `desk.mode`: **🎫 Create Ticket**, the contact, or both.
    Support,
    /// The contact's name with **💬 Contact Support**.
    Contact,
    /// The title is asked, with **Cancel**.
    AskTitle,
    /// **Title too short**.
    TitleTooShort,
    /// **Title too long**.
    TitleTooLong,
    /// A title is text.
    TitleNotText,
    /// The message is asked, with **Cancel**.
    AskBody,
    /// **Message too short**.
    BodyTooShort,
    /// **Message too long**.
    BodyTooLong,
    /// The reply is asked, with **Cancel**.
    AskReply {
        /// To which ticket.
        ticket: TicketId,
    },
    /// They have a ticket already: **Reply**, **View Conversation**, **Close Ticket**.
    ActiveTicket {
        /// Which one.
        ticket: TicketId,
    },
    /// **🎫 Create Ticket** with the words kept.
    Offer,
    /// The ticket was just resolved; the words are kept, **🎫 Create Ticket** is offered.
    OfferAfterResolved {
        /// Which one.
        ticket: TicketId,
    },
    /// An offer that is not the newest any more, or that is over, is taken away: whoever writes on finds one, below what
    /// they wrote last.
    OldOffer {
        /// Whether a newer one stands, which stays.
        standing: bool,
    },
    /// Nobody took the offer for a day: what was kept is not kept any longer.
    OfferEnded,
    /// They changed the message that the title of their ticket was taken from into what is no title: it stays as it was.
    TitleStays {
        /// Of which ticket.
        ticket: TicketId,
        /// Why it is none.
        why: TitleFault,
    },
    /// The ticket is resolved: what they changed in a message of it stays as it was.
    EditTooLate {
        /// Which one.
        ticket: TicketId,
    },
    /// So much is kept already that this message was not taken; **🎫 Create Ticket**.
    OfferFull,
    /// The conversation; `page` counts from the newest, 0.
    Conversation {
        /// Of which ticket.
        ticket: TicketId,
        /// Which page.
        page: u32,
    },
    /// A message of the conversation, media and all, sent again.
    Attachment {
        /// Of which ticket.
        ticket: TicketId,
        /// Which message.
        message: MessageNo,
    },
    /// **Close Ticket** is to be confirmed.
    ConfirmClose {
        /// Which ticket.
        ticket: TicketId,
    },
    /// The ticket stays as it is.
    KeptOpen {
        /// Which ticket.
        ticket: TicketId,
    },
    /// There is no active ticket.
    NoTicket,
    /// All their tickets, newest first.
    Tickets {
        /// Which page, from 0.
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
    /// What waited is through: what they send is taken again.
    TakenAgain,
}

impl PersonNotice {
    /// Whether it offers a ticket for words that are kept: of these only the newest stands.
    pub fn is_offer(&self) -> bool {
        use PersonNotice::*;
        matches!(self, Offer | OfferFull | OfferAfterResolved { .. })
    }

    /// Which ticket it is about, if one.
    pub(super) fn ticket(&self) -> Option<TicketId> {
        use PersonNotice::*;
        match self {
            AskReply { ticket }
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
}
