//! Updates as Telegram writes them, and what the desk understands by each.

use super::*;
use serde_json::{Value, json};

mod content;
mod edits;
mod properties;
mod replies;

/// An update with `fields` of its own in a message of Ann's in private.
fn private(fields: Value) -> Value {
    let mut message = json!({
        "message_id": 11,
        "from": {"id": 501, "is_bot": false, "first_name": "Ann", "last_name": "Lee", "username": "ann", "language_code": "ru-RU"},
        "chat": {"id": 501, "first_name": "Ann", "last_name": "Lee", "username": "ann", "type": "private"},
        "date": 1_790_000_000,
    });
    merge(&mut message, fields);
    json!({"update_id": 900_001, "message": message})
}

/// An update with `fields` of its own in a message of Bob's in the group.
fn group(fields: Value) -> Value {
    let mut message = json!({
        "message_id": 77,
        "from": {"id": 601, "is_bot": false, "first_name": "Bob"},
        "chat": {"id": -1_001_234_567_890_i64, "title": "Support", "is_forum": true, "type": "supergroup"},
        "date": 1_790_000_000,
    });
    merge(&mut message, fields);
    json!({"update_id": 900_002, "message": message})
}

fn merge(into: &mut Value, fields: Value) {
    let (Value::Object(into), Value::Object(fields)) = (into, fields) else {
        panic!("fields are an object");
    };
    into.extend(fields);
}

/// What is understood by an update, in one line.
fn told(update: &Value) -> String {
    match read(&update.to_string()) {
        Err(unreadable) => unreadable.to_string(),
        Ok(inbound) => match inbound.what {
            UpdateKind::Nothing => "nothing".into(),
            UpdateKind::RightsChanged { chat } => {
                format!("the bot may do something else in {chat}")
            }
            UpdateKind::Migrated { from, to } => format!("{from} became {to}"),
            UpdateKind::Reachable { person, now } => {
                format!(
                    "{} can {}be reached",
                    person.0,
                    if now { "" } else { "not " }
                )
            }
            UpdateKind::Pressed {
                spot,
                by,
                callback,
                message,
                gone,
                data,
            } => format!(
                "{} pressed {data:?} ({callback}) under {message:?}{} {}",
                who(&by),
                if gone { ", gone," } else { "" },
                spot.map_or("nowhere".into(), place),
            ),
            UpdateKind::Edited {
                spot,
                by,
                message,
                words,
                ..
            } => {
                let (who, place) = (who(&by), place(spot));
                format!("{who} edited {message} {place}: {:?}", words.text)
            }
            UpdateKind::Wrote {
                spot,
                by,
                message,
                words,
                replies_to,
                ..
            } => {
                let (who, place) = (who(&by), place(spot));
                let mut line = format!("{who} wrote {message} {place}: {:?}", words.text);
                for entity in &words.entities {
                    line += &format!(" {}@{}+{}", entity.kind, entity.offset, entity.length);
                    line += &entity
                        .url
                        .as_ref()
                        .map_or(String::new(), |url| format!("={url}"));
                    line += &entity
                        .language
                        .as_ref()
                        .map_or(String::new(), |tag| format!("={tag}"));
                }
                if let Some(media) = &words.media {
                    line += &format!(
                        " with {:?} {}",
                        media.kind,
                        media.file_id.as_deref().unwrap_or("-")
                    );
                }
                if let Some(reply) = replies_to {
                    line += &format!(
                        " to {} of {:?} {:?}",
                        reply.message, reply.from, reply.first_line
                    );
                }
                let origin = words.origin.map(|origin| (origin.chat, origin.message));
                assert_eq!(
                    origin,
                    Some((spot.chat, message)),
                    "the original is always known"
                );
                line
            }
        },
    }
}

fn who(doer: &Sender) -> String {
    let bot = if doer.is_bot { " (bot)" } else { "" };
    let chat = doer
        .sender_chat
        .map_or(String::new(), |chat| format!(" as {chat}"));
    format!("{} {}{bot}{chat}", doer.profile.id, doer.profile.name)
}

fn place(spot: ChatRef) -> String {
    let kind = if spot.private { "in private" } else { "in" };
    let thread = spot
        .thread
        .map_or(String::new(), |thread| format!("/{thread}"));
    format!("{kind} {}{thread}", spot.chat)
}

