//! What the tests of the whole share: fresh databases of each kind.
//!
//! `BELLHOP_TEST_DATABASES=sqlite` limits all tests to SQLite.

pub(crate) mod crowd;
pub(crate) mod desk;
pub(crate) mod log;

pub(crate) mod trouble;
pub(crate) mod wire;

pub(crate) use crash_tests::postgres;
use secrecy::SecretString;

/// The kinds of database that the desk runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// SQLite, in memory.
    Memory,
    /// SQLite, a file in a folder of its own.
    File,
    /// PostgreSQL, a fresh database of the server that the test process starts.
    Postgres,
}

/// A fresh, empty database; a folder it lives in goes when this is dropped.
pub(crate) struct Database {
    /// Its address.
    pub(crate) url: SecretString,
    _folder: Option<tempfile::TempDir>,
}

/// A server of PostgreSQL that the test may break, and its empty database; `None` when the tests are limited to SQLite.
pub(crate) fn own_server() -> Option<(postgres::OwnServer, Database)> {
    if limited_to_sqlite() {
        return None;
    }
    let server = postgres::OwnServer::start();
    let database = Database {
        url: server.url().into(),
        _folder: None,
    };
    Some((server, database))
}

/// A fresh database; `None` when the tests are limited to others.
pub(crate) async fn fresh(kind: Kind) -> Option<Database> {
    let (url, folder) = match kind {
        Kind::Memory => ("sqlite::memory:".to_owned(), None),
        Kind::File => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let file = folder.path().join("bellhop.db");
            (
                format!("sqlite://{}?mode=rwc", file.display()),
                Some(folder),
            )
        }
        Kind::Postgres if limited_to_sqlite() => return None,
        Kind::Postgres => (postgres::fresh_url().await, None),
    };
    Some(Database {
        url: url.into(),
        _folder: folder,
    })
}

fn limited_to_sqlite() -> bool {
    std::env::var("BELLHOP_TEST_DATABASES").is_ok_and(|only| only == "sqlite")
}
