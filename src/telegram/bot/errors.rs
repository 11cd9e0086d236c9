//! What Telegram's refusals mean.
//!
//! Told apart by the description's own text, in one table: teloxide 0.17 knows few of them, spells some differently
//! from the server and drops the error's code (`telegram.md` 5.4).
//!
//! Invariant: an error's text carries neither an address (which has the token in it) nor what somebody wrote.

use crate::telegram::CallError;
use serde_json::Value;
use std::time::Duration;

#[cfg(test)]
mod tests;

/// The class of an error, around Telegram's description.
type Meaning = fn(String) -> CallError;

/// Beginnings of descriptions after their prefix (`Bad Request: ` and its kin), in lower case, and what each means.
/// The first that fits wins. From `telegram.md` 3.1 and 3.2; those with underscores are the server's own, passed through.
const MEANINGS: &[(Meaning, &[&str])] = &[
    (
        CallError::Unreachable,
        &[
            "bot was blocked by the user",
            "user is deactivated",
            "bot can't initiate conversation with",
            "the bot can't send messages to",
            "bot can't send messages to",
            "private chat not found",
            "user_is_blocked",
            "input_user_deactivated",
        ],
    ),
    (
        CallError::ChatGone,
        &[
            "chat not found",
            "bot was kicked from",
            "bot is not a member of",
            "the group chat was deleted",
            "group is deactivated",
            "group chat was upgraded",
            "group chat was deactivated",
            "peer_id_invalid",
            "channel_private",
        ],
    ),
    (
        CallError::ThreadGone,
        &[
            "message thread not found",
            "topic_deleted",
            "topic_id_invalid",
            "invalid forum topic identifier",
        ],
    ),
    (CallError::TopicClosed, &["topic_closed"]),
    (
        CallError::NotModified,
        &["message is not modified", "message_not_modified"],
    ),
    (
        CallError::MessageGone,
        &[
            "message to edit not found",
            "message to delete not found",
            "message to copy not found",
            "message to forward not found",
            "message to react not found",
            "message to be replied not found",
            "reply_message_id_invalid",
            "message_id_invalid",
        ],
    ),
    (
        CallError::CannotDo,
        &[
            "message can't be edited",
            "message can't be deleted",
            "message can't be copied",
            "message can't be forwarded",
            "messages can't be forwarded",
            "message has protected content",
            "there is no text in the message to edit",
            "there is no caption in the message to edit",
            "message identifier is not specified",
            "can't use file of type",
            "type of file mismatch",
            "reaction_invalid",
            "reactions_too_many",
            "reaction_empty",
            "chat_forwards_restricted",
            "voice_messages_forbidden",
            "user restricted receiving of",
        ],
    ),
    (
        CallError::TooOld,
        &[
            "query is too old",
            "query id is invalid",
            "query_id_invalid",
        ],
    ),
    (
        CallError::NoRights,
        &[
            "not enough rights",
            "have no write access to the chat",
            "need administrator rights",
            "member list is inaccessible",
            "chat_write_forbidden",
            "chat_admin_required",
            "chat_restricted",
            "chat_send_",
            "chat_guest_send_forbidden",
        ],
    ),
    (
        CallError::FileGone,
        &[
            "wrong file identifier",
            "wrong remote file identifier",
            "wrong file_id",
            "wrong file id",
            "invalid file_id",
            "invalid file id",
            "file_reference_",
            "file_id_invalid",
        ],
    ),
    (
        CallError::Conflict,
        &[
            "can't use getupdates method while webhook is active",
            "terminated by other getupdates request",
            "terminated by setwebhook request",
        ],
    ),
];

/// The prefixes of a description's own text, by the answer's code (`telegram.md` 3.0).
const PREFIXES: &[&str] = &[
    "Bad Request: ",
    "Forbidden: ",
    "Unauthorized: ",
    "Conflict: ",
    "Not Found: ",
];

/// The meaning of a refusal: of its description, and its parameters `retry_after` (seconds) and `migrate_to_chat_id`.
pub fn classify(description: &str, retry_after: Option<u64>, migrate_to: Option<i64>) -> CallError {
    if let Some(chat) = migrate_to {
        return CallError::Migrated(chat);
    }
    if let Some(seconds) = retry_after.or_else(|| retry_after_in(description)) {
        return CallError::Flood(Duration::from_secs(seconds));
    }
    if [
        "Internal Server Error",
        "Bad Gateway",
        "Gateway Timeout",
        "Service Unavailable",
    ]
    .iter()
    .any(|down| description.starts_with(down))
    {
        return CallError::Unavailable(description.to_owned());
    }
    let own = PREFIXES
        .iter()
        .find_map(|prefix| description.strip_prefix(prefix))
        .unwrap_or(description)
        .to_lowercase();
    let known = MEANINGS
        .iter()
        .find(|(_, texts)| texts.iter().any(|text| own.starts_with(text)));
    match known {
        Some((meaning, _)) => meaning(description.to_owned()),
        None if description.starts_with("Conflict") => CallError::Conflict(description.to_owned()),
        // The server of api.telegram.org does not know a malformed token's path; a revoked one is unauthorized.
        None if description.starts_with("Unauthorized") || description == "Not Found" => {
            CallError::Unauthorized(description.to_owned())
        }
        None => CallError::Refused(without_quotation(description).to_owned()),
    }
}

/// `Too Many Requests: retry after 5`, should the parameters be missing.
fn retry_after_in(description: &str) -> Option<u64> {
    let rest = description.strip_prefix("Too Many Requests")?;
    Some(
        rest.rsplit(' ')
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or(1),
    )
}

/// `can't parse entities: Unsupported start tag "x" at byte offset 4` quotes the text that was to be sent, which is
/// somebody's words: what is from the first quotation mark on is left out.
fn without_quotation(description: &str) -> &str {
    if description.contains("can't parse entities") {
        description.split('"').next().unwrap_or_default().trim_end()
    } else {
        description
    }
}

/// The meaning of an answer that is not `ok`. The answer itself is never logged: it may be a page of a server in
/// between, or somebody's message.
pub(super) fn of_answer(body: &str) -> CallError {
    let answer: Value = serde_json::from_str(body).unwrap_or_default();
    let parameters = &answer["parameters"];
    match answer["description"].as_str() {
        Some(description) if answer["ok"] == false => classify(
            description,
            parameters["retry_after"].as_u64(),
            parameters["migrate_to_chat_id"].as_i64(),
        ),
        _ => CallError::Unavailable("the answer is not in the form of the Bot API".into()),
    }
}

/// The network's failures. `reqwest` names the address in its text, and that has the token in it, so only the class
/// and the innermost cause (an operating system's or TLS's text) are told.
pub(super) fn of_network(error: &reqwest::Error) -> CallError {
    let what = if error.is_timeout() {
        return CallError::Unavailable("no answer in time".into());
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    };
    let mut innermost = std::error::Error::source(error);
    while let Some(next) = innermost.and_then(std::error::Error::source) {
        innermost = Some(next);
    }
    CallError::Unavailable(match innermost {
        Some(cause) => format!("{what}: {cause}"),
        None => what.into(),
    })
}
