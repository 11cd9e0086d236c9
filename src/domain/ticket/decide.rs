//! What a command would do to a ticket, as events, or why it may not.
//!
//! The handlers are grouped by status, so that the list of functions is the state diagram of `ticket-flow.md`; the table
//! of transitions in `architecture.md` is theirs cell by cell.

use super::{PendingAnswer, Silence, Status, Ticket};
use crate::domain::{
    Instant,
    command::{Command, DeliveryFailure, Refusal},
    event::{Cause, Event, EventKind},
    ids::{By, *},
    message::Part,
};
use chrono::TimeDelta;

/// The time after one agent's answer during which another's has to be confirmed: *somebody just answered*.
pub const JUST_ANSWERED: TimeDelta = TimeDelta::seconds(30);

impl Ticket {
    /// The events that `command` would cause at `now`, in order; none when there is nothing to do.
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

    /// Checks the author: a person may act on their own ticket, an agent as an agent, the desk for the rest.
    fn authorise(&self, command: &Command, by: By) -> Result<(), Refusal> {
        use Command::*;
        let allowed = match (command, by) {
            (Write { .. } | BreakSilence | Close | Retitle { .. }, By::Person(person)) => {
                person == self.person
            }
            // The stored message says whose it is, so nobody changes one of the other side.
            (Edit { of, .. }, By::Person(person)) => {
                person == self.person && of.ticket == self.id && of.agent.is_none()
            }
            (Edit { of, .. }, By::Agent(_)) => of.ticket == self.id && of.agent.is_some(),
            (
                Close
                | View
                | Answer { .. }
                | SendAgain { .. }
                | Assign { .. }
                | SetPriority { .. }
                | Note { .. }
                | CloseForBlock,
                By::Agent(_),
            ) => true,
            (
                AnswerTaken { .. }
                | AnswerLost { .. }
                | SilenceWarningTaken
                | SilenceWarningLost { .. }
                | PersonLeft
                | PersonCameBack,
                By::Desk,
            ) => true,
            // Closed by default: a new command is nobody's until it is given to somebody here.
            _ => false,
        };
        if allowed {
            Ok(())
        } else {
            Err(Refusal::NotYours)
        }
    }

    // ---- Resolved: requests are refused, delivery reports are ignored, viewing is allowed.

    fn decide_resolved(&self, command: &Command) -> Result<Vec<EventKind>, Refusal> {
        use Command::*;
        match command {
            // Reports and looks may come long after the end, and nobody would read a refusal of them.
            View
            | BreakSilence
            | AnswerTaken { .. }
            | AnswerLost { .. }
            | SilenceWarningTaken
            | SilenceWarningLost { .. }
            | PersonLeft
            | PersonCameBack => Ok(vec![]),
            Write { .. }
            | Close
            | Answer { .. }
            | SendAgain { .. }
            | Assign { .. }
            | SetPriority { .. }
            | Note { .. }
            | Edit { .. }
            | Retitle { .. }
            | CloseForBlock => Err(Refusal::AlreadyResolved),
        }
    }

    // ---- Open: a look, an answer, a close by the team all count as looking; assigning, its priority, notes and blocking
    // do not.

