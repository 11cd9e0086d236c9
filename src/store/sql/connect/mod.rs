//! Opening the database: the address, the lock of a file, the migrations, and what to say when it does not work.
//!
//! To open changes nothing: a process that stands by, or only looks, must not move the tables on under a leader of an
//! older version. Whoever leads does that, before anything else.
//!
//! Connections are never recycled by age: a database in memory lives as long as its one connection, and under a test's
//! paused clock an age is reached in no time.
//!
//! Invariant: no error here holds the password of an address.

use super::{FileIdentity, Leadership, SqlStore, StoreError, Writer, leadership::Candidate};
use crate::{
    domain::Instant,
    store::lease::{LeaderRole, Lease, LeaseHolder, Monotonic},
};
use migration::{Migrator, MigratorTrait, Version};
use sea_orm::{
    DatabaseConnection, DbErr,
    sqlx::{
        ConnectOptions as _, Connection as _,
        error::Error as SqlxError,
        postgres::PgConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

pub use guarded::Exposure;

pub(super) mod file_identity;
mod guarded;
pub(super) mod postgres;
mod read_only;

/// The time that a statement of SQLite waits for a lock that another process has for a moment.
const BUSY: Duration = Duration::from_secs(5);

/// Effectively unlimited: waiting for SQLite's single writer is normal.
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// The number of connections that read a file of SQLite.
const READERS: u32 = 4;

/// Hears a statement, with its values.
pub type Listener = Arc<dyn Fn(&str) + Send + Sync>;

/// The options of the store beside the address.
#[derive(Clone)]
pub struct Options {
    /// The clock for the rows that the store dates itself.
    pub now: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// The time to wait for a connection to PostgreSQL before it counts as unreachable, for a commit there before its
    /// outcome counts as unknown, and for an answer there before it counts as none. Tests that move a paused clock
    /// while a statement is under way want it longer than their leaps.
    pub patience: Duration,
    /// Hears each statement that is run, values and all: for tests, and for nobody who would write it down.
    pub statements: Option<Listener>,
}

impl Options {
    /// The usual patience: 10 s.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Options {
            now: Arc::new(now),
            patience: Duration::from_secs(10),
            statements: None,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

/// The reason that the database can't be used. Each says what to do; none holds the password.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is not one.
    #[error(
        "the database's address is not understood ({0}); it looks like sqlite://data/bellhop.db?mode=rwc \
         or postgres://user:password@host/database"
    )]
    Address(String),
    /// Nobody answers, or not in time.
    #[error(
        "PostgreSQL at {at} can't be reached: {why}; is it running, and may this machine connect to it?"
    )]
    Unreachable { at: String, why: String },
    /// The user or the password is refused.
    #[error(
        "PostgreSQL at {at} refuses the login of user \"{user}\"; check the user and the password"
    )]
    LoginRefused { at: String, user: String },
    /// There is no such database.
    #[error("PostgreSQL at {at} has no database \"{name}\"; create it: CREATE DATABASE \"{name}\"")]
    NoDatabase { at: String, name: String },
    /// There is no such file, and the address does not say to create it.
    #[error("there is no database {}; put ?mode=rwc behind its address to have it created", .0.display())]
    NoFile(PathBuf),
    /// The folder can't be created.
    #[error("the folder {} of the database can't be created: {why}", folder.display())]
    Folder { folder: PathBuf, why: String },
    /// The file can't be opened.
    #[error("the database {} can't be opened: {why}", file.display())]
    File { file: PathBuf, why: String },
    #[error("the database {} is in use by another process; only one desk may run on it", .0.display())]
    InUse(PathBuf),
    /// The database was written by a newer version of the program.
    #[error(
        "the database is of a newer version of bellhop (it has {0}); nothing was changed; \
         install that version, or restore the backup from before it"
    )]
    Newer(String),
    /// The database was last written by a version that is older than this program can move on.
    #[error(
        "the database is of a version of bellhop that is too old (it lacks {0}); nothing was changed; \
         start the last version that has m0059_withheld on it once, then this one"
    )]
    TooOld(String),
    /// The tables can't be brought up to date.
    #[error("the tables of the database can't be brought up to date: {0}")]
    Migration(String),
}

