//! What the desk keeps for itself: half-done dialogues, the policies through time, single values such as the webhook's
//! secret, and which process leads.

use super::{create_indexes, index, partial_index};
use sea_orm_migration::{prelude::*, schema::*};

pub(super) async fn create(db: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A person's (`private`, by person) and the group's (`group`, by the update that began it). `message` is the message
    // of the group whose words are kept, so that an edit of it finds them.
    db.create_table(
        Table::create()
            .table("dialogues")
            .col(text("kind"))
            .col(big_integer("id"))
            .col(text("state"))
            .col(big_integer("set_at"))
            .col(big_integer_null("message"))
            .primary_key(Index::create().col("kind").col("id"))
            .take(),
    )
    .await?;
    create_indexes(
        db,
        [
            index("dialogues_set_at", "dialogues", &["set_at"]),
            partial_index(
                "dialogues_message",
                "dialogues",
                &["message"],
                r#""message" IS NOT NULL"#,
            ),
        ],
    )
    .await?;
    db.create_table(
        Table::create()
            .table("policies")
            .col(big_integer("since").primary_key())
            .col(text("policy"))
            .take(),
    )
    .await?;
    db.create_table(
        Table::create()
            .table("kept")
            .col(text("name").primary_key())
            .col(text("value"))
            .take(),
    )
    .await?;
    // One row. Its key is the epoch, so that whoever locks it `FOR KEY SHARE` keeps the epoch as it is, and no sign of
    // life of the leader waits for that.
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
