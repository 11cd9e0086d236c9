//! Delivery: everything that must be told is a row of the outbox, and this is who reads the rows.
//!
//! There is one notifier, so nothing is claimed: what was under way at a crash is sent again, never lost, at most one
//! repeat per send under way. What waits stands in [`lanes`], what Telegram takes in [`budget`]; which call is made next
//! is decided in [`schedule`], what becomes of an error in [`delivery`], which rows wait for a ticket's card in
//! [`cards`], what waits for a right in [`rights`], what is written down of it in [`settle`]; here is the actor, and in
//! [`pump`] what moves it.
//!
//! Told by: gateway, tickets, registry (`OutboxWritten`). Asks: persistence. Tells: the registry (`DeliveryReported`).

mod answers;
mod budget;
mod cards;
pub mod contact;
mod delivery;
mod direct;
mod lanes;
mod meant;
mod places;
mod pump;
mod reading;
mod ready_queue;
pub mod rights;
mod schedule;
mod settle;
pub mod view_data;

use super::{InjectPanic, IsIdle, Team, persistence::StoreHandle};
use crate::{
    clock::Clock,
    domain::{
        command::{DeliveryFailure, RefusedFor},
        notice::{Audience, Notice},
    },
    store::{OutboxSide, UnitOfWork},
    telegram::Telegram,
    view,
};
use actix::prelude::*;
pub use direct::{SendToast, TakesLonger};
use reading::SideReader;
use rights::Missing;
use schedule::Schedule;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::Duration,
};
use tokio::time::Instant;

/// Sent by: whoever wrote to the outbox. Rows may be waiting.
#[derive(Message, Clone, Copy, Default)]
#[rtype(result = "()")]
pub struct OutboxWritten {
    /// Older rows wait again too: held ones were released.
    pub rescan: bool,
}

/// Sent by: the notifier, to the registry. What became of a call whose ticket must know. The ticket's turn settles the
/// row.
#[derive(Message)]
#[rtype(result = "()")]
pub struct DeliveryReported {
    pub notice: Notice,
    pub outcome: DeliveryOutcome,
    pub settle: UnitOfWork,
    /// Dropped when the row is settled: its lane waits for that.
    pub settled: tokio::sync::oneshot::Sender<()>,
}

/// The outcome of a call, as the ticket learns of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOutcome {
    Taken,
    /// It was the last that was left of an answer: each part of that is there.
    Whole,
    /// It will not arrive as it is; what Telegram has against it, where that is known.
    Lost(DeliveryFailure, Option<RefusedFor>),
    /// It was not sent: there was nothing to say any more.
    NotTrue,
}

/// Sent by: the notifier to itself, when a budget opens or a rest is over.
#[derive(Message)]
#[rtype(result = "()")]
struct Wake;

/// Sent by: the app when it stops. No new call begins; returns when none is under way.
#[derive(Message)]
#[rtype(result = "()")]
pub struct FinishSending;

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

pub struct NotifierActor {
    env: NotifierEnv,
    /// Rebuilt from the outbox.
    schedule: Schedule,
    /// The reading of each side of the outbox: the team's, then people's.
    readings: [SideReader; 2],
    /// The next opening of the desk, when reminders that were put off are read again.
    opens: Option<Instant>,
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
            schedule: Schedule::new(),
            readings: OutboxSide::BOTH.map(SideReader::new),
            opens: None,
            timer: None,
            busy: 0,
            stopping: false,
            finished: Vec::new(),
        };
        let now = crate::clock::monotonic();
        for (to, ago) in sent {
            if let Some(ended) = now.checked_sub(ago) {
                notifier.schedule.remember(to, ended);
            }
        }
        notifier
    }
}

impl Actor for NotifierActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        // Sent as a message because actix reuses handle numbers after a restart: a read started here could be
        // cancelled as one of the previous run (`supervisor`).
        ctx.address().do_send(Wake);
    }
}

impl Supervised for NotifierActor {
    fn restarting(&mut self, _: &mut Context<Self>) {
        self.schedule.nothing_under_way(crate::clock::monotonic());
        self.env.resting.set(0);
        self.readings.iter_mut().for_each(SideReader::restarted);
        (self.busy, self.timer) = (0, None);
        self.finished.clear();
    }
}

impl Handler<OutboxWritten> for NotifierActor {
    type Result = ();

    fn handle(&mut self, poke: OutboxWritten, ctx: &mut Context<Self>) {
        let people = &mut self.readings[OutboxSide::People as usize];
        people.again |= poke.rescan;
        self.readings.iter_mut().for_each(SideReader::more);
        self.read(ctx);
    }
}

impl Handler<Wake> for NotifierActor {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Context<Self>) {
        self.timer = None;
        self.readings.iter_mut().for_each(SideReader::tries_again);
        let now = crate::clock::monotonic();
        if self.opens.take_if(|opens| *opens <= now).is_some() {
            self.reads_again(OutboxSide::Team);
        }
        self.try_withheld(ctx);
        self.read(ctx);
    }
}

impl Handler<FinishSending> for NotifierActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: FinishSending, _: &mut Context<Self>) -> Self::Result {
        self.stopping = true;
        let (sender, receiver) = tokio::sync::oneshot::channel();
        if self.schedule.under_way() == 0 {
            drop(sender);
        } else {
            self.finished.push(sender);
        }
        Box::pin(async move { receiver.await.unwrap_or(()) })
    }
}

impl Handler<InjectPanic> for NotifierActor {
    type Result = ();

    fn handle(&mut self, InjectPanic(act): InjectPanic, _: &mut Context<Self>) {
        act();
    }
}

impl Handler<IsIdle> for NotifierActor {
    type Result = bool;

    fn handle(&mut self, _: IsIdle, _: &mut Context<Self>) -> bool {
        OutboxSide::BOTH.iter().all(|side| self.has_read(*side))
            && self.busy == 0
            && self.schedule.under_way() == self.env.resting.get()
    }
}
