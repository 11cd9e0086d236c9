//! The two sides of the outbox are read each by itself, so that rows that can't be sent to one of them, however many,
//! keep nothing from the other.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn waiting(name: &'static str, whose: &'static str) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table("outbox")
        .col("id")
        .and_where(Expr::cust(whose))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let team = "state = 'waiting' AND person_id IS NULL";
        db.create_index(waiting("outbox_waiting_team", team))
            .await?;
        let people = "state = 'waiting' AND person_id IS NOT NULL";
        db.create_index(waiting("outbox_waiting_people", people))
            .await?;
        db.drop_index(
            Index::drop()
                .name("outbox_waiting")
                .table("outbox")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_index(waiting("outbox_waiting", "state = 'waiting'"))
            .await?;
        for name in ["outbox_waiting_people", "outbox_waiting_team"] {
            db.drop_index(Index::drop().name(name).table("outbox").to_owned())
                .await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
