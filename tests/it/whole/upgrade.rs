//! Databases of other versions: an older one is moved on at the start, with what is in it; a newer one is refused, and
//! stays as it is.

use super::{house::House, on_both};
use crate::common::{
    Database,
    desk::{ANN, DORA, GROUP},
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait as _, DbBackend};

on_both!(
    an_older_database_is_moved_on_and_served,
    a_newer_database_is_refused_untouched,
);

/// How many migrations the oldest version had that people may still run.
const OLDEST: usize = 7;

const VERSIONS: &str = "SELECT version FROM seaql_migrations ORDER BY version";

async fn an_older_database_is_moved_on_and_served(database: Database) {
    let mut house = House::open(database).await;
    let card = house
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    house.rests().await;
    house.stop().await;
    let newest = house.rows(VERSIONS).await;
    let db = house.connection().await;
    let down = newest.len() - OLDEST;
    Migrator::down(&db, Some(down as u32)).await.expect("down");
    db.close().await.expect("the end");
    assert_eq!(house.rows(VERSIONS).await, newest[..OLDEST]);

    house.start().await;
    assert_eq!(house.rows(VERSIONS).await, newest);
    house.writes(ANN, "Still nothing.");
    house.sees(GROUP, "User replied to #1").await;
    house.replies(DORA, &card, "Is it plugged in?");
    house.sees(ANN, "Is it plugged in?").await;
    house.rests().await;
    let mut said = house.rows("SELECT text FROM messages ORDER BY no").await;
    said.sort();
    assert_eq!(
        said,
        [
            "Is it plugged in?",
            "Still nothing.",
            "The router does not start."
        ]
    );
    house.stop().await;
}

async fn a_newer_database_is_refused_untouched(database: Database) {
    let mut house = House::open(database).await;
    house
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    house.rests().await;
    house.stop().await;
    let db = house.connection().await;
    // A version from the future, and one of ours that it has done away with.
    for change in [
        "INSERT INTO seaql_migrations VALUES ('m9999_future', 0)",
        "DELETE FROM seaql_migrations WHERE version LIKE 'm0031%'",
        "DROP TABLE leadership",
    ] {
        db.execute_unprepared(change).await.expect("it obeys");
    }
    db.close().await.expect("the end");

    let before = everything(&house).await;
    for command in ["run", "check"] {
        let ran = house.runs(&[command]).await;
        let said = [ran.out, ran.err].concat();
        assert_eq!(ran.code, Some(1), "{said}");
        let newer = "the database is of a newer version of bellhop (it has m9999_future); nothing was changed; install \
             that version, or restore the backup from before it";
        assert!(said.contains(newer), "{said}");
        assert_eq!(everything(&house).await, before, "{command}");
    }
}

/// The bytes of the file, or all rows of all tables.
async fn everything(house: &House) -> Vec<String> {
    let db = house.connection().await;
    let backend = db.get_database_backend();
    db.close().await.expect("the end");
    if backend == DbBackend::Sqlite {
        let files = std::fs::read_dir(house.database_folder()).expect("a folder");
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
    for table in house.rows(tables).await {
        let rows = format!("SELECT CAST(t AS TEXT) FROM {table} AS t ORDER BY 1");
        all.push(table);
        all.extend(house.rows(&rows).await);
    }
    all
}
