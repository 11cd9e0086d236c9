//! In which topic of the group a message of ours stands.
//!
//! Why: whoever deletes a topic deletes its messages, and of those the desk must know which were the cards of tickets. Of
//! messages from before this it is not known.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.alter_table(
            Table::alter()
                .table("sent_messages")
                .add_column(big_integer_null("thread"))
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.alter_table(
            Table::alter()
                .table("sent_messages")
                .drop_column("thread")
                .take(),
        )
        .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
