//! Where the desk meets the world: who the bot is, where its team is, its commands, how updates come, and the signals that
//! end it.

use super::RunningDesk;
use crate::{
    actors::{
        Team,
        gateway::{ReceiveUpdates, polling},
    },
    config::{Settings, Updates},
    domain::{language::Language, read_model::Profile},
    store::Store,
    telegram::{CallError, Telegram, webhook},
    view,
};
use anyhow::{Context as _, bail};
use secrecy::{ExposeSecret as _, SecretString};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// Asks Telegram who the bot is, for as long as it takes; `None` when told to stop meanwhile.
pub(super) async fn identify_bot(
    telegram: &dyn Telegram,
    stop: &CancellationToken,
) -> anyhow::Result<Option<Profile>> {
    for failures in 0_u32.. {
        let asked = tokio::select! {
            asked = telegram.me() => asked,
            () = stop.cancelled() => return Ok(None),
        };
        match asked {
            Ok(me) => return Ok(Some(me)),
            Err(CallError::Unauthorized(said)) => bail!(
                "Telegram refuses the token ({said}). Ask @BotFather for the bot's token, put it into telegram.token, \
                 and try `bellhop check`"
            ),
            Err(error) => tracing::warn!(%error, "Telegram does not answer; trying again"),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1 << failures.min(5))) => {}
            () = stop.cancelled() => return Ok(None),
        }
    }
    Ok(None)
}

/// The team's place: the group that the settings name, by the number that it has now, and their topic, unless that is
/// gone.
pub(super) async fn load_team(settings: &Settings, store: &dyn Store) -> anyhow::Result<Team> {
    let named = settings.admin.group_id;
    let group = store.group_now(named).await;
    let group = group.context("the group's number can't be read")?;
    if group != named {
        tracing::warn!(
            admin.group_id = group,
            "the group was upgraded: put its new number into the settings"
        );
    }
    let topic = settings.admin.tickets_topic_id;
    let gone = match topic {
        Some(topic) => store.topic_is_gone(group, topic).await,
        None => Ok(false),
    };
    let gone = gone.context("whether the topic is gone can't be read")?;
    if gone {
        tracing::warn!(
            admin.tickets_topic_id = topic,
            "the topic for tickets is gone: put the number of another into the settings"
        );
    }
    Ok(Team::new(named, group, topic, gone))
}

/// Registers the commands of private chats; without them the desk works all the same.
pub(super) async fn register_commands(desk: &view::ViewSettings, telegram: &dyn Telegram) {
    let default = (None, desk.default_language);
    for (code, language) in
        std::iter::once(default).chain(Language::ALL.map(|l| (Some(l.code()), l)))
    {
        if let Err(error) = telegram
            .set_commands(code, view::commands(&desk.wording, language))
            .await
        {
            tracing::warn!(%error, "the commands are not registered");
            return;
        }
    }
}

/// The webhook's address while this process stands by: taken, and answered with 503.
pub(super) struct WebhookListener {
    listener: std::net::TcpListener,
    opens: CancellationToken,
}

impl WebhookListener {
    /// Takes the address, if updates come by webhook.
    pub(super) fn hold(settings: &Settings) -> anyhow::Result<Option<WebhookListener>> {
        if settings.telegram.updates == Updates::Polling {
            return Ok(None);
        }
        let address = settings.telegram.webhook.listen;
        let fault = || format!("telegram.webhook.listen: {address} can't be listened on");
        let listener = std::net::TcpListener::bind(address).with_context(fault)?;
        listener.set_nonblocking(true).with_context(fault)?;
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

    /// Gives the address to whoever takes updates in.
    fn open(self) -> anyhow::Result<tokio::net::TcpListener> {
        self.opens.cancel();
        Ok(tokio::net::TcpListener::from_std(self.listener)?)
    }
}

/// Begins to take updates: by webhook where there is a door, else by polling.
pub(super) async fn begin_intake(
    settings: &Settings,
    store: &Arc<dyn Store>,
    telegram: Arc<dyn Telegram>,
    desk: &RunningDesk,
    door: Option<WebhookListener>,
    stop: CancellationToken,
) -> anyhow::Result<actix_rt::task::JoinHandle<()>> {
    let gateway = desk.gateway.clone();
    match door {
        None => {
            if let Err(error) = telegram.delete_webhook().await {
                tracing::warn!(%error, "whether a webhook is set can't be told");
            }
            Ok(actix_rt::spawn(polling::poll(telegram, gateway, stop)))
        }
        Some(door) => {
            let hook = &settings.telegram.webhook;
            let url = hook
                .public_url
                .as_ref()
                .context("telegram.webhook.public_url is not set")?;
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
                        _ => Err(webhook::NotKept),
                    }
                }) as futures::future::BoxFuture<'static, _>
            };
            let router = webhook::router(secret.clone(), sink);
            let listener = door.open()?;
            let url = format!("{}{}", url.as_str().trim_end_matches('/'), webhook::PATH);
            let until = stop.clone().cancelled_owned();
            let serving = actix_rt::spawn(async move {
                let served = axum::serve(listener, router).with_graceful_shutdown(until);
                if let Err(error) = served.await {
                    tracing::error!(%error, "the webhook's server ended");
                }
            });
            register_webhook(&*telegram, &url, secret.expose_secret(), &stop).await?;
            Ok(serving)
        }
    }
}

/// Has updates posted to `url`, for as long as it takes: whoever led before may have asked a moment ago.
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

/// 64 characters that nobody guesses, all of them allowed in Telegram's header.
fn random_secret() -> String {
    use rand::{Rng as _, distr::Alphanumeric};
    rand::rng()
        .sample_iter(Alphanumeric)
        .take(64)
        .map(char::from)
        .collect()
}

/// The first SIGINT or SIGTERM stops the desk in order, the second at once.
pub(super) async fn wait_for_signals(stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupted), Ok(mut terminated)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        return tracing::warn!("signals can't be heard");
    };
    for heard in 1.. {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
        if heard > 1 {
            std::process::exit(130);
        }
        tracing::info!("stopping; once more ends at once");
        stop.cancel();
    }
}
