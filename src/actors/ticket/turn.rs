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
        ticket::Ticket,
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
                | Command::Note { words } => Some(Brought { words, edits: None }),
                Command::Edit { of, words } => Some(Brought {
                    words,
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
        if events.is_empty() {
            return Ok(ticket);
        }
        let (ticket, outcome) = self
            .commit(ticket, events, (None, None), UnitOfWork::default())
            .await;
        outcome?;
        ticket.ok_or(TurnError::CutShort)
    }

    pub(super) async fn begin(&self, id: TicketId, asked: Open) -> Result<Turn, TurnError> {
        let now = self.clock.now();
        let opened = Ticket::open(asked.person, asked.sent_at, now);
        let Some(mut after) = Ticket::opened(id, &opened) else {
            return Err(TurnError::Unknown(id));
        };
        let mut work = asked.also;
        let mut events = vec![opened];
        let mut messages = Vec::new();
        let policies = self.policies.load_full();
        for words in asked.words {
            if !messages.is_empty() {
                let what = EventKind::PersonWrote {
                    message: after.next_message(),
                    sent_at: now.min(asked.sent_at),
                };
                let event = Event {
                    at: now,
                    by: By::Person(asked.person),
                    what,
                };
                after.apply(&event);
                events.push(event);
            }
            let event = events.last().map(|event| {
                notice::notices_for(
                    event,
                    &after,
                    Some(EventContent {
                        words: &words,
                        before: None,
                    }),
                    policies.newest(),
                )
            });
            work.outbox.extend(
                event
                    .into_iter()
                    .flatten()
                    .map(|notice| outgoing(notice, after.version)),
            );
            messages.push(TicketMessage {
                ticket: id,
                no: MessageNo(after.messages),
                agent: None,
                note: false,
                at: words.sent_at.unwrap_or(asked.sent_at).min(now),
                words,
                edits: 0,
            });
        }
        let title = Some(asked.title);
        work.ticket = Some(TicketWrite {
            after: after.clone(),
            title,
            events,
            messages,
        });
        self.records.commit(work).await?;
        self.notifier.do_send(OutboxWritten::default());
        Ok(Turn {
            happened: true,
            after: Some(after),
        })
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
        let mut work = also;
        let mut after = ticket.clone();
        let mut messages = Vec::new();
        let policies = self.policies.load_full();
        let spoken = brought.map(|brought| EventContent {
            words: brought.words,
            before: brought.edits.map(|of| &of.words),
        });
        for event in &events {
            after.apply(event);
            let told = notice::notices_for(event, &after, spoken, policies.newest());
            work.outbox.extend(
                told.into_iter()
                    .map(|notice| outgoing(notice, after.version)),
            );
            messages.extend(brought.and_then(|brought| message(after.id, event, brought)));
        }
        // Whoever can be reached again gets what was held for them.
        let released = events
            .iter()
            .any(|event| matches!(event.what, EventKind::BecameReachable { .. }));
        if released {
            work.released = Some(after.person);
        }
        let happened = !events.is_empty();
        if happened {
            work.ticket = Some(TicketWrite {
                after: after.clone(),
                title,
                events,
                messages,
            });
        }
        match self.records.commit(work).await {
            Ok(()) => {
                self.notifier.do_send(OutboxWritten { rescan: released });
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
    /// The message that they take the place of.
    edits: Option<&'a TicketMessage>,
}

/// The message that an event brought or changed, with its words.
fn message(ticket: TicketId, event: &Event, brought: Brought<'_>) -> Option<TicketMessage> {
    let words = brought.words.clone();
    let (no, at) = match event.what {
        // Words that were kept a while bear their own time.
        EventKind::PersonWrote { message, sent_at } => (message, words.sent_at.unwrap_or(sent_at)),
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
