//! Leading, or standing by: what this process says about it, and that it calls Telegram only while it leads.

use crate::{
    clock,
    domain::{ids::UpdateId, read_model::Profile},
    store::{
        lease::{Deposed, LeaderRole, Lease},
        sql::{ConnectError, Opened, SqlStore},
    },
    telegram::{Call, CallError, Group, Membership, Rights, Telegram},
};
use async_trait::async_trait;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio_util::sync::CancellationToken;

#[cfg(test)]
mod tests;

/// The time that a process doubts its lease before it fetches updates: longer than it takes another one to lead.
const IN_DOUBT: Duration = Duration::from_secs(15);

/// Waits until this process leads; `None` when told to stop meanwhile. `say` gets each change as a sentence; the log has
/// it, too.
pub(super) async fn lead(
    opened: Opened,
    say: fn(&str),
    stop: &CancellationToken,
) -> Result<Option<(SqlStore, Lease)>, ConnectError> {
    let told = |role: LeaderRole| {
        let (name, sentence) = match role {
            LeaderRole::Leads => ("leader", "This process leads the desk."),
            LeaderRole::StandsBy => (
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
///
/// A doubt that lasts is mostly a database that is away from everybody, and whoever writes then is to be told that it
/// takes longer. So it looks every while what came: nothing of it is acknowledged, because nothing can be stored. Somebody
/// who leads after all loses one request by that, and takes the updates from then on; this process hears so (409), and
/// looks no more.
pub(super) struct LeaderOnlyTelegram {
    telegram: Arc<dyn Telegram>,
    lease: Lease,
    /// True if somebody else took the updates while it was in doubt who leads.
    taken: AtomicBool,
}

impl LeaderOnlyTelegram {
    pub(super) fn new(telegram: Arc<dyn Telegram>, lease: Lease) -> Self {
        LeaderOnlyTelegram {
            telegram,
            lease,
            taken: AtomicBool::new(false),
        }
    }

    async fn telegram(&self) -> Result<&dyn Telegram, CallError> {
        let Ok(()) = self.lease.holds().await else {
            return Err(CallError::Unavailable(Deposed.to_string()));
        };
        Ok(&*self.telegram)
    }
}

#[async_trait]
impl Telegram for LeaderOnlyTelegram {
    async fn deliver(&self, call: &Call) -> Result<Option<i64>, CallError> {
        self.telegram().await?.deliver(call).await
    }

    async fn deliver_as_reply(
        &self,
        call: &Call,
        quote: Option<&str>,
    ) -> Result<Option<i64>, CallError> {
        let telegram = self.telegram().await?;
        telegram.deliver_as_reply(call, quote).await
    }

    async fn deliver_aside(&self, call: &Call) -> Result<Option<i64>, CallError> {
        if self.lease.is_lost() {
            return Err(CallError::Unavailable(Deposed.to_string()));
        }
        self.telegram.deliver_aside(call).await
    }

    async fn updates(
        &self,
        offset: Option<UpdateId>,
        wait: Duration,
    ) -> Result<Vec<String>, CallError> {
        if !self.taken.load(Ordering::Relaxed)
            && let Ok(false) = self.lease.holds_within(IN_DOUBT).await
        {
            let looked = self.telegram.updates(offset, Duration::ZERO).await;
            let taken = matches!(looked, Err(CallError::Conflict(_)));
            self.taken.store(taken, Ordering::Relaxed);
            return looked;
        }
        let telegram = self.telegram().await?;
        self.taken.store(false, Ordering::Relaxed);
        telegram.updates(offset, wait).await
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
