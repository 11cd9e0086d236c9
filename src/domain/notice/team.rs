//! What the desk says in the group: answers to what agents do, and what the desk must tell the team of itself.

use crate::domain::{
    Instant, dialogue::BlockForm, ids::*, right::Right, sla::Impact, ticket::Priority,
};
use serde::{Deserialize, Serialize};

/// What the desk says in the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tell", rename_all = "snake_case")]
pub enum TeamNotice {
    /// The card, unfolded, as a new message, which becomes the card.
    Card {
        /// Of which ticket.
        ticket: TicketId,
    },
    /// The card that was before: a line with a link to the new one.
    OldCard {
        /// Of which ticket.
        ticket: TicketId,
    },
    /// An attachment of its conversation once more.
    Attachment {
        /// Of which ticket.
        ticket: TicketId,
        /// Which message of it.
        message: MessageNo,
        /// Whether that is a note, so that what replies to this is one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        note: bool,
    },
    /// The answer is asked, by force-reply.
    AskAnswer {
        /// To which ticket.
        ticket: TicketId,
        /// Of whom.
        agent: AgentId,
    },
    /// A note is asked, by force-reply: whatever replies to this is a note and never an answer.
    AskNote {
        /// To which ticket.
        ticket: TicketId,
        /// Of whom.
        agent: AgentId,
    },
    /// The ticket is resolved: the note was not kept.
    NotNoted {
        /// Which ticket.
        ticket: TicketId,
    },
    /// Somebody answered seconds ago: **Send anyway**, **Drop**.
    JustAnswered {
        /// Which ticket.
        ticket: TicketId,
        /// Who answered.
        by: AgentId,
        /// The dialogue that keeps the answer.
        anchor: UpdateId,
    },
    /// The answer replies to somebody else's prompt: **Send**, **Drop**.
    PromptOfAnother {
        /// Which ticket.
        ticket: TicketId,
        /// The agent whose prompt it is.
        of: AgentId,
        /// The dialogue that keeps the answer.
        anchor: UpdateId,
    },
    /// The answer that waited was dropped, or sent.
    AnswerDecided {
        /// Which ticket.
        ticket: TicketId,
        /// Whether it was sent.
        sent: bool,
    },
    /// The ticket is resolved: nothing was sent.
    NotSent {
        /// Which ticket.
        ticket: TicketId,
    },
    /// Nobody pressed **Send anyway** for a day: the answer that waited was not sent.
    AnswerExpired {
        /// To which ticket.
        ticket: TicketId,
    },
    /// Which ticket this reply belongs to can't be told: nothing was sent.
    CannotRoute,
    /// Whoever wrote is taken for none of the team: nothing was sent.
    #[serde(alias = "name_needed")]
    NotHeard {
        /// Why.
        #[serde(default)]
        why: NotHeard,
    },
    /// Telegram does not tell who belongs to the group: some of the team may not be heard.
    MembersHidden,
    /// An agent made a remark of an answer by an edit: the user has it, or gets it, as it was.
    AnswerStays {
        /// Which ticket.
        ticket: TicketId,
    },
    /// **Close Ticket** is to be confirmed.
    ConfirmClose {
        /// Which ticket.
        ticket: TicketId,
    },
    /// The outcome of that: closed by an agent, or kept.
    CloseDecided {
        /// Which ticket.
        ticket: TicketId,
        /// Who closed it; `None` when it was kept.
        closed_by: Option<AgentId>,
    },
    /// To whom shall it be assigned.
    AssignChoice {
        /// Which ticket.
        ticket: TicketId,
    },
    /// To whom it was assigned.
    Assigned {
        /// Which ticket.
        ticket: TicketId,
        /// To whom; `None` for nobody.
        to: Option<AgentId>,
    },
    /// How urgent shall it be.
    PriorityChoice {
        /// Which ticket.
        ticket: TicketId,
    },
    /// How urgent it is now.
    PrioritySet {
        /// Which ticket.
        ticket: TicketId,
        /// How urgent.
        priority: Priority,
    },
    /// Why its clocks stand as they do: `/sla 126`.
    Clocks {
        /// Which ticket.
        ticket: TicketId,
    },
    /// **🎫 Active Tickets**.
    Tickets {
        /// Which of them.
        filter: ListFilter,
        /// Which page, from 0.
        page: u32,
    },
    /// `12 new tickets`: what is alike, told together. Never stored: rows are sent together, and settled by it.
    NewTickets {
        /// Which.
        tickets: Vec<TicketId>,
    },
    /// `37 tickets are over their SLA`, the same way.
    Overdue {
        /// Which.
        tickets: Vec<TicketId>,
    },
    /// The block form as it stands.
    BlockForm {
        /// The dialogue that keeps it.
        anchor: UpdateId,
        /// The form.
        form: BlockForm,
        /// What was wrong with what was typed.
        fault: Option<FormFault>,
    },
    /// The form was dropped.
    BlockCancelled {
        /// Which ticket's person was meant.
        ticket: TicketId,
    },
    /// The person is blocked; the block is read when this is sent.
    BlockDone {
        /// Which ticket's person.
        ticket: TicketId,
        /// Who did it.
        by: AgentId,
    },
    /// Who is blocked, each with **Unblock**.
    BlockedList {
        /// Which page, from 0.
        page: u32,
    },
    /// The block is lifted.
    Unblocked {
        /// Whose.
        person: PersonId,
        /// By whom.
        by: AgentId,
    },
    /// Nobody of that name or number is blocked.
    NotBlocked,
    /// There is no ticket of that number.
    NoSuchTicket {
        /// The number asked for.
        ticket: TicketId,
    },
    /// How to use a command.
    Usage {
        /// Which.
        command: UsageOf,
    },
    /// What the team can do.
    Help,
    /// An update could not be worked and was set aside.
    SetAside {
        /// Which.
        update: UpdateId,
    },
    /// The bot was not in the team's group, so that nothing could be told there; told once it is back.
    WasOut {
        /// When that was noticed.
        since: Instant,
    },
    /// The bot was not allowed to write in the team's group, so that nothing could be told there; told once it may.
    WasMute {
        /// When that was noticed.
        since: Instant,
    },
    /// The bot lacks a right in the team's group; what needs it is kept until the bot has it: **Retry**.
    RightMissing {
        /// Which.
        right: Right,
    },
    /// A ticket fails again and again and was parked.
    Parked {
        /// Which.
        ticket: TicketId,
    },
    /// The settings were edited, and the edit holds.
    SettingsChanged {
        /// The keys that hold from now on.
        at_once: Vec<String>,
        /// The keys that wait for a restart.
        after_restart: Vec<String>,
        /// What it does to the open tickets; `None` when their clocks stay as they are.
        impact: Option<Impact>,
    },
    /// The settings were edited, and the edit is refused: nothing has changed.
    SettingsRefused {
        /// What is wrong, each with the key; no secrets.
        faults: Vec<String>,
    },
    /// The topic for tickets is gone: where they come from now on, and which are open.
    TopicGone {
        /// Which topic.
        topic: i64,
    },
    /// Telegram took the edit of an answer in no form.
    EditRefused {
        /// Of which ticket.
        ticket: TicketId,
    },
    /// Telegram took a person's words in no form.
    NotShown {
        /// Of which ticket.
        ticket: TicketId,
    },
}

