//! Who is kept out.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "blocks")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    pub by_id: i64,
    pub since: i64,
    /// Until when; null is forever.
    pub until: Option<i64>,
    pub reason: String,
    /// True if they were told because they wrote.
    pub told: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
