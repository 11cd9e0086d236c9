//! What a notice is worded from: what must be loaded before [`compose`](super::compose).
//!
//! It is the same for every audience but for whose list or block is meant. Asking for too little shows as a missing
//! line; asking for too much costs a query per call, so each notice names what its view reads and no more.

use super::{PAGE, PERSON_PAGE, digest::BUTTONS};
use crate::domain::{
    ids::*,
    notice::{Audience, ListFilter, Notice, PersonNotice, TeamNotice},
};

/// What to load into [`ViewData`](super::ViewData). What is not named here may be left empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ViewQuery {
    /// The ticket.
    pub shown: Option<TicketId>,
    /// One message.
    pub said: Option<(TicketId, MessageNo)>,
    /// Also what that message said before, and our messages that show it where the notice goes. For a message that was
    /// edited, they are loaded in any case.
    pub copies: bool,
    /// Also what that message replies to, where the notice goes.
    pub meant: bool,
    /// A whole conversation.
    pub conversation: Option<TicketId>,
    /// A page of a list of tickets.
    pub tickets: Option<TicketsNeeded>,
    /// These tickets, as lines of a list.
    pub these: Vec<TicketId>,
    /// A block that holds now.
    pub blocked: Option<WhoseBlock>,
    /// Which page, from 0, of all blocks that hold now; [`PAGE`] rows each.
    pub all_blocked: Option<u32>,
    /// Those who are named, by Telegram's id.
    pub names: Vec<i64>,
    /// Also the names of the agents who wrote the message or the conversation; only of use with
    /// `desk.show_agent_names`.
    pub authors: bool,
    /// Those to whom a ticket can be assigned.
    pub agents: bool,
    /// How long a first answer usually takes.
    pub usual: bool,
    /// The message number of a ticket's card.
    pub card: Option<TicketId>,
    /// The same of the card before it.
    pub old_card: Option<TicketId>,
    /// The message number of an offer that is to be taken away: the newest, or the one before it.
    pub old_offer: Option<bool>,
    /// What a ticket's clocks did, do and will do.
    pub clocks: Option<TicketId>,
}

/// A page of a list of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketsNeeded {
    /// Which tickets.
    pub of: TicketsOf,
    /// How many rows come before the page.
    pub offset: u64,
    /// How many rows the page has at most.
    pub limit: u64,
}

/// Which tickets a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketsOf {
    /// The team's list, the worst first ([`ListFilter::All`]: the newest first).
    Team(ListFilter),
    /// All of one person, the newest first.
    Person(PersonId),
}

/// Whose block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoseBlock {
    /// This person's.
    Person(PersonId),
    /// That of the person of this ticket.
    PersonOf(TicketId),
}

/// What must be loaded to word `notice` for `to`.
pub fn needs(notice: &Notice, to: Audience) -> ViewQuery {
    let shown = |ticket: &TicketId| ViewQuery {
        shown: Some(*ticket),
        ..ViewQuery::default()
    };
    let said = |ticket: &TicketId, message: &MessageNo| ViewQuery {
        said: Some((*ticket, *message)),
        ..shown(ticket)
    };
    let whole = |ticket: &TicketId| ViewQuery {
        conversation: Some(*ticket),
        authors: true,
        ..shown(ticket)
    };
    match notice {
        Notice::Created { ticket } => ViewQuery {
            usual: true,
            ..shown(ticket)
        },
        Notice::Answer {
            ticket,
            message,
            again,
            ..
        } => ViewQuery {
            authors: true,
            meant: true,
            copies: *again > 0,
            ..said(ticket, message)
        },
        Notice::AnswerEdited {
            ticket, message, ..
        } => ViewQuery {
            authors: true,
            meant: true,
            copies: true,
            ..said(ticket, message)
        },
        Notice::PersonEdited {
            ticket, message, ..
        } => ViewQuery {
            meant: true,
            copies: true,
            ..said(ticket, message)
        },
        Notice::Receipt { ticket, message }
        | Notice::NotSeen { ticket, message }
        | Notice::Mark {
            ticket, message, ..
        }
        | Notice::AnswerFailed {
            ticket, message, ..
        } => said(ticket, message),
        Notice::PersonWrote {
            ticket, message, ..
        } => ViewQuery {
            meant: true,
            ..said(ticket, message)
        },
        Notice::Closed { ticket, .. }
        | Notice::SilenceWarning { ticket, .. }
        | Notice::Warning { ticket, .. }
        | Notice::Alert { ticket, .. }
        | Notice::Escalation { ticket, .. }
        | Notice::ResolutionAlert { ticket } => shown(ticket),
        Notice::NewTicket { ticket } => said(ticket, &MessageNo(1)),
        Notice::CardEdit { ticket } => ViewQuery {
            card: Some(*ticket),
            ..whole(ticket)
        },
        Notice::Blocked => ViewQuery {
            blocked: person(to).map(WhoseBlock::Person),
            ..ViewQuery::default()
        },
        Notice::Unblocked => ViewQuery::default(),
        Notice::Say(saying) => said_to(saying, to),
        Notice::Tell(telling) => told(telling),
    }
}

