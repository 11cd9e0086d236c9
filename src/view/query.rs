//! The query for a notice: everything to be loaded before [`render`](super::render).
//!
//! Asking for too little shows as a missing line; asking for too much costs a query per call. So each notice names
//! what its view reads, and no more.

use crate::domain::{
    ids::*,
    notice::{ListFilter, Notice, PersonNotice, TeamNotice},
};

/// Rows on a page of the team's lists.
pub const PAGE: u64 = 10;

/// Rows on a page of a person's own list.
pub(super) const PERSON_PAGE: u64 = 8;

/// Tickets listed in a digest at most, each with a button: Telegram takes 100 below a message.
pub(super) const DIGEST_ROWS: usize = 96;

/// The list of things to load into [`ViewData`](super::ViewData). Fields of it that are not named here may stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ViewQuery {
    pub shown: Option<TicketId>,
    pub said: Option<(TicketId, MessageNo)>,
    /// Also its earlier versions, and our messages that show it where the notice goes. For an edited message these are
    /// loaded in any case.
    pub copies: bool,
    /// Also the message that it replies to, where the notice goes.
    pub meant: bool,
    pub conversation: Option<TicketId>,
    /// A page of a list of tickets.
    pub tickets: Option<TicketsNeeded>,
    /// These tickets, as lines of a list.
    pub these: Vec<TicketId>,
    /// A block in force now.
    pub blocked: Option<WhoseBlock>,
    /// A page, counted from 0, of all blocks in force; [`PAGE`] rows each.
    pub all_blocked: Option<u32>,
    /// People and agents to be named, by Telegram's id.
    pub names: Vec<i64>,
    /// Also the names of the agents who wrote the message or the conversation; only of use with
    /// `desk.show_agent_names`.
    pub authors: bool,
    /// Those to whom a ticket can be assigned.
    pub agents: bool,
    /// The usual time to a first answer.
    pub usual: bool,
    pub card: Option<TicketId>,
    /// The message number of the card before it.
    pub old_card: Option<TicketId>,
    /// The message number of an offer that is to be taken away: the newest, or the one before it.
    pub old_offer: Option<bool>,
    /// Past, present and future of a ticket's clocks.
    pub clocks: Option<TicketId>,
}

/// A page of a list of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketsNeeded {
    pub of: TicketsOf,
    pub offset: u64,
    pub limit: u64,
}

/// The tickets of which a list is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketsOf {
    /// The team's list, the worst first ([`ListFilter::All`]: the newest first).
    Team(ListFilter),
    /// All of one person, the newest first.
    Person(PersonId),
}

/// The person whose block is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoseBlock {
    Person(PersonId),
    /// That of the person of this ticket.
    PersonOf(TicketId),
}

/// Returns everything that must be loaded to render `notice`.
pub fn needs(notice: &Notice) -> ViewQuery {
    match notice {
        Notice::ToPerson(person, notice) => for_person(*person, notice),
        Notice::ToTeam(notice) => for_team(notice),
    }
}

fn details(ticket: TicketId) -> ViewQuery {
    ViewQuery {
        shown: Some(ticket),
        ..ViewQuery::default()
    }
}

fn one_message(ticket: TicketId, message: MessageNo) -> ViewQuery {
    ViewQuery {
        said: Some((ticket, message)),
        ..details(ticket)
    }
}

fn conversation(ticket: TicketId) -> ViewQuery {
    ViewQuery {
        conversation: Some(ticket),
        authors: true,
        ..details(ticket)
    }
}

fn for_person(person: PersonId, notice: &PersonNotice) -> ViewQuery {
    use PersonNotice::*;
    let mut needs = notice.ticket().map(details).unwrap_or_default();
    match notice {
        Created { .. } => needs.usual = true,
        Answer {
            ticket,
            message,
            again,
            ..
        } => {
            needs = ViewQuery {
                authors: true,
                meant: true,
                // Sent again: parts of it may have arrived the first time.
                copies: *again > 0,
                ..one_message(*ticket, *message)
            };
        }
        AnswerEdited {
            ticket, message, ..
        } => {
            needs = ViewQuery {
                authors: true,
                meant: true,
                copies: true,
                ..one_message(*ticket, *message)
            };
        }
        Receipt { ticket, message }
        | NotSeen { ticket, message }
        | Attachment { ticket, message } => needs = one_message(*ticket, *message),
        Conversation { ticket, .. } => needs = conversation(*ticket),
        Tickets { page } => {
            needs.tickets = Some(TicketsNeeded {
                of: TicketsOf::Person(person),
                offset: u64::from(*page) * PERSON_PAGE,
                limit: PERSON_PAGE,
            });
        }
        OldOffer { standing } => needs.old_offer = Some(*standing),
        Blocked | YouAreBlocked => needs.blocked = Some(WhoseBlock::Person(person)),
        _ => {}
    }
    needs
}

