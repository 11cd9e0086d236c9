//! Writing: a group of turns in one transaction, or each in its own when one of them is refused.
//!
//! What has no order among the turns of a group goes in multi-row statements, updates and people before the turns, what
//! hangs on a ticket after them: that is what makes a group cheap. A refusal inside a group says nothing about who is
//! to blame; the group is rolled back and each turn tried alone, so that the bad one fails alone.
//!
//! Invariant: events are inserted and never touched again.

use super::row::{self, clean, folded, json, millis};
use crate::domain::{Instant, dialogue, record::Profile};
use crate::store::{
    DialogueWrite, InboxEnd, RowEnd, Sent, Settled, StoreError, TicketWrite, UnitOfWork, UpdateId,
    entity::{
        attachment, block, dialogue as dialogues, event, inbox, kept, message, outbox, person,
        policy, sent_message, ticket,
    },
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sea_query::{Expr, ExprTrait, Func, OnConflict},
};
use std::collections::{BTreeMap, HashMap};

/// How many rows go into one statement: SQLite takes 32 766 parameters, the widest row has 16.
const ROWS: usize = 1000;

/// Commits the group. One result for each turn, in order.
pub(super) async fn commit(
    db: &DatabaseConnection,
    now: Instant,
    works: &[UnitOfWork],
) -> Vec<Result<(), StoreError>> {
    let together = transaction(db, now, works).await;
    match together {
        Err(StoreError::Unavailable(_)) | Ok(()) => vec![together; works.len()],
        Err(_) if works.len() <= 1 => vec![together; works.len()],
        Err(_) => one_by_one(db, now, works).await,
    }
}

/// Each turn in its own transaction. When the database goes away, the turns behind are not tried: they would be out of
/// order.
async fn one_by_one(
    db: &DatabaseConnection,
    now: Instant,
    works: &[UnitOfWork],
) -> Vec<Result<(), StoreError>> {
    let mut results = Vec::with_capacity(works.len());
    for work in works {
        let result = transaction(db, now, std::slice::from_ref(work)).await;
        results.push(result.clone());
        if let Err(StoreError::Unavailable(_)) = result {
            results.resize(works.len(), result);
            break;
        }
    }
    results
}

