//! Why a ticket's clocks stand as they do, told from its events: `/sla 126`.
//!
//! The events are applied one by one, and what a clock does between one and the next is a line. So it says what the
//! desk has seen and nothing else, and what comes next is what the ticket's timer waits for.

use super::{DeadlineKind, NO_GRACE, PolicyHistory};
use crate::domain::{
    Instant,
    calendar::Period,
    command::WarningFailure,
    event::{Cause, Event, EventKind},
    ids::{MessageNo, TicketId},
    ticket::{Episode, Priority, ReplyClock, Ticket},
};
use chrono::TimeDelta;

/// Something that a clock did, does or will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    pub at: Instant,
    pub what: ClockEvent,
}

/// The kinds of line. Every length of time is as it was elapsed: working time, if the desk has hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockEvent {
    /// A reply clock starts.
    Waits {
        clock: ReplyClock,
        /// The message that it is about.
        message: MessageNo,
    },
    /// It stops: Telegram took an answer.
    Answered {
        clock: ReplyClock,
        elapsed: TimeDelta,
        breached: bool,
    },
    /// It stops: the person can't be reached.
    Cancelled {
        clock: ReplyClock,
        elapsed: TimeDelta,
    },
    /// Somebody looked; whether that stopped the clock.
    Viewed {
        stops: bool,
    },
    /// The priority from then on.
    Priority(Priority),
    /// A version of the settings holds from then on.
    Settings {
        /// Its number, from 1.
        version: usize,
    },
    Warned,
    Breached {
        deadline: Instant,
    },
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
        why: WarningFailure,
    },
    /// It is over: they wrote.
    SilenceBroken,
    /// It is over: they can't be reached.
    SilenceCancelled,
    /// They did something that is no message.
    SilenceBegunAnew,
    /// They can be reached again.
    Reachable,
    Resolved {
        cause: Cause,
        /// The length of the silence that closed it, if one did.
        silence: Option<TimeDelta>,
        /// True if the person could not be reached: then it was no silence of theirs.
        unreachable: bool,
        /// The time that it took, less the time in which the team awaited the person's word.
        worked: TimeDelta,
    },
    /// A reply clock runs now.
    Runs {
        clock: ReplyClock,
        elapsed: TimeDelta,
        /// The limit; `None` when the clock is turned off.
        within: Option<TimeDelta>,
    },
    /// A look has stopped a reply clock: it stands.
    Stopped {
        clock: ReplyClock,
        elapsed: TimeDelta,
    },
    /// Nothing is elapsed now: the desk is closed.
    Closed {
        until: Instant,
    },
    /// The next deadline, at the instant of the line.
    Next(DeadlineKind),
}

/// The lines, in the order of their instants, those of the present and of what comes next at the end. Empty when the
/// events open no ticket.
pub fn explain(
    ticket: TicketId,
    events: &[Event],
    policies: &PolicyHistory,
    now: Instant,
) -> Vec<TimelineEntry> {
    let Some((first, rest)) = events.split_first() else {
        return Vec::new();
    };
    let Some(mut ticket) = Ticket::opened(ticket, first) else {
        return Vec::new();
    };
    let mut lines: Vec<TimelineEntry> = started(&ticket).into_iter().collect();
    for event in rest {
        // `apply` does not say what it did to the clocks, so they are compared before and after.
        let before = ticket.clone();
        ticket.apply(event);
        lines.extend(stopped(&before, &ticket, event, policies));
        lines.extend(happened(&ticket, event, policies));
        // By number: one answer can end a stretch and begin the next in the same event.
        let another = before.waiting.as_ref().map(|w| w.episode)
            != ticket.waiting.as_ref().map(|w| w.episode);
        lines.extend(started(&ticket).filter(|_| another));
        // A silence that was broken begins anew as well, and has a line of its own.
        if ticket.silence.is_some()
            && event.what != EventKind::SilenceBroken
            && before.silence.as_ref().map(|s| s.since) != ticket.silence.as_ref().map(|s| s.since)
        {
            lines.push(TimelineEntry {
                at: event.at,
                what: ClockEvent::Silent,
            });
        }
    }
    // Settings that changed after the end have moved no clock of this ticket.
    let end = ticket.resolved.map_or(now, |(at, _)| at);
    lines.extend(settings(&ticket, policies, end));
    // A message that was sent before it was seen started its clock before.
    lines.sort_by_key(|line| line.at);
    // After the sorting: what comes next may be overdue, and is the last line all the same.
    lines.extend(present(&ticket, policies, now));
    lines
}

