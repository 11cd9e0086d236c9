//! How much Telegram takes, per chat and in all: sliding windows over what was sent.
//!
//! The windows are the strictest reading of what Telegram documents (`telegram.md` 3.4). A call counts from when it
//! begins until the window has passed since it *ended*, so that however long it was under way, Telegram never sees more
//! than the window allows.
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

/// What is left of a window.
#[derive(Debug)]
pub(super) struct Budget {
    window: Window,
    /// When each counted call ended, oldest first.
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
            ended: VecDeque::new(),
            under_way: 0,
            closed_until: None,
        }
    }

    /// When a call of this urgency may go out: `now` or later; `None` when that depends on one under way.
    pub(super) fn opens(&mut self, urgency: Urgency, now: Instant) -> Option<Instant> {
        while self
            .ended
            .front()
            .is_some_and(|ended| *ended + self.window.within <= now)
        {
            self.ended.pop_front();
        }
        let closed = self.closed_until.filter(|until| *until > now);
        let allowed = self.allowed(urgency);
        let counted = self.ended.len() + self.under_way;
        if counted < allowed {
            return Some(closed.unwrap_or(now));
        }
        // So many of those that ended must leave the window before this one fits.
        let leaving = counted + 1 - allowed;
        let ended = self.ended.get(leaving - 1)?;
        Some((*ended + self.window.within).max(closed.unwrap_or(now)))
    }

    /// Card edits, then new cards, leave room for what is more urgent.
    fn allowed(&self, urgency: Urgency) -> usize {
        match urgency {
            Urgency::CardEdit => (self.window.calls * 7 / 10).max(1),
            Urgency::Card => (self.window.calls * 9 / 10).max(1),
            Urgency::Asked | Urgency::Words | Urgency::Alert => self.window.calls,
        }
    }

    /// A call begins.
    pub(super) fn begin(&mut self) {
        self.under_way += 1;
    }

    /// A call ended.
    pub(super) fn end(&mut self, now: Instant) {
        self.under_way = self.under_way.saturating_sub(1);
        self.ended.push_back(now);
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

    /// Telegram asks to wait.
    pub(super) fn close_for(&mut self, wait: Duration, now: Instant) {
        let until = now + wait;
        self.closed_until = Some(self.closed_until.map_or(until, |before| before.max(until)));
    }

    /// Whether nothing of it is in use, so that it can be forgotten.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.under_way == 0
            && self.closed_until.is_none_or(|until| until <= now)
            && self
                .ended
                .back()
                .is_none_or(|ended| *ended + self.window.within <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spent(calls: usize, at: Instant) -> Budget {
        let mut budget = Budget::new(GROUP);
        for _ in 0..calls {
            budget.begin();
            budget.end(at);
        }
        budget
    }

    #[tokio::test(start_paused = true)]
    async fn the_twenty_first_call_waits_until_the_first_left_the_window() {
        let start = crate::clock::monotonic();
        let mut budget = spent(20, start);
        let later = start + Duration::from_secs(10);
        assert_eq!(
            budget.opens(Urgency::Words, later),
            Some(start + Duration::from_secs(60))
        );
        let just_before = start + Duration::from_millis(59_999);
        assert_eq!(
            budget.opens(Urgency::Words, just_before),
            Some(start + Duration::from_secs(60))
        );
        let then = start + Duration::from_secs(60);
        assert_eq!(budget.opens(Urgency::Words, then), Some(then));
    }

    #[tokio::test(start_paused = true)]
    async fn card_edits_leave_room_for_words() {
        let start = crate::clock::monotonic();
        let mut budget = spent(14, start);
        assert_eq!(
            budget.opens(Urgency::CardEdit, start),
            Some(start + Duration::from_secs(60))
        );
        assert_eq!(budget.opens(Urgency::Card, start), Some(start));
        let mut budget = spent(18, start);
        assert_eq!(
            budget.opens(Urgency::Card, start),
            Some(start + Duration::from_secs(60))
        );
        assert_eq!(budget.opens(Urgency::Words, start), Some(start));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_under_way_counts_and_promises_no_instant() {
        let start = crate::clock::monotonic();
        let mut budget = Budget::new(Window {
            calls: 1,
            within: Duration::from_secs(3),
        });
        budget.begin();
        assert_eq!(budget.opens(Urgency::Words, start), None);
        budget.end(start + Duration::from_secs(1));
        assert_eq!(
            budget.opens(Urgency::Words, start + Duration::from_secs(1)),
            Some(start + Duration::from_secs(4))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_never_heard_of_again_leaves_the_window_all_the_same() {
        let start = crate::clock::monotonic();
        let mut budget = Budget::new(PERSON);
        (0..3).for_each(|_| budget.begin());
        assert_eq!(budget.opens(Urgency::Words, start), None);
        budget.nothing_under_way(start);
        let then = start + Duration::from_secs(3);
        assert_eq!(budget.opens(Urgency::Words, start), Some(then));
        assert_eq!(budget.opens(Urgency::Words, then), Some(then));
    }

    #[tokio::test(start_paused = true)]
    async fn what_telegram_asks_to_wait_is_waited() {
        let start = crate::clock::monotonic();
        let mut budget = Budget::new(PERSON);
        budget.close_for(Duration::from_secs(30), start);
        assert_eq!(
            budget.opens(Urgency::Words, start),
            Some(start + Duration::from_secs(30))
        );
        assert!(!budget.is_idle(start));
        assert!(budget.is_idle(start + Duration::from_secs(30)));
    }
}
