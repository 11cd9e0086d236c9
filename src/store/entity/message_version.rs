//! What an edited message said before; when it was edited is in its ticket's events. Append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "earlier_words")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub no: i64,
    /// Its version, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nth: i64,
    /// The text or caption.
    pub text: String,
    /// Its formatting, as JSON.
    pub entities: String,
    /// The word of the attachment's kind, if there was one.
    pub kind: Option<String>,
    /// Telegram's name for the file.
    pub file_id: Option<String>,
    /// The attachment's content in words, where it was no file, as JSON.
    pub in_words: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