/// A database that is open, of this version of the program or an older one; nothing in it was changed.
pub struct Opened {
    write: DatabaseConnection,
    read: DatabaseConnection,
    options: Options,
    /// The lock of a file of SQLite.
    lock: Option<File>,
    file: Option<PathBuf>,
    /// The options to connect to PostgreSQL again, and the name of this process's sessions there.
    server: Option<(PgConnectOptions, String)>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

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
            Some("sqlite") => sqlite(url, options).await?,
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
                Err(error) => tracing::warn!(%error, "the leadership can't be taken yet"),
            }
        };
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

async fn migrate(db: &DatabaseConnection) -> Result<(), ConnectError> {
    if usable_version(db).await? == Version::BeforeSquash {
        // A crash behind this leaves a database that the next start moves on as any other.
        migration::adopt(db).await.map_err(unmigrated)?;
    }
    Migrator::up(db, None).await.map_err(unmigrated)
}

/// The version of a database that this program can move on. Changes nothing.
async fn usable_version(db: &DatabaseConnection) -> Result<Version, ConnectError> {
    match migration::version(db).await.map_err(unmigrated)? {
        Version::TooOld(lacks) => Err(ConnectError::TooOld(lacks.join(", "))),
        Version::Newer(has) => Err(ConnectError::Newer(has.join(", "))),
        version => Ok(version),
    }
}

fn unmigrated(error: DbErr) -> ConnectError {
    ConnectError::Migration(StoreError::from(error).to_string())
}

async fn sqlite(url: &str, options: Options) -> Result<Opened, ConnectError> {
    let opened = |write: DatabaseConnection, read, lock, file| Opened {
        write,
        read,
        options,
        lock,
        file,
        server: None,
    };
    let options: SqliteConnectOptions = url.parse().map_err(address)?;
    let options = options
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    if in_memory {
        let pool = sqlite_pool(1).connect_with(options).await;
        let pool = DatabaseConnection::from(pool.map_err(|e| file(Path::new(":memory:"), &e))?);
        return Ok(opened(pool.clone(), pool, None, None));
    }
    let path = options.get_filename().to_owned();
    let create = url.contains("mode=rwc");
    let lock = lock(&path, create)?;
    let writer = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let write = sqlite_pool(1)
        // On an error of the disk SQLite may end a transaction by itself, which the connection does not hear: it would
        // begin the next one within the lost one, and never commit it. Such a connection is replaced.
        .before_acquire(|connection, _| {
            let clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(clean) })
        })
        .connect_with(writer)
        .await
        .map_err(|e| file(&path, &e))?;
    let reader = options.create_if_missing(false).read_only(true);
    let read = sqlite_pool(READERS).connect_with(reader).await;
    let read = read.map_err(|e| file(&path, &e))?;
    Ok(opened(write.into(), read.into(), Some(lock), Some(path)))
}

fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(FOR_EVER)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Takes the lock beside a file of SQLite, creating folder and file when they may be created.
fn lock(path: &Path, create: bool) -> Result<File, ConnectError> {
    if !create && !path.exists() {
        return Err(ConnectError::NoFile(path.to_owned()));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder {
        guarded::folder(folder).map_err(|e| ConnectError::Folder {
            folder: folder.to_owned(),
            why: e.to_string(),
        })?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let refused = |e: std::io::Error| ConnectError::File {
        file: path.to_owned(),
        why: e.to_string(),
    };
    let lock = guarded::file(Path::new(&beside)).map_err(refused)?;
    match lock.try_lock() {
        Ok(()) => {
            // One that is there is not even opened: to close it would release the locks that SQLite has on it.
            if create && !path.exists() {
                guarded::file(path).map_err(refused)?;
            }
            Ok(lock)
        }
        Err(TryLockError::WouldBlock) => Err(ConnectError::InUse(path.to_owned())),
        Err(TryLockError::Error(e)) => Err(refused(e)),
    }
}

/// The error for a bad address. The parsers name parameters and characters, never the whole.
fn address(error: SqlxError) -> ConnectError {
    ConnectError::Address(match error {
        SqlxError::Configuration(why) => why.to_string(),
        _ => "it can't be read".into(),
    })
}

fn file(path: &Path, error: &SqlxError) -> ConnectError {
    ConnectError::File {
        file: path.to_owned(),
        why: match error {
            SqlxError::Database(e) => e.message().to_owned(),
            SqlxError::Io(e) => e.to_string(),
            _ => "the connection failed".into(),
        },
    }
}
