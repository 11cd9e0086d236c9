//! The value of one ticket, rebuilt from its events.

use crate::domain::{
    Instant,
    calendar::Period,
    event::{Cause, Event, EventKind},
    ids::*,
    message::{MessageContent, Part},
    status::{Priority, ReplyClock, Status},
};

/// A waiting stretch, from the oldest unanswered message of the person to the answer (`sla.md`: an *episode*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// Its number within the ticket, from 1. Everything told about it is keyed by this.
    pub episode: u32,
    /// By which clock it is measured.
    pub clock: ReplyClock,
    /// Since when the person waits.
    pub since: Instant,
    /// The time of the warning, once recorded.
    pub warned: Option<Instant>,
    /// The deadline that passed.
    pub breached: Option<Instant>,
    /// The time of the newest notice to the team about the breach: the alert, a reminder or a step of the escalation.
    pub told: Option<Instant>,
    pub reminders: u32,
    /// Offset after the breach of the highest escalation step told, in seconds; steps at or before it are done.
    pub escalated: Option<i64>,
}

/// The team spoke last, and the person did nothing since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Since Telegram took the last answer, or the person last did anything.
    pub since: Instant,
    /// The time at which the warning of the close was decided, if it was not lost since.
    pub warned: Option<Instant>,
    /// The version of the ticket that decided it, which tells one warning from the next.
    pub warning: Option<i64>,
    /// The time at which Telegram took the warning.
    pub warning_delivered: Option<Instant>,
    /// The time at which Telegram refused it permanently: from then on this silence closes without a warning.
    pub warning_refused: Option<Instant>,
}

impl Silence {
    /// A silence that begins now, without a warning.
    pub(super) fn since(since: Instant) -> Self {
        Silence {
            since,
            warned: None,
            warning: None,
            warning_delivered: None,
            warning_refused: None,
        }
    }
}

/// An answer on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingAnswer {
    pub message: MessageNo,
    /// The person's newest message when it was accepted.
    pub answers: MessageNo,
    /// The number of times that it was sent again after Telegram had refused it.
    pub again: u32,
    /// The parts that Telegram refused when it went out last: only they are sent again. Empty: all of it.
    pub lost: Vec<Part>,
}

/// A message of the person that no delivered answer covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered {
    pub message: MessageNo,
    /// Since when it waits: since it was sent, or since its person could be reached again.
    pub since: Instant,
}

/// The value. Rebuilt from the events whenever it is loaded; nothing in it is stored anywhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    pub id: TicketId,
    pub person: PersonId,
    pub status: Status,
    pub priority: Priority,
    /// The changes of priority, oldest first.
    pub priorities: Vec<(Instant, Priority)>,
    pub assignee: Option<AgentId>,
    pub opened_at: Instant,
    /// The time of the team's first look.
    pub viewed: Option<Instant>,
    /// The time at which Telegram took the first answer.
    pub answered: Option<Instant>,
    /// The stretches in which the resolution clock ran: all but those in which the person's word was awaited, or the
    /// person could not be reached.
    pub worked: Vec<Period>,
    /// The deadline for resolving that passed.
    pub resolution_breached: Option<Instant>,
    pub resolved: Option<(Instant, Cause)>,
    /// The number of messages of both sides, notes included.
    pub messages: u32,
    /// The person's newest message.
    pub last_from_person: MessageNo,
    /// The person's messages that no delivered answer covers, oldest first.
    pub unanswered: Vec<Unanswered>,
    /// The waiting stretch that runs, if one does.
    pub waiting: Option<Episode>,
    /// The number of waiting stretches so far, the running one included.
    pub episodes: u32,
    /// The silence that runs, if one does.
    pub silence: Option<Silence>,
    /// Answers on their way, oldest first.
    pub pending: Vec<PendingAnswer>,
    /// Answers that Telegram refused; an agent may have one sent again.
    pub refused: Vec<PendingAnswer>,
    /// The author and the time of the last accepted answer.
    pub last_answer: Option<(AgentId, Instant)>,
    /// Since when the person can't be reached.
    pub unreachable: Option<Instant>,
    /// True if the person changed the title.
    pub retitled: bool,
    /// The number of events applied: the version that fences off a second writer.
    pub version: i64,
}

