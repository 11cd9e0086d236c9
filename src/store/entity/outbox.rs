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
    /// Who is told; null is the team.
    pub person_id: Option<i64>,
    /// About which ticket.
    pub ticket_id: Option<i64>,
    /// How soon it must go out: the number of its urgency.
    pub urgency: i32,
    /// What, as JSON.
    pub notice: String,
    /// The message of ours that this rewrites.
    pub edits: Option<i64>,
    /// The message that this replies to.
    pub replies_to: Option<i64>,
    /// The topic; 0 is General, null the one of the settings.
    pub thread: Option<i64>,
    /// When it was written.
    pub at: i64,
    /// `waiting`, `sent`, `untold`, `superseded`, `failed`, `held` or `withheld`.
    pub state: String,
    /// How often sending it failed.
    pub attempts: i32,
    /// When it was settled.
    pub settled_at: Option<i64>,
    /// Why it failed, in Telegram's words.
    pub fault: Option<String>,
    /// The right for want of which it was refused last.
    pub lacks: Option<String>,
    /// When it was first refused for want of one.
    pub withheld_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
