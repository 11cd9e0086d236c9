//! Working hours as tables, and an oracle that walks the minutes in every zone that changes its clocks.

use super::{hours::midnight, *};
use crate::domain::Instant;
use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;

mod oracle;
mod table;

/// A calendar from Monday, as it is written; days that are left out at the end are off.
pub(super) fn calendar(zone: Tz, days: &[&[&str]], holidays: &[&str]) -> Calendar {
    let mut week: [Vec<Interval>; 7] = Default::default();
    for (hours, written) in week.iter_mut().zip(days) {
        *hours = written
            .iter()
            .map(|text| text.parse().expect("an interval"))
            .collect();
    }
    let holidays = holidays
        .iter()
        .map(|text| text.parse().expect("a day"))
        .collect();
    Calendar::new(zone, week, holidays).expect("it has working time")
}

/// The same hours on each day of the week.
pub(super) fn daily(zone: Tz, hours: &[&str]) -> Calendar {
    calendar(zone, &[hours; 7], &[])
}

/// An instant, as RFC 3339 has it.
pub(super) fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}
