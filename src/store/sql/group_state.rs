//! Where the team is, as far as Telegram changed it: its group's number, and a topic that is gone, with the cards that
//! stood in it. Both hold after a restart, whatever the settings still say.

use super::mapping;
use crate::domain::ids::TicketId;
use crate::store::{
    MessageRole,
    entity::{
        key_value,
        sent_message::{self, Column},
        ticket,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

/// Under which name a group's new number is kept.
fn moved_group(named: i64) -> String {
    format!("group {named}")
}

/// Under which name it is kept that a topic is gone.
fn gone_topic(group: i64, topic: i64) -> String {
    format!("gone topic {group} {topic}")
}

/// A value takes the place of the one before.
async fn keep(db: &DatabaseTransaction, name: String, value: String) -> Result<(), DbErr> {
    let row = key_value::ActiveModel {
        name: Set(name),
        value: Set(value),
    };
    let newest = OnConflict::column(key_value::Column::Name)
        .update_column(key_value::Column::Value)
        .to_owned();
    let kept = key_value::Entity::insert(row).on_conflict(newest);
    kept.exec_without_returning(db).await.map(drop)
}

/// A group has another number.
pub(super) async fn group_moved(
    db: &DatabaseTransaction,
    named: i64,
    group: i64,
) -> Result<(), DbErr> {
    keep(db, moved_group(named), group.to_string()).await
}

pub(super) async fn group_now(db: &DatabaseConnection, named: i64) -> Result<i64, DbErr> {
    let moved = key_value::Entity::find_by_id(moved_group(named))
        .one(db)
        .await?;
    moved.map_or(Ok(named), |moved| {
        moved
            .value
            .parse()
            .map_err(|_| mapping::unreadable("the number of a group"))
    })
}

/// A topic is gone, and with it the cards of open tickets that stood in it. Those of resolved ones nobody will look for.
pub(super) async fn topic_gone(
    db: &DatabaseTransaction,
    group: i64,
    topic: i64,
) -> Result<(), DbErr> {
    keep(db, gone_topic(group, topic), "gone".into()).await?;
    let open = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(Expr::col(ticket::Column::ResolvedAt).is_null())
        .take();
    let lost = sent_message::ActiveModel {
        role: Set(mapping::word(&MessageRole::LostCard)?),
        ..Default::default()
    };
    sent_message::Entity::update_many()
        .set(lost)
        .filter(Column::Chat.eq(group))
        .filter(Column::TicketId.in_subquery(open))
        .filter(Column::Role.eq(mapping::word(&MessageRole::Card)?))
        .filter(Column::Thread.eq(topic))
        .exec(db)
        .await
        .map(drop)
}

/// A card is gone that somebody deleted.
pub(super) async fn card_gone(
    db: &DatabaseTransaction,
    chat: i64,
    message: i64,
) -> Result<(), DbErr> {
    let lost = sent_message::ActiveModel {
        role: Set(mapping::word(&MessageRole::LostCard)?),
        ..Default::default()
    };
    sent_message::Entity::update_many()
        .set(lost)
        .filter(Column::Chat.eq(chat))
        .filter(Column::Message.eq(message))
        // A report of it that comes again finds no card, and changes nothing.
        .filter(Column::Role.eq(mapping::word(&MessageRole::Card)?))
        .exec(db)
        .await
        .map(drop)
}

pub(super) async fn topic_is_gone(
    db: &DatabaseConnection,
    group: i64,
    topic: i64,
) -> Result<bool, DbErr> {
    let gone = key_value::Entity::find_by_id(gone_topic(group, topic));
    Ok(gone.one(db).await?.is_some())
}

pub(super) async fn lost_its_card(
    db: &DatabaseConnection,
    chat: i64,
    id: TicketId,
) -> Result<bool, DbErr> {
    let cards = [MessageRole::Card, MessageRole::LostCard];
    let cards = cards
        .iter()
        .map(mapping::word)
        .collect::<Result<Vec<_>, _>>()?;
    // All of them: asked for the newest, SQLite would look for it among all messages of the chat.
    let cards = sent_message::Entity::find()
        .filter(Column::Chat.eq(chat))
        .filter(Column::TicketId.eq(id.0))
        .filter(Column::Role.is_in(cards))
        .all(db)
        .await?;
    let newest = cards.into_iter().max_by_key(|card| card.message);
    let newest = newest.map(mapping::to_sent).transpose()?;
    Ok(newest.is_some_and(|card| card.role == MessageRole::LostCard))
}
