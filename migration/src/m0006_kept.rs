//! The policies through time, and values that the desk keeps for itself, such as the webhook's secret.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("policies")
                .col(big_integer("since").primary_key())
                .col(text("policy"))
                .take(),
        )
        .await?;
        db.create_table(
            Table::create()
                .table("kept")
                .col(text("name").primary_key())
                .col(text("value"))
                .take(),
        )
        .await?;
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("kept").take()).await?;
        db.drop_table(Table::drop().table("policies").take())
            .await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
