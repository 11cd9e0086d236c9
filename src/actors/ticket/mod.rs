//! One open ticket: the shell around its value, with its own timer.
//!
//! A turn is exclusive: decide (pure) → commit (durable) → apply → re-arm → poke the notifier, reply. The value is
//! taken out of the actor for the length of a turn, so that whatever goes wrong in it leaves nothing behind, and nothing
//! means: reload before the next one.
//!
//! Asked by: the registry. Asks: persistence. Tells: the notifier.

use super::{TestFaults, notifier::OutboxWritten, persistence::StoreHandle};
use crate::{
    clock::Clock,
    domain::{
        command::{Command, Refusal},
        ids::{By, *},
        sla::PolicyHistory,
        ticket::{NewTicket, Ticket},
    },
    store::{StoreError, UnitOfWork},
};
use actix::prelude::*;
use arc_swap::ArcSwap;
use std::{sync::Arc, time::Duration};

mod auto_close_grace;
mod turn;

pub use auto_close_grace::Grace;

/// The time that a ticket that can't be loaded waits before it tries again.
const RELOAD_AFTER: Duration = Duration::from_secs(1);

/// The longest sleep of a timer: tokio's wheel is not made for years.
const LONGEST_SLEEP: Duration = Duration::from_secs(24 * 3600);

/// The lateness from which a timer counts as lost: it may be due at this very moment, behind the mailbox.
const LATE: Duration = Duration::from_secs(1);

/// Sent by: the registry. One command, one turn, one transaction: when it returns `Ok`, the events and `also` are durable.
#[derive(Message)]
#[rtype(result = "Result<Turn, TurnError>")]
pub struct Execute {
    pub command: Command,
    /// By whom; that they may was checked, that it is theirs is checked here.
    pub by: By,
    /// Everything else that belongs in the same transaction.
    pub also: UnitOfWork,
}

/// Sent by: the registry, once, to a ticket that is not in the store yet.
#[derive(Message)]
#[rtype(result = "Result<Turn, TurnError>")]
pub struct Open {
    pub ticket: NewTicket,
    /// Everything else that belongs in the same transaction.
    pub also: UnitOfWork,
}

/// Sent by: the registry, when the policies changed or the clock jumped, and the ticket to itself when it is started, at
/// first and again. Re-arms the timer; changes nothing else.
#[derive(Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct Rearm;

/// Sent by: the registry's sweep. Re-arms a lost timer, and stops an actor that never received [`Open`]. Mailbox order makes
/// this safe during a turn: it is handled after the turn has armed its timer.
#[derive(Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct CheckTimer;

/// Sent by: the registry when the desk stops, and the ticket to itself when it is over. Turns asked before are over, and
/// what was asked meanwhile is answered.
#[derive(Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct Deactivate;

/// Sent by: the ticket to itself. Means *ask what is due now*; late, early or twice does no harm.
#[derive(Message)]
#[rtype(result = "()")]
struct DeadlinePassed;

/// The outcome of a turn.
#[derive(Debug, Clone)]
pub struct Turn {
    /// False when there was nothing to do.
    pub happened: bool,
    /// The ticket afterwards; `None` when the turn had happened before.
    pub after: Option<Ticket>,
}

/// The reason that a turn did nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TurnError {
    /// The ticket says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such ticket.
    #[error("there is no ticket {0}")]
    Unknown(TicketId),
    /// The person has this ticket already.
    #[error("the person has ticket {0} already")]
    HasOpenTicket(TicketId),
    /// The store says no, or nothing.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The turn was cut short, by a panic or a stop: its outcome is unknown.
    #[error("the turn was cut short")]
    CutShort,
}

/// Everything that a ticket actor needs.
#[derive(Clone)]
pub struct TicketEnv {
    /// The store, behind its writer.
    pub records: StoreHandle,
    pub notifier: Recipient<OutboxWritten>,
    pub clock: Clock,
    /// The clocks' rules; swapped when the settings change.
    pub policies: Arc<ArcSwap<PolicyHistory>>,
    /// From when on silence closes tickets.
    pub grace: Grace,
    pub faults: TestFaults,
}

pub struct TicketActor {
    id: TicketId,
    env: TicketEnv,
    /// The value. Durable as events; `None` is *suspect*: during a turn, and after anything went wrong in one.
    ticket: Option<Ticket>,
    /// True once the store knows this ticket: until then there is nothing to reload.
    stored: bool,
    /// The timer to the next deadline; lost on a restart, rebuilt from the value.
    timer: Option<Timer>,
}

/// A timer under way.
struct Timer {
    handle: SpawnHandle,
    rings: tokio::time::Instant,
}

impl TicketActor {
    /// A ticket that was loaded already (`Some`), or loads itself when it is first needed.
    pub fn existing(id: TicketId, env: TicketEnv, ticket: Option<Ticket>) -> Self {
        TicketActor {
            id,
            env,
            ticket,
            stored: true,
            timer: None,
        }
    }

    /// A ticket that waits for its [`Open`].
    pub fn unopened(id: TicketId, env: TicketEnv) -> Self {
        TicketActor {
            id,
            env,
            ticket: None,
            stored: false,
            timer: None,
        }
    }

