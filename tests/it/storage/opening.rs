//! Opening a database: its migrations, who may open it, and what is said when it can't be.

use super::fixture::*;
use crate::common::{self, Kind, postgres};
use bellhop::{
    domain::{
        ids::{MessageNo, PersonId, TicketId},
        message::Part,
        notice::{Notice, PersonNotice, ReceiptMark, TeamNotice},
    },
    store::{
        NewOutboxRow, OutboxSide, Store, StoreError, UnitOfWork, Wanted,
        sql::{ConnectError, Options, SqlStore},
    },
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// The same database, past the store. One in memory is a new one.
async fn raw(case: &Case) -> DatabaseConnection {
    case.store.close().await;
    let url = case.database.url.expose_secret();
    let db = Database::connect(url).await.expect("a connection");
    Migrator::up(&db, None).await.expect("up");
    db
}

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let names = match db.get_database_backend() {
        sea_orm::DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        _ => {
            "SELECT CAST(table_name AS text) AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
        }
    };
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), names);
    let rows = db.query_all_raw(statement).await.expect("the tables");
    rows.iter()
        .map(|row| row.try_get("", "name").expect("a name"))
        .collect()
}

pub(crate) async fn migrations_go_up_down_and_up(case: Case) {
    let db = raw(&case).await;
    let all = [
        "activity",
        "attachments",
        "blocks",
        "dialogues",
        "earlier_titles",
        "earlier_words",
        "events",
        "inbox",
        "kept",
        "leadership",
        "messages",
        "outbox",
        "people",
        "policies",
        "seaql_migrations",
        "sent_messages",
        "tickets",
    ];
    assert_eq!(tables(&db).await, all);
    Migrator::down(&db, None).await.expect("down");
    assert_eq!(tables(&db).await, ["seaql_migrations"]);
    Migrator::up(&db, None).await.expect("up again");
    assert_eq!(tables(&db).await, all);
    db.close().await.expect("the end");
}

pub(crate) async fn what_was_said_before_there_were_notes_is_none(case: Case) {
    case.opened(1, 1, 0).await;
    let db = raw(&case).await;
    let all = Migrator::migrations();
    let notes = all.iter().position(|m| m.name() == "m0008_notes");
    let later = all.len() - notes.expect("the migration");
    Migrator::down(&db, Some(later as u32)).await.expect("down");
    Migrator::up(&db, None).await.expect("up again");
    db.close().await.expect("the end");
    let again = case.again().await.expect("it opens again");
    let said = again
        .conversation(TicketId(1))
        .await
        .expect("what was said");
    let notes: Vec<bool> = said.iter().map(|said| said.note).collect();
    // What was in memory is gone.
    let expected: &[bool] = if case.kind == Kind::Memory {
        &[]
    } else {
        &[false]
    };
    assert_eq!(notes, expected);
}

/// Rows that wait when the tables are brought up to date are read by their own urgency afterwards.
pub(crate) async fn what_waited_before_there_were_urgencies_has_its_own(case: Case) {
    if case.kind == Kind::Memory {
        return;
    }
    let ticket = TicketId(1);
    let message = MessageNo(2);
    let notices = [
        Notice::ToTeam(TeamNotice::Help),
        Notice::ToTeam(TeamNotice::PersonWrote {
            ticket,
            message,
            part: Part::Text(0),
        }),
        Notice::ToTeam(TeamNotice::ResolutionAlert { ticket }),
        Notice::ToTeam(TeamNotice::NewTicket { ticket }),
        Notice::ToTeam(TeamNotice::CardEdit { ticket }),
        Notice::ToPerson(PersonId(1), PersonNotice::Receipt { ticket, message }),
        Notice::ToTeam(TeamNotice::Mark {
            ticket,
            message,
            mark: ReceiptMark::Taken,
        }),
    ];
    let rows = notices
        .into_iter()
        .enumerate()
        .map(|(n, notice)| NewOutboxRow {
            notice,
            ..outgoing(&format!("row {n}"))
        });
    case.commit(UnitOfWork {
        outbox: rows.collect(),
        ..Default::default()
    })
    .await;
    let before = case.pending().await;
    let db = raw(&case).await;
    let all = Migrator::migrations();
    let urgency = all.iter().position(|m| m.name() == "m0042_outbox_urgency");
    let later = all.len() - urgency.expect("the migration");
    Migrator::down(&db, Some(later as u32)).await.expect("down");
    Migrator::up(&db, None).await.expect("up again");
    db.close().await.expect("the end");
    let again = case.again().await.expect("it opens again");
    for wanted in Wanted::each(0, 10) {
        let rows = again.outbox(OutboxSide::Team, vec![wanted]).await;
        let expected = before.iter();
        let expected = expected.filter(|row| row.row.notice.urgency() == wanted.urgency);
        assert_eq!(
            rows,
            Ok(expected.cloned().collect()),
            "{:?}",
            wanted.urgency
        );
    }
}

