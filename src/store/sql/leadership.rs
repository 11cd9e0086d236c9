//! Leadership on PostgreSQL: a lock, an epoch, and a sign of life.
//!
//! The lock is an advisory one of a session, on a connection of its own: it is free the moment the leader's process is
//! gone. It is tried again and again rather than waited for, because a statement that waits holds back vacuum. Advisory
//! locks belong to a database; its second half is the schema's number, so that two desks in one database are strangers.
//!
//! A leader is always in the middle of a short question on that session. So it hears the end of its session when the
//! server ends it, which is before the lock is free: whoever takes over then finds nobody who still believes to lead.
//!
//! The epoch counts leaderships. Every transaction that writes checks it, `FOR KEY SHARE` ([`fence`]): whoever takes
//! over moves it on, which waits until those transactions are over, and after which none of the old epoch commits.
//!
//! The sign of life is for a leader that hangs and whose connection stays: it counts `beats` up in the same row. A
//! standby that sees it stand still for [`LEADER_TIMEOUT`], by its own clock, ends the leader's sessions, of which one may have
//! stopped in the middle of a transaction, and so frees the lock. No two machines' clocks are compared.
//!
//! Invariant: the lock is held, and the epoch is ours, whenever the lease says that this process is sure to lead.

use super::{error, postgres_session::orphans_end};
use crate::store::{
    StoreError,
    lease::{Deposed, LeaderRole, LeaseHolder, Monotonic},
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, Statement,
    sqlx::{
        self, Connection as _, Error as SqlxError,
        postgres::{PgConnectOptions, PgConnection},
    },
};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

#[cfg(test)]
mod tests;

/// The first half of the lock: "bell".
const CLASS: i32 = 0x6265_6c6c;

/// The interval at which a standby tries the lock, and a leader in doubt tries to have it again.
const LOCK_RETRY: Duration = Duration::from_millis(250);

/// The interval at which a leader gives a sign of life.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(1);

/// The time that the server takes for a query that only waits. It notices so much later that a leader is gone.
const HOLD_QUERY: Duration = Duration::from_millis(100);

/// Delay before a standby retries after losing its session. A server restart also breaks the leader's session; this gives
/// the leader time to re-acquire the lock first.
const YIELD_TO_LEADER: Duration = Duration::from_secs(2);

/// The time that the database may take to answer on the lock's session.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// The time for which a leader may trust its lease, counted from the request of the sign of life that was taken.
const LEASE_TTL: Duration = Duration::from_secs(5);

/// After how long without a sign of life a leader is deposed: later than it is sure of itself, by what a call that it
/// has just begun may take to leave the machine.
const LEADER_TIMEOUT: Duration = Duration::from_secs(8);

/// A candidate for leadership: one for each process.
pub(super) struct Candidate {
    pub(super) options: PgConnectOptions,
    /// The name of this process's sessions, which nobody else's have.
    pub(super) me: String,
    pub(super) clock: Monotonic,
}

impl Candidate {
    /// Waits until the lock is ours; what a former leader left is ended. `told` hears when there is a leader.
    pub(super) async fn win(&self, told: &(dyn Fn(LeaderRole) + Send + Sync)) -> Session {
        let (mut reachable, mut waits) = (true, false);
        loop {
            match self.watch(told, &mut waits).await {
                Ok(session) => return session,
                // Said once: four lines a second would tell nobody more.
                Err(error) if reachable => {
                    tracing::warn!(%error, "the database can't be asked who leads; trying again");
                    reachable = false;
                }
                Err(_) => {}
            }
            sleep(LOCK_RETRY).await;
        }
    }

    /// One connection's time as a standby; `waits` once it was seen that another process leads.
    async fn watch(
        &self,
        told: &(dyn Fn(LeaderRole) + Send + Sync),
        waits: &mut bool,
    ) -> Result<Session, StoreError> {
        let mut session = Session::open(self).await?;
        if *waits {
            sleep(YIELD_TO_LEADER).await;
        }
        let mut monitor = HeartbeatMonitor::default();
        loop {
            // The lock first: if it is ours, the row that is read after it is the last leader's and moves no
            // more.
            let free = session.try_lock().await?;
            let leader = session.leader().await?;
            if free {
                // Its sessions may live on for a moment, or for long when only the lock's is gone.
                session.end(leader.as_ref()).await;
                return Ok(session);
            }
            if !std::mem::replace(waits, true) {
                told(LeaderRole::StandsBy);
            }
            if monitor.silent(leader.as_ref(), (self.clock)()) >= LEADER_TIMEOUT {
                tracing::warn!("the leader gives no sign of life: its sessions are ended");
                session.end(leader.as_ref()).await;
                // They take a moment to end: the silence is counted anew, or they would be ended again with
                // each look.
                monitor = HeartbeatMonitor::default();
            }
            sleep(LOCK_RETRY).await;
        }
    }

