//! Lengths of time and times of day, as people say them.

use super::{html::Html, renderer::Renderer};
use crate::domain::Instant;
use chrono::{DateTime, Datelike, TimeDelta, Timelike};
use chrono_tz::Tz;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The texts for the days of the week, from Monday.
const WEEK: [&str; 7] = [
    "day-1", "day-2", "day-3", "day-4", "day-5", "day-6", "day-7",
];

/// The texts for the months, from January.
const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

impl Renderer<'_> {
    /// A duration: whole minutes up to 119, then hours with minutes, from two days on days with hours; seconds below a
    /// minute. Always rounded down.
    pub(crate) fn duration(self, length: TimeDelta) -> Html {
        let seconds = length.num_seconds().max(0);
        match seconds {
            0..MINUTE => self.count("seconds", seconds),
            MINUTE..7200 => self.count("minutes", seconds / MINUTE),
            7200..172_800 => self.two(
                ("hours", seconds / HOUR),
                ("minutes", seconds % HOUR / MINUTE),
            ),
            _ => self.two(("days", seconds / DAY), ("hours", seconds % DAY / HOUR)),
        }
    }

    /// A length of time that somebody chose: in the largest unit that says it without a rest.
    pub(crate) fn chosen_duration(self, seconds: i64) -> Html {
        match seconds {
            _ if seconds % DAY == 0 => self.count("days", seconds / DAY),
            _ if seconds % HOUR == 0 => self.count("hours", seconds / HOUR),
            _ => self.count("minutes", seconds / MINUTE),
        }
    }

    /// A length of time as the settings say it, in short: `48 h`, `90 min`, `45 s`.
    pub(crate) fn units(self, length: TimeDelta) -> Html {
        let seconds = length.num_seconds().max(0);
        match seconds {
            _ if seconds % HOUR == 0 => self.count("units-hours", seconds / HOUR),
            _ if seconds % MINUTE == 0 => self.count("units-minutes", seconds / MINUTE),
            _ => self.count("units-seconds", seconds),
        }
    }

    /// A waiting time for a line of a list: `45 min`, `2 h 5 min`, `3 d 4 h`.
    pub(crate) fn short_duration(self, length: TimeDelta) -> Html {
        let minutes = length.num_minutes().max(0);
        let (key, large, small) = match minutes {
            0..120 => ("short-minutes", 0, minutes),
            120..2880 => ("short-hours", minutes / 60, minutes % 60),
            _ => ("short-days", minutes / 1440, minutes % 1440 / 60),
        };
        self.say(key, &[("large", large.into()), ("small", small.into())])
    }

    /// A time of day in the desk's zone, with the date when it is not today.
    pub(crate) fn time(self, at: Instant) -> Html {
        let (local, today) = (self.local(at), self.local(self.facts.now));
        // By the desk's calendar: around midnight it matters whose day it is.
        if local.date_naive() == today.date_naive() {
            return clock(&local);
        }
        self.date_and_time(at)
    }

    /// A time to come, as one would say it: today's time, the day of the week within six days, else the date.
    pub(crate) fn day_and_time(self, at: Instant) -> Html {
        let (local, today) = (self.local(at), self.local(self.facts.now));
        let days = (local.date_naive() - today.date_naive()).num_days();
        let day = match days {
            0 => "day-today",
            // In seven days it is the same day of the week again.
            1..=6 => WEEK[local.weekday().num_days_from_monday() as usize],
            _ => return self.date_and_time(at),
        };
        self.day_at(day, &local)
    }

    /// A time to come that nobody must mistake: today's or tomorrow's time, else the day of the week with its date.
    pub(crate) fn appointment(self, at: Instant) -> Html {
        let (local, today) = (self.local(at), self.local(self.facts.now));
        let weekday = WEEK[local.weekday().num_days_from_monday() as usize];
        match (local.date_naive() - today.date_naive()).num_days() {
            0 => self.day_at("day-today", &local),
            1 => self.day_at("day-tomorrow", &local),
            _ => self.say(
                "date-in-full",
                &[
                    ("weekday", self.say(weekday, &[]).into()),
                    ("day", i64::from(local.day()).into()),
                    (
                        "month",
                        self.say(MONTHS[local.month0() as usize], &[]).into(),
                    ),
                    ("time", clock(&local).into()),
                ],
            ),
        }
    }

    /// A date and a time of day in the desk's zone.
    pub(crate) fn date_and_time(self, at: Instant) -> Html {
        let local = self.local(at);
        let text = |text: String| Html::escaped(&text).into();
        self.say(
            "date-and-time",
            &[
                ("year", text(format!("{:04}", local.year()))),
                ("month", text(format!("{:02}", local.month()))),
                ("day", text(format!("{:02}", local.day()))),
                ("time", clock(&local).into()),
            ],
        )
    }

    fn local(self, at: Instant) -> DateTime<Tz> {
        at.with_timezone(&self.desk.time_zone)
    }

    fn day_at(self, day: &str, local: &DateTime<Tz>) -> Html {
        let args = [
            ("day", self.say(day, &[]).into()),
            ("time", clock(local).into()),
        ];
        self.say("day-and-time", &args)
    }

    fn count(self, unit: &str, count: i64) -> Html {
        self.say(unit, &[("count", count.into())])
    }

    fn two(self, large: (&str, i64), small: (&str, i64)) -> Html {
        let large = self.count(large.0, large.1);
        if small.1 == 0 {
            return large;
        }
        Html::ours(format!("{large} {}", self.count(small.0, small.1)))
    }
}

fn clock(local: &DateTime<Tz>) -> Html {
    Html::escaped(&format!("{:02}:{:02}", local.hour(), local.minute()))
}
