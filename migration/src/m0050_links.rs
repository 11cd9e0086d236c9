//! By which link a person came to the bot: with the person until their next ticket, then with the ticket.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for table in ["people", "tickets"] {
            let came_by = text_null("came_by");
            let add = Table::alter().table(table).add_column(came_by).take();
            db.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for table in ["tickets", "people"] {
            let drop = Table::alter().table(table).drop_column("came_by").take();
            db.alter_table(drop).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