fn started(ticket: &Ticket) -> Option<TimelineEntry> {
    let waiting = ticket.waiting.as_ref()?;
    let message = ticket.unanswered.first()?.message;
    Some(TimelineEntry {
        at: waiting.since,
        what: ClockEvent::Waits {
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
) -> Option<TimelineEntry> {
    let line = |what| Some(TimelineEntry { at: event.at, what });
    if let Some(waiting) = &before.waiting {
        let clock = waiting.clock;
        let elapsed = elapsed(before, waiting, policies, event.at);
        let goes_on = after.waiting.as_ref().map(|w| w.episode) == Some(waiting.episode);
        return match event.what {
            _ if goes_on => None,
            EventKind::AnswerDelivered { .. } => line(ClockEvent::Answered {
                clock,
                elapsed,
                breached: waiting.breached.is_some(),
            }),
            EventKind::BecameUnreachable => line(ClockEvent::Cancelled { clock, elapsed }),
            _ => None,
        };
    }
    // A reply clock and a silence never run together, so past this point it can only be the silence.
    before.silence.as_ref()?;
    match event.what {
        EventKind::PersonWrote { .. } => line(ClockEvent::SilenceBroken),
        EventKind::BecameUnreachable => line(ClockEvent::SilenceCancelled),
        _ => None,
    }
}

/// The time that a reply clock has run at an instant: until a look, if one has stopped it.
fn elapsed(ticket: &Ticket, waiting: &Episode, policies: &PolicyHistory, at: Instant) -> TimeDelta {
    let stopped = ticket.is_stopped(waiting.clock, policies.policy_at(at), at);
    // A clock that a look stopped stands at that look, however late this is asked.
    let until = ticket.viewed.filter(|_| stopped).unwrap_or(at);
    let stretch = Period {
        from: waiting.since,
        to: None,
    };
    policies.elapsed(&[stretch], until)
}

/// The entry for an event by itself.
fn happened(after: &Ticket, event: &Event, policies: &PolicyHistory) -> Option<TimelineEntry> {
    let what = match event.what {
        EventKind::Viewed => ClockEvent::Viewed {
            // After the first answer, no look stops anything.
            stops: after.answered.is_none() && policies.stops_when_viewed(event.at),
        },
        EventKind::PriorityChanged { priority } => ClockEvent::Priority(priority),
        EventKind::Warned { .. } => ClockEvent::Warned,
        EventKind::Breached { deadline, .. } => ClockEvent::Breached { deadline },
        EventKind::Reminded { nth, .. } => ClockEvent::Reminded { nth },
        EventKind::Escalated { step, .. } => ClockEvent::Escalated { step },
        EventKind::ResolutionBreached { deadline } => ClockEvent::ResolutionBreached { deadline },
        EventKind::SilenceWarned => ClockEvent::SilenceWarned,
        EventKind::SilenceWarningDelivered => ClockEvent::SilenceWarningDelivered,
        EventKind::SilenceWarningLost { why } => ClockEvent::SilenceWarningLost { why },
        EventKind::BecameReachable { .. } => ClockEvent::Reachable,
        EventKind::SilenceBroken => ClockEvent::SilenceBegunAnew,
        EventKind::Resolved { cause } => ClockEvent::Resolved {
            cause,
            silence: policies.silence_that_closed(after),
            unreachable: after.unreachable.is_some(),
            worked: policies.elapsed(&after.worked, event.at),
        },
        _ => return None,
    };
    Some(TimelineEntry { at: event.at, what })
}

/// The settings that held while the ticket was open: those at its beginning, and each change.
fn settings(ticket: &Ticket, policies: &PolicyHistory, end: Instant) -> Vec<TimelineEntry> {
    let line = |(version, at): (usize, Instant)| TimelineEntry {
        at,
        what: ClockEvent::Settings { version },
    };
    // The first message may be older than the ticket, and its clock with it.
    let began = ticket.worked.first().map_or(ticket.opened_at, |s| s.from);
    policies
        .versions_within(began, end)
        .into_iter()
        .map(line)
        .collect()
}

/// The clocks that run now, and their next deadline.
fn present(ticket: &Ticket, policies: &PolicyHistory, now: Instant) -> Vec<TimelineEntry> {
    let policy = policies.newest();
    let mut lines = Vec::new();
    if let Some(waiting) = &ticket.waiting {
        let clock = waiting.clock;
        let elapsed = elapsed(ticket, waiting, policies, now);
        let stopped = ticket.is_stopped(clock, policy, now);
        lines.push(TimelineEntry {
            at: now,
            what: match stopped {
                true => ClockEvent::Stopped { clock, elapsed },
                false => ClockEvent::Runs {
                    clock,
                    elapsed,
                    within: policy.response_within(clock, ticket.priority),
                },
            },
        });
        let until = policy.opening(now);
        // A calendar that never opens again has no instant to name.
        if !stopped && until > now && until < Instant::MAX_UTC {
            lines.push(TimelineEntry {
                at: now,
                what: ClockEvent::Closed { until },
            });
        }
    }
    // By the rules alone: a delay that the desk grants after an outage explains no clock.
    let next = ticket.next_deadline(policies, now, NO_GRACE);
    lines.extend(next.map(|deadline| TimelineEntry {
        at: deadline.at,
        what: ClockEvent::Next(deadline.kind),
    }));
    lines
}
