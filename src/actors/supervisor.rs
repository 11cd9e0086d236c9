//! Keeps an actor alive through panics: its address and mailbox stay, its state is reloaded.
//!
//! actix's own `Supervisor` restarts an actor that *stopped*, for ever, and never one that panicked: a panic unwinds
//! the task, the address closes, `do_send` says nothing. The desk needs the opposite. This polls actix's public
//! [`ContextFut`] inside `catch_unwind`; after a panic it calls `ContextFut::restart`, which drops timers and futures and
//! calls [`Supervised::restarting`], where the actor treats its fields as suspect, and goes on after a back-off, with
//! `started`. A real stop is a real stop. The message that panicked is lost to its sender, who is told so at once, as if
//! the address had closed on it.
//!
//! Invariant: an actor of ours that ever cancels a future begins none in `restarting()` or `started()`: it has its
//! mailbox tell it to. What it cancelled right before a panic stays cancelled after it, by a number alone, and the restart
//! gives that number out again.
//!
//! Invariant: an actor that panics in `stopped()` while unwinding would abort the process; none of ours has one.

use actix::{Actor, Addr, AsyncContext as _, Context, Supervised, dev::ContextFut};
use std::{
    any::Any,
    collections::VecDeque,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{self, Poll},
    time::Duration,
};
use tokio::time::Instant;

/// The ways in which an actor ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExitReason {
    /// It stopped of its own accord.
    Stopped,
    /// It panicked too often; what the last panic said.
    GaveUp {
        /// The last panic's message.
        last: String,
    },
}

/// The number of panics that an actor may have, and the rest after each.
#[derive(Debug, Clone, Copy)]
pub struct RestartPolicy {
    /// So many panics within any `window` are survived; the next one ends it.
    pub panics: usize,
    /// The time for which a panic counts.
    pub window: Duration,
    /// The rest after the first panic of a window; it doubles with each that still counts.
    pub rest: Duration,
    pub longest_rest: Duration,
}

impl Default for RestartPolicy {
    /// Four panics within 60 s are survived, the fifth ends it (`architecture.md`, *Supervision*).
    fn default() -> Self {
        RestartPolicy {
            panics: 4,
            window: Duration::from_secs(60),
            rest: Duration::from_millis(50),
            longest_rest: Duration::from_secs(10),
        }
    }
}

/// Starts an actor on this arbiter. `named` stands in the log; `ended` is called once, when it is over.
pub fn start<A>(
    named: String,
    patience: RestartPolicy,
    ended: impl FnOnce(ExitReason) + 'static,
    make: impl FnOnce(&mut Context<A>) -> A,
) -> Addr<A>
where
    A: Actor<Context = Context<A>> + Supervised,
{
    let mut context = Context::new();
    let actor = make(&mut context);
    let address = context.address();
    actix_rt::spawn(Supervision {
        named,
        patience,
        running: Some(Box::new(context.into_future(actor))),
        suspect: false,
        failed_to_restart: false,
        resting: None,
        panics: VecDeque::new(),
        last: String::new(),
        ended: Some(Box::new(ended)),
    });
    address
}

struct Supervision<A: Actor<Context = Context<A>> + Supervised> {
    named: String,
    patience: RestartPolicy,
    /// `None` once it was given up.
    running: Option<Box<ContextFut<A, Context<A>>>>,
    /// True after a panic until the restart.
    suspect: bool,
    /// True if the restart panicked too: it is tried again after the rest.
    failed_to_restart: bool,
    /// The rest after a panic.
    resting: Option<Pin<Box<tokio::time::Sleep>>>,
    /// The panics that still count.
    panics: VecDeque<Instant>,
    last: String,
    ended: Option<Box<dyn FnOnce(ExitReason)>>,
}

impl<A: Actor<Context = Context<A>> + Supervised> Future for Supervision<A> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<()> {
        let this = &mut *self;
        loop {
            let Some(running) = this.running.as_mut() else {
                return Poll::Ready(());
            };
            // At once, so that whoever sent what panicked is told; it goes on only after the rest.
            if this.suspect && !this.failed_to_restart {
                match catch_unwind(AssertUnwindSafe(|| running.restart())) {
                    Ok(true) => this.suspect = false,
                    Ok(false) => return this.end(ExitReason::Stopped),
                    // A panic while it restarts counts like any other, and is tried again after its rest.
                    Err(panic) if this.survives(&*panic) => this.failed_to_restart = true,
                    Err(_) => return this.give_up(),
                }
            }
            // Its mailbox fills meanwhile and nothing is lost; without the rest, a message that panics at once would
            // burn a core.
            if let Some(rest) = this.resting.as_mut() {
                if rest.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                this.resting = None;
                this.failed_to_restart = false;
                continue;
            }
            let Some(running) = this.running.as_mut() else {
                return Poll::Ready(());
            };
            match catch_unwind(AssertUnwindSafe(|| Pin::new(&mut **running).poll(cx))) {
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(())) => return this.end(ExitReason::Stopped),
                Err(panic) if this.survives(&*panic) => this.suspect = true,
                Err(_) => return this.give_up(),
            }
        }
    }
}

impl<A: Actor<Context = Context<A>> + Supervised> Supervision<A> {
    fn survives(&mut self, panic: &(dyn Any + Send)) -> bool {
        self.last = panic_message(panic);
        let now = crate::clock::monotonic();
        self.panics
            .retain(|panicked| now - *panicked < self.patience.window);
        self.panics.push_back(now);
        let panics = self.panics.len();
        tracing::error!(actor = %self.named, panics, "an actor panicked");
        // Doubled each time; the shift is bounded because the window may hold more panics than bits.
        let rest = self
            .patience
            .rest
            .saturating_mul(1 << (panics - 1).min(16))
            .min(self.patience.longest_rest);
        self.resting = Some(Box::pin(tokio::time::sleep(rest)));
        panics <= self.patience.panics
    }

    fn give_up(&mut self) -> Poll<()> {
        let last = std::mem::take(&mut self.last);
        self.end(ExitReason::GaveUp { last })
    }

    fn end(&mut self, ending: ExitReason) -> Poll<()> {
        if let Some(running) = self.running.take() {
            // Dropping calls `stopping()` of an actor that may be broken.
            let _ = catch_unwind(AssertUnwindSafe(move || drop(running)));
        }
        if let Some(ended) = self.ended.take() {
            ended(ending);
        }
        Poll::Ready(())
    }
}

/// The message of a panic.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&'static str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}
