//! A policy and since when it holds.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "policies")]
pub(in crate::store) struct Model {
    /// From this instant on.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    pub policy: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
