//! Long polling of our own: the next request acknowledges what the last one brought, and is made only when that is stored.

use super::{GatewayActor, ReceiveUpdates};
use crate::{
    domain::ids::UpdateId,
    telegram::{CallError, Telegram},
};
use actix::Addr;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// The time for which Telegram holds a request that has nothing to answer.
const HOLD: Duration = Duration::from_secs(25);

/// Polls until `stop`. Errors are reported and waited out.
pub async fn poll(
    telegram: Arc<dyn Telegram>,
    gateway: Addr<GatewayActor>,
    stop: CancellationToken,
) {
    let (mut offset, mut failures) = (None, 0_u32);
    while !stop.is_cancelled() {
        let polled = tokio::select! {
            polled = telegram.updates(offset, HOLD) => polled,
            // A request under way holds the offset of the last batch, so breaking off loses nothing.
            () = stop.cancelled() => break,
        };
        let updates = match polled {
            Ok(updates) => updates,
            Err(error) => {
                failures += 1;
                report(&error, failures);
                // Telegram answers no `getUpdates` while a webhook is set, and somebody may have set one since the
                // start.
                if let CallError::Conflict(said) = &error
                    && said.contains("webhook")
                    && let Err(error) = telegram.delete_webhook().await
                {
                    tracing::warn!(%error, "the webhook can't be taken back yet");
                }
                let rest = match error {
                    CallError::Flood(wait) => wait,
                    _ => Duration::from_millis(500 << failures.min(6)),
                };
                tokio::select! { () = tokio::time::sleep(rest) => {}, () = stop.cancelled() => {} }
                continue;
            }
        };
        if failures > 0 {
            tracing::info!("updates come again");
            failures = 0;
        }
        if updates.is_empty() {
            continue;
        }
        match gateway.send(ReceiveUpdates(updates)).await {
            // The next request carries this number: it is the acknowledgement.
            Ok(Ok(Some(highest))) => offset = Some(UpdateId(highest.0 + 1)),
            // Nothing that could be acknowledged: the same will come again.
            Ok(Ok(None)) => tokio::time::sleep(Duration::from_secs(1)).await,
            Ok(Err(error)) => {
                tracing::warn!(%error, "updates can't be stored yet: they stay unacknowledged");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            // The gateway is being restarted.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

fn report(error: &CallError, failures: u32) {
    match error {
        CallError::Conflict(said) => tracing::error!(
            said,
            "another process takes this bot's updates, or a webhook is set: stop the other one; trying again"
        ),
        CallError::Unauthorized(said) => {
            tracing::error!(said, "Telegram refuses the token; trying again")
        }
        error => tracing::warn!(%error, failures, "updates can't be fetched; trying again"),
    }
}
