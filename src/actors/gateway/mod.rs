//! The way in: updates are stored, acknowledged, and only then worked, in lanes.
//!
//! A batch goes raw into the inbox in one commit; when [`Arrived`] returns, Telegram may forget it. Lanes, one per person
//! and per member of the group, work from the inbox in the order of the updates, so a slow turn holds up its own lane
//! only. The turn's transaction marks its row done.
//!
//! Infrastructure that fails is waited for, however long, and counts for nothing. An error of a row's own (a panic, a row
//! that the database refuses) counts: after three the row is set aside with its JSON, and the team is told.
//!
//! Told by: [`intake`], the webhook. Asks: registry, persistence, Telegram (who is a member). Tells: the notifier.

mod draft;
mod group;
mod group_presses;
pub mod intake;
mod private;
mod private_presses;

use super::{
    Quiet, Team,
    notifier::{Poke, Toast},
    outgoing_named,
    persistence::Records,
    registry::RegistryActor,
    ticket::TurnError,
};
use crate::{
    clock::Clock,
    domain::{
        dialogue::Lengths,
        ids::*,
        notice::{Audience, Notice, Telling},
        record::Profile,
    },
    store::{InboxEnd, Received, StoreError, UnitOfWork, Waiting},
    telegram::{Telegram, inbound, view},
};
use actix::prelude::*;
use draft::Draft;
use futures::FutureExt as _;
use std::{
    cell::RefCell, collections::HashMap, collections::HashSet, panic::AssertUnwindSafe, rc::Rc,
    sync::Arc, time::Duration,
};

/// How many rows of a lane are read at once, and how many rows in all.
const PER_LANE: u64 = 10;
const ROWS: u64 = 200;

/// How often a row may fail by its own fault.
const TRIES: u32 = 3;

/// How long a membership is remembered (`behaviour.md`).
const REMEMBERED: Duration = Duration::from_secs(60);

/// Sent by: intake and the webhook, with updates as Telegram sent them. When it returns `Ok` they are durable and may
/// be acknowledged; the highest number among them.
#[derive(Message)]
#[rtype(result = "Result<Option<UpdateId>, StoreError>")]
pub struct Arrived(pub Vec<String>);

/// Sent by: the gateway to itself: there may be rows to work.
#[derive(Message)]
#[rtype(result = "()")]
struct Fill;

/// Sent by: the app when it stops. No new row is begun; returns when none is under way.
#[derive(Message)]
#[rtype(result = "()")]
pub struct FinishTurns;

/// What working an update needs.
#[derive(Clone)]
pub struct GatewayEnv {
    /// The store, behind its writer.
    pub records: Records,
    /// The tickets.
    pub registry: Addr<RegistryActor>,
    /// Who sends what the outbox holds.
    pub poke: Recipient<Poke>,
    /// Who answers presses.
    pub toast: Recipient<Toast>,
    /// Telegram, for who is a member.
    pub telegram: Arc<dyn Telegram>,
    /// What time it is.
    pub clock: Clock,
    /// Where the team is.
    pub team: Team,
    /// `admin.agents`: who is of the team; empty for every member of the group.
    pub agents: Vec<i64>,
    /// Wording and what else the views need.
    pub desk: Arc<view::Desk>,
    /// The bot itself.
    pub me: Profile,
    /// Who was a member, and when that was asked; lost on a restart.
    pub members: Rc<RefCell<HashMap<i64, (bool, tokio::time::Instant)>>>,
}

/// Why a row is not done.
#[derive(Debug)]
enum Failure {
    /// The world's fault: try again when it is better.
    Later(String),
    /// The row's own fault, as far as can be told.
    Fault(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Conflict(_) => {
                Failure::Later(error.to_string())
            }
            _ => Failure::Fault(error.to_string()),
        }
    }
}

impl From<TurnError> for Failure {
    fn from(error: TurnError) -> Self {
        match error {
            TurnError::Store(error) => error.into(),
            error => Failure::Fault(error.to_string()),
        }
    }
}

