//! The column of a message for what it refers to.

use super::row::{from_json, json};
use crate::domain::words::{InReplyTo, Source, Words};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Default)]
struct Context {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forwarded_from: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<InReplyTo>,
}

/// As it is stored; `None` for words that refer to nothing.
pub(super) fn written(words: &Words) -> Result<Option<String>, DbErr> {
    let context = Context {
        forwarded_from: words.forwarded_from.clone(),
        in_reply_to: words.in_reply_to.clone(),
    };
    let refers = context.forwarded_from.is_some() || context.in_reply_to.is_some();
    refers.then(|| json(&context)).transpose()
}

/// From where a message was forwarded, and what it replies to.
pub(super) fn read(column: Option<&str>) -> Result<(Option<Source>, Option<InReplyTo>), DbErr> {
    let context = column.map(|column| from_json(column, "what a message refers to"));
    let context: Context = context.transpose()?.unwrap_or_default();
    Ok((context.forwarded_from, context.in_reply_to))
}
