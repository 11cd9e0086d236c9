//! Reading what waits: updates to be worked, and what is to be told.
//!
//! The conditions of partial indexes are written as constants, as in [`queries`](super::queries).

use super::mapping::{self, instant, millis};
use crate::domain::{Instant, notice::Audience, right::Right};
use crate::store::{
    InboxRow, OutboxRow, OutboxSide, Wanted,
    entity::{inbox, outbox},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait,
    FromQueryResult, Iterable as _, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Order, Query, UnionType},
};
use std::collections::HashMap;

/// Page by page: a lane that has given enough is passed over from the next page on, so that however much waits in it, no
/// more than a page of that is read.
pub(super) async fn inbox(
    db: &DatabaseConnection,
    mut except: Vec<i64>,
    per_lane: u64,
    limit: u64,
) -> Result<Vec<InboxRow>, DbErr> {
    let (mut rows, mut of_lane) = (Vec::new(), HashMap::<i64, u64>::new());
    let mut after = i64::MIN;
    loop {
        let wanted = limit - rows.len() as u64;
        let page = inbox::Entity::find()
            .filter(Expr::cust("state = 'waiting'"))
            .filter(in_none_of(db, &except)?)
            .filter(inbox::Column::UpdateId.gt(after))
            .order_by_asc(inbox::Column::UpdateId)
            .limit(wanted)
            .all(db)
            .await?;
        // A page that is not full was the last.
        let more = page.len() as u64 == wanted;
        for row in page {
            after = row.update_id;
            let given = of_lane.entry(row.lane).or_default();
            if *given < per_lane {
                *given += 1;
                if *given == per_lane {
                    except.push(row.lane);
                }
                rows.push(mapping::to_waiting(row)?);
            }
        }
        if !more || rows.len() as u64 == limit {
            return Ok(rows);
        }
    }
}

/// Any number of lanes in one parameter: of those, a statement takes so many only.
fn in_none_of(db: &DatabaseConnection, lanes: &[i64]) -> Result<Expr, DbErr> {
    Ok(match db.get_database_backend() {
        DbBackend::Sqlite => Expr::cust_with_values(
            "lane NOT IN (SELECT value FROM json_each(?))",
            [mapping::json(&lanes)?],
        ),
        _ => {
            let lanes: Vec<String> = lanes.iter().map(i64::to_string).collect();
            let none = "lane <> ALL(CAST(string_to_array($1, ',') AS bigint[]))";
            Expr::cust_with_values(none, [lanes.join(",")])
        }
    })
}

pub(super) async fn last_within(
    db: &DatabaseConnection,
    lane: i64,
    most: u64,
) -> Result<Option<InboxRow>, DbErr> {
    let mut around = inbox::Entity::find()
        .filter(Expr::cust("state = 'waiting'"))
        .filter(inbox::Column::Lane.eq(lane))
        .order_by_asc(inbox::Column::UpdateId)
        .offset(most.saturating_sub(1))
        // The second one only shows that there are more.
        .limit(2)
        .all(db)
        .await?;
    let more = around.len() > 1;
    let last = around.drain(..).next().filter(|_| more);
    last.map(mapping::to_waiting).transpose()
}

/// One statement for all urgencies, so that what is read of them is of the same instant.
pub(super) async fn outbox(
    db: &DatabaseConnection,
    side: OutboxSide,
    wanted: &[Wanted],
) -> Result<Vec<OutboxRow>, DbErr> {
    let whose = match side {
        OutboxSide::Team => "person_id IS NULL",
        OutboxSide::People => "person_id IS NOT NULL",
    };
    let oldest = |wanted: &Wanted| {
        let urgency = wanted.urgency as i32;
        let rows = Query::select()
            .columns(outbox::Column::iter())
            .from(outbox::Entity)
            .and_where(Expr::cust(format!(
                "state = 'waiting' AND {whose} AND urgency = {urgency}"
            )))
            .and_where(Expr::col(outbox::Column::Id).gt(wanted.after))
            .order_by(outbox::Column::Id, Order::Asc)
            .limit(wanted.limit)
            .take();
        Query::select()
            .columns(outbox::Column::iter())
            // In a part of a union, SQLite takes order and limit only within a subquery.
            .from_subquery(rows, "oldest")
            .take()
    };
    let mut each = wanted.iter().map(oldest);
    let Some(mut all) = each.next() else {
        return Ok(Vec::new());
    };
    for other in each {
        all.union(UnionType::All, other);
    }
    let rows = db.query_all(&all).await?;
    let mut rows = rows
        .iter()
        .map(|row| mapping::to_pending(outbox::Model::from_query_result(row, "")?))
        .collect::<Result<Vec<_>, _>>()?;
    // A union promises no order.
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

pub(super) async fn untold(db: &DatabaseConnection) -> Result<Vec<OutboxRow>, DbErr> {
    let rows = outbox::Entity::find()
        .filter(Expr::cust("state = 'untold'"))
        .order_by_asc(outbox::Column::Id);
    let rows = rows.all(db).await?;
    rows.into_iter().map(mapping::to_pending).collect()
}

pub(super) async fn missing_rights(db: &DatabaseConnection) -> Result<Vec<Right>, DbErr> {
    let rights = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Lacks)
        .distinct()
        .filter(Expr::cust("state = 'withheld'"))
        .into_tuple::<Option<String>>();
    let rights = rights.all(db).await?;
    let named = rights.iter().flatten();
    named.map(|name| mapping::to_right(name)).collect()
}

pub(super) async fn sent_since(
    db: &DatabaseConnection,
    since: Instant,
) -> Result<Vec<(Audience, Instant)>, DbErr> {
    let rows = outbox::Entity::find()
        .select_only()
        .columns([outbox::Column::PersonId, outbox::Column::SettledAt])
        .filter(Expr::cust("state = 'sent'"))
        .filter(outbox::Column::SettledAt.gte(millis(since)))
        .order_by_asc(outbox::Column::SettledAt)
        .into_tuple::<(Option<i64>, i64)>()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(person, at)| Ok((mapping::to_audience(person), instant(at)?)))
        .collect()
}