/// A ticket to be opened: what its person wrote, before it has a number.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub struct NewTicket {
    pub person: PersonId,
    #[debug("…")]
    pub title: String,
    /// Its first messages, at least one.
    pub messages: Vec<MessageContent>,
    /// The time at which the first of them was sent.
    pub sent_at: Instant,
}

impl Ticket {
    /// The first event of a ticket opened now by `person`, whose first message was sent at `sent_at`
    /// (the earlier of the two starts the clock).
    pub fn open(person: PersonId, sent_at: Instant, now: Instant) -> Event {
        Event {
            at: now,
            by: By::Person(person),
            what: EventKind::Opened {
                person,
                sent_at: sent_at.min(now),
            },
        }
    }

    /// Rebuilds a ticket from its events, in order. `None` when the first is not [`EventKind::Opened`].
    pub fn replay<'a>(id: TicketId, events: impl IntoIterator<Item = &'a Event>) -> Option<Ticket> {
        let mut events = events.into_iter();
        let mut ticket = Ticket::opened(id, events.next()?)?;
        events.for_each(|event| ticket.apply(event));
        Some(ticket)
    }

    /// The ticket right after its first event; `None` when `event` is another.
    pub fn opened(id: TicketId, event: &Event) -> Option<Ticket> {
        let EventKind::Opened { person, sent_at } = event.what else {
            return None;
        };
        let mut ticket = Ticket {
            id,
            person,
            status: Status::Open,
            priority: Priority::Normal,
            priorities: Vec::new(),
            assignee: None,
            opened_at: event.at,
            viewed: None,
            answered: None,
            // From the first message on, which may be older than the ticket: the person waits since then.
            worked: vec![Period {
                from: sent_at,
                to: None,
            }],
            resolution_breached: None,
            resolved: None,
            messages: 1,
            last_from_person: MessageNo(1),
            unanswered: vec![Unanswered {
                message: MessageNo(1),
                since: sent_at,
            }],
            waiting: None,
            episodes: 0,
            silence: None,
            pending: Vec::new(),
            refused: Vec::new(),
            last_answer: None,
            unreachable: None,
            retitled: false,
            version: 1,
        };
        ticket.begin_waiting();
        Some(ticket)
    }

    /// The number that the next message of either side, or the next note, gets.
    pub fn next_message(&self) -> MessageNo {
        MessageNo(self.messages + 1)
    }

    /// The number of times that an answer was sent again so far.
    pub fn sent_again(&self, message: MessageNo) -> u32 {
        let known = self.pending.iter().chain(&self.refused);
        let mut known = known.filter(|answer| answer.message == message);
        known.next().map_or(0, |answer| answer.again)
    }

    /// True while an answer is on its way: not arrived yet, and not refused.
    pub fn is_on_its_way(&self, message: MessageNo) -> bool {
        self.pending.iter().any(|answer| answer.message == message)
    }

    /// True if Telegram refused an answer, or a part of it, and nobody had it sent again.
    pub fn is_refused(&self, message: MessageNo) -> bool {
        self.refused.iter().any(|answer| answer.message == message)
    }

    /// The parts of an answer to send, or to send again, out of all its `parts`: those that arrived before are left
    /// out.
    pub fn to_send(&self, message: MessageNo, parts: Vec<Part>) -> Vec<Part> {
        let known = self.pending.iter().find(|answer| answer.message == message);
        let lost = known.map_or(&[][..], |answer| &answer.lost);
        let left: Vec<Part> = parts.iter().copied().filter(|p| lost.contains(p)).collect();
        // Words that fall into other parts by now go out whole.
        if left.is_empty() { parts } else { left }
    }

    /// True once the ticket is resolved, which is final.
    pub fn is_resolved(&self) -> bool {
        self.status == Status::Resolved
    }

    /// True if the person was warned that the running silence will close the ticket.
    pub fn is_warned(&self) -> bool {
        let silence = self.silence.as_ref();
        silence.is_some_and(|silence| silence.warned.is_some())
    }

    /// The ticket's priority at an instant.
    pub fn priority_at(&self, at: Instant) -> Priority {
        let newest = self.priorities.iter().rev().find(|(since, _)| *since <= at);
        // Before its first change it was what every ticket begins with.
        newest.map_or(Priority::default(), |(_, priority)| *priority)
    }
}
