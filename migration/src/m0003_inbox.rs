//! What Telegram sent, until it is worked.
//!
//! A row is `waiting`, `done` (its JSON erased, its number kept against a redelivery) or `set_aside` (JSON kept).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("inbox")
                .col(big_integer("update_id").primary_key())
                .col(big_integer("lane"))
                .col(text_null("json"))
                .col(big_integer("at"))
                .col(text("state"))
                .col(integer("attempts"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("inbox_waiting")
                .table("inbox")
                .col("lane")
                .col("update_id")
                .and_where(Expr::cust("state = 'waiting'"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("inbox_done")
                .table("inbox")
                .col("at")
                .and_where(Expr::cust("state = 'done'"))
                .take(),
        )
        .await?;
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("inbox").take()).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
