//! The actor: one ticket's value, its timer, and the turns that are asked of it.

use super::{
    CheckTimer, Deactivate, DeadlinePassed, Execute, Open, Rearm, TicketEnv, Turn, TurnError,
};
use crate::domain::{ids::TicketId, ticket::Ticket};
use actix::prelude::*;
use std::time::Duration;

/// The time that a ticket that can't be loaded waits before it tries again.
const RELOAD_AFTER: Duration = Duration::from_secs(1);

/// The longest sleep of a timer: tokio's wheel is not made for years.
const LONGEST_SLEEP: Duration = Duration::from_secs(24 * 3600);

/// The lateness from which a timer counts as lost: it may be due at this very moment, behind the mailbox.
const LATE: Duration = Duration::from_secs(1);

/// One ticket at work: its value, and the timer to its next deadline.
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
            // A value that is suspect asks the store again, but not in a tight loop while that is away.
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
        // In its mailbox's order, so that whatever was asked before is answered before the actor stops.
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
        // Taken out for the length of the turn: if it panics, nothing half-applied is left behind.
        let (env, id, ticket) = (self.env.clone(), self.id, self.ticket.take());
        let turn = async move { env.execute(id, ticket, asked).await };
        // Awaited atomically: no other message is handled before the turn has ended.
        AtomicResponse::new(Box::pin(turn.into_actor(self).map(
            |(ticket, result), this, ctx| {
                // No such ticket: data of a button comes from whoever sends it.
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
        // The opening never came: its sender was restarted, and will ask with another number.
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
        // `wait` holds back the mailbox as a turn of a command does.
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
