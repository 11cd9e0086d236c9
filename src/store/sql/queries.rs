//! Reading. Every question that people can trigger goes through an index of the migrations.
//!
//! The conditions of partial indexes are written as constants: a planner can't know that a bound parameter means the
//! same.

use super::mapping::{self, folded, instant, millis};
use crate::domain::{
    Instant, event::Event, ids::*, read_model::*, sla::PolicyVersion, ticket::Ticket,
};
use crate::store::{
    ListOf, SentMessage,
    entity::{block, dialogue as dialogues, event, person, policy, sent_message, ticket},
};
use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, NullOrdering, Order, Query},
};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// The age up to which first answers count for the usual time to one.
const RECENT: TimeDelta = TimeDelta::days(30);

/// The most numbers in one statement.
const NUMBERS: usize = 1000;

pub(super) async fn events(db: &DatabaseConnection, id: TicketId) -> Result<Vec<Event>, DbErr> {
    let rows = event::Entity::find()
        .filter(event::Column::TicketId.eq(id.0))
        .order_by_asc(event::Column::Seq)
        .all(db)
        .await?;
    rows.iter().map(mapping::to_event).collect()
}

pub(super) async fn unresolved(db: &DatabaseConnection) -> Result<Vec<Ticket>, DbErr> {
    let open = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(Expr::col(ticket::Column::ResolvedAt).is_null())
        .take();
    let rows = event::Entity::find()
        .filter(event::Column::TicketId.in_subquery(open))
        // What belongs to one ticket must stand together, to be cut apart below.
        .order_by_asc(event::Column::TicketId)
        .order_by_asc(event::Column::Seq)
        .all(db)
        .await?;
    rows.chunk_by(|a, b| a.ticket_id == b.ticket_id)
        .map(|rows| {
            let events = rows
                .iter()
                .map(mapping::to_event)
                .collect::<Result<Vec<_>, _>>()?;
            Ticket::replay(TicketId(rows[0].ticket_id), &events)
                .ok_or_else(|| mapping::unreadable("the opening of a ticket"))
        })
        .collect()
}

pub(super) async fn unresolved_ids(
    db: &DatabaseConnection,
) -> Result<Vec<(TicketId, PersonId)>, DbErr> {
    let rows = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::PersonId])
        .filter(ticket::Column::ResolvedAt.is_null())
        .order_by_asc(ticket::Column::Id)
        .into_tuple::<(i64, i64)>()
        .all(db)
        .await?;
    let ids = |(id, person)| (TicketId(id), PersonId(person));
    Ok(rows.into_iter().map(ids).collect())
}

pub(super) async fn last_ticket(db: &DatabaseConnection) -> Result<Option<TicketId>, DbErr> {
    let newest = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .order_by_desc(ticket::Column::Id)
        .into_tuple::<i64>();
    Ok(newest.one(db).await?.map(TicketId))
}

pub(super) async fn shown(
    db: &DatabaseConnection,
    id: TicketId,
) -> Result<Option<TicketDetails>, DbErr> {
    let Some(listed) = ticket::Entity::find_by_id(id.0).one(db).await? else {
        return Ok(None);
    };
    // The row is made for lists; what a ticket is, only its events say.
    let events = events(db, id).await?;
    let ticket = Ticket::replay(id, &events).ok_or_else(|| mapping::unreadable("a ticket"))?;
    let person = profile(db, ticket.person.0).await?;
    let assignee = match ticket.assignee {
        Some(agent) => profile(db, agent.0).await?,
        None => None,
    };
    Ok(Some(TicketDetails {
        ticket,
        title: listed.title,
        came_by: listed.came_by,
        person: person.ok_or_else(|| mapping::unreadable("the person of a ticket"))?,
        assignee,
    }))
}

