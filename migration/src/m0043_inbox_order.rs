//! What waits in the inbox is read in the order in which it came, past the lanes that are at work.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_index(
            Index::create()
                .name("inbox_order")
                .table("inbox")
                .col("update_id")
                .col("lane")
                .and_where(Expr::cust("state = 'waiting'"))
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_index(Index::drop().name("inbox_order").table("inbox").to_owned())
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
