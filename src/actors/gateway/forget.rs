//! What is old and has no further use is forgotten, every hour, in small steps with a rest between them, so that nobody
//! waits for the writer meanwhile.

use super::GatewayActor;
use crate::store::Old;
use actix::prelude::*;
use chrono::TimeDelta;
use std::time::Duration;

/// The time for which the numbers of handled updates are kept, against redelivery (`architecture.md`, *In*), and the
/// interval at which older ones are deleted.
const KEPT: TimeDelta = TimeDelta::hours(48);
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// The rest between two steps.
const REST: Duration = Duration::from_millis(50);

/// Sent by: the gateway to itself, every hour, and when what may be forgotten was edited.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct PurgeDue;

impl Handler<PurgeDue> for GatewayActor {
    type Result = ();

    fn handle(&mut self, _: PurgeDue, ctx: &mut Context<Self>) {
        // The edit of a setting also comes here: two timers would run side by side.
        if let Some(timer) = self.forgets.take() {
            ctx.cancel_future(timer);
        }
        self.forgets = Some(ctx.notify_later(PurgeDue, FORGET_EVERY));
        if !std::mem::replace(&mut self.forgetting, true) {
            self.forget(ctx);
        }
    }
}

impl GatewayActor {
    /// One step after another, until nothing is left, or the database can't be reached.
    fn forget(&mut self, ctx: &mut Context<Self>) {
        let now = self.env.clock.now();
        let deliveries = TimeDelta::from_std(self.env.retention.deliveries);
        let old = Old {
            worked: now - KEPT,
            deliveries: now - deliveries.unwrap_or(TimeDelta::days(3_650)),
        };
        let records = self.env.records.clone();
        let step = async move {
            let more = records
                .read(move |store| async move { store.forget(old).await })
                .await;
            // Between two steps the writer belongs to those who wait for an answer.
            if let Ok(true) = more {
                tokio::time::sleep(REST).await;
            }
            more
        };
        ctx.spawn(step.into_actor(self).map(|more, this, ctx| match more {
            Ok(true) if !this.stopping => this.forget(ctx),
            Ok(_) => this.forgetting = false,
            Err(error) => {
                tracing::warn!(%error, "what is old is not forgotten yet");
                this.forgetting = false;
            }
        }));
    }
}
