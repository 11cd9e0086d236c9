//! The statements of a turn, one function for each part of a [`UnitOfWork`].
//!
//! What may hold many rows is inserted many to a statement, over a whole group of turns where their order is none of
//! the database's business.
//!
//! Invariant: events are inserted and never touched again.

use super::{
    dialogues as ended,
    insert::insert,
    links,
    mapping::{self, clean, folded, json, millis},
    queries::holding,
    titles,
};
use crate::domain::{Instant, dialogue, read_model::Profile, sla::PolicyVersion};
use crate::store::{
    DialogueWrite, InboxOutcome, SentMessage, StoreError, TicketWrite, UnitOfWork, UpdateId,
    entity::{block, dialogue as dialogues, event, inbox, person, policy, sent_message, ticket},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait, Func, OnConflict},
};
use std::collections::{BTreeMap, HashMap};

pub(super) async fn received(db: &DatabaseTransaction, works: &[UnitOfWork]) -> Result<(), DbErr> {
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
    // Telegram hands out again what it does not know to be stored; the first copy stays, worked or not.
    let seen = OnConflict::column(inbox::Column::UpdateId)
        .do_nothing()
        .to_owned();
    insert(db, rows, Some(seen)).await
}

/// Keeps the newest names. A username belongs to whoever was seen with it last: Telegram lets it wander.
pub(super) async fn people(
    db: &DatabaseTransaction,
    profiles: impl Iterator<Item = &Profile>,
) -> Result<(), DbErr> {
    // One row for each: PostgreSQL refuses a statement whose conflicts lead to the same row twice.
    let newest: BTreeMap<i64, &Profile> = profiles.map(|p| (p.id, p)).collect();
    if newest.is_empty() {
        return Ok(());
    }
    let names = newest.values().filter_map(|p| p.username.as_deref());
    let names: Vec<String> = names.map(folded).collect();
    let nobody = person::ActiveModel {
        username: Set(None),
        username_folded: Set(None),
        ..Default::default()
    };
    // Taken from whoever had it before, or `/unblock @name` might free somebody else.
    if !names.is_empty() {
        person::Entity::update_many()
            .set(nobody)
            .filter(person::Column::UsernameFolded.is_in(names))
            .filter(person::Column::Id.is_not_in(newest.keys().copied()))
            .exec(db)
            .await?;
    }
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
        // Whoever is seen in the group is still in the topic that they wrote in.
        .value(
            person::Column::Topic,
            Expr::cust("COALESCE(excluded.topic, people.topic)"),
        )
        .to_owned();
    insert(db, rows, Some(names)).await
}

