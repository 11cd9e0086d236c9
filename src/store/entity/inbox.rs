//! An update as it came.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "inbox")]
pub(in crate::store) struct Model {
    /// Telegram's number of it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub update_id: i64,
    pub lane: i64,
    /// The update; null once it is done.
    pub json: Option<String>,
    pub at: i64,
    /// `waiting`, `done` or `set_aside`.
    pub state: String,
    /// The number of failures by its own fault.
    pub attempts: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
