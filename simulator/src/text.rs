//! Formatted text as the real server treats it: parsed from HTML, cleaned, normalised, searched for links and commands.
//!
//! The rules are those of TDLib's `MessageEntity.cpp` (behind every Bot API server), written anew. One file per step, in the
//! order in which a message passes them: [`html`] or [`params`] reads what the caller gave, [`clean`] cleans the text and moves
//! the offsets, [`shape`] makes entities nest, [`find`] adds what Telegram finds by itself.
//!
//! Invariant: an offset that leaves this module lies on the boundary of a character; nothing here panics on any input.

mod clean;
mod find;
mod html;
mod link;
mod params;
mod quote;
mod shape;
mod urls;
mod write;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

pub use clean::{clean, fix};
pub use find::auto_entities;
pub use html::parse_html;
pub use params::from_entities;
pub(crate) use quote::quote;
pub use write::to_html;

/// One run of formatted text: a `MessageEntity` of the Bot API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entity {
    /// The Bot API's name of the type, such as `bold`. Any name is accepted, so that a test can send one that nobody knows.
    pub kind: String,
    /// Where it begins, in UTF-16 code units.
    pub offset: i64,
    /// How long it is, in UTF-16 code units.
    pub length: i64,
    /// The address of a `text_link`.
    pub url: Option<String>,
    /// The programming language of a `pre`.
    pub language: Option<String>,
    /// Whom a `text_mention` mentions.
    pub user_id: Option<i64>,
    /// The sticker of a `custom_emoji`.
    pub custom_emoji_id: Option<String>,
}

impl Entity {
    /// An entity without any of the optional parts.
    pub fn new(kind: &str, offset: i64, length: i64) -> Self {
        Self {
            kind: kind.to_owned(),
            offset,
            length,
            ..Self::default()
        }
    }

    /// The `MessageEntity` that goes to the bot. Of a mentioned user only `{"user":{"id":N}}` is placed: the caller knows the rest.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("type".into(), json!(self.kind));
        object.insert("offset".into(), json!(self.offset));
        object.insert("length".into(), json!(self.length));
        if let Some(url) = &self.url {
            object.insert("url".into(), json!(url));
        }
        if let Some(language) = &self.language {
            object.insert("language".into(), json!(language));
        }
        if let Some(id) = self.user_id {
            object.insert("user".into(), json!({ "id": id }));
        }
        if let Some(id) = &self.custom_emoji_id {
            object.insert("custom_emoji_id".into(), json!(id));
        }
        Value::Object(object)
    }

    /// Where it ends, in UTF-16 code units.
    pub(crate) fn end(&self) -> i64 {
        self.offset.saturating_add(self.length)
    }
}

/// The length in UTF-16 code units, the unit of every offset in the Bot API.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The length in code points, the unit of the limits of 4096 (text) and 1024 (caption).
pub fn code_points(text: &str) -> usize {
    text.chars().count()
}
