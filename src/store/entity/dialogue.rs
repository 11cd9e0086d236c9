//! A half-done thing.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "dialogues")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The person, or the update that began it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The message in the group whose words it keeps.
    pub message: Option<i64>,
    pub state: String,
    pub set_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
