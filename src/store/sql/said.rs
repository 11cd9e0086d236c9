//! What was said: messages with their attachments, what edited ones said before, and our copies of them.

use super::{row, write::insert};
use crate::domain::{
    ids::*,
    record::Said,
    words::{Origin, Words},
};
use crate::store::{
    Sent, TicketWrite,
    entity::{attachment, earlier_words, message, sent_message},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

pub(super) async fn conversation(
    db: &DatabaseConnection,
    id: TicketId,
    only: Option<MessageNo>,
) -> Result<Vec<Said>, DbErr> {
    let mut said = message::Entity::find().filter(message::Column::TicketId.eq(id.0));
    let mut media = attachment::Entity::find().filter(attachment::Column::TicketId.eq(id.0));
    if let Some(MessageNo(no)) = only {
        said = said.filter(message::Column::No.eq(no));
        media = media.filter(attachment::Column::No.eq(no));
    }
    let said = said.order_by_asc(message::Column::No).all(db).await?;
    let media = media.all(db).await?;
    let mut media: HashMap<i64, attachment::Model> = media.into_iter().map(|a| (a.no, a)).collect();
    said.into_iter()
        .map(|row| {
            let attached = media.remove(&row.no);
            row::to_said(row, attached)
        })
        .collect()
}

pub(super) async fn said_as(
    db: &DatabaseConnection,
    origin: Origin,
) -> Result<Option<Said>, DbErr> {
    use message::Column::*;
    let row = message::Entity::find()
        .filter(OriginChat.eq(origin.chat))
        .filter(OriginMessage.eq(origin.message))
        .order_by_desc(TicketId)
        .one(db)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let attached = attachment::Entity::find_by_id((row.ticket_id, row.no, 0));
    let attached = attached.one(db).await?;
    row::to_said(row, attached).map(Some)
}

pub(super) async fn earlier(
    db: &DatabaseConnection,
    id: TicketId,
    MessageNo(no): MessageNo,
) -> Result<Vec<Words>, DbErr> {
    let rows = earlier_words::Entity::find()
        .filter(earlier_words::Column::TicketId.eq(id.0))
        .filter(earlier_words::Column::No.eq(no))
        .order_by_asc(earlier_words::Column::Nth)
        .all(db)
        .await?;
    rows.into_iter().map(row::to_earlier).collect()
}

pub(super) async fn copies(
    db: &DatabaseConnection,
    chat: i64,
    id: TicketId,
    MessageNo(no): MessageNo,
) -> Result<Vec<Sent>, DbErr> {
    use sent_message::Column::*;
    let rows = sent_message::Entity::find()
        .filter(Chat.eq(chat))
        .filter(TicketId.eq(id.0))
        .filter(Role.eq(row::word(&crate::store::Role::About)?))
        .filter(No.eq(no))
        .order_by_desc(Message)
        .all(db)
        .await?;
    rows.into_iter().map(row::to_sent).collect()
}

/// New messages, and what takes the place of those that were edited.
pub(super) async fn messages<'a>(
    db: &DatabaseTransaction,
    writes: impl Iterator<Item = &'a TicketWrite>,
) -> Result<(), DbErr> {
    let (edited, new): (Vec<&Said>, Vec<&Said>) =
        writes.flat_map(|w| &w.messages).partition(|m| m.edits > 0);
    let (mut said, mut attached) = (Vec::new(), Vec::new());
    for message in new {
        said.push(row::from_said(message)?);
        attached.extend(row::from_media(message)?);
    }
    insert::<message::ActiveModel>(db, said, None).await?;
    insert::<attachment::ActiveModel>(db, attached, None).await?;
    for message in edited {
        edit(db, message).await?;
    }
    Ok(())
}

/// A message that is stored says something else now; what it said stays as its earlier words.
async fn edit(db: &DatabaseTransaction, said: &Said) -> Result<(), DbErr> {
    let key = (said.ticket.0, i64::from(said.no.0));
    let attached = attachment::Entity::find_by_id((key.0, key.1, 0));
    let before = message::Entity::find_by_id(key).one(db).await?;
    let before = before.ok_or_else(|| row::unreadable("an edited message"))?;
    let earlier = row::from_earlier(before, attached.clone().one(db).await?);
    insert(db, vec![earlier.into_active_model().reset_all()], None).await?;
    attachment::Entity::delete_by_id((key.0, key.1, 0))
        .exec(db)
        .await?;
    message::Entity::update(row::from_said(said)?)
        .exec(db)
        .await?;
    let attached = row::from_media(said)?.into_iter().collect();
    insert::<attachment::ActiveModel>(db, attached, None).await
}
