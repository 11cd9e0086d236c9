//! The safety net: open tickets in the store against live actors, clocks that moved apart, tickets that are parked.
//!
//! This is what became of the scheduler in `ticket-flow.md`: *run every interval, find open tickets* is one query here,
//! *for each ticket, wait time > SLA* is each ticket's own timer.

use super::RegistryActor;
use crate::{
    actors::{
        notifier::OutboxWritten,
        outgoing_named,
        ticket::{CheckTimer, Rearm},
    },
    domain::{
        ids::*,
        notice::{Notice, TeamNotice},
        ticket::Status,
    },
    store::{ListOf, StoreError, UnitOfWork},
};
use actix::prelude::*;
use std::{collections::HashSet, time::Duration};

/// The delays before a parked ticket is tried again: 1, 5, 15, 60 minutes, then every 60.
const PARKED_FOR: [Duration; 4] = [
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(900),
    Duration::from_secs(3600),
];

/// Sent by: the registry to itself, every `sla.check_interval`.
#[derive(Message)]
#[rtype(result = "()")]
struct SweepDue;

/// A parked ticket that was woken and lived for so long is well again: a panic counts no longer (`supervisor`).
const WELL_AFTER: Duration = Duration::from_secs(60);

/// Sent by: the app, when `sla.check_interval` was edited, and the registry to itself when it is started. The next sweep
/// comes after so long.
#[derive(Message)]
#[rtype(result = "()")]
pub struct SweepEvery(pub Duration);

/// Sent by: the registry to itself, after a panic. Whatever that lost is found.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Restarted;

/// A ticket that sleeps although it is open, because it failed again and again.
pub(super) struct Parked {
    /// The number of times that it was parked in a row.
    pub(super) times: usize,
    pub(super) until: tokio::time::Instant,
    /// The time at which it was woken since.
    pub(super) tried: Option<tokio::time::Instant>,
}

impl RegistryActor {
    /// Waits for the next sweep, anew if it waited already.
    pub(super) fn arm_sweep(&mut self, ctx: &mut Context<Self>) {
        // A second timer beside the old one would double the sweeps with every edit of the setting.
        if let Some(timer) = self.sweep_timer.take() {
            ctx.cancel_future(timer);
        }
        self.sweep_timer = Some(ctx.notify_later(SweepDue, self.check_interval));
    }

