//! The effect of each event on a ticket.
//!
//! The clocks are kept here as well: the waiting period, the beginning of the silence, the periods of the resolution clock.
//! Deadlines are computed from these in [`sla`](crate::domain::sla).

use super::{Episode, PendingAnswer, ReplyClock, Silence, Status, Ticket, Unanswered};
use crate::domain::{
    Instant,
    calendar::Period,
    command::{DeliveryFailure, WarningFailure},
    event::{Event, EventKind},
    ids::{By, *},
    message::Part,
};

impl Ticket {
    /// Does what an event says. Never fails: what an event says has happened.
    pub fn apply(&mut self, event: &Event) {
        // For every event, also for one that moves nothing else: a second writer is found out by this number.
        self.version += 1;
        match event.what {
            // That is `Ticket::opened`: before it, there is no value to apply anything to.
            EventKind::Opened { .. } => {}
            EventKind::PersonWrote { message, sent_at } => {
                self.messages = self.messages.max(message.0);
                self.last_from_person = message;
                self.unanswered.push(Unanswered {
                    message,
                    since: sent_at,
                });
                self.silence = None;
                if self.status == Status::AwaitingUser {
                    self.status = Status::InProgress;
                    // From when they wrote, not from when it was read: if the desk was down in between, that is
                    // the team's time.
                    self.resume_resolution_clock(sent_at);
                }
                // A further message does not set the clock back: it counts from the oldest one without an
                // answer.
                if self.waiting.is_none() && self.unreachable.is_none() {
                    self.begin_waiting();
                }
            }
            EventKind::Viewed => {
                self.status = Status::InProgress;
                // The first look only: that is where `stop_when_viewed` stops the clock.
                self.viewed = self.viewed.or(Some(event.at));
            }
            EventKind::AnswerAccepted { message, answers } => {
                self.messages = self.messages.max(message.0);
                // No clock stops yet: what counts is that Telegram took it, not that an agent typed it.
                self.pending.push(PendingAnswer {
                    message,
                    answers,
                    again: 0,
                    lost: Vec::new(),
                });
                if let By::Agent(agent) = event.by {
                    self.last_answer = Some((agent, event.at));
                }
            }
            EventKind::AnswerDelivered { message } => self.answer_delivered(message, event.at),
            // An answer that waits for an unreachable person is still on its way; a refused one is not.
            EventKind::AnswerFailed {
                message, why, part, ..
            } => {
                if why == DeliveryFailure::Refused {
                    self.answer_refused(message, part);
                }
            }
            EventKind::AnswerSentAgain { message } => {
                // What was lost stays noted: only these parts go out this time.
                let again = self.refused.extract_if(.., |p| p.message == message);
                self.pending.extend(again.map(|answer| PendingAnswer {
                    again: answer.again + 1,
                    ..answer
                }));
            }
            EventKind::Assigned { to } => self.assignee = to,
            EventKind::PriorityChanged { priority } => {
                // `priority_at` reads the list from its end, so a machine's clock that went back must not put
                // it out of order.
                let newest = self.priorities.last();
                let since = newest.map_or(event.at, |(since, _)| event.at.max(*since));
                self.priorities.push((since, priority));
                self.priority = priority;
            }
            EventKind::Retitled => self.retitled = true,
            // Its parts are others by now: sent again, all of it is, less what is there.
            EventKind::Edited { message, .. } => {
                let known = self.pending.iter_mut().chain(&mut self.refused);
                known
                    .filter(|answer| answer.message == message)
                    .for_each(|answer| answer.lost.clear());
            }
            EventKind::Noted { message } => self.messages = self.messages.max(message.0),
            EventKind::Warned { episode } => {
                // By number, so that nothing told about one stretch is ever booked on the next.
                if let Some(w) = self.waiting.as_mut().filter(|w| w.episode == episode) {
                    w.warned = Some(event.at);
                }
            }
            EventKind::Breached { episode, deadline } => {
                if let Some(w) = self.waiting.as_mut().filter(|w| w.episode == episode) {
                    w.breached = Some(deadline);
                    // Since it was told, and not since the deadline: after a long outage, the first reminder
                    // would follow at once.
                    w.told = Some(event.at);
                }
            }
            EventKind::Reminded { episode, nth } => {
                if let Some(w) = self.waiting.as_mut().filter(|w| w.episode == episode) {
                    w.told = Some(event.at);
                    w.reminders = nth;
                }
            }
            EventKind::Escalated {
                episode,
                after_seconds,
                ..
            } => {
                if let Some(w) = self.waiting.as_mut().filter(|w| w.episode == episode) {
                    w.told = Some(event.at);
                    // By the delay and not by the number: the settings may gain and lose steps while a breach
                    // lasts.
                    w.escalated = w.escalated.max(Some(after_seconds));
                }
            }
            EventKind::ResolutionBreached { deadline } => self.resolution_breached = Some(deadline),
            EventKind::SilenceWarned => {
                if let Some(s) = &mut self.silence {
                    s.warned = Some(event.at);
                    s.warning = Some(self.version);
                    // It may be the second one, because the settings moved the end: then its own delivery is
                    // awaited.
                    s.warning_delivered = None;
                }
            }
            EventKind::SilenceWarningDelivered => {
                if let Some(s) = &mut self.silence {
                    s.warning_delivered = Some(event.at);
                }
            }
            EventKind::SilenceWarningLost { why } => {
                if let Some(s) = &mut self.silence {
                    // As if none had been decided, or the close would wait for a warning that nobody gets.
                    (s.warned, s.warning) = (None, None);
                    s.warning_refused = (why == WarningFailure::Refused).then_some(event.at);
                }
            }
            EventKind::SilenceBroken => {
                if let Some(silence) = &mut self.silence {
                    // The warning goes with it: it named an end that does not come any more.
                    *silence = Silence::since(event.at);
                }
            }
            EventKind::BecameUnreachable => {
                // Nobody could answer them now, so no clock may hold it against the team (`sla.md` rule 3).
                // Answers on their way stay: they go out when the person is back.
                self.unreachable = Some(event.at);
                self.waiting = None;
                self.silence = None;
                self.pause_resolution_clock(event.at);
            }
            EventKind::BecameReachable { since } => {
                self.unreachable = None;
                let since = since.unwrap_or(event.at);
                if self.status == Status::AwaitingUser {
                    self.silence = Some(Silence::since(since));
                } else {
                    // The clock was cancelled while nobody could answer: that time is never counted.
                    for waits in &mut self.unanswered {
                        waits.since = waits.since.max(since);
                    }
                    self.begin_waiting();
                    self.resume_resolution_clock(since);
                }
            }
            EventKind::Resolved { cause } => {
                self.status = Status::Resolved;
                self.resolved = Some((event.at, cause));
                self.pause_resolution_clock(event.at);
                self.waiting = None;
                self.silence = None;
                // Reports of them may come yet; a resolved ticket does not heed them.
                self.pending.clear();
                self.refused.clear();
            }
        }
    }

