//! Who may not open tickets, until when, and why.

use super::{Instant, ids::*};
use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// A person is kept out. The reason is somebody's words: it stands in the blocks' table and in no event.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    /// Who.
    pub person: PersonId,
    /// By whom.
    pub by: AgentId,
    /// Since when.
    pub since: Instant,
    /// Until when; `None` is forever.
    pub until: Option<Instant>,
    /// Why.
    pub reason: Reason,
}

/// Why somebody is kept out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// One of the reasons that the desk offers; each reader sees it in their own language.
    Preset(Preset),
    /// As an agent put it.
    Typed(String),
}

/// The reasons that the desk offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Advertising, floods.
    Spam,
    /// Insults, threats.
    Abuse,
    /// Not what this desk is for.
    OffTopic,
}

impl Reason {
    /// The preset of that number among the buttons.
    pub fn preset(nth: usize) -> Option<Reason> {
        Preset::ALL.get(nth).copied().map(Reason::Preset)
    }
}

impl Preset {
    /// All of them, in the order of their buttons.
    pub const ALL: [Preset; 3] = [Preset::Spam, Preset::Abuse, Preset::OffTopic];
}

/// How long a typed reason may be, in characters.
pub const REASON_LENGTH: usize = 200;

/// A typed reason is somebody's words: it never stands in a log.
impl std::fmt::Debug for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reason::Preset(preset) => write!(f, "Preset({preset:?})"),
            Reason::Typed(_) => f.write_str("Typed(..)"),
        }
    }
}

impl Block {
    /// Whether it still holds at `now`: a block ends by itself.
    pub fn holds(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Block")
            .field("person", &self.person)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// For how long to block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockDuration {
    /// So many seconds from the moment of the block.
    For(i64),
    /// Until an instant that the agent named.
    Until(Instant),
    /// For good.
    Permanent,
}

impl BlockDuration {
    /// The end of a block that begins at `now`; `None` is forever, and so is longer than any calendar.
    pub fn end(self, now: Instant) -> Option<Instant> {
        match self {
            BlockDuration::For(seconds) => {
                TimeDelta::try_seconds(seconds).and_then(|d| now.checked_add_signed(d))
            }
            BlockDuration::Until(at) => Some(at),
            BlockDuration::Permanent => None,
        }
    }

    /// Reads what an agent typed: `90m`, `12h`, `2d`, `1w` (so long from now), or a date `2026-12-24` (until the end
    /// of that day, in this zone, as its clocks stand then). `None` when it is none of these, not in the future, or more
    /// than ten years away.
    pub fn read(typed: &str, now: Instant, zone: Tz) -> Option<BlockDuration> {
        let typed = typed.trim();
        let read = if let Ok(day) = typed.parse::<NaiveDate>() {
            BlockDuration::Until(end_of(day, zone)?)
        } else {
            let unit = typed.chars().last()?;
            let count: i64 = typed[..typed.len() - unit.len_utf8()].trim().parse().ok()?;
            let seconds = match unit {
                'm' => 60,
                'h' => 3_600,
                'd' => 86_400,
                'w' => 604_800,
                _ => return None,
            };
            BlockDuration::For(count.checked_mul(seconds)?)
        };
        let length = read.end(now)? - now;
        (length > TimeDelta::zero() && length <= TimeDelta::days(3653)).then_some(read)
    }
}

/// The first instant behind a day. `None` beyond the calendar.
fn end_of(day: NaiveDate, zone: Tz) -> Option<Instant> {
    let midnight = day.succ_opt()?.and_time(NaiveTime::MIN);
    let read = |local| zone.from_local_datetime(&local).earliest();
    // Where clocks are put forward at midnight, the day begins an hour later.
    let begins = read(midnight).or_else(|| read(midnight.checked_add_signed(TimeDelta::hours(1))?));
    begins.map(|at| at.to_utc())
}
