//! A ticket as lists and searches need it: derived from the events, never read to rebuild the value.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub(in crate::store) struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Whose.
    pub person_id: i64,
    /// As typed.
    pub title: String,
    /// The title, lower-cased.
    pub search: String,
    /// The status's word.
    pub status: String,
    /// The priority's word.
    pub priority: String,
    /// Who has it.
    pub assignee_id: Option<i64>,
    /// When the first message was sent.
    pub asked_at: i64,
    /// When it was opened.
    pub opened_at: i64,
    /// When Telegram took the first answer.
    pub first_answered_at: Option<i64>,
    /// When it ended.
    pub resolved_at: Option<i64>,
    /// Why: the cause's word.
    pub cause: Option<String>,
    /// Since when the person waits.
    pub waiting_since: Option<i64>,
    /// Whether the running waiting stretch passed its deadline.
    pub breached: bool,
    /// How many events it has.
    pub version: i64,
    /// When the newest event was.
    pub updated_at: i64,
    /// The payload of the link by which its person came before it was opened.
    pub came_by: Option<String>,
    /// The message of its person that the title was taken from.
    pub title_message: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
