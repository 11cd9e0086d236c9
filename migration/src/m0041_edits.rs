//! Messages that were edited: how often, what they said before, and which message of ours shows which part of them.
//!
//! A message keeps what it says now; each version before that is a row of `earlier_words`, numbered from 0. The index
//! finds the message by its original in Telegram, which is all that an edit names. Copies made before this are not known
//! by part: an edit of such a message is told by a new one.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns of `sent_messages`: which message, which part of it, and how often that had been edited then.
const SHOWS: [&str; 3] = ["no", "part", "edits"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let edits = big_integer("edits").default(0).take();
        db.alter_table(Table::alter().table("messages").add_column(edits).take())
            .await?;
        db.create_index(
            Index::create()
                .name("messages_origin")
                .table("messages")
                .col("origin_chat")
                .col("origin_message")
                .take(),
        )
        .await?;
        db.create_table(
            Table::create()
                .table("earlier_words")
                .col(big_integer("ticket_id"))
                .col(big_integer("no"))
                .col(big_integer("nth"))
                .col(text("text"))
                .col(text("entities"))
                .col(text_null("kind"))
                .col(text_null("file_id"))
                .primary_key(Index::create().col("ticket_id").col("no").col("nth"))
                .foreign_key(
                    ForeignKey::create()
                        .from("earlier_words", "ticket_id")
                        .from("earlier_words", "no")
                        .to("messages", "ticket_id")
                        .to("messages", "no"),
                )
                .take(),
        )
        .await?;
        // SQLite adds one column to a statement.
        let [no, part, edits] = SHOWS;
        for column in [
            big_integer_null(no),
            text_null(part),
            big_integer_null(edits),
        ] {
            db.alter_table(
                Table::alter()
                    .table("sent_messages")
                    .add_column(column)
                    .take(),
            )
            .await?;
        }
        Ok(())
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for column in SHOWS {
            db.alter_table(
                Table::alter()
                    .table("sent_messages")
                    .drop_column(column)
                    .take(),
            )
            .await?;
        }
        db.drop_table(Table::drop().table("earlier_words").take())
            .await?;
        db.drop_index(
            Index::drop()
                .name("messages_origin")
                .table("messages")
                .to_owned(),
        )
        .await?;
        db.alter_table(Table::alter().table("messages").drop_column("edits").take())
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
