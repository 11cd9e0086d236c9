//! What time it is: the only place that asks.
//!
//! The wall clock gives the instants that are stored; the monotonic clock is tokio's, so that in tests stored instants
//! and timers move together under paused time.

use crate::domain::Instant;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// A source of the time.
#[derive(Debug, Clone)]
pub enum Clock {
    System,
    /// The machine's, and so many milliseconds ahead of it: the demo's, whose visitor moves the time.
    Ahead(Arc<AtomicI64>),
    /// An epoch plus tokio's elapsed time: moves only as tokio's clock does.
    Fixed {
        /// The time at `started`.
        epoch: Instant,
        started: tokio::time::Instant,
        /// The offset by which somebody has set the wall clock since, in milliseconds.
        set: Arc<AtomicI64>,
    },
}

impl Clock {
    /// A clock that shows `epoch` now and moves with tokio's.
    pub fn starting_at(epoch: Instant) -> Self {
        Clock::Fixed {
            epoch,
            started: monotonic(),
            set: Arc::default(),
        }
    }

    /// Sets a fixed clock forward or back, as an administrator or a time server does; timers don't move with it.
    pub fn jump(&self, by: TimeDelta) {
        if let Clock::Fixed { set, .. } = self {
            set.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
        }
    }

    /// The wall clock, in whole milliseconds: what is stored reads back the same.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine's wall clock"
    )]
    pub fn now(&self) -> Instant {
        let now = match self {
            Clock::System => Utc::now(),
            Clock::Ahead(by) => Utc::now() + TimeDelta::milliseconds(by.load(Ordering::Relaxed)),
            Clock::Fixed {
                epoch,
                started,
                set,
            } => {
                let elapsed = TimeDelta::from_std(started.elapsed()).unwrap_or_default();
                *epoch + elapsed + TimeDelta::milliseconds(set.load(Ordering::Relaxed))
            }
        };
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }

    /// Reads this clock and tokio's together.
    pub fn reading(&self) -> ClockReading {
        ClockReading {
            wall: self.now(),
            timer: monotonic(),
        }
    }

    /// The time until `at`, for a timer; zero when it has passed.
    pub fn until(&self, at: Instant) -> std::time::Duration {
        (at - self.now()).to_std().unwrap_or_default()
    }
}

/// The wall clock's and tokio's time at one moment.
#[derive(Debug, Clone, Copy)]
pub struct ClockReading {
    wall: Instant,
    timer: tokio::time::Instant,
}

impl ClockReading {
    /// By how much the wall clock went further than tokio's since, if it did by more than a second, forward or back: it
    /// was set, or the machine was suspended, which stops timers.
    pub fn jump_since(self, before: ClockReading) -> Option<TimeDelta> {
        let timer = TimeDelta::from_std(self.timer - before.timer).unwrap_or(TimeDelta::MAX);
        let jump = (self.wall - before.wall) - timer;
        (jump.abs() > TimeDelta::seconds(1)).then_some(jump)
    }
}

/// tokio's clock: for timers, back-offs and budgets, which measure how long something takes, not when it was.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks tokio's clock"
)]
pub fn monotonic() -> tokio::time::Instant {
    tokio::time::Instant::now()
}
