//! Opening a database: its migrations, who may open it, and what is said when it can't be.

use super::fixture::*;
use crate::common::{self, Kind, postgres};
use bellhop::{
    domain::{
        ids::{PersonId, TicketId},
        notice::{Notice, PersonNotice, TeamNotice},
    },
    store::{
        NewOutboxRow, OutboxSide, Store, StoreError, UnitOfWork, Wanted,
        sql::{ConnectError, Options, SqlStore},
    },
};
use migration::{BEFORE_SQUASH, Migrator, MigratorTrait};
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
    db.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm0060_tables'")
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

/// Applied migrations, as an older or a foreign program might have left them.
async fn lists(db: &DatabaseConnection, names: &[&str]) {
    let rows: Vec<String> = names.iter().map(|name| format!("('{name}', 0)")).collect();
    for statement in [
        "DELETE FROM seaql_migrations".to_owned(),
        format!("INSERT INTO seaql_migrations VALUES {}", rows.join(", ")),
    ] {
        db.execute_unprepared(&statement).await.expect("a list");
    }
}

/// The first column of what is asked for, as text.
async fn column(db: &DatabaseConnection, query: &str) -> Vec<String> {
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), query);
    let rows = db.query_all_raw(statement).await.expect("an answer");
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect()
}

const APPLIED: &str = "SELECT version FROM seaql_migrations ORDER BY version";
const NOTICES: &str = "SELECT notice FROM outbox ORDER BY id";

/// A notice with its tag nested, as it was stored before the squash.
async fn nest(db: &DatabaseConnection, key: &str, tag: &str) {
    let nested = format!(
        r#"UPDATE outbox SET notice = '{{"notice":"{tag}","{tag}":' || substr(notice, 11) WHERE key = '{key}'"#
    );
    db.execute_unprepared(&nested).await.expect("nested");
}

pub(crate) async fn a_database_from_before_the_squash_is_adopted_with_its_rows(case: Case) {
    if case.kind == Kind::Memory {
        return;
    }
    let ticket = case.opened(1, 1, 0).await;
    let of_one = TicketId(1);
    // Words that look like a nested tag, further on in the JSON, are left alone.
    let changed = TeamNotice::SettingsChanged {
        at_once: vec![r#"{"notice":"tell","tell":"help"}"#.into()],
        after_restart: vec![],
        impact: None,
    };
    let tickets = Notice::ToPerson(PersonId(1), PersonNotice::Tickets { page: 3 });
    let rows = [
        ("help", Notice::ToTeam(TeamNotice::Help)),
        ("settings", Notice::ToTeam(changed)),
        ("page", tickets),
        (
            "card",
            Notice::ToTeam(TeamNotice::NewTicket { ticket: of_one }),
        ),
    ];
    let rows = rows.map(|(key, notice)| NewOutboxRow {
        notice,
        ..outgoing(key)
    });
    case.commit(UnitOfWork {
        outbox: rows.into(),
        ..Default::default()
    })
    .await;
    let everything = async |store: &SqlStore| {
        let team = store.outbox(OutboxSide::Team, Wanted::each(0, 10)).await;
        let people = store.outbox(OutboxSide::People, Wanted::each(0, 10)).await;
        (team, people, store.conversation(of_one).await)
    };
    let before = everything(&case.store).await;
    let db = raw(&case).await;
    let flat = column(&db, NOTICES).await;
    for (key, tag) in [("help", "tell"), ("settings", "tell"), ("page", "say")] {
        nest(&db, key, tag).await;
    }
    let nested = column(&db, NOTICES).await;
    assert!(nested.contains(&r#"{"notice":"tell","tell":"help"}"#.to_owned()));
    assert!(nested.contains(&r#"{"notice":"say","say":"tickets","page":3}"#.to_owned()));
    lists(&db, &BEFORE_SQUASH).await;

    let again = case.again().await.expect("it is adopted");
    assert_eq!(column(&db, APPLIED).await, ["m0060_tables"]);
    assert_eq!(column(&db, NOTICES).await, flat);
    assert_eq!(everything(&again).await, before);
    assert_eq!(again.unresolved().await, Ok(vec![ticket]));
    again.close().await;
    case.again().await.expect("once more").close().await;
    db.close().await.expect("the end");
}

/// The tables would be the same; but of what is written, only all or nothing may be there.
pub(crate) async fn an_adoption_that_fails_changes_nothing(case: Case) {
    if case.kind == Kind::Memory {
        return;
    }
    let help = NewOutboxRow {
        notice: Notice::ToTeam(TeamNotice::Help),
        ..outgoing("help")
    };
    case.commit(UnitOfWork {
        outbox: vec![help],
        ..Default::default()
    })
    .await;
    let db = raw(&case).await;
    nest(&db, "help", "tell").await;
    lists(&db, &BEFORE_SQUASH).await;
    // The new name is written last: when it is refused, everything else was already done.
    let (refuse, allow): (&[&str], &str) = match case.kind {
        Kind::Postgres => (
            &["ALTER TABLE seaql_migrations ADD CONSTRAINT no CHECK (version <> 'm0060_tables')"],
            "ALTER TABLE seaql_migrations DROP CONSTRAINT no",
        ),
        _ => (
            &[
                "CREATE TRIGGER no BEFORE INSERT ON seaql_migrations BEGIN SELECT RAISE(ABORT, 'no'); END",
            ],
            "DROP TRIGGER no",
        ),
    };
    for statement in refuse {
        db.execute_unprepared(statement).await.expect("a refusal");
    }
    case.again().await.expect_err("it can't be adopted");
    assert_eq!(column(&db, APPLIED).await, BEFORE_SQUASH);
    assert_eq!(
        column(&db, NOTICES).await,
        [r#"{"notice":"tell","tell":"help"}"#]
    );
    db.execute_unprepared(allow).await.expect("allowed");
    case.again().await.expect("it is adopted").close().await;
    assert_eq!(column(&db, APPLIED).await, ["m0060_tables"]);
    db.close().await.expect("the end");
}

pub(crate) async fn any_other_list_is_refused_untouched(case: Case) {
    if case.kind == Kind::Memory {
        return;
    }
    case.opened(1, 1, 0).await;
    let db = raw(&case).await;
    let too_old = |lacks: &str| {
        format!(
            "the database is of a version of bellhop that is too old (it lacks {lacks}); nothing was changed; \
             start the last version that has m0059_withheld on it once, then this one"
        )
    };
    let newer = |has: &str| {
        format!(
            "the database is of a newer version of bellhop (it has {has}); nothing was changed; \
             install that version, or restore the backup from before it"
        )
    };
    let mut with_another = BEFORE_SQUASH.to_vec();
    with_another.push("m0061_other");
    let without_one: Vec<_> = BEFORE_SQUASH
        .into_iter()
        .filter(|name| *name != "m0042_outbox_urgency")
        .collect();
    for (list, expected) in [
        (
            &BEFORE_SQUASH[..23],
            too_old("m0058_context, m0059_withheld"),
        ),
        (&without_one, too_old("m0042_outbox_urgency")),
        (&with_another, newer("m0061_other")),
        (&["m0001_people", "m0060_tables"], newer("m0001_people")),
    ] {
        lists(&db, list).await;
        let before = (tables(&db).await, column(&db, NOTICES).await);
        let error = case.again().await.expect_err("another list");
        assert_eq!(error.to_string(), expected);
        assert_eq!(column(&db, APPLIED).await, list);
        assert_eq!((tables(&db).await, column(&db, NOTICES).await), before);
    }
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
