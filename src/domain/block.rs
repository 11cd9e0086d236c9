//! Who may not open tickets, until when, and why.

use super::{Instant, ids::*, message::visible_length};
use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// A person is kept out. The reason is somebody's words: it stands in the blocks' table and in no event.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    pub person: PersonId,
    pub by: AgentId,
    pub since: Instant,
    /// Until when; `None` is forever.
    pub until: Option<Instant>,
    pub reason: Reason,
}

/// The reason for a block.
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
    Spam,
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

/// The longest reason that can be typed, in characters.
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
    /// True while the block lasts: it ends by itself.
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
            // The last character may be of any script, and a cut inside of it would panic.
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
        // Whoever means longer than that has *Permanent*; any other such time is a slip of the finger.
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

/// The form behind **Block User**: duration, reason, confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockForm {
    /// The ticket whose person is meant.
    pub ticket: TicketId,
    pub step: BlockStep,
    /// The message that was typed into it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<Typed>,
}

/// A message that an agent typed into the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// Its number in the group.
    pub message: i64,
    /// The number of the form's own message.
    pub shown_in: i64,
    pub taken: bool,
}

/// The steps of the form, each with what it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockStep {
    /// The duration is asked, by buttons.
    Duration,
    /// The duration is to be typed.
    TypeDuration,
    /// The reason is asked, by buttons or typed.
    Reason(BlockDuration),
    /// Everything is known: **Confirm**.
    Confirm(BlockDuration, Reason),
}

/// An agent's input to the form.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum BlockInput {
    /// A duration was chosen.
    Duration(BlockDuration),
    Custom,
    /// A reason was chosen.
    Reason(Reason),
    /// A duration or a reason was typed.
    Typed(#[debug("…")] String),
    Confirm,
    Cancel,
}

/// The effect of a step of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockEffect {
    /// Show the form as it stands now.
    Show(BlockForm),
    /// The typed text is no duration; the form stays.
    NotADuration(BlockForm),
    /// The typed text is no reason: empty, or longer than [`REASON_LENGTH`]; the form stays.
    NotAReason(BlockForm),
    /// Block the person, now.
    Block(BlockDuration, Reason),
    /// The form is dropped.
    Cancelled,
    /// An old button: it does nothing at this step.
    Stale(BlockForm),
}

impl BlockForm {
    /// A new form for the person of `ticket`.
    pub fn new(ticket: TicketId) -> Self {
        BlockForm {
            ticket,
            step: BlockStep::Duration,
            typed: None,
        }
    }

    /// True while the form asks for something that can be typed.
    pub fn takes_words(&self) -> bool {
        !matches!(self.step, BlockStep::Confirm(..))
    }

    /// One step with a message that an agent typed, which is remembered: its edit is another attempt.
    pub fn type_in(
        self,
        message: i64,
        shown_in: i64,
        text: String,
        at: (Instant, Tz),
    ) -> BlockEffect {
        let typed = |taken| {
            Some(Typed {
                message,
                shown_in,
                taken,
            })
        };
        use BlockEffect as E;
        match self.step(BlockInput::Typed(text), at.0, at.1) {
            E::Show(form) => E::Show(form.with_typed(typed(true))),
            E::NotADuration(form) => E::NotADuration(form.with_typed(typed(false))),
            E::NotAReason(form) => E::NotAReason(form.with_typed(typed(false))),
            effect => effect,
        }
    }

    /// The agent changed the message typed last: what the form took from it is read again.
    pub fn retype(self, text: String, at: (Instant, Tz)) -> BlockEffect {
        let Some(typed) = self.typed else {
            return BlockEffect::Stale(self);
        };
        let (step, preset) = match self.step.clone() {
            // Back to the step for which it was typed.
            BlockStep::Confirm(duration, Reason::Typed(_)) => (BlockStep::Reason(duration), None),
            // The reason came by a button, so the text is read as the duration, and that choice is kept.
            BlockStep::Confirm(_, preset) => (BlockStep::TypeDuration, Some(preset)),
            BlockStep::Reason(_) if typed.taken => (BlockStep::TypeDuration, None),
            step => (step, None),
        };
        let before = BlockForm { step, ..self };
        match before.type_in(typed.message, typed.shown_in, text, at) {
            BlockEffect::Show(form) => match (preset, form.step.clone()) {
                (Some(reason), BlockStep::Reason(duration)) => BlockEffect::Show(BlockForm {
                    step: BlockStep::Confirm(duration, reason),
                    ..form
                }),
                _ => BlockEffect::Show(form),
            },
            effect => effect,
        }
    }

    fn with_typed(self, typed: Option<Typed>) -> Self {
        BlockForm { typed, ..self }
    }

    /// One step; a form that goes on is in the effect. A typed date ends with its day in this zone.
    pub fn step(self, input: BlockInput, now: Instant, zone: Tz) -> BlockEffect {
        use BlockInput as I;
        // A text that was refused belongs to the question asked then: an edit of it must not answer a later one.
        let (ticket, typed) = (self.ticket, self.typed.filter(|typed| typed.taken));
        let show = |step| {
            BlockEffect::Show(BlockForm {
                ticket,
                step,
                typed,
            })
        };
        match (self.step.clone(), input) {
            (_, I::Cancel) => BlockEffect::Cancelled,
            (BlockStep::Duration | BlockStep::TypeDuration, I::Duration(duration)) => {
                show(BlockStep::Reason(duration))
            }
            (BlockStep::Duration, I::Custom) => show(BlockStep::TypeDuration),
            (BlockStep::Duration | BlockStep::TypeDuration, I::Typed(typed)) => {
                match BlockDuration::read(&typed, now, zone) {
                    Some(duration) => show(BlockStep::Reason(duration)),
                    None => BlockEffect::NotADuration(self),
                }
            }
            (BlockStep::Reason(duration), I::Reason(reason)) => {
                show(BlockStep::Confirm(duration, reason))
            }
            (BlockStep::Reason(duration), I::Typed(typed)) => {
                let reason = typed.trim();
                // By eye at the lower end, by code points at the upper: it has to be seen, and it has to fit.
                if visible_length(reason) == 0 || reason.chars().count() > REASON_LENGTH {
                    return BlockEffect::NotAReason(self);
                }
                let reason = Reason::Typed(reason.to_owned());
                show(BlockStep::Confirm(duration, reason))
            }
            (BlockStep::Confirm(duration, reason), I::Confirm) => {
                BlockEffect::Block(duration, reason)
            }
            // The buttons of earlier steps stay in the chat, and anybody may press them at any time.
            _ => BlockEffect::Stale(self),
        }
    }
}
