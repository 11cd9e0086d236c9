//! Working hours: which instants count for the clocks, and arithmetic with nothing but those.
//!
//! The desk is open whenever the clock on its wall, in its own zone, shows a time within the hours of the day. Nothing
//! else is needed to be right when clocks are put forward (the hour that does not exist is never open) and back (the
//! hour that comes twice is open twice). Everything is computed on instants, one UTC day at a time, in pieces of the
//! day in which the zone's offset stays the same.
//!
//! Invariant: a calendar has working time: one that has none cannot be made.

mod hours;
mod period;
mod rules;
#[cfg(test)]
mod tests;

pub use hours::{Calendar, NoCalendar};
pub use period::Period;
pub use rules::{Holiday, Interval, NotRead};