impl From<MailboxError> for Failure {
    fn from(_: MailboxError) -> Self {
        Failure::Fault("an actor was restarted".to_owned())
    }
}

/// The actor.
pub struct GatewayActor {
    env: GatewayEnv,
    /// Lanes at work; their rows are durable.
    lanes: HashSet<i64>,
    /// Whether the inbox is being read.
    filling: bool,
    /// Whether there may be rows that were not read.
    more: bool,
    /// Batches being stored.
    storing: usize,
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
            filling: false,
            more: true,
            storing: 0,
            stopping: false,
            finished: Vec::new(),
        }
    }

    fn fill(&mut self, ctx: &mut Context<Self>) {
        if self.filling || !self.more || self.stopping {
            return;
        }
        (self.filling, self.more) = (true, false);
        let records = self.env.records.clone();
        let busy: Vec<i64> = self.lanes.iter().copied().collect();
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
                    ctx.notify_later(Fill, Duration::from_secs(1));
                }
            }
        }));
    }

    fn begin(&mut self, rows: Vec<Waiting>, ctx: &mut Context<Self>) {
        self.more |= rows.len() as u64 == ROWS;
        let mut lanes: HashMap<i64, Vec<Waiting>> = HashMap::new();
        for row in rows {
            lanes.entry(row.lane).or_default().push(row);
        }
        for (lane, rows) in lanes {
            if self.stopping || !self.lanes.insert(lane) {
                continue;
            }
            let env = self.env.clone();
            let worked = async move { env.work_lane(rows).await };
            ctx.spawn(worked.into_actor(self).map(move |(), this, ctx| {
                this.lanes.remove(&lane);
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
    }
}

impl Supervised for GatewayActor {
    fn restarting(&mut self, _: &mut Context<Self>) {
        self.lanes.clear();
        (self.filling, self.more, self.storing) = (false, true, 0);
    }
}

impl Handler<Arrived> for GatewayActor {
    type Result = ResponseActFuture<Self, Result<Option<UpdateId>, StoreError>>;

    fn handle(&mut self, Arrived(updates): Arrived, _: &mut Context<Self>) -> Self::Result {
        let at = self.env.clock.now();
        let received: Vec<_> = updates.into_iter().map(|json| received(json, at)).collect();
        let highest = received.iter().map(|r| r.id).max().filter(|id| id.0 >= 0);
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
            result.map(|()| highest)
        }))
    }
}

/// An update as an inbox row. One that can't be read gets a number of its own, below all of Telegram's, so that it is
/// kept, set aside when its turn comes, and stops nothing.
fn received(json: String, at: crate::domain::Instant) -> Received {
    let (id, lane) = inbound::address(&json).unwrap_or_else(|_| {
        use std::hash::{Hash as _, Hasher as _};
        let mut hash = std::collections::hash_map::DefaultHasher::new();
        json.hash(&mut hash);
        (UpdateId(-((hash.finish() >> 2) as i64) - 1), 0)
    });
    Received { id, lane, json, at }
}

impl Handler<Fill> for GatewayActor {
    type Result = ();

