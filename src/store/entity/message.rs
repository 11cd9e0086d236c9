//! What was said in a ticket, and what the team noted beside it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: i64,
    /// Its place, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub no: i64,
    /// The agent who wrote it; null: the person.
    pub agent_id: Option<i64>,
    pub note: bool,
    pub at: i64,
    /// The text or caption.
    pub text: String,
    /// Its formatting, as JSON.
    pub entities: String,
    /// The chat of the original.
    pub origin_chat: Option<i64>,
    /// The original's number in that chat.
    pub origin_message: Option<i64>,
    pub edits: i64,
    /// From where it was forwarded and what it replies to, as JSON; null where neither is known.
    pub context: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