#[test]
fn where_and_who_and_to_what() {
    let root = json!({
        "message_id": 5, "message_thread_id": 5, "is_topic_message": true, "date": 1,
        "from": {"id": 700, "is_bot": true, "first_name": "Desk"},
        "chat": {"id": -1_001_234_567_890_i64, "type": "supergroup"},
        "forum_topic_created": {"name": "Tickets", "icon_color": 7_322_096},
    });
    let card = json!({
        "message_id": 40, "message_thread_id": 5, "is_topic_message": true, "date": 1,
        "from": {"id": 700, "is_bot": true, "first_name": "Desk"},
        "chat": {"id": -1_001_234_567_890_i64, "type": "supergroup"},
        "text": "🎫 #126 · Open\nAnn Lee",
    });
    let cases = [
        (
            "a plain message in a topic replies to nothing",
            json!({"text": "hi", "message_thread_id": 5, "is_topic_message": true, "reply_to_message": root}),
            r#"601 Bob wrote 77 in -1001234567890/5: "hi""#,
        ),
        (
            "nor when the topic's root is not shown as one",
            json!({"text": "hi", "message_thread_id": 5, "is_topic_message": true, "reply_to_message": {"message_id": 5}}),
            r#"601 Bob wrote 77 in -1001234567890/5: "hi""#,
        ),
        (
            "a reply in a topic",
            json!({"text": "hi", "message_thread_id": 5, "is_topic_message": true, "reply_to_message": card}),
            r#"601 Bob wrote 77 in -1001234567890/5: "hi" to 40 of Some(700) "🎫 #126 · Open""#,
        ),
        (
            "a reply in General carries a chain's number, which is no topic",
            json!({"text": "hi", "message_thread_id": 40, "reply_to_message": {"message_id": 40, "caption": "📷 #9"}}),
            r##"601 Bob wrote 77 in -1001234567890: "hi" to 40 of None """##,
        ),
        (
            "a message outside of topics",
            json!({"text": "hi"}),
            r#"601 Bob wrote 77 in -1001234567890: "hi""#,
        ),
        (
            "an anonymous administrator writes as the group",
            json!({"text": "hi", "author_signature": "Lead",
                "from": {"id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"},
                "sender_chat": {"id": -1_001_234_567_890_i64, "title": "Support", "type": "supergroup"}}),
            r#"1087968824 Group (bot) as -1001234567890 wrote 77 in -1001234567890: "hi""#,
        ),
        (
            "a post of the linked channel",
            json!({"text": "news", "is_automatic_forward": true,
                "from": {"id": 777_000, "is_bot": false, "first_name": "Telegram"},
                "sender_chat": {"id": -100_777, "title": "News", "type": "channel"}}),
            r#"777000 Telegram as -100777 wrote 77 in -1001234567890: "news""#,
        ),
        (
            "somebody who writes as a channel of theirs",
            json!({"text": "ad",
                "from": {"id": 136_817_688, "is_bot": true, "first_name": "Channel", "username": "Channel_Bot"},
                "sender_chat": {"id": -100_888, "title": "Ads", "type": "channel"}}),
            r#"136817688 Channel (bot) as -100888 wrote 77 in -1001234567890: "ad""#,
        ),
        (
            "a message without an account is the chat's that it is sent as",
            json!({"text": "post", "from": null, "sender_chat": {"id": -100_888, "title": "Ads", "type": "channel"}}),
            r#"-100888 Ads as -100888 wrote 77 in -1001234567890: "post""#,
        ),
    ];
    for (name, fields, expected) in cases {
        assert_eq!(told(&group(fields)), expected, "{name}");
    }
}

#[test]
fn the_rest_of_a_message() {
    let json = private(json!({"text": "Hello"})).to_string();
    let Ok(InboundUpdate {
        id,
        what: UpdateKind::Wrote { by, at, .. },
    }) = read(&json)
    else {
        panic!("somebody wrote");
    };
    assert_eq!(id, UpdateId(900_001));
    assert_eq!(at.to_rfc3339(), "2026-09-21T14:13:20+00:00");
    assert_eq!(by.profile.username.as_deref(), Some("ann"));
    assert_eq!(by.profile.language_code.as_deref(), Some("ru-RU"));
}

