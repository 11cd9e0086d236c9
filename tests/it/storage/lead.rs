//! Who leads on PostgreSQL, seen from the store: one at a time, each schema by itself, and nobody of an older epoch
//! writes. On SQLite a second process is refused (`opening.rs`).

use super::fixture::*;
use crate::common::{self, Database, Kind};
use bellhop::{
    clock,
    store::{
        Old, OutboxSide, Store, StoreError, Wanted,
        lease::{Deposed, LeaderRole, Lease},
        sql::{Opened, Options, SqlStore},
    },
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use secrecy::{ExposeSecret as _, SecretString};
use std::time::Duration;
use tokio::{sync::watch, task::JoinHandle};

/// A process that leads now or stands by.
struct Process {
    /// What it was told that it is, in order.
    roles: watch::Receiver<Vec<LeaderRole>>,
    leads: JoinHandle<(SqlStore, Lease)>,
}

async fn process(url: &SecretString) -> Process {
    let opened = Opened::at(url, Options::new(|| at(0))).await;
    let opened = opened.expect("it opens");
    let (hears, roles) = watch::channel(Vec::new());
    let leads = tokio::spawn(async move {
        let told = move |role| hears.send_modify(|roles| roles.push(role));
        let led = opened.lead(clock::monotonic, &told).await;
        led.expect("it leads")
    });
    Process { roles, leads }
}

impl Process {
    async fn leads(self) -> (SqlStore, Lease) {
        self.leads.await.expect("no panic")
    }
}

async fn raw(database: &SecretString) -> DatabaseConnection {
    let db = sea_orm::Database::connect(database.expose_secret()).await;
    db.expect("a connection")
}

/// How many signs of life the leader has given.
async fn beats(db: &DatabaseConnection) -> i64 {
    let question = Statement::from_string(DbBackend::Postgres, "SELECT beats FROM leadership");
    let row = db.query_one_raw(question).await.expect("an answer");
    row.expect("a row").try_get_by_index(0).expect("a number")
}

async fn postgres() -> Option<Database> {
    common::fresh(Kind::Postgres).await
}

#[tokio::test]
async fn the_second_stands_by_until_the_first_is_closed() {
    let Some(database) = postgres().await else {
        return;
    };
    let (first, lease) = process(&database.url).await.leads().await;
    assert_eq!(lease.holds().await, Ok(()));
    let second = process(&database.url).await;
    let mut roles = second.roles.clone();
    let said = roles.wait_for(|roles| !roles.is_empty()).await.unwrap();
    assert_eq!(*said, [LeaderRole::StandsBy]);
    drop(said);
    assert_eq!(first.commit(vec![told(&["a"])]).await, [Ok(())]);
    first.close().await;
    let (second, lease) = second.leads().await;
    assert_eq!(*roles.borrow(), [LeaderRole::StandsBy, LeaderRole::Leads]);
    assert_eq!(lease.holds().await, Ok(()));
    assert_eq!(second.commit(vec![told(&["b"])]).await, [Ok(())]);
    assert_eq!(
        second
            .outbox(OutboxSide::Team, Wanted::each(0, 10))
            .await
            .unwrap()
            .len(),
        2
    );
    second.close().await;
}

#[tokio::test]
async fn nobody_of_an_older_epoch_writes() {
    let Some(database) = postgres().await else {
        return;
    };
    let (store, lease) = process(&database.url).await.leads().await;
    assert_eq!(
        store.get_or_insert_value("secret", "first").await,
        Ok("first".into())
    );
    let db = raw(&database.url).await;
    db.execute_unprepared("UPDATE leadership SET epoch = epoch + 1, holder = 'somebody else'")
        .await
        .expect("it obeys");
    let deposed = || Err(StoreError::Deposed(Deposed));
    let group = vec![told(&["a"]), told(&["b"])];
    assert_eq!(store.commit(group).await, [deposed(), deposed()]);
    let old = Old {
        worked: at(0),
        deliveries: at(0),
    };
    assert_eq!(store.forget(old).await.map(drop), deposed());
    assert_eq!(
        store
            .get_or_insert_value("secret", "second")
            .await
            .map(drop),
        deposed()
    );
    assert_eq!(
        store.outbox(OutboxSide::Team, Wanted::each(0, 10)).await,
        Ok(vec![])
    );
    lease.lost().await;
    assert_eq!(lease.holds().await, Err(Deposed));
    store.close().await;
    db.close().await.unwrap();
}

/// Nobody else is there to take it.
#[tokio::test]
async fn a_leader_whose_sessions_end_leads_on() {
    let Some(database) = postgres().await else {
        return;
    };
    let (store, lease) = process(&database.url).await.leads().await;
    let db = raw(&database.url).await;
    for part in ["'%/lock'", "'bellhop-%'"] {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name LIKE";
        db.execute_unprepared(&format!("{end} {part}"))
            .await
            .expect("it obeys");
        let ended = beats(&db).await;
        while beats(&db).await == ended {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(lease.holds().await, Ok(()), "{part}");
        assert_eq!(store.commit(vec![told(&[part])]).await, [Ok(())], "{part}");
    }
    assert_eq!(
        store
            .outbox(OutboxSide::Team, Wanted::each(0, 10))
            .await
            .unwrap()
            .len(),
        2
    );
    store.close().await;
    db.close().await.unwrap();
}

#[tokio::test]
async fn desks_in_schemas_and_databases_of_their_own_are_strangers() {
    let (Some(one), Some(another)) = (postgres().await, postgres().await) else {
        return;
    };
    let db = raw(&one.url).await;
    db.execute_unprepared("CREATE SCHEMA second_desk")
        .await
        .expect("it obeys");
    db.close().await.unwrap();
    let schema = format!(
        "{}&options[search_path]=second_desk",
        one.url.expose_secret()
    );
    let mut desks = Vec::new();
    for url in [&one.url, &another.url, &schema.into()] {
        let (store, lease) = process(url).await.leads().await;
        assert_eq!(lease.holds().await, Ok(()));
        assert_eq!(store.commit(vec![told(&["a"])]).await, [Ok(())]);
        desks.push(store);
    }
    for desk in desks {
        assert_eq!(
            desk.outbox(OutboxSide::Team, Wanted::each(0, 10))
                .await
                .unwrap()
                .len(),
            1
        );
        desk.close().await;
    }
}