    /// One part more that did not arrive, of an answer on its way or of one that is refused already.
    fn answer_refused(&mut self, message: MessageNo, part: Option<Part>) {
        let known = self.refused.iter_mut().find(|a| a.message == message);
        match known {
            // All of it is sent again in any case.
            Some(answer) if answer.lost.is_empty() => {}
            Some(answer) => answer.lost.extend(part),
            None => {
                let refused = self.pending.extract_if(.., |p| p.message == message);
                self.refused.extend(refused.map(|answer| PendingAnswer {
                    lost: part.into_iter().collect(),
                    ..answer
                }));
            }
        }
    }

    /// Messages that the answer covers are answered; those that came after it start a new waiting stretch
    /// (`architecture.md`, the table).
    fn answer_delivered(&mut self, message: MessageNo, at: Instant) {
        // Also one that counts as refused: its parts may turn out to be there, each by itself.
        let pending = self.pending.extract_if(.., |p| p.message == message);
        let refused = self.refused.extract_if(.., |p| p.message == message);
        let Some(answers) = pending.chain(refused).map(|answer| answer.answers).max() else {
            return;
        };
        // The first one only: from then on the other clock measures.
        self.answered = self.answered.or(Some(at));
        // A late report may be about an answer to messages that are answered already: then the stretch that
        // runs goes on.
        let before = self.unanswered.len();
        // Not all of them: what came after the answer was accepted, its author had not read.
        self.unanswered.retain(|u| u.message > answers);
        if self.unanswered.is_empty() {
            self.waiting = None;
            self.status = Status::AwaitingUser;
            self.pause_resolution_clock(at);
            self.silence = Some(Silence::since(at));
        } else if self.unanswered.len() < before {
            self.begin_waiting();
        }
    }

    /// A new waiting stretch, from the oldest unanswered message.
    pub(super) fn begin_waiting(&mut self) {
        if let Some(oldest) = self.unanswered.first() {
            self.episodes += 1;
            self.waiting = Some(Episode {
                episode: self.episodes,
                clock: match self.answered {
                    None => ReplyClock::First,
                    Some(_) => ReplyClock::Next,
                },
                since: oldest.since,
                warned: None,
                breached: None,
                told: None,
                reminders: 0,
                escalated: None,
            });
        }
    }

    /// The resolution clock stops. Nothing more of it when it does not run.
    fn pause_resolution_clock(&mut self, at: Instant) {
        if let Some(running) = self.worked.last_mut().filter(|s| s.to.is_none()) {
            // No stretch ends before it begins, even where the machine's clock went back.
            running.to = Some(at.max(running.from));
        }
    }

    /// The resolution clock runs again.
    fn resume_resolution_clock(&mut self, at: Instant) {
        // Only a clock that rests can go on: one that runs keeps its stretch.
        let rested = self.worked.last().and_then(|stretch| stretch.to);
        if let Some(rested) = rested {
            // They may have written before the answer was booked: that time is in the stretch before, and
            // counts once.
            let from = at.max(rested);
            self.worked.push(Period { from, to: None });
        }
    }
}
