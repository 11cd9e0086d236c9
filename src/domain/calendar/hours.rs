//! The calendar: arithmetic with working time.

use super::rules::{Holiday, Interval};
use crate::domain::Instant;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Offset, TimeDelta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The farthest day on which an opening is looked for; a later one counts as never. It bounds the work for absurd
/// settings.
const FARTHEST_DAYS: u64 = 20 * 366;

/// The desk's working hours and holidays, in its own time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Calendar {
    time_zone: Tz,
    /// From Monday. An interval belongs to the day on which it begins, also past midnight.
    pub(super) week: [Vec<Interval>; 7],
    holidays: Vec<Holiday>,
}

/// The reason that a calendar cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCalendar {
    /// No day has any working time, or every day of the year is a holiday.
    #[error("there is no working time at all")]
    NoWorkingTime,
}

/// As it is stored, beside the policies.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    time_zone: Tz,
    week: [Vec<Interval>; 7],
    holidays: Vec<Holiday>,
}

impl TryFrom<Written> for Calendar {
    type Error = NoCalendar;

    fn try_from(written: Written) -> Result<Self, NoCalendar> {
        Calendar::new(written.time_zone, written.week, written.holidays)
    }
}

impl From<Calendar> for Written {
    fn from(calendar: Calendar) -> Self {
        Written {
            time_zone: calendar.time_zone,
            week: calendar.week,
            holidays: calendar.holidays,
        }
    }
}

/// A stretch of open time, its end not included.
type Span = (Instant, Instant);

impl Calendar {
    /// The calendar of a zone, a week from Monday, and days off. Intervals may overlap: what is open twice is open.
    ///
    /// # Errors
    /// When nothing would ever be open.
    pub fn new(
        time_zone: Tz,
        week: [Vec<Interval>; 7],
        mut holidays: Vec<Holiday>,
    ) -> Result<Self, NoCalendar> {
        // Settings that say the same must be equal, or a mere change of order would count as a new policy.
        holidays.sort_unstable();
        holidays.dedup();
        let calendar = Calendar {
            time_zone,
            week,
            holidays,
        };
        if calendar.ever_opens() {
            Ok(calendar)
        } else {
            Err(NoCalendar::NoWorkingTime)
        }
    }

    /// The zone of its wall clock.
    pub fn time_zone(&self) -> Tz {
        self.time_zone
    }

    /// True if the desk works at this instant. An interval's beginning is within it, its end is not.
    pub fn is_open(&self, at: Instant) -> bool {
        let wall = at.with_timezone(&self.time_zone).naive_local();
        // An interval past midnight belongs to the day on which it began.
        let yesterday = wall.date().pred_opt().map(|day| self.stretches(day));
        [Some(self.stretches(wall.date())), yesterday]
            .into_iter()
            .flatten()
            .flatten()
            .any(|(from, to)| (from..to).contains(&wall))
    }

    /// The first instant from `at` on at which the desk works: `at` itself when it does then. The end of all calendars
    /// when that is never.
    pub fn next_opening(&self, at: Instant) -> Instant {
        self.spans_from(at)
            .next()
            .map_or(Instant::MAX_UTC, |(from, _)| from)
    }

    /// The working time from `from` to `to`; zero if `to` is the earlier one.
    pub fn working_time(&self, from: Instant, to: Instant) -> TimeDelta {
        self.spans_from(from)
            .take_while(|(begins, _)| *begins < to)
            .map(|(begins, ends)| ends.min(to) - begins)
            .fold(TimeDelta::zero(), |sum, one| {
                sum.checked_add(&one).unwrap_or(TimeDelta::MAX)
            })
    }

    /// The first instant at which so much working time has passed since `from`: `from` itself for none. The end of all
    /// calendars when that is never.
    pub fn after(&self, from: Instant, working: TimeDelta) -> Instant {
        if working <= TimeDelta::zero() {
            return from;
        }
        let mut left = working;
        for (begins, ends) in self.spans_from(from) {
            let open = ends - begins;
            // A deadline at closing time falls there, and not on the next morning.
            if left <= open {
                return begins + left;
            }
            left -= open;
        }
        Instant::MAX_UTC
    }

