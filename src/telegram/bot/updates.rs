//! `getUpdates`, as raw JSON.
//!
//! Every call names the kinds of update: Telegram keeps the list, but a first call that failed would leave the old
//! one in force (`telegram.md` 5.1). An update's text is cut out of the answer as it came, whatever is in it.

use super::{TeloxideBot, WANTED, errors};
use crate::{domain::ids::UpdateId, telegram::CallError};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::time::Duration;
use teloxide::types::AllowedUpdate;

/// Telegram waits no longer than this, in seconds (`telegram.md` 3.3).
const LONGEST_WAIT: u64 = 50;

#[derive(Serialize)]
struct GetUpdates {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    timeout: u64,
    allowed_updates: [AllowedUpdate; WANTED.len()],
}

/// The answer, if it is one (`telegram.md` 3.0).
#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    result: Vec<&'a RawValue>,
}

pub(super) async fn updates(
    bot: &TeloxideBot,
    offset: Option<UpdateId>,
    wait: Duration,
) -> Result<Vec<String>, CallError> {
    let timeout = wait.as_secs().min(LONGEST_WAIT);
    let request = GetUpdates {
        offset: offset.map(|id| id.0),
        timeout,
        // The list is sent each time: Telegram remembers the last one, and another program may have set it.
        allowed_updates: WANTED,
    };
    // Telegram holds the request for `timeout`; only what comes on top of it is the network's.
    let patience = Duration::from_secs(timeout) + bot.timeout;
    let body = bot.post("getUpdates", &request, patience).await?;
    match serde_json::from_str::<Batch<'_>>(&body) {
        Ok(batch) => Ok(batch
            .result
            .iter()
            // As text, byte for byte: the inbox keeps what came, and reading it may fail later without losing it.
            .map(|update| update.get().to_owned())
            .collect()),
        Err(_) => Err(errors::of_answer(&body)),
    }
}
