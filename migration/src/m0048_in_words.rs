//! What attachments say that are no files: polls, contacts, places, …, as JSON, also of messages as they were before an edit.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 2] = ["attachments", "earlier_words"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let in_words = text_null("in_words");
            let add = Table::alter().table(table).add_column(in_words).take();
            db.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let drop = Table::alter().table(table).drop_column("in_words").take();
            db.alter_table(drop).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