/// The updates that are worked: their JSON goes, their number stays.
pub(super) async fn inbox_done(
    db: &DatabaseTransaction,
    works: &[UnitOfWork],
) -> Result<(), StoreError> {
    let done: Vec<UpdateId> = works
        .iter()
        .filter_map(|w| w.inbox)
        .filter(|(_, end)| *end == InboxOutcome::Done)
        .map(|(update, _)| update)
        .collect();
    let Some(first) = done.first() else {
        return Ok(());
    };
    let result = inbox::Entity::update_many()
        .set(worked())
        .filter(inbox::Column::UpdateId.is_in(done.iter().map(|u| u.0)))
        // What was worked is not worked again, though it came twice or its outcome was unknown.
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

/// The JSON of what needs no more work goes, its number stays.
fn worked() -> inbox::ActiveModel {
    inbox::ActiveModel {
        state: Set("done".into()),
        json: Set(None),
        ..Default::default()
    }
}

/// An update that could not be worked.
pub(super) async fn inbox_undone(
    db: &DatabaseTransaction,
    update: UpdateId,
    end: InboxOutcome,
) -> Result<(), DbErr> {
    let rows = inbox::Entity::update_many()
        .filter(inbox::Column::UpdateId.eq(update.0))
        .filter(inbox::Column::State.eq("waiting"));
    let rows = match end {
        // That was written for the whole group at once.
        InboxOutcome::Done => return Ok(()),
        InboxOutcome::Failed => rows.col_expr(
            inbox::Column::Attempts,
            Expr::col(inbox::Column::Attempts).add(1),
        ),
        // The JSON stays, so that **Retry** has something to work.
        InboxOutcome::SetAside => rows.col_expr(inbox::Column::State, Expr::value("set_aside")),
    };
    rows.exec(db).await.map(drop)
}

/// The ticket's row: new, or moved on from exactly the version that the turn was decided on.
pub(super) async fn ticket(
    db: &DatabaseTransaction,
    now: Instant,
    work: &UnitOfWork,
    write: &TicketWrite,
) -> Result<(), StoreError> {
    let id = write.after.id;
    // Reckoned and not read: what counts is where the turn found the ticket, not where it is by now.
    let before = write.after.version - write.events.len() as i64;
    if before == 0 {
        // Asked here, because a block may have been committed since whoever opens it was asked for theirs.
        let person = block::Entity::find_by_id(write.after.person.0);
        if person.filter(holding(now)).one(db).await?.is_some() {
            return Err(StoreError::Blocked);
        }
        let mut row = mapping::from_new_ticket(write)?
            .ok_or_else(|| StoreError::Refused("a new ticket begins with its opening".into()))?;
        row.came_by = Set(links::used_up(db, write.after.person).await?);
        row.title_message = Set(work.title_from);
        // A number that is taken means that the ticket was opened by somebody else; a person who has one
        // already is another case, told by the name of its index.
        let result = insert(db, vec![row], None).await;
        return result.map_err(|error| {
            let unique = super::error::is_unique(&error);
            match StoreError::from(error) {
                StoreError::Refused(_) if unique => StoreError::Conflict(id),
                other => other,
            }
        });
    }
    let mut rows = ticket::Entity::update_many()
        .set(mapping::from_ticket(write)?)
        .filter(ticket::Column::Id.eq(id.0))
        .filter(ticket::Column::Version.eq(before));
    if let Some(at) = mapping::first_answer(&write.events) {
        // A later answer must not move it.
        let first = Func::coalesce([
            Expr::col(ticket::Column::FirstAnsweredAt),
            Expr::value(millis(at)),
        ]);
        rows = rows.col_expr(ticket::Column::FirstAnsweredAt, first.into());
    }
    // No such version any more: somebody else wrote the ticket, and the turn is to be decided again.
    if rows.exec(db).await?.rows_affected == 0 {
        return Err(StoreError::Conflict(id));
    }
    match &write.title {
        Some(title) => Ok(titles::change(db, write, title).await?),
        None => Ok(()),
    }
}

pub(super) async fn events<'a>(
    db: &DatabaseTransaction,
    writes: impl Iterator<Item = &'a TicketWrite>,
) -> Result<(), DbErr> {
    let mut rows = Vec::new();
    for write in writes {
        let first = write.after.version - write.events.len() as i64 + 1;
        for (seq, event) in (first..).zip(&write.events) {
            rows.push(mapping::from_event(write.after.id, seq, event)?);
        }
    }
    insert::<event::ActiveModel>(db, rows, None).await
}

pub(super) async fn dialogue(
    db: &DatabaseTransaction,
    now: Instant,
    write: &DialogueWrite,
) -> Result<(), StoreError> {
    let (kind, id, state) = match write {
        DialogueWrite::Private(person, dialogue::PrivateDialogue::Idle) => {
            (mapping::PRIVATE, person.0, None)
        }
        DialogueWrite::Private(person, state) => (mapping::PRIVATE, person.0, Some(json(state)?)),
        DialogueWrite::Group(anchor, None) => (mapping::GROUP, anchor.0, None),
        DialogueWrite::Ended(whose, since) => return ended::end(db, *whose, *since).await,
        DialogueWrite::Group(anchor, Some(state)) => (mapping::GROUP, anchor.0, Some(json(state)?)),
    };
    let Some(state) = state else {
        let dropped = dialogues::Entity::delete_by_id((kind.to_owned(), id));
        return match (dropped.exec(db).await?.rows_affected, write) {
            // Two pressed at once, and one of them was first.
            (0, DialogueWrite::Group(..)) => Err(StoreError::AlreadyEnded),
            // An idle person has no row, so there may be none to drop.
            _ => Ok(()),
        };
    };
    // In a column of its own, where an edit of that message finds it without reading every state.
    let message = match write {
        DialogueWrite::Group(_, Some(state)) => state.kept_message(),
        _ => None,
    };
    let row = dialogues::Model {
        kind: kind.into(),
        id,
        message,
        state,
        set_at: millis(now),
    };
    let newest = OnConflict::columns([dialogues::Column::Kind, dialogues::Column::Id])
        .update_columns([
            dialogues::Column::Message,
            dialogues::Column::State,
            dialogues::Column::SetAt,
        ])
        .to_owned();
    let row = row.into_active_model().reset_all();
    Ok(insert(db, vec![row], Some(newest)).await?)
}

