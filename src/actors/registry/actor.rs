//! The actor: wakes tickets, opens them, and hands each its work.

use super::{
    ActiveTicket, BlockPerson, DeactivateAll, OpenTicket, PolicyChanged, TicketStopped, ToTicket,
    active::Active,
    deliveries::{ReadUntold, Reports},
    sweep::{Parked, Restarted, SweepEvery},
};
use crate::{
    actors::{
        InjectPanic, IsIdle,
        notifier::OutboxWritten,
        supervisor::{self, ExitReason, RestartPolicy},
        ticket::{Deactivate, Execute, Open, Rearm, TicketActor, TicketEnv, Turn, TurnError},
    },
    clock::ClockReading,
    domain::{
        command::{Command, Refusal},
        ids::{By, *},
        ticket::Ticket,
    },
    store::{StoreError, UnitOfWork},
};
use actix::prelude::*;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

/// Wakes tickets, opens new ones, and knows which person has which.
pub struct RegistryActor {
    pub(super) env: TicketEnv,
    pub(super) check_interval: Duration,
    /// The tickets that are awake; rebuilt from the store.
    pub(super) awake: HashMap<TicketId, Addr<TicketActor>>,
    /// Rebuilt from the store.
    pub(super) active: Active,
    /// Tickets that failed again and again; lost on a restart, which tries them at once.
    pub(super) parked: HashMap<TicketId, Parked>,
    /// The highest number given out; rebuilt from the store.
    pub(super) last: i64,
    /// The wall clock and tokio's at the last sweep: when they move apart, every ticket re-arms.
    pub(super) clocks: ClockReading,
    /// The outcomes of calls until their ticket took them; survive a restart, because nobody tells them twice.
    pub(super) reports: Reports,
    /// The timer to the next sweep; lost on a restart, which sweeps at once.
    pub(super) sweep_timer: Option<SpawnHandle>,
    /// While a sweep waits for the store: the tickets that ended since it asked. Reset on a restart.
    pub(super) sweeping: Option<HashSet<TicketId>>,
    /// Asks in flight; reset on a restart.
    pub(super) busy: usize,
    /// Set when the desk stops.
    pub(super) stopping: bool,
}

impl RegistryActor {
    /// Starts the registry of the tickets given, all unresolved ones, under supervision: they are awake and armed when
    /// it answers its first message. `last` is the highest number ever given, `env` makes what its tickets need from
    /// its own address, `ended` is called when it is over.
    pub fn launch(
        tickets: Vec<Ticket>,
        last: Option<TicketId>,
        check_interval: Duration,
        env: impl FnOnce(Addr<RegistryActor>) -> TicketEnv,
        ended: impl FnOnce(ExitReason) + 'static,
    ) -> Addr<RegistryActor> {
        supervisor::start("registry".into(), RestartPolicy::default(), ended, |ctx| {
            let env = env(ctx.address());
            let mut registry = RegistryActor {
                clocks: env.clock.reading(),
                env,
                check_interval,
                awake: HashMap::new(),
                active: Active::default(),
                parked: HashMap::new(),
                last: last.map_or(0, |ticket| ticket.0),
                reports: Reports::default(),
                sweep_timer: None,
                sweeping: None,
                busy: 0,
                stopping: false,
            };
            for ticket in tickets {
                let id = ticket.id;
                registry.active.set(ticket.person, id);
                registry.spawn_ticket(
                    TicketActor::existing(id, registry.env.clone(), Some(ticket)),
                    id,
                    ctx,
                );
            }
            registry
        })
    }

    /// The address of a ticket's actor; wakes it if it sleeps.
    pub(super) fn activate(&mut self, id: TicketId, ctx: &Context<Self>) -> Addr<TicketActor> {
        // An address outlives its actor: a ticket that has stopped must not be asked.
        if let Some(address) = self.awake.get(&id).filter(|a| a.connected()) {
            return address.clone();
        }
        // The sweep forgives it only if it stays awake for a while after this.
        if let Some(parked) = self.parked.get_mut(&id) {
            parked.tried = Some(crate::clock::monotonic());
        }
        self.spawn_ticket(TicketActor::existing(id, self.env.clone(), None), id, ctx)
    }

