//! The gateway's context: everything that handling an update needs.

use super::{Members, OutageNotices, Throttle};
use crate::{
    actors::{
        Team,
        notifier::{OutboxWritten, SendToast, TakesLonger, rights::TryWithheld},
        persistence::StoreHandle,
        registry::RegistryActor,
    },
    clock::Clock,
    config,
    domain::read_model::Profile,
    telegram::Telegram,
    view,
};
use actix::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

/// Everything that handling an update needs.
#[derive(Clone)]
pub struct GatewayEnv {
    /// The store, behind its writer.
    pub records: StoreHandle,
    pub registry: Addr<RegistryActor>,
    pub poke: Recipient<OutboxWritten>,
    pub toast: Recipient<SendToast>,
    /// Telegram, for who is a member.
    pub telegram: Arc<dyn Telegram>,
    pub clock: Clock,
    pub team: Team,
    /// `admin.agents`: who is of the team; empty for every member of the group.
    pub agents: Vec<i64>,
    /// Wording and what else the views need.
    pub desk: Arc<view::ViewSettings>,
    pub me: Profile,
    /// The memberships as last asked; lost on a restart.
    pub members: Rc<RefCell<Members>>,
    /// The number of lanes that wait before they try a row again.
    pub resting: Rc<Cell<usize>>,
    /// The limits per person, and their recent use, which is lost on a restart.
    pub limits: Rc<RefCell<Throttle>>,
    pub retention: config::Retention,
    /// The people who wait for an outage to end; lost on a restart.
    pub longer: Rc<RefCell<OutageNotices>>,
    pub takes_longer: Recipient<TakesLonger>,
    pub withheld: Recipient<TryWithheld>,
}
