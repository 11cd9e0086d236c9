//! What is to be told, and which messages of ours came of it.
//!
//! A row of the outbox is `waiting`, `sent`, `superseded`, `failed` or `held`; its key is unique for ever, so that
//! nothing is told twice. `person_id` is null for the team.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("outbox")
                .col(big_pk_auto("id"))
                .col(text_uniq("key"))
                .col(big_integer_null("person_id"))
                .col(big_integer_null("ticket_id"))
                .col(text("notice"))
                .col(big_integer_null("edits"))
                .col(big_integer_null("replies_to"))
                .col(big_integer_null("thread"))
                .col(big_integer("at"))
                .col(text("state"))
                .col(integer("attempts"))
                .col(big_integer_null("settled_at"))
                .col(text_null("fault"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("outbox_waiting")
                .table("outbox")
                .col("id")
                .and_where(Expr::cust("state = 'waiting'"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("outbox_held")
                .table("outbox")
                .col("person_id")
                .and_where(Expr::cust("state = 'held'"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("outbox_sent")
                .table("outbox")
                .col("settled_at")
                .and_where(Expr::cust("state = 'sent'"))
                .take(),
        )
        .await?;
        db.create_table(
            Table::create()
                .table("sent_messages")
                .col(big_integer("chat"))
                .col(big_integer("message"))
                .col(big_integer_null("ticket_id"))
                .col(text("role"))
                .col(big_integer_null("anchor"))
                .col(big_integer("at"))
                .primary_key(Index::create().col("chat").col("message"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("sent_messages_ticket")
                .table("sent_messages")
                .col("chat")
                .col("ticket_id")
                .col("role")
                .col("message")
                .take(),
        )
        .await?;
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("sent_messages").take())
            .await?;
        db.drop_table(Table::drop().table("outbox").take()).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
