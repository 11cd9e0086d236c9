//! What was said: messages with their attachments, what edited ones said before, and our copies of them.

use super::{
    context,
    insert::insert,
    mapping::{self, clean, from_json, from_word, instant, json, millis, unreadable, word},
};
use crate::domain::{
    ids::*,
    message::{Media, MessageContent, Origin, TicketMessage},
};
use crate::store::{
    SentMessage, TicketWrite,
    entity::{attachment, message, message_version, sent_message},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction,
    DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

pub(super) async fn conversation(
    db: &DatabaseConnection,
    id: TicketId,
    only: Option<MessageNo>,
) -> Result<Vec<TicketMessage>, DbErr> {
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
            to_said(row, attached)
        })
        .collect()
}

pub(super) async fn said_as(
    db: &DatabaseConnection,
    origin: Origin,
) -> Result<Option<TicketMessage>, DbErr> {
    use message::Column::*;
    let row = message::Entity::find()
        .filter(OriginChat.eq(origin.chat))
        .filter(OriginMessage.eq(origin.message))
        // Should it stand in two tickets, the newer one is still talked in.
        .order_by_desc(TicketId)
        .one(db)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let attached = attachment::Entity::find_by_id((row.ticket_id, row.no, 0));
    let attached = attached.one(db).await?;
    to_said(row, attached).map(Some)
}

pub(super) async fn earlier(
    db: &DatabaseConnection,
    id: TicketId,
    MessageNo(no): MessageNo,
) -> Result<Vec<MessageContent>, DbErr> {
    let rows = message_version::Entity::find()
        .filter(message_version::Column::TicketId.eq(id.0))
        .filter(message_version::Column::No.eq(no))
        .order_by_asc(message_version::Column::Nth)
        .all(db)
        .await?;
    rows.into_iter().map(to_earlier).collect()
}

pub(super) async fn copies(
    db: &DatabaseConnection,
    chat: i64,
    id: TicketId,
    MessageNo(no): MessageNo,
) -> Result<Vec<SentMessage>, DbErr> {
    use sent_message::Column::*;
    let rows = sent_message::Entity::find()
        .filter(Chat.eq(chat))
        .filter(TicketId.eq(id.0))
        .filter(Role.eq(mapping::word(&crate::store::MessageRole::About)?))
        .filter(No.eq(no))
        .order_by_desc(Message)
        .all(db)
        .await?;
    rows.into_iter().map(mapping::to_sent).collect()
}

/// New messages, and what takes the place of those that were edited.
pub(super) async fn messages<'a>(
    db: &DatabaseTransaction,
    writes: impl Iterator<Item = &'a TicketWrite>,
) -> Result<(), DbErr> {
    let (edited, new): (Vec<&TicketMessage>, Vec<&TicketMessage>) =
        writes.flat_map(|w| &w.messages).partition(|m| m.edits > 0);
    let (mut said, mut attached) = (Vec::new(), Vec::new());
    for message in new {
        said.push(from_said(message)?);
        attached.extend(from_media(message)?);
    }
    insert::<message::ActiveModel>(db, said, None).await?;
    insert::<attachment::ActiveModel>(db, attached, None).await?;
    // After the new ones, for the message may be from the same group of turns.
    for message in edited {
        edit(db, message).await?;
    }
    Ok(())
}

/// A message that is stored says something else now; what it said stays as its earlier words.
async fn edit(db: &DatabaseTransaction, said: &TicketMessage) -> Result<(), DbErr> {
    let key = (said.ticket.0, i64::from(said.no.0));
    let attached = attachment::Entity::find_by_id((key.0, key.1, 0));
    let before = message::Entity::find_by_id(key).one(db).await?;
    let before = before.ok_or_else(|| mapping::unreadable("an edited message"))?;
    let earlier = from_earlier(before, attached.clone().one(db).await?);
    insert(db, vec![earlier.into_active_model().reset_all()], None).await?;
    // An edit may put another attachment in its place, or none.
    attachment::Entity::delete_by_id((key.0, key.1, 0))
        .exec(db)
        .await?;
    message::Entity::update(from_said(said)?).exec(db).await?;
    let attached = from_media(said)?.into_iter().collect();
    insert::<attachment::ActiveModel>(db, attached, None).await
}

