//! A message of ours.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "sent_messages")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat: i64,
    /// Telegram's number of it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub message: i64,
    pub ticket_id: Option<i64>,
    pub role: String,
    /// The dialogue that it asks for.
    pub anchor: Option<i64>,
    /// The agent of whom it asks an answer or a note.
    pub asked: Option<i64>,
    pub at: i64,
    /// In which topic it stands.
    pub thread: Option<i64>,
    /// The message of the ticket that it shows a part of.
    pub no: Option<i64>,
    pub part: Option<String>,
    /// The number of edits that the message had at that time.
    pub edits: Option<i64>,
    /// True if a line above it says what the words reply to; null where it shows no words.
    pub says_what_is_meant: Option<bool>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
