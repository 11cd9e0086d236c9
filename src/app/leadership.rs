//! Leading, or standing by: the announcement of each change, and a `Telegram` that only the leader may use.

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

/// Waits until this process leads; returns `None` if it is stopped meanwhile. `announce` receives each change as a
/// sentence, which is logged, too.
pub(super) async fn lead(
    opened: Opened,
    announce: fn(&str),
    stop: &CancellationToken,
) -> Result<Option<(SqlStore, Lease)>, ConnectError> {
    let role_changed = |role: LeaderRole| {
        let (name, sentence) = match role {
            LeaderRole::Leads => ("leader", "This process leads the desk."),
            LeaderRole::StandsBy => (
                "standby",
                "Another process leads the desk; this one stands by.",
            ),
        };
        tracing::info!(role = name, "{}", sentence.trim_end_matches('.'));
        announce(sentence);
    };
    tokio::select! {
        led = opened.lead(clock::monotonic, &role_changed) => led.map(Some),
        () = stop.cancelled() => Ok(None),
    }
}

/// Telegram for the leader alone.
///
/// - Gated by the lease (they wait while it is in doubt, and fail once it is lost): `deliver`, `deliver_as_reply`,
///   `updates`, `set_commands`, `set_webhook`, `delete_webhook`.
/// - `deliver_aside` fails once the lease is lost, but does not wait: it tells people about the very outage that puts
///   the lease in doubt.
/// - Not gated, because they change nothing: `member`, `administrators`, `me`, `group`, `rights`, `probe_topic`.
///
/// A doubt that lasts mostly means that nobody reaches the database, and people who write then should be told that it
/// takes longer. So `updates` asks once per [`IN_DOUBT`] without acknowledging anything, because nothing can be stored.
/// If another process leads after all, that costs it one request; this process receives a 409, and asks no more.
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

    /// Waits while the lease is in doubt.
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
            // With no wait: a long poll would compete with the leader's, and Telegram ends one of two with 409.
            let answer = self.telegram.updates(offset, Duration::ZERO).await;
            let taken = matches!(answer, Err(CallError::Conflict(_)));
            self.taken.store(taken, Ordering::Relaxed);
            return answer;
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
