//! The clocks of a ticket: what is due, and when the next thing will be.
//!
//! Deadlines are data, timers are derived: [`Ticket::next_deadline`] says when to wake, [`Ticket::due`] what to do
//! then; waking early, late or twice does no harm. The rules are those of `sla.md`.
//!
//! Invariant: asking twice what is due at the same instant tells nothing the second time.

use super::{
    Instant,
    command::By,
    event::{Cause, Event, What},
    ticket::{Silence, Status, Ticket, Waiting},
};
use chrono::TimeDelta;

#[cfg(test)]
mod tests;

/// When the desk warns, alerts, reminds and closes: the settings, as a value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Policy {
    /// The reply clock; `None` when `sla.enabled = false`.
    pub reply: Option<ReplyPolicy>,
    /// Closing for silence; `None` when `auto_close.enabled = false`.
    pub auto_close: Option<AutoClose>,
}

/// How long an answer may take.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ReplyPolicy {
    /// `sla.response_within`, in seconds.
    pub within_seconds: i64,
    /// `sla.warn_at_percent`, 1 to 99.
    pub warn_at_percent: u8,
    /// `sla.reminder_cooldown`, in seconds; 0 for no reminders.
    pub cooldown_seconds: i64,
}

/// When silence closes a ticket.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AutoClose {
    /// `auto_close.after`, in seconds.
    pub after_seconds: i64,
    /// `auto_close.warn_before`, in seconds; 0 for no warning.
    pub warn_before_seconds: i64,
}

/// A policy and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// From this instant on.
    pub since: Instant,
    /// This holds.
    pub policy: Policy,
}

/// The policies of the desk through time: a breach is dated under the one that held then (`sla.md` rule 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyHistory {
    first: Policy,
    later: Vec<PolicyVersion>,
}

/// What comes next for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// When; due means `now >= at`.
    pub at: Instant,
    /// What.
    pub kind: DeadlineKind,
}

/// The kinds of deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeadlineKind {
    /// `warn_at_percent` of the response time.
    Warning,
    /// The response time.
    Breach,
    /// The cooldown since the team was last told.
    Reminder,
    /// `warn_before` the auto-close.
    SilenceWarning,
    /// The auto-close.
    SilenceClose,
    /// The auto-close of a ticket whose person can't be reached.
    UnreachableClose,
}

impl Policy {
    /// `warn_at_percent` of the response time, after which a ticket shows 🟡.
    pub fn warn_after(&self) -> Option<TimeDelta> {
        self.reply.as_ref().map(ReplyPolicy::warn_after)
    }
}

impl ReplyPolicy {
    fn within(&self) -> TimeDelta {
        seconds(self.within_seconds)
    }

    fn warn_after(&self) -> TimeDelta {
        let percent = i64::from(self.warn_at_percent);
        TimeDelta::milliseconds(self.within_seconds.saturating_mul(10 * percent))
    }
}

/// So many seconds, or as many as can be counted: a setting beyond all calendars means *never*, not a panic.
fn seconds(seconds: i64) -> TimeDelta {
    TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::MAX)
}

/// `after` behind `since`, or the end of all calendars.
fn later(since: Instant, after: TimeDelta) -> Instant {
    since.checked_add_signed(after).unwrap_or(Instant::MAX_UTC)
}

impl PolicyHistory {
    /// One policy, for all time.
    pub fn always(policy: Policy) -> Self {
        PolicyHistory {
            first: policy,
            later: Vec::new(),
        }
    }

    /// The versions in order of their instants; the first also holds for all time before. `None` when there is none.
    pub fn from_versions(versions: Vec<PolicyVersion>) -> Option<Self> {
        let mut versions = versions.into_iter();
        let first = versions.next()?.policy;
        Some(PolicyHistory {
            first,
            later: versions.collect(),
        })
    }

    /// From `since` on, `policy` holds; nothing is added when it is what holds already. A change is never older than
    /// the one before it, even when the machine's clock went back.
    pub fn change(&mut self, since: Instant, policy: Policy) {
        if *self.newest() != policy {
            let since = self.later.last().map_or(since, |v| v.since.max(since));
            self.later.push(PolicyVersion { since, policy });
        }
    }

    /// What holds at the end of the history: now.
    pub fn newest(&self) -> &Policy {
        self.later.last().map_or(&self.first, |v| &v.policy)
    }

    /// Each policy with when it begins (`None`: always has) and when it ends (`None`: has not).
    fn spans(&self) -> impl Iterator<Item = (Option<Instant>, &Policy, Option<Instant>)> {
        let starts = std::iter::once((None, &self.first))
            .chain(self.later.iter().map(|v| (Some(v.since), &v.policy)));
        let ends = self.later.iter().map(|v| Some(v.since)).chain([None]);
        starts
            .zip(ends)
            .map(|((start, policy), end)| (start, policy, end))
    }

