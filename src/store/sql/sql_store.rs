//! The store itself: its fields, the time limits of its answers, and each function of the port.

use super::{
    commit::{self, Writer},
    connect::file_identity::FileIdentity,
    dialogues, error, forget, group_state, mapping, messages, queries, titles, waiting,
};
use crate::store::{lease::LeaseHolder, *};
use sea_orm::{DatabaseConnection, DbBackend};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

#[cfg(test)]
mod tests;

/// The multiple of the patience that the query of all open tickets may take: it is asked once, at the start, and
/// everything depends on it, however much it is.
const ALL_TICKETS: u32 = 6;

/// The store. Made by [`Opened::lead`](super::Opened::lead); [`Store::close`] ends it.
pub struct SqlStore {
    pub(super) write: Writer,
    /// The same connection as the writer's, or for a file of SQLite a pool of its own.
    pub(super) read: DatabaseConnection,
    /// The clock for the rows that the store dates itself: outbox and dialogues.
    pub(super) now: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// The time that a commit may take before its outcome counts as unknown, and an answer before it counts as none;
    /// not applied to SQLite, which has no network.
    pub(super) patience: Duration,
    /// Held while a file of SQLite is open, so that no second process opens it.
    pub(super) lock: Mutex<Option<std::fs::File>>,
    /// The identity of SQLite's file, when it is written to.
    pub(super) place: Option<FileIdentity>,
    /// The task that keeps the leadership on PostgreSQL.
    pub(super) leadership: Mutex<Option<Leadership>>,
}

/// A leadership that is kept, until it is laid down or lost.
pub(super) struct Leadership {
    pub(super) holder: Arc<LeaseHolder>,
    pub(super) task: JoinHandle<()>,
    pub(super) stop: CancellationToken,
}

impl std::fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqlStore")
            .field("backend", &self.backend())
            .finish_non_exhaustive()
    }
}

impl SqlStore {
    fn backend(&self) -> DbBackend {
        self.write.db.get_database_backend()
    }

