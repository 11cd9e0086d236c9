//! Writing: a group of turns in one transaction, or each in its own when one of them is refused.
//!
//! What has no order among the turns of a group goes in multi-row statements, updates and people before the turns, what
//! hangs on a ticket after them: that is what makes a group cheap. A refusal inside a group says nothing about who is
//! to blame; the group is rolled back and each turn tried alone, so that the bad one fails alone.

use super::{
    group_state, leadership, links,
    mapping::{self, clean},
    messages, outbox, write,
};
use crate::domain::Instant;
use crate::store::{StoreError, UnitOfWork, entity::key_value};
use sea_orm::{
    ActiveValue::Set, DatabaseConnection, DatabaseTransaction, EntityTrait, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sea_query::OnConflict,
};

/// The connection that writes, and the leader as which it does.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) db: DatabaseConnection,
    /// The epoch of this process's leadership; `None` where nobody else can write.
    pub(super) epoch: Option<i64>,
}

/// Commits the group. One result for each turn, in order.
pub(super) async fn commit(
    writer: &Writer,
    now: Instant,
    works: &[UnitOfWork],
) -> Vec<Result<(), StoreError>> {
    let together = transaction(writer, now, works).await;
    match together {
        // Where nobody can write no turn is at fault, and to try each alone would only ask a database that is
        // away once more for each.
        Ok(()) | Err(StoreError::Unavailable(_) | StoreError::Deposed(_)) => {
            vec![together; works.len()]
        }
        // It was alone already, so the refusal is its own.
        Err(_) if works.len() <= 1 => vec![together; works.len()],
        Err(_) => one_by_one(writer, now, works).await,
    }
}

/// Each turn in its own transaction. When the database goes away, the turns behind are not tried: they would be out of
/// order.
async fn one_by_one(
    writer: &Writer,
    now: Instant,
    works: &[UnitOfWork],
) -> Vec<Result<(), StoreError>> {
    let mut results = Vec::with_capacity(works.len());
    for work in works {
        let result = transaction(writer, now, std::slice::from_ref(work)).await;
        results.push(result.clone());
        if let Err(StoreError::Unavailable(_) | StoreError::Deposed(_)) = result {
            results.resize(works.len(), result);
            break;
        }
    }
    results
}

async fn transaction(
    writer: &Writer,
    now: Instant,
    works: &[UnitOfWork],
) -> Result<(), StoreError> {
    let transaction = begin(writer).await?;
    match apply(&transaction, now, works).await {
        Ok(()) => Ok(transaction.commit().await?),
        Err(error) => {
            // Whether the database heard this or not: without a commit nothing holds.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

/// A transaction that takes SQLite's write lock at once, so that it can't fail half-way for want of it; on PostgreSQL one
/// that only the leader gets, and before whose end nobody else becomes that.
pub(super) async fn begin(writer: &Writer) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = writer.db.begin_with_options(options).await?;
    // Before anything is written: from here on, the epoch can't end before the transaction does.
    if let Some(epoch) = writer.epoch {
        leadership::fence(&transaction, epoch).await?;
    }
    Ok(transaction)
}

async fn apply(
    db: &DatabaseTransaction,
    now: Instant,
    works: &[UnitOfWork],
) -> Result<(), StoreError> {
    write::received(db, works).await?;
    // Before the turns, some of which write to the row of a person, which has to be there.
    write::people(db, works.iter().flat_map(|w| &w.people)).await?;
    write::inbox_done(db, works).await?;
    // In their order, for the next one may be about the same ticket or the same dialogue.
    for work in works {
        turn(db, now, work).await?;
    }
    let writes = || works.iter().filter_map(|w| w.ticket.as_ref());
    // After the tickets' rows: their versions refuse a turn that lost a race before its events, whose numbers
    // are taken then, would fail in a way that says less.
    write::events(db, writes()).await?;
    messages::messages(db, writes()).await?;
    outbox::outgoing(db, now, works).await?;
    write::sent(db, works.iter().flat_map(|w| &w.sent)).await?;
    // What was sent into the topic just before stands in it, too.
    for (group, topic) in works.iter().filter_map(|w| w.topic_gone) {
        group_state::topic_gone(db, group, topic).await?;
    }
    for (chat, message) in works.iter().filter_map(|w| w.card_gone) {
        group_state::card_gone(db, chat, message).await?;
    }
    Ok(())
}

/// Writes a turn's changes to rows that exist already, or that the next turn of the group may change again.
async fn turn(db: &DatabaseTransaction, now: Instant, work: &UnitOfWork) -> Result<(), StoreError> {
    if let Some((update, end)) = work.inbox {
        write::inbox_undone(db, update, end).await?;
    }
    if let Some((person, payload)) = &work.came_by {
        links::came_by(db, *person, payload).await?;
    }
    if let Some(write) = &work.ticket {
        write::ticket(db, now, work, write).await?;
    }
    for write in &work.dialogues {
        write::dialogue(db, now, write).await?;
    }
    write::blocks(db, now, work).await?;
    // Before those that wait again, further down: what this turn settles may be among them.
    for settled in &work.settled {
        outbox::settle(db, settled).await?;
    }
    if let Some(person) = work.released {
        outbox::release(db, person).await?;
    }
    for which in &work.tried_again {
        outbox::try_again(db, *which).await?;
    }
    if let Some(version) = &work.policy {
        write::policy(db, version).await?;
    }
    for (update, json) in &work.reworded {
        super::dialogues::reword(db, *update, json).await?;
    }
    if !work.retried.is_empty() {
        write::retry(db, &work.retried).await?;
    }
    if let Some((lane, behind)) = work.turned_away {
        write::turn_away(db, lane, behind).await?;
    }
    if let Some((named, group)) = work.group_moved {
        group_state::group_moved(db, named, group).await?;
    }
    Ok(())
}

/// The value of that name, stored now when there is none.
pub(super) async fn get_or_insert_value(
    writer: &Writer,
    name: &str,
    value: &str,
) -> Result<String, StoreError> {
    let transaction = begin(writer).await?;
    let db = &transaction;
    let row = key_value::ActiveModel {
        name: Set(clean(name)),
        value: Set(clean(value)),
    };
    key_value::Entity::insert_many([row])
        .on_conflict(
            // The first value stays, and is what everybody gets.
            OnConflict::column(key_value::Column::Name)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    let kept = key_value::Entity::find_by_id(clean(name)).one(db).await?;
    transaction.commit().await?;
    let kept = kept.ok_or_else(|| mapping::unreadable("a value just stored"))?;
    Ok(kept.value)
}
