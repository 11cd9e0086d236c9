//! Posting updates to the bot's webhook.
//!
//! Telegram keeps a queue per chat (telegram.md 3.3): updates of one queue go one after the other, queues go side by side,
//! so a button press can overtake the message before it. An update is gone when the bot says 2xx, or when it expires.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use serde_json::{Map, Value};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::simulator::Simulator;
use crate::world::WebhookParcel;

const TIMEOUT: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: u64 = 60;
const LONGEST_RETRY_AFTER: u64 = 3600;

/// Posts until the server closes.
pub(super) async fn run(sim: Simulator, closing: CancellationToken) {
    let client = match reqwest::Client::builder()
        .timeout(TIMEOUT)
        .no_proxy()
        .build()
    {
        Ok(client) => client,
        Err(fault) => {
            tracing::error!(error = %fault, "no HTTP client; a webhook will get nothing");
            return;
        }
    };
    let mut changes = sim.changes();
    let mut in_flight = BTreeSet::new();
    let mut posts = JoinSet::new();
    loop {
        for parcel in sim.webhook_parcels(&in_flight) {
            in_flight.insert(parcel.key);
            posts.spawn(deliver(sim.clone(), client.clone(), parcel));
        }
        tokio::select! {
            () = closing.cancelled() => break,
            changed = changes.changed() => if changed.is_err() { break },
            Some(finished) = posts.join_next() => match finished {
                Ok(key) => { in_flight.remove(&key); }
                Err(fault) => tracing::error!(error = %fault, "a post to the webhook ended badly"),
            },
        }
    }
}

/// Posts one update until it is taken or no longer wanted; gives back its queue's key.
async fn deliver(sim: Simulator, client: reqwest::Client, parcel: WebhookParcel) -> i64 {
    // The first repetition comes at once, then 2, 4, 8 … seconds later.
    let mut pause = 0;
    while sim.parcel_is_wanted(&parcel) {
        let mut post = client.post(&parcel.url).json(&parcel.body);
        if !parcel.secret.is_empty() {
            post = post.header("X-Telegram-Bot-Api-Secret-Token", &parcel.secret);
        }
        let (fault, wanted) = match post.send().await {
            Ok(answer) if answer.status().is_success() => {
                let reply = answer.json::<Map<String, Value>>().await.ok();
                sim.settle_parcel(parcel.update_id, None);
                if let Some(reply) = reply {
                    call_in_reply(&sim, reply);
                }
                return parcel.key;
            }
            Ok(answer) => {
                let wanted = answer
                    .headers()
                    .get(RETRY_AFTER)
                    .and_then(|value| value.to_str().ok()?.parse().ok());
                (
                    format!("Wrong response from the webhook: {}", answer.status()),
                    wanted,
                )
            }
            Err(fault) if fault.is_timeout() => ("Read timeout expired".to_owned(), None),
            Err(fault) if fault.is_connect() => ("Connection refused".to_owned(), None),
            Err(_) => ("Connection closed".to_owned(), None),
        };
        sim.settle_parcel(parcel.update_id, Some(fault));
        let seconds = wanted.map_or(pause, |seconds: u64| seconds.min(LONGEST_RETRY_AFTER));
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        pause = (pause * 2).clamp(2, LONGEST_PAUSE);
    }
    parcel.key
}

/// A bot may answer with a call; its result is dropped.
fn call_in_reply(sim: &Simulator, mut reply: Map<String, Value>) {
    let Some(Value::String(method)) = reply.remove("method") else {
        return;
    };
    let lower = method.to_ascii_lowercase();
    if lower.starts_with("get")
        || ["setwebhook", "deletewebhook", "close", "logout"].contains(&lower.as_str())
    {
        return;
    }
    sim.call(&sim.token(), &method, reply);
}
