//! From where a message was forwarded, and what it replies to, as JSON.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let context = text_null("context");
        let add = Table::alter().table("messages").add_column(context).take();
        db.alter_table(add).await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::alter()
            .table("messages")
            .drop_column("context")
            .take();
        db.alter_table(drop).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
