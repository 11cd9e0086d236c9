//! Inserting many rows by few statements.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, sea_query::OnConflict};

/// The number of rows in one statement: SQLite takes 32 766 parameters, the widest row has 16.
const ROWS: usize = 1000;

/// Inserts rows, many to a statement.
pub(super) async fn insert<A>(
    db: &DatabaseTransaction,
    rows: Vec<A>,
    on_conflict: Option<OnConflict>,
) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter().peekable();
    // An `INSERT` without rows is no SQL.
    while rows.peek().is_some() {
        let mut statement = A::Entity::insert_many(rows.by_ref().take(ROWS));
        if let Some(on_conflict) = &on_conflict {
            statement = statement.on_conflict(on_conflict.clone());
        }
        statement.exec_without_returning(db).await?;
    }
    Ok(())
}
