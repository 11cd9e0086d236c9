//! What people and the bot's owner trust the bot with: it stands in its messages and its database, and nowhere else.
//!
//! Texts are taken from the updates that were queued: the bot knows nothing else of what people say. Whatever stands in
//! one is somebody's word, but for what Telegram itself put there, so that a kind of message that nobody knows hides none.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{TELEGRAM, World};

/// The fields that hold a name.
const NAMES: [&str; 3] = ["first_name", "last_name", "username"];

/// The fields that hold a chat.
const CHATS: [&str; 2] = ["chat", "sender_chat"];

/// The fields of an update whose text is Telegram's or the bot's own.
const TECHNICAL: [&str; 16] = [
    "chat_instance",
    "custom_emoji_id",
    "data",
    "emoji",
    "file_id",
    "file_unique_id",
    "game_short_name",
    "icon_custom_emoji_id",
    "id",
    "inline_message_id",
    "language",
    "language_code",
    "media_group_id",
    "mime_type",
    "status",
    "type",
];

/// What must stand in no log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SensitiveTexts {
    /// The bot's token, and the secrets of all webhooks that it set.
    pub secrets: BTreeSet<String>,
    /// First names, last names and usernames of all people.
    pub names: BTreeSet<String>,
    /// Everything that people wrote to the bot: texts, captions, names of files, what unknown kinds of messages hold.
    pub texts: BTreeSet<String>,
}

impl SensitiveTexts {
    /// Takes what an update holds of people's words; `bot` is the bot's number.
    fn read(&mut self, field: &str, value: &Value, bot: i64) {
        match value {
            Value::String(name) if NAMES.contains(&field) => {
                self.names.insert(name.clone());
            }
            Value::String(text) if !TECHNICAL.contains(&field) => {
                self.texts.insert(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| self.read(field, item, bot)),
            Value::Object(fields) if !is_nobodys(field, value, bot) => {
                let fields = fields.iter();
                fields.for_each(|(field, value)| self.read(field, value, bot));
            }
            _ => {}
        }
    }
}

/// Whether this part of an update is a message of the bot's own, an account that is no person's, or a group.
fn is_nobodys(field: &str, part: &Value, bot: i64) -> bool {
    part["from"]["id"] == bot
        || part["is_bot"] == true
        || part["id"] == TELEGRAM
        || (CHATS.contains(&field) && part["type"] != "private")
}

impl World {
    /// Remembers what an update holds.
    pub(crate) fn confide(&mut self, update: &Value) {
        self.confided.read("", update, self.bot.id);
    }

    /// Remembers a webhook's secret.
    pub(crate) fn confide_secret(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.confided.secrets.insert(secret.to_owned());
        }
    }

    /// Everything so far.
    pub(crate) fn confided(&self) -> SensitiveTexts {
        let mut all = self.confided.clone();
        all.secrets.insert(self.token.clone());
        for person in self.people.values() {
            let more = [&person.last_name, &person.username].into_iter().flatten();
            all.names.extend(more.cloned());
            all.names.insert(person.first_name.clone());
        }
        all
    }
}