/// The ticket that a notice to the team is about, where its view shows something of it.
fn details_for_team(notice: &TeamNotice) -> ViewQuery {
    use TeamNotice::*;
    match notice {
        // Loading a ticket costs a query, so what is not shown is not loaded.
        // Their texts name the ticket and nothing of it.
        JustAnswered { .. }
        | PromptOfAnother { .. }
        | AnswerDecided { .. }
        | NotSent { .. }
        | AnswerExpired { .. }
        | NotNoted { .. }
        | AnswerStays { .. }
        | CloseDecided { .. }
        | Assigned { .. }
        | PrioritySet { .. }
        | BlockCancelled { .. }
        | Parked { .. }
        | NotShown { .. }
        | EditRefused { .. } => ViewQuery::default(),
        _ => notice.ticket().map(details).unwrap_or_default(),
    }
}

fn for_team(notice: &TeamNotice) -> ViewQuery {
    use TeamNotice::*;
    let mut needs = details_for_team(notice);
    match notice {
        // The card opens with the first message, whatever was written since.
        NewTicket { ticket } => needs = one_message(*ticket, MessageNo(1)),
        PersonWrote {
            ticket, message, ..
        } => {
            needs = ViewQuery {
                meant: true,
                ..one_message(*ticket, *message)
            };
        }
        PersonEdited {
            ticket, message, ..
        } => {
            needs = ViewQuery {
                meant: true,
                copies: true,
                ..one_message(*ticket, *message)
            };
        }
        Mark {
            ticket, message, ..
        }
        | AnswerFailed {
            ticket, message, ..
        }
        | Attachment {
            ticket, message, ..
        } => needs = one_message(*ticket, *message),
        // Once somebody has looked, the card shows the conversation, so each edit of it needs all of that.
        CardEdit { ticket } => {
            needs = ViewQuery {
                card: Some(*ticket),
                ..conversation(*ticket)
            };
        }
        Card { ticket } => needs = conversation(*ticket),
        // The old card becomes a link to the new one, so both numbers are needed.
        OldCard { ticket } => {
            needs.card = Some(*ticket);
            needs.old_card = Some(*ticket);
        }
        AskAnswer { agent, .. } | AskNote { agent, .. } => needs.names = vec![agent.0],
        JustAnswered { by, .. } => needs.names = vec![by.0],
        PromptOfAnother { of, .. } => needs.names = vec![of.0],
        CloseDecided { closed_by, .. } => needs.names = closed_by.iter().map(|by| by.0).collect(),
        Clocks { ticket } => needs.clocks = Some(*ticket),
        AssignChoice { .. } => needs.agents = true,
        Assigned { to, .. } => needs.names = to.iter().map(|to| to.0).collect(),
        Tickets { filter, page } => {
            needs.tickets = Some(TicketsNeeded {
                of: TicketsOf::Team(*filter),
                offset: u64::from(*page) * PAGE,
                limit: PAGE,
            });
            // The heading names the agent whose tickets these are.
            if let ListFilter::Mine(agent) = filter {
                needs.names = vec![agent.0];
            }
        }
        // Their cards went with the topic, so the notice lists what is still open.
        TopicGone { .. } => {
            needs.tickets = Some(TicketsNeeded {
                of: TicketsOf::Team(ListFilter::Active),
                offset: 0,
                limit: DIGEST_ROWS as u64,
            });
        }
        NewTickets { tickets } | Overdue { tickets } => needs.these.clone_from(tickets),
        // The block may be lifted by the time this is sent; then the view says so.
        BlockDone { ticket, by } => {
            needs.blocked = Some(WhoseBlock::PersonOf(*ticket));
            needs.names = vec![by.0];
        }
        BlockedList { page } => needs.all_blocked = Some(*page),
        Unblocked { person, by } => needs.names = vec![person.0, by.0],
        _ => {}
    }
    needs
}
