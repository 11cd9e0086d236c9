//! Leading, or standing by: what this process says about it, and that it calls Telegram only while it leads.

use crate::{
    clock,
    domain::{ids::UpdateId, record::Profile},
    store::{
        lead::{Deposed, Lease, Role},
        sql::{ConnectError, Opened, SqlStore},
    },
    telegram::{Call, CallError, Group, Membership, Rights, Telegram},
};
use async_trait::async_trait;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// Waits until this process leads; `None` when told to stop meanwhile. `say` gets each change as a sentence; the log has
/// it, too.
pub(super) async fn lead(
    opened: Opened,
    say: fn(&str),
    stop: &CancellationToken,
) -> Result<Option<(SqlStore, Lease)>, ConnectError> {
    let told = |role: Role| {
        let (name, sentence) = match role {
            Role::Leads => ("leader", "This process leads the desk."),
            Role::StandsBy => (
                "standby",
                "Another process leads the desk; this one stands by.",
            ),
        };
        tracing::info!(role = name, "{}", sentence.trim_end_matches('.'));
        say(sentence);
    };
    tokio::select! {
        led = opened.lead(clock::monotonic, &told) => led.map(Some),
        () = stop.cancelled() => Ok(None),
    }
}

/// Telegram, for whoever leads: what people can see, and the intake, wait while that is in doubt, and fail once
/// somebody else leads. Questions go through at any time.
pub(super) struct WhileLeading {
    pub(super) telegram: Arc<dyn Telegram>,
    pub(super) lease: Lease,
}

impl WhileLeading {
    async fn telegram(&self) -> Result<&dyn Telegram, CallError> {
        let Ok(()) = self.lease.holds().await else {
            return Err(CallError::Unavailable(Deposed.to_string()));
        };
        Ok(&*self.telegram)
    }
}

#[async_trait]
impl Telegram for WhileLeading {
    async fn deliver(&self, call: &Call) -> Result<Option<i64>, CallError> {
        self.telegram().await?.deliver(call).await
    }

    async fn updates(
        &self,
        offset: Option<UpdateId>,
        wait: Duration,
    ) -> Result<Vec<String>, CallError> {
        self.telegram().await?.updates(offset, wait).await
    }

    async fn member(&self, chat: i64, user: i64) -> Result<Membership, CallError> {
        self.telegram.member(chat, user).await
    }

    async fn administrators(&self, chat: i64) -> Result<Vec<Profile>, CallError> {
        self.telegram.administrators(chat).await
    }

    async fn me(&self) -> Result<Profile, CallError> {
        self.telegram.me().await
    }

    async fn group(&self, chat: i64) -> Result<Group, CallError> {
        self.telegram.group(chat).await
    }

    async fn rights(&self, chat: i64) -> Result<Rights, CallError> {
        self.telegram.rights(chat).await
    }

    async fn probe_topic(&self, chat: i64, thread: Option<i64>) -> Result<(), CallError> {
        self.telegram.probe_topic(chat, thread).await
    }

    async fn set_commands(
        &self,
        language: Option<&str>,
        commands: Vec<(String, String)>,
    ) -> Result<(), CallError> {
        let telegram = self.telegram().await?;
        telegram.set_commands(language, commands).await
    }

    async fn set_webhook(&self, url: &str, secret: &str) -> Result<(), CallError> {
        self.telegram().await?.set_webhook(url, secret).await
    }

    async fn delete_webhook(&self) -> Result<(), CallError> {
        self.telegram().await?.delete_webhook().await
    }
}
