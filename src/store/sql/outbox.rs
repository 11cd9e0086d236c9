//! Writing to the outbox: what is to be told, how a row ends, and when one that had to stay waits again.

use super::{
    insert::insert,
    mapping::{self, clean, millis},
};
use crate::domain::{Instant, ids::PersonId, right::Right};
use crate::store::{OutboxSettlement, OutboxStatus, TriedAgain, UnitOfWork, entity::outbox};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Func, OnConflict, Order, Query},
};

pub(super) async fn outgoing(
    db: &DatabaseTransaction,
    now: Instant,
    works: &[UnitOfWork],
) -> Result<(), DbErr> {
    let rows = works
        .iter()
        .flat_map(|w| &w.outbox)
        .map(|out| mapping::from_outgoing(out, now))
        .collect::<Result<Vec<_>, _>>()?;
    // The name says what is told: whatever crashed in between, it is told once.
    let told = OnConflict::column(outbox::Column::Key)
        .do_nothing()
        .to_owned();
    insert(db, rows, Some(told)).await
}

pub(super) async fn settle(
    db: &DatabaseTransaction,
    settled: &OutboxSettlement,
) -> Result<(), DbErr> {
    let (state, fault) = match &settled.end {
        OutboxStatus::Sent => ("sent", None),
        OutboxStatus::Untold => ("untold", None),
        OutboxStatus::Superseded => ("superseded", None),
        OutboxStatus::Failed(why) => ("failed", Some(clean(why))),
        OutboxStatus::Held => ("held", None),
        OutboxStatus::Withheld(right) => return withhold(db, settled, *right).await,
        // That is no end: the row keeps its place among those that wait.
        OutboxStatus::Retried => {
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

/// A person can be reached again: what was held waits.
pub(super) async fn release(db: &DatabaseTransaction, person: PersonId) -> Result<(), DbErr> {
    let waits = outbox::ActiveModel {
        state: Set("waiting".into()),
        // Open again, for what was settled long ago may be forgotten.
        settled_at: Set(None),
        ..Default::default()
    };
    outbox::Entity::update_many()
        .set(waits)
        .filter(outbox::Column::PersonId.eq(person.0))
        .filter(Expr::cust("state = 'held'"))
        .exec(db)
        .await
        .map(drop)
}

/// The bot lacks a right. Since when the row is withheld stays as it is, however often it is tried.
async fn withhold(
    db: &DatabaseTransaction,
    settled: &OutboxSettlement,
    right: Right,
) -> Result<(), DbErr> {
    let since = Func::coalesce([
        Expr::col(outbox::Column::WithheldAt),
        Expr::value(millis(settled.at)),
    ]);
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value("withheld"))
        .col_expr(outbox::Column::Lacks, Expr::value(right.name()))
        .col_expr(outbox::Column::WithheldAt, since.into())
        .filter(outbox::Column::Id.eq(settled.row))
        .exec(db)
        .await
        .map(drop)
}

/// Makes rows that are withheld for want of a right wait again: the oldest of them, or all.
pub(super) async fn try_again(db: &DatabaseTransaction, which: TriedAgain) -> Result<(), DbErr> {
    let (TriedAgain::Oldest(right) | TriedAgain::All(right)) = which;
    let lacks = Expr::col(outbox::Column::Lacks).eq(right.name());
    let rows = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value("waiting"))
        .filter(Expr::cust("state = 'withheld'"));
    let rows = match which {
        TriedAgain::All(_) => rows.filter(lacks),
        // One finds it out, and each try in vain is a call of the group's budget.
        TriedAgain::Oldest(_) => {
            let oldest = Query::select()
                .column(outbox::Column::Id)
                .from(outbox::Entity)
                .and_where(Expr::cust("state = 'withheld'"))
                .and_where(lacks)
                .order_by(outbox::Column::Id, Order::Asc)
                .limit(1)
                .take();
            rows.filter(outbox::Column::Id.in_subquery(oldest))
        }
    };
    rows.exec(db).await.map(drop)
}
