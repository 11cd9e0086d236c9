//! Opening the database: the address, the lock of a file, the migrations, and what to say when it does not work.
//!
//! Connections are never recycled by age: a database in memory lives as long as its one connection, and under a test's
//! paused clock an age is reached in no time.
//!
//! Invariant: no error here holds the password of an address.

use super::SqlStore;
use crate::domain::Instant;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    DatabaseConnection,
    sqlx::{
        ConnectOptions as _, Connection as _, PgPool, SqlitePool,
        error::Error as SqlxError,
        postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
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

/// How long a statement of SQLite waits for a lock that another process has for a moment.
const BUSY: Duration = Duration::from_secs(5);

/// For as good as ever: a queue before SQLite's one writer is no fault, however long it takes.
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// How many connections read a file of SQLite.
const READERS: u32 = 4;

/// How many connections there are to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 8;

/// What the store needs to know beside the address.
#[derive(Clone)]
pub struct Options {
    /// What time it is: dates the rows that the store dates itself.
    pub now: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// How long to wait for a connection to PostgreSQL before it counts as unreachable. Tests that move a paused clock
    /// while a statement is under way want it longer than their leaps.
    pub patience: Duration,
}

impl Options {
    /// The usual patience: 10 s.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Options {
            now: Arc::new(now),
            patience: Duration::from_secs(10),
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

/// Why the database can't be used. Each says what to do; none holds the password.
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
    Unreachable {
        /// Host and port.
        at: String,
        /// Why.
        why: String,
    },
    /// The user or the password is refused.
    #[error(
        "PostgreSQL at {at} refuses the login of user \"{user}\"; check the user and the password"
    )]
    LoginRefused {
        /// Host and port.
        at: String,
        /// As whom.
        user: String,
    },
    /// There is no such database.
    #[error("PostgreSQL at {at} has no database \"{name}\"; create it: CREATE DATABASE \"{name}\"")]
    NoDatabase {
        /// Host and port.
        at: String,
        /// Its name.
        name: String,
    },
    /// There is no such file, and the address does not say to create it.
    #[error("there is no database {}; put ?mode=rwc behind its address to have it created", .0.display())]
    NoFile(PathBuf),
    /// The folder can't be created.
    #[error("the folder {} of the database can't be created: {why}", folder.display())]
    Folder {
        /// Which one.
        folder: PathBuf,
        /// Why.
        why: String,
    },
    /// The file can't be opened.
    #[error("the database {} can't be opened: {why}", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// A second process.
    #[error("the database {} is in use by another process; only one desk may run on it", .0.display())]
    InUse(PathBuf),
    /// The database was written by a newer version of the program.
    #[error(
        "the database is of a newer version of bellhop (it has {0}); nothing was changed; \
         install that version, or restore the backup from before it"
    )]
    Newer(String),
    /// The tables can't be brought up to date.
    #[error("the tables of the database can't be brought up to date: {0}")]
    Migration(String),
}

impl SqlStore {
    /// Opens the database at `url` and brings its tables up to date.
    ///
    /// # Errors
    /// A [`ConnectError`]. A database of a newer version is left as it is.
    pub async fn connect(url: &SecretString, options: Options) -> Result<SqlStore, ConnectError> {
        let url = url.expose_secret();
        let (write, read, lock) = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => sqlite(url).await?,
            Some("postgres" | "postgresql") => {
                let pool = DatabaseConnection::from(postgres(url, options.patience).await?);
                (pool.clone(), pool, None)
            }
            Some(_) => return Err(ConnectError::Address("unknown kind of database".into())),
            None => return Err(ConnectError::Address("no kind of database".into())),
        };
        migrate(&write).await?;
        Ok(SqlStore {
            write,
            read,
            now: options.now,
            lock: Mutex::new(lock),
        })
    }
}

