//! What somebody did: an update's JSON, read by tolerant structs of our own.
//!
//! Only the fields that the desk uses are read, and each by itself, so that an entity, a field or a kind of message
//! that Telegram invents tomorrow hides nothing (teloxide 0.17's types do that; `telegram.md` 5.3). What can't be
//! read as words is still relayed, by `copyMessage` on its number.
//!
//! Invariant: nothing here logs, and an error says what is missing, never what is there: an update is somebody's words.

use crate::domain::{
    Instant, ids::*, language::Language, message::MessageContent, read_model::Profile,
};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;

mod content;
mod context;
mod held;
mod in_words;
#[cfg(test)]
mod tests;

pub use context::Referred;
pub use held::reworded;

/// An update, as the desk understands it.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundUpdate {
    pub id: UpdateId,
    pub what: UpdateKind,
}

/// The chat and the message where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatRef {
    pub chat: i64,
    /// Groups and channels are not.
    pub private: bool,
    /// The topic of a forum; `None` is General.
    pub thread: Option<i64>,
}

/// The sender of a message or a press.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender {
    /// The account: a person, or @GroupAnonymousBot for an anonymous administrator.
    pub profile: Profile,
    pub is_bot: bool,
    /// The chat that the message is sent in the name of (Bot API `sender_chat`): the group itself for anonymous
    /// administrators, a channel for posts; `None` for people.
    pub sender_chat: Option<i64>,
}

/// The message that another replies to.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyTarget {
    pub message: i64,
    /// The account that sent it.
    pub from: Option<i64>,
    /// The first line of its text: routes a reply when nothing else does. Empty for media, whose caption may be anybody's
    /// words, copied, and for a message of another topic, of which Telegram shows no text.
    pub first_line: String,
}

/// The things that people do, as far as the desk cares.
#[derive(Clone, PartialEq, Eq)]
pub enum UpdateKind {
    /// Somebody wrote, in whatever kind of message.
    Wrote {
        spot: ChatRef,
        by: Sender,
        message: i64,
        at: Instant,
        /// An unknown kind is [`MediaKind::Other`](crate::domain::message::MediaKind::Other).
        words: MessageContent,
        /// A topic's creation is no reply (`telegram.md` 3.2).
        replies_to: Option<ReplyTarget>,
        /// The message that it replies to or quotes, in any chat, as far as Telegram shows it.
        refers_to: Option<Box<Referred>>,
    },
    /// Somebody changed what a message of theirs says.
    Edited {
        spot: ChatRef,
        by: Sender,
        message: i64,
        /// The time of sending by Telegram's clock.
        at: Instant,
        words: MessageContent,
    },
    /// Somebody pressed a button.
    Pressed {
        /// `None` for a message that is gone.
        spot: Option<ChatRef>,
        by: Sender,
        /// The press, to be answered.
        callback: String,
        /// The message with the button.
        message: Option<i64>,
        /// True if that message is too old or gone: then Telegram does not say in which topic it stands.
        gone: bool,
        /// The data, whatever it is.
        data: String,
    },
    /// The bot was blocked or unblocked by a person.
    Reachable { person: PersonId, now: bool },
    /// The bot's place in a group changed, and it is in it.
    RightsChanged { chat: i64 },
    /// The group became a supergroup.
    Migrated { from: i64, to: i64 },
    /// Nothing that the desk cares about: a join, a topic's change, another kind of update.
    Nothing,
}

/// An update that is no JSON object with a number. It is set aside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the update can't be read: {0}")]
pub struct Unreadable(pub String);

/// The address of an update, before anybody reads what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateHeader {
    pub id: UpdateId,
    /// The lane that it is worked in. In private it is the person's own number, which is positive; elsewhere it is the
    /// member's with a minus, else the chat's, else 0. So what somebody writes in private holds up nothing in the group.
    pub lane: i64,
    /// The language of who did it, if the desk speaks it.
    pub language: Option<Language>,
}

impl UpdateHeader {
    /// The person whose private chat it comes from, if it is one.
    pub fn person(&self) -> Option<PersonId> {
        person_of(self.lane)
    }
}

/// The person whose private chat a lane is, if it is one.
pub fn person_of(lane: i64) -> Option<PersonId> {
    (lane > 0).then_some(PersonId(lane))
}

