//! Delivery: everything that must be told is a row of the outbox, and this is who reads the rows.
//!
//! There is one notifier, so nothing is claimed: what was under way at a crash is sent again, never lost, at most one
//! repeat per send under way. Which row goes next is decided in [`lanes`], when in [`budget`], what becomes of an error
//! in [`delivery`]; here is only the pump.
//!
//! Told by: gateway, tickets, registry (`Poke`). Asks: persistence. Tells: the registry (`DeliveryReported`).

mod aside;
mod budget;
mod delivery;
pub mod facts;
mod lanes;

use super::{Provoke, Quiet, Team, persistence::Records};
use crate::{
    clock::Clock,
    domain::{
        command::Undelivered,
        notice::{Audience, Notice},
    },
    store::{Pending, RowEnd, Settled, UnitOfWork},
    telegram::{Call, CallError, Telegram, view},
};
use actix::prelude::*;
pub use aside::TakesLonger;
use budget::Budget;
use delivery::{Verdict, rest};
use lanes::{Candidate, LaneName, Lanes};
use std::{cell::Cell, collections::HashMap, rc::Rc, sync::Arc, time::Duration};
use tokio::time::Instant;

/// How many rows are read at once, and how many may wait in memory.
const READ: u64 = 500;
const IN_MEMORY: usize = 5_000;

/// When the outbox is read again that could not be read.
const READ_AGAIN: Duration = Duration::from_secs(1);

/// How many calls may be under way at once.
const UNDER_WAY: usize = 24;

/// Sent by: whoever wrote to the outbox. Rows may be waiting.
#[derive(Message, Clone, Copy, Default)]
#[rtype(result = "()")]
pub struct Poke {
    /// Older rows wait again too: held ones were released.
    pub from_the_start: bool,
}

/// Sent by: the gateway. Answers a press, at once, outside of all lanes: Telegram gives it seconds.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Toast {
    /// The press.
    pub callback: String,
    /// What the presser reads; `None` only stops the button's clock.
    pub text: Option<String>,
}

/// Sent by: the notifier, to the registry. What became of a call whose ticket must know. The ticket's turn settles the
/// row.
#[derive(Message)]
#[rtype(result = "()")]
pub struct DeliveryReported {
    /// What was told.
    pub notice: Notice,
    /// What became of it.
    pub outcome: Outcome,
    /// Settles the row.
    pub settle: UnitOfWork,
    /// Dropped when the row is settled: its lane waits for that.
    pub settled: tokio::sync::oneshot::Sender<()>,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Telegram took it.
    Taken,
    /// It will not arrive as it is.
    Lost(Undelivered),
}

/// Sent by: the notifier to itself, when a budget opens or a rest is over.
#[derive(Message)]
#[rtype(result = "()")]
struct Wake;

/// Sent by: the app when it stops. No new call begins; returns when none is under way.
#[derive(Message)]
#[rtype(result = "()")]
pub struct FinishSending;

/// What a delivery needs.
#[derive(Clone)]
pub struct NotifierEnv {
    /// The store, behind its writer.
    pub records: Records,
    /// Telegram.
    pub telegram: Arc<dyn Telegram>,
    /// What time it is.
    pub clock: Clock,
    /// Where the team is.
    pub team: Team,
    /// The clocks' rules, for the colours of a list.
    pub policies: Arc<arc_swap::ArcSwap<crate::domain::sla::PolicyHistory>>,
    /// Wording and what else the views need.
    pub desk: Arc<view::Desk>,
    /// Who is told what became of answers.
    pub reports: Recipient<DeliveryReported>,
    /// How many settlements rest before they are tried again.
    pub resting: Rc<Cell<usize>>,
}

/// The actor.
pub struct NotifierActor {
    env: NotifierEnv,
    /// What waits; rebuilt from the outbox.
    lanes: Lanes,
    /// The last row read.
    cursor: i64,
    /// Whether the outbox is being read.
    reading: bool,
    /// Whether more rows may be there than were read.
    more: bool,
    /// Whether the outbox could not be read: it is again when the timer rings.
    unread: bool,
    /// Whether the next reading begins at the start: held rows were released.
    again: bool,
    /// What Telegram takes, per chat; rebuilt from the last minute's settled rows.
    chats: HashMap<Audience, Budget>,
    /// What Telegram takes in all.
    all: Budget,
    /// Wakes the pump, and when.
    timer: Option<(Instant, SpawnHandle)>,
    /// Toasts and settlements under way.
    busy: usize,
    /// Set when the desk stops.
    stopping: bool,
    finished: Vec<tokio::sync::oneshot::Sender<()>>,
}

