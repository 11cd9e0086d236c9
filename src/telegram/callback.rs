//! What buttons carry: an action in at most 64 bytes, written and read in this file alone.
//!
//! Data comes back from whoever sends it, so reading is strict and what it says is only ever a wish: who may do it,
//! and whether the ticket's state allows it, is decided behind it (`behaviour.md`).

use crate::domain::{
    block::BlockDuration, ids::*, notice::ListFilter, right::Right, ticket::Priority,
};
use chrono::{DateTime, Utc};

#[cfg(test)]
mod tests;

/// A press on one of our buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ButtonAction {
    // ---- in private
    Support,
    Create,
    Cancel,
    /// **Reply** on one's own ticket.
    PersonReply(TicketId),
    /// **View Conversation**, or a page of it, from the newest (0).
    Conversation(TicketId, u32),
    /// 📷 and its kin: one message sent again; in the group, too.
    Attachment(TicketId, MessageNo),
    /// **Close Ticket** by its person: asks.
    PersonClose(TicketId),
    PersonCloseYes(TicketId),
    PersonCloseNo(TicketId),
    /// **Still need help**: before the end it counts as a message, afterwards it begins a new ticket.
    StillNeedHelp(TicketId),
    /// **It's solved**, on the warning that silence will close the ticket: closes it.
    Solved(TicketId),
    /// A page of one's own tickets.
    PersonTickets(u32),

    // ---- in the group
    View(TicketId),
    Answer(TicketId),
    /// **Send anyway** after *somebody just answered*.
    AnswerSend(UpdateId),
    AnswerDrop(UpdateId),
    /// **Retry** on an answer that Telegram refused.
    SendAgain(TicketId, MessageNo),
    /// **Close Ticket** by the team: asks.
    Close(TicketId),
    CloseYes(TicketId),
    CloseNo(TicketId),
    AssignMe(TicketId),
    /// **Assign**: asks to whom.
    Assign(TicketId),
    /// To this agent, or to nobody.
    AssignTo(TicketId, Option<AgentId>),
    /// **Priority**: asks how urgent.
    Priority(TicketId),
    PriorityTo(TicketId, Priority),
    /// **Note**: asks for it.
    Note(TicketId),
    /// A page of the team's list.
    Tickets(ListFilter, u32),
    /// **Block User**: begins the form.
    Block(TicketId),
    /// A duration in the form.
    BlockFor(UpdateId, BlockDuration),
    /// **Custom** in the form.
    BlockCustom(UpdateId),
    /// A reason in the form, by its place among the buttons.
    BlockReason(UpdateId, u8),
    /// **Confirm** in the form.
    BlockConfirm(UpdateId),
    /// **Cancel** in the form.
    BlockCancel(UpdateId),
    /// A page of those who are blocked.
    Blocked(u32),
    Unblock(PersonId),
    /// **Retry** on an update that was set aside.
    Retry(UpdateId),
    /// **Retry** on what the bot lacks a right for.
    TryRight(Right),
}

impl ButtonAction {
    /// The ticket that must be unresolved for the button to do anything, for buttons that only ask or drop a question. The
    /// others are judged by the ticket itself, in its turn.
    pub fn needs_open_ticket(&self) -> Option<TicketId> {
        use ButtonAction::*;
        match *self {
            Answer(t) | Note(t) | Close(t) | CloseNo(t) | Assign(t) | Priority(t) => Some(t),
            _ => None,
        }
    }

    /// The data for the button.
    pub fn data(&self) -> String {
        use ButtonAction::*;
        match self {
            Support => "support".into(),
            Create => "create".into(),
            Cancel => "cancel".into(),
            PersonReply(t) => format!("re:{}", t.0),
            Conversation(t, page) => format!("conv:{}:{page}", t.0),
            Attachment(t, no) => format!("file:{}:{}", t.0, no.0),
            PersonClose(t) => format!("pclose:{}", t.0),
            PersonCloseYes(t) => format!("pyes:{}", t.0),
            PersonCloseNo(t) => format!("pno:{}", t.0),
            StillNeedHelp(t) => format!("still:{}", t.0),
            Solved(t) => format!("solved:{}", t.0),
            PersonTickets(page) => format!("mine:{page}"),
            View(t) => format!("view:{}", t.0),
            Answer(t) => format!("ans:{}", t.0),
            AnswerSend(u) => format!("send:{}", u.0),
            AnswerDrop(u) => format!("drop:{}", u.0),
            SendAgain(t, no) => format!("again:{}:{}", t.0, no.0),
            Close(t) => format!("close:{}", t.0),
            CloseYes(t) => format!("yes:{}", t.0),
            CloseNo(t) => format!("no:{}", t.0),
            AssignMe(t) => format!("me:{}", t.0),
            Assign(t) => format!("assign:{}", t.0),
            AssignTo(t, to) => format!("to:{}:{}", t.0, to.map_or(0, |a| a.0)),
            Priority(t) => format!("prio:{}", t.0),
            PriorityTo(t, priority) => format!("set:{}:{}", t.0, priority_name(*priority)),
            Note(t) => format!("note:{}", t.0),
            Tickets(filter, page) => {
                let (name, agent) = match filter {
                    ListFilter::Active => ("active", 0),
                    ListFilter::Mine(agent) => ("mine", agent.0),
                    ListFilter::Open => ("open", 0),
                    ListFilter::Awaiting => ("awaiting", 0),
                    ListFilter::All => ("all", 0),
                };
                format!("list:{name}:{agent}:{page}")
            }
            Block(t) => format!("block:{}", t.0),
            BlockFor(u, duration) => match duration {
                BlockDuration::For(seconds) => format!("bfor:{}:{seconds}", u.0),
                BlockDuration::Until(at) => format!("buntil:{}:{}", u.0, at.timestamp()),
                BlockDuration::Permanent => format!("bever:{}", u.0),
            },
            BlockCustom(u) => format!("bcustom:{}", u.0),
            BlockReason(u, nth) => format!("bwhy:{}:{nth}", u.0),
            BlockConfirm(u) => format!("byes:{}", u.0),
            BlockCancel(u) => format!("bno:{}", u.0),
            Blocked(page) => format!("blocked:{page}"),
            Unblock(p) => format!("unblock:{}", p.0),
            Retry(u) => format!("retry:{}", u.0),
            TryRight(right) => format!("right:{}", right.name()),
        }
    }

