//! Faults that tests inject into tickets.

use crate::domain::{command::Command, ids::TicketId};
use std::sync::Arc;

/// Faults that a test injects; none in the real desk.
#[derive(Clone, Default)]
pub struct TestFaults {
    /// Called at the beginning of each turn for a command; may panic.
    pub turn: Option<TurnFault>,
    /// Called whenever a ticket asks what is due; may panic.
    pub clock: Option<ClockFault>,
    /// Called whenever a ticket arms its timer: whether it gets lost.
    pub timer: Option<TimerFault>,
}

/// A fault in a turn.
pub type TurnFault = Arc<dyn Fn(TicketId, &Command) + Send + Sync>;

/// A fault when a ticket asks what is due.
pub type ClockFault = Arc<dyn Fn(TicketId) + Send + Sync>;

/// True for a ticket whose timer gets lost.
pub type TimerFault = Arc<dyn Fn(TicketId) -> bool + Send + Sync>;

impl TestFaults {
    pub(super) fn before_turn(&self, ticket: TicketId, command: &Command) {
        if let Some(fault) = &self.turn {
            fault(ticket, command);
        }
    }

    pub(super) fn before_clock(&self, ticket: TicketId) {
        if let Some(fault) = &self.clock {
            fault(ticket);
        }
    }

    pub(super) fn loses_timer(&self, ticket: TicketId) -> bool {
        self.timer.as_ref().is_some_and(|fault| fault(ticket))
    }
}
