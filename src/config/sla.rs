//! `[sla]`: the settings of the clocks, and the value that the desk makes of them.
//!
//! A time that is left empty means *the same as another*, so each may be set by itself.

use super::{check, settings::whole_seconds, value};
use crate::domain::{
    calendar::{Calendar, Holiday, Interval, NoCalendar},
    sla::{Escalation, NextResponse, ReplyPolicy},
    ticket,
};
use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use garde::Validate;
use serde::Deserialize;
use std::time::Duration;

/// The settings of `[sla]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct Sla {
    #[garde(skip)]
    pub enabled: bool,
    /// The limit for an answer.
    #[serde(deserialize_with = "value::duration")]
    #[garde(custom(check::working_time(&self.hours)))]
    pub response_within: Duration,
    /// The share of it after which a ticket warns.
    #[garde(range(min = 1, max = 99))]
    pub warn_at_percent: u8,
    /// The interval of the safety sweep.
    #[serde(deserialize_with = "value::duration")]
    #[garde(custom(check::from_one_second_to(check::HOUR)))]
    pub check_interval: Duration,
    /// The time between reminders.
    #[serde(deserialize_with = "value::duration")]
    #[garde(custom(check::working_time(&self.hours)))]
    pub reminder_cooldown: Duration,
    /// The limit for an answer after the first one.
    #[serde(deserialize_with = "value::duration_off_or_same")]
    #[garde(custom(check::limit(&self.hours)))]
    pub next_response_within: Limit,
    /// The limit for resolving; `None`: no limit.
    #[serde(deserialize_with = "value::duration_or_off")]
    #[garde(inner(custom(check::working_time(&self.hours))))]
    pub resolve_within: Option<Duration>,
    /// True: the team is told of a warning, besides the colour in its lists.
    #[garde(skip)]
    pub tell_warnings: bool,
    /// True: a look stops the clock of the first answer.
    #[garde(skip)]
    pub stop_when_viewed: bool,
    /// The most reminders of one wait; 0: no limit.
    #[garde(range(max = 1000))]
    pub max_reminders: u32,
    /// Times that go by priority.
    #[garde(dive(&self.hours))]
    pub priority: Priorities,
    #[garde(dive)]
    pub hours: Hours,
    /// The people that the alert calls when a breach lasts.
    #[serde(default)]
    #[garde(custom(check::escalation(&self.hours)))]
    pub escalation: Vec<EscalationStep>,
}

/// A time that may be another's, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The same as another.
    Same,
    Off,
    Within(Duration),
}

/// The settings of `[sla.priority.*]`.
#[derive(Debug, Clone, Deserialize, Validate)]
#[garde(context(Hours))]
pub struct Priorities {
    /// Of what can wait.
    #[garde(dive)]
    pub low: PriorityTime,
    #[garde(dive)]
    pub normal: PriorityTime,
    /// Of what goes before the others.
    #[garde(dive)]
    pub high: PriorityTime,
    /// Of what can't wait.
    #[garde(dive)]
    pub urgent: PriorityTime,
}

/// The limits that go by priority.
#[derive(Debug, Clone, Deserialize, Validate)]
#[garde(context(Hours))]
pub struct PriorityTime {
    /// `None` means `sla.response_within`.
    #[serde(deserialize_with = "value::duration_or_same")]
    #[garde(inner(custom(check::own_time)))]
    pub response_within: Option<Duration>,
}

/// The settings of `[sla.hours]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct Hours {
    /// Their zone; `None`: `desk.time_zone`.
    #[serde(deserialize_with = "value::optional")]
    #[garde(skip)]
    pub time_zone: Option<Tz>,
    #[garde(custom(check::has_working_time(self)))]
    pub mon: Vec<Interval>,
    #[garde(skip)]
    pub tue: Vec<Interval>,
    #[garde(skip)]
    pub wed: Vec<Interval>,
    #[garde(skip)]
    pub thu: Vec<Interval>,
    #[garde(skip)]
    pub fri: Vec<Interval>,
    #[garde(skip)]
    pub sat: Vec<Interval>,
    #[garde(skip)]
    pub sun: Vec<Interval>,
    #[garde(skip)]
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
        reply.next_response = match self.next_response_within {
            Limit::Same => NextResponse::AsFirst,
            Limit::Off => NextResponse::Off,
            Limit::Within(duration) => NextResponse::Within(whole_seconds(duration)),
        };
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
        let set = self.time_zone.is_some()
            || !self.holidays.is_empty()
            || week.iter().any(|day| !day.is_empty());
        let zone = self.time_zone.unwrap_or(zone);
        set.then(|| Calendar::new(zone, week, self.holidays.clone()))
    }
}
