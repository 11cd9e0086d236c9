//! What the title of a ticket was before its person changed it. Append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "earlier_titles")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: i64,
    /// The version of the ticket from which on it was another.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub title: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
