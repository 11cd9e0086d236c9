//! The tables of Bellhop, one migration a file, up and down.
//!
//! Types are portable, so that SQLite and PostgreSQL hold the same: instants are whole milliseconds since 1970 in a
//! bigint, enums and JSON are text. Partial indexes compare with constants only, because a bound parameter keeps
//! both planners from using them.
//!
//! Invariant: a migration that was released never changes; what comes later is a new file.

use sea_orm_migration::sea_orm::EntityTrait;
use sea_orm_migration::{prelude::*, seaql_migrations};

mod m0001_people;
mod m0002_tickets;
mod m0003_inbox;
mod m0004_outbox;
mod m0005_dialogues;
mod m0006_kept;
mod m0007_activity;
mod m0008_notes;
mod m0011_outbox_sides;
mod m0031_leadership;
mod m0032_sent_threads;
mod m0033_outbox_untold;
mod m0041_edits;
mod m0042_outbox_urgency;
mod m0043_inbox_order;
mod m0044_growing_tables;
mod m0048_in_words;
mod m0050_links;
mod m0051_offers;
mod m0052_titles;
mod m0053_set_aside;
mod m0054_prompts;
mod m0055_private_topics;
mod m0058_context;
mod m0059_withheld;

pub use sea_orm_migration::{DbErr, MigratorTrait};

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_tickets::Migration),
            Box::new(m0003_inbox::Migration),
            Box::new(m0004_outbox::Migration),
            Box::new(m0005_dialogues::Migration),
            Box::new(m0006_kept::Migration),
            Box::new(m0007_activity::Migration),
            Box::new(m0008_notes::Migration),
            Box::new(m0011_outbox_sides::Migration),
            Box::new(m0031_leadership::Migration),
            Box::new(m0032_sent_threads::Migration),
            Box::new(m0033_outbox_untold::Migration),
            Box::new(m0041_edits::Migration),
            Box::new(m0042_outbox_urgency::Migration),
            Box::new(m0043_inbox_order::Migration),
            Box::new(m0044_growing_tables::Migration),
            Box::new(m0048_in_words::Migration),
            Box::new(m0050_links::Migration),
            Box::new(m0051_offers::Migration),
            Box::new(m0052_titles::Migration),
            Box::new(m0053_set_aside::Migration),
            Box::new(m0054_prompts::Migration),
            Box::new(m0055_private_topics::Migration),
            Box::new(m0058_context::Migration),
            Box::new(m0059_withheld::Migration),
        ]
    }
}

/// Whether no migration was ever applied to this database. Changes nothing.
///
/// # Errors
/// The database's own.
pub async fn is_new(db: &sea_orm::DatabaseConnection) -> Result<bool, DbErr> {
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(true);
    }
    let first = seaql_migrations::Entity::find().one(db).await?;
    Ok(first.is_none())
}

/// The migrations that this database has seen and this program does not know: a newer one was here. Changes nothing.
///
/// # Errors
/// The database's own.
pub async fn unknown(db: &sea_orm::DatabaseConnection) -> Result<Vec<String>, DbErr> {
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    let known: Vec<_> = Migrator::migrations()
        .iter()
        .map(|m| m.name().to_owned())
        .collect();
    let applied = seaql_migrations::Entity::find().all(db).await?;
    Ok(applied
        .into_iter()
        .map(|m| m.version)
        .filter(|version| !known.contains(version))
        .collect())
}
