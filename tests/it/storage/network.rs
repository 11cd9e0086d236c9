//! A network between the desk and PostgreSQL that drops packets, and a server that does not answer: whoever asks hears so in
//! time, and what was left half-way holds nobody up afterwards.

use super::fixture::*;
use crate::common::{self, Database, Kind, wire::Wire};
use bellhop::{
    domain::ids::{TicketId, UpdateId},
    store::{
        InboxOutcome, OutboxSide, Store, StoreError, UnitOfWork, Wanted,
        sql::{Options, SqlStore},
    },
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use secrecy::ExposeSecret as _;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_millis(800);

/// More questions at once than there are connections.
const CROWD: usize = 12;

/// A store at the far end of a wire, and a connection to its database that is not.
struct Far {
    store: SqlStore,
    wire: Wire,
    near: DatabaseConnection,
    _database: Database,
}

async fn far() -> Option<Far> {
    let database = common::fresh(Kind::Postgres).await?;
    let wire = Wire::to(&database).await;
    let options = Options {
        patience: PATIENCE,
        ..Options::new(|| at(0))
    };
    let store = SqlStore::connect(wire.url(), options).await;
    let mut direct = sea_orm::ConnectOptions::new(database.url.expose_secret());
    let near = sea_orm::Database::connect(direct.max_connections(1).to_owned()).await;
    Some(Far {
        store: store.expect("it opens"),
        wire,
        near: near.expect("a connection"),
        _database: database,
    })
}

impl Far {
    /// Statements of the server's own side.
    async fn server(&self, statements: &str) {
        let done = self.near.execute_unprepared(statements).await;
        done.expect("it obeys");
    }

    /// What each of many hears who ask at once.
    async fn crowd(&self) -> Vec<Result<Option<TicketId>, StoreError>> {
        let asked = (0..CROWD).map(|_| self.store.last_ticket());
        futures::future::join_all(asked).await
    }
}

fn unavailable(why: &str) -> StoreError {
    StoreError::Unavailable(why.into())
}

#[tokio::test]
async fn a_question_without_an_answer_is_given_up_and_leaves_no_connection_behind() {
    let Some(far) = far().await else { return };
    far.server("BEGIN; LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE")
        .await;
    let asked = far.crowd();
    let (heard, ()) = futures::join!(asked, async {
        tokio::time::sleep(PATIENCE / 2).await;
        far.wire.drops_packets();
    });
    for answer in heard {
        let error = answer.expect_err("nobody answers");
        let expected = ["no answer in time", "no connection in time"].map(unavailable);
        assert!(expected.contains(&error), "{error:?}");
    }
    far.server("ROLLBACK").await;
    far.wire.flows_for_new_connections();
    assert_eq!(far.store.last_ticket().await, Ok(None));
    assert_eq!(far.crowd().await, vec![Ok(None); CROWD]);
}

/// The server has the half of the turn, and the rows that it has changed are locked.
#[tokio::test]
async fn a_turn_that_was_left_half_way_is_worked_again_once() {
    let Some(far) = far().await else { return };
    let updates = far.store.commit(vec![received(1, &[5])]).await;
    assert_eq!(updates, [Ok(())]);
    far.server("BEGIN; LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        .await;
    let turn = || UnitOfWork {
        outbox: vec![outgoing("a")],
        ..ended(5, InboxOutcome::Done)
    };
    let (heard, ()) = futures::join!(far.store.commit(vec![turn()]), async {
        tokio::time::sleep(PATIENCE / 2).await;
        far.wire.drops_packets();
    });
    assert_eq!(heard, [Err(unavailable("no answer in time"))]);
    far.server("ROLLBACK").await;
    far.wire.flows_for_new_connections();
    // The rows are free again when the server has ended the session that rests within its transaction.
    let mut tries = vec![far.store.commit(vec![turn()]).await.remove(0)];
    // A try may be done and its answer be too late: then the next one says so.
    let done = |tried: &Result<(), StoreError>| {
        matches!(tried, Ok(()) | Err(StoreError::AlreadyDone(UpdateId(5))))
    };
    while tries.len() < 10 && !tries.last().is_some_and(done) {
        tries.push(far.store.commit(vec![turn()]).await.remove(0));
    }
    let (last, before) = tries.split_last().expect("a try");
    assert!(done(last), "{tries:?}");
    assert!(
        before
            .iter()
            .all(|t| *t == Err(unavailable("no answer in time"))),
        "{before:?}"
    );
    let rows = far
        .store
        .outbox(OutboxSide::Team, Wanted::each(0, 10))
        .await;
    assert_eq!(rows.map(|rows| rows.len()), Ok(1));
}

/// Whatever was on its way comes, late.
#[tokio::test]
async fn a_wire_that_was_silent_or_cut_is_used_again() {
    let Some(far) = far().await else { return };
    for (no, outage) in ["silent", "cut"].into_iter().enumerate() {
        match outage {
            "silent" => far.wire.drops_packets(),
            _ => far.wire.cut(),
        }
        let during = far.store.commit(vec![told(&[outage])]).await.remove(0);
        far.wire.flows();
        let mut after = during;
        while after.is_err() {
            after = far.store.commit(vec![told(&[outage])]).await.remove(0);
        }
        let rows = far
            .store
            .outbox(OutboxSide::Team, Wanted::each(0, 10))
            .await;
        assert_eq!(rows.map(|rows| rows.len()), Ok(no + 1), "{outage}");
    }
}
