//! By which link somebody came to the bot: kept with them until their next ticket, then with that.

use super::mapping::clean;
use crate::{domain::ids::PersonId, store::entity::person};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};

/// By which link a person came.
pub(super) async fn came_by(
    db: &DatabaseTransaction,
    person: PersonId,
    payload: &str,
) -> Result<(), DbErr> {
    set(db, person, Some(clean(payload))).await
}

/// By which link the person of a new ticket came, if by one: it is the ticket's from now on.
pub(super) async fn used_up(
    db: &DatabaseTransaction,
    person: PersonId,
) -> Result<Option<String>, DbErr> {
    let row = person::Entity::find_by_id(person.0).one(db).await?;
    let came_by = row.and_then(|row| row.came_by);
    // It counts for one ticket; where there is none, no row is written for nothing.
    if came_by.is_some() {
        set(db, person, None).await?;
    }
    Ok(came_by)
}

async fn set(
    db: &DatabaseTransaction,
    person: PersonId,
    link: Option<String>,
) -> Result<(), DbErr> {
    let row = person::ActiveModel {
        came_by: Set(link),
        ..Default::default()
    };
    let theirs = person::Entity::update_many().filter(person::Column::Id.eq(person.0));
    theirs.set(row).exec(db).await.map(drop)
}
