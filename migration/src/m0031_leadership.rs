//! Which of several processes leads: one row. Its key is the epoch, so that whoever locks it `FOR KEY SHARE` keeps the
//! epoch as it is, and no sign of life of the leader waits for that.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_table(
            Table::create()
                .table("leadership")
                .col(big_integer("epoch").primary_key())
                .col(text("holder"))
                .col(big_integer("beats"))
                .take(),
        )
        .await?;
        let nobody = Query::insert()
            .into_table("leadership")
            .columns(["epoch", "holder", "beats"])
            .values_panic([0.into(), "".into(), 0.into()])
            .take();
        db.execute(nobody).await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.drop_table(Table::drop().table("leadership").take())
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
