//! Everything that a delivery needs: the actor keeps it, and each call under way has a copy.

use super::{DeliveryReported, rights::Missing};
use crate::{
    actors::{Team, persistence::StoreHandle},
    clock::Clock,
    telegram::Telegram,
    view,
};
use actix::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

/// Everything that a delivery needs.
#[derive(Clone)]
pub struct NotifierEnv {
    /// The store, behind its writer.
    pub records: StoreHandle,
    pub telegram: Arc<dyn Telegram>,
    pub clock: Clock,
    pub team: Team,
    /// The clocks' rules, for the colours of a list.
    pub policies: Arc<arc_swap::ArcSwap<crate::domain::sla::PolicyHistory>>,
    /// Wording and what else the views need.
    pub desk: Arc<view::ViewSettings>,
    pub reports: Recipient<DeliveryReported>,
    /// The number of settlements that wait before they are tried again.
    pub resting: Rc<Cell<usize>>,
    /// The rights that the bot lacks in the team's group.
    pub missing: Rc<RefCell<Missing>>,
}
