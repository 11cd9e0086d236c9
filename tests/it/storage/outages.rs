//! What may befall the database under a desk at work: none of it is a row's fault, and a turn goes through as soon as it is
//! over.

use super::fixture::*;
use crate::common::{self, Kind, postgres};
use bellhop::store::{
    OutboxSide, Store, StoreError, Wanted,
    sql::{Options, SqlStore},
};
use sea_orm::ConnectionTrait as _;
use secrecy::ExposeSecret as _;
use std::time::Duration;

fn unavailable(why: &str) -> Result<(), StoreError> {
    Err(StoreError::Unavailable(why.into()))
}

#[tokio::test]
async fn whatever_befalls_postgresql_is_no_rows_fault() {
    let Some(database) = common::fresh(Kind::Postgres).await else {
        return;
    };
    let url = database.url.expose_secret();
    let (_, name) = url.split_once("localhost/").expect("a name");
    let (desk, _) = name.split_once('?').expect("a name");
    // A role of its own: the administrator's loses nothing.
    postgres::execute(&format!("CREATE ROLE {desk} LOGIN")).await;
    postgres::execute(&format!("ALTER DATABASE {desk} OWNER TO {desk}")).await;
    let options = Options {
        patience: Duration::from_millis(800),
        ..Options::new(|| at(0))
    };
    let store = SqlStore::connect(&postgres::url_of(desk, desk).into(), options).await;
    let store = store.expect("it opens");
    let within = sea_orm::Database::connect(url).await.expect("a connection");
    let sessions =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{desk}'");
    for (no, (befalls, ends_sessions, passes, heard)) in [
        (
            format!("REVOKE INSERT ON outbox FROM {desk}"),
            false,
            format!("GRANT INSERT ON outbox TO {desk}"),
            "code 42501",
        ),
        (
            "ALTER TABLE outbox RENAME TO elsewhere".to_owned(),
            false,
            "ALTER TABLE elsewhere RENAME TO outbox".to_owned(),
            "code 42P01",
        ),
        (
            format!("ALTER ROLE {desk} SET default_transaction_read_only = on"),
            true,
            // Whoever connects from now on may write.
            format!("ALTER ROLE {desk} RESET default_transaction_read_only"),
            "code 25006",
        ),
        (
            format!("ALTER ROLE {desk} CONNECTION LIMIT 0"),
            true,
            format!("ALTER ROLE {desk} CONNECTION LIMIT -1"),
            "no connection in time",
        ),
        (
            format!("ALTER ROLE {desk} NOLOGIN"),
            true,
            format!("ALTER ROLE {desk} LOGIN"),
            "code 28000",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let turn = || vec![told(&[&befalls])];
        within.execute_unprepared(&befalls).await.expect("it obeys");
        if ends_sessions {
            postgres::execute(&sessions).await;
        }
        assert_eq!(
            store.commit(turn()).await,
            [unavailable(heard)],
            "{befalls}"
        );
        within.execute_unprepared(&passes).await.expect("it obeys");
        assert_eq!(store.commit(turn()).await, [Ok(())], "{passes}");
        let rows = store.outbox(OutboxSide::Team, Wanted::each(0, 10)).await;
        assert_eq!(rows.map(|rows| rows.len()), Ok(no + 1), "{passes}");
    }
    store.close().await;
    within.close().await.expect("the end");
}

/// SQLite goes on writing to the file that it has open, which nobody would find any more.
#[tokio::test]
async fn a_file_of_sqlite_that_is_not_where_it_was_takes_no_turn() {
    run(Kind::File, async |case: Case| {
        let url = case.database.url.expose_secret();
        let file = url.trim_start_matches("sqlite://").replace("?mode=rwc", "");
        let elsewhere = format!("{file}-elsewhere");
        let moved = unavailable("its file was moved, deleted or replaced");
        for (no, which) in [file.clone(), format!("{file}-wal")].iter().enumerate() {
            std::fs::rename(which, &elsewhere).expect("it is moved");
            assert_eq!(case.try_commit(told(&[which])).await, moved, "{which}");
            std::fs::rename(&elsewhere, which).expect("it is back");
            case.commit(told(&[which])).await;
            assert_eq!(case.pending().await.len(), no + 1, "{which}");
        }
        std::fs::copy(&file, &elsewhere).expect("a copy");
        std::fs::rename(&elsewhere, &file).expect("it is put in its place");
        assert_eq!(case.try_commit(told(&["a"])).await, moved);
    })
    .await;
}
