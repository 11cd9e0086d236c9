//! The parts of a desk: what it is built from, and what runs once it is started.

use crate::{
    actors::{
        TestFaults, gateway::GatewayActor, notifier::NotifierActor, persistence::PersistenceActor,
        registry::RegistryActor, ticket::Grace,
    },
    clock::Clock,
    config::Settings,
    domain::{read_model::Profile, sla::PolicyHistory},
    store::{
        Store,
        sql::{ConnectError, Opened, Options},
    },
    telegram::{Telegram, bot::TeloxideBot},
};
use actix::Addr;
use arc_swap::ArcSwap;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// The limit of one call to Telegram.
const CALL_LIMIT: Duration = Duration::from_secs(30);

/// Everything from outside that a desk's actors work with.
pub struct DeskParts {
    /// The database, already migrated.
    pub store: Arc<dyn Store>,
    pub telegram: Arc<dyn Telegram>,
    pub clock: Clock,
    /// The bot's own account.
    pub me: Profile,
    pub faults: TestFaults,
}

/// The running actors of a desk, and what they share with [`super::reload`].
pub struct RunningDesk {
    pub gateway: Addr<GatewayActor>,
    pub registry: Addr<RegistryActor>,
    pub notifier: Addr<NotifierActor>,
    pub persistence: Addr<PersistenceActor>,
    /// Cancelled when one of the four gave up: the process must end.
    pub broken: CancellationToken,
    pub(super) store: Arc<dyn Store>,
    pub(super) policies: Arc<ArcSwap<PolicyHistory>>,
    pub(super) grace: Grace,
}

/// Connects to the database without migrating it or leading: a desk may be at work on it.
///
/// # Errors
/// Says what is wrong with the database and what to do; never names its address, which holds a password.
pub async fn connect(settings: &Settings, clock: Clock) -> anyhow::Result<Arc<dyn Store>> {
    Ok(Arc::new(open(settings, clock).await?.as_it_is()))
}

pub(super) async fn open(settings: &Settings, clock: Clock) -> Result<Opened, ConnectError> {
    Opened::at(&settings.database.url, Options::new(move || clock.now())).await
}

/// Builds the client for the Bot API that the settings name; sends nothing yet.
///
/// # Errors
/// If the token is malformed.
pub fn telegram(settings: &Settings) -> anyhow::Result<Arc<dyn Telegram>> {
    Ok(Arc::new(TeloxideBot::new(
        &settings.telegram.token,
        &settings.telegram.api_url,
        CALL_LIMIT,
    )?))
}
