//! Titles of tickets: from which message each was taken, and what it was before it was changed.

use super::{
    insert::insert,
    mapping::{clean, folded},
};
use crate::{
    domain::{ids::TicketId, message::Origin},
    store::{
        TicketWrite,
        entity::{earlier_title, ticket},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder,
};

/// In private a chat has its person's number.
pub(super) async fn titled(
    db: &DatabaseConnection,
    origin: Origin,
) -> Result<Option<(TicketId, String)>, DbErr> {
    let row = ticket::Entity::find()
        .filter(ticket::Column::PersonId.eq(origin.chat))
        .filter(ticket::Column::TitleMessage.eq(origin.message))
        .order_by_desc(ticket::Column::Id)
        .one(db)
        .await?;
    Ok(row.map(|row| (TicketId(row.id), row.title)))
}

pub(super) async fn earlier(db: &DatabaseConnection, id: TicketId) -> Result<Vec<String>, DbErr> {
    let rows = earlier_title::Entity::find()
        .filter(earlier_title::Column::TicketId.eq(id.0))
        .order_by_asc(earlier_title::Column::Version)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.title).collect())
}

/// A ticket that there is has another title now.
pub(super) async fn change(
    db: &DatabaseTransaction,
    write: &TicketWrite,
    title: &str,
) -> Result<(), DbErr> {
    let id = write.after.id.0;
    if let Some(before) = ticket::Entity::find_by_id(id).one(db).await? {
        // Under the number of the event that changed it: events hold no titles, which are people's words.
        let earlier = earlier_title::ActiveModel {
            ticket_id: Set(id),
            version: Set(write.after.version),
            title: Set(before.title),
        };
        insert(db, vec![earlier], None).await?;
    }
    let row = ticket::ActiveModel {
        title: Set(clean(title)),
        search: Set(folded(title)),
        ..Default::default()
    };
    let this = ticket::Entity::update_many().filter(ticket::Column::Id.eq(id));
    this.set(row).exec(db).await.map(drop)
}