    /// Open tickets in the store against live actors; what differs is mended. One query, whatever their number, and one
    /// at a time, however long the store takes.
    pub(super) fn sweep(&mut self, ctx: &mut Context<Self>) {
        // Two answers at once could wake a ticket that ended between them.
        if self.sweeping.is_some() {
            tracing::warn!("the sweep before still waits for the store");
            return;
        }
        self.sweeping = Some(HashSet::new());
        let records = self.env.records.clone();
        let found = async move {
            records
                .read(|store| async move { store.unresolved_ids().await })
                .await
        };
        self.busy += 1;
        ctx.spawn(found.into_actor(self).map(|found, this, ctx| {
            this.busy -= 1;
            let ended = this.sweeping.take().unwrap_or_default();
            match found {
                Ok(found) if !this.stopping => {
                    let open = found.into_iter().filter(|(id, _)| !ended.contains(id));
                    this.reconcile(open.collect(), ctx);
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the sweep found no store"),
            }
        }));
    }

    /// Asks the store which ticket a person has, after an opening whose outcome is unknown, and wakes it.
    pub(super) fn reload_active(
        &mut self,
        person: PersonId,
    ) -> impl ActorFuture<Self, Output = ()> + use<> {
        let records = self.env.records.clone();
        let newest = async move {
            records
                .read(move |store| async move { store.list(ListOf::Of(person), 0, 1).await })
                .await
        };
        self.busy += 1;
        newest.into_actor(self).map(move |newest, this, ctx| {
            this.busy -= 1;
            let newest = match newest {
                Ok(page) => page.rows.into_iter().next(),
                Err(error) => {
                    tracing::warn!(%error, "what came of an opening is not known yet");
                    None
                }
            };
            if let Some(ticket) = newest.filter(|ticket| ticket.status != Status::Resolved) {
                // A person who asks at this moment may have opened one already, so an answer of the store never
                // replaces it.
                this.active.set_if_none(person, ticket.id);
                this.activate(ticket.id, ctx);
            }
        })
    }

    fn reconcile(&mut self, found: Vec<(TicketId, PersonId)>, ctx: &Context<Self>) {
        let now = crate::clock::monotonic();
        let awake = &self.awake;
        // Only a ticket that stayed well after it was tried is forgiven: one that panics at its first deadline is
        // parked for longer.
        self.parked.retain(|id, parked| {
            let lives = awake.get(id).is_some_and(Addr::connected);
            !(lives && parked.tried.is_some_and(|tried| now - tried > WELL_AFTER))
        });
        // Of those that are awake, each looks after its own timer.
        awake.values().for_each(|ticket| ticket.do_send(CheckTimer));
        // Nobody has a ticket that the store knows to be over, unless it lives and says otherwise.
        let open: HashSet<TicketId> = found.iter().map(|(id, _)| *id).collect();
        self.active
            .retain(|id| open.contains(&id) || awake.get(&id).is_some_and(Addr::connected));
        for (id, person) in found {
            self.active.set_if_none(person, id);
            let asleep = !self.awake.get(&id).is_some_and(Addr::connected);
            if asleep
                && self
                    .parked
                    .get(&id)
                    .is_none_or(|parked| parked.until <= now)
            {
                tracing::info!(ticket.id = id.0, "woken by the sweep");
                self.activate(id, ctx);
            }
        }
    }

    pub(super) fn park(&mut self, id: TicketId) {
        let times = self.parked.get(&id).map_or(0, |parked| parked.times);
        let rest = PARKED_FOR[times.min(PARKED_FOR.len() - 1)];
        self.parked.insert(
            id,
            Parked {
                times: times + 1,
                until: crate::clock::monotonic() + rest,
                tried: None,
            },
        );
        tracing::error!(
            ticket.id = id.0,
            "a ticket fails again and again and is parked"
        );
        // The team is told of the first parking of a row of them; the later ones would say the same.
        if times == 0 {
            let at = self.env.clock.now().timestamp();
            let told = outgoing_named(
                format!("{id} parked {at}"),
                Notice::ToTeam(TeamNotice::Parked { ticket: id }),
            );
            let env = self.env.clone();
            // Outside the actor: the registry must go on while the database is away.
            actix_rt::spawn(async move {
                let work = UnitOfWork {
                    outbox: vec![told],
                    ..Default::default()
                };
                while let Err(error @ StoreError::Unavailable(_)) =
                    env.records.commit(work.clone()).await
                {
                    tracing::warn!(%error, "the team is not told of a parked ticket yet");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                env.notifier.do_send(OutboxWritten::default());
            });
        }
    }
}

impl Handler<Restarted> for RegistryActor {
    type Result = ();

    fn handle(&mut self, _: Restarted, ctx: &mut Context<Self>) {
        self.sweep(ctx);
        self.tell_again(ctx);
    }
}

impl Handler<SweepEvery> for RegistryActor {
    type Result = ();

    fn handle(&mut self, SweepEvery(interval): SweepEvery, ctx: &mut Context<Self>) {
        self.check_interval = interval;
        self.arm_sweep(ctx);
    }
}

impl Handler<SweepDue> for RegistryActor {
    type Result = ();

    fn handle(&mut self, _: SweepDue, ctx: &mut Context<Self>) {
        if self.stopping {
            return;
        }
        self.arm_sweep(ctx);
        let reading = self.env.clock.reading();
        let before = std::mem::replace(&mut self.clocks, reading);
        // A wall clock that was set moves all deadlines; timers count tokio's time and would ring at the old instants.
        if let Some(jump) = reading.jump_since(before) {
            let jump = jump.num_milliseconds();
            tracing::warn!(jump.ms = jump, "the clock jumped: every ticket re-arms");
            self.awake.values().for_each(|ticket| ticket.do_send(Rearm));
        }
        self.sweep(ctx);
    }
}
