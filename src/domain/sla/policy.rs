//! The settings of the clocks, as a value: how long what may take, and which time counts.
//!
//! Policies are stored with the instants from which they hold, so what was stored once must be readable for ever: what
//! came later is left out of the stored form while it says nothing.

use crate::domain::{
    Instant,
    calendar::Calendar,
    ticket::{Priority, ReplyClock},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules by which the desk warns, alerts, reminds and closes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Policy {
    /// The reply clocks; `None` when `sla.enabled = false`.
    pub reply: Option<ReplyPolicy>,
    /// Closing for silence; `None` when `auto_close.enabled = false`.
    pub auto_close: Option<AutoClose>,
    /// `sla.hours`: only this time counts for the team's clocks. `None`: every minute does. Silence, which is the
    /// person's, is always counted by the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Calendar>,
}

/// The time that an answer may take, and the notices about one that takes longer. Every duration is working time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyPolicy {
    pub within_seconds: i64,
    /// `sla.warn_at_percent`, 1 to 99.
    pub warn_at_percent: u8,
    /// `sla.reminder_cooldown`, in seconds; 0 for no reminders.
    pub cooldown_seconds: i64,
    #[serde(default, skip_serializing_if = "NextResponse::is_as_first")]
    pub next_response: NextResponse,
    /// `sla.priority.*.response_within`, in seconds, where it differs from [`ReplyPolicy::within_seconds`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_priority: BTreeMap<Priority, i64>,
    /// `sla.stop_when_viewed`: a look at the ticket stops the first-response clock.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stop_when_viewed: bool,
    /// `sla.tell_warnings`: the team is told of a warning, and does not only see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tell_warnings: bool,
    /// `sla.max_reminders` of one waiting stretch; 0 for no end.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub max_reminders: u32,
    /// `sla.escalation`, the soonest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<Escalation>,
    /// `sla.resolve_within`, in seconds; `None`: resolving has no target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_within_seconds: Option<i64>,
}

/// The time that an answer may take after the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextResponse {
    /// As long as the first.
    #[default]
    AsFirst,
    /// As long as it likes: there is no such clock.
    Off,
    /// So many seconds, whatever the priority.
    Within(i64),
}

/// Somebody is called, because a breach lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// The delay after the breach, in seconds.
    pub after_seconds: i64,
    /// The `@name`s that the alert mentions.
    pub mention: Vec<String>,
}

/// The silence that closes a ticket. It counts every minute: a person keeps no working hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoClose {
    pub after_seconds: i64,
    /// `auto_close.warn_before`, in seconds; 0 for no warning.
    pub warn_before_seconds: i64,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Policy {
    /// The time that an answer may take by the running clock, for a ticket of this priority; `None` when that clock is
    /// turned off.
    pub fn response_within(&self, clock: ReplyClock, priority: Priority) -> Option<TimeDelta> {
        let reply = self.reply.as_ref()?;
        let first = reply
            .by_priority
            .get(&priority)
            .unwrap_or(&reply.within_seconds);
        match (clock, reply.next_response) {
            (ReplyClock::First, _) | (ReplyClock::Next, NextResponse::AsFirst) => {
                Some(seconds(*first))
            }
            (ReplyClock::Next, NextResponse::Within(next)) => Some(seconds(next)),
            (ReplyClock::Next, NextResponse::Off) => None,
        }
    }

    /// `warn_at_percent` of that, after which a ticket shows 🟡.
    pub fn warn_after(&self, clock: ReplyClock, priority: Priority) -> Option<TimeDelta> {
        let percent = self.reply.as_ref()?.warn_at_percent;
        let within = self.response_within(clock, priority)?;
        let milliseconds = within.num_seconds().checked_mul(10 * i64::from(percent));
        Some(milliseconds.map_or(TimeDelta::MAX, TimeDelta::milliseconds))
    }

    /// True if the team is told of warnings: `sla.tell_warnings`.
    pub fn tells_warnings(&self) -> bool {
        self.reply.as_ref().is_some_and(|reply| reply.tell_warnings)
    }

    /// `sla.resolve_within`, if it is set.
    pub fn resolve_within(&self) -> Option<TimeDelta> {
        self.reply.as_ref()?.resolve_within_seconds.map(seconds)
    }

    /// The time between two instants that counts: working time where there is a calendar.
    pub fn elapsed(&self, from: Instant, to: Instant) -> TimeDelta {
        match &self.hours {
            Some(hours) => hours.working_time(from, to),
            None => (to - from).max(TimeDelta::zero()),
        }
    }

    /// The first instant at which so much time that counts has passed since `from`.
    pub(super) fn after(&self, from: Instant, counted: TimeDelta) -> Instant {
        match &self.hours {
            Some(hours) => hours.after(from, counted),
            None => later(from, counted),
        }
    }

    /// The first instant from `at` on at which the desk works: `at` itself while it does.
    pub fn opening(&self, at: Instant) -> Instant {
        self.hours
            .as_ref()
            .map_or(at, |hours| hours.next_opening(at))
    }
}

impl ReplyPolicy {
    /// An answer within so many seconds, a warning at so many percent of them, a reminder each so many; no more than
    /// that.
    pub fn new(within_seconds: i64, warn_at_percent: u8, cooldown_seconds: i64) -> Self {
        ReplyPolicy {
            within_seconds,
            warn_at_percent,
            cooldown_seconds,
            next_response: NextResponse::AsFirst,
            by_priority: BTreeMap::new(),
            stop_when_viewed: false,
            tell_warnings: false,
            max_reminders: 0,
            escalation: Vec::new(),
            resolve_within_seconds: None,
        }
    }
}

impl NextResponse {
    fn is_as_first(&self) -> bool {
        *self == NextResponse::AsFirst
    }
}

/// So many seconds, or as many as can be counted: a setting beyond all calendars means *never*, not a panic.
pub(super) fn seconds(seconds: i64) -> TimeDelta {
    TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::MAX)
}

/// `after` behind `since`, or the end of all calendars.
pub(super) fn later(since: Instant, after: TimeDelta) -> Instant {
    since.checked_add_signed(after).unwrap_or(Instant::MAX_UTC)
}