pub(super) async fn list(
    db: &DatabaseConnection,
    of: ListOf,
    offset: u64,
    limit: u64,
) -> Result<Page<TicketSummary>, DbErr> {
    use ticket::Column::*;
    let unresolved = Condition::all().add(ResolvedAt.is_null());
    let (which, newest_first) = match of {
        ListOf::Unresolved => (unresolved, false),
        ListOf::AssignedTo(agent) => (unresolved.add(AssigneeId.eq(agent.0)), false),
        ListOf::In(status) => (unresolved.add(Status.eq(mapping::word(&status)?)), false),
        ListOf::All => (Condition::all(), true),
        ListOf::Of(person) => (Condition::all().add(PersonId.eq(person.0)), true),
    };
    let tickets = ticket::Entity::find().filter(which);
    // Open tickets are few enough to be counted; all tickets grow without end.
    let (tickets, total) = if newest_first {
        (tickets.order_by_desc(Id), None)
    } else {
        let total = tickets.clone().count(db).await?;
        (worst_first(tickets), Some(total))
    };
    // One more than shown, to know whether another page follows.
    let rows = tickets.offset(offset).limit(limit + 1).all(db).await?;
    let (rows, known) = page(rows, offset, limit);
    let rows = rows
        .into_iter()
        .map(mapping::to_listed)
        .collect::<Result<_, _>>()?;
    let total = total.unwrap_or(known);
    Ok(Page { rows, total })
}

/// A page, of which one row more was read; and how many rows that is known to make in all, without a count of a table
/// that grows.
fn page<T>(mut rows: Vec<T>, offset: u64, limit: u64) -> (Vec<T>, u64) {
    let known = offset + rows.len() as u64;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    (rows, known)
}

fn worst_first(tickets: Select<ticket::Entity>) -> Select<ticket::Entity> {
    use ticket::Column::*;
    tickets
        .order_by_desc(Breached)
        // Left to themselves, SQLite puts nulls first and PostgreSQL last.
        .order_by_with_nulls(WaitingSince, Order::Asc, NullOrdering::Last)
        .order_by_asc(Id)
}

pub(super) async fn listed(
    db: &DatabaseConnection,
    tickets: Vec<TicketId>,
) -> Result<Vec<TicketSummary>, DbErr> {
    let mut listed = Vec::with_capacity(tickets.len());
    for some in tickets.chunks(NUMBERS) {
        let these =
            ticket::Entity::find().filter(ticket::Column::Id.is_in(some.iter().map(|t| t.0)));
        for row in worst_first(these).all(db).await? {
            listed.push(mapping::to_listed(row)?);
        }
    }
    // Each statement put only its own rows in order.
    if tickets.len() > NUMBERS {
        listed.sort_by_key(|row| {
            let waiting = row.waiting_since;
            (!row.breached, waiting.is_none(), waiting, row.id)
        });
    }
    Ok(listed)
}

pub(super) async fn first_answers(
    db: &DatabaseConnection,
    now: Instant,
    limit: u64,
) -> Result<Vec<i64>, DbErr> {
    use ticket::Column::*;
    let rows = ticket::Entity::find()
        .select_only()
        .columns([AskedAt, FirstAnsweredAt])
        .filter(FirstAnsweredAt.gte(millis(now - RECENT)))
        .order_by_desc(FirstAnsweredAt)
        .limit(limit)
        .into_tuple::<(i64, i64)>()
        .all(db)
        .await?;
    let seconds = |(asked, answered): (i64, i64)| (answered - asked) / 1000;
    Ok(rows.into_iter().map(seconds).collect())
}

pub(super) async fn profile(db: &DatabaseConnection, id: i64) -> Result<Option<Profile>, DbErr> {
    let row = person::Entity::find_by_id(id).one(db).await?;
    Ok(row.map(Profile::from))
}

pub(super) async fn profile_named(
    db: &DatabaseConnection,
    username: &str,
) -> Result<Option<Profile>, DbErr> {
    let row = person::Entity::find()
        .filter(person::Column::UsernameFolded.eq(folded(username)))
        .one(db)
        .await?;
    Ok(row.map(Profile::from))
}

pub(super) async fn dialogue<T: DeserializeOwned>(
    db: &DatabaseConnection,
    kind: &str,
    id: i64,
) -> Result<Option<(T, Instant)>, DbErr> {
    let row = dialogues::Entity::find_by_id((kind.to_owned(), id))
        .one(db)
        .await?;
    row.map(|row| {
        let state = mapping::from_json(&row.state, "a dialogue")?;
        Ok((state, instant(row.set_at)?))
    })
    .transpose()
}