fn person(to: Audience) -> Option<PersonId> {
    match to {
        Audience::Person(person) => Some(person),
        Audience::Team => None,
    }
}

fn said_to(saying: &PersonNotice, to: Audience) -> ViewQuery {
    use PersonNotice::*;
    let mut needs = ViewQuery::default();
    match saying {
        AskReply { ticket }
        | ActiveTicket { ticket }
        | OfferAfterResolved { ticket }
        | EditTooLate { ticket }
        | TitleStays { ticket, .. }
        | ConfirmClose { ticket }
        | KeptOpen { ticket } => needs.shown = Some(*ticket),
        Conversation { ticket, .. } => {
            needs.shown = Some(*ticket);
            needs.conversation = Some(*ticket);
            needs.authors = true;
        }
        Attachment { ticket, message } => {
            needs.shown = Some(*ticket);
            needs.said = Some((*ticket, *message));
        }
        Tickets { page } => {
            needs.tickets = person(to).map(|person| TicketsNeeded {
                of: TicketsOf::Person(person),
                offset: u64::from(*page) * PERSON_PAGE,
                limit: PERSON_PAGE,
            });
        }
        OldOffer { standing } => needs.old_offer = Some(*standing),
        YouAreBlocked => needs.blocked = person(to).map(WhoseBlock::Person),
        Greeting | Support | Contact | AskTitle | TitleTooShort | TitleTooLong | TitleNotText
        | AskBody | BodyTooShort | BodyTooLong | Offer | OfferFull | OfferEnded | NoTicket
        | Cancelled | NothingToCancel | SlowDown | NotTaken | TakenAgain => {}
    }
    needs
}

fn told(telling: &TeamNotice) -> ViewQuery {
    use TeamNotice::*;
    let mut needs = ViewQuery::default();
    match telling {
        Card { ticket } => {
            needs.shown = Some(*ticket);
            needs.conversation = Some(*ticket);
            needs.authors = true;
        }
        OldCard { ticket } => {
            needs.shown = Some(*ticket);
            needs.card = Some(*ticket);
            needs.old_card = Some(*ticket);
        }
        Attachment {
            ticket, message, ..
        } => {
            needs.shown = Some(*ticket);
            needs.said = Some((*ticket, *message));
        }
        AskAnswer { ticket, agent } | AskNote { ticket, agent } => {
            needs.shown = Some(*ticket);
            needs.names = vec![agent.0];
        }
        JustAnswered { by, .. } => needs.names = vec![by.0],
        PromptOfAnother { of, .. } => needs.names = vec![of.0],
        CloseDecided { closed_by, .. } => needs.names = closed_by.iter().map(|by| by.0).collect(),
        ConfirmClose { ticket } => needs.shown = Some(*ticket),
        PriorityChoice { ticket } => needs.shown = Some(*ticket),
        Clocks { ticket } => {
            needs.shown = Some(*ticket);
            needs.clocks = Some(*ticket);
        }
        AssignChoice { ticket } => {
            needs.shown = Some(*ticket);
            needs.agents = true;
        }
        Assigned { to, .. } => needs.names = to.iter().map(|to| to.0).collect(),
        Tickets { filter, page } => {
            needs.tickets = Some(TicketsNeeded {
                of: TicketsOf::Team(*filter),
                offset: u64::from(*page) * PAGE,
                limit: PAGE,
            });
            if let ListFilter::Mine(agent) = filter {
                needs.names = vec![agent.0];
            }
        }
        TopicGone { .. } => {
            needs.tickets = Some(TicketsNeeded {
                of: TicketsOf::Team(ListFilter::Active),
                offset: 0,
                limit: BUTTONS as u64,
            });
        }
        NewTickets { tickets } | Overdue { tickets } => needs.these.clone_from(tickets),
        BlockForm { form, .. } => needs.shown = Some(form.ticket),
        BlockDone { ticket, by } => {
            needs.shown = Some(*ticket);
            needs.blocked = Some(WhoseBlock::PersonOf(*ticket));
            needs.names = vec![by.0];
        }
        BlockedList { page } => needs.all_blocked = Some(*page),
        Unblocked { person, by } => needs.names = vec![person.0, by.0],
        AnswerDecided { .. }
        | NotSent { .. }
        | AnswerExpired { .. }
        | NotNoted { .. }
        | CannotRoute
        | NotHeard { .. }
        | MembersHidden
        | AnswerStays { .. }
        | BlockCancelled { .. }
        | NotBlocked
        | PrioritySet { .. }
        | NoSuchTicket { .. }
        | Usage { .. }
        | Help
        | SetAside { .. }
        | WasOut { .. }
        | WasMute { .. }
        | RightMissing { .. }
        | Parked { .. }
        | NotShown { .. }
        | EditRefused { .. }
        | SettingsChanged { .. }
        | SettingsRefused { .. } => {}
    }
    needs
}
