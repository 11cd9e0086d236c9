//! `[sla]`: the settings of the clocks, and the value that the desk makes of them.
//!
//! A time that is left empty means *the same as another*, so each may be set by itself.

use super::value::{self, whole_seconds};
use crate::domain::{
    calendar::{Calendar, Holiday, Interval, NoCalendar},
    sla::{Escalation, NextResponse, ReplyPolicy},
    ticket,
};
use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use serde::Deserialize;
use std::time::Duration;

/// The settings of `[sla]`.
#[derive(Debug, Clone, Deserialize)]
pub struct Sla {
    pub enabled: bool,
    /// The limit for an answer.
    #[serde(deserialize_with = "value::duration")]
    pub response_within: Duration,
    /// The share of it after which a ticket warns.
    pub warn_at_percent: u8,
    /// The interval of the safety sweep.
    #[serde(deserialize_with = "value::duration")]
    pub check_interval: Duration,
    /// The time between reminders.
    #[serde(deserialize_with = "value::duration")]
    pub reminder_cooldown: Duration,
    /// The limit for an answer after the first one.
    #[serde(deserialize_with = "value::duration_off_or_same")]
    pub next_response_within: NextResponse,
    /// The limit for resolving; `None`: no limit.
    #[serde(deserialize_with = "value::duration_or_off")]
    pub resolve_within: Option<Duration>,
    /// True: the team is told of a warning, besides the colour in its lists.
    pub tell_warnings: bool,
    /// True: a look stops the clock of the first answer.
    pub stop_when_viewed: bool,
    /// The most reminders of one wait; 0: no limit.
    pub max_reminders: u32,
    /// Times that go by priority.
    pub priority: Priorities,
    pub hours: Hours,
    /// The people that the alert calls when a breach lasts.
    // config.toml has no default for it: TOML refuses [[sla.escalation]] beside `escalation = []`.
    #[serde(default)]
    pub escalation: Vec<EscalationStep>,
}

/// The settings of `[sla.priority.*]`.
#[derive(Debug, Clone, Deserialize)]
pub struct Priorities {
    /// Of what can wait.
    pub low: PriorityTime,
    pub normal: PriorityTime,
    /// Of what goes before the others.
    pub high: PriorityTime,
    /// Of what can't wait.
    pub urgent: PriorityTime,
}

/// The limits that go by priority.
#[derive(Debug, Clone, Deserialize)]
pub struct PriorityTime {
    #[serde(deserialize_with = "value::duration_or_same")]
    pub response_within: Option<Duration>,
}

/// The settings of `[sla.hours]`.
#[derive(Debug, Clone, Deserialize)]
pub struct Hours {
    /// Their zone; `None`: `desk.time_zone`.
    #[serde(deserialize_with = "value::optional")]
    pub time_zone: Option<Tz>,
    pub mon: Vec<Interval>,
    pub tue: Vec<Interval>,
    pub wed: Vec<Interval>,
    pub thu: Vec<Interval>,
    pub fri: Vec<Interval>,
    pub sat: Vec<Interval>,
    pub sun: Vec<Interval>,
    pub holidays: Vec<Holiday>,
}

/// A step of `[[sla.escalation]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationStep {
    /// The delay after the breach.
    #[serde(deserialize_with = "value::duration")]
    pub after: Duration,
    /// The `@name`s that it calls.
    pub mention: Vec<String>,
}

impl Sla {
    /// The rules of the reply clocks by these settings.
    pub(super) fn reply(&self) -> ReplyPolicy {
        let mut reply = ReplyPolicy::new(
            whole_seconds(self.response_within),
            self.warn_at_percent,
            whole_seconds(self.reminder_cooldown),
        );
        reply.next_response = self.next_response_within;
        let times = &self.priority;
        reply.by_priority = [
            (ticket::Priority::Low, &times.low),
            (ticket::Priority::Normal, &times.normal),
            (ticket::Priority::High, &times.high),
            (ticket::Priority::Urgent, &times.urgent),
        ]
        .into_iter()
        .filter_map(|(priority, time)| Some((priority, whole_seconds(time.response_within?))))
        .collect();
        reply.tell_warnings = self.tell_warnings;
        reply.stop_when_viewed = self.stop_when_viewed;
        reply.max_reminders = self.max_reminders;
        reply.escalation = self
            .escalation
            .iter()
            .map(|step| Escalation {
                after_seconds: whole_seconds(step.after),
                mention: step.mention.clone(),
            })
            .collect();
        reply.resolve_within_seconds = self.resolve_within.map(whole_seconds);
        reply
    }
}

impl Hours {
    /// The working time of a year, less the days off that come every year; `None` when every minute counts. The mean
    /// of four years, one of them a leap year.
    pub(super) fn yearly(&self) -> Option<Duration> {
        // A day off that comes once says nothing of the years after it.
        let yearly = |holiday: &&Holiday| holiday.is_yearly();
        let hours = Hours {
            time_zone: Some(Tz::UTC),
            holidays: self.holidays.iter().filter(yearly).copied().collect(),
            ..self.clone()
        };
        let calendar = hours.calendar(Tz::UTC)?.ok()?;
        let end = DateTime::UNIX_EPOCH + TimeDelta::days(4 * 365 + 1);
        let working = calendar.working_time(DateTime::UNIX_EPOCH, end);
        working.to_std().ok().map(|working| working / 4)
    }

    /// The calendar; `None` when nothing is set: every minute counts.
    pub(super) fn calendar(&self, zone: Tz) -> Option<Result<Calendar, NoCalendar>> {
        let week = [
            &self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun,
        ]
        .map(Vec::clone);
        // A week without any hours is a fault only if something of the table is set.
        let set = self.time_zone.is_some()
            || !self.holidays.is_empty()
            || week.iter().any(|day| !day.is_empty());
        let zone = self.time_zone.unwrap_or(zone);
        set.then(|| Calendar::new(zone, week, self.holidays.clone()))
    }
}
