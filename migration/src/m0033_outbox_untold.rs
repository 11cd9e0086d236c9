//! Rows that Telegram took and whose ticket could not be told are found at once, however long the outbox is.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_index(
            Index::create()
                .name("outbox_untold")
                .table("outbox")
                .col("id")
                .and_where(Expr::cust("state = 'untold'"))
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("outbox_untold")
            .table("outbox")
            .to_owned();
        db.drop_index(index).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
