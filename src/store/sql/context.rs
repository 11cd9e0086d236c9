//! The column of a message for what it refers to.

use super::mapping::{from_json, json};
use crate::domain::message::{InReplyTo, MessageContent, Source};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

/// From where a message was forwarded, and what it replies to.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct RefersTo {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) forwarded_from: Option<Box<Source>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) in_reply_to: Option<Box<InReplyTo>>,
}

/// As it is stored; `None` for words that refer to nothing.
pub(super) fn written(words: &MessageContent) -> Result<Option<String>, DbErr> {
    let refers_to = RefersTo {
        forwarded_from: words.forwarded_from.clone(),
        in_reply_to: words.in_reply_to.clone(),
    };
    // Most messages refer to nothing, and then the column stays empty.
    let refers = refers_to.forwarded_from.is_some() || refers_to.in_reply_to.is_some();
    refers.then(|| json(&refers_to)).transpose()
}

/// Reads the stored context of a message.
pub(super) fn read(column: Option<&str>) -> Result<RefersTo, DbErr> {
    let refers_to = column.map(|column| from_json(column, "what a message refers to"));
    Ok(refers_to.transpose()?.unwrap_or_default())
}