/// Reads the address of an update.
///
/// # Errors
/// When it is not a JSON object with an `update_id`.
pub fn address(json: &str) -> Result<UpdateHeader, Unreadable> {
    #[derive(Deserialize)]
    struct Numbered {
        update_id: i64,
    }
    let nobodys = |id| UpdateHeader {
        id,
        lane: 0,
        language: None,
    };
    let Ok(update) = serde_json::from_str::<Value>(json) else {
        // Nested too deep, or a broken escape somewhere: the number alone may be readable still, and then the
        // update is set aside under it instead of holding up all the others.
        return match serde_json::from_str::<Numbered>(json) {
            Ok(Numbered { update_id }) => Ok(nobodys(UpdateId(update_id))),
            Err(_) => Err(Unreadable("no JSON object with an update_id".into())),
        };
    };
    let id = update_id(&update)?;
    let Some((_, event)) = event(&update) else {
        return Ok(nobodys(id));
    };
    let chat = [&event["chat"], &event["message"]["chat"]]
        .into_iter()
        .find(|chat| chat.is_object())
        .unwrap_or(&Value::Null);
    let account = integer(&event["from"], "id").map(i64::wrapping_abs);
    let lane = if chat["type"] == "private" {
        account.or(integer(chat, "id"))
    } else {
        account.map(i64::wrapping_neg).or(integer(chat, "id"))
    };
    Ok(UpdateHeader {
        id,
        lane: lane.unwrap_or(0),
        language: profile(&event["from"]).language(),
    })
}

/// Reads an update.
///
/// # Errors
/// When it is not a JSON object with an `update_id`, a message without chat, number or date, or a press without a
/// sender or an id.
pub fn read(json: &str) -> Result<InboundUpdate, Unreadable> {
    let update: Value = serde_json::from_str(json)
        .map_err(|_| Unreadable("no JSON object with an update_id".into()))?;
    let id = update_id(&update)?;
    let what = match event(&update) {
        Some(("message", message)) => wrote(message)?,
        Some(("edited_message", message)) => edited(message),
        Some(("callback_query", press)) => pressed(press)?,
        Some(("my_chat_member", change)) => reachable(change),
        _ => UpdateKind::Nothing,
    };
    Ok(InboundUpdate { id, what })
}

fn update_id(update: &Value) -> Result<UpdateId, Unreadable> {
    integer(update, "update_id")
        .map(UpdateId)
        .ok_or_else(|| Unreadable("no JSON object with an update_id".into()))
}

/// The one field beside the number (*at most one of the optional fields can be present*; Bot API, `Update`), also of
/// an unknown kind.
fn event(update: &Value) -> Option<(&str, &Value)> {
    let known = [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ];
    let known = known
        .into_iter()
        .find_map(|name| Some((name, update.get(name)?)));
    let mut fields = update.as_object()?.iter();
    known.or_else(|| {
        fields
            .find(|(_, value)| value.is_object())
            .map(|(name, value)| (name.as_str(), value))
    })
}

fn wrote(message: &Value) -> Result<UpdateKind, Unreadable> {
    let chat =
        integer(&message["chat"], "id").ok_or(Unreadable("a message without a chat".into()))?;
    let number =
        integer(message, "message_id").ok_or(Unreadable("a message without a number".into()))?;
    if let Some(to) = integer(message, "migrate_to_chat_id") {
        return Ok(UpdateKind::Migrated { from: chat, to });
    }
    if content::is_service(message) {
        return Ok(UpdateKind::Nothing);
    }
    let at = integer(message, "date")
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or(Unreadable("a message without a date".into()))?;
    let spot = spot(chat, message);
    Ok(UpdateKind::Wrote {
        spot,
        by: doer(message),
        message: number,
        at,
        words: MessageContent {
            forwarded_from: context::source(&message["forward_origin"]).map(Box::new),
            ..content::words(message, chat, number, at)
        },
        replies_to: replies_to(&message["reply_to_message"], spot.thread)
            .or_else(|| replies_across(&message["external_reply"], chat)),
        refers_to: context::referred(message, spot).map(Box::new),
    })
}

