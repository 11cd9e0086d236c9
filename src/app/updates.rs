//! The intake of updates: long polling, or the webhook's server.

use super::parts::RunningDesk;
use crate::{
    actors::gateway::{ReceiveUpdates, polling},
    config::{Settings, Updates},
    store::Store,
    telegram::{CallError, Telegram, webhook},
};
use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// The webhook's address, already bound and answered with 503 while this process stands by.
pub(super) struct WebhookListener {
    listener: std::net::TcpListener,
    opens: CancellationToken,
}

impl WebhookListener {
    /// Binds the address if updates come by webhook, so that a standby with an address in use fails at once.
    pub(super) fn bind(settings: &Settings) -> anyhow::Result<Option<WebhookListener>> {
        if settings.telegram.updates == Updates::Polling {
            return Ok(None);
        }
        let address = settings.telegram.webhook.listen;
        let fault = || format!("telegram.webhook.listen: {address} can't be listened on");
        let listener = std::net::TcpListener::bind(address).with_context(fault)?;
        listener.set_nonblocking(true).with_context(fault)?;
        // One socket under two servers in turn: connections that arrive between them wait in its backlog, not refused.
        let shared = listener.try_clone().with_context(fault)?;
        let shared = tokio::net::TcpListener::from_std(shared).with_context(fault)?;
        let opens = CancellationToken::new();
        let until = opens.clone().cancelled_owned();
        actix_rt::spawn(async move {
            let served = axum::serve(shared, webhook::standing_by()).with_graceful_shutdown(until);
            if let Err(error) = served.await {
                tracing::error!(%error, "the webhook's server ended");
            }
        });
        Ok(Some(WebhookListener { listener, opens }))
    }

    /// Ends the server of the standby, and hands over its socket.
    fn open(self) -> anyhow::Result<tokio::net::TcpListener> {
        self.opens.cancel();
        Ok(tokio::net::TcpListener::from_std(self.listener)?)
    }
}

/// Begins to take updates, by the webhook if there is one, else by polling.
pub(super) async fn begin_intake(
    settings: &Settings,
    store: &Arc<dyn Store>,
    telegram: Arc<dyn Telegram>,
    desk: &RunningDesk,
    webhook_listener: Option<WebhookListener>,
    stop: CancellationToken,
) -> anyhow::Result<actix_rt::task::JoinHandle<()>> {
    let gateway = desk.gateway.clone();
    match webhook_listener {
        None => {
            // Telegram answers getUpdates with 409 while a webhook is set, by an earlier configuration, say.
            if let Err(error) = telegram.delete_webhook().await {
                tracing::warn!(%error, "whether a webhook is set can't be told");
            }
            Ok(actix_rt::spawn(polling::poll(telegram, gateway, stop)))
        }
        Some(bound) => {
            let hook = &settings.telegram.webhook;
            let url = hook
                .public_url
                .as_ref()
                .context("telegram.webhook.public_url is not set")?;
            // Kept in the database: both processes of a pair must accept what Telegram sends for the other's registration.
            let secret = match &hook.secret_token {
                Some(secret) => secret.clone(),
                None => SecretString::from(
                    store
                        .get_or_insert_value("webhook_secret", &random_secret())
                        .await?,
                ),
            };
            let sink = move |json: String| {
                let gateway = gateway.clone();
                Box::pin(async move {
                    match gateway.send(ReceiveUpdates(vec![json])).await {
                        Ok(Ok(_)) => Ok(()),
                        // Answered with an error, so that Telegram sends it again.
                        _ => Err(webhook::NotKept),
                    }
                }) as futures::future::BoxFuture<'static, _>
            };
            let router = webhook::router(secret.clone(), sink);
            let listener = bound.open()?;
            let url = format!("{}{}", url.as_str().trim_end_matches('/'), webhook::PATH);
            let until = stop.clone().cancelled_owned();
            let serving = actix_rt::spawn(async move {
                let served = axum::serve(listener, router).with_graceful_shutdown(until);
                if let Err(error) = served.await {
                    tracing::error!(%error, "the webhook's server ended");
                }
            });
            // After the server runs: Telegram may post the moment it knows the address.
            register_webhook(&*telegram, &url, secret.expose_secret(), &stop).await?;
            Ok(serving)
        }
    }
}

/// Asks Telegram to post updates to `url`, until it agrees or the desk stops.
///
/// # Errors
/// If Telegram refuses for a reason that waiting does not change.
async fn register_webhook(
    telegram: &dyn Telegram,
    url: &str,
    secret: &str,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    for failures in 0_u32.. {
        let error = match telegram.set_webhook(url, secret).await {
            Ok(()) => break,
            Err(error) => error,
        };
        let rest = match error {
            // setWebhook has a limit of its own, and the leader before may have called it a moment ago.
            CallError::Flood(wait) => wait,
            CallError::Unavailable(_) => Duration::from_millis(500 << failures.min(6)),
            error => return Err(error).context("the webhook can't be set"),
        };
        tracing::warn!(%error, "the webhook can't be set yet; trying again");
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = stop.cancelled() => break,
        }
    }
    Ok(())
}

/// Returns 64 random characters, all of them allowed in Telegram's header (Bot API, `setWebhook`).
fn random_secret() -> String {
    use rand::{Rng as _, distr::Alphanumeric};
    rand::rng()
        .sample_iter(Alphanumeric)
        .take(64)
        .map(char::from)
        .collect()
}
