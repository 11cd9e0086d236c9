//! The webhook: Telegram posts an update, and is told 200 once it is kept.
//!
//! Telegram repeats an update until it gets a 2xx and keeps the next ones of the same chat back for so long
//! (`telegram.md` 3.3). So 200 is the acknowledgement, and is given only after the commit; every failure of ours is a
//! 503, which has the update come again.
//!
//! Invariant: nothing is read from whoever does not know the secret, and no body is ever logged.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use futures::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use subtle::ConstantTimeEq;

#[cfg(test)]
mod tests;

/// The path that Telegram posts to, below the public address.
pub const PATH: &str = "/telegram";

/// The header with the secret (Bot API, `setWebhook.secret_token`).
const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

/// The largest body that is read, in bytes: Telegram's answers to `getUpdates` stop at about as much for a hundred
/// updates, so one update never comes near.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// The update could not be kept. Whoever failed to has logged why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the update could not be kept")]
pub struct NotKept;

struct Hook<S> {
    secret: SecretString,
    sink: S,
}

/// The webhook's routes. `sink` is handed each update's JSON and says `Ok` once it is durable.
///
/// Answers: 200 when it is kept; 401 to a wrong or missing secret, before the body is read; 413 to a body over 4 MiB;
/// 400 to one that is not UTF-8; 503 when the sink fails.
pub fn router<S>(secret: SecretString, sink: S) -> Router
where
    S: Fn(String) -> BoxFuture<'static, Result<(), NotKept>> + Send + Sync + 'static,
{
    Router::new()
        .route(PATH, post(posted::<S>))
        .with_state(Arc::new(Hook { secret, sink }))
}

/// The routes of a process that stands by: 503 to everybody, so that Telegram comes again.
pub fn standing_by() -> Router {
    Router::new().fallback(async || StatusCode::SERVICE_UNAVAILABLE)
}

async fn posted<S>(State(hook): State<Arc<Hook<S>>>, headers: HeaderMap, body: Body) -> StatusCode
where
    S: Fn(String) -> BoxFuture<'static, Result<(), NotKept>> + Send + Sync + 'static,
{
    let given = headers
        .get(SECRET_HEADER)
        .map_or(&b""[..], |value| value.as_bytes());
    if !is_secret(&hook.secret, given) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let Ok(json) = String::from_utf8(body.into()) else {
        return StatusCode::BAD_REQUEST;
    };
    match (hook.sink)(json).await {
        Ok(()) => StatusCode::OK,
        Err(NotKept) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Compares with the secret, in a time that does not tell how much of it is right. An empty secret is nobody's.
fn is_secret(secret: &SecretString, given: &[u8]) -> bool {
    let secret = secret.expose_secret().as_bytes();
    !secret.is_empty() && bool::from(secret.ct_eq(given))
}