pub(crate) async fn an_open_database_opens_again_as_it_was(case: Case) {
    let ticket = case.opened(1, 1, 0).await;
    case.commit(told(&["a"])).await;
    case.store.close().await;
    let again = case.again().await.expect("it opens again");
    // What was in memory is gone.
    let expected = if case.kind == Kind::Memory {
        vec![]
    } else {
        vec![ticket]
    };
    let rows = again
        .outbox(OutboxSide::Team, Wanted::each(0, 10))
        .await
        .unwrap();
    assert_eq!(rows.len(), expected.len());
    assert_eq!(again.unresolved().await, Ok(expected));
}

pub(crate) async fn a_newer_database_is_refused_untouched(case: Case) {
    let db = raw(&case).await;
    if case.kind == Kind::Memory {
        return;
    }
    db.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_future', 0)")
        .await
        .expect("a mark of the future");
    db.execute_unprepared("DROP TABLE kept")
        .await
        .expect("gone");
    db.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm0006_kept'")
        .await
        .expect("gone");
    let error = case.again().await.expect_err("a newer database");
    assert_eq!(
        error.to_string(),
        "the database is of a newer version of bellhop (it has m9999_future); nothing was changed; \
         install that version, or restore the backup from before it"
    );
    assert!(!tables(&db).await.contains(&"kept".to_owned()));
    db.close().await.expect("the end");
}