    /// Runs work with a time limit. SQLite, which has no network, is waited for.
    async fn in_time<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
        match self.backend() {
            // No network can fall silent here, and to give up would make a known outcome an unknown one.
            DbBackend::Sqlite => Some(work.await),
            _ => timeout(limit, work).await.ok(),
        }
    }

    /// An answer, or that none came in time.
    async fn answer<T, E: Into<StoreError>>(
        &self,
        answer: impl Future<Output = Result<T, E>>,
    ) -> Result<T, StoreError> {
        self.answer_within(self.patience, answer).await
    }

    async fn answer_within<T, E: Into<StoreError>>(
        &self,
        limit: Duration,
        answer: impl Future<Output = Result<T, E>>,
    ) -> Result<T, StoreError> {
        let answer = self.in_time(limit, answer).await;
        answer.map_or_else(
            || Err(error::no_answer()),
            |answer| answer.map_err(Into::into),
        )
    }

    fn leadership(&self) -> std::sync::MutexGuard<'_, Option<Leadership>> {
        self.leadership
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn commit(&self, works: Vec<UnitOfWork>) -> Vec<Result<(), StoreError>> {
        let committed = commit::commit(&self.write, (self.now)(), &works);
        let results = self.in_time(self.patience, committed).await;
        let mut results = results.unwrap_or_else(|| vec![Err(error::no_answer()); works.len()]);
        // After the commit and not before it, for until then the file may go at any instant.
        if self.place.as_ref().is_some_and(|place| !place.holds()) {
            let held = results.iter_mut().filter(|result| result.is_ok());
            held.for_each(|result| *result = Err(error::moved()));
        }
        // The fence may know it before the session of the lock does, and from now on nothing may be sent
        // either.
        if let Some(Err(StoreError::Deposed(_))) = results.first()
            && let Some(leadership) = &*self.leadership()
        {
            leadership.holder.lose();
        }
        results
    }

    async fn inbox(
        &self,
        except: Vec<i64>,
        per_lane: u64,
        limit: u64,
    ) -> Result<Vec<InboxRow>, StoreError> {
        self.answer(waiting::inbox(&self.read, except, per_lane, limit))
            .await
    }

    async fn last_within(&self, lane: i64, most: u64) -> Result<Option<InboxRow>, StoreError> {
        self.answer(waiting::last_within(&self.read, lane, most))
            .await
    }

    async fn outbox(
        &self,
        side: OutboxSide,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        self.answer(waiting::outbox(&self.read, side, &wanted))
            .await
    }

    async fn untold(&self) -> Result<Vec<OutboxRow>, StoreError> {
        self.answer(waiting::untold(&self.read)).await
    }

    async fn missing_rights(&self) -> Result<Vec<Right>, StoreError> {
        self.answer(waiting::missing_rights(&self.read)).await
    }

    async fn sent_since(&self, since: Instant) -> Result<Vec<(Audience, Instant)>, StoreError> {
        self.answer(waiting::sent_since(&self.read, since)).await
    }

    async fn set_aside(&self, lane: i64) -> Result<Vec<InboxRow>, StoreError> {
        self.answer(dialogues::set_aside(&self.read, lane)).await
    }

    async fn forget(&self, old: Old) -> Result<bool, StoreError> {
        self.answer(forget::forget(&self.write, old)).await
    }

    async fn events(&self, ticket: TicketId) -> Result<Vec<Event>, StoreError> {
        self.answer(queries::events(&self.read, ticket)).await
    }

    async fn unresolved(&self) -> Result<Vec<Ticket>, StoreError> {
        let limit = self.patience * ALL_TICKETS;
        self.answer_within(limit, queries::unresolved(&self.read))
            .await
    }

    async fn unresolved_ids(&self) -> Result<Vec<(TicketId, PersonId)>, StoreError> {
        self.answer(queries::unresolved_ids(&self.read)).await
    }

    async fn last_ticket(&self) -> Result<Option<TicketId>, StoreError> {
        self.answer(queries::last_ticket(&self.read)).await
    }

    async fn shown(&self, ticket: TicketId) -> Result<Option<TicketDetails>, StoreError> {
        self.answer(queries::shown(&self.read, ticket)).await
    }

    async fn list(
        &self,
        of: ListOf,
        offset: u64,
        limit: u64,
    ) -> Result<Page<TicketSummary>, StoreError> {
        self.answer(queries::list(&self.read, of, offset, limit))
            .await
    }

    async fn listed(&self, tickets: Vec<TicketId>) -> Result<Vec<TicketSummary>, StoreError> {
        self.answer(queries::listed(&self.read, tickets)).await
    }

    async fn message(
        &self,
        ticket: TicketId,
        no: MessageNo,
    ) -> Result<Option<TicketMessage>, StoreError> {
        let one = messages::conversation(&self.read, ticket, Some(no));
        Ok(self.answer(one).await?.into_iter().next())
    }

    async fn said_as(&self, origin: Origin) -> Result<Option<TicketMessage>, StoreError> {
        self.answer(messages::said_as(&self.read, origin)).await
    }

    async fn titled(&self, origin: Origin) -> Result<Option<(TicketId, String)>, StoreError> {
        self.answer(titles::titled(&self.read, origin)).await
    }

    async fn earlier_titles(&self, ticket: TicketId) -> Result<Vec<String>, StoreError> {
        self.answer(titles::earlier(&self.read, ticket)).await
    }

    async fn earlier(
        &self,
        ticket: TicketId,
        no: MessageNo,
    ) -> Result<Vec<MessageContent>, StoreError> {
        self.answer(messages::earlier(&self.read, ticket, no)).await
    }

    async fn conversation(&self, ticket: TicketId) -> Result<Vec<TicketMessage>, StoreError> {
        self.answer(messages::conversation(&self.read, ticket, None))
            .await
    }

    async fn first_answers(&self, limit: u64) -> Result<Vec<i64>, StoreError> {
        self.answer(queries::first_answers(&self.read, (self.now)(), limit))
            .await
    }

    async fn profile(&self, id: i64) -> Result<Option<Profile>, StoreError> {
        self.answer(queries::profile(&self.read, id)).await
    }

    async fn profile_named(&self, username: &str) -> Result<Option<Profile>, StoreError> {
        self.answer(queries::profile_named(&self.read, username))
            .await
    }

    async fn private_dialogue(
        &self,
        person: PersonId,
    ) -> Result<Option<(dialogue::PrivateDialogue, Instant)>, StoreError> {
        self.answer(queries::dialogue(&self.read, mapping::PRIVATE, person.0))
            .await
    }

    async fn group_dialogue(
        &self,
        anchor: UpdateId,
    ) -> Result<Option<(dialogue::GroupDialogue, Instant)>, StoreError> {
        self.answer(queries::dialogue(&self.read, mapping::GROUP, anchor.0))
            .await
    }

    async fn dialogue_keeping(
        &self,
        message: i64,
    ) -> Result<Option<(UpdateId, dialogue::GroupDialogue, Instant)>, StoreError> {
        self.answer(queries::dialogue_keeping(
            &self.read,
            mapping::GROUP,
            message,
        ))
        .await
    }

    async fn old_dialogues(
        &self,
        before: Instant,
        limit: u64,
    ) -> Result<Vec<OldDialogue>, StoreError> {
        self.answer(dialogues::old(&self.read, before, limit)).await
    }

    async fn blocked(
        &self,
        person: PersonId,
        now: Instant,
    ) -> Result<Option<BlockedPerson>, StoreError> {
        self.answer(queries::blocked(&self.read, person, now)).await
    }

    async fn all_blocked(
        &self,
        now: Instant,
        offset: u64,
        limit: u64,
    ) -> Result<Page<BlockedPerson>, StoreError> {
        self.answer(queries::all_blocked(&self.read, now, offset, limit))
            .await
    }

    async fn sent(&self, chat: i64, message: i64) -> Result<Option<SentMessage>, StoreError> {
        self.answer(queries::sent(&self.read, chat, message)).await
    }

    async fn offers(&self, chat: i64) -> Result<Vec<SentMessage>, StoreError> {
        self.answer(dialogues::offers(&self.read, chat)).await
    }

    async fn copies(
        &self,
        chat: i64,
        ticket: TicketId,
        no: MessageNo,
    ) -> Result<Vec<SentMessage>, StoreError> {
        self.answer(messages::copies(&self.read, chat, ticket, no))
            .await
    }

    async fn card(&self, chat: i64, ticket: TicketId) -> Result<Option<SentMessage>, StoreError> {
        self.answer(queries::card(&self.read, chat, ticket, 0))
            .await
    }

    async fn old_card(
        &self,
        chat: i64,
        ticket: TicketId,
    ) -> Result<Option<SentMessage>, StoreError> {
        self.answer(queries::card(&self.read, chat, ticket, 1))
            .await
    }

    async fn lost_its_card(&self, chat: i64, ticket: TicketId) -> Result<bool, StoreError> {
        self.answer(group_state::lost_its_card(&self.read, chat, ticket))
            .await
    }

    async fn policies(&self) -> Result<Vec<PolicyVersion>, StoreError> {
        self.answer(queries::policies(&self.read)).await
    }

    async fn get_or_insert_value(&self, name: &str, value: &str) -> Result<String, StoreError> {
        self.answer(commit::get_or_insert_value(&self.write, name, value))
            .await
    }

    async fn group_now(&self, named: i64) -> Result<i64, StoreError> {
        self.answer(group_state::group_now(&self.read, named)).await
    }

    async fn topic_is_gone(&self, group: i64, topic: i64) -> Result<bool, StoreError> {
        self.answer(group_state::topic_is_gone(&self.read, group, topic))
            .await
    }

    async fn close(&self) {
        // The readers first: SQLite folds its log into the file when the last connection closes, if that one
        // may write.
        for pool in [&self.read, &self.write.db] {
            if let Err(error) = pool.close_by_ref().await {
                tracing::warn!(error = %StoreError::from(error), "the database did not close well");
            }
        }
        // Last: whoever leads next finds nothing under way.
        let leadership = self.leadership().take();
        if let Some(Leadership { task, stop, .. }) = leadership {
            stop.cancel();
            let _ = task.await;
        }
        // After everything else, when nothing of the file is open here any more.
        self.lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}
