//! The clocks of a ticket: what is due, and when the next thing will be.
//!
//! Deadlines are data, timers are derived: [`Ticket::next_deadline`](super::ticket::Ticket::next_deadline) says when to wake, [`Ticket::due`](super::ticket::Ticket::due) what to do
//! then; waking early, late or twice does no harm. The rules are those of `sla.md`.
//!
//! Invariant: asking twice what is due at the same instant tells nothing the second time.

mod deadlines;
mod impact;
mod policy;
mod policy_history;
#[cfg(test)]
mod tests;
mod timeline;

pub use deadlines::{Deadline, DeadlineKind, NO_GRACE};
pub use impact::{Impact, Moved};
pub use policy::{AutoClose, Escalation, NextResponse, Policy, ReplyPolicy};
pub use policy_history::{PolicyHistory, PolicyVersion};
pub use timeline::{ClockEvent, TimelineEntry, explain};
