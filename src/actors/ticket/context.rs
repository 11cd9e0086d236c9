//! Everything that a turn of a ticket needs from the desk.

use super::Grace;
use crate::{
    actors::{TestFaults, notifier::OutboxWritten, persistence::StoreHandle},
    clock::Clock,
    domain::sla::PolicyHistory,
};
use actix::Recipient;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// Everything that a ticket actor needs.
#[derive(Clone)]
pub struct TicketEnv {
    /// The store, behind its writer.
    pub records: StoreHandle,
    pub notifier: Recipient<OutboxWritten>,
    pub clock: Clock,
    /// The clocks' rules; swapped when the settings change.
    pub policies: Arc<ArcSwap<PolicyHistory>>,
    /// From when on silence closes tickets.
    pub grace: Grace,
    pub faults: TestFaults,
}
