//! From where a message was forwarded, and what it replies to, as JSON; and whether a line above our copy says so.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("messages", text_null("context")),
            ("sent_messages", boolean_null("says_what_is_meant")),
        ];
        for (table, column) in columns {
            let add = Table::alter().table(table).add_column(column).take();
            db.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("messages", "context"),
            ("sent_messages", "says_what_is_meant"),
        ];
        for (table, column) in columns {
            let drop = Table::alter().table(table).drop_column(column).take();
            db.alter_table(drop).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