/// Blocks and their ends, each with its line in the activity log.
pub(super) async fn blocks(
    db: &DatabaseTransaction,
    now: Instant,
    work: &UnitOfWork,
) -> Result<(), StoreError> {
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
        insert(db, vec![mapping::from_block(block)?], Some(newest)).await?;
        // The log keeps every block, while the table has only the one in force.
        insert(db, vec![mapping::blocked(block)?], None).await?;
    }
    if let Some((person, by)) = work.unblock {
        let lifted = block::Entity::delete_by_id(person.0).exec(db).await?;
        // Two agents pressed at once, and the log must not say that both lifted it.
        if lifted.rows_affected == 0 {
            return Err(StoreError::AlreadyEnded);
        }
        insert(db, vec![mapping::unblocked(person, by, now)], None).await?;
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

/// A message that is written anew keeps its row: what it is now counts.
pub(super) async fn sent(
    db: &DatabaseTransaction,
    sent: impl Iterator<Item = &SentMessage>,
) -> Result<(), DbErr> {
    // A group may write one message twice, and a statement must not touch its row twice.
    let newest: HashMap<(i64, i64), &SentMessage> =
        sent.map(|s| ((s.chat, s.message), s)).collect();
    let rows = newest
        .into_values()
        .map(mapping::from_sent)
        .collect::<Result<Vec<_>, _>>()?;
    let again = OnConflict::columns([sent_message::Column::Chat, sent_message::Column::Message])
        .update_columns([
            sent_message::Column::TicketId,
            sent_message::Column::Role,
            sent_message::Column::Anchor,
            sent_message::Column::Asked,
            sent_message::Column::At,
            sent_message::Column::Thread,
            sent_message::Column::No,
            sent_message::Column::Part,
            sent_message::Column::Edits,
            sent_message::Column::SaysWhatIsMeant,
        ])
        .to_owned();
    insert(db, rows, Some(again)).await
}

/// Updates set aside wait again, with a clean record.
pub(super) async fn retry(db: &DatabaseTransaction, updates: &[UpdateId]) -> Result<(), DbErr> {
    let again = inbox::ActiveModel {
        state: Set("waiting".into()),
        // With the old count, one more failure would set it aside at once.
        attempts: Set(0),
        ..Default::default()
    };
    inbox::Entity::update_many()
        .set(again)
        .filter(inbox::Column::UpdateId.is_in(updates.iter().map(|u| u.0)))
        .filter(inbox::Column::State.eq("set_aside"))
        .exec(db)
        .await
        .map(drop)
}

/// Turns away everything that waits in a lane behind an update: its JSON goes, its number stays.
pub(super) async fn turn_away(
    db: &DatabaseTransaction,
    lane: i64,
    behind: UpdateId,
) -> Result<(), DbErr> {
    inbox::Entity::update_many()
        .set(worked())
        .filter(inbox::Column::Lane.eq(lane))
        .filter(inbox::Column::UpdateId.gt(behind.0))
        // A constant, because the index is partial (`queries`).
        .filter(Expr::cust("state = 'waiting'"))
        .exec(db)
        .await
        .map(drop)
}

pub(super) async fn policy(db: &DatabaseTransaction, version: &PolicyVersion) -> Result<(), DbErr> {
    let row = policy::ActiveModel {
        since: Set(millis(version.since)),
        policy: Set(json(&version.policy)?),
    };
    // A turn whose outcome was unknown comes again, with the same instant.
    let newest = OnConflict::column(policy::Column::Since)
        .update_column(policy::Column::Policy)
        .to_owned();
    insert(db, vec![row], Some(newest)).await
}
