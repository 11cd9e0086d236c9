//! Opening SQLite: the lock beside a file, one connection that writes, and a few that read.

use super::{
    data::{Opened, Options},
    error::{ConnectError, address, file},
    guarded,
};
use sea_orm::{
    DatabaseConnection,
    sqlx::{
        ConnectOptions as _, Connection as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};
use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

/// The time that a statement of SQLite waits for a lock that another process has for a moment.
const BUSY: Duration = Duration::from_secs(5);

/// Effectively unlimited: waiting for SQLite's single writer is normal.
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// The number of connections that read a file of SQLite.
const READERS: u32 = 4;

/// Opens the file or the memory at `url`.
///
/// # Errors
/// A [`ConnectError`].
pub(super) async fn open(url: &str, options: Options) -> Result<Opened, ConnectError> {
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
    // Each connection to memory has a database of its own, so there is one for both uses.
    if in_memory {
        let pool = pool(1).connect_with(options).await;
        let pool = DatabaseConnection::from(pool.map_err(|e| file(Path::new(":memory:"), &e))?);
        return Ok(opened(pool.clone(), pool, None, None));
    }
    let path = options.get_filename().to_owned();
    let create = url.contains("mode=rwc");
    // Before the file is opened: two desks must not even bring its tables up to date together.
    let lock = lock(&path, create)?;
    let writer = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        // With a log of writes, `NORMAL` may lose the last commits at a power cut, and those were acknowledged.
        .synchronous(SqliteSynchronous::Full);
    let write = pool(1)
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
    let read = pool(READERS).connect_with(reader).await;
    let read = read.map_err(|e| file(&path, &e))?;
    Ok(opened(write.into(), read.into(), Some(lock), Some(path)))
}

pub(super) fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(FOR_EVER)
        // A database in memory is gone with its connection.
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
    // Not the database itself: SQLite's own locks on it end as soon as this process closes any handle of it.
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