#[test]
fn what_nobody_said() {
    let services = [
        json!({"new_chat_members": [{"id": 1, "is_bot": false, "first_name": "N"}]}),
        json!({"left_chat_member": {"id": 1, "is_bot": false, "first_name": "N"}}),
        json!({"pinned_message": {"message_id": 3, "date": 0, "chat": {"id": 1}}}),
        json!({"new_chat_title": "Help"}),
        json!({"new_chat_photo": [{"file_id": "p", "width": 1, "height": 1}]}),
        json!({"forum_topic_created": {"name": "T", "icon_color": 7_322_096}, "message_thread_id": 77, "is_topic_message": true}),
        json!({"forum_topic_edited": {"name": "U"}}),
        json!({"forum_topic_closed": {}}),
        json!({"forum_topic_reopened": {}}),
        json!({"general_forum_topic_hidden": {}}),
        json!({"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}),
        json!({"migrate_from_chat_id": -55}),
        json!({"video_chat_started": {}}),
        json!({"boost_added": {"boost_count": 1}}),
    ];
    for fields in services {
        assert_eq!(told(&group(fields.clone())), "nothing", "{fields}");
    }
    let others = [
        json!({"update_id": 1, "edited_message": {}}),
        json!({"update_id": 1, "channel_post": {"message_id": 1, "chat": {"id": -100_888, "type": "channel"}, "date": 1, "text": "x"}}),
        json!({"update_id": 1, "message_reaction": {"chat": {"id": 1}, "message_id": 2, "date": 3, "old_reaction": [], "new_reaction": []}}),
        json!({"update_id": 1, "guest_message": {"message_id": 1}}),
        json!({"update_id": 1, "hologram": [1, 2, 3]}),
        json!({"update_id": 1}),
    ];
    for update in others {
        assert_eq!(told(&update), "nothing", "{update}");
    }
}

#[test]
fn a_group_that_moves() {
    assert_eq!(
        told(&group(json!({"migrate_to_chat_id": -1_009_i64}))),
        "-1001234567890 became -1009"
    );
}

#[test]
fn presses() {
    let from = json!({"id": 601, "is_bot": false, "first_name": "Bob"});
    let chat = json!({"id": -100_123, "title": "Support", "type": "supergroup", "is_forum": true});
    let cases = [
        (
            "under a message in a topic",
            json!({"id": "4382", "from": from, "chat_instance": "9", "data": "view:126", "message":
                {"message_id": 40, "message_thread_id": 5, "is_topic_message": true, "date": 1, "chat": chat,
                 "from": {"id": 700, "is_bot": true, "first_name": "Desk"}, "text": "card"}}),
            r#"601 Bob pressed "view:126" (4382) under Some(40) in -100123/5"#,
        ),
        (
            "under a message that is gone",
            json!({"id": "4382", "from": from, "chat_instance": "9", "data": "view:126",
                "message": {"message_id": 40, "date": 0, "chat": chat}}),
            r#"601 Bob pressed "view:126" (4382) under Some(40), gone, in -100123"#,
        ),
        (
            "without a message",
            json!({"id": "4382", "from": from, "chat_instance": "9", "inline_message_id": "x", "data": "\u{0}any"}),
            r#"601 Bob pressed "\0any" (4382) under None nowhere"#,
        ),
        (
            "a game's",
            json!({"id": "4382", "from": from, "chat_instance": "9", "game_short_name": "chess"}),
            r#"601 Bob pressed "" (4382) under None nowhere"#,
        ),
        (
            "by nobody",
            json!({"id": "4382", "data": "x"}),
            "the update can't be read: a press without a sender",
        ),
        (
            "without an id",
            json!({"from": from, "data": "x"}),
            "the update can't be read: a press without an id",
        ),
    ];
    for (name, press, expected) in cases {
        assert_eq!(
            told(&json!({"update_id": 5, "callback_query": press})),
            expected,
            "{name}"
        );
    }
}

#[test]
fn who_can_be_reached() {
    let change = |chat: Value, status: &str| {
        let bot = json!({"id": 700, "is_bot": true, "first_name": "Desk"});
        told(&json!({"update_id": 6, "my_chat_member": {
            "chat": chat, "from": {"id": 501, "is_bot": false, "first_name": "Ann"}, "date": 1,
            "old_chat_member": {"status": "member", "user": bot},
            "new_chat_member": {"status": status, "user": bot, "until_date": 0},
        }}))
    };
    let ann = json!({"id": 501, "first_name": "Ann", "type": "private"});
    let team = json!({"id": -100_123, "title": "Support", "type": "supergroup"});
    assert_eq!(change(ann.clone(), "kicked"), "501 can not be reached");
    assert_eq!(change(ann.clone(), "member"), "501 can be reached");
    assert_eq!(change(ann, "elsewhere"), "nothing");
    assert_eq!(change(team.clone(), "kicked"), "nothing");
    let allowed = "the bot may do something else in -100123";
    for status in ["administrator", "member", "restricted"] {
        assert_eq!(change(team.clone(), status), allowed);
    }
    assert_eq!(change(team, "left"), "nothing");
}

#[test]
fn what_cannot_be_read() {
    let no_number = "the update can't be read: no JSON object with an update_id";
    for json in [
        "",
        "{",
        "[]",
        "7",
        "null",
        r#""x""#,
        "{}",
        r#"{"update_id":"5"}"#,
        r#"{"update_id":1.5}"#,
    ] {
        assert_eq!(
            read(json).err().map(|e| e.to_string()).as_deref(),
            Some(no_number),
            "{json}"
        );
        assert_eq!(
            address(json).err().map(|e| e.to_string()).as_deref(),
            Some(no_number),
            "{json}"
        );
    }
    let cases = [
        (
            json!({"update_id": 1, "message": {}}),
            "a message without a chat",
        ),
        (
            json!({"update_id": 1, "message": []}),
            "a message without a chat",
        ),
        (
            json!({"update_id": 1, "message": {"chat": {"id": 5}, "date": 1, "text": "secret"}}),
            "a message without a number",
        ),
        (
            json!({"update_id": 1, "message": {"chat": {"id": 5}, "message_id": 2, "text": "secret"}}),
            "a message without a date",
        ),
    ];
    for (update, missing) in cases {
        assert_eq!(
            told(&update),
            format!("the update can't be read: {missing}"),
            "{update}"
        );
    }
}

#[test]
fn lanes() {
    let anonymous =
        json!({"from": {"id": 1_087_968_824, "is_bot": true, "first_name": "Group"}, "text": "x"});
    let ann = json!({"id": 501, "is_bot": false, "first_name": "Ann"});
    let cases = [
        (private(json!({"text": "x"})), (900_001, 501)),
        (group(json!({"text": "x"})), (900_002, -601)),
        (group(anonymous), (900_002, -1_087_968_824)),
        (
            json!({"update_id": 1, "callback_query": {"id": "1", "from": ann, "message": {"message_id": 2, "chat": {"id": -9}}}}),
            (1, -501),
        ),
        (
            json!({"update_id": 1, "callback_query": {"id": "1", "from": ann, "message": {"message_id": 2, "chat": {"id": 501, "type": "private"}}}}),
            (1, 501),
        ),
        (
            json!({"update_id": 1, "callback_query": {"id": "1", "message": {"message_id": 2, "chat": {"id": -9}}}}),
            (1, -9),
        ),
        (
            json!({"update_id": 1, "my_chat_member": {"from": ann, "chat": {"id": 501, "type": "private"}}}),
            (1, 501),
        ),
        (
            json!({"update_id": 1, "edited_message": {"from": ann, "chat": {"id": -9}}}),
            (1, -501),
        ),
        (
            json!({"update_id": 1, "channel_post": {"chat": {"id": -9}}}),
            (1, -9),
        ),
        (json!({"update_id": 1, "poll": {"id": "5"}}), (1, 0)),
        (json!({"update_id": 1, "message": 7}), (1, 0)),
        (json!({"update_id": -1}), (-1, 0)),
    ];
    for (update, (id, lane)) in cases {
        let address = address(&update.to_string()).expect("it has a number");
        assert_eq!((address.id, address.lane), (UpdateId(id), lane), "{update}");
    }
}

/// One update that serde can't hold must not hold up the others: it keeps its number.
#[test]
fn an_update_too_deep_to_read_still_has_a_number() {
    let deep = format!(
        r#"{{"update_id":8,"message":{{"rich_message":{}{}}}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let nobodys = Ok(UpdateHeader {
        id: UpdateId(8),
        lane: 0,
        language: None,
    });
    assert_eq!(address(&deep), nobodys);
    assert!(read(&deep).is_err());
    let broken = r#"{"update_id":8,"message":{"text":"\ud800"}}"#;
    assert_eq!(address(broken), nobodys);
    assert!(read(broken).is_err());
}
