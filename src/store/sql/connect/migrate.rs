//! The tables of a database: whether this program can work with them, and bringing them up to date.

use super::error::{ConnectError, unmigrated};
use migration::{Migrator, MigratorTrait, Version};
use sea_orm::DatabaseConnection;

pub(super) async fn migrate(db: &DatabaseConnection) -> Result<(), ConnectError> {
    if usable_version(db).await? == Version::BeforeSquash {
        // A crash behind this leaves a database that the next start moves on as any other.
        migration::adopt(db).await.map_err(unmigrated)?;
    }
    Migrator::up(db, None).await.map_err(unmigrated)
}

/// The version of a database that this program can move on. Changes nothing.
pub(super) async fn usable_version(db: &DatabaseConnection) -> Result<Version, ConnectError> {
    match migration::version(db).await.map_err(unmigrated)? {
        Version::TooOld(lacks) => Err(ConnectError::TooOld(lacks.join(", "))),
        Version::Newer(has) => Err(ConnectError::Newer(has.join(", "))),
        version => Ok(version),
    }
}