    fn decide_open(
        &self,
        command: &Command,
        by: By,
        now: Instant,
    ) -> Result<Vec<EventKind>, Refusal> {
        let what = self.decide_looked_at(command, by, now)?;
        Ok(match (command, by) {
            (Command::View, _) => vec![EventKind::Viewed],
            (Command::Answer { .. } | Command::Close, By::Agent(_)) => {
                std::iter::once(EventKind::Viewed).chain(what).collect()
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
    ) -> Result<Vec<EventKind>, Refusal> {
        use Command::*;
        let back_now = EventKind::BecameReachable { since: None };
        Ok(match command {
            Write { sent_at, .. } => {
                // Telegram's clock may be ahead of ours, and nobody waits since a time to come.
                let sent_at = (*sent_at).min(now);
                // They were there when they wrote, however late that is read.
                let back = self.unreachable.map(|gone| EventKind::BecameReachable {
                    // Not since before they were found to be gone, for until then the clocks ran. Left out
                    // where it is the event's own instant.
                    since: Some(sent_at.max(gone)).filter(|since| *since < now),
                });
                let wrote = EventKind::PersonWrote {
                    message: self.next_message(),
                    sent_at,
                };
                back.into_iter().chain([wrote]).collect()
            }
            BreakSilence => self.break_silence(),
            Edit { of, words } if of.words.says_the_same(words) => vec![],
            // Whoever changes a message is there (`sla.md` rule 12), and no clock starts (rule 13).
            Edit { of, .. } => {
                let there = match by {
                    By::Person(_) => self.break_silence(),
                    By::Agent(_) | By::Desk => vec![],
                };
                let edited = EventKind::Edited {
                    message: of.no,
                    nth: of.edits + 1,
                    note: of.note,
                };
                there.into_iter().chain([edited]).collect()
            }
            // That it is another one was looked at before.
            Retitle { .. } => self
                .break_silence()
                .into_iter()
                .chain([EventKind::Retitled])
                .collect(),
            Close => {
                let cause = if matches!(by, By::Person(_)) {
                    Cause::Person
                } else {
                    Cause::Team
                };
                vec![EventKind::Resolved { cause }]
            }
            View => vec![],
            Answer { confirmed, .. } => {
                // Always an agent here; it was checked above, and this only gets at the number.
                let By::Agent(agent) = by else {
                    return Err(Refusal::NotYours);
                };
                // A machine's clock that went back puts the last answer into the future: that is no reason to
                // ask.
                if let Some((by, at)) = self.last_answer
                    && by != agent
                    && !confirmed
                    && (TimeDelta::zero()..JUST_ANSWERED).contains(&(now - at))
                {
                    return Err(Refusal::SomebodyJustAnswered { by, at });
                }
                vec![EventKind::AnswerAccepted {
                    message: self.next_message(),
                    answers: self.last_from_person,
                }]
            }
            SendAgain { message, .. } if self.is_refused(*message) => {
                vec![EventKind::AnswerSentAgain { message: *message }]
            }
            // It is on its way already, or arrived.
            SendAgain { .. } => vec![],
            Assign { to } if *to == self.assignee => vec![],
            Assign { to } => vec![EventKind::Assigned { to: *to }],
            SetPriority { priority } if *priority == self.priority => vec![],
            SetPriority { priority } => vec![EventKind::PriorityChanged {
                priority: *priority,
            }],
            Note { .. } => vec![EventKind::Noted {
                message: self.next_message(),
            }],
            CloseForBlock => vec![EventKind::Resolved {
                cause: Cause::Block,
            }],
            AnswerTaken { message, again } if self.may_have_arrived(*message, *again) => {
                // Telegram takes nothing for somebody who blocked the bot, so they are there.
                let back = self.unreachable.map(|_| back_now);
                let delivered = EventKind::AnswerDelivered { message: *message };
                back.into_iter().chain([delivered]).collect()
            }
            AnswerLost {
                message,
                part,
                why,
                because,
            } if self.is_on_its_way(*message) => {
                // Each answer that is held reports it; they go away only once.
                let gone = *why == DeliveryFailure::Unreachable && self.unreachable.is_none();
                let failed = EventKind::AnswerFailed {
                    message: *message,
                    why: *why,
                    // An answer that is held has lost no part: all of it goes out later.
                    part: (*why == DeliveryFailure::Refused).then_some(*part),
                    because: *because,
                };
                std::iter::once(failed)
                    .chain(gone.then_some(EventKind::BecameUnreachable))
                    .collect()
            }
            AnswerLost {
                message,
                part,
                why: why @ DeliveryFailure::Refused,
                because,
            } if self.part_was_accepted(*message, *part) => {
                vec![EventKind::AnswerFailed {
                    message: *message,
                    why: *why,
                    part: Some(*part),
                    because: *because,
                }]
            }
            // Reports come at least once; what is known already is no event.
            AnswerTaken { .. } | AnswerLost { .. } => vec![],
            // They may have written while it was under way: then it is about a silence that is over.
            SilenceWarningTaken => match &self.silence {
                Some(Silence {
                    warned: Some(_),
                    warning_delivered: None,
                    ..
                }) => vec![EventKind::SilenceWarningDelivered],
                _ => vec![],
            },
            // By its version: a report of an earlier warning must not undo the one that was decided since.
            SilenceWarningLost { version, why } => match &self.silence {
                Some(Silence {
                    warning: Some(decided),
                    warning_delivered: None,
                    ..
                }) if decided == version => vec![EventKind::SilenceWarningLost { why: *why }],
                _ => vec![],
            },
            PersonLeft if self.unreachable.is_none() => vec![EventKind::BecameUnreachable],
            PersonCameBack if self.unreachable.is_some() => vec![back_now],
            PersonLeft | PersonCameBack => vec![],
        })
    }

    /// The person did something that is no message.
    fn break_silence(&self) -> Vec<EventKind> {
        // Whoever presses a button is there, whatever the last delivery said.
        if self.unreachable.is_some() {
            vec![EventKind::BecameReachable { since: None }]
        } else if self.silence.is_some() {
            vec![EventKind::SilenceBroken]
        } else {
            vec![]
        }
    }

    /// True if an answer that Telegram took whole was not known to have arrived. A last part alone proves that only
    /// for the sending that is on its way now.
    fn may_have_arrived(&self, message: MessageNo, again: Option<u32>) -> bool {
        let this = |p: &PendingAnswer| p.message == message && again.is_none_or(|n| p.again == n);
        let refused = again.is_none() && self.is_refused(message);
        refused || self.pending.iter().any(this)
    }

    /// True if this part of a refused answer still counts as arrived.
    fn part_was_accepted(&self, message: MessageNo, part: Part) -> bool {
        // Nothing noted as lost means that all of it is sent again, this part with it.
        let more = |a: &PendingAnswer| {
            a.message == message && !a.lost.is_empty() && !a.lost.contains(&part)
        };
        self.refused.iter().any(more)
    }
}
