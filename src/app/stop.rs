//! The stop of a desk, in order and within five seconds.

use super::parts::RunningDesk;
use crate::{
    actors::{
        gateway::FinishTurns, notifier::FinishSending, persistence::Drain, registry::DeactivateAll,
    },
    clock,
};
use actix_rt::task::JoinHandle;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

// The end of each stage, counted from the beginning of the stop; all of it takes less than 5 s. A turn takes
// milliseconds; most of the time is Telegram's, for the calls under way.
const TURNS_END: Duration = Duration::from_millis(1_000);
const SENDING_ENDS: Duration = Duration::from_millis(3_500);
const WRITING_ENDS: Duration = Duration::from_millis(4_000);
const CLOSED: Duration = Duration::from_millis(4_500);

impl RunningDesk {
    /// Stops the intake, then the actors, then closes the store, each stage within its time.
    pub async fn stop(self, intake: JoinHandle<()>) {
        let began = clock::monotonic();
        // A stage that runs out of time is not a fault: the rest of its work is in inbox and outbox.
        let _ = timeout_at(began + TURNS_END, intake).await;
        let store = self.store.clone();
        self.stop_actors(began).await;
        let _ = timeout_at(began + CLOSED, store.close()).await;
    }

    /// Stops the actors alone, for a desk that starts again over the same store.
    pub async fn stop_but_keep_the_store(self) {
        self.stop_actors(clock::monotonic()).await;
    }

    async fn stop_actors(self, began: Instant) {
        let _ = timeout_at(began + TURNS_END, self.gateway.send(FinishTurns)).await;
        let _ = timeout_at(began + TURNS_END, self.registry.send(DeactivateAll)).await;
        let _ = timeout_at(began + SENDING_ENDS, self.notifier.send(FinishSending)).await;
        // Tickets record their last deliveries, and woke once more for that.
        let _ = timeout_at(began + WRITING_ENDS, self.registry.send(DeactivateAll)).await;
        let _ = timeout_at(began + WRITING_ENDS, self.persistence.send(Drain)).await;
    }
}