async fn transaction(
    db: &DatabaseConnection,
    now: Instant,
    works: &[UnitOfWork],
) -> Result<(), StoreError> {
    let transaction = begin(db).await?;
    match apply(&transaction, now, works).await {
        Ok(()) => Ok(transaction.commit().await?),
        Err(error) => {
            // Whether the database heard this or not: without a commit nothing holds.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

/// A transaction that takes SQLite's write lock at once, so that it can't fail half-way for want of it.
async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}

async fn apply(
    db: &DatabaseTransaction,
    now: Instant,
    works: &[UnitOfWork],
) -> Result<(), StoreError> {
    received(db, works).await?;
    people(db, works.iter().flat_map(|w| &w.people)).await?;
    inbox_done(db, works).await?;
    for work in works {
        turn(db, now, work).await?;
    }
    let writes = || works.iter().filter_map(|w| w.ticket.as_ref());
    events(db, writes()).await?;
    messages(db, writes()).await?;
    outgoing(db, now, works).await?;
    sent(db, works.iter().flat_map(|w| &w.sent)).await?;
    Ok(())
}

/// What a turn changes in rows that are there already, or that the next turn of the group may change again.
async fn turn(db: &DatabaseTransaction, now: Instant, work: &UnitOfWork) -> Result<(), StoreError> {
    if let Some((update, end)) = work.inbox {
        inbox_undone(db, update, end).await?;
    }
    if let Some(write) = &work.ticket {
        ticket(db, write).await?;
    }
    for write in &work.dialogues {
        dialogue(db, now, write).await?;
    }
    blocks(db, work).await?;
    for settled in &work.settled {
        settle(db, settled).await?;
    }
    if let Some(person) = work.released {
        let held = outbox::ActiveModel {
            state: Set("waiting".into()),
            settled_at: Set(None),
            ..Default::default()
        };
        outbox::Entity::update_many()
            .set(held)
            .filter(outbox::Column::PersonId.eq(person.0))
            .filter(Expr::cust("state = 'held'"))
            .exec(db)
            .await?;
    }
    if let Some(version) = &work.policy {
        let row = policy::ActiveModel {
            since: Set(millis(version.since)),
            policy: Set(json(&version.policy)?),
        };
        let newest = OnConflict::column(policy::Column::Since)
            .update_column(policy::Column::Policy)
            .to_owned();
        insert(db, vec![row], Some(newest)).await?;
    }
    if !work.retried.is_empty() {
        let again = inbox::ActiveModel {
            state: Set("waiting".into()),
            attempts: Set(0),
            ..Default::default()
        };
        inbox::Entity::update_many()
            .set(again)
            .filter(inbox::Column::UpdateId.is_in(work.retried.iter().map(|u| u.0)))
            .filter(inbox::Column::State.eq("set_aside"))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Inserts rows, many to a statement.
async fn insert<A>(
    db: &DatabaseTransaction,
    rows: Vec<A>,
    on_conflict: Option<OnConflict>,
) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut statement = A::Entity::insert_many(rows.by_ref().take(ROWS));
        if let Some(on_conflict) = &on_conflict {
            statement = statement.on_conflict(on_conflict.clone());
        }
        statement.exec_without_returning(db).await?;
    }
    Ok(())
}

async fn received(db: &DatabaseTransaction, works: &[UnitOfWork]) -> Result<(), DbErr> {
    let rows = works
        .iter()
        .flat_map(|w| &w.received)
        .map(|received| inbox::ActiveModel {
            update_id: Set(received.id.0),
            lane: Set(received.lane),
            json: Set(Some(clean(&received.json))),
            at: Set(millis(received.at)),
            state: Set("waiting".into()),
            attempts: Set(0),
        })
        .collect();
    let seen = OnConflict::column(inbox::Column::UpdateId)
        .do_nothing()
        .to_owned();
    insert(db, rows, Some(seen)).await
}

/// Keeps the newest names. A username belongs to whoever was seen with it last: Telegram lets it wander.
async fn people(
    db: &DatabaseTransaction,
    profiles: impl Iterator<Item = &Profile>,
) -> Result<(), DbErr> {
    let newest: BTreeMap<i64, &Profile> = profiles.map(|p| (p.id, p)).collect();
    if newest.is_empty() {
        return Ok(());
    }
    let names = newest.values().filter_map(|p| p.username.as_deref());
    let nobody = person::ActiveModel {
        username: Set(None),
        username_folded: Set(None),
        ..Default::default()
    };
    person::Entity::update_many()
        .set(nobody)
        .filter(person::Column::UsernameFolded.is_in(names.map(folded)))
        .filter(person::Column::Id.is_not_in(newest.keys().copied()))
        .exec(db)
        .await?;
    let rows = newest
        .into_values()
        .map(person::ActiveModel::from)
        .collect();
    let names = OnConflict::column(person::Column::Id)
        .update_columns([
            person::Column::Name,
            person::Column::Username,
            person::Column::UsernameFolded,
            person::Column::LanguageCode,
        ])
        .to_owned();
    insert(db, rows, Some(names)).await
}

/// The updates that are worked: their JSON goes, their number stays.
async fn inbox_done(db: &DatabaseTransaction, works: &[UnitOfWork]) -> Result<(), StoreError> {
    let done: Vec<UpdateId> = works
        .iter()
        .filter_map(|w| w.inbox)
        .filter(|(_, end)| *end == InboxEnd::Done)
        .map(|(update, _)| update)
        .collect();
    let Some(first) = done.first() else {
        return Ok(());
    };
    let worked = inbox::ActiveModel {
        state: Set("done".into()),
        json: Set(None),
        ..Default::default()
    };
    let result = inbox::Entity::update_many()
        .set(worked)
        .filter(inbox::Column::UpdateId.is_in(done.iter().map(|u| u.0)))
        .filter(inbox::Column::State.eq("waiting"))
        .exec(db)
        .await?;
    // Which one of a group it was comes out when each is tried alone.
    if result.rows_affected == done.len() as u64 {
        Ok(())
    } else {
        Err(StoreError::AlreadyDone(*first))
    }
}

/// An update that could not be worked.
async fn inbox_undone(
    db: &DatabaseTransaction,
    update: UpdateId,
    end: InboxEnd,
) -> Result<(), DbErr> {
    let rows = inbox::Entity::update_many()
        .filter(inbox::Column::UpdateId.eq(update.0))
        .filter(inbox::Column::State.eq("waiting"));
    let rows = match end {
        InboxEnd::Done => return Ok(()),
        InboxEnd::Failed => rows.col_expr(
            inbox::Column::Attempts,
            Expr::col(inbox::Column::Attempts).add(1),
        ),
        InboxEnd::SetAside => rows.col_expr(inbox::Column::State, Expr::value("set_aside")),
    };
    rows.exec(db).await.map(drop)
}

/// The ticket's row: new, or moved on from exactly the version that the turn was decided on.
async fn ticket(db: &DatabaseTransaction, write: &TicketWrite) -> Result<(), StoreError> {
    let id = write.after.id;
    let before = write.after.version - write.events.len() as i64;
    if before == 0 {
        let row = row::from_new_ticket(write)?
            .ok_or_else(|| StoreError::Refused("a new ticket begins with its opening".into()))?;
        let result = insert(db, vec![row], None).await;
        return result.map_err(|error| {
            let unique = super::fault::is_unique(&error);
            match StoreError::from(error) {
                StoreError::Refused(_) if unique => StoreError::Conflict(id),
                other => other,
            }
        });
    }
    let mut rows = ticket::Entity::update_many()
        .set(row::from_ticket(write)?)
        .filter(ticket::Column::Id.eq(id.0))
        .filter(ticket::Column::Version.eq(before));
    if let Some(at) = row::first_answer(&write.events) {
        let first = Func::coalesce([
            Expr::col(ticket::Column::FirstAnsweredAt),
            Expr::value(millis(at)),
        ]);
        rows = rows.col_expr(ticket::Column::FirstAnsweredAt, first.into());
    }
    match rows.exec(db).await?.rows_affected {
        0 => Err(StoreError::Conflict(id)),
        _ => Ok(()),
    }
}

async fn events<'a>(
    db: &DatabaseTransaction,
    writes: impl Iterator<Item = &'a TicketWrite>,
) -> Result<(), DbErr> {
    let mut rows = Vec::new();
    for write in writes {
        let first = write.after.version - write.events.len() as i64 + 1;
        for (seq, event) in (first..).zip(&write.events) {
            rows.push(row::from_event(write.after.id, seq, event)?);
        }
    }
    insert::<event::ActiveModel>(db, rows, None).await
}

async fn messages<'a>(
    db: &DatabaseTransaction,
    writes: impl Iterator<Item = &'a TicketWrite>,
) -> Result<(), DbErr> {
    let (mut said, mut attached) = (Vec::new(), Vec::new());
    for message in writes.flat_map(|w| &w.messages) {
        said.push(row::from_said(message)?);
        attached.extend(row::from_media(message)?);
    }
    insert::<message::ActiveModel>(db, said, None).await?;
    insert::<attachment::ActiveModel>(db, attached, None).await
}

