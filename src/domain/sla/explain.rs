//! Why a ticket's clocks stand as they do, told from its events: `/sla 126`.
//!
//! The events are applied one by one, and what a clock does between one and the next is a line. So it says what the
//! desk has seen and nothing else, and what comes next is what the ticket's timer waits for.

use super::{DeadlineKind, PolicyHistory, Stretch};
use crate::domain::{
    Instant,
    command::WarningLost,
    event::{Cause, Event, What},
    ids::{MessageNo, TicketId},
    ticket::{Priority, ReplyClock, Ticket, Waiting},
};
use chrono::TimeDelta;

/// Something that a clock did, does or will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Explained,
}

/// The kinds of line. Every length of time is as it was counted: working time, if the desk has hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Explained {
    /// A reply clock starts.
    Waits {
        /// Which.
        clock: ReplyClock,
        /// The message that it is about.
        message: MessageNo,
    },
    /// It stops: Telegram took an answer.
    Answered {
        /// Which.
        clock: ReplyClock,
        /// How long it ran.
        counted: TimeDelta,
        /// Whether it was too long.
        breached: bool,
    },
    /// It stops: the person can't be reached.
    Cancelled {
        /// Which.
        clock: ReplyClock,
        /// How long it had run.
        counted: TimeDelta,
    },
    /// Somebody looked; whether that stopped the clock.
    Viewed {
        /// By `sla.stop_when_viewed`.
        stops: bool,
    },
    /// How urgent it is from then on.
    Priority(Priority),
    /// A version of the settings holds from then on.
    Settings {
        /// Its number, from 1.
        version: usize,
    },
    /// The warning.
    Warned,
    /// The alert.
    Breached {
        /// When it was due.
        deadline: Instant,
    },
    /// A reminder.
    Reminded {
        /// Its number, from 1.
        nth: u32,
    },
    /// A step of the escalation.
    Escalated {
        /// Its number, from 1.
        step: u32,
    },
    /// The target for resolving.
    ResolutionBreached {
        /// When it was due.
        deadline: Instant,
    },
    /// The silence of the person begins.
    Silent,
    /// They are warned that it closes the ticket.
    SilenceWarned,
    /// Telegram took that warning.
    SilenceWarningDelivered,
    /// Nobody will get that warning.
    SilenceWarningLost {
        /// Why.
        why: WarningLost,
    },
    /// It is over: they wrote.
    SilenceBroken,
    /// It is over: they can't be reached.
    SilenceCancelled,
    /// They did something that is no message.
    SilenceBegunAnew,
    /// They can be reached again.
    Reachable,
    /// The end.
    Resolved {
        /// Why.
        cause: Cause,
        /// How long a silence closed it, when one did.
        silence: Option<TimeDelta>,
        /// Whether the person could not be reached: then it was no silence of theirs.
        unreachable: bool,
        /// How long it took, less the time in which the person's word was awaited.
        worked: TimeDelta,
    },
    /// A reply clock runs now.
    Runs {
        /// Which.
        clock: ReplyClock,
        /// How long it has run.
        counted: TimeDelta,
        /// How long it may; `None` when it is turned off.
        within: Option<TimeDelta>,
    },
    /// A look has stopped a reply clock: it stands.
    Stopped {
        /// Which.
        clock: ReplyClock,
        /// How long it ran until the look.
        counted: TimeDelta,
    },
    /// Nothing is counted now: the desk is closed.
    Closed {
        /// When it opens.
        until: Instant,
    },
    /// What comes next, at the instant of the line.
    Next(DeadlineKind),
}

/// The lines, in the order of their instants, those of the present and of what comes next at the end. Empty when the
/// events open no ticket.
pub fn explain(
    ticket: TicketId,
    events: &[Event],
    policies: &PolicyHistory,
    now: Instant,
) -> Vec<Line> {
    let Some((first, rest)) = events.split_first() else {
        return Vec::new();
    };
    let Some(mut ticket) = Ticket::opened(ticket, first) else {
        return Vec::new();
    };
    let mut lines: Vec<Line> = started(&ticket).into_iter().collect();
    for event in rest {
        let before = ticket.clone();
        ticket.apply(event);
        lines.extend(stopped(&before, &ticket, event, policies));
        lines.extend(happened(&ticket, event, policies));
        let another = before.waiting.as_ref().map(|w| w.episode)
            != ticket.waiting.as_ref().map(|w| w.episode);
        lines.extend(started(&ticket).filter(|_| another));
        if ticket.silence.is_some()
            && event.what != What::SilenceBroken
            && before.silence.as_ref().map(|s| s.since) != ticket.silence.as_ref().map(|s| s.since)
        {
            lines.push(Line {
                at: event.at,
                what: Explained::Silent,
            });
        }
    }
    let end = ticket.resolved.map_or(now, |(at, _)| at);
    lines.extend(settings(&ticket, policies, end));
    // A message that was sent before it was seen started its clock before.
    lines.sort_by_key(|line| line.at);
    lines.extend(present(&ticket, policies, now));
    lines
}

