//! What waits is read by urgency, then by age, however much of it waits: each row has its urgency as a number, and the
//! indexes on waiting rows begin with it.
//!
//! The numbers: 0 asked for, 1 words, 2 clocks and ends, 3 new tickets, 4 edits, 5 marks on people's messages. The tag of
//! a notice is the first key of its JSON. Rows that are settled are never asked for theirs.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The notices of each number but 1, by their tags.
const URGENCIES: [(i32, &[&str]); 5] = [
    (0, &["say", "tell", "created", "mark"]),
    (
        2,
        &[
            "warning",
            "alert",
            "escalation",
            "resolution_alert",
            "silence_warning",
            "closed",
            "blocked",
            "unblocked",
        ],
    ),
    (3, &["new_ticket"]),
    (4, &["card_edit", "person_edited"]),
    (5, &["receipt"]),
];

fn waiting(name: &'static str, whose: &'static str, urgency: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table("outbox");
    if urgency {
        index.col("urgency");
    }
    index
        .col("id")
        .and_where(Expr::cust(format!("state = 'waiting' AND {whose}")))
        .take()
}

async fn drop_indexes(db: &SchemaManager<'_>, names: [&'static str; 2]) -> Result<(), DbErr> {
    for name in names {
        db.drop_index(Index::drop().name(name).table("outbox").to_owned())
            .await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        let urgency = integer("urgency").default(1).take();
        db.alter_table(Table::alter().table("outbox").add_column(urgency).take())
            .await?;
        for (urgency, tags) in URGENCIES {
            let tagged = tags
                .iter()
                .map(|tag| format!("notice LIKE '{{\"notice\":\"{tag}\"%'"));
            let tagged = tagged.collect::<Vec<_>>().join(" OR ");
            db.get_connection()
                .execute_unprepared(&format!(
                    "UPDATE outbox SET urgency = {urgency} WHERE state IN ('waiting', 'held') AND ({tagged})"
                ))
                .await?;
        }
        drop_indexes(db, ["outbox_waiting_people", "outbox_waiting_team"]).await?;
        db.create_index(waiting("outbox_team", "person_id IS NULL", true))
            .await?;
        db.create_index(waiting("outbox_people", "person_id IS NOT NULL", true))
            .await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        drop_indexes(db, ["outbox_people", "outbox_team"]).await?;
        let team = waiting("outbox_waiting_team", "person_id IS NULL", false);
        db.create_index(team).await?;
        let people = waiting("outbox_waiting_people", "person_id IS NOT NULL", false);
        db.create_index(people).await?;
        db.alter_table(Table::alter().table("outbox").drop_column("urgency").take())
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
