//! Forgetting, in small steps: what has no further use goes so few rows at a time that nobody waits for it.
//!
//! A row of the outbox is kept for its name, so that nothing is told twice. It may go when nothing can tell the same
//! again: what an update asked for, when that update's number is forgotten; what a ticket told, a while after that, once
//! the ticket is resolved. What belongs to no ticket, and what is held for somebody, stays.

use super::{
    commit::{Writer, begin},
    mapping::millis,
};
use crate::store::{
    Old, StoreError,
    entity::{block, inbox, outbox, ticket},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement},
};

/// The number of rows of a kind that are deleted at once: so few that each is found by its key, without a scan.
const STEP: u64 = 100;

/// Forgets what is old, at most [`STEP`] rows of each kind. Whether there may be more.
pub(super) async fn forget(writer: &Writer, old: Old) -> Result<bool, StoreError> {
    let transaction = begin(writer).await?;
    let more = step(&transaction, old).await?;
    transaction.commit().await?;
    Ok(more)
}

async fn step(db: &DatabaseTransaction, old: Old) -> Result<bool, DbErr> {
    let worked = millis(old.worked);
    let updates = Query::select()
        .column(inbox::Column::UpdateId)
        .from(inbox::Entity)
        .and_where(Expr::cust("state = 'done'"))
        .and_where(Expr::col(inbox::Column::At).lt(worked))
        .order_by(inbox::Column::At, Order::Asc)
        .take();
    // Their names come from updates, whose numbers may come again.
    let answers = Query::select()
        .column(outbox::Column::Id)
        .from(outbox::Entity)
        // Names from updates begin with this letter, those from tickets with their `#`.
        .and_where(Expr::col(outbox::Column::Key).gte("u"))
        .and_where(Expr::col(outbox::Column::SettledAt).lt(worked))
        .order_by(outbox::Column::Key, Order::Asc)
        .take();
    let of_row = |column: outbox::Column| (outbox::Entity, column);
    let of_ticket = |column: ticket::Column| (ticket::Entity, column);
    // Whatever else may be the state, something of it is still to come, however old it is.
    let settled = ["sent", "superseded", "failed"];
    let deliveries = Query::select()
        .column(of_row(outbox::Column::Id))
        .from(outbox::Entity)
        .inner_join(
            ticket::Entity,
            Expr::col(of_ticket(ticket::Column::Id))
                .eq(Expr::col(of_row(outbox::Column::TicketId))),
        )
        .and_where(Expr::col(of_row(outbox::Column::SettledAt)).lt(millis(old.deliveries)))
        .and_where(Expr::col(of_row(outbox::Column::State)).is_in(settled))
        .and_where(Expr::col(of_ticket(ticket::Column::ResolvedAt)).is_not_null())
        .order_by(of_row(outbox::Column::SettledAt), Order::Asc)
        .take();
    let blocks = Query::select()
        .column(block::Column::PersonId)
        .from(block::Entity)
        .and_where(Expr::col(block::Column::Until).lt(worked))
        .order_by(block::Column::Until, Order::Asc)
        .take();
    let mut more = false;
    for (rows, of) in [
        (updates, Of::Inbox),
        (answers, Of::Outbox),
        (deliveries, Of::Outbox),
        (blocks, Of::Blocks),
    ] {
        more |= delete(db, rows, of).await?;
    }
    Ok(more)
}

/// Of which table rows go.
#[derive(Clone, Copy)]
enum Of {
    Inbox,
    Outbox,
    Blocks,
}

/// Deletes the first of the rows that are old, found by the number that is asked for. Whether there may be more.
async fn delete(db: &DatabaseTransaction, mut old: SelectStatement, of: Of) -> Result<bool, DbErr> {
    // Asked first and deleted by number: PostgreSQL has no `DELETE … LIMIT`, and SQLite rarely.
    let rows = db.query_all(old.limit(STEP)).await?;
    let numbers = rows.iter().map(|row| row.try_get_by_index::<i64>(0));
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    if numbers.is_empty() {
        return Ok(false);
    }
    let more = numbers.len() as u64 == STEP;
    match of {
        Of::Inbox => {
            let these = inbox::Column::UpdateId.is_in(numbers);
            let gone = inbox::Entity::delete_many().filter(these);
            gone.exec(db).await?;
        }
        Of::Outbox => {
            let these = outbox::Column::Id.is_in(numbers);
            let gone = outbox::Entity::delete_many().filter(these);
            gone.exec(db).await?;
        }
        Of::Blocks => {
            let these = block::Column::PersonId.is_in(numbers);
            let gone = block::Entity::delete_many().filter(these);
            gone.exec(db).await?;
        }
    }
    Ok(more)
}