impl NotifierActor {
    /// A notifier; `sent` is what was sent lately, and how long ago.
    pub fn new(env: NotifierEnv, sent: Vec<(Audience, Duration)>) -> Self {
        let mut notifier = NotifierActor {
            env,
            lanes: Lanes::default(),
            cursor: 0,
            reading: false,
            more: true,
            unread: false,
            again: false,
            chats: HashMap::new(),
            all: Budget::new(budget::ALL),
            timer: None,
            busy: 0,
            stopping: false,
            finished: Vec::new(),
        };
        let now = crate::clock::monotonic();
        for (to, ago) in sent {
            let Some(ended) = now.checked_sub(ago) else {
                continue;
            };
            notifier.chat(to).remember(ended);
            notifier.all.remember(ended);
        }
        notifier
    }

    fn chat(&mut self, to: Audience) -> &mut Budget {
        self.chats.entry(to).or_insert_with(|| {
            Budget::new(match to {
                Audience::Person(_) => budget::PERSON,
                Audience::Team => budget::GROUP,
            })
        })
    }

    /// Reads on in the outbox, then pumps.
    fn read(&mut self, ctx: &mut Context<Self>) {
        if self.reading || !self.more || self.lanes.len() >= IN_MEMORY {
            return self.pump(ctx);
        }
        (self.reading, self.more) = (true, false);
        if std::mem::take(&mut self.again) {
            self.cursor = 0;
        }
        let (records, cursor) = (self.env.records.clone(), self.cursor);
        let rows = async move {
            records
                .read(move |store| async move { store.outbox(cursor, READ).await })
                .await
        };
        ctx.spawn(rows.into_actor(self).map(move |rows, this, ctx| {
            this.reading = false;
            match rows {
                Ok(rows) => {
                    this.more |= rows.len() as u64 == READ;
                    // Not when somebody asked for older rows meanwhile.
                    if this.cursor == cursor {
                        this.cursor = rows.last().map_or(cursor, |row| row.id);
                    }
                    let needless = this.lanes.take_in(rows);
                    this.settle_needless(needless, ctx);
                    if this.more {
                        return this.read(ctx);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the outbox can't be read yet");
                    this.unread = true;
                    this.wake_at(crate::clock::monotonic() + READ_AGAIN, ctx);
                }
            }
            this.pump(ctx);
        }));
    }

    fn settle_needless(&mut self, rows: Vec<Pending>, ctx: &mut Context<Self>) {
        if rows.is_empty() {
            return;
        }
        let at = self.env.clock.now();
        let settled = rows
            .iter()
            .map(|row| Settled {
                row: row.id,
                end: RowEnd::Superseded,
                at,
            })
            .collect();
        let (records, work) = (
            self.env.records.clone(),
            UnitOfWork {
                settled,
                ..Default::default()
            },
        );
        self.busy += 1;
        ctx.spawn(
            async move { records.commit(work).await }
                .into_actor(self)
                .map(|result, this, _| {
                    this.busy -= 1;
                    if let Err(error) = result {
                        // They are read, and found needless, again at the next start.
                        tracing::warn!(%error, "superseded rows are not settled");
                    }
                }),
        );
    }

    /// Sends whatever may be sent now; sleeps until the next may.
    fn pump(&mut self, ctx: &mut Context<Self>) {
        if self.stopping {
            return;
        }
        let now = crate::clock::monotonic();
        let mut wake: Option<Instant> = None;
        for candidate in self.lanes.candidates() {
            if self.lanes.sending() >= UNDER_WAY {
                return;
            }
            match self.opens(&candidate, now) {
                Some(at) if at <= now => self.send(candidate.lane, ctx),
                Some(at) => wake = Some(wake.map_or(at, |w| w.min(at))),
                // It depends on a call under way, whose end pumps again.
                None => {}
            }
        }
        if let Some(at) = wake {
            self.wake_at(at, ctx);
        }
        if self.chats.len() > 1_000 {
            self.chats.retain(|_, budget| !budget.is_idle(now));
        }
    }

    fn opens(&mut self, candidate: &Candidate, now: Instant) -> Option<Instant> {
        let rested = candidate.resting_until.unwrap_or(now);
        let chat = self.chat(candidate.lane.to).opens(candidate.urgency, now)?;
        // To the whole of Telegram every call is the same.
        let all = self.all.opens(crate::domain::notice::Urgency::Words, now)?;
        Some(rested.max(chat).max(all))
    }

    /// Wakes at the earliest of the times asked for: waking early does no harm.
    fn wake_at(&mut self, at: Instant, ctx: &mut Context<Self>) {
        if let Some((earlier, timer)) = self.timer.take() {
            if earlier <= at {
                self.timer = Some((earlier, timer));
                return;
            }
            ctx.cancel_future(timer);
        }
        let sleep = at.saturating_duration_since(crate::clock::monotonic());
        self.timer = Some((at, ctx.notify_later(Wake, sleep)));
    }

    fn send(&mut self, lane: LaneName, ctx: &mut Context<Self>) {
        let Some(row) = self.lanes.begin(lane) else {
            return;
        };
        self.chat(lane.to).begin();
        self.all.begin();
        let env = self.env.clone();
        let sent = async move {
            let (verdict, calls) = env.deliver(&row).await;
            (env.conclude(row, verdict).await, calls)
        };
        ctx.spawn(
            sent.into_actor(self)
                .map(move |(verdict, calls), this, ctx| {
                    let now = crate::clock::monotonic();
                    this.chat(lane.to).end(now);
                    this.all.end(now);
                    for _ in 1..calls {
                        this.chat(lane.to).remember(now);
                        this.all.remember(now);
                    }
                    match verdict {
                        Verdict::Settled => this.lanes.settled(lane),
                        Verdict::Held => this.lanes.held(lane),
                        Verdict::AtFault => {
                            this.lanes.at_fault(lane);
                            this.lanes.failed(lane, now, rest);
                        }
                        Verdict::Rest => this.lanes.failed(lane, now, rest),
                        Verdict::Flood(wait) => {
                            this.chat(lane.to).close_for(wait, now);
                            this.lanes.failed(lane, now, |_| Duration::ZERO);
                        }
                        Verdict::Refused(wait) => {
                            this.all.close_for(wait, now);
                            this.lanes.failed(lane, now, |_| Duration::ZERO);
                        }
                    }
                    if this.stopping && this.lanes.sending() == 0 {
                        this.finished
                            .drain(..)
                            .for_each(|waiting| waiting.send(()).unwrap_or_default());
                    }
                    this.read(ctx);
                }),
        );
    }
}

impl Actor for NotifierActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.read(ctx);
    }
}

