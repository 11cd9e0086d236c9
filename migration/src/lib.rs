//! The tables of Bellhop, one migration a file, up and down; and the adoption of databases from before the first of them.
//!
//! Types are portable, so that SQLite and PostgreSQL hold the same: instants are whole milliseconds since 1970 in a
//! bigint, enums and JSON are text. Partial indexes compare with constants only, because a bound parameter keeps
//! both planners from using them.
//!
//! Invariant: each migration is frozen; what comes later is a new file.

use sea_orm_migration::sea_orm::{DatabaseConnection, EntityTrait};
use sea_orm_migration::{prelude::*, seaql_migrations};

mod adoption;
mod m0060_tables;

pub use adoption::{BEFORE_SQUASH, adopt};
pub use sea_orm_migration::{DbErr, MigratorTrait};

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0060_tables::Migration)]
    }
}

/// The version of a database, by the migrations that were applied to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    /// No migration was ever applied.
    New,
    /// A list that [`Migrator`] can move on.
    Known,
    /// The list of [`BEFORE_SQUASH`], which [`adopt`] replaces.
    BeforeSquash,
    /// A part of that list, without these.
    TooOld(Vec<String>),
    /// These are of a newer version of the program.
    Newer(Vec<String>),
}

/// Returns the version of the database. Changes nothing.
///
/// # Errors
/// The database's own.
pub async fn version(db: &DatabaseConnection) -> Result<Version, DbErr> {
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(Version::New);
    }
    Ok(version_of(&applied(db).await?))
}

async fn applied<C: sea_orm::ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let rows = seaql_migrations::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

fn version_of(applied: &[String]) -> Version {
    let migrations = Migrator::migrations();
    let is_known = |name: &str| migrations.iter().any(|migration| migration.name() == name);
    let has_known = applied.iter().any(|name| is_known(name));
    // No program left old names beside a new one: then they are as foreign as any other.
    let is_old = |name: &str| !has_known && BEFORE_SQUASH.contains(&name);
    let foreign: Vec<_> = applied
        .iter()
        .filter(|name| !is_known(name) && !is_old(name))
        .cloned()
        .collect();
    let is_applied = |name: &str| applied.iter().any(|applied| applied == name);
    match () {
        () if applied.is_empty() => Version::New,
        () if !foreign.is_empty() => Version::Newer(foreign),
        () if has_known => Version::Known,
        () => {
            let missing = BEFORE_SQUASH.into_iter().filter(|name| !is_applied(name));
            let missing: Vec<_> = missing.map(str::to_owned).collect();
            match missing.is_empty() {
                true => Version::BeforeSquash,
                false => Version::TooOld(missing),
            }
        }
    }
}