    /// True if some weekday has hours and some day of the year is no yearly holiday: sooner or later the one falls on
    /// the other.
    fn ever_opens(&self) -> bool {
        let leap_year = (0..366).filter_map(|day| {
            NaiveDate::from_ymd_opt(2028, 1, 1)?.checked_add_days(Days::new(day))
        });
        let works = |day: NaiveDate| {
            !self
                .holidays
                .iter()
                .any(|h| h.is_yearly() && h.falls_on(day))
        };
        self.week.iter().any(|hours| !hours.is_empty()) && leap_year.into_iter().any(works)
    }

    /// The intervals that begin on a day, as times of the wall clock.
    fn stretches(&self, day: NaiveDate) -> impl Iterator<Item = (NaiveDateTime, NaiveDateTime)> {
        let hours = &self.week[day.weekday().num_days_from_monday() as usize];
        // No list of holidays is searched for a day that has no hours anyway.
        let off = !hours.is_empty() && self.holidays.iter().any(|h| h.falls_on(day));
        let hours = hours.iter().filter(move |_| !off);
        hours.filter_map(move |interval| interval.on(day))
    }

    /// The open time from `at` on, in order. What is open over midnight in UTC comes as two spans that touch.
    fn spans_from(&self, at: Instant) -> impl Iterator<Item = Span> {
        // Days of UTC, for those of a wall clock may have 23 or 25 hours, or no midnight.
        let days = (0..FARTHEST_DAYS)
            .map_while(move |n| at.date_naive().checked_add_days(Days::new(n)))
            .map_while(|day| {
                let next = day.succ_opt()?;
                Some((midnight(day)?, midnight(next)?))
            });
        days.flat_map(|day| self.spans_within(day))
            .filter(move |(_, to)| *to > at)
            .map(move |(from, to)| (from.max(at), to))
    }

    /// The open time within one UTC day, in order, apart from each other.
    fn spans_within(&self, day: Span) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (from, to, offset) in self.pieces(day) {
            let wall = |at: Instant| at.naive_utc() + offset;
            let first = wall(from).date();
            // The piece may reach into a second date of the wall clock, and the night of the date before into
            // the first.
            let dates = [first.pred_opt(), Some(first), first.succ_opt()];
            for (begins, ends) in dates.into_iter().flatten().flat_map(|d| self.stretches(d)) {
                let begins = (begins - offset).and_utc().max(from);
                let ends = (ends - offset).and_utc().min(to);
                if begins < ends {
                    spans.push((begins, ends));
                }
            }
        }
        spans.sort_unstable();
        // Where intervals overlap or touch, the time counts once.
        spans.dedup_by(|next, before| {
            let touches = next.0 <= before.1;
            if touches {
                before.1 = before.1.max(next.1);
            }
            touches
        });
        spans
    }

    /// The parts of one UTC day in which the zone's offset stays the same: one, or two when it changes in between.
    fn pieces(&self, (from, to): Span) -> Vec<(Instant, Instant, TimeDelta)> {
        let offset = |at: Instant| {
            let seconds = at
                .with_timezone(&self.time_zone)
                .offset()
                .fix()
                .local_minus_utc();
            TimeDelta::seconds(seconds.into())
        };
        let (first, last) = (offset(from), offset(to - TimeDelta::seconds(1)));
        if first == last {
            return vec![(from, to, first)];
        }
        // A zone tells the offset at an instant, and not when it changes next: so the second is searched for by
        // halves.
        let (mut same, mut changed) = (0, (to - from).num_seconds());
        while same + 1 < changed {
            let middle = (same + changed) / 2;
            if offset(from + TimeDelta::seconds(middle)) == first {
                same = middle;
            } else {
                changed = middle;
            }
        }
        let change = from + TimeDelta::seconds(changed);
        vec![(from, change, first), (change, to, last)]
    }
}

pub(super) fn midnight(day: NaiveDate) -> Option<Instant> {
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}