    fn handle(&mut self, _: Fill, ctx: &mut Context<Self>) {
        self.more = true;
        self.fill(ctx);
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

impl Handler<Quiet> for GatewayActor {
    type Result = bool;

    fn handle(&mut self, _: Quiet, _: &mut Context<Self>) -> bool {
        self.lanes.is_empty() && !self.filling && self.storing == 0
    }
}

impl GatewayEnv {
    /// Works rows of one lane, in order. A row that waits for the world makes the ones behind it wait.
    async fn work_lane(&self, rows: Vec<Waiting>) {
        for row in rows {
            let (mut attempts, mut waits) = (row.attempts, 0);
            loop {
                let worked = AssertUnwindSafe(self.work(&row)).catch_unwind().await;
                let failure = match worked {
                    Ok(Ok(())) => break,
                    Ok(Err(failure)) => failure,
                    Err(panic) => Failure::Fault(super::supervisor::said(&*panic)),
                };
                match failure {
                    Failure::Later(why) => {
                        waits += 1;
                        tracing::warn!(update.id = row.id.0, why, "an update waits");
                        tokio::time::sleep(Duration::from_millis(250 << waits.min(7))).await;
                    }
                    Failure::Fault(why) => {
                        attempts += 1;
                        tracing::error!(update.id = row.id.0, attempts, why, "an update failed");
                        if self.count_failure(&row, attempts).await {
                            break;
                        }
                        tokio::time::sleep(Duration::from_millis(250)).await;
                    }
                }
            }
        }
    }

    /// Writes down that a row failed; after [`TRIES`] it is set aside and the team is told. Whether that is so.
    async fn count_failure(&self, row: &Waiting, attempts: u32) -> bool {
        let set_aside = attempts >= TRIES;
        let mut work = UnitOfWork::default();
        if set_aside {
            work.inbox = Some((row.id, InboxEnd::SetAside));
            let told = Notice::Tell(Telling::SetAside { update: row.id });
            let key = format!(
                "u{} set aside {}",
                row.id.0,
                self.clock.now().timestamp_millis()
            );
            work.outbox.push(outgoing_named(key, Audience::Team, told));
        } else {
            work.inbox = Some((row.id, InboxEnd::Failed));
        }
        if let Err(error) = self.records.commit(work).await {
            tracing::warn!(update.id = row.id.0, %error, "a failure is not counted");
            return false;
        }
        self.poke.do_send(Poke::default());
        set_aside
    }

    /// Works one row.
    async fn work(&self, row: &Waiting) -> Result<(), Failure> {
        let update = inbound::read(&row.json).map_err(|error| Failure::Fault(error.to_string()))?;
        let mut draft = Draft::new(row.id);
        use inbound::Happening::*;
        match update.what {
            Wrote {
                spot,
                by,
                message,
                at,
                words,
                replies_to,
                ..
            } => {
                if spot.private && !by.is_bot {
                    draft.work.people.push(by.profile.clone());
                    return self
                        .wrote_in_private(draft, PersonId(by.profile.id), words, at)
                        .await;
                }
                if spot.chat == self.team.group() {
                    let said = group::SaidInGroup {
                        thread: spot.thread,
                        by,
                        message,
                        words,
                        replies_to,
                    };
                    return self.wrote_in_group(draft, said).await;
                }
            }
            Pressed {
                spot,
                by,
                callback,
                message,
                data,
            } => {
                let Some(spot) = spot else {
                    return self
                        .answer_press(
                            draft,
                            &callback,
                            by.profile.language(),
                            Some(view::Toast::Stale),
                        )
                        .await;
                };
                let pressed = draft::Pressed {
                    by: by.profile,
                    callback,
                    message,
                    thread: spot.thread,
                    data,
                };
                if spot.private {
                    return self.pressed_in_private(draft, pressed).await;
                }
                if spot.chat == self.team.group() {
                    return self.pressed_in_group(draft, pressed).await;
                }
            }
            Reachable { person, now } => return self.reachable(draft, person, now).await,
            Migrated { from, to } if from == self.team.group() => {
                tracing::warn!(
                    admin.group_id = to,
                    "the group was upgraded: put its new number into the settings"
                );
                self.team.moved_to(to);
            }
            Migrated { .. } | Nothing => {}
        }
        self.finish(draft).await
    }

    /// Commits what belongs to an update, and nothing else.
    async fn finish(&self, draft: Draft) -> Result<(), Failure> {
        match self.records.commit(draft.work).await {
            Ok(()) => {
                self.poke.do_send(Poke::default());
                Ok(())
            }
            Err(StoreError::AlreadyDone(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn lengths(&self) -> &Lengths {
        &self.desk.lengths
    }
}
