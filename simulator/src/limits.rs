//! How fast a bot may call: the limits that Telegram documents, in the strictest reading.
//!
//! Windows slide: a bucket that refills would let nearly twice as much through in its first window. They are half-open: what
//! happened at 0 ms counts until 59 999 ms in a window of a minute and no longer at 60 000 ms. Sources: the Bot FAQ (30 in a
//! second, 20 a minute in a group) and TDLib's author on edits and topics, which share the limit of messages (td#2592).
//!
//! Invariant: a refused call leaves no trace in a window. No clock is read and no dice are rolled: the caller gives the time.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which limits hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// None.
    Off,
    /// Those that Telegram documents.
    #[default]
    Documented,
    /// Half of them; each refusal in a row for a chat doubles the wait, up to a minute.
    Harsh,
}

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "off" => Ok(Self::Off),
            "documented" => Ok(Self::Documented),
            "harsh" => Ok(Self::Harsh),
            other => Err(UnknownMode(other.to_owned())),
        }
    }
}

/// A mode of limits that does not exist.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown limits {0:?}: use off, documented or harsh")]
pub struct UnknownMode(String);

/// What a call costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spend {
    /// The chat the call goes to.
    pub chat_id: i64,
    /// Whether that is a group or a channel, and not a person.
    pub group: bool,
    /// How many messages it makes: the parts of an album, else 1.
    pub count: u32,
    /// Whether it only shows a chat action ("typing"), which has a limit of its own and costs nothing else.
    pub action: bool,
}

/// So many in any stretch of that many milliseconds.
#[derive(Clone, Copy)]
struct Rule {
    count: u32,
    span_ms: i64,
}

const OVERALL: Rule = Rule {
    count: 30,
    span_ms: 1_000,
};
const PRIVATE: Rule = Rule {
    count: 3,
    span_ms: 3_000,
};
const GROUP: Rule = Rule {
    count: 20,
    span_ms: 60_000,
};
const ACTION: Rule = Rule {
    count: 20,
    span_ms: 5_000,
};

/// The longest wait that a harsh refusal asks for, in seconds; no window needs a longer one.
const LONGEST_WAIT: u32 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Overall,
    Chat(i64),
    Action(i64),
}

/// What was spent, and how much may still be.
#[derive(Debug)]
pub struct Limits {
    mode: Mode,
    /// What was let through, oldest first, in milliseconds.
    windows: HashMap<Place, VecDeque<(i64, u32)>>,
    /// Refusals in a row by chat.
    refusals: HashMap<i64, u32>,
}

impl Limits {
    /// Nothing spent yet.
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            windows: HashMap::new(),
            refusals: HashMap::new(),
        }
    }

    /// Changes the limits. What was spent under the old ones counts; under [`Mode::Off`] nothing was noted.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Spends, or refuses without spending. `now_ms` never goes back.
    ///
    /// An album that is larger than a whole limit passes when its window is empty, and fills it: else it could never be sent.
    ///
    /// # Errors
    ///
    /// The `retry_after` in whole seconds, at least 1: waiting so long makes room in every window.
    pub fn check(&mut self, now_ms: i64, spend: Spend) -> Result<(), u32> {
        if self.mode == Mode::Off {
            return Ok(());
        }
        let chat = Place::Chat(spend.chat_id);
        let rules = if spend.action {
            vec![(Place::Action(spend.chat_id), ACTION)]
        } else {
            vec![
                (Place::Overall, OVERALL),
                (chat, if spend.group { GROUP } else { PRIVATE }),
            ]
        };
        let wait_ms = rules
            .iter()
            .map(|(place, rule)| self.wait(now_ms, *place, *rule, spend.count))
            .max()
            .unwrap_or(0);
        if wait_ms > 0 {
            return Err(self.refuse(spend.chat_id, wait_ms));
        }
        for (place, _) in rules {
            self.windows
                .entry(place)
                .or_default()
                .push_back((now_ms, spend.count));
        }
        self.refusals.remove(&spend.chat_id);
        Ok(())
    }

    /// How many milliseconds until there is room; forgets what has left the window.
    fn wait(&mut self, now_ms: i64, place: Place, rule: Rule, count: u32) -> i64 {
        let Some(window) = self.windows.get_mut(&place) else {
            return 0;
        };
        while window
            .front()
            .is_some_and(|(at, _)| now_ms - at >= rule.span_ms)
        {
            window.pop_front();
        }
        let most = match self.mode {
            Mode::Harsh => rule.count / 2,
            Mode::Off | Mode::Documented => rule.count,
        };
        let room = most.saturating_sub(count);
        let mut left: u32 = window.iter().map(|(_, count)| count).sum();
        let mut wait_ms = 0;
        for (at, count) in window.iter() {
            if left <= room {
                break;
            }
            left -= count;
            wait_ms = at + rule.span_ms - now_ms;
        }
        wait_ms
    }

    fn refuse(&mut self, chat_id: i64, wait_ms: i64) -> u32 {
        let wait = u32::try_from(wait_ms.saturating_add(999) / 1000).unwrap_or(LONGEST_WAIT);
        if self.mode != Mode::Harsh {
            return wait;
        }
        let before = self.refusals.entry(chat_id).or_default();
        let factor = 1 << (*before).min(6);
        *before += 1;
        wait.saturating_mul(factor).min(LONGEST_WAIT)
    }
}
