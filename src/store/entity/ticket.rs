//! A ticket as lists and searches need it: derived from the events, never read to rebuild the value.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub person_id: i64,
    pub title: String,
    pub search: String,
    pub status: String,
    pub priority: String,
    pub assignee_id: Option<i64>,
    /// The time at which the first message was sent.
    pub asked_at: i64,
    pub opened_at: i64,
    /// The time at which Telegram took the first answer.
    pub first_answered_at: Option<i64>,
    pub resolved_at: Option<i64>,
    pub cause: Option<String>,
    /// Since when the person waits.
    pub waiting_since: Option<i64>,
    /// True if the running waiting stretch passed its deadline.
    pub breached: bool,
    /// The number of its events.
    pub version: i64,
    /// The time of the newest event.
    pub updated_at: i64,
    /// The payload of the link by which its person came before it was opened.
    pub came_by: Option<String>,
    /// The message of its person that the title was taken from.
    pub title_message: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