/// Why somebody in the group is taken for none of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotHeard {
    /// They write as the group, and `admin.agents` names who may answer.
    #[default]
    AsGroup,
    /// They write as a channel or as another group.
    AsChannel,
    /// They are no member of the group, or `admin.agents` does not name them.
    NotAnAgent,
    /// Telegram does not tell whether they are a member.
    Unknown,
}

/// What was wrong with what was typed into the block form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormFault {
    /// No duration.
    Duration,
    /// No reason, or too long a one.
    Reason,
}

/// Commands whose use is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageOf {
    /// `/ticket 126`.
    Ticket,
    /// `/block 126`.
    Block,
    /// `/unblock @name`.
    Unblock,
    /// `/sla 126`.
    Sla,
}

/// Which tickets the team's list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFilter {
    /// Every unresolved one.
    Active,
    /// Those assigned to an agent.
    Mine(AgentId),
    /// Those nobody looked at.
    Open,
    /// Those whose person must answer.
    Awaiting,
    /// Resolved ones too.
    All,
}

impl TeamNotice {
    /// Which ticket it is about, if one.
    pub(super) fn ticket(&self) -> Option<TicketId> {
        use TeamNotice::*;
        match self {
            Card { ticket }
            | OldCard { ticket }
            | Attachment { ticket, .. }
            | AskAnswer { ticket, .. }
            | AskNote { ticket, .. }
            | NotNoted { ticket }
            | JustAnswered { ticket, .. }
            | PromptOfAnother { ticket, .. }
            | AnswerStays { ticket }
            | AnswerDecided { ticket, .. }
            | NotSent { ticket }
            | AnswerExpired { ticket }
            | ConfirmClose { ticket }
            | CloseDecided { ticket, .. }
            | AssignChoice { ticket }
            | Assigned { ticket, .. }
            | PriorityChoice { ticket }
            | PrioritySet { ticket, .. }
            | Clocks { ticket }
            | BlockCancelled { ticket }
            | BlockDone { ticket, .. }
            | Parked { ticket }
            | EditRefused { ticket }
            | NotShown { ticket } => Some(*ticket),
            BlockForm { form, .. } => Some(form.ticket),
            _ => None,
        }
    }
}