    /// Keeps the leadership until it is lost or `stop`, and says what becomes of it. A session that ends is replaced:
    /// unless somebody else took over meanwhile, this process leads on.
    pub(super) async fn keep(
        self,
        mut session: Session,
        epoch: i64,
        holder: Arc<LeaseHolder>,
        stop: CancellationToken,
    ) {
        loop {
            let ended = tokio::select! {
                ended = self.lead(&mut session, epoch, &holder) => ended,
                () = stop.cancelled() => return session.close().await,
            };
            // Without an error it was the epoch that ended: somebody else leads.
            let Err(error) = ended else {
                return holder.lose();
            };
            // Before anything is tried, for somebody else may take over from now on.
            holder.doubt();
            tracing::warn!(%error, "this process is not sure to lead: it sends nothing until it is");
            let again = tokio::select! {
                again = self.again(epoch) => again,
                () = stop.cancelled() => return,
            };
            match again {
                Some(found) => session = found,
                None => return holder.lose(),
            }
            tracing::info!("this process leads on");
        }
    }

    /// Gives signs of life until the epoch is over.
    async fn lead(
        &self,
        session: &mut Session,
        epoch: i64,
        holder: &LeaseHolder,
    ) -> Result<(), StoreError> {
        loop {
            // Before the question: by the time its answer is here, it may be old.
            let asked = (self.clock)();
            if !session.heartbeat(epoch).await? {
                return Ok(());
            }
            holder.renew(asked + LEASE_TTL);
            // Always in the middle of a question, so that the end of the session is heard when it happens.
            while (self.clock)() < asked + HEARTBEAT_INTERVAL {
                session.hold_session().await?;
            }
        }
    }

    /// The lock once more, after its session was lost; `None` when somebody else leads.
    async fn again(&self, epoch: i64) -> Option<Session> {
        loop {
            match self.reclaim(epoch).await {
                Ok(Some(session)) => return Some(session),
                Ok(None) => return None,
                // The database may be away for everybody: nobody else can have taken over then.
                Err(_) => sleep(LOCK_RETRY).await,
            }
        }
    }

    async fn reclaim(&self, epoch: i64) -> Result<Option<Session>, StoreError> {
        let mut session = Session::open(self).await?;
        loop {
            let free = session.try_lock().await?;
            if session.leader().await?.is_some_and(|l| l.epoch != epoch) {
                return Ok(None);
            }
            // Where nothing can be written nobody leads: a server that was put into another's place may only be read.
            if free {
                return Ok(session.heartbeat(epoch).await?.then_some(session));
            }
            sleep(LOCK_RETRY).await;
        }
    }
}

/// The row of the leadership, as a standby sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Leader {
    epoch: i64,
    /// The name of its sessions.
    holder: String,
    /// The number of its signs of life.
    heartbeats: i64,
}

/// Since when the leader has given no sign of life.
#[derive(Debug, Default)]
struct HeartbeatMonitor(Option<(Leader, Instant)>);

impl HeartbeatMonitor {
    /// The time for which the row has been seen unchanged; zero when there is none.
    fn silent(&mut self, leader: Option<&Leader>, now: Instant) -> Duration {
        match (&self.0, leader) {
            (Some((seen, since)), Some(leader)) if seen == leader => now.duration_since(*since),
            _ => {
                self.0 = leader.map(|leader| (leader.clone(), now));
                Duration::ZERO
            }
        }
    }
}

/// The connection that the lock is held on, and nothing else. Every question to it has a time limit.
pub(super) struct Session(PgConnection);

impl Session {
    async fn open(candidate: &Candidate) -> Result<Session, StoreError> {
        let options = candidate.options.clone();
        let options = options.application_name(&lock_session(&candidate.me));
        let mut connection = answered(PgConnection::connect_with(&options)).await?;
        answered(orphans_end(&mut connection, ANSWER_TIMEOUT)).await?;
        let mut session = Session(connection);
        // The server may not have noticed yet that an older one is gone, which may have the lock.
        let older = [lock_session(&candidate.me)];
        session.end_named(&older).await?;
        Ok(session)
    }

