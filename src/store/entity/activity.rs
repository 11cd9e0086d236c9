//! What agents did to people: blocks and their ends. Append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub(in crate::store) struct Model {
    /// In the order of writing.
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub agent_id: i64,
    pub person_id: i64,
    pub what: String,
    /// For a block: until when; null is forever.
    pub until: Option<i64>,
    /// For a block: why, as JSON.
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
