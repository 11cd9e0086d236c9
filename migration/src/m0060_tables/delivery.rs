//! What Telegram sent, until it is worked; what is to be told; and which messages of ours came of it.

use super::{create_indexes, index, partial_index};
use sea_orm_migration::{prelude::*, schema::*};

pub(super) async fn create(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    create_inbox(db).await?;
    create_outbox(db).await?;
    create_sent_messages(db).await
}

async fn create_inbox(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A row is `waiting`, `done` (its JSON erased, its number kept against a redelivery) or `set_aside` (JSON kept).
    db.create_table(
        Table::create()
            .table("inbox")
            .col(big_integer("update_id").primary_key())
            .col(big_integer("lane"))
            .col(text_null("json"))
            .col(big_integer("at"))
            .col(text("state"))
            .col(integer("attempts"))
            .take(),
    )
    .await?;
    let waiting = "state = 'waiting'";
    create_indexes(
        db,
        [
            partial_index("inbox_waiting", "inbox", &["lane", "update_id"], waiting),
            // In the order in which it came, past the lanes that are at work.
            partial_index("inbox_order", "inbox", &["update_id", "lane"], waiting),
            partial_index("inbox_done", "inbox", &["at"], "state = 'done'"),
            // For an edit of a message that was set aside.
            partial_index("inbox_set_aside", "inbox", &["lane"], "state = 'set_aside'"),
        ],
    )
    .await
}

async fn create_outbox(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    // The key is unique for ever, so that nothing is told twice. `person_id` is null for the team. `lacks` names the
    // right for want of which a row is `withheld`, `withheld_at` is since when; both stay with the row when it is tried
    // again.
    db.create_table(
        Table::create()
            .table("outbox")
            .col(big_pk_auto("id"))
            .col(text_uniq("key"))
            .col(big_integer_null("person_id"))
            .col(big_integer_null("ticket_id"))
            .col(text("notice"))
            .col(big_integer_null("edits"))
            .col(big_integer_null("replies_to"))
            .col(big_integer_null("thread"))
            .col(big_integer("at"))
            .col(text("state"))
            .col(integer("attempts"))
            .col(big_integer_null("settled_at"))
            .col(text_null("fault"))
            .col(integer("urgency").default(1))
            .col(text_null("lacks"))
            .col(big_integer_null("withheld_at"))
            .take(),
    )
    .await?;
    create_indexes(
        db,
        [
            // Each side by itself, so that rows that can't be sent to one, however many, keep nothing from the other;
            // by urgency, then by age.
            partial_index(
                "outbox_team",
                "outbox",
                &["urgency", "id"],
                "state = 'waiting' AND person_id IS NULL",
            ),
            partial_index(
                "outbox_people",
                "outbox",
                &["urgency", "id"],
                "state = 'waiting' AND person_id IS NOT NULL",
            ),
            partial_index("outbox_held", "outbox", &["person_id"], "state = 'held'"),
            // Telegram took them, and their tickets could not be told.
            partial_index("outbox_untold", "outbox", &["id"], "state = 'untold'"),
            partial_index(
                "outbox_withheld",
                "outbox",
                &["lacks", "id"],
                "state = 'withheld'",
            ),
            // What is settled is forgotten by its age, whatever became of it.
            partial_index(
                "outbox_settled",
                "outbox",
                &["settled_at"],
                "settled_at IS NOT NULL",
            ),
        ],
    )
    .await
}

async fn create_sent_messages(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    // `thread`: whoever deletes a topic of the group deletes its messages, and of those the desk must know which were
    // cards. `no`, `part` and `edits` name what a copy shows and how often that had been edited by then. `asked` is of
    // whom a message asks something: an answer that replies to somebody else's prompt is asked about first.
    db.create_table(
        Table::create()
            .table("sent_messages")
            .col(big_integer("chat"))
            .col(big_integer("message"))
            .col(big_integer_null("ticket_id"))
            .col(text("role"))
            .col(big_integer_null("anchor"))
            .col(big_integer("at"))
            .col(big_integer_null("thread"))
            .col(big_integer_null("no"))
            .col(text_null("part"))
            .col(big_integer_null("edits"))
            .col(big_integer_null("asked"))
            .col(boolean_null("says_what_is_meant"))
            .primary_key(Index::create().col("chat").col("message"))
            .take(),
    )
    .await?;
    create_indexes(
        db,
        [
            index(
                "sent_messages_ticket",
                "sent_messages",
                &["chat", "ticket_id", "role", "message"],
            ),
            // Of the offers in a chat only the newest stands.
            partial_index(
                "sent_offers",
                "sent_messages",
                &["chat", "message"],
                "role = 'offer'",
            ),
        ],
    )
    .await
}