    async fn try_lock(&mut self) -> Result<bool, StoreError> {
        let question = "SELECT pg_try_advisory_lock($1, \
             (SELECT oid::int FROM pg_namespace WHERE nspname = current_schema()))";
        let locked = sqlx::query_scalar::<_, Option<bool>>(question).bind(CLASS);
        // Without a schema there is nothing to lock.
        let locked = answered(locked.fetch_one(&mut self.0)).await?;
        Ok(locked.unwrap_or_default())
    }

    /// The present or the last leader; `None` before the first leader made the tables.
    async fn leader(&mut self) -> Result<Option<Leader>, StoreError> {
        let there = sqlx::query_scalar("SELECT to_regclass('leadership') IS NOT NULL");
        if !answered(there.fetch_one(&mut self.0)).await? {
            return Ok(None);
        }
        let row = sqlx::query_as("SELECT epoch, holder, beats FROM leadership");
        let row: Option<(i64, String, i64)> = answered(row.fetch_optional(&mut self.0)).await?;
        Ok(row.map(|(epoch, holder, heartbeats)| Leader {
            epoch,
            holder,
            heartbeats,
        }))
    }

    /// Begins a new epoch, its number. Waits until no transaction of the old one is under way.
    pub(super) async fn take(&mut self, me: &str) -> Result<i64, StoreError> {
        let taken = sqlx::query_scalar(
            "UPDATE leadership SET epoch = epoch + 1, holder = $1, beats = 0 RETURNING epoch",
        );
        answered(taken.bind(me).fetch_one(&mut self.0)).await
    }

    /// A sign of life; `false` when the epoch is over.
    async fn heartbeat(&mut self, epoch: i64) -> Result<bool, StoreError> {
        let beat = sqlx::query("UPDATE leadership SET beats = beats + 1 WHERE epoch = $1");
        let done = answered(beat.bind(epoch).execute(&mut self.0)).await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends all sessions of a leader, whatever they are doing. Only those of the same database user can be.
    async fn end(&mut self, leader: Option<&Leader>) {
        let Some(Leader { holder, .. }) = leader else {
            return;
        };
        let names = [holder.clone(), lock_session(holder)];
        if let Err(error) = self.end_named(&names).await {
            tracing::error!(%error, "the sessions of the former leader can't be ended");
        }
    }

    async fn end_named(&mut self, names: &[String]) -> Result<(), StoreError> {
        // By name, for a standby knows nothing else of them. This session may bear one of the names itself.
        let ended = sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = ANY($1) AND pid <> pg_backend_pid()",
        );
        answered(ended.bind(names).execute(&mut self.0))
            .await
            .map(drop)
    }

    /// Rests for a moment, in the middle of a question; an error as soon as the session ends.
    async fn hold_session(&mut self) -> Result<(), StoreError> {
        let hold_session = sqlx::query("SELECT pg_sleep($1)").bind(HOLD_QUERY.as_secs_f64());
        answered(hold_session.execute(&mut self.0)).await.map(drop)
    }

    /// Returns when the session ends, and why.
    pub(super) async fn ends(&mut self) -> StoreError {
        loop {
            if let Err(error) = self.hold_session().await {
                return error;
            }
        }
    }

    /// Closes the session, which frees the lock.
    async fn close(self) {
        // Unheard, the server frees the lock as soon as it misses this process.
        let _ = timeout(ANSWER_TIMEOUT, self.0.close()).await;
    }
}

/// The name of a process's session that holds the lock.
fn lock_session(holder: &str) -> String {
    format!("{holder}/lock")
}

async fn answered<T>(
    question: impl Future<Output = Result<T, SqlxError>>,
) -> Result<T, StoreError> {
    match timeout(ANSWER_TIMEOUT, question).await {
        Ok(answer) => answer.map_err(|error| error::of_sqlx(&error)),
        Err(_) => Err(error::no_answer()),
    }
}

/// Refuses a transaction of an epoch that is over; else the epoch lasts until its end.
pub(super) async fn fence(db: &DatabaseTransaction, epoch: i64) -> Result<(), StoreError> {
    // The weakest lock: signs of life change the same row beside it, and only a new epoch, its key, has to
    // wait.
    let question = "SELECT epoch FROM leadership WHERE epoch = $1 FOR KEY SHARE";
    let question = Statement::from_sql_and_values(DbBackend::Postgres, question, [epoch.into()]);
    let row = db.query_one_raw(question).await?;
    row.map(drop).ok_or(StoreError::Deposed(Deposed))
}
