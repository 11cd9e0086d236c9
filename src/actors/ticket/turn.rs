//! One turn of a ticket: load, decide (pure), commit (durable), apply.
//!
//! These functions know no actor: they take the value, and give back what is left of it and what came of the turn. What
//! they give back is `None` whenever the outcome is unknown, and that means: reload.

use super::{Execute, Open, TicketEnv, Turn, TurnError};
use crate::{
    actors::{notifier::OutboxWritten, outgoing},
    domain::{
        Instant,
        command::Command,
        event::{Event, EventKind},
        ids::{By, *},
        message::{MessageContent, TicketMessage},
        notice::{self, EventContent},
        ticket::{NewTicket, Ticket},
    },
    store::{StoreError, TicketWrite, UnitOfWork},
};

/// The number of times that a turn that lost a race for its ticket is decided again.
const RACES: usize = 3;

impl TicketEnv {
    async fn load(&self, id: TicketId) -> Result<Ticket, TurnError> {
        let events = self
            .records
            .read(move |store| async move { store.events(id).await })
            .await?;
        // A commit whose answer was lost may have written outbox rows; the notifier has not been told.
        self.notifier.do_send(OutboxWritten::default());
        Ticket::replay(id, &events).ok_or(TurnError::Unknown(id))
    }

    /// A turn for a command. What is left of the ticket, and what came of it.
    pub(super) async fn execute(
        &self,
        id: TicketId,
        mut known: Option<Ticket>,
        asked: Execute,
    ) -> (Option<Ticket>, Result<Turn, TurnError>) {
        self.faults.before_turn(id, &asked.command);
        // The value in memory is only a guess once another writer may have been here: the second round loads it.
        for _ in 0..RACES {
            let ticket = match known.take() {
                Some(ticket) => ticket,
                None => match self.load(id).await {
                    Ok(ticket) => ticket,
                    Err(error) => return (None, Err(error)),
                },
            };
            let now = self.clock.now();
            let turn = ticket.handle(&asked.command, asked.by, now, &self.policies.load());
            let events = match turn {
                Ok(events) => events,
                Err(refusal) => return (Some(ticket), Err(refusal.into())),
            };
            let brought = match &asked.command {
                Command::Write { words, .. }
                | Command::Answer { words, .. }
                | Command::SendAgain { words, .. }
                | Command::Note { words } => Some(Brought {
                    words,
                    sent_at: words.sent_at,
                    edits: None,
                }),
                Command::Edit { of, words } => Some(Brought {
                    words,
                    sent_at: words.sent_at,
                    edits: Some(of),
                }),
                _ => None,
            };
            let title = match &asked.command {
                Command::Retitle { title } => Some(title.clone()),
                _ => None,
            };
            let committed = self.commit(ticket, events, (brought, title), asked.also.clone());
            match committed.await {
                // Somebody else wrote this version first. Decided anew, because the answer may be another one now.
                (None, Err(TurnError::Store(StoreError::Conflict(_)))) => continue,
                outcome => return outcome,
            }
        }
        (None, Err(StoreError::Conflict(id).into()))
    }

    /// The time at which the ticket must look at the clock next.
    pub(super) fn next_deadline(&self, ticket: &Ticket) -> Option<Instant> {
        let closes_from = self.grace.until(&self.clock);
        let next = ticket.next_deadline(&self.policies.load(), self.clock.now(), closes_from);
        next.map(|deadline| deadline.at)
    }

    /// A turn for the clocks: the ticket afterwards.
    pub(super) async fn deadline(
        &self,
        id: TicketId,
        known: Option<Ticket>,
    ) -> Result<Ticket, TurnError> {
        self.faults.before_clock(id);
        let ticket = match known {
            Some(ticket) => ticket,
            None => self.load(id).await?,
        };
        let now = self.clock.now();
        let closes_from = self.grace.until(&self.clock);
        let events = ticket.due(now, &self.policies.load(), closes_from);
        // Early or twice: nothing is due, and nothing is written.
        if events.is_empty() {
            return Ok(ticket);
        }
        let (ticket, outcome) = self
            .commit(ticket, events, (None, None), UnitOfWork::default())
            .await;
        outcome?;
        ticket.ok_or(TurnError::CutShort)
    }

    /// The first turn of a ticket: it is opened with all its messages, in one transaction.
    ///
    /// A turn that was done before stays an error here, unlike in [`commit`](Self::commit): then the ticket was stored
    /// under another number, and nothing of this one is left to load.
    pub(super) async fn open(&self, id: TicketId, asked: Open) -> Result<Turn, TurnError> {
        let now = self.clock.now();
        let NewTicket {
            person,
            title,
            messages,
            sent_at,
        } = asked.ticket;
        let opened = Ticket::open(person, sent_at, now);
        let Some(ticket) = Ticket::opened(id, &opened) else {
            return Err(TurnError::Unknown(id));
        };
        // The first message comes with the ticket itself: only the others are events of their own.
        let written = (2..).map(|no| Event {
            at: now,
            by: By::Person(person),
            what: EventKind::PersonWrote {
                message: MessageNo(no),
                sent_at: now.min(sent_at),
            },
        });
        let events = std::iter::once(opened).chain(written);
        let brought = messages.iter().map(|words| {
            Some(Brought {
                words,
                // Telegram's clock may be ahead of ours: nothing was written after the ticket was opened.
                sent_at: words.sent_at.map(|at| at.min(now)),
                edits: None,
            })
        });
        let (after, work) = self.stage(ticket, events.zip(brought), Some(title), asked.also);
        self.records.commit(work).await?;
        self.notifier.do_send(OutboxWritten::default());
        Ok(Turn {
            happened: true,
            after: Some(after),
        })
    }

