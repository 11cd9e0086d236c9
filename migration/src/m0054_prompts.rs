//! Of whom a message of ours asks something, and which message of the group a dialogue keeps the words of.
//!
//! Why: an answer that replies to somebody else's prompt is asked about first; and an edit of words that still wait must
//! find them. Of rows from before this neither is known.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("sent_messages", "asked"), ("dialogues", "message")] {
            db.alter_table(
                Table::alter()
                    .table(table)
                    .add_column(big_integer_null(column))
                    .take(),
            )
            .await?;
        }
        db.create_index(
            Index::create()
                .name("dialogues_message")
                .table("dialogues")
                .col("message")
                .and_where(Expr::col("message").is_not_null())
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("dialogues_message")
            .table("dialogues")
            .to_owned();
        db.drop_index(index).await?;
        for (table, column) in [("sent_messages", "asked"), ("dialogues", "message")] {
            db.alter_table(Table::alter().table(table).drop_column(column).take())
                .await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
