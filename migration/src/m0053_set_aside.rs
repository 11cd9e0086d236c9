//! What is set aside is looked for by its lane, when somebody edits a message of theirs.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_index(
            Index::create()
                .name("inbox_set_aside")
                .table("inbox")
                .col("lane")
                .and_where(Expr::cust("state = 'set_aside'"))
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("inbox_set_aside")
            .table("inbox")
            .to_owned();
        db.drop_index(index).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
