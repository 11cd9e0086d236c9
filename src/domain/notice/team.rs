//! Notices to the team in its group: those that an event of a ticket causes, the replies to what agents do, and the desk's own news.

use super::{Urgency, person::is_zero};
use crate::domain::{
    Instant,
    block::BlockForm,
    command::{DeliveryFailure, RefusedFor},
    ids::*,
    message::Part,
    right::Right,
    sla::Impact,
    status::Priority,
};
use serde::{Deserialize, Serialize};

/// A message for the team, an edit of one, or a mark on an agent's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum TeamNotice {
    /// **New ticket #126**: its card.
    NewTicket {
        ticket: TicketId,
    },
    /// A person's message, or one part of it: **User replied to #126**.
    PersonWrote {
        ticket: TicketId,
        message: MessageNo,
        part: Part,
    },
    /// Brings the team's copy of a part of a person's message up to its newest edit.
    PersonEdited {
        ticket: TicketId,
        message: MessageNo,
        /// A part of the message as it is, or as it was before the edit.
        part: Part,
    },
    /// Brings the card up to date.
    CardEdit {
        ticket: TicketId,
    },
    /// A person waits so long that a breach is near.
    Warning {
        ticket: TicketId,
        episode: u32,
    },
    /// **⚠️ SLA Breach!**, at first or again.
    Alert {
        ticket: TicketId,
        episode: u32,
        /// 0 for the alert, then the number of the reminder.
        nth: u32,
        /// The time at which the alert was due; `None` for a reminder.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Instant>,
    },
    /// The alert again, with the names of a step of the escalation.
    Escalation {
        ticket: TicketId,
        episode: u32,
        /// The step's delay after the breach, in seconds; the names of the step at that delay are read when this is
        /// sent.
        after_seconds: i64,
    },
    /// The ticket was not resolved in time.
    ResolutionAlert {
        ticket: TicketId,
    },
    /// A reaction on an agent's message: the state of its delivery, or that it is kept as a note.
    Mark {
        ticket: TicketId,
        message: MessageNo,
        mark: ReceiptMark,
    },
    /// An answer can't be delivered: **Retry**, unless the person can't be reached.
    AnswerFailed {
        ticket: TicketId,
        message: MessageNo,
        why: DeliveryFailure,
        /// The number of times that the answer was sent again.
        #[serde(default, skip_serializing_if = "is_zero")]
        again: u32,
        /// Telegram's objection, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<RefusedFor>,
    },

    // ---- replies to what agents do, and the desk's own news
    /// The card, unfolded, as a new message, which becomes the card.
    Card {
        ticket: TicketId,
    },
    /// The card that was before: a line with a link to the new one.
    OldCard {
        ticket: TicketId,
    },
    /// An attachment of its conversation once more.
    Attachment {
        ticket: TicketId,
        message: MessageNo,
        /// True for a note, so that a reply to this is one too.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        note: bool,
    },
    /// The answer is asked, by force-reply.
    AskAnswer {
        ticket: TicketId,
        agent: AgentId,
    },
    /// A note is asked, by force-reply: whatever replies to this is a note and never an answer.
    AskNote {
        ticket: TicketId,
        agent: AgentId,
    },
    /// The ticket is resolved: the note was not kept.
    NotNoted {
        ticket: TicketId,
    },
    /// Somebody answered seconds ago: **Send anyway**, **Drop**.
    JustAnswered {
        ticket: TicketId,
        by: AgentId,
        /// The dialogue that keeps the answer.
        anchor: UpdateId,
    },
    /// The answer replies to somebody else's prompt: **Send**, **Drop**.
    PromptOfAnother {
        ticket: TicketId,
        /// The agent whose prompt it is.
        of: AgentId,
        /// The dialogue that keeps the answer.
        anchor: UpdateId,
    },
    /// The answer that waited was dropped, or sent.
    AnswerDecided {
        ticket: TicketId,
        sent: bool,
    },
    /// The ticket is resolved: nothing was sent.
    NotSent {
        ticket: TicketId,
    },
    /// Nobody pressed **Send anyway** for a day: the answer that waited was not sent.
    AnswerExpired {
        ticket: TicketId,
    },
    /// This reply belongs to no ticket that the desk can find: nothing was sent.
    CannotRoute,
    /// Whoever wrote is taken for none of the team: nothing was sent.
    NotHeard {
        why: NotHeard,
    },
    /// Telegram does not tell who belongs to the group: some of the team may not be heard.
    MembersHidden,
    /// An agent made a remark of an answer by an edit: the user has it, or gets it, as it was.
    AnswerStays {
        ticket: TicketId,
    },
    /// **Close Ticket** is to be confirmed.
    ConfirmClose {
        ticket: TicketId,
    },
    /// The outcome of that: closed by an agent, or kept.
    CloseDecided {
        ticket: TicketId,
        /// `None` when the ticket was kept open.
        closed_by: Option<AgentId>,
    },
    /// To whom shall it be assigned.
    AssignChoice {
        ticket: TicketId,
    },
    /// To whom it was assigned.
    Assigned {
        ticket: TicketId,
        /// To whom; `None` for nobody.
        to: Option<AgentId>,
    },
    /// Asks how urgent the ticket is.
    PriorityChoice {
        ticket: TicketId,
    },
    /// The ticket's new priority.
    PrioritySet {
        ticket: TicketId,
        priority: Priority,
    },
    /// The history of its clocks: `/sla 126`.
    Clocks {
        ticket: TicketId,
    },
    Tickets {
        filter: ListFilter,
        page: u32,
    },
    /// `12 new tickets`: what is alike, told together. Never stored: rows are sent together, and settled by it.
    NewTickets {
        tickets: Vec<TicketId>,
    },
    /// `37 tickets are over their SLA`, the same way.
    Overdue {
        tickets: Vec<TicketId>,
    },
    /// The block form as it stands.
    BlockForm {
        /// The dialogue that keeps it.
        anchor: UpdateId,
        form: BlockForm,
        /// The fault of the typed text, if it had one.
        fault: Option<FormFault>,
    },
    /// The form was dropped.
    BlockCancelled {
        ticket: TicketId,
    },
    /// The person is blocked; the block is read when this is sent.
    BlockDone {
        ticket: TicketId,
        by: AgentId,
    },
    /// The blocked people, each with **Unblock**.
    BlockedList {
        page: u32,
    },
    /// The block is lifted.
    Unblocked {
        person: PersonId,
        by: AgentId,
    },
    /// Nobody of that name or number is blocked.
    NotBlocked,
    /// There is no ticket of that number.
    NoSuchTicket {
        /// The number asked for.
        ticket: TicketId,
    },
    /// The usage of a command.
    Usage {
        command: UsageOf,
    },
    /// The commands that the team has.
    Help,
    /// An update could not be worked and was set aside.
    SetAside {
        update: UpdateId,
    },
    /// The bot was not in the team's group, so that nothing could be told there; told once it is back.
    WasOut {
        /// The time at which that was noticed.
        since: Instant,
    },
    /// The bot was not allowed to write in the team's group, so that nothing could be told there; told once it may.
    WasMute {
        /// The time at which that was noticed.
        since: Instant,
    },
    /// The bot lacks a right in the team's group; what needs it is kept until the bot has it: **Retry**.
    RightMissing {
        right: Right,
    },
    /// A ticket fails again and again and was parked.
    Parked {
        ticket: TicketId,
    },
    /// The settings were edited, and the edit holds.
    SettingsChanged {
        /// The keys that hold from now on.
        at_once: Vec<String>,
        /// The keys that wait for a restart.
        after_restart: Vec<String>,
        /// The effect on the open tickets; `None` when their clocks stay as they are.
        impact: Option<Impact>,
    },
    /// The settings were edited, and the edit is refused: nothing has changed.
    SettingsRefused {
        /// Each with its key; no secrets.
        faults: Vec<String>,
    },
    /// The topic for tickets is gone: where they come from now on, and which are open.
    TopicGone {
        topic: i64,
    },
    /// Telegram took the edit of an answer in no form.
    EditRefused {
        ticket: TicketId,
    },
    /// Telegram took a person's words in no form.
    NotShown {
        ticket: TicketId,
    },
}

