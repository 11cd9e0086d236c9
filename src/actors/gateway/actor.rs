//! The actor: stores what comes in, and keeps the lanes at work.

use super::{
    FinishTurns, GatewayEnv, InboxRowsInMemory, ReadInbox, ReceiveUpdates, SettingsChanged,
    ThrottleExpired, expiry, forget::PurgeDue,
};
use crate::{
    actors::{InjectPanic, IsIdle},
    domain::ids::*,
    store::{InboxRow, NewUpdate, StoreError, UnitOfWork},
    telegram::inbound::{self, UpdateHeader},
};
use actix::prelude::*;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

/// The rows of a lane that are read at once, and the rows in all.
const PER_LANE: u64 = 10;
const ROWS: u64 = 200;

/// The most lanes that work at once.
const LANES: usize = 256;

/// The gateway: stores updates, and works them in lanes.
pub struct GatewayActor {
    pub(super) env: GatewayEnv,
    /// Lanes at work; their rows are durable.
    pub(super) lanes: HashSet<i64>,
    pub(super) rows: usize,
    /// Lanes of people who went too fast, until their window opens; lost on a restart, which tries them at once.
    pub(super) slowed: HashMap<i64, tokio::time::Instant>,
    pub(super) filling: bool,
    /// True if there may be rows that were not read.
    pub(super) more: bool,
    pub(super) storing: usize,
    pub(super) ending: bool,
    /// The clean-up of old data, while it runs, and the timer for the next one; lost on a restart.
    pub(super) forgetting: bool,
    pub(super) forgets: Option<SpawnHandle>,
    /// Set when the desk stops.
    pub(super) stopping: bool,
    pub(super) finished: Vec<tokio::sync::oneshot::Sender<()>>,
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
        // Cleared before the reading begins, so that rows which come while it is under way set it again.
        (self.filling, self.more) = (true, false);
        let records = self.env.records.clone();
        // Lanes at work hold their own rows, and those of people who went too fast must rest: reading them again would
        // only fill the memory.
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
        // A full reading may have left rows behind; a short one has not.
        self.more |= rows.len() as u64 == ROWS;
        let mut lanes: HashMap<i64, Vec<InboxRow>> = HashMap::new();
        for row in rows {
            lanes.entry(row.lane).or_default().push(row);
        }
        for (lane, rows) in lanes {
            // A lane that is at work already goes on by itself; its newer rows are read when it is done, so that two
            // workers never share a lane.
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
                    // The instant tells this rest from a later one of the same lane: an older timer must not end it.
                    this.slowed.insert(lane, until);
                    ctx.notify_later(ThrottleExpired(lane, until), wait);
                }
                // Rows of this lane may have come while it was busy.
                // Filled on an error as well: the commit may have happened, with its answer lost.
                this.more = true;
                // The stop waits for turns that have begun, not for rows: those are in the inbox, and the next start
                // works them.
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
        // Everything here is rebuilt from the inbox: the futures of the previous run are gone with it.
        self.lanes.clear();
        self.slowed.clear();
        self.rows = 0;
        self.env.resting.set(0);
        (self.filling, self.more, self.storing, self.ending) = (false, true, 0, false);
        (self.forgetting, self.forgets) = (false, None);
        // Whoever waited for the previous run is answered by the drop of their sender.
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
        // An update that can't be read has a number of our own below zero, which Telegram must not be told.
        let highest = addresses.iter().map(|a| a.id).max().filter(|id| id.0 >= 0);
        let records = self.env.records.clone();
        self.storing += 1;
        // Only once this is durable may the caller acknowledge: until then Telegram keeps the updates.
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
        // Derived from the text, so that the same update gets the same number when Telegram sends it again.
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
        // Otherwise a newer rest of the same lane has taken its place.
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
        // Dropped at once when no lane is at work, which answers the waiting side.
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
        // A lane that rests before another try does nothing that a test could wait for.
        self.lanes.len() == self.env.resting.get() && !looking
    }
}
