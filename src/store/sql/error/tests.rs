//! Which code means what. The databases' manuals say what each stands for; each of these leaves the database or the row to
//! blame, and nobody's message is set aside because of the database.

use super::*;
use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use std::borrow::Cow;

/// An error of a database, of which only the code matters.
#[derive(Debug, thiserror::Error)]
#[error("said by the database")]
struct Coded(&'static str);

impl DatabaseError for Coded {
    fn message(&self) -> &str {
        "said by the database"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.0.into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

/// What it comes to.
#[derive(Debug, PartialEq)]
enum Fault {
    /// The database's: tried again for as long as it takes.
    Away,
    /// The row's: counted, and set aside in the end.
    Row,
}
use Fault::{Away, Row};

fn fault(code: &'static str) -> Fault {
    match of_sqlx(&SqlxError::Database(Box::new(Coded(code)))) {
        StoreError::Unavailable(_) => Away,
        StoreError::Refused(_) => Row,
        other => panic!("{code}: {other:?}"),
    }
}

#[test]
fn each_sqlstate_of_postgresql() {
    for (code, expected, meaning) in [
        ("08006", Away, "connection failure"),
        ("0A000", Away, "a cached plan is of the tables as they were"),
        ("21000", Row, "one statement brings the same row twice"),
        ("22001", Row, "a text is too long"),
        ("22021", Row, "a character that can't be stored"),
        ("23502", Row, "a value is missing"),
        ("23503", Row, "a row that is referred to is not there"),
        ("23514", Row, "a check"),
        (
            "25006",
            Away,
            "the server may only be read: a replica, or set so",
        ),
        ("25P02", Away, "the transaction has failed already"),
        ("25P03", Away, "it rested within a transaction for too long"),
        ("26000", Away, "a prepared statement is not there"),
        ("28000", Away, "the role may not log in any more"),
        ("28P01", Away, "its password was changed"),
        ("3D000", Away, "the database was dropped"),
        ("3F000", Away, "the schema was dropped"),
        ("40001", Away, "could not serialize"),
        ("40P01", Away, "a deadlock"),
        ("42501", Away, "the role has lost rights"),
        ("42601", Row, "a statement is not understood"),
        ("42703", Away, "a column is not there"),
        ("42804", Row, "a value of another type"),
        ("42883", Away, "a function is not there"),
        ("42P01", Away, "a table is not there"),
        ("44000", Row, "a view's check"),
        ("53100", Away, "the disk is full"),
        ("53200", Away, "out of memory"),
        ("53300", Away, "too many connections"),
        ("54000", Row, "a value is longer than an index takes"),
        ("55000", Away, "the database takes no connections"),
        ("55P03", Away, "a lock is not available"),
        ("57014", Away, "the statement took too long"),
        ("57P01", Away, "the administrator shuts the server down"),
        ("57P02", Away, "the server crashes"),
        ("57P03", Away, "the server starts"),
        ("57P04", Away, "the database is being dropped"),
        ("57P05", Away, "the session was idle for too long"),
        ("58030", Away, "the disk fails"),
        ("P0001", Row, "a trigger refuses it"),
        ("XX000", Away, "an internal error"),
        ("XX001", Away, "the data are corrupted"),
    ] {
        assert_eq!(fault(code), expected, "{code}: {meaning}");
    }
}

#[test]
fn each_code_of_sqlite() {
    for (code, expected, meaning) in [
        ("1", Away, "a table is not there"),
        ("4", Away, "aborted"),
        ("5", Away, "somebody else has it locked"),
        ("261", Away, "the same, while a crash is recovered from"),
        ("517", Away, "the same, with an older view of it"),
        ("6", Away, "a table is locked"),
        ("7", Away, "out of memory"),
        ("8", Away, "it may only be read"),
        ("1032", Away, "its file was moved"),
        ("1544", Away, "its folder may not be written to"),
        ("9", Away, "interrupted"),
        ("10", Away, "the disk fails"),
        ("778", Away, "it fails when written to"),
        ("11", Away, "the file is corrupted"),
        ("13", Away, "the disk is full"),
        ("14", Away, "the file can't be opened"),
        ("15", Away, "the lock's protocol"),
        ("17", Away, "the tables were changed"),
        ("18", Row, "a text is too long"),
        ("275", Row, "a check"),
        ("787", Row, "a row that is referred to is not there"),
        ("1299", Row, "a value is missing"),
        ("1555", Row, "a key that is taken"),
        ("1811", Row, "a trigger refuses it"),
        ("2067", Row, "a value that must be unique"),
        ("20", Row, "a value of another type"),
        ("23", Away, "not allowed"),
        ("26", Away, "the file is no database"),
    ] {
        assert_eq!(fault(code), expected, "{code}: {meaning}");
    }
}

#[test]
fn what_goes_wrong_on_the_way_is_the_databases_fault() {
    let broken = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
    for error in [
        SqlxError::Io(broken),
        SqlxError::Tls("handshake".into()),
        SqlxError::Protocol("an answer to another question".into()),
        SqlxError::PoolTimedOut,
        SqlxError::PoolClosed,
        SqlxError::WorkerCrashed,
        SqlxError::BeginFailed,
    ] {
        let fault = of_sqlx(&error);
        assert!(matches!(fault, StoreError::Unavailable(_)), "{error:?}");
    }
}
