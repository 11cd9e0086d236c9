//! When silence may close tickets: not right after the desk was away.
//!
//! People write while the desk is down or its machine sleeps, and what they wrote waits at Telegram. Nobody is closed for
//! a silence that they broke there: for a while after the start, and after each jump of the wall clock, nothing closes.
//! A ticket that is due asks here, so a jump counts from the first timer that rings after it, whoever sees it first.

use crate::{
    clock::{Clock, ClockReading},
    domain::Instant,
};
use chrono::TimeDelta;
use std::{cell::Cell, rc::Rc};

/// The time for which nothing closes. A poll that was under way when the machine fell asleep may hang for a minute
/// before the next one brings what was written.
const GRACE: TimeDelta = TimeDelta::seconds(120);

/// All tickets share one.
#[derive(Debug, Clone)]
pub struct Grace(Rc<Cell<State>>);

#[derive(Debug, Clone, Copy)]
struct State {
    /// Nothing closes before this.
    until: Instant,
    /// The clocks at the last question.
    seen: ClockReading,
}

impl Grace {
    /// The desk starts now.
    pub fn from_now(clock: &Clock) -> Self {
        Grace(Rc::new(Cell::new(State {
            until: clock.now() + GRACE,
            seen: clock.reading(),
        })))
    }

    /// The clock was just set on purpose, while the desk was at work: nothing was missed, so nothing waits for it.
    pub fn clock_was_set(&self, clock: &Clock) {
        let mut state = self.0.get();
        state.seen = clock.reading();
        self.0.set(state);
    }

    /// Until when nothing closes; looks whether the clock jumped since it was last asked.
    pub(super) fn until(&self, clock: &Clock) -> Instant {
        let mut state = self.0.get();
        let reading = clock.reading();
        if reading.jump_since(state.seen).is_some() {
            state.until = clock.now() + GRACE;
        }
        state.seen = reading;
        self.0.set(state);
        state.until
    }
}