    /// Applies events, and collects what belongs into their transaction: the notices as rows of the outbox, and the
    /// messages that came with them.
    fn stage<'a>(
        &self,
        mut after: Ticket,
        decided: impl IntoIterator<Item = (Event, Option<Brought<'a>>)>,
        title: Option<String>,
        mut work: UnitOfWork,
    ) -> (Ticket, UnitOfWork) {
        let policies = self.policies.load_full();
        let (mut events, mut messages) = (Vec::new(), Vec::new());
        for (event, brought) in decided {
            // The opening is not applied: it made the value.
            if !matches!(event.what, EventKind::Opened { .. }) {
                after.apply(&event);
            }
            let content = brought.map(|brought| EventContent {
                words: brought.words,
                before: brought.edits.map(|of| &of.words),
            });
            // Rendered against the value right after this event, not after the last: a notice names the version that
            // it speaks of, and that makes its key unique.
            let notices = notice::notices_for(&event, &after, content, policies.newest());
            let rows = notices.into_iter();
            work.outbox
                .extend(rows.map(|notice| outgoing(notice, after.version)));
            messages.extend(brought.and_then(|brought| message(after.id, &event, brought)));
            // Whoever can be reached again gets what was held for them.
            if matches!(event.what, EventKind::BecameReachable { .. }) {
                work.released = Some(after.person);
            }
            events.push(event);
        }
        // Without events the version stays: a write would look like a lost race for the ticket.
        if !events.is_empty() {
            work.ticket = Some(TicketWrite {
                after: after.clone(),
                title,
                events,
                messages,
            });
        }
        (after, work)
    }

    /// Commits what was decided, then applies it. A definite refusal gives the ticket back as it was; any other error
    /// leaves the outcome unknown, and no ticket.
    async fn commit(
        &self,
        ticket: Ticket,
        events: Vec<Event>,
        (brought, title): (Option<Brought<'_>>, Option<String>),
        also: UnitOfWork,
    ) -> (Option<Ticket>, Result<Turn, TurnError>) {
        let happened = !events.is_empty();
        // Not `work.released`: what the gateway releases itself, it pokes for itself.
        let rescan = events
            .iter()
            .any(|event| matches!(event.what, EventKind::BecameReachable { .. }));
        let decided = events.into_iter().map(|event| (event, brought));
        let (after, work) = self.stage(ticket.clone(), decided, title, also);
        match self.records.commit(work).await {
            Ok(()) => {
                self.notifier.do_send(OutboxWritten { rescan });
                let turn = Turn {
                    happened,
                    after: Some(after.clone()),
                };
                (Some(after), Ok(turn))
            }
            // The turn has happened, in a previous run or with its answer lost.
            Err(StoreError::AlreadyDone(_)) => {
                self.notifier.do_send(OutboxWritten::default());
                let turn = Turn {
                    happened: true,
                    after: None,
                };
                (None, Ok(turn))
            }
            Err(
                error @ (StoreError::Refused(_)
                | StoreError::HasOpenTicket
                | StoreError::Blocked
                | StoreError::AlreadyEnded),
            ) => (Some(ticket), Err(error.into())),
            Err(
                error @ (StoreError::Conflict(_)
                | StoreError::Unavailable(_)
                | StoreError::Deposed(_)),
            ) => (None, Err(error.into())),
        }
    }
}

/// The words that came with a command.
#[derive(Clone, Copy)]
struct Brought<'a> {
    words: &'a MessageContent,
    /// The time that they bear themselves, because they were kept a while.
    sent_at: Option<Instant>,
    /// The message that they take the place of.
    edits: Option<&'a TicketMessage>,
}

/// The message that an event brought or changed, with its words.
fn message(ticket: TicketId, event: &Event, brought: Brought<'_>) -> Option<TicketMessage> {
    let words = brought.words.clone();
    let (no, at) = match event.what {
        EventKind::Opened { sent_at, .. } => (MessageNo(1), brought.sent_at.unwrap_or(sent_at)),
        EventKind::PersonWrote { message, sent_at } => {
            (message, brought.sent_at.unwrap_or(sent_at))
        }
        EventKind::Edited { nth, .. } => {
            return brought.edits.map(|of| TicketMessage {
                words,
                edits: nth,
                ..of.clone()
            });
        }
        EventKind::AnswerAccepted { message, .. } | EventKind::Noted { message } => {
            (message, event.at)
        }
        _ => return None,
    };
    let agent = match event.by {
        By::Agent(agent) => Some(agent),
        By::Person(_) | By::Desk => None,
    };
    Some(TicketMessage {
        ticket,
        no,
        agent,
        note: matches!(event.what, EventKind::Noted { .. }),
        at,
        words,
        edits: 0,
    })
}
