//! A call to come, or one that was made.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub(in crate::store) struct Model {
    /// The order in which rows were written.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A name that no other row has.
    pub key: String,
    /// Null for the team.
    pub person_id: Option<i64>,
    pub ticket_id: Option<i64>,
    /// The number of its urgency.
    pub urgency: i32,
    pub notice: String,
    /// The message of ours that this rewrites.
    pub edits: Option<i64>,
    /// The message that this replies to.
    pub replies_to: Option<i64>,
    /// The topic; 0 is General, null the one of the settings.
    pub thread: Option<i64>,
    pub at: i64,
    /// `waiting`, `sent`, `untold`, `superseded`, `failed`, `held` or `withheld`.
    pub state: String,
    pub attempts: i32,
    pub settled_at: Option<i64>,
    /// The reason of a failure, in Telegram's words.
    pub fault: Option<String>,
    /// The right for want of which it was refused last.
    pub lacks: Option<String>,
    /// The time of the first refusal for want of one.
    pub withheld_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