/// The state of an agent's message, as a reaction on it.
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

/// The reason that somebody in the group does not count as a member of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotHeard {
    /// They write as the group, and `admin.agents` names who may answer.
    AsGroup,
    /// They write as a channel or as another group.
    AsChannel,
    /// They are no member of the group, or `admin.agents` does not name them.
    NotAnAgent,
    /// Telegram does not tell whether they are a member.
    Unknown,
}

/// The fault of a text that was typed into the block form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormFault {
    Duration,
    /// No reason, or too long a one.
    Reason,
}

/// Commands whose use is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageOf {
    Ticket,
    Block,
    Unblock,
    Sla,
}

/// The filter of the team's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFilter {
    Active,
    /// Those assigned to an agent.
    Mine(AgentId),
    /// Those nobody looked at.
    Open,
    /// Those whose person must answer.
    Awaiting,
    All,
}

impl TeamNotice {
    /// The part of somebody's message that this is a copy of.
    pub(super) fn copied_part(&self) -> Option<(MessageNo, Part)> {
        match self {
            TeamNotice::PersonWrote { message, part, .. }
            | TeamNotice::PersonEdited { message, part, .. } => Some((*message, *part)),
            _ => None,
        }
    }

    /// The ticket that it is about, if there is one.
    pub fn ticket(&self) -> Option<TicketId> {
        use TeamNotice::*;
        match self {
            NewTicket { ticket }
            | PersonWrote { ticket, .. }
            | PersonEdited { ticket, .. }
            | CardEdit { ticket }
            | Warning { ticket, .. }
            | Alert { ticket, .. }
            | Escalation { ticket, .. }
            | ResolutionAlert { ticket }
            | Mark { ticket, .. }
            | AnswerFailed { ticket, .. }
            | Card { ticket }
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

    pub(super) fn urgency(&self) -> Urgency {
        use TeamNotice::*;
        match self {
            PersonWrote { .. } | AnswerFailed { .. } => Urgency::Words,
            Warning { .. } | Alert { .. } | Escalation { .. } | ResolutionAlert { .. } => {
                Urgency::Alert
            }
            NewTicket { .. } => Urgency::Card,
            CardEdit { .. } | PersonEdited { .. } => Urgency::CardEdit,
            _ => Urgency::Asked,
        }
    }
}