impl Supervised for NotifierActor {
    fn restarting(&mut self, _: &mut Context<Self>) {
        let now = crate::clock::monotonic();
        self.lanes.nothing_under_way();
        self.env.resting.set(0);
        self.all.nothing_under_way(now);
        self.chats
            .values_mut()
            .for_each(|chat| chat.nothing_under_way(now));
        (self.reading, self.more, self.busy, self.timer) = (false, true, 0, None);
        self.finished.clear();
    }
}

impl Handler<Poke> for NotifierActor {
    type Result = ();

    fn handle(&mut self, poke: Poke, ctx: &mut Context<Self>) {
        if poke.from_the_start {
            self.again = true;
        }
        self.more = true;
        self.read(ctx);
    }
}

impl Handler<Wake> for NotifierActor {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Context<Self>) {
        self.timer = None;
        self.more |= std::mem::take(&mut self.unread);
        self.read(ctx);
    }
}

impl Handler<Toast> for NotifierActor {
    type Result = ();

    fn handle(&mut self, toast: Toast, ctx: &mut Context<Self>) {
        let telegram = self.env.telegram.clone();
        let call = Call::Toast {
            callback: toast.callback,
            text: toast.text,
        };
        self.busy += 1;
        ctx.spawn(
            async move { telegram.deliver(&call).await }
                .into_actor(self)
                .map(|result, this, _| {
                    this.busy -= 1;
                    match result {
                        Ok(_) | Err(CallError::TooOld(_)) => {}
                        Err(error) => tracing::debug!(%error, "a press is not answered"),
                    }
                }),
        );
    }
}

impl Handler<FinishSending> for NotifierActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: FinishSending, _: &mut Context<Self>) -> Self::Result {
        self.stopping = true;
        let (sender, receiver) = tokio::sync::oneshot::channel();
        if self.lanes.sending() == 0 {
            drop(sender);
        } else {
            self.finished.push(sender);
        }
        Box::pin(async move { receiver.await.unwrap_or(()) })
    }
}

impl Handler<Provoke> for NotifierActor {
    type Result = ();

    fn handle(&mut self, Provoke(act): Provoke, _: &mut Context<Self>) {
        act();
    }
}

impl Handler<Quiet> for NotifierActor {
    type Result = bool;

    fn handle(&mut self, _: Quiet, _: &mut Context<Self>) -> bool {
        !self.reading
            && !self.more
            && self.busy == 0
            && self.lanes.sending() == self.env.resting.get()
    }
}
