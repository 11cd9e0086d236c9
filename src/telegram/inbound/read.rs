//! The reading of an update: its address at arrival, and all of it when it is worked.

use super::{
    ChatRef, InboundUpdate, ReplyTarget, Sender, Unreadable, UpdateHeader, UpdateKind, content,
    context,
    json::{integer, profile, replied, string},
};
use crate::domain::{ids::*, message::MessageContent};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;

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
    // A press carries its chat in the message with the button.
    let chat = [&event["chat"], &event["message"]["chat"]]
        .into_iter()
        .find(|chat| chat.is_object())
        .unwrap_or(&Value::Null);
    let account = integer(&event["from"], "id").map(i64::wrapping_abs);
    let lane = if chat["type"] == "private" {
        account.or(integer(chat, "id"))
    } else {
        // In the group a lane is a member's: nobody waits for somebody else's slow turn.
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
    // The kinds that the desk knows come first, whatever else Telegram adds to an update.
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
    // The last message under the group's old number.
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
            // Telegram sends a reply across topics as `external_reply`, also within the same chat.
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
        // `date` is 0 for a message that is too old or gone.
        gone: integer(under, "date") == Some(0),
        data: string(press, "data").unwrap_or_default(),
    })
}

/// Blocking the bot makes it `kicked` in the private chat, unblocking a `member` (`telegram.md` 3.3). In a group it may be
/// allowed more by any change after which it is in it.
fn reachable(change: &Value) -> UpdateKind {
    let (chat, status) = (&change["chat"], &change["new_chat_member"]["status"]);
    match (integer(chat, "id"), status.as_str()) {
        // In a private chat `kicked` means that the person blocked the bot.
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
        // No text comes with it, so that the first line decides nothing.
        first_line: String::new(),
    })
}
