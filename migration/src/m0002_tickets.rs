//! Tickets: their events, which are the truth; a row each to query, which is derived from them; what was said; and
//! what was attached.
//!
//! Why a partial unique index: one unresolved ticket a person, whatever goes wrong above. The other indexes over
//! unresolved tickets are partial too, because resolved ones pile up and are asked for by number or person only.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("tickets")
                .col(big_integer("id").primary_key())
                .col(big_integer("person_id"))
                .col(text("title"))
                .col(text("search"))
                .col(text("status"))
                .col(text("priority"))
                .col(big_integer_null("assignee_id"))
                .col(big_integer("asked_at"))
                .col(big_integer("opened_at"))
                .col(big_integer_null("first_answered_at"))
                .col(big_integer_null("resolved_at"))
                .col(text_null("cause"))
                .col(big_integer_null("waiting_since"))
                .col(boolean("breached"))
                .col(big_integer("version"))
                .col(big_integer("updated_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("tickets", "person_id")
                        .to("people", "id"),
                )
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("tickets_one_unresolved")
                .table("tickets")
                .col("person_id")
                .unique()
                .and_where(Expr::col("resolved_at").is_null())
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("tickets_waiting")
                .table("tickets")
                .col("waiting_since")
                .col("id")
                .and_where(Expr::col("resolved_at").is_null())
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("tickets_assignee")
                .table("tickets")
                .col("assignee_id")
                .and_where(Expr::col("resolved_at").is_null())
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("tickets_person")
                .table("tickets")
                .col("person_id")
                .col("id")
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("tickets_first_answered")
                .table("tickets")
                .col("first_answered_at")
                .take(),
        )
        .await?;
        db.create_table(
            Table::create()
                .table("events")
                .col(big_integer("ticket_id"))
                .col(big_integer("seq"))
                .col(big_integer("at"))
                .col(text("kind"))
                .col(text("payload"))
                .primary_key(Index::create().col("ticket_id").col("seq"))
                .foreign_key(
                    ForeignKey::create()
                        .from("events", "ticket_id")
                        .to("tickets", "id"),
                )
                .take(),
        )
        .await?;
        db.create_table(
            Table::create()
                .table("messages")
                .col(big_integer("ticket_id"))
                .col(big_integer("no"))
                .col(big_integer_null("agent_id"))
                .col(big_integer("at"))
                .col(text("text"))
                .col(text("entities"))
                .col(big_integer_null("origin_chat"))
                .col(big_integer_null("origin_message"))
                .primary_key(Index::create().col("ticket_id").col("no"))
                .foreign_key(
                    ForeignKey::create()
                        .from("messages", "ticket_id")
                        .to("tickets", "id"),
                )
                .take(),
        )
        .await?;
        db.create_table(
            Table::create()
                .table("attachments")
                .col(big_integer("ticket_id"))
                .col(big_integer("no"))
                .col(big_integer("nth"))
                .col(text("kind"))
                .col(text_null("file_id"))
                .primary_key(Index::create().col("ticket_id").col("no").col("nth"))
                .foreign_key(
                    ForeignKey::create()
                        .from("attachments", "ticket_id")
                        .from("attachments", "no")
                        .to("messages", "ticket_id")
                        .to("messages", "no"),
                )
                .take(),
        )
        .await?;
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("attachments").take())
            .await?;
        db.drop_table(Table::drop().table("messages").take())
            .await?;
        db.drop_table(Table::drop().table("events").take()).await?;
        db.drop_table(Table::drop().table("tickets").take()).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
