//! Indexes for what grows: what is settled is found by when that was, whatever became of it, so that it can be forgotten;
//! blocks are listed in their order, and
//! tickets that are not resolved are found, without a look at all of them.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

async fn drop_index(
    db: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
) -> Result<(), DbErr> {
    db.drop_index(Index::drop().name(name).table(table).to_owned())
        .await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_index(
            Index::create()
                .name("outbox_settled")
                .table("outbox")
                .col("settled_at")
                .and_where(Expr::cust("settled_at IS NOT NULL"))
                .take(),
        )
        .await?;
        drop_index(db, "outbox_sent", "outbox").await?;
        db.create_index(
            Index::create()
                .name("tickets_unresolved")
                .table("tickets")
                .col("id")
                .col("person_id")
                .and_where(Expr::col("resolved_at").is_null())
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("blocks_since")
                .table("blocks")
                .col("since")
                .col("person_id")
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        drop_index(db, "blocks_since", "blocks").await?;
        drop_index(db, "tickets_unresolved", "tickets").await?;
        drop_index(db, "outbox_settled", "outbox").await?;
        db.create_index(
            Index::create()
                .name("outbox_sent")
                .table("outbox")
                .col("settled_at")
                .and_where(Expr::cust("state = 'sent'"))
                .take(),
        )
        .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
