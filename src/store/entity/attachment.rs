//! What was attached to a message.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "attachments")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub no: i64,
    /// Its place in the message, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nth: i64,
    pub kind: String,
    /// Telegram's name for the file.
    pub file_id: Option<String>,
    /// Its content in words, where it is no file, as JSON.
    pub in_words: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
