//! What the bot lacks a right for is kept until it has it: a row of the outbox may be `withheld`. `lacks` names the right,
//! `withheld_at` is since when; both stay with the row when it is tried again.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for column in [text_null("lacks"), big_integer_null("withheld_at")] {
            db.alter_table(Table::alter().table("outbox").add_column(column).take())
                .await?;
        }
        db.create_index(
            Index::create()
                .name("outbox_withheld")
                .table("outbox")
                .col("lacks")
                .col("id")
                .and_where(Expr::cust("state = 'withheld'"))
                .take(),
        )
        .await
    }

    /// An older version knows of no such state: it tries what is withheld as all that waits.
    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.get_connection()
            .execute_unprepared("UPDATE outbox SET state = 'waiting' WHERE state = 'withheld'")
            .await?;
        let index = Index::drop()
            .name("outbox_withheld")
            .table("outbox")
            .to_owned();
        db.drop_index(index).await?;
        for column in ["lacks", "withheld_at"] {
            db.alter_table(Table::alter().table("outbox").drop_column(column).take())
                .await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