    /// The first instant at which `after(policy)` has run out since `since`, dated under the policy that held then:
    /// the later of the deadline and the beginning of that policy. A policy that turned the clock off (`None`) dates
    /// nothing, but the time under it counts once another turns the clock on again (`sla.md` rule 6).
    fn first_passing(
        &self,
        since: Instant,
        after: impl Fn(&Policy) -> Option<TimeDelta>,
    ) -> Option<Instant> {
        self.spans().find_map(|(start, policy, end)| {
            let at = later(since, after(policy)?).max(start.unwrap_or(since));
            end.is_none_or(|end| at < end).then_some(at)
        })
    }
}

impl Ticket {
    /// The next thing that the clocks bring, under the policies given; `None` when nothing runs.
    pub fn next_deadline(&self, policies: &PolicyHistory) -> Option<Deadline> {
        if self.is_resolved() {
            return None;
        }
        if let Some(since) = self.unreachable {
            let close = policies.newest().auto_close.as_ref()?;
            let at = later(since, seconds(close.after_seconds));
            return Some(Deadline {
                at,
                kind: DeadlineKind::UnreachableClose,
            });
        }
        match (&self.waiting, &self.silence) {
            (Some(waiting), _) => reply_deadline(waiting, policies),
            (None, Some(silence))
                if self.status == Status::AwaitingUser && self.pending.is_empty() =>
            {
                silence_deadline(silence, policies.newest().auto_close.as_ref()?)
            }
            _ => None,
        }
    }

    /// Everything that is due at `now`, in order, as events of the desk; empty when nothing is.
    pub fn due(&self, now: Instant, policies: &PolicyHistory) -> Vec<Event> {
        let mut ticket = self.clone();
        let mut events = Vec::new();
        while let Some(deadline) = ticket.next_deadline(policies).filter(|d| d.at <= now) {
            let event = Event {
                at: now,
                by: By::Desk,
                what: ticket.falls_due(deadline),
            };
            ticket.apply(&event);
            events.push(event);
        }
        events
    }

    fn falls_due(&self, deadline: Deadline) -> What {
        let episode = self.episodes;
        match deadline.kind {
            DeadlineKind::Warning => What::Warned { episode },
            DeadlineKind::Breach => What::Breached {
                episode,
                deadline: deadline.at,
            },
            DeadlineKind::Reminder => What::Reminded {
                episode,
                nth: self.waiting.as_ref().map_or(1, |w| w.reminders + 1),
            },
            DeadlineKind::SilenceWarning => What::SilenceWarned,
            DeadlineKind::SilenceClose | DeadlineKind::UnreachableClose => What::Resolved {
                cause: Cause::Silence,
            },
        }
    }
}

/// The ladder of a waiting stretch: warning, breach, then a reminder each cooldown (`sla.md`, *The clocks*).
///
/// While the clock is turned off nothing is told; what passed before that is dated truly when it is on again.
fn reply_deadline(waiting: &Waiting, policies: &PolicyHistory) -> Option<Deadline> {
    let reply = policies.newest().reply.as_ref()?;
    if waiting.breached.is_some() {
        let told = waiting.told.filter(|_| reply.cooldown_seconds > 0)?;
        return Some(Deadline {
            at: later(told, seconds(reply.cooldown_seconds)),
            kind: DeadlineKind::Reminder,
        });
    }
    let breach = policies
        .first_passing(waiting.since, |p| p.reply.as_ref().map(ReplyPolicy::within))
        .map(|at| Deadline {
            at,
            kind: DeadlineKind::Breach,
        });
    let warning = policies
        .first_passing(waiting.since, Policy::warn_after)
        .filter(|_| waiting.warned.is_none())
        .map(|at| Deadline {
            at,
            kind: DeadlineKind::Warning,
        });
    [warning, breach].into_iter().flatten().min_by_key(|d| d.at)
}

/// Warning first, where one is set; the close waits until Telegram took it (`sla.md` rule 12).
fn silence_deadline(silence: &Silence, policy: &AutoClose) -> Option<Deadline> {
    let before = seconds(policy.warn_before_seconds);
    let close = later(silence.since, seconds(policy.after_seconds));
    if policy.warn_before_seconds == 0 {
        return Some(Deadline {
            at: close,
            kind: DeadlineKind::SilenceClose,
        });
    }
    match (silence.warned, silence.warning_delivered) {
        (None, _) => Some(Deadline {
            at: close.checked_sub_signed(before).unwrap_or(silence.since),
            kind: DeadlineKind::SilenceWarning,
        }),
        (Some(_), None) => None,
        (Some(_), Some(delivered)) => Some(Deadline {
            at: close.max(later(delivered, before)),
            kind: DeadlineKind::SilenceClose,
        }),
    }
}