#[tokio::test]
async fn a_second_process_on_a_file_is_refused() {
    run(Kind::File, async |case: Case| {
        let error = case.again().await.expect_err("it is in use");
        assert!(matches!(error, ConnectError::InUse(_)));
        let error = error.to_string();
        assert!(
            error.ends_with("bellhop.db is in use by another process; only one desk may run on it"),
            "{error}"
        );
        case.store.close().await;
        case.again().await.expect("it is free").close().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_is_created_with_its_folder_only_when_the_address_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data/deep/bellhop.db");
    let url = |mode: &str| format!("sqlite://{}{mode}", file.display());
    let error = refused(url("")).await;
    assert_eq!(
        error,
        format!(
            "there is no database {}; put ?mode=rwc behind its address to have it created",
            file.display()
        )
    );
    assert!(!folder.path().join("data").exists());
    opened(url("?mode=rwc")).await.unwrap().close().await;
    opened(url("")).await.unwrap().close().await;
}

#[tokio::test]
async fn what_is_no_database_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    std::fs::write(
        folder.path().join("text"),
        "not a database, but long enough to be read as one",
    )
    .unwrap();
    let address = "; it looks like sqlite://data/bellhop.db?mode=rwc or postgres://user:password@host/database";
    for (url, expected) in [
        (
            "bellhop.db".to_owned(),
            format!("the database's address is not understood (no kind of database){address}"),
        ),
        (
            "mysql://root:hunter2@localhost/x".into(),
            format!("the database's address is not understood (unknown kind of database){address}"),
        ),
        (
            "postgres://bob:hunter2@localhost:port/x".into(),
            format!("the database's address is not understood (invalid port number){address}"),
        ),
        (
            format!("sqlite://{path}/text"),
            format!("the database {path}/text can't be opened: file is not a database"),
        ),
        (
            format!("sqlite://{path}/text/bellhop.db?mode=rwc"),
            format!(
                "the folder {path}/text of the database can't be created: File exists (os error 17)"
            ),
        ),
        (
            "postgres://bob:hunter2@127.0.0.1:1/x".into(),
            "PostgreSQL at 127.0.0.1:1 can't be reached: Connection refused (os error 111); \
             is it running, and may this machine connect to it?"
                .into(),
        ),
    ] {
        assert_eq!(refused(url).await, expected);
    }
}

#[tokio::test]
async fn what_postgresql_refuses_is_said_so() {
    if common::fresh(Kind::Postgres).await.is_none() {
        return;
    }
    let socket = |url: &str| {
        let host = url.split_once("host=").expect("a socket").1;
        host.replace("%2F", "/")
    };
    let url = postgres::url_of("postgres", "missing");
    assert_eq!(
        refused(url.clone()).await,
        format!(
            "PostgreSQL at {} has no database \"missing\"; create it: CREATE DATABASE \"missing\"",
            socket(&url)
        )
    );
    postgres::execute("CREATE ROLE needs_password LOGIN PASSWORD 'right'").await;
    let url = postgres::url_of("needs_password:hunter2", "postgres");
    assert_eq!(
        refused(url.clone()).await,
        format!(
            "PostgreSQL at {} refuses the login of user \"needs_password\"; check the user and the password",
            socket(&url)
        )
    );
    let url = postgres::url_of("nobody", "postgres");
    assert_eq!(
        refused(url.clone()).await,
        format!(
            "PostgreSQL at {} refuses the login of user \"nobody\"; check the user and the password",
            socket(&url)
        )
    );
}

#[tokio::test]
async fn connections_that_the_server_ends_are_replaced() {
    run(Kind::Postgres, async |case: Case| {
        case.opened(1, 1, 0).await;
        let url = case.database.url.expose_secret();
        let (_, name) = url.split_once("localhost/").expect("a name");
        let (name, _) = name.split_once('?').expect("a name");
        postgres::execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ))
        .await;
        case.commit(told(&["a"])).await;
        assert_eq!(case.pending().await.len(), 1);
    })
    .await;
}

/// SQLite ends a transaction by itself when the disk is full, and on some errors of reading and writing; here a trigger
/// has it do so.
#[tokio::test]
async fn a_transaction_that_sqlite_ended_by_itself_spoils_none_after_it() {
    run(Kind::File, async |case: Case| {
        let db = Database::connect(case.database.url.expose_secret()).await;
        let db = db.expect("a connection");
        db.execute_unprepared(
            "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ROLLBACK, 'full'); END",
        )
        .await
        .expect("a trigger");
        let failed = case.try_commit(told(&["a"])).await;
        assert!(matches!(failed, Err(StoreError::Refused(_))), "{failed:?}");
        db.execute_unprepared("DROP TRIGGER full")
            .await
            .expect("gone");
        case.commit(told(&["b"])).await;
        assert_eq!(case.pending().await.len(), 1);
        db.close().await.expect("the end");
    })
    .await;
}

#[tokio::test]
async fn a_silent_server_is_not_waited_for_longer_than_patience() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let url: SecretString = format!("postgres://bob:hunter2@{address}/x").into();
    let options = Options {
        patience: Duration::from_millis(50),
        ..Options::new(|| at(0))
    };
    let error = SqlStore::connect(&url, options).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "PostgreSQL at {address} can't be reached: no answer in 50ms; \
             is it running, and may this machine connect to it?"
        )
    );
}

async fn opened(url: String) -> Result<SqlStore, ConnectError> {
    SqlStore::connect(&url.into(), Options::new(|| at(0))).await
}

/// What is said about an address that can't be opened; never the password.
async fn refused(url: String) -> String {
    let error = opened(url).await.expect_err("this can't be opened");
    assert!(!format!("{error:?} {error}").contains("hunter2"));
    error.to_string()
}