    /// Reads data; `None` for everything that [`data`](ButtonAction::data) does not write.
    pub fn read(data: &str) -> Option<ButtonAction> {
        let press = Self::read_loosely(data)?;
        // One spelling each: `view:007` is nobody's button.
        (press.data() == data).then_some(press)
    }

    fn read_loosely(data: &str) -> Option<ButtonAction> {
        use ButtonAction::*;
        let mut parts = data.split(':');
        let name = parts.next()?;
        let rest: Vec<&str> = parts.collect();
        let number = |n: usize| rest.get(n)?.parse::<i64>().ok();
        let small = |n: usize| rest.get(n)?.parse::<u32>().ok();
        let ticket = || number(0).map(TicketId);
        let update = || number(0).map(UpdateId);
        Some(match name {
            "support" => Support,
            "create" => Create,
            "cancel" => Cancel,
            "re" => PersonReply(ticket()?),
            "conv" => Conversation(ticket()?, small(1)?),
            "file" => Attachment(ticket()?, MessageNo(small(1)?)),
            "pclose" => PersonClose(ticket()?),
            "pyes" => PersonCloseYes(ticket()?),
            "pno" => PersonCloseNo(ticket()?),
            "still" => StillNeedHelp(ticket()?),
            "solved" => Solved(ticket()?),
            "mine" => PersonTickets(small(0)?),
            "view" => View(ticket()?),
            "ans" => Answer(ticket()?),
            "send" => AnswerSend(update()?),
            "drop" => AnswerDrop(update()?),
            "again" => SendAgain(ticket()?, MessageNo(small(1)?)),
            "close" => Close(ticket()?),
            "yes" => CloseYes(ticket()?),
            "no" => CloseNo(ticket()?),
            "me" => AssignMe(ticket()?),
            "assign" => Assign(ticket()?),
            "to" => AssignTo(ticket()?, Some(number(1)?).filter(|a| *a != 0).map(AgentId)),
            "prio" => Priority(ticket()?),
            "set" => PriorityTo(ticket()?, priority_named(rest.get(1)?)?),
            "note" => Note(ticket()?),
            "list" => {
                let agent = number(1)?;
                let filter = match *rest.first()? {
                    "active" => ListFilter::Active,
                    "mine" => ListFilter::Mine(AgentId(agent)),
                    "open" => ListFilter::Open,
                    "awaiting" => ListFilter::Awaiting,
                    "all" => ListFilter::All,
                    _ => return None,
                };
                Tickets(filter, small(2)?)
            }
            "block" => Block(ticket()?),
            "bfor" => BlockFor(update()?, BlockDuration::For(number(1)?)),
            "buntil" => {
                let at: DateTime<Utc> = DateTime::from_timestamp(number(1)?, 0)?;
                BlockFor(update()?, BlockDuration::Until(at))
            }
            "bever" => BlockFor(update()?, BlockDuration::Permanent),
            "bcustom" => BlockCustom(update()?),
            "bwhy" => BlockReason(update()?, small(1)?.try_into().ok()?),
            "byes" => BlockConfirm(update()?),
            "bno" => BlockCancel(update()?),
            "blocked" => Blocked(small(0)?),
            "unblock" => Unblock(PersonId(number(0)?)),
            "retry" => Retry(update()?),
            "right" => TryRight(Right::named(rest.first()?)?),
            _ => return None,
        })
    }
}

/// The word of a priority in a button's data.
fn priority_name(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

fn priority_named(name: &str) -> Option<Priority> {
    Priority::ALL
        .into_iter()
        .find(|priority| priority_name(*priority) == name)
}
