//! The adoption of a database whose tables were made step by step, before `m0060_tables` made them at once.
//!
//! Both ways lead to the same tables, so only the list of what was applied is replaced, and the rows stay.

use crate::{Migrator, Version, applied, version_of};
use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        ActiveValue::Set, ConnectionTrait, DatabaseConnection, EntityTrait, TransactionTrait,
    },
    seaql_migrations,
};
use std::time::{SystemTime, UNIX_EPOCH};

/// The migrations that `m0060_tables` stands for. They are named here because a database that has exactly these has its
/// tables; one that lacks any has not, and nothing here could make them.
pub const BEFORE_SQUASH: [&str; 25] = [
    "m0001_people",
    "m0002_tickets",
    "m0003_inbox",
    "m0004_outbox",
    "m0005_dialogues",
    "m0006_kept",
    "m0007_activity",
    "m0008_notes",
    "m0011_outbox_sides",
    "m0031_leadership",
    "m0032_sent_threads",
    "m0033_outbox_untold",
    "m0041_edits",
    "m0042_outbox_urgency",
    "m0043_inbox_order",
    "m0044_growing_tables",
    "m0048_in_words",
    "m0050_links",
    "m0051_offers",
    "m0052_titles",
    "m0053_set_aside",
    "m0054_prompts",
    "m0055_private_topics",
    "m0058_context",
    "m0059_withheld",
];

/// Replaces the list of [`BEFORE_SQUASH`] by the one name, in one transaction; any other list is left as it is.
///
/// # Errors
/// The database's own; then nothing was changed.
pub async fn adopt(db: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = db.begin().await?;
    // Asked again in here: whoever led until a moment ago may have adopted it meanwhile.
    if version_of(&applied(&transaction).await?) != Version::BeforeSquash {
        return transaction.rollback().await;
    }
    flatten_notices(&transaction).await?;
    seaql_migrations::Entity::delete_many()
        .exec(&transaction)
        .await?;
    #[expect(
        clippy::disallowed_methods,
        reason = "sea-orm-migration dates the rows of its own list so; nothing is decided by it"
    )]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_secs().cast_signed());
    // The first only: those that came after it are still to be applied.
    let first = Migrator::migrations().swap_remove(0);
    let first = seaql_migrations::ActiveModel {
        version: Set(first.name().to_owned()),
        applied_at: Set(now),
    };
    seaql_migrations::Entity::insert(first)
        .exec(&transaction)
        .await?;
    transaction.commit().await
}

/// Rewrites `{"notice":"say","say":X,…` and `{"notice":"tell","tell":X,…` into `{"notice":X,…`: notices have one tag now.
async fn flatten_notices<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    for tag in ["say", "tell"] {
        // The tags were always written first and without spaces, so that no JSON has to be read: words of people
        // stand further on in the text, where nothing is replaced.
        let nested = format!(r#"{{"notice":"{tag}","{tag}":"#);
        let rest = nested.len() + 1;
        db.execute_unprepared(&format!(
            r#"UPDATE outbox SET notice = '{{"notice":' || substr(notice, {rest}) WHERE notice LIKE '{nested}%'"#
        ))
        .await?;
    }
    Ok(())
}