/// An edit that does not name its message changes nothing.
fn edited(message: &Value) -> UpdateKind {
    match wrote(message) {
        Ok(UpdateKind::Wrote {
            spot,
            by,
            message,
            at,
            words,
            ..
        }) => UpdateKind::Edited {
            spot,
            by,
            message,
            at,
            words,
        },
        _ => UpdateKind::Nothing,
    }
}

fn pressed(press: &Value) -> Result<UpdateKind, Unreadable> {
    if integer(&press["from"], "id").is_none() {
        return Err(Unreadable("a press without a sender".into()));
    }
    let callback = string(press, "id").ok_or(Unreadable("a press without an id".into()))?;
    // A message that is too old or gone still has its chat and number (Bot API, `InaccessibleMessage`).
    let under = &press["message"];
    Ok(UpdateKind::Pressed {
        spot: integer(&under["chat"], "id").map(|chat| spot(chat, under)),
        by: doer(press),
        callback,
        message: integer(under, "message_id"),
        gone: integer(under, "date") == Some(0),
        data: string(press, "data").unwrap_or_default(),
    })
}

/// Blocking the bot makes it `kicked` in the private chat, unblocking a `member` (`telegram.md` 3.3). In a group it may be
/// allowed more by any change after which it is in it.
fn reachable(change: &Value) -> UpdateKind {
    let (chat, status) = (&change["chat"], &change["new_chat_member"]["status"]);
    match (integer(chat, "id"), status.as_str()) {
        (Some(id), Some("kicked" | "member")) if chat["type"] == "private" => {
            UpdateKind::Reachable {
                person: PersonId(id),
                now: status == "member",
            }
        }
        (Some(chat_id), Some("member" | "administrator" | "restricted" | "creator"))
            if chat["type"] != "private" =>
        {
            UpdateKind::RightsChanged { chat: chat_id }
        }
        _ => UpdateKind::Nothing,
    }
}

fn spot(chat: i64, message: &Value) -> ChatRef {
    // Outside of topics `message_thread_id` names a chain of replies, which is no place to send to (`telegram.md` 3.2).
    let in_topic = message["is_topic_message"] == true;
    ChatRef {
        chat,
        private: message["chat"]["type"] == "private",
        thread: integer(message, "message_thread_id").filter(|_| in_topic),
    }
}

fn doer(event: &Value) -> Sender {
    let sender_chat = &event["sender_chat"];
    // Only channels' posts have no `from`; they are the chat's that they are sent as.
    let account = [&event["from"], sender_chat, &event["chat"]]
        .into_iter()
        .find(|account| integer(account, "id").is_some())
        .unwrap_or(&Value::Null);
    Sender {
        profile: profile(account),
        is_bot: account["is_bot"] == true,
        sender_chat: integer(sender_chat, "id"),
    }
}

/// Somebody, from a `User` or `Chat` of the Bot API; missing parts are empty.
pub(super) fn profile(account: &Value) -> Profile {
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
fn replied(reply: &Value, thread: Option<i64>) -> Option<i64> {
    let message = integer(reply, "message_id")?;
    let is_topic = reply.get("forum_topic_created").is_some() || thread == Some(message);
    (!is_topic).then_some(message)
}

fn replies_to(reply: &Value, thread: Option<i64>) -> Option<ReplyTarget> {
    let message = replied(reply, thread)?;
    Some(ReplyTarget {
        message,
        from: integer(&reply["from"], "id"),
        first_line: reply["text"]
            .as_str()
            .and_then(|text| text.lines().next())
            .unwrap_or_default()
            .to_owned(),
    })
}

/// A reply to a message of another topic of the same chat is no `reply_to_message` (Bot API, `ExternalReplyInfo`).
fn replies_across(reply: &Value, chat: i64) -> Option<ReplyTarget> {
    integer(&reply["chat"], "id").filter(|of| *of == chat)?;
    Some(ReplyTarget {
        message: integer(reply, "message_id")?,
        from: integer(&reply["origin"]["sender_user"], "id"),
        first_line: String::new(),
    })
}

/// A whole number in a field of an object.
fn integer(object: &Value, field: &str) -> Option<i64> {
    object.get(field)?.as_i64()
}

/// A text in a field of an object.
fn string(object: &Value, field: &str) -> Option<String> {
    object.get(field)?.as_str().map(str::to_owned)
}
