//! What agents did that belongs to a person rather than to a ticket: blocks and their ends. Append-only; what happens to a
//! ticket is in `events`.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("activity")
                .col(big_integer("id").primary_key().auto_increment())
                .col(big_integer("at"))
                .col(big_integer("agent_id"))
                .col(big_integer("person_id"))
                .col(text("what"))
                .col(big_integer_null("until"))
                .col(text_null("reason"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("activity_person")
                .table("activity")
                .col("person_id")
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("activity").take()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
