//! What a calendar is made of, as it is written in the settings: `"09:00-13:00"`, `"12-25"`, `"2027-04-05"`.
//!
//! Invariant: what is written by one of these is read back as the same.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A day in minutes.
const DAY: u16 = 24 * 60;

/// A stretch of a day, in minutes since midnight by the clock on the wall. One that ends at or before its beginning
/// goes on past midnight: `"22:00-06:00"`. `"00:00-24:00"` is the whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Interval {
    from: u16,
    to: u16,
}

/// A day off: once, or every year. The intervals that begin on it do not take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Holiday {
    Yearly { month: u32, day: u32 },
    Once(NaiveDate),
}

/// The reason that a text is no part of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// No interval of a day.
    #[error("not an interval such as \"09:00-17:30\"")]
    Interval,
    #[error("not a date such as \"12-25\" or \"2027-04-05\"")]
    Holiday,
}

impl Interval {
    /// On a day, as times of the wall clock.
    pub(super) fn on(self, day: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let midnight = day.and_hms_opt(0, 0, 0)?;
        let overnight = if self.to <= self.from { DAY } else { 0 };
        let at = |minutes: u16| midnight.checked_add_signed(TimeDelta::minutes(minutes.into()));
        Some((at(self.from)?, at(self.to + overnight)?))
    }
}

impl FromStr for Interval {
    type Err = NotRead;

    fn from_str(text: &str) -> Result<Self, NotRead> {
        let (from, to) = text.split_once('-').ok_or(NotRead::Interval)?;
        let (from, to) = (time(from.trim())?, time(to.trim())?);
        // The same time twice could mean a day or nothing: a day is written 00:00-24:00.
        if from >= DAY || from == to {
            return Err(NotRead::Interval);
        }
        Ok(Interval { from, to })
    }
}

/// `09:30`, or `24:00`, in minutes.
fn time(text: &str) -> Result<u16, NotRead> {
    let digits = |text: &str| {
        // `parse` alone takes `+9` and `9`, too, and these would not be written back the same.
        let right = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        right.then(|| text.parse::<u16>().ok()).flatten()
    };
    let minutes = text
        .split_once(':')
        .and_then(|(hour, minute)| {
            let minute = digits(minute).filter(|m| *m < 60)?;
            Some(digits(hour)? * 60 + minute)
        })
        // 24:00 passes, for it ends a day; as a beginning the caller refuses it.
        .filter(|minutes| *minutes <= DAY);
    minutes.ok_or(NotRead::Interval)
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        let parts = (from / 60, from % 60, to / 60, to % 60);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            parts.0, parts.1, parts.2, parts.3
        )
    }
}

impl Holiday {
    pub(super) fn falls_on(self, date: NaiveDate) -> bool {
        match self {
            Holiday::Yearly { month, day } => (date.month(), date.day()) == (month, day),
            Holiday::Once(once) => once == date,
        }
    }

    /// True for a holiday by month and day alone, which comes every year.
    pub fn is_yearly(self) -> bool {
        matches!(self, Holiday::Yearly { .. })
    }
}

impl FromStr for Holiday {
    type Err = NotRead;

    fn from_str(text: &str) -> Result<Self, NotRead> {
        // chrono takes a month of one digit as well, and that would not be written back the same.
        let shaped = |shape: &str| {
            text.len() == shape.len()
                && text.bytes().zip(shape.bytes()).all(|(found, wanted)| {
                    if wanted == b'-' {
                        found == b'-'
                    } else {
                        found.is_ascii_digit()
                    }
                })
        };
        let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if shaped("2027-04-05") {
            return date(text).map(Holiday::Once).ok_or(NotRead::Holiday);
        }
        // A leap year, so that 29 February may be a holiday.
        let day = shaped("12-25")
            .then(|| date(&format!("2028-{text}")))
            .flatten();
        day.map(|day| Holiday::Yearly {
            month: day.month(),
            day: day.day(),
        })
        .ok_or(NotRead::Holiday)
    }
}

impl fmt::Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holiday::Yearly { month, day } => write!(f, "{month:02}-{day:02}"),
            Holiday::Once(date) => write!(f, "{}", date.format("%Y-%m-%d")),
        }
    }
}

impl TryFrom<String> for Interval {
    type Error = NotRead;

    fn try_from(text: String) -> Result<Self, NotRead> {
        text.parse()
    }
}

impl From<Interval> for String {
    fn from(interval: Interval) -> String {
        interval.to_string()
    }
}

impl TryFrom<String> for Holiday {
    type Error = NotRead;

    fn try_from(text: String) -> Result<Self, NotRead> {
        text.parse()
    }
}

impl From<Holiday> for String {
    fn from(holiday: Holiday) -> String {
        holiday.to_string()
    }
}