fn started(ticket: &Ticket) -> Option<Line> {
    let waiting = ticket.waiting.as_ref()?;
    let message = ticket.unanswered.first()?.message;
    Some(Line {
        at: waiting.since,
        what: Explained::Waits {
            clock: waiting.clock,
            message,
        },
    })
}

/// The reply clock or the silence that ran before the event and does not after it.
fn stopped(
    before: &Ticket,
    after: &Ticket,
    event: &Event,
    policies: &PolicyHistory,
) -> Option<Line> {
    let line = |what| Some(Line { at: event.at, what });
    if let Some(waiting) = &before.waiting {
        let clock = waiting.clock;
        let counted = counted(before, waiting, policies, event.at);
        let goes_on = after.waiting.as_ref().map(|w| w.episode) == Some(waiting.episode);
        return match event.what {
            _ if goes_on => None,
            What::AnswerDelivered { .. } => line(Explained::Answered {
                clock,
                counted,
                breached: waiting.breached.is_some(),
            }),
            What::BecameUnreachable => line(Explained::Cancelled { clock, counted }),
            _ => None,
        };
    }
    before.silence.as_ref()?;
    match event.what {
        What::PersonWrote { .. } => line(Explained::SilenceBroken),
        What::BecameUnreachable => line(Explained::SilenceCancelled),
        _ => None,
    }
}

/// How long a reply clock has run at an instant: until a look, if one has stopped it.
fn counted(ticket: &Ticket, waiting: &Waiting, policies: &PolicyHistory, at: Instant) -> TimeDelta {
    let stopped = ticket.is_stopped(waiting.clock, policies.holds(at), at);
    let until = ticket.viewed.filter(|_| stopped).unwrap_or(at);
    let stretch = Stretch {
        from: waiting.since,
        to: None,
    };
    policies.counted(&[stretch], until)
}

/// What the event says of itself.
fn happened(after: &Ticket, event: &Event, policies: &PolicyHistory) -> Option<Line> {
    let what = match event.what {
        What::Viewed => Explained::Viewed {
            stops: after.answered.is_none() && policies.stops_when_viewed(event.at),
        },
        What::PriorityChanged { priority } => Explained::Priority(priority),
        What::Warned { .. } => Explained::Warned,
        What::Breached { deadline, .. } => Explained::Breached { deadline },
        What::Reminded { nth, .. } => Explained::Reminded { nth },
        What::Escalated { step, .. } => Explained::Escalated { step },
        What::ResolutionBreached { deadline } => Explained::ResolutionBreached { deadline },
        What::SilenceWarned => Explained::SilenceWarned,
        What::SilenceWarningDelivered => Explained::SilenceWarningDelivered,
        What::SilenceWarningLost { why } => Explained::SilenceWarningLost { why },
        What::BecameReachable { .. } => Explained::Reachable,
        What::SilenceBroken => Explained::SilenceBegunAnew,
        What::Resolved { cause } => Explained::Resolved {
            cause,
            silence: policies.silence_that_closed(after),
            unreachable: after.unreachable.is_some(),
            worked: policies.counted(&after.worked, event.at),
        },
        _ => return None,
    };
    Some(Line { at: event.at, what })
}

/// The settings that held while the ticket was open: those at its beginning, and each change.
fn settings(ticket: &Ticket, policies: &PolicyHistory, end: Instant) -> Vec<Line> {
    let line = |(version, at): (usize, Instant)| Line {
        at,
        what: Explained::Settings { version },
    };
    let began = ticket.worked.first().map_or(ticket.opened_at, |s| s.from);
    policies
        .versions_within(began, end)
        .into_iter()
        .map(line)
        .collect()
}

/// What runs now, and what it brings next.
fn present(ticket: &Ticket, policies: &PolicyHistory, now: Instant) -> Vec<Line> {
    let policy = policies.newest();
    let mut lines = Vec::new();
    if let Some(waiting) = &ticket.waiting {
        let clock = waiting.clock;
        let counted = counted(ticket, waiting, policies, now);
        let stopped = ticket.is_stopped(clock, policy, now);
        lines.push(Line {
            at: now,
            what: match stopped {
                true => Explained::Stopped { clock, counted },
                false => Explained::Runs {
                    clock,
                    counted,
                    within: policy.response_within(clock, ticket.priority),
                },
            },
        });
        let until = policy.opening(now);
        if !stopped && until > now && until < Instant::MAX_UTC {
            lines.push(Line {
                at: now,
                what: Explained::Closed { until },
            });
        }
    }
    let next = ticket.next_deadline(policies, now);
    lines.extend(next.map(|deadline| Line {
        at: deadline.at,
        what: Explained::Next(deadline.kind),
    }));
    lines
}
