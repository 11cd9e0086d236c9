//! The name of a lane, and the kind of digest that it may go out in.

use crate::{
    domain::{ids::TicketId, notice::Audience},
    store::OutboxRow,
};

/// The name of a lane: rows of one lane keep their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::actors::notifier) struct LaneId {
    pub(in crate::actors::notifier) to: Audience,
    pub(in crate::actors::notifier) ticket: Option<TicketId>,
}

impl LaneId {
    pub(super) fn of(row: &OutboxRow) -> Self {
        let ticket = match row.row.to() {
            Audience::Person(_) => None,
            Audience::Team => row.row.notice.ticket(),
        };
        LaneId {
            to: row.row.to(),
            ticket,
        }
    }
}

/// The kinds of digest that rows of different lanes can go into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::actors::notifier) enum DigestKind {
    /// A ticket that the team does not know yet.
    New,
    /// A ticket over its SLA, whether the team knows it or not.
    Overdue,
}