    /// The time to sleep: to the next deadline and no further; a suspect value reloads itself soon.
    fn sleep(&self) -> Option<Duration> {
        match &self.ticket {
            Some(ticket) => {
                let deadline = self.env.next_deadline(ticket);
                deadline.map(|at| self.env.clock.until(at).min(LONGEST_SLEEP))
            }
            None => self.stored.then_some(RELOAD_AFTER),
        }
    }

    fn rearm(&mut self, ctx: &mut Context<Self>) {
        let sleep = self.sleep();
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer.handle);
        }
        self.timer = sleep.map(|sleep| Timer {
            handle: ctx.notify_later(DeadlinePassed, sleep),
            rings: crate::clock::monotonic() + sleep,
        });
        if let Some(timer) = &self.timer
            && self.env.faults.loses_timer(self.id)
        {
            ctx.cancel_future(timer.handle);
        }
    }

    /// The end of every turn.
    fn settle(&mut self, ticket: Option<Ticket>, ctx: &mut Context<Self>) {
        self.ticket = ticket;
        if self.ticket.as_ref().is_some_and(Ticket::is_resolved) {
            self.end(ctx);
        } else {
            self.rearm(ctx);
        }
    }

    /// Stops, but first answers what waits in the mailbox: `ctx.stop()` alone would lose it.
    fn end(&mut self, ctx: &mut Context<Self>) {
        ctx.notify(Deactivate);
    }
}

impl Actor for TicketActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        // Sent as a message because actix reuses handle numbers after a restart: a timer armed here could be
        // cancelled as one of the previous run (`supervisor`).
        ctx.address().do_send(Rearm);
    }
}

impl Supervised for TicketActor {
    fn restarting(&mut self, _: &mut Context<Self>) {
        // `started` is called next, and re-arms: a suspect value reloads. One that was just being opened may be stored.
        self.ticket = None;
        self.stored = true;
        self.timer = None;
    }
}

impl Handler<Execute> for TicketActor {
    type Result = AtomicResponse<Self, Result<Turn, TurnError>>;

    fn handle(&mut self, asked: Execute, _: &mut Context<Self>) -> Self::Result {
        let (env, id, ticket) = (self.env.clone(), self.id, self.ticket.take());
        let turn = async move { env.execute(id, ticket, asked).await };
        AtomicResponse::new(Box::pin(turn.into_actor(self).map(
            |(ticket, result), this, ctx| {
                if matches!(result, Err(TurnError::Unknown(_))) {
                    this.end(ctx);
                } else {
                    this.settle(ticket, ctx);
                }
                result
            },
        )))
    }
}

impl Handler<Open> for TicketActor {
    type Result = AtomicResponse<Self, Result<Turn, TurnError>>;

    fn handle(&mut self, asked: Open, _: &mut Context<Self>) -> Self::Result {
        let (env, id) = (self.env.clone(), self.id);
        let turn = async move { env.open(id, asked).await };
        AtomicResponse::new(Box::pin(turn.into_actor(self).map(|result, this, ctx| {
            match &result {
                Ok(turn) => {
                    this.stored = true;
                    this.settle(turn.after.clone(), ctx);
                }
                Err(_) => this.end(ctx),
            }
            result
        })))
    }
}

impl Handler<Rearm> for TicketActor {
    type Result = ();

    fn handle(&mut self, _: Rearm, ctx: &mut Context<Self>) {
        self.rearm(ctx);
    }
}

impl Handler<CheckTimer> for TicketActor {
    type Result = ();

    fn handle(&mut self, _: CheckTimer, ctx: &mut Context<Self>) {
        if !self.stored {
            return self.end(ctx);
        }
        let now = crate::clock::monotonic();
        let rings = self.timer.as_ref().map(|timer| timer.rings);
        if is_lost(rings, self.sleep().map(|sleep| now + sleep), now) {
            tracing::warn!(ticket.id = self.id.0, "a timer was lost and is armed again");
            self.rearm(ctx);
        }
    }
}

impl Handler<DeadlinePassed> for TicketActor {
    type Result = ();

    fn handle(&mut self, _: DeadlinePassed, ctx: &mut Context<Self>) {
        self.timer = None;
        let (env, id, ticket) = (self.env.clone(), self.id, self.ticket.take());
        let turn = async move { env.deadline(id, ticket).await };
        ctx.wait(turn.into_actor(self).map(|outcome, this, ctx| {
            match outcome {
                Ok(ticket) => this.settle(Some(ticket), ctx),
                Err(TurnError::Unknown(_)) => this.end(ctx),
                // Whatever the reason, it is asked again in a while and not at once.
                Err(error) => {
                    tracing::warn!(ticket.id = this.id.0, %error, "the clocks wait");
                    this.settle(None, ctx);
                }
            }
        }));
    }
}

impl Handler<Deactivate> for TicketActor {
    type Result = ();

    fn handle(&mut self, _: Deactivate, ctx: &mut Context<Self>) {
        ctx.stop();
    }
}

/// True if the timer for `due` is missing, has not rung when it should have, or will ring too late.
fn is_lost(
    rings: Option<tokio::time::Instant>,
    due: Option<tokio::time::Instant>,
    now: tokio::time::Instant,
) -> bool {
    match (rings, due) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(rings), Some(due)) => rings + LATE < now || due + LATE < rings,
    }
}
