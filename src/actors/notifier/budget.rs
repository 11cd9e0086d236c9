//! How much Telegram takes, per chat and in all: sliding windows over what was sent.
//!
//! The windows are the strictest reading of what Telegram documents (`telegram.md` 3.4). A call counts from when it
//! begins until the window has passed since it *ended*, so that however long it was under way, Telegram never sees more
//! than the window allows.
//!
//! What Telegram documents is no promise: when it asks to wait all the same, a quarter of the window is not taken for
//! granted any more, and comes back call by call while it does not ask again.
//!
//! Pure: time is an argument.

use crate::domain::notice::Urgency;
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// A window: so many calls in so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    calls: usize,
    within: Duration,
}

/// 3 in any 3 s to a person.
pub(super) const PERSON: Window = Window {
    calls: 3,
    within: Duration::from_secs(3),
};
/// 20 in any 60 s to the group, sends and edits alike.
pub(super) const GROUP: Window = Window {
    calls: 20,
    within: Duration::from_secs(60),
};
/// 30 in any second to everybody.
pub(super) const ALL: Window = Window {
    calls: 30,
    within: Duration::from_secs(1),
};

/// In how many windows without a complaint of Telegram's one call of those withheld comes back.
const WINDOWS_A_CALL: u32 = 3;

/// The calls that a chat, or all of Telegram, takes within a window of time.
#[derive(Debug)]
pub(super) struct Budget {
    window: Window,
    /// The number of calls held back since Telegram last asked to wait, and the end of that wait.
    withheld: (usize, Option<Instant>),
    /// The end of each counted call, oldest first.
    ended: VecDeque<Instant>,
    /// Calls that have begun and not ended.
    under_way: usize,
    /// Telegram said: nothing before this.
    closed_until: Option<Instant>,
}

impl Budget {
    pub(super) fn new(window: Window) -> Self {
        Budget {
            window,
            withheld: (0, None),
            ended: VecDeque::new(),
            under_way: 0,
            closed_until: None,
        }
    }

    /// The time at which a call of this urgency may go out: `now` or later; `None` when that depends on one under way.
    pub(super) fn opens(&mut self, urgency: Urgency, now: Instant) -> Option<Instant> {
        while self
            .ended
            .front()
            .is_some_and(|ended| *ended + self.window.within <= now)
        {
            self.ended.pop_front();
        }
        let closed = self.closed_until.filter(|until| *until > now);
        let allowed = self.allowed(urgency, now);
        let counted = self.calls_in_window();
        if counted < allowed {
            return Some(closed.unwrap_or(now));
        }
        // So many of those that ended must leave the window before this one fits.
        let leaving = counted + 1 - allowed;
        let ended = self.ended.get(leaving - 1)?;
        Some((*ended + self.window.within).max(closed.unwrap_or(now)))
    }

    /// Edits and marks, then new cards, leave room for what is more urgent: marks on a burst of somebody's messages must
    /// not use all of their chat just before an answer comes.
    fn allowed(&self, urgency: Urgency, now: Instant) -> usize {
        let calls = self.calls(now);
        match urgency {
            Urgency::CardEdit | Urgency::Receipt => (calls * 7 / 10).max(1),
            Urgency::Card => (calls * 9 / 10).max(1),
            Urgency::Asked | Urgency::Words | Urgency::Alert => calls,
        }
    }

    /// The number of calls that the window is trusted to have now.
    pub(super) fn calls(&self, now: Instant) -> usize {
        let (withheld, since) = self.withheld;
        let calm = since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        let back = calm.as_millis() / (self.window.within * WINDOWS_A_CALL).as_millis();
        let back = usize::try_from(back).unwrap_or(usize::MAX);
        self.window.calls - withheld.saturating_sub(back)
    }

    /// The number of calls in the window, as of the last question when it opens.
    fn calls_in_window(&self) -> usize {
        self.ended.len() + self.under_way
    }

    /// True if at least half of the trusted calls are spent.
    pub(super) fn is_busy(&self, now: Instant) -> bool {
        self.calls_in_window() * 2 >= self.calls(now)
    }

    /// True if all trusted calls are spent.
    pub(super) fn is_spent(&self, now: Instant) -> bool {
        self.calls_in_window() >= self.calls(now)
    }

    /// Counts a call that begins.
    pub(super) fn begin(&mut self) {
        self.under_way += 1;
    }

    /// Counts the end of what began: the calls that it took, none if there was nothing to say after all.
    pub(super) fn end(&mut self, calls: usize, now: Instant) {
        self.under_way = self.under_way.saturating_sub(1);
        self.ended.extend(std::iter::repeat_n(now, calls));
    }

    /// Whatever was under way will not be heard of again; Telegram may have taken it.
    pub(super) fn nothing_under_way(&mut self, now: Instant) {
        for _ in 0..std::mem::take(&mut self.under_way) {
            self.ended.push_back(now);
        }
    }

    /// A call that a former life of this process made.
    pub(super) fn remember(&mut self, ended: Instant) {
        self.ended.push_back(ended);
    }

    /// Telegram says that this was too much. What it says of calls that went out together counts once.
    pub(super) fn learn(&mut self, wait: Duration, now: Instant) {
        if self.closed_until.is_some_and(|until| until > now) {
            return;
        }
        let left = (self.calls(now) * 3 / 4).max(1);
        self.withheld = (self.window.calls - left, Some(now + wait));
    }

    /// Telegram asks to wait.
    pub(super) fn close_for(&mut self, wait: Duration, now: Instant) {
        let until = now + wait;
        self.closed_until = Some(self.closed_until.map_or(until, |before| before.max(until)));
    }

    /// True if nothing of it is in use, so that it can be dropped.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.under_way == 0
            && self.calls(now) == self.window.calls
            && self.closed_until.is_none_or(|until| until <= now)
            && self
                .ended
                .back()
                .is_none_or(|ended| *ended + self.window.within <= now)
    }
}

#[cfg(test)]
mod tests;
