//! One ticket: a value, and what may happen to it.
//!
//! [`decide`] says what a command would do, as events, or refuses; [`apply`] does it. Nothing else changes a ticket, so the
//! events are the whole truth and replaying them rebuilds the value ([`state`]). What is due by the clock is decided in
//! [`sla`](super::sla), by the same kind of events.
//!
//! Invariant: the value holds no words. Invariant: a resolved ticket never changes again.

mod apply;
mod decide;
mod state;
#[cfg(test)]
mod tests;

pub use super::status::{Priority, ReplyClock, Status};
pub use decide::JUST_ANSWERED;
pub use state::{Episode, NewTicket, PendingAnswer, Silence, Ticket, Unanswered};
