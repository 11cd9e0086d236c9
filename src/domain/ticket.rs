//! One ticket: a value, and what may happen to it.
//!
//! `decide` says what a command would do, as events, or refuses; `apply` does it. Nothing else changes a ticket,
//! so the events are the whole truth and replaying them rebuilds the value. What is due by the clock is decided
//! in [`sla`](super::sla), by the same kind of events.
//!
//! The handlers are grouped by status, so that the list of functions is the state diagram of `ticket-flow.md`.
//!
//! Invariant: the value holds no words. Invariant: a resolved ticket never changes again.

use super::{
    Instant,
    command::{By, Command, Refusal, Undelivered},
    event::{Cause, Event, What},
    ids::*,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// For how long after one agent's answer another's is asked to confirm: *somebody just answered*.
pub const JUST_ANSWERED: TimeDelta = TimeDelta::seconds(30);

/// The four states of the diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 🟢 Nobody of the team has looked yet.
    Open,
    /// 🟡 The team handles it.
    InProgress,
    /// 🔵 The team spoke last.
    AwaitingUser,
    /// ✅ Over.
    Resolved,
}

/// How urgent a ticket is. Every ticket starts as [`Priority::Normal`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// The usual.
    #[default]
    Normal,
    /// Before the others.
    High,
    /// Now.
    Urgent,
}

/// A waiting stretch, from the oldest unanswered message of the person to the answer (`sla.md`: an *episode*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number within the ticket, from 1. Everything told about it is keyed by this.
    pub episode: u32,
    /// Since when the person waits.
    pub since: Instant,
    /// When the warning was reached and recorded.
    pub warned: Option<Instant>,
    /// The deadline that passed.
    pub breached: Option<Instant>,
    /// When the team was last told of the breach: the alert or the newest reminder.
    pub told: Option<Instant>,
    /// How many reminders there were.
    pub reminders: u32,
}

/// The team spoke last, and nothing came since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Since Telegram took the last answer.
    pub since: Instant,
    /// When the warning that the ticket will close was decided.
    pub warned: Option<Instant>,
    /// When Telegram took it.
    pub warning_delivered: Option<Instant>,
}

/// An answer on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// Its number.
    pub message: MessageNo,
    /// The person's newest message when it was accepted.
    pub answers: MessageNo,
}

/// A message of the person that no delivered answer covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered {
    /// Its number.
    pub message: MessageNo,
    /// Since when it waits: since it was sent, or since its person could be reached again.
    pub since: Instant,
}

/// The value. Rebuilt from the events whenever it is loaded; nothing in it is stored anywhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its number.
    pub id: TicketId,
    /// Whose it is.
    pub person: PersonId,
    /// Where it stands.
    pub status: Status,
    /// How urgent it is.
    pub priority: Priority,
    /// Who of the team has it.
    pub assignee: Option<AgentId>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When and why it ended.
    pub resolved: Option<(Instant, Cause)>,
    /// How many messages there are, of both sides.
    pub messages: u32,
    /// The person's newest message.
    pub last_from_person: MessageNo,
    /// The person's messages that no delivered answer covers, oldest first.
    pub unanswered: Vec<Unanswered>,
    /// The waiting stretch that runs, if one does.
    pub waiting: Option<Waiting>,
    /// How many waiting stretches there were, the running one included.
    pub episodes: u32,
    /// The silence that runs, if one does.
    pub silence: Option<Silence>,
    /// Answers on their way, oldest first.
    pub pending: Vec<Pending>,
    /// Who answered last, and when that was accepted.
    pub last_answer: Option<(AgentId, Instant)>,
    /// Since when the person can't be reached.
    pub unreachable: Option<Instant>,
    /// How many events it has seen: the version that fences off a second writer.
    pub version: i64,
}

impl Ticket {
    /// The first event of a ticket opened now by `person`, whose first message was sent at `sent_at`
    /// (the earlier of the two starts the clock).
    pub fn open(person: PersonId, sent_at: Instant, now: Instant) -> Event {
        Event {
            at: now,
            by: By::Person(person),
            what: What::Opened {
                person,
                sent_at: sent_at.min(now),
            },
        }
    }

