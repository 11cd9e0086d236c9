//! People and members of the team as Telegram shows them, and who is blocked.
//!
//! `username_folded` is the lower-cased `username`: it is what is looked for. A block has one row a person; a new one
//! takes the place of the old.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("people")
                .col(big_integer("id").primary_key())
                .col(text("name"))
                .col(text_null("username"))
                .col(text_null("username_folded"))
                .col(text_null("language_code"))
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("people_username")
                .table("people")
                .col("username_folded")
                .take(),
        )
        .await?;
        db.create_table(
            Table::create()
                .table("blocks")
                .col(big_integer("person_id").primary_key())
                .col(big_integer("by_id"))
                .col(big_integer("since"))
                .col(big_integer_null("until"))
                .col(text("reason"))
                .col(boolean("told"))
                .foreign_key(
                    ForeignKey::create()
                        .from("blocks", "person_id")
                        .to("people", "id"),
                )
                .take(),
        )
        .await?;
        db.create_index(
            Index::create()
                .name("blocks_until")
                .table("blocks")
                .col("until")
                .take(),
        )
        .await?;
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("blocks").take()).await?;
        db.drop_table(Table::drop().table("people").take()).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
