//! Tickets: their events, which are the truth; a row each to query, which is derived from them; what was said, as it is
//! and as it was before each edit; and what was attached.

use super::{create_indexes, index, partial_index};
use sea_orm_migration::{prelude::*, schema::*};

const UNRESOLVED: &str = r#""resolved_at" IS NULL"#;

pub(super) async fn create(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    create_tickets(db).await?;
    create_conversation(db).await
}

async fn create_tickets(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    db.create_table(
        Table::create()
            .table("tickets")
            .col(big_integer("id").primary_key())
            .col(big_integer("person_id"))
            .col(text("title"))
            .col(text("search"))
            .col(text("status"))
            .col(text("priority"))
            .col(big_integer_null("assignee_id"))
            .col(big_integer("asked_at"))
            .col(big_integer("opened_at"))
            .col(big_integer_null("first_answered_at"))
            .col(big_integer_null("resolved_at"))
            .col(text_null("cause"))
            .col(big_integer_null("waiting_since"))
            .col(boolean("breached"))
            .col(big_integer("version"))
            .col(big_integer("updated_at"))
            .col(text_null("came_by"))
            .col(big_integer_null("title_message"))
            .foreign_key(
                ForeignKey::create()
                    .from("tickets", "person_id")
                    .to("people", "id"),
            )
            .take(),
    )
    .await?;
    db.create_table(
        Table::create()
            .table("events")
            .col(big_integer("ticket_id"))
            .col(big_integer("seq"))
            .col(big_integer("at"))
            .col(text("kind"))
            .col(text("payload"))
            .primary_key(Index::create().col("ticket_id").col("seq"))
            .foreign_key(
                ForeignKey::create()
                    .from("events", "ticket_id")
                    .to("tickets", "id"),
            )
            .take(),
    )
    .await?;
    // A title from before an edit of the message that it was taken from (`tickets.title_message`).
    db.create_table(
        Table::create()
            .table("earlier_titles")
            .col(big_integer("ticket_id"))
            .col(big_integer("version"))
            .col(text("title"))
            .primary_key(Index::create().col("ticket_id").col("version"))
            .foreign_key(
                ForeignKey::create()
                    .from("earlier_titles", "ticket_id")
                    .to("tickets", "id"),
            )
            .take(),
    )
    .await?;
    // Unique, and by the database: one unresolved ticket a person, whatever goes wrong above.
    let mut one_unresolved = partial_index(
        "tickets_one_unresolved",
        "tickets",
        &["person_id"],
        UNRESOLVED,
    );
    create_indexes(
        db,
        [
            one_unresolved.unique().take(),
            partial_index(
                "tickets_waiting",
                "tickets",
                &["waiting_since", "id"],
                UNRESOLVED,
            ),
            partial_index("tickets_assignee", "tickets", &["assignee_id"], UNRESOLVED),
            partial_index(
                "tickets_unresolved",
                "tickets",
                &["id", "person_id"],
                UNRESOLVED,
            ),
            index("tickets_person", "tickets", &["person_id", "id"]),
            index("tickets_first_answered", "tickets", &["first_answered_at"]),
        ],
    )
    .await
}

async fn create_conversation(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A `note` is the team's and never sent. It stands here and not only in the events, because whoever loads a message
    // to show it must see at once that it is not the person's to read.
    db.create_table(
        Table::create()
            .table("messages")
            .col(big_integer("ticket_id"))
            .col(big_integer("no"))
            .col(big_integer_null("agent_id"))
            .col(big_integer("at"))
            .col(text("text"))
            .col(text("entities"))
            .col(big_integer_null("origin_chat"))
            .col(big_integer_null("origin_message"))
            .col(boolean("note").default(false))
            .col(big_integer("edits").default(0))
            .col(text_null("context"))
            .primary_key(Index::create().col("ticket_id").col("no"))
            .foreign_key(
                ForeignKey::create()
                    .from("messages", "ticket_id")
                    .to("tickets", "id"),
            )
            .take(),
    )
    .await?;
    // A message may be an album: one row an attachment. `in_words` is what one says that is no file, as JSON.
    db.create_table(
        Table::create()
            .table("attachments")
            .col(big_integer("ticket_id"))
            .col(big_integer("no"))
            .col(big_integer("nth"))
            .col(text("kind"))
            .col(text_null("file_id"))
            .col(text_null("in_words"))
            .primary_key(Index::create().col("ticket_id").col("no").col("nth"))
            .foreign_key(&mut to_message("attachments"))
            .take(),
    )
    .await?;
    // A message keeps what it says now; each version before that is a row here, numbered from 0.
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
            .col(text_null("in_words"))
            .primary_key(Index::create().col("ticket_id").col("no").col("nth"))
            .foreign_key(&mut to_message("earlier_words"))
            .take(),
    )
    .await?;
    // An edit names nothing but the message in Telegram.
    let origin = index(
        "messages_origin",
        "messages",
        &["origin_chat", "origin_message"],
    );
    db.create_index(origin).await
}

fn to_message(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "ticket_id")
        .from(table, "no")
        .to("messages", "ticket_id")
        .to("messages", "no")
        .to_owned()
}