async fn dialogue(
    db: &DatabaseTransaction,
    now: Instant,
    write: &DialogueWrite,
) -> Result<(), DbErr> {
    let (kind, id, state) = match write {
        DialogueWrite::Private(person, dialogue::Private::Idle) => (row::PRIVATE, person.0, None),
        DialogueWrite::Private(person, state) => (row::PRIVATE, person.0, Some(json(state)?)),
        DialogueWrite::Group(anchor, None) => (row::GROUP, anchor.0, None),
        DialogueWrite::Group(anchor, Some(state)) => (row::GROUP, anchor.0, Some(json(state)?)),
    };
    let Some(state) = state else {
        return dialogues::Entity::delete_by_id((kind.to_owned(), id))
            .exec(db)
            .await
            .map(drop);
    };
    let row = dialogues::Model {
        kind: kind.into(),
        id,
        state,
        set_at: millis(now),
    };
    let newest = OnConflict::columns([dialogues::Column::Kind, dialogues::Column::Id])
        .update_columns([dialogues::Column::State, dialogues::Column::SetAt])
        .to_owned();
    insert(db, vec![row.into_active_model().reset_all()], Some(newest)).await
}

async fn blocks(db: &DatabaseTransaction, work: &UnitOfWork) -> Result<(), DbErr> {
    if let Some(block) = &work.block {
        let newest = OnConflict::column(block::Column::PersonId)
            .update_columns([
                block::Column::ById,
                block::Column::Since,
                block::Column::Until,
                block::Column::Reason,
                block::Column::Told,
            ])
            .to_owned();
        insert(db, vec![row::from_block(block)?], Some(newest)).await?;
    }
    if let Some(person) = work.unblock {
        block::Entity::delete_by_id(person.0).exec(db).await?;
    }
    if let Some(person) = work.told_blocked {
        block::Entity::update_many()
            .col_expr(block::Column::Told, Expr::value(true))
            .filter(block::Column::PersonId.eq(person.0))
            .exec(db)
            .await?;
    }
    Ok(())
}

