//! Dialogues that end by themselves, the offers that they made, and what was set aside.

use super::mapping::{self, instant, millis};
use crate::{
    domain::{
        Instant,
        dialogue::{Dialogue, Whose},
        ids::*,
    },
    store::{
        InboxRow, OldDialogue, SentMessage, StoreError,
        entity::{dialogue as dialogues, inbox, sent_message},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

/// The number of updates set aside in a lane that are looked at.
const ASIDE: u64 = 100;

pub(super) async fn old(
    db: &DatabaseConnection,
    before: Instant,
    limit: u64,
) -> Result<Vec<OldDialogue>, DbErr> {
    let rows = dialogues::Entity::find()
        .filter(dialogues::Column::SetAt.lte(millis(before)))
        .order_by_asc(dialogues::Column::SetAt)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(to_old).collect()
}

fn to_old(row: dialogues::Model) -> Result<OldDialogue, DbErr> {
    let (whose, state) = if row.kind == mapping::PRIVATE {
        let person = PersonId(row.id);
        // One that can't be read has to end as well, or it would be found for ever.
        let state = mapping::from_json(&row.state, "a dialogue").ok();
        let state = state.map(|state| Dialogue::Private(person, state));
        (Whose::Person(person), state)
    } else {
        let anchor = UpdateId(row.id);
        let state = mapping::from_json(&row.state, "a dialogue").ok();
        let state = state.map(|state| Dialogue::Group(anchor, state));
        (Whose::Anchor(anchor), state)
    };
    Ok(OldDialogue {
        whose,
        since: instant(row.set_at)?,
        state,
    })
}

/// Drops a dialogue that nobody went on with since then.
pub(super) async fn end(
    db: &DatabaseTransaction,
    whose: Whose,
    since: Instant,
) -> Result<(), StoreError> {
    let (kind, id) = match whose {
        Whose::Person(person) => (mapping::PRIVATE, person.0),
        Whose::Anchor(anchor) => (mapping::GROUP, anchor.0),
    };
    let dropped = dialogues::Entity::delete_many()
        .filter(dialogues::Column::Kind.eq(kind))
        .filter(dialogues::Column::Id.eq(id))
        // They may have gone on since it was found to be old: then it stays.
        .filter(dialogues::Column::SetAt.lte(millis(since)))
        .exec(db)
        .await?;
    match dropped.rows_affected {
        0 => Err(StoreError::AlreadyEnded),
        _ => Ok(()),
    }
}

pub(super) async fn offers(db: &DatabaseConnection, chat: i64) -> Result<Vec<SentMessage>, DbErr> {
    let rows = sent_message::Entity::find()
        .filter(sent_message::Column::Chat.eq(chat))
        .filter(Expr::cust("role = 'offer'"))
        .order_by_desc(sent_message::Column::Message)
        // The newest stands, and the one before it is to be taken away.
        .limit(2)
        .all(db)
        .await?;
    rows.into_iter().map(mapping::to_sent).collect()
}

pub(super) async fn set_aside(db: &DatabaseConnection, lane: i64) -> Result<Vec<InboxRow>, DbErr> {
    let rows = inbox::Entity::find()
        .filter(Expr::cust("state = 'set_aside'"))
        .filter(inbox::Column::Lane.eq(lane))
        .order_by_asc(inbox::Column::UpdateId)
        .limit(ASIDE)
        .all(db)
        .await?;
    rows.into_iter().map(mapping::to_waiting).collect()
}

/// Replaces the content of an update that was set aside.
pub(super) async fn reword(
    db: &DatabaseTransaction,
    update: UpdateId,
    json: &str,
) -> Result<(), DbErr> {
    let row = inbox::ActiveModel {
        json: Set(Some(mapping::clean(json))),
        ..Default::default()
    };
    inbox::Entity::update_many()
        .set(row)
        .filter(inbox::Column::UpdateId.eq(update.0))
        // It may have been tried again meanwhile, and what is being worked stays as it came.
        .filter(inbox::Column::State.eq("set_aside"))
        .exec(db)
        .await
        .map(drop)
}