pub(super) async fn dialogue_keeping<T: DeserializeOwned>(
    db: &DatabaseConnection,
    kind: &str,
    message: i64,
) -> Result<Option<(UpdateId, T, Instant)>, DbErr> {
    let row = dialogues::Entity::find()
        .filter(dialogues::Column::Message.eq(message))
        .filter(dialogues::Column::Kind.eq(kind))
        .one(db)
        .await?;
    row.map(|row| {
        let state = mapping::from_json(&row.state, "a dialogue")?;
        Ok((UpdateId(row.id), state, instant(row.set_at)?))
    })
    .transpose()
}

/// Blocks that hold at `now`: it is the first instant after one's end that frees.
pub(super) fn holding(now: Instant) -> Condition {
    Condition::any()
        .add(block::Column::Until.is_null())
        .add(block::Column::Until.gt(millis(now)))
}

pub(super) async fn blocked(
    db: &DatabaseConnection,
    person: PersonId,
    now: Instant,
) -> Result<Option<BlockedPerson>, DbErr> {
    let row = block::Entity::find_by_id(person.0)
        .filter(holding(now))
        .one(db)
        .await?;
    Ok(with_people(db, row.into_iter().collect()).await?.pop())
}

pub(super) async fn all_blocked(
    db: &DatabaseConnection,
    now: Instant,
    offset: u64,
    limit: u64,
) -> Result<Page<BlockedPerson>, DbErr> {
    let blocks = block::Entity::find().filter(holding(now));
    let rows = blocks
        .order_by_desc(block::Column::Since)
        .order_by_desc(block::Column::PersonId)
        .offset(offset)
        .limit(limit + 1)
        .all(db)
        .await?;
    let (rows, total) = page(rows, offset, limit);
    Ok(Page {
        rows: with_people(db, rows).await?,
        total,
    })
}

async fn with_people(
    db: &DatabaseConnection,
    blocks: Vec<block::Model>,
) -> Result<Vec<BlockedPerson>, DbErr> {
    // One statement for the page, not one for each row of it.
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(blocks.iter().map(|b| b.person_id)))
        .all(db)
        .await?;
    let mut people: HashMap<i64, person::Model> = people.into_iter().map(|p| (p.id, p)).collect();
    blocks
        .into_iter()
        .map(|row| {
            let person = people.remove(&row.person_id);
            Ok(BlockedPerson {
                block: mapping::to_block(&row)?,
                person: person
                    .ok_or_else(|| mapping::unreadable("a blocked person"))?
                    .into(),
                told: row.told,
            })
        })
        .collect()
}

pub(super) async fn sent(
    db: &DatabaseConnection,
    chat: i64,
    message: i64,
) -> Result<Option<SentMessage>, DbErr> {
    let row = sent_message::Entity::find_by_id((chat, message))
        .one(db)
        .await?;
    row.map(mapping::to_sent).transpose()
}

/// A card of a ticket: the newest but for `newer` of them.
pub(super) async fn card(
    db: &DatabaseConnection,
    chat: i64,
    id: TicketId,
    newer: u64,
) -> Result<Option<SentMessage>, DbErr> {
    use sent_message::Column::*;
    let row = sent_message::Entity::find()
        .filter(Chat.eq(chat))
        .filter(TicketId.eq(id.0))
        .filter(Role.eq(mapping::word(&crate::store::MessageRole::Card)?))
        // Telegram numbers the messages of a chat upwards, so the highest is the newest.
        .order_by_desc(Message)
        .offset(newer)
        .one(db)
        .await?;
    row.map(mapping::to_sent).transpose()
}

pub(super) async fn policies(db: &DatabaseConnection) -> Result<Vec<PolicyVersion>, DbErr> {
    let rows = policy::Entity::find()
        .order_by_asc(policy::Column::Since)
        .all(db)
        .await?;
    rows.iter().map(mapping::to_policy).collect()
}
