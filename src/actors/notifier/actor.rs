//! The actor: keeps the schedule, hears of what was written, and stops when no call is under way.

use super::{
    FinishSending, NotifierEnv, OutboxWritten, Wake, reading::SideReader, schedule::Schedule,
};
use crate::{
    actors::{InjectPanic, IsIdle},
    domain::notice::Audience,
    store::OutboxSide,
};
use actix::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// The notifier: makes every call that the outbox asks for.
pub struct NotifierActor {
    pub(super) env: NotifierEnv,
    /// Rebuilt from the outbox.
    pub(super) schedule: Schedule,
    /// The reading of each side of the outbox: the team's, then people's.
    pub(super) readings: [SideReader; 2],
    /// The next opening of the desk, when reminders that were put off are read again.
    pub(super) opens: Option<Instant>,
    /// Wakes the pump, and when.
    pub(super) timer: Option<(Instant, SpawnHandle)>,
    /// Toasts and settlements under way.
    pub(super) busy: usize,
    /// Set when the desk stops.
    pub(super) stopping: bool,
    pub(super) finished: Vec<tokio::sync::oneshot::Sender<()>>,
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
