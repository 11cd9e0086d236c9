//! The reasons that a database can't be opened, and how the databases' errors become them.

use crate::store::StoreError;
use sea_orm::{DbErr, sqlx::error::Error as SqlxError};
use std::path::{Path, PathBuf};

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

pub(super) fn unmigrated(error: DbErr) -> ConnectError {
    ConnectError::Migration(StoreError::from(error).to_string())
}

/// The error for a bad address. The parsers name parameters and characters, never the whole.
pub(super) fn address(error: SqlxError) -> ConnectError {
    ConnectError::Address(match error {
        SqlxError::Configuration(why) => why.to_string(),
        _ => "it can't be read".into(),
    })
}

pub(super) fn file(path: &Path, error: &SqlxError) -> ConnectError {
    ConnectError::File {
        file: path.to_owned(),
        why: match error {
            SqlxError::Database(e) => e.message().to_owned(),
            SqlxError::Io(e) => e.to_string(),
            _ => "the connection failed".into(),
        },
    }
}
