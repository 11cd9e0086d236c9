//! The tables of Bellhop, each with its indexes; one module a subject.
//!
//! Partial indexes are for what is asked for often among rows that pile up: tickets that are not resolved, updates and
//! notices that wait.

use sea_orm_migration::{prelude::*, sea_orm::sea_query::IndexCreateStatement};

mod delivery;
mod desk;
mod people;
mod tickets;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// All tables, so that each comes after those that its foreign keys name.
const TABLES: [&str; 16] = [
    "people",
    "blocks",
    "tickets",
    "events",
    "messages",
    "attachments",
    "earlier_words",
    "earlier_titles",
    "inbox",
    "outbox",
    "sent_messages",
    "dialogues",
    "policies",
    "kept",
    "activity",
    "leadership",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, db: &SchemaManager) -> Result<(), DbErr> {
        people::create(db).await?;
        tickets::create(db).await?;
        delivery::create(db).await?;
        desk::create(db).await
    }

    async fn down(&self, db: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.into_iter().rev() {
            db.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// An index on all rows of `table`.
fn index(
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// An index on the rows of `table` for which `condition` holds. It compares with constants: a bound parameter would keep
/// both planners from using the index.
fn partial_index(
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
    condition: &'static str,
) -> IndexCreateStatement {
    let mut index = index(name, table, columns);
    index.and_where(Expr::cust(condition));
    index
}

async fn create_indexes(
    db: &SchemaManager<'_>,
    indexes: impl IntoIterator<Item = IndexCreateStatement>,
) -> Result<(), DbErr> {
    for index in indexes {
        db.create_index(index).await?;
    }
    Ok(())
}