    fn spawn_ticket(
        &mut self,
        actor: TicketActor,
        id: TicketId,
        ctx: &Context<Self>,
    ) -> Addr<TicketActor> {
        let registry = ctx.address();
        let ended = move |ending| registry.do_send(TicketStopped { id, ending });
        let address = supervisor::start(
            format!("ticket {id}"),
            RestartPolicy::default(),
            ended,
            |_| actor,
        );
        self.awake.insert(id, address.clone());
        address
    }

    pub(super) fn ask(
        &mut self,
        id: TicketId,
        execute: Execute,
        ctx: &Context<Self>,
    ) -> impl Future<Output = Result<Turn, TurnError>> + use<> {
        let answer = self.activate(id, ctx).send(execute);
        // A mailbox closes when its actor stops; if the turn happened, the inbox row is worked again and finds it
        // done.
        async move { answer.await.unwrap_or(Err(TurnError::CutShort)) }
    }

    /// The map of who has what follows what a turn did; a ticket that took a turn is well.
    pub(super) fn record_outcome(&mut self, result: &Result<Turn, TurnError>) {
        if let Ok(Turn {
            after: Some(ticket),
            ..
        }) = result
        {
            // It lives: whatever parked it is over.
            self.parked.remove(&ticket.id);
            if ticket.is_resolved() {
                self.active.clear(ticket.id);
            }
        }
    }
}

impl Actor for RegistryActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        // Sent as a message because actix reuses handle numbers after a restart: a timer armed here could be
        // cancelled as one of the previous run (`supervisor`).
        ctx.address().do_send(SweepEvery(self.check_interval));
        ctx.address().do_send(ReadUntold);
    }
}

impl Supervised for RegistryActor {
    fn restarting(&mut self, ctx: &mut Context<Self>) {
        // Tickets stay awake through a panic of the registry: their actors have supervisors of their own.
        (self.busy, self.sweep_timer, self.sweeping) = (0, None, None);
        ctx.address().do_send(Restarted);
    }
}

impl Handler<OpenTicket> for RegistryActor {
    type Result = ResponseActFuture<Self, Result<(TicketId, Turn), TurnError>>;

    fn handle(&mut self, asked: OpenTicket, ctx: &mut Context<Self>) -> Self::Result {
        let person = asked.ticket.person;
        if let Some(ticket) = self.active.of(person) {
            let result = Err(TurnError::HasOpenTicket(ticket));
            return Box::pin(std::future::ready(result).into_actor(self));
        }
        // Numbers of openings that fail are not given out again: a ticket may exist under one whose answer was lost.
        self.last += 1;
        let id = TicketId(self.last);
        self.active.set(person, id);
        let open = Open {
            ticket: asked.ticket,
            also: asked.also,
        };
        let opened = self
            .spawn_ticket(TicketActor::unopened(id, self.env.clone()), id, ctx)
            .send(open);
        self.busy += 1;
        Box::pin(opened.into_actor(self).then(move |result, this, _| {
            this.busy -= 1;
            let result = result
                .unwrap_or(Err(TurnError::CutShort))
                .map(|turn| (id, turn));
            if result.is_ok() {
                return std::future::ready(result).into_actor(this).boxed_local();
            }
            // Not opened, or opened in a previous run: the store knows, and whoever asked is answered only when
            // it was asked, so that what they do next finds the ticket.
            this.active.clear(id);
            this.reload_active(person)
                .map(move |(), this, _| match (result, this.active.of(person)) {
                    (Err(TurnError::Store(StoreError::HasOpenTicket)), Some(ticket)) => {
                        Err(TurnError::HasOpenTicket(ticket))
                    }
                    (result, _) => result,
                })
                .boxed_local()
        }))
    }
}

impl Handler<ToTicket> for RegistryActor {
    type Result = ResponseActFuture<Self, Result<Turn, TurnError>>;

    fn handle(&mut self, asked: ToTicket, ctx: &mut Context<Self>) -> Self::Result {
        self.busy += 1;
        let answer = self.ask(asked.ticket, asked.execute, ctx);
        Box::pin(answer.into_actor(self).map(|result, this, _| {
            this.busy -= 1;
            this.record_outcome(&result);
            result
        }))
    }
}

