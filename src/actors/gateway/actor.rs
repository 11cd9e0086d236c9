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

use super::{
    InjectPanic, IsIdle, Team,
    notifier::{OutboxWritten, SendToast, TakesLonger, rights::TryWithheld},
    persistence::StoreHandle,
    registry::RegistryActor,
};
use crate::{
    clock::Clock,
    config,
    domain::{ids::*, read_model::Profile},
    store::{InboxRow, NewUpdate, StoreError, UnitOfWork},
    telegram::{
        Telegram,
        inbound::{self, UpdateHeader},
    },
    view,
};
use actix::prelude::*;
use forget::PurgeDue;
pub use membership::Members;
pub use outage_notices::OutageNotices;
use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
    sync::Arc,
    time::Duration,
};
pub use throttle::Throttle;
use worker::Failure;

/// The rows of a lane that are read at once, and the rows in all.
const PER_LANE: u64 = 10;
const ROWS: u64 = 200;

/// The most lanes that work at once.
const LANES: usize = 256;

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

pub struct GatewayActor {
    env: GatewayEnv,
    /// Lanes at work; their rows are durable.
    lanes: HashSet<i64>,
    rows: usize,
    /// Lanes of people who went too fast, until their window opens; lost on a restart, which tries them at once.
    slowed: HashMap<i64, tokio::time::Instant>,
    filling: bool,
    /// True if there may be rows that were not read.
    more: bool,
    storing: usize,
    ending: bool,
    /// The clean-up of old data, while it runs, and the timer for the next one; lost on a restart.
    forgetting: bool,
    forgets: Option<SpawnHandle>,
    /// Set when the desk stops.
    stopping: bool,
    finished: Vec<tokio::sync::oneshot::Sender<()>>,
}

impl GatewayActor {
    /// A gateway that first works what the inbox still holds.
    pub fn new(env: GatewayEnv) -> Self {
        GatewayActor {
            env,
            lanes: HashSet::new(),
            rows: 0,
            slowed: HashMap::new(),
            filling: false,
            more: true,
            storing: 0,
            ending: false,
            forgetting: false,
            forgets: None,
            stopping: false,
            finished: Vec::new(),
        }
    }

    fn fill(&mut self, ctx: &mut Context<Self>) {
        if self.filling || !self.more || self.stopping || self.lanes.len() >= LANES {
            return;
        }
        (self.filling, self.more) = (true, false);
        let records = self.env.records.clone();
        let busy: Vec<i64> = self
            .lanes
            .iter()
            .chain(self.slowed.keys())
            .copied()
            .collect();
        let rows = async move {
            records
                .read(move |s| async move { s.inbox(busy, PER_LANE, ROWS).await })
                .await
        };
        ctx.spawn(rows.into_actor(self).map(|rows, this, ctx| {
            this.filling = false;
            match rows {
                Ok(rows) => this.begin(rows, ctx),
                Err(error) => {
                    tracing::warn!(%error, "the inbox can't be read yet");
                    this.more = true;
                    ctx.notify_later(ReadInbox, Duration::from_secs(1));
                }
            }
        }));
    }

    fn begin(&mut self, rows: Vec<InboxRow>, ctx: &mut Context<Self>) {
        self.more |= rows.len() as u64 == ROWS;
        let mut lanes: HashMap<i64, Vec<InboxRow>> = HashMap::new();
        for row in rows {
            lanes.entry(row.lane).or_default().push(row);
        }
        for (lane, rows) in lanes {
            if self.stopping || self.slowed.contains_key(&lane) || !self.lanes.insert(lane) {
                continue;
            }
            let (env, count) = (self.env.clone(), rows.len());
            self.rows += count;
            let worked = async move { env.work_lane(rows).await };
            ctx.spawn(worked.into_actor(self).map(move |slowed, this, ctx| {
                this.lanes.remove(&lane);
                this.rows = this.rows.saturating_sub(count);
                if let Some(wait) = slowed {
                    let until = crate::clock::monotonic() + wait;
                    this.slowed.insert(lane, until);
                    ctx.notify_later(ThrottleExpired(lane, until), wait);
                }
                // Rows of this lane may have come while it was busy.
                this.more = true;
                if this.stopping && this.lanes.is_empty() {
                    this.finished
                        .drain(..)
                        .for_each(|waiting| waiting.send(()).unwrap_or_default());
                }
                this.fill(ctx);
            }));
        }
        if self.more {
            self.fill(ctx);
        }
    }
}

impl Actor for GatewayActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.fill(ctx);
        ctx.notify_later(expiry::DialoguesEnd, expiry::LOOK_EVERY);
        // Sent as a message because actix reuses handle numbers after a restart: a timer armed here could be
        // cancelled as one of the previous run (`supervisor`).
        ctx.address().do_send(PurgeDue);
    }
}

