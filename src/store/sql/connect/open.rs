//! Opening a database, and leading on it: what makes a store of it.

use super::{
    data::{Opened, Options},
    error::ConnectError,
    file_identity::FileIdentity,
    migrate::{migrate, usable_version},
    postgres, sqlite,
};
use crate::store::{
    lease::{LeaderRole, Lease, LeaseHolder, Monotonic},
    sql::{
        commit::Writer,
        leadership::Candidate,
        sql_store::{Leadership, SqlStore},
    },
};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

impl SqlStore {
    /// Opens the database at `url` and brings its tables up to date, for whoever knows that nobody else works on it.
    ///
    /// # Errors
    /// A [`ConnectError`]. A database of a newer version, or of one that is too old, is left as it is.
    pub async fn connect(url: &SecretString, options: Options) -> Result<SqlStore, ConnectError> {
        Opened::at(url, options).await?.alone().await
    }
}

impl Opened {
    /// Opens the database at `url`.
    ///
    /// # Errors
    /// A [`ConnectError`]. A database of a newer version is one, and so is one that is too old.
    pub async fn at(url: &SecretString, options: Options) -> Result<Opened, ConnectError> {
        let url = url.expose_secret();
        let mut opened = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => sqlite::open(url, options).await?,
            Some("postgres" | "postgresql") => postgres::open(url, options).await?,
            Some(_) => return Err(ConnectError::Address("unknown kind of database".into())),
            None => return Err(ConnectError::Address("no kind of database".into())),
        };
        if let Some(hears) = opened.options.statements.clone() {
            for db in [&mut opened.write, &mut opened.read] {
                let hears = hears.clone();
                db.set_metric_callback(move |run| hears(&run.statement.to_string()));
            }
        }
        usable_version(&opened.write).await?;
        Ok(opened)
    }

    /// Waits until this process leads, brings the tables up to date, and gives the store to which nobody else writes,
    /// with the lease on that. `told` hears what this process is, at each change. On SQLite it leads at once: the lock
    /// of the file is the leadership. Dropping the future withdraws.
    ///
    /// # Errors
    /// A [`ConnectError`]: the tables can't be brought up to date, or a newer version was here meanwhile.
    pub async fn lead(
        self,
        clock: Monotonic,
        told: &(dyn Fn(LeaderRole) + Send + Sync),
    ) -> Result<(SqlStore, Lease), ConnectError> {
        let Some((options, me)) = self.server.clone() else {
            let store = self.alone().await?;
            told(LeaderRole::Leads);
            return Ok((store, Lease::always(clock)));
        };
        let candidate = Candidate { options, me, clock };
        let (session, epoch) = loop {
            let mut session = candidate.win(told).await;
            // Without the lock another process might do the same at the same time.
            tokio::select! {
                migrated = migrate(&self.write) => migrated?,
                error = session.ends() => {
                    tracing::warn!(%error, "the leadership was lost before it began");
                    continue;
                }
            }
            match session.take(&candidate.me).await {
                Ok(epoch) => break (session, epoch),
                // The session is dropped, the lock with it, and all begins anew.
                Err(error) => tracing::warn!(%error, "the leadership can't be taken yet"),
            }
        };
        // It begins as one that ran out: nothing is sent before the first sign of life is taken.
        let (holder, lease) = LeaseHolder::until(clock(), clock);
        let (holder, stop) = (Arc::new(holder), CancellationToken::new());
        let task = candidate.keep(session, epoch, holder.clone(), stop.clone());
        let leadership = Leadership {
            holder,
            task: tokio::spawn(task),
            stop,
        };
        told(LeaderRole::Leads);
        Ok((self.store(Some(epoch), Some(leadership)), lease))
    }

    async fn alone(self) -> Result<SqlStore, ConnectError> {
        migrate(&self.write).await?;
        // After the file was used, for before that its log does not exist.
        let place = self.file.as_deref().map(FileIdentity::of).transpose()?;
        Ok(SqlStore {
            place,
            ..self.store(None, None)
        })
    }

    /// The store as it is, for whoever only asks: a leader may be at work on it.
    pub fn as_it_is(self) -> SqlStore {
        self.store(None, None)
    }

    fn store(self, epoch: Option<i64>, leadership: Option<Leadership>) -> SqlStore {
        SqlStore {
            write: Writer {
                db: self.write,
                epoch,
            },
            read: self.read,
            now: self.options.now,
            patience: self.options.patience,
            lock: Mutex::new(self.lock),
            place: None,
            leadership: Mutex::new(leadership),
        }
    }
}