impl Handler<ActiveTicket> for RegistryActor {
    type Result = Option<TicketId>;

    fn handle(
        &mut self,
        ActiveTicket(person): ActiveTicket,
        _: &mut Context<Self>,
    ) -> Option<TicketId> {
        self.active.of(person)
    }
}

impl Handler<BlockPerson> for RegistryActor {
    type Result = ResponseActFuture<Self, Result<Option<TicketId>, TurnError>>;

    fn handle(
        &mut self,
        BlockPerson { block, also }: BlockPerson,
        ctx: &mut Context<Self>,
    ) -> Self::Result {
        let (person, by) = (block.person, By::Agent(block.by));
        let also = UnitOfWork {
            block: Some(block),
            ..also
        };
        self.busy += 1;
        let ticket = self.active.of(person);
        let records = self.env.records.clone();
        let notifier = self.env.notifier.clone();
        // One transaction holds the block and the end of the ticket: otherwise words could slip in between.
        let asked = ticket.map(|id| {
            self.ask(
                id,
                Execute {
                    command: Command::CloseForBlock,
                    by,
                    also: also.clone(),
                },
                ctx,
            )
        });
        let blocked = async move {
            if let Some(asked) = asked {
                match asked.await {
                    // Resolved since it was asked for; then the block alone is left to commit.
                    Err(TurnError::Refused(Refusal::AlreadyResolved)) => {}
                    result => return result,
                }
            }
            let committed = records.commit(also).await;
            // Poked on every outcome: a commit whose answer was lost may have written rows.
            notifier.do_send(OutboxWritten::default());
            match committed {
                Ok(()) | Err(StoreError::AlreadyDone(_)) => Ok(Turn {
                    happened: true,
                    after: None,
                }),
                Err(error) => Err(error.into()),
            }
        };
        Box::pin(blocked.into_actor(self).map(move |result, this, _| {
            this.busy -= 1;
            this.record_outcome(&result);
            result.map(|turn| turn.after.map(|ticket| ticket.id))
        }))
    }
}

impl Handler<TicketStopped> for RegistryActor {
    type Result = ();

    fn handle(&mut self, TicketStopped { id, ending }: TicketStopped, _: &mut Context<Self>) {
        let lives = self.awake.get(&id).is_some_and(Addr::connected);
        // The actor that took its place must stay in the map.
        if !lives {
            self.awake.remove(&id);
        }
        match ending {
            // It was woken again before this was heard.
            ExitReason::Stopped if lives => {}
            // It is resolved, or never was.
            ExitReason::Stopped => {
                self.parked.remove(&id);
                // What the store said to a sweep under way is older than this end: without the note it would be woken
                // again.
                if let Some(ended) = &mut self.sweeping {
                    ended.insert(id);
                }
                self.active.clear(id);
            }
            ExitReason::GaveUp { .. } => self.park(id),
        }
    }
}

impl Handler<PolicyChanged> for RegistryActor {
    type Result = ();

    fn handle(&mut self, _: PolicyChanged, _: &mut Context<Self>) {
        self.awake.values().for_each(|ticket| ticket.do_send(Rearm));
    }
}

impl Handler<DeactivateAll> for RegistryActor {
    type Result = ResponseFuture<()>;

    /// A mailbox is served in order: when every ticket answered, all turns asked before are over.
    fn handle(&mut self, _: DeactivateAll, _: &mut Context<Self>) -> Self::Result {
        // From here on the sweep wakes nobody; turns that are asked for are still done.
        self.stopping = true;
        let asked: Vec<_> = self
            .awake
            .values()
            .map(|ticket| ticket.send(Deactivate))
            .collect();
        Box::pin(async move {
            futures::future::join_all(asked).await;
        })
    }
}

impl Handler<IsIdle> for RegistryActor {
    type Result = bool;

    fn handle(&mut self, _: IsIdle, _: &mut Context<Self>) -> bool {
        self.busy == 0
    }
}

impl Handler<InjectPanic> for RegistryActor {
    type Result = ();

    fn handle(&mut self, InjectPanic(act): InjectPanic, _: &mut Context<Self>) {
        act();
    }
}