fn from_said(said: &TicketMessage) -> Result<message::ActiveModel, DbErr> {
    Ok(message::ActiveModel {
        ticket_id: Set(said.ticket.0),
        no: Set(said.no.0.into()),
        agent_id: Set(said.agent.map(|a| a.0)),
        note: Set(said.note),
        at: Set(millis(said.at)),
        text: Set(clean(&said.words.text)),
        entities: Set(json(&said.words.entities)?),
        origin_chat: Set(said.words.origin.map(|o| o.chat)),
        origin_message: Set(said.words.origin.map(|o| o.message)),
        edits: Set(said.edits.into()),
        context: Set(context::written(&said.words)?),
    })
}

fn from_media(said: &TicketMessage) -> Result<Option<attachment::ActiveModel>, DbErr> {
    let Some(media) = &said.words.media else {
        return Ok(None);
    };
    Ok(Some(attachment::ActiveModel {
        ticket_id: Set(said.ticket.0),
        no: Set(said.no.0.into()),
        nth: Set(0),
        kind: Set(word(&media.kind)?),
        file_id: Set(media.file_id.as_deref().map(clean)),
        in_words: Set(media.in_words.as_ref().map(json).transpose()?),
    }))
}

/// A version of a message from before an edit.
fn from_earlier(
    said: message::Model,
    attached: Option<attachment::Model>,
) -> message_version::Model {
    let in_words = attached.as_ref().and_then(|a| a.in_words.clone());
    let (kind, file_id) = attached.map(|a| (a.kind, a.file_id)).unzip();
    message_version::Model {
        ticket_id: said.ticket_id,
        no: said.no,
        // As many edits as it had had: no version gets the number of another.
        nth: said.edits,
        text: said.text,
        entities: said.entities,
        kind,
        file_id: file_id.flatten(),
        in_words,
    }
}

fn to_earlier(row: message_version::Model) -> Result<MessageContent, DbErr> {
    Ok(MessageContent {
        entities: from_json(&row.entities, "the entities of earlier words")?,
        media: row
            .kind
            .map(|kind| to_media(&kind, row.file_id, row.in_words.as_deref()))
            .transpose()?,
        ..MessageContent::text(row.text)
    })
}

fn to_media(kind: &str, file_id: Option<String>, in_words: Option<&str>) -> Result<Media, DbErr> {
    let kind = from_word(kind, "the kind of an attachment")?;
    let in_words = in_words.map(|json| from_json(json, "what an attachment says"));
    Ok(Media {
        kind,
        file_id,
        in_words: in_words.transpose()?,
    })
}

fn to_said(
    row: message::Model,
    attached: Option<attachment::Model>,
) -> Result<TicketMessage, DbErr> {
    let media = attached.map(|a| to_media(&a.kind, a.file_id, a.in_words.as_deref()));
    let origin = row.origin_chat.zip(row.origin_message);
    let refers_to = context::read(row.context.as_deref())?;
    Ok(TicketMessage {
        ticket: TicketId(row.ticket_id),
        no: MessageNo(u32::try_from(row.no).map_err(|_| unreadable("a message's number"))?),
        agent: row.agent_id.map(AgentId),
        note: row.note,
        at: instant(row.at)?,
        words: MessageContent {
            text: row.text,
            entities: from_json(&row.entities, "the entities of a message")?,
            media: media.transpose()?,
            origin: origin.map(|(chat, message)| Origin { chat, message }),
            // Not kept with the words: where it counts for a clock, it stands in the event.
            sent_at: None,
            forwarded_from: refers_to.forwarded_from,
            in_reply_to: refers_to.in_reply_to,
        },
        edits: u32::try_from(row.edits).map_err(|_| unreadable("a count of edits"))?,
    })
}
