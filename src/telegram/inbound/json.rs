//! Fields of the Bot API's objects that several readers need, each by itself.

use crate::domain::read_model::Profile;
use serde_json::Value;

/// Somebody, from a `User` or `Chat` of the Bot API; missing parts are empty.
pub(in crate::telegram) fn profile(account: &Value) -> Profile {
    let parts = ["first_name", "last_name", "title"].map(|part| account[part].as_str());
    let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).collect();
    Profile {
        id: integer(account, "id").unwrap_or_default(),
        name: parts.join(" ").trim().to_owned(),
        username: string(account, "username"),
        language_code: string(account, "language_code"),
        topic: None,
    }
}

/// The number of a message that another replies to.
///
/// In a topic, a plain message "replies" to the service message that made the topic, whose number the topic has
/// (`telegram.md` 3.2).
pub(super) fn replied(reply: &Value, thread: Option<i64>) -> Option<i64> {
    let message = integer(reply, "message_id")?;
    let is_topic = reply.get("forum_topic_created").is_some() || thread == Some(message);
    (!is_topic).then_some(message)
}

/// A whole number in a field of an object.
pub(super) fn integer(object: &Value, field: &str) -> Option<i64> {
    object.get(field)?.as_i64()
}

/// A text in a field of an object.
pub(super) fn string(object: &Value, field: &str) -> Option<String> {
    object.get(field)?.as_str().map(str::to_owned)
}
