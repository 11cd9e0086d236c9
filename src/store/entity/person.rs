//! Somebody as Telegram shows them: a person or a member of the team.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// First and last name.
    pub name: String,
    /// `username` as Telegram gives it, without the `@`.
    pub username: Option<String>,
    /// Lower-cased: what is looked for.
    pub username_folded: Option<String>,
    /// `language_code` as Telegram gives it.
    pub language_code: Option<String>,
    /// The topic of their private chat in which they wrote last; 0 is none.
    pub topic: Option<i64>,
    /// The payload of the link by which they came last, until their next ticket has it.
    pub came_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
