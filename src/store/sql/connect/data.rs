//! A database that is open, and the options to open it with.

use crate::domain::Instant;
use sea_orm::{DatabaseConnection, sqlx::postgres::PgConnectOptions};
use std::{fs::File, path::PathBuf, sync::Arc, time::Duration};

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

/// A database that is open, of this version of the program or an older one; nothing in it was changed.
pub struct Opened {
    pub(super) write: DatabaseConnection,
    pub(super) read: DatabaseConnection,
    pub(super) options: Options,
    /// The lock of a file of SQLite.
    pub(super) lock: Option<File>,
    pub(super) file: Option<PathBuf>,
    /// The options to connect to PostgreSQL again, and the name of this process's sessions there.
    pub(super) server: Option<(PgConnectOptions, String)>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
