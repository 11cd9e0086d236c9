//! The offers among our messages: of each chat only the newest stands.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        db.create_index(
            Index::create()
                .name("sent_offers")
                .table("sent_messages")
                .col("chat")
                .col("message")
                .and_where(Expr::cust("role = 'offer'"))
                .take(),
        )
        .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let offers = Index::drop()
            .name("sent_offers")
            .table("sent_messages")
            .to_owned();
        db.drop_index(offers).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
