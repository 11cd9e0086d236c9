//! Databases of other versions: one from before the squash of the migrations is adopted at the start, with what is in it;
//! a newer one is refused, and stays as it is.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database,
    desk::{ANN, DORA, GROUP},
};
use migration::BEFORE_SQUASH;
use sea_orm::{ConnectionTrait as _, DbBackend};

on_both!(
    a_database_from_before_the_squash_is_adopted_and_served,
    a_newer_database_is_refused_untouched,
);

const VERSIONS: &str = "SELECT version FROM seaql_migrations ORDER BY version";

async fn a_database_from_before_the_squash_is_adopted_and_served(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    desk.stop().await;
    let db = desk.connection().await;
    let names = BEFORE_SQUASH.map(|name| format!("('{name}', 0)"));
    for change in [
        "DELETE FROM seaql_migrations".to_owned(),
        format!("INSERT INTO seaql_migrations VALUES {}", names.join(", ")),
    ] {
        db.execute_unprepared(&change).await.expect("it obeys");
    }
    db.close().await.expect("the end");
    assert_eq!(desk.rows(VERSIONS).await, BEFORE_SQUASH);

    desk.start().await;
    assert_eq!(desk.rows(VERSIONS).await, ["m0060_tables"]);
    desk.writes(ANN, "Still nothing.");
    desk.sees(GROUP, "User replied to #1").await;
    desk.replies(DORA, &card, "Is it plugged in?");
    desk.sees(ANN, "Is it plugged in?").await;
    desk.rests().await;
    let mut said = desk.rows("SELECT text FROM messages ORDER BY no").await;
    said.sort();
    assert_eq!(
        said,
        [
            "Is it plugged in?",
            "Still nothing.",
            "The router does not start."
        ]
    );
    desk.stop().await;
}

async fn a_newer_database_is_refused_untouched(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    desk.opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    desk.stop().await;
    let db = desk.connection().await;
    // A version from the future, and one of ours that it has done away with.
    for change in [
        "INSERT INTO seaql_migrations VALUES ('m9999_future', 0)",
        "DELETE FROM seaql_migrations WHERE version LIKE 'm0060%'",
        "DROP TABLE leadership",
    ] {
        db.execute_unprepared(change).await.expect("it obeys");
    }
    db.close().await.expect("the end");

    let before = everything(&desk).await;
    for command in ["run", "check"] {
        let ran = desk.runs(&[command]).await;
        let said = [ran.out, ran.err].concat();
        assert_eq!(ran.code, Some(1), "{said}");
        let newer = "the database is of a newer version of bellhop (it has m9999_future); nothing was changed; install \
             that version, or restore the backup from before it";
        assert!(said.contains(newer), "{said}");
        assert_eq!(everything(&desk).await, before, "{command}");
    }
}

/// The bytes of the file, or all rows of all tables.
async fn everything(desk: &DeskProcess) -> Vec<String> {
    let db = desk.connection().await;
    let backend = db.get_database_backend();
    db.close().await.expect("the end");
    if backend == DbBackend::Sqlite {
        let files = std::fs::read_dir(desk.database_folder()).expect("a folder");
        let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        files.sort();
        return files
            .iter()
            .map(|file| format!("{file:?} {:?}", std::fs::read(file).expect("bytes")))
            .collect();
    }
    let tables = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
         WHERE table_schema = 'public' ORDER BY 1";
    let mut all = Vec::new();
    for table in desk.rows(tables).await {
        let rows = format!("SELECT CAST(t AS TEXT) FROM {table} AS t ORDER BY 1");
        all.push(table);
        all.extend(desk.rows(&rows).await);
    }
    all
}