async fn outgoing(
    db: &DatabaseTransaction,
    now: Instant,
    works: &[UnitOfWork],
) -> Result<(), DbErr> {
    let rows = works
        .iter()
        .flat_map(|w| &w.outbox)
        .map(|out| row::from_outgoing(out, now))
        .collect::<Result<Vec<_>, _>>()?;
    let told = OnConflict::column(outbox::Column::Key)
        .do_nothing()
        .to_owned();
    insert(db, rows, Some(told)).await
}

async fn settle(db: &DatabaseTransaction, settled: &Settled) -> Result<(), DbErr> {
    let (state, fault) = match &settled.end {
        RowEnd::Sent => ("sent", None),
        RowEnd::Superseded => ("superseded", None),
        RowEnd::Failed(why) => ("failed", Some(clean(why))),
        RowEnd::Held => ("held", None),
        RowEnd::Retried => {
            return outbox::Entity::update_many()
                .col_expr(
                    outbox::Column::Attempts,
                    Expr::col(outbox::Column::Attempts).add(1),
                )
                .filter(outbox::Column::Id.eq(settled.row))
                .exec(db)
                .await
                .map(drop);
        }
    };
    let row = outbox::ActiveModel {
        state: Set(state.into()),
        fault: Set(fault),
        settled_at: Set(Some(millis(settled.at))),
        ..Default::default()
    };
    outbox::Entity::update_many()
        .set(row)
        .filter(outbox::Column::Id.eq(settled.row))
        .exec(db)
        .await
        .map(drop)
}

/// A message that is written anew keeps its row: what it is now counts.
async fn sent(db: &DatabaseTransaction, sent: impl Iterator<Item = &Sent>) -> Result<(), DbErr> {
    let newest: HashMap<(i64, i64), &Sent> = sent.map(|s| ((s.chat, s.message), s)).collect();
    let rows = newest
        .into_values()
        .map(row::from_sent)
        .collect::<Result<Vec<_>, _>>()?;
    let again = OnConflict::columns([sent_message::Column::Chat, sent_message::Column::Message])
        .update_columns([
            sent_message::Column::TicketId,
            sent_message::Column::Role,
            sent_message::Column::Anchor,
            sent_message::Column::At,
        ])
        .to_owned();
    insert(db, rows, Some(again)).await
}

/// Forgets worked updates and dialogues from before an instant.
pub(super) async fn forget(db: &DatabaseConnection, before: Instant) -> Result<(), DbErr> {
    inbox::Entity::delete_many()
        .filter(Expr::cust("state = 'done'"))
        .filter(inbox::Column::At.lt(millis(before)))
        .exec(db)
        .await?;
    dialogues::Entity::delete_many()
        .filter(dialogues::Column::SetAt.lt(millis(before)))
        .exec(db)
        .await
        .map(drop)
}

/// The value of that name, stored now when there is none.
pub(super) async fn keep(
    db: &DatabaseConnection,
    name: &str,
    value: &str,
) -> Result<String, DbErr> {
    let row = kept::ActiveModel {
        name: Set(clean(name)),
        value: Set(clean(value)),
    };
    kept::Entity::insert_many([row])
        .on_conflict(
            OnConflict::column(kept::Column::Name)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    let kept = kept::Entity::find_by_id(clean(name)).one(db).await?;
    kept.map(|row| row.value)
        .ok_or_else(|| row::unreadable("a value just stored"))
}
