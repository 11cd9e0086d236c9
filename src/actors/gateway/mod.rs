//! The way in: updates are stored, acknowledged, and only then worked, in lanes.
//!
//! A batch goes raw into the inbox in one commit; when [`ReceiveUpdates`] returns, Telegram may forget it. Lanes, one per person
//! and per member of the group, work from the inbox in the order of the updates, so a slow turn holds up its own lane
//! only. The turn's transaction marks its row done.
//!
//! Infrastructure that fails is waited for, however long, and counts for nothing. An error of a row's own (a panic, a row
//! that the database refuses) counts: after three the row is set aside with its JSON, and the team is told.
//!
//! Told by: [`polling`], the webhook. Asks: registry, persistence, Telegram (who is a member). Tells: the notifier.

mod actor;
mod context;
mod draft;
mod edits;
mod expiry;
mod forget;
mod group;
mod membership;
mod outage_notices;
pub mod polling;
mod private;
mod replies;
mod throttle;
mod throttle_notices;
mod worker;

use crate::{config, domain::ids::*, store::StoreError, view};
use actix::prelude::*;
pub use actor::GatewayActor;
pub use context::GatewayEnv;
pub use membership::Members;
pub use outage_notices::OutageNotices;
use std::{sync::Arc, time::Duration};
pub use throttle::Throttle;
use worker::Failure;

/// The time for which a membership is cached (`behaviour.md`).
const REMEMBERED: Duration = Duration::from_secs(60);

/// Sent by: intake and the webhook, with updates as Telegram sent them. When it returns `Ok` they are durable and may
/// be acknowledged; the highest number among them.
#[derive(Message)]
#[rtype(result = "Result<Option<UpdateId>, StoreError>")]
pub struct ReceiveUpdates(pub Vec<String>);

/// Sent by: the gateway to itself: there may be rows to work.
#[derive(Message)]
#[rtype(result = "()")]
struct ReadInbox;

/// Sent by: the gateway to itself: the lane of a person who went too fast may go on, if it rested until this instant.
#[derive(Message)]
#[rtype(result = "()")]
struct ThrottleExpired(i64, tokio::time::Instant);

/// Sent by: a test. How many rows of the inbox are in memory; bounded, however many wait.
#[derive(Message)]
#[rtype(result = "usize")]
pub struct InboxRowsInMemory;

/// Sent by: the app, when the settings were edited. Every turn that begins afterwards goes by these.
#[derive(Message)]
#[rtype(result = "()")]
pub struct SettingsChanged {
    /// Wording and what else the views need.
    pub desk: Arc<view::ViewSettings>,
    pub agents: Vec<i64>,
    pub limits: config::LimitSettings,
    pub retention: config::Retention,
}

/// Sent by: the app when it stops. No new row is begun; returns when none is under way.
#[derive(Message)]
#[rtype(result = "()")]
pub struct FinishTurns;
