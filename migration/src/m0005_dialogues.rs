//! Half-done things: a person's (`private`, by person) and the group's (`group`, by the update that began it).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("dialogues")
                .col(text("kind"))
                .col(big_integer("id"))
                .col(text("state"))
                .col(big_integer("set_at"))
                .primary_key(Index::create().col("kind").col("id"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("dialogues_set_at")
                .table("dialogues")
                .col("set_at")
                .take(),
        )
        .await?;
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("dialogues").take())
            .await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
