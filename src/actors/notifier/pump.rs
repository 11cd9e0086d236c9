//! What moves delivery: reads what waits, sends whatever may be sent now, sleeps until the next may.
//!
//! Both sides of the outbox are read by themselves, and each urgency of a side ([`reading`](super::reading)), so that what
//! can't be sent to the team, however much, keeps nothing from people, and nothing that is urgent from anybody. However often it is moved, what can't be sent costs it nothing.

use super::{
    NotifierActor, Wake,
    delivery::LaneAction,
    schedule::{Next, StartedCall},
};
use crate::{
    domain::Instant as Time,
    store::{OutboxRow, OutboxSettlement, OutboxSide, OutboxStatus, UnitOfWork, Wanted},
};
use actix::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// The delay before the outbox is read again after a failure.
const READ_AGAIN: Duration = Duration::from_secs(1);

impl NotifierActor {
    /// Reads on in the outbox, then pumps.
    pub(super) fn read(&mut self, ctx: &mut Context<Self>) {
        for side in OutboxSide::BOTH {
            self.read_side(side, ctx);
        }
        self.pump(ctx);
    }

    /// True if as much of a side was read as there is room for.
    pub(super) fn has_read(&self, side: OutboxSide) -> bool {
        let reading = &self.readings[side as usize];
        !reading.reading && self.wanted(side).is_empty()
    }

    fn wanted(&self, side: OutboxSide) -> Vec<Wanted> {
        let lanes = &self.schedule.lanes;
        self.readings[side as usize].wanted(|urgency| lanes.len(side, urgency))
    }

    fn read_side(&mut self, side: OutboxSide, ctx: &mut Context<Self>) {
        let wanted = self.wanted(side);
        let reading = &mut self.readings[side as usize];
        if reading.reading || wanted.is_empty() {
            return;
        }
        reading.begins(&wanted);
        let (records, asked) = (self.env.records.clone(), wanted.clone());
        let rows = async move {
            records
                .read(move |store| async move { store.outbox(side, asked).await })
                .await
        };
        ctx.spawn(rows.into_actor(self).map(move |rows, this, ctx| {
            let reading = &mut this.readings[side as usize];
            match rows {
                Ok(rows) => {
                    let rows = reading.ends(&wanted, rows);
                    let needless = this.schedule.lanes.enqueue(rows);
                    this.settle_needless(needless, ctx);
                }
                Err(error) => {
                    tracing::warn!(%error, "the outbox can't be read yet");
                    reading.fails();
                    this.wake_at(crate::clock::monotonic() + READ_AGAIN, ctx);
                }
            }
            this.read(ctx);
        }));
    }

    fn settle_needless(&mut self, rows: Vec<OutboxRow>, ctx: &mut Context<Self>) {
        if rows.is_empty() {
            return;
        }
        let at = self.env.clock.now();
        // In memory they are gone already; the database hears of it apart, because no call depends on it.
        let settled = rows
            .iter()
            .map(|row| OutboxSettlement {
                row: row.id,
                end: OutboxStatus::Superseded,
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
        let time = self.env.clock.now();
        self.put_off_reminders(now, time);
        let later = loop {
            match self.schedule.next(now, time) {
                Next::Call(begun) => self.send(begun, ctx),
                Next::Nothing(later) => break later,
            }
        };
        let rights = self.env.missing.borrow().next();
        if let Some(at) = later.into_iter().chain(self.opens).chain(rights).min() {
            self.wake_at(at, ctx);
        }
    }

    /// Outside of working hours nobody is reminded; when the desk opens, what is still true is.
    fn put_off_reminders(&mut self, now: Instant, time: Time) {
        // Reminders go out in working hours only; those that wait are read again when the desk opens.
        let opens = self.env.policies.load().newest().opening(time);
        if opens > time && self.schedule.lanes.put_off_reminders() {
            self.opens = Some(now + (opens - time).to_std().unwrap_or_default());
        }
    }

    /// Wakes at the earliest of the times asked for: waking early does no harm.
    fn wake_at(&mut self, at: Instant, ctx: &mut Context<Self>) {
        if let Some((earlier, timer)) = self.timer.take() {
            // One timer for everything: the earliest reason to look wins.
            if earlier <= at {
                self.timer = Some((earlier, timer));
                return;
            }
            ctx.cancel_future(timer);
        }
        let sleep = at.saturating_duration_since(crate::clock::monotonic());
        self.timer = Some((at, ctx.notify_later(Wake, sleep)));
    }

    /// Makes a call, and waits for its end.
    fn send(&mut self, StartedCall { lanes, rows }: StartedCall, ctx: &mut Context<Self>) {
        let env = self.env.clone();
        let sent = async move {
            // Sent and settled in one future: the lane is free only when the end of its row is durable.
            let (delivered, calls) = env.deliver(&rows).await;
            (env.settle_call(rows, delivered).await, calls)
        };
        ctx.spawn(
            sent.into_actor(self)
                .map(move |(action, calls), this, ctx| {
                    let now = crate::clock::monotonic();
                    this.schedule.ended(lanes, &action, calls, now);
                    if let LaneAction::SettledWithNotice
                    | LaneAction::Rerouted
                    | LaneAction::RestWithNotice
                    | LaneAction::Withheld = action
                    {
                        // The settlement wrote another row, or changed which rows may go out.
                        this.readings.iter_mut().for_each(|side| side.more());
                    }
                    // The bot has a right again: rows that were passed over for want of it are read from the start.
                    if this.env.missing.borrow_mut().has_released() {
                        this.reads_again(OutboxSide::Team);
                    }
                    if this.stopping && this.schedule.under_way() == 0 {
                        this.finished
                            .drain(..)
                            .for_each(|waiting| waiting.send(()).unwrap_or_default());
                    }
                    this.read(ctx);
                }),
        );
    }
}