impl Supervised for GatewayActor {
    fn restarting(&mut self, _: &mut Context<Self>) {
        self.lanes.clear();
        self.slowed.clear();
        self.rows = 0;
        self.env.resting.set(0);
        (self.filling, self.more, self.storing, self.ending) = (false, true, 0, false);
        (self.forgetting, self.forgets) = (false, None);
        self.finished.clear();
    }
}

impl Handler<ReceiveUpdates> for GatewayActor {
    type Result = ResponseActFuture<Self, Result<Option<UpdateId>, StoreError>>;

    fn handle(
        &mut self,
        ReceiveUpdates(updates): ReceiveUpdates,
        _: &mut Context<Self>,
    ) -> Self::Result {
        let at = self.env.clock.now();
        let (received, addresses): (Vec<_>, Vec<_>) =
            updates.into_iter().map(|json| received(json, at)).unzip();
        let highest = addresses.iter().map(|a| a.id).max().filter(|id| id.0 >= 0);
        let records = self.env.records.clone();
        self.storing += 1;
        let stored = async move {
            records
                .commit(UnitOfWork {
                    received,
                    ..Default::default()
                })
                .await
        };
        Box::pin(stored.into_actor(self).map(move |result, this, ctx| {
            this.storing -= 1;
            this.more = true;
            this.fill(ctx);
            if result.is_err() {
                let env = this.env.clone();
                let told = async move { env.takes_longer(addresses).await };
                ctx.spawn(told.into_actor(this));
            }
            result.map(|()| highest)
        }))
    }
}

/// An update as an inbox row. One that can't be read gets a number of its own, below all of Telegram's, so that it is
/// kept, set aside when its turn comes, and stops nothing.
fn received(json: String, at: crate::domain::Instant) -> (NewUpdate, UpdateHeader) {
    let address = inbound::address(&json).unwrap_or_else(|_| {
        use std::hash::{Hash as _, Hasher as _};
        let mut hash = std::collections::hash_map::DefaultHasher::new();
        json.hash(&mut hash);
        UpdateHeader {
            id: UpdateId(-((hash.finish() >> 2) as i64) - 1),
            lane: 0,
            language: None,
        }
    });
    let UpdateHeader { id, lane, .. } = address;
    (NewUpdate { id, lane, json, at }, address)
}

impl Handler<ReadInbox> for GatewayActor {
    type Result = ();

    fn handle(&mut self, _: ReadInbox, ctx: &mut Context<Self>) {
        self.more = true;
        self.fill(ctx);
    }
}

impl Handler<ThrottleExpired> for GatewayActor {
    type Result = ();

    fn handle(&mut self, ThrottleExpired(lane, until): ThrottleExpired, ctx: &mut Context<Self>) {
        if self.slowed.get(&lane) == Some(&until) {
            self.slowed.remove(&lane);
            self.more = true;
            self.fill(ctx);
        }
    }
}

impl Handler<InboxRowsInMemory> for GatewayActor {
    type Result = usize;

    fn handle(&mut self, _: InboxRowsInMemory, _: &mut Context<Self>) -> usize {
        self.rows
    }
}

impl Handler<SettingsChanged> for GatewayActor {
    type Result = ();

    fn handle(&mut self, changed: SettingsChanged, ctx: &mut Context<Self>) {
        self.env.desk = changed.desk;
        self.env.agents = changed.agents;
        if std::mem::replace(&mut self.env.retention, changed.retention) != changed.retention {
            ctx.notify(PurgeDue);
        }
        let now = crate::clock::monotonic();
        if self.env.limits.borrow_mut().change(changed.limits, now) {
            // Whoever waits may have to wait less now.
            self.slowed.clear();
            self.more = true;
            self.fill(ctx);
        }
    }
}

impl Handler<FinishTurns> for GatewayActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: FinishTurns, _: &mut Context<Self>) -> Self::Result {
        self.stopping = true;
        let (sender, receiver) = tokio::sync::oneshot::channel();
        if !self.lanes.is_empty() {
            self.finished.push(sender);
        }
        Box::pin(async move { receiver.await.unwrap_or(()) })
    }
}

impl Handler<InjectPanic> for GatewayActor {
    type Result = ();

    fn handle(&mut self, InjectPanic(act): InjectPanic, _: &mut Context<Self>) {
        act();
    }
}

impl Handler<IsIdle> for GatewayActor {
    type Result = bool;

    fn handle(&mut self, _: IsIdle, _: &mut Context<Self>) -> bool {
        let looking = self.filling || self.ending || self.storing > 0;
        self.lanes.len() == self.env.resting.get() && !looking
    }
}
