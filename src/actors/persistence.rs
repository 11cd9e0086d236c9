//! The only writer. What waits in its mailbox goes into one transaction.
//!
//! A commit goes out at once when none is in flight; what arrives meanwhile goes together into the next
//! (`architecture.md`, *One turn is one transaction*). Questions are answered beside it, by the store's own readers.
//!
//! Asked by: every other actor. Asks: nobody.

use super::{InjectPanic, IsIdle};
use crate::store::{Store, StoreError, UnitOfWork};
use actix::prelude::*;
use futures::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::oneshot;

/// The most turns in one transaction.
const GROUP: usize = 256;

/// Sent by: gateway, registry, tickets, notifier. When it returns `Ok`, all of the unit of work is durable; on a
/// definite error nothing of it is; on [`StoreError::Unavailable`] the outcome is unknown.
#[derive(Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct Commit(pub UnitOfWork);

/// A question to the store, as a function of it. Changes nothing.
#[derive(Message)]
#[rtype(result = "Result<T, StoreError>")]
pub struct ReadStore<T: Send + 'static>(pub Question<T>);

/// The question of a [`ReadStore`].
pub type Question<T> =
    Box<dyn FnOnce(Arc<dyn Store>) -> BoxFuture<'static, Result<T, StoreError>> + Send>;

/// Sent by: the app when it stops. Returns when nothing is in flight any more.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Drain;

/// The only writer of the store; questions go beside it.
pub struct PersistenceActor {
    store: Arc<dyn Store>,
    /// Turns that wait for the commit in flight; lost on a restart, and their senders are told.
    queue: Vec<(UnitOfWork, oneshot::Sender<Result<(), StoreError>>)>,
    /// True while a commit is in flight; reset on a restart.
    committing: bool,
    /// Questions in flight; reset on a restart.
    reading: usize,
    draining: Vec<oneshot::Sender<()>>,
}

impl PersistenceActor {
    /// A writer for `store`.
    pub fn new(store: Arc<dyn Store>) -> Self {
        PersistenceActor {
            store,
            queue: Vec::new(),
            committing: false,
            reading: 0,
            draining: Vec::new(),
        }
    }

    fn pump(&mut self, ctx: &mut Context<Self>) {
        // One commit at a time keeps the order of turns; those that come meanwhile share the next one.
        if self.committing {
            return;
        }
        if self.queue.is_empty() {
            self.draining
                .drain(..)
                .for_each(|waiting| waiting.send(()).unwrap_or_default());
            return;
        }
        self.committing = true;
        // Bounded, so that one slow transaction does not hold back everybody who came after it.
        let take = self.queue.len().min(GROUP);
        let (works, senders): (Vec<_>, Vec<_>) = self.queue.drain(..take).unzip();
        let store = self.store.clone();
        let committed = async move {
            for (sender, result) in senders.into_iter().zip(store.commit(works).await) {
                // Who asked may be gone; the commit holds all the same.
                let _ = sender.send(result);
            }
        };
        ctx.spawn(committed.into_actor(self).map(|(), this, ctx| {
            this.committing = false;
            this.pump(ctx);
        }));
    }
}

impl Actor for PersistenceActor {
    type Context = Context<Self>;
}

impl Supervised for PersistenceActor {
    fn restarting(&mut self, ctx: &mut Context<Self>) {
        // The senders are dropped, so everybody who waits learns that the outcome is unknown, and asks again.
        self.queue.clear();
        self.committing = false;
        self.reading = 0;
        // Nothing is in flight: whoever waits for that is told.
        self.pump(ctx);
    }
}

impl Handler<Commit> for PersistenceActor {
    type Result = ResponseFuture<Result<(), StoreError>>;

    fn handle(&mut self, Commit(work): Commit, ctx: &mut Context<Self>) -> Self::Result {
        let (sender, receiver) = oneshot::channel();
        self.queue.push((work, sender));
        self.pump(ctx);
        Box::pin(async move { receiver.await.unwrap_or_else(|_| Err(writer_gone())) })
    }
}

impl<T: Send + 'static> Handler<ReadStore<T>> for PersistenceActor {
    type Result = ResponseActFuture<Self, Result<T, StoreError>>;

    fn handle(&mut self, ReadStore(question): ReadStore<T>, _: &mut Context<Self>) -> Self::Result {
        // Beside the writer: a question never waits for a commit under way.
        self.reading += 1;
        let answer = question(self.store.clone());
        Box::pin(answer.into_actor(self).map(|answer, this, _| {
            this.reading -= 1;
            answer
        }))
    }
}

impl Handler<Drain> for PersistenceActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: Drain, ctx: &mut Context<Self>) -> Self::Result {
        let (sender, receiver) = oneshot::channel();
        self.draining.push(sender);
        self.pump(ctx);
        Box::pin(async move { receiver.await.unwrap_or(()) })
    }
}

impl Handler<InjectPanic> for PersistenceActor {
    type Result = ();

    fn handle(&mut self, InjectPanic(act): InjectPanic, _: &mut Context<Self>) {
        act();
    }
}

impl Handler<IsIdle> for PersistenceActor {
    type Result = bool;

    fn handle(&mut self, _: IsIdle, _: &mut Context<Self>) -> bool {
        !self.committing && self.queue.is_empty() && self.reading == 0
    }
}

/// The outcome of a request to a writer that is being restarted: unknown.
fn writer_gone() -> StoreError {
    StoreError::Unavailable("the writer is restarting".to_owned())
}

/// Persistence as the other actors see it: two functions.
#[derive(Clone)]
pub struct StoreHandle(Addr<PersistenceActor>);

impl StoreHandle {
    /// The records behind this writer.
    pub fn new(writer: Addr<PersistenceActor>) -> Self {
        StoreHandle(writer)
    }

    /// Commits one turn; see [`Commit`].
    pub async fn commit(&self, work: UnitOfWork) -> Result<(), StoreError> {
        self.0
            .send(Commit(work))
            .await
            .unwrap_or_else(|_| Err(writer_gone()))
    }

    /// Runs a question against the store, outside the writer.
    pub async fn read<T, F, Fut>(&self, question: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(Arc<dyn Store>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let question: Question<T> = Box::new(move |store| Box::pin(question(store)));
        self.0
            .send(ReadStore(question))
            .await
            .unwrap_or_else(|_| Err(writer_gone()))
    }
}
