//! Telegram's texts, and what each means to delivery.

use super::*;
use crate::domain::command::RefusedFor;

/// The class's name, and how long or where to, if it says so.
fn class(error: &CallError) -> String {
    match error {
        CallError::Flood(wait) => format!("Flood {} s", wait.as_secs()),
        CallError::Migrated(chat) => format!("Migrated {chat}"),
        other => {
            let debug = format!("{other:?}");
            debug.split('(').next().unwrap_or_default().to_owned()
        }
    }
}

/// Every text of `telegram.md` 3.1 and 3.2 that one of our calls can get.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "Unreachable",
        &[
            "Forbidden: bot was blocked by the user",
            "Forbidden: user is deactivated",
            "Forbidden: bot can't initiate conversation with a user",
            "Forbidden: the bot can't send messages to the bot",
            "Forbidden: bot can't send messages to bots",
            "Bad Request: private chat not found",
        ],
    ),
    (
        "ChatGone",
        &[
            "Bad Request: chat not found",
            "Forbidden: bot was kicked from the group chat",
            "Forbidden: bot was kicked from the supergroup chat",
            "Forbidden: bot was kicked from the channel chat",
            "Forbidden: bot is not a member of the group chat",
            "Forbidden: bot is not a member of the supergroup chat",
            "Forbidden: bot is not a member of the channel chat",
            "Forbidden: the group chat was deleted",
            "Bad Request: group chat was upgraded to a supergroup chat",
        ],
    ),
    (
        "ThreadGone",
        &[
            "Bad Request: message thread not found",
            "Bad Request: TOPIC_DELETED",
            "Bad Request: TOPIC_ID_INVALID",
            "Bad Request: invalid forum topic identifier specified",
        ],
    ),
    ("TopicClosed", &["Bad Request: TOPIC_CLOSED"]),
    (
        "NotModified",
        &[
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same \
             as a current content and reply markup of the message",
        ],
    ),
    (
        "MessageGone",
        &[
            "Bad Request: message to edit not found",
            "Bad Request: message to copy not found",
            "Bad Request: message to react not found",
            "Bad Request: message to be replied not found",
            "Bad Request: MESSAGE_ID_INVALID",
        ],
    ),
    (
        "CannotDo",
        &[
            "Bad Request: message can't be edited",
            "Bad Request: message can't be copied",
            "Bad Request: message identifier is not specified",
            "Bad Request: there is no text in the message to edit",
            "Bad Request: message has protected content and can't be forwarded",
            "Bad Request: REACTION_INVALID",
            "Bad Request: REACTIONS_TOO_MANY",
            "Bad Request: VOICE_MESSAGES_FORBIDDEN",
        ],
    ),
    (
        "TooOld",
        &[
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
            "Bad Request: query is too old and response timeout expired or query id is invalid",
        ],
    ),
    ("Flood 5 s", &["Too Many Requests: retry after 5"]),
    ("Flood 1 s", &["Too Many Requests"]),
    (
        "NoRights",
        &[
            "Bad Request: not enough rights to send text messages to the chat",
            "Bad Request: not enough rights to send photos to the chat",
            "Bad Request: have no write access to the chat",
            "Bad Request: CHAT_WRITE_FORBIDDEN",
            "Bad Request: need administrator rights in the channel chat",
        ],
    ),
    (
        "FileGone",
        &[
            "Bad Request: wrong file identifier/HTTP URL specified",
            "Bad Request: wrong file_id or the file is temporarily unavailable",
            "Bad Request: invalid file_id",
        ],
    ),
    (
        "Unauthorized",
        &[
            "Unauthorized",
            "Unauthorized: invalid token specified",
            "Not Found",
        ],
    ),
    (
        "Conflict",
        &[
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            "Conflict: terminated by setWebhook request",
            "Conflict: of a kind that is new",
        ],
    ),
    (
        "Refused",
        &[
            "Not Found: method not found",
            "Bad Request: message text is empty",
            "Bad Request: text must be non-empty",
            "Bad Request: message is too long",
            "Bad Request: MESSAGE_TOO_LONG",
            "Bad Request: message caption is too long",
            "Bad Request: chat_id is empty",
            "Bad Request: unsupported parse_mode",
            "Bad Request: BUTTON_DATA_INVALID",
            "Bad Request: BUTTON_URL_INVALID",
            "Bad Request: reply markup is too long",
            "Bad Request: inline keyboard button text must be non-empty",
            "Bad Request: there is no photo in the request",
            "Bad Request: wrong parameter action in request",
            "Bad Request: BOT_COMMAND_INVALID",
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
            "Bad Request: secret token contains unallowed characters",
            "Request Entity Too Large",
            "I'm a teapot",
            "",
        ],
    ),
    (
        "Unavailable",
        &[
            "Internal Server Error: restart",
            "Bad Gateway",
            "Gateway Timeout",
        ],
    ),
];

