//! From which message the title of a ticket was taken, and what it was before that was edited.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let message = big_integer_null("title_message");
        db.alter_table(Table::alter().table("tickets").add_column(message).take())
            .await?;
        db.create_table(
            Table::create()
                .table("earlier_titles")
                .col(big_integer("ticket_id"))
                .col(big_integer("version"))
                .col(text("title"))
                .primary_key(Index::create().col("ticket_id").col("version"))
                .foreign_key(
                    ForeignKey::create()
                        .from("earlier_titles", "ticket_id")
                        .to("tickets", "id"),
                )
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("earlier_titles").take())
            .await?;
        let drop = Table::alter()
            .table("tickets")
            .drop_column("title_message")
            .take();
        db.alter_table(drop).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