async fn migrate(db: &DatabaseConnection) -> Result<(), ConnectError> {
    let failed = |error| ConnectError::Migration(super::StoreError::from(error).to_string());
    let unknown = migration::unknown(db).await.map_err(failed)?;
    if !unknown.is_empty() {
        return Err(ConnectError::Newer(unknown.join(", ")));
    }
    Migrator::up(db, None).await.map_err(failed)
}

type Opened = (DatabaseConnection, DatabaseConnection, Option<File>);

async fn sqlite(url: &str) -> Result<Opened, ConnectError> {
    let options: SqliteConnectOptions = url.parse().map_err(address)?;
    let options = options
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    if in_memory {
        let pool = sqlite_pool(1, options).await;
        let pool = DatabaseConnection::from(pool.map_err(|e| file(Path::new(":memory:"), &e))?);
        return Ok((pool.clone(), pool, None));
    }
    let path = options.get_filename().to_owned();
    let create = url.contains("mode=rwc");
    let lock = lock(&path, create)?;
    let writer = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let write = sqlite_pool(1, writer).await.map_err(|e| file(&path, &e))?;
    let reader = options.create_if_missing(false).read_only(true);
    let read = sqlite_pool(READERS, reader).await;
    let read = read.map_err(|e| file(&path, &e))?;
    Ok((write.into(), read.into(), Some(lock)))
}

async fn sqlite_pool(
    connections: u32,
    options: SqliteConnectOptions,
) -> Result<SqlitePool, SqlxError> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(FOR_EVER)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

/// Takes the lock beside a file of SQLite, creating the folder when the file may be created.
fn lock(path: &Path, create: bool) -> Result<File, ConnectError> {
    if !create && !path.exists() {
        return Err(ConnectError::NoFile(path.to_owned()));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(|e| ConnectError::Folder {
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
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&beside)
        .map_err(refused)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(ConnectError::InUse(path.to_owned())),
        Err(TryLockError::Error(e)) => Err(refused(e)),
    }
}

async fn postgres(url: &str, patience: Duration) -> Result<PgPool, ConnectError> {
    // sqlx fills in what is missing; that it is an address at all is checked here, because sqlx may quote a part of it.
    url::Url::parse(url).map_err(|e| ConnectError::Address(e.to_string()))?;
    let options: PgConnectOptions = url.parse().map_err(address)?;
    let options = options
        .application_name("bellhop")
        .disable_statement_logging();
    // The pool would go on trying a refused connection until its time is over; this one says at once what is wrong.
    let first = tokio::time::timeout(patience, PgConnection::connect_with(&options)).await;
    match first {
        Ok(Ok(connection)) => drop(connection.close().await),
        Ok(Err(error)) => return Err(postgres_error(&options, &error)),
        Err(_) => return Err(unreachable(&options, format!("no answer in {patience:?}"))),
    }
    PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(patience)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await
        .map_err(|error| postgres_error(&options, &error))
}

fn at(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

fn unreachable(options: &PgConnectOptions, why: String) -> ConnectError {
    ConnectError::Unreachable {
        at: at(options),
        why,
    }
}

fn postgres_error(options: &PgConnectOptions, error: &SqlxError) -> ConnectError {
    let user = options.get_username().to_owned();
    match error {
        SqlxError::Database(e) => match e.code().unwrap_or_default().as_ref() {
            "28P01" | "28000" => ConnectError::LoginRefused {
                at: at(options),
                user,
            },
            "3D000" => ConnectError::NoDatabase {
                at: at(options),
                name: options.get_database().unwrap_or(&user).to_owned(),
            },
            _ => unreachable(options, e.message().to_owned()),
        },
        SqlxError::Io(e) => unreachable(options, e.to_string()),
        SqlxError::Tls(e) => unreachable(options, e.to_string()),
        _ => unreachable(options, "the connection failed".into()),
    }
}

/// What is wrong with an address. The parsers speak of parameters and characters, never of the whole.
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