#[test]
fn every_text_has_its_class() {
    for (expected, texts) in TEXTS {
        for text in *texts {
            assert_eq!(class(&classify(text, None, None)), *expected, "{text}");
        }
    }
}

#[test]
fn parameters_count_more_than_the_text() {
    let moved = "Bad Request: group chat was upgraded to a supergroup chat";
    let cases = [
        (classify(moved, None, Some(-1_005)), "Migrated -1005"),
        (
            classify("Too Many Requests: retry after 7", Some(3600), None),
            "Flood 3600 s",
        ),
        (classify("whatever", Some(0), None), "Flood 0 s"),
    ];
    for (error, expected) in cases {
        assert_eq!(class(&error), expected);
    }
}

#[test]
fn what_somebody_wrote_is_not_quoted() {
    let error = classify(
        "Bad Request: can't parse entities: Unsupported start tag \"bot was blocked\" at byte offset 4",
        None,
        None,
    );
    assert_eq!(
        error,
        CallError::Refused("Bad Request: can't parse entities: Unsupported start tag".into())
    );
}

#[test]
fn answers_that_are_none() {
    let none = "Unavailable";
    let cases = [
        ("<html><h1>502 Bad Gateway</h1></html>", none),
        ("", none),
        ("[]", none),
        (r#"{"ok":true}"#, none),
        (r#"{"ok":true,"description":"Webhook was set"}"#, none),
        (r#"{"ok":false}"#, none),
        (
            r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found","parameters":{"new":1}}"#,
            "ChatGone",
        ),
        (
            r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9,"new":1}}"#,
            "Flood 9 s",
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(class(&of_answer(body)), expected, "{body}");
    }
}

/// What an agent is told of a refusal, by Telegram's own texts.
#[test]
fn what_telegram_has_against_a_call() {
    for (said, because) in [
        (
            "Bad Request: message can't be copied",
            Some(RefusedFor::NotCopied),
        ),
        (
            "Bad Request: message has protected content and can't be forwarded",
            Some(RefusedFor::Protected),
        ),
        (
            "Bad Request: CHAT_FORWARDS_RESTRICTED",
            Some(RefusedFor::Protected),
        ),
        (
            "Bad Request: message to copy not found",
            Some(RefusedFor::Gone),
        ),
        (
            "Bad Request: wrong file identifier/HTTP URL specified",
            Some(RefusedFor::Gone),
        ),
        (
            "Bad Request: VOICE_MESSAGES_FORBIDDEN",
            Some(RefusedFor::NoVoice),
        ),
        (
            "Bad Request: user restricted receiving of video messages",
            Some(RefusedFor::NoVoice),
        ),
        (
            "Bad Request: user restricted receiving of stickers",
            Some(RefusedFor::Kind),
        ),
        (
            "Bad Request: message caption is too long",
            Some(RefusedFor::TooLong),
        ),
        ("Bad Request: a reason that nobody knows", None),
        ("Forbidden: bot was blocked by the user", None),
    ] {
        assert_eq!(classify(said, None, None).because(), because, "{said}");
    }
}
