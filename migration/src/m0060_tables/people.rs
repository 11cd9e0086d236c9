//! People and members of the team as Telegram shows them, who is blocked, and what agents did to people.

use super::{create_indexes, index};
use sea_orm_migration::{prelude::*, schema::*};

pub(super) async fn create(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    // `username_folded` is the lower-cased `username`: it is what is looked for. `came_by` is the payload of the link
    // that a person came by, until their next ticket. `topic` is that of their private chat in which they wrote last
    // (Bot API 9.3), so that an answer goes where the message was written.
    db.create_table(
        Table::create()
            .table("people")
            .col(big_integer("id").primary_key())
            .col(text("name"))
            .col(text_null("username"))
            .col(text_null("username_folded"))
            .col(text_null("language_code"))
            .col(text_null("came_by"))
            .col(big_integer_null("topic"))
            .take(),
    )
    .await?;
    // One row a person: a new block takes the place of the old.
    db.create_table(
        Table::create()
            .table("blocks")
            .col(big_integer("person_id").primary_key())
            .col(big_integer("by_id"))
            .col(big_integer("since"))
            .col(big_integer_null("until"))
            .col(text("reason"))
            .col(boolean("told"))
            .foreign_key(
                ForeignKey::create()
                    .from("blocks", "person_id")
                    .to("people", "id"),
            )
            .take(),
    )
    .await?;
    // Append-only: blocks and their ends. What happens to a ticket is in `events`.
    db.create_table(
        Table::create()
            .table("activity")
            .col(big_integer("id").primary_key().auto_increment())
            .col(big_integer("at"))
            .col(big_integer("agent_id"))
            .col(big_integer("person_id"))
            .col(text("what"))
            .col(big_integer_null("until"))
            .col(text_null("reason"))
            .take(),
    )
    .await?;
    create_indexes(
        db,
        [
            index("people_username", "people", &["username_folded"]),
            index("blocks_until", "blocks", &["until"]),
            index("blocks_since", "blocks", &["since", "person_id"]),
            index("activity_person", "activity", &["person_id"]),
        ],
    )
    .await
}