    /// Rebuilds a ticket from its events, in order. `None` when the first is not [`What::Opened`].
    pub fn replay<'a>(id: TicketId, events: impl IntoIterator<Item = &'a Event>) -> Option<Ticket> {
        let mut events = events.into_iter();
        let mut ticket = Ticket::opened(id, events.next()?)?;
        events.for_each(|event| ticket.apply(event));
        Some(ticket)
    }

    /// The ticket right after its first event; `None` when `event` is another.
    pub fn opened(id: TicketId, event: &Event) -> Option<Ticket> {
        let What::Opened { person, sent_at } = event.what else {
            return None;
        };
        let mut ticket = Ticket {
            id,
            person,
            status: Status::Open,
            priority: Priority::Normal,
            assignee: None,
            opened_at: event.at,
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
            last_answer: None,
            unreachable: None,
            version: 1,
        };
        ticket.begin_waiting();
        Some(ticket)
    }

    /// The number that the next message of either side gets.
    pub fn next_message(&self) -> MessageNo {
        MessageNo(self.messages + 1)
    }

    /// Whether the ticket is over.
    pub fn is_resolved(&self) -> bool {
        self.status == Status::Resolved
    }

    /// What `command` would do at `now`: the events, in order, none when there is nothing to do.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing changes.
    pub fn decide(&self, command: &Command, by: By, now: Instant) -> Result<Vec<Event>, Refusal> {
        self.authorise(command, by)?;
        let what = match self.status {
            Status::Resolved => self.decide_resolved(command)?,
            Status::Open => self.decide_open(command, by, now)?,
            Status::InProgress | Status::AwaitingUser => self.decide_looked_at(command, by, now)?,
        };
        Ok(what
            .into_iter()
            .map(|what| Event { at: now, by, what })
            .collect())
    }

    /// Who may ask for what: a person for their own ticket, an agent for theirs, the desk for the rest.
    fn authorise(&self, command: &Command, by: By) -> Result<(), Refusal> {
        use Command::*;
        let allowed = match (command, by) {
            (Write { .. } | Close, By::Person(person)) => person == self.person,
            (Close | View | Answer { .. } | Assign { .. } | CloseForBlock, By::Agent(_)) => true,
            (
                AnswerTaken { .. }
                | AnswerLost { .. }
                | SilenceWarningTaken
                | PersonLeft
                | PersonCameBack,
                By::Desk,
            ) => true,
            _ => false,
        };
        if allowed {
            Ok(())
        } else {
            Err(Refusal::NotYours)
        }
    }

    // ---- Resolved: what asks is refused, what reports is past caring, a look is free.

    fn decide_resolved(&self, command: &Command) -> Result<Vec<What>, Refusal> {
        use Command::*;
        match command {
            View
            | AnswerTaken { .. }
            | AnswerLost { .. }
            | SilenceWarningTaken
            | PersonLeft
            | PersonCameBack => Ok(vec![]),
            Write { .. } | Close | Answer { .. } | Assign { .. } | CloseForBlock => {
                Err(Refusal::AlreadyResolved)
            }
        }
    }

    // ---- Open: a look, an answer, a close by the team all count as looking; assigning and blocking do not.

    fn decide_open(&self, command: &Command, by: By, now: Instant) -> Result<Vec<What>, Refusal> {
        let what = self.decide_looked_at(command, by, now)?;
        Ok(match (command, by) {
            (Command::View, _) => vec![What::Viewed],
            (Command::Answer { .. } | Command::Close, By::Agent(_)) => {
                std::iter::once(What::Viewed).chain(what).collect()
            }
            _ => what,
        })
    }

    // ---- In Progress, Awaiting User: what they have in common is everything but the clocks.

    fn decide_looked_at(
        &self,
        command: &Command,
        by: By,
        now: Instant,
    ) -> Result<Vec<What>, Refusal> {
        use Command::*;
        Ok(match command {
            Write { sent_at, .. } => {
                let back = self.unreachable.map(|_| What::BecameReachable);
                let wrote = What::PersonWrote {
                    message: self.next_message(),
                    sent_at: (*sent_at).min(now),
                };
                back.into_iter().chain([wrote]).collect()
            }
            Close => {
                let cause = if matches!(by, By::Person(_)) {
                    Cause::Person
                } else {
                    Cause::Team
                };
                vec![What::Resolved { cause }]
            }
            View => vec![],
            Answer { confirmed, .. } => {
                let By::Agent(agent) = by else {
                    return Err(Refusal::NotYours);
                };
                if let Some((by, at)) = self.last_answer
                    && by != agent
                    && !confirmed
                    && now - at < JUST_ANSWERED
                {
                    return Err(Refusal::SomebodyJustAnswered { by, at });
                }
                vec![What::AnswerAccepted {
                    message: self.next_message(),
                    answers: self.last_from_person,
                }]
            }
            Assign { to } if *to == self.assignee => vec![],
            Assign { to } => vec![What::Assigned { to: *to }],
            CloseForBlock => vec![What::Resolved {
                cause: Cause::Block,
            }],
            AnswerTaken { message } if self.is_pending(*message) => {
                let back = self.unreachable.map(|_| What::BecameReachable);
                let delivered = What::AnswerDelivered { message: *message };
                back.into_iter().chain([delivered]).collect()
            }
            AnswerLost { message, why } if self.is_pending(*message) => {
                let gone = *why == Undelivered::Unreachable && self.unreachable.is_none();
                let failed = What::AnswerFailed {
                    message: *message,
                    why: *why,
                };
                std::iter::once(failed)
                    .chain(gone.then_some(What::BecameUnreachable))
                    .collect()
            }
            AnswerTaken { .. } | AnswerLost { .. } => vec![],
            SilenceWarningTaken => match &self.silence {
                Some(Silence {
                    warned: Some(_),
                    warning_delivered: None,
                    ..
                }) => vec![What::SilenceWarningDelivered],
                _ => vec![],
            },
            PersonLeft if self.unreachable.is_none() => vec![What::BecameUnreachable],
            PersonCameBack if self.unreachable.is_some() => vec![What::BecameReachable],
            PersonLeft | PersonCameBack => vec![],
        })
    }

    fn is_pending(&self, message: MessageNo) -> bool {
        self.pending.iter().any(|p| p.message == message)
    }

    /// Does what an event says. Never fails: what an event says has happened.
    pub fn apply(&mut self, event: &Event) {
        self.version += 1;
        match event.what {
            What::Opened { .. } => {}
            What::PersonWrote { message, sent_at } => {
                self.messages = self.messages.max(message.0);
                self.last_from_person = message;
                self.unanswered.push(Unanswered {
                    message,
                    since: sent_at,
                });
                self.silence = None;
                if self.status == Status::AwaitingUser {
                    self.status = Status::InProgress;
                }
                if self.waiting.is_none() && self.unreachable.is_none() {
                    self.begin_waiting();
                }
            }
            What::Viewed => self.status = Status::InProgress,
            What::AnswerAccepted { message, answers } => {
                self.messages = self.messages.max(message.0);
                self.pending.push(Pending { message, answers });
                if let By::Agent(agent) = event.by {
                    self.last_answer = Some((agent, event.at));
                }
            }
            What::AnswerDelivered { message } => self.answer_delivered(message, event.at),
            What::AnswerFailed { message, why } => {
                // An answer that waits for an unreachable person is still on its way; a refused one is not.
                if why == Undelivered::Refused {
                    self.pending.retain(|p| p.message != message);
                }
            }
            What::Assigned { to } => self.assignee = to,
            What::Warned { episode } => {
                if let Some(w) = self.waiting.as_mut().filter(|w| w.episode == episode) {
                    w.warned = Some(event.at);
                }
            }
            What::Breached { episode, deadline } => {
                if let Some(w) = self.waiting.as_mut().filter(|w| w.episode == episode) {
                    w.breached = Some(deadline);
                    w.told = Some(event.at);
                }
            }
            What::Reminded { episode, nth } => {
                if let Some(w) = self.waiting.as_mut().filter(|w| w.episode == episode) {
                    w.told = Some(event.at);
                    w.reminders = nth;
                }
            }
            What::SilenceWarned => {
                if let Some(s) = &mut self.silence {
                    s.warned = Some(event.at);
                }
            }
            What::SilenceWarningDelivered => {
                if let Some(s) = &mut self.silence {
                    s.warning_delivered = Some(event.at);
                }
            }
            What::BecameUnreachable => {
                self.unreachable = Some(event.at);
                self.waiting = None;
                self.silence = None;
            }
            What::BecameReachable => {
                self.unreachable = None;
                if self.status == Status::AwaitingUser {
                    self.silence = Some(Silence {
                        since: event.at,
                        warned: None,
                        warning_delivered: None,
                    });
                } else {
                    // The clock was cancelled while nobody could answer: that time is never counted.
                    for waits in &mut self.unanswered {
                        waits.since = waits.since.max(event.at);
                    }
                    self.begin_waiting();
                }
            }
            What::Resolved { cause } => {
                self.status = Status::Resolved;
                self.resolved = Some((event.at, cause));
                self.waiting = None;
                self.silence = None;
                self.pending.clear();
            }
        }
    }

    /// What the answer covers is answered; what came after it starts a new stretch (`architecture.md`, the table).
    fn answer_delivered(&mut self, message: MessageNo, at: Instant) {
        let Some(found) = self.pending.iter().position(|p| p.message == message) else {
            return;
        };
        let answers = self.pending.remove(found).answers;
        let before = self.unanswered.len();
        self.unanswered.retain(|u| u.message > answers);
        if self.unanswered.is_empty() {
            self.waiting = None;
            self.status = Status::AwaitingUser;
            self.silence = Some(Silence {
                since: at,
                warned: None,
                warning_delivered: None,
            });
        } else if self.unanswered.len() < before {
            self.begin_waiting();
        }
    }

    /// A new waiting stretch, from the oldest unanswered message.
    fn begin_waiting(&mut self) {
        if let Some(oldest) = self.unanswered.first() {
            self.episodes += 1;
            self.waiting = Some(Waiting {
                episode: self.episodes,
                since: oldest.since,
                warned: None,
                breached: None,
                told: None,
                reminders: 0,
            });
        }
    }
}
