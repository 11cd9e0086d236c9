//! In which topic of their private chat a person wrote last.
//!
//! Why: private chats may have topics (Bot API 9.3), and what answers a message goes where it was written.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("people")
            .add_column(big_integer_null("topic"))
            .take();
        db.alter_table(add).await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::alter().table("people").drop_column("topic").take();
        db.alter_table(drop).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
