//! What the schema accepts and which faults it names, path by path.

use serde_json::json;

use super::*;

/// One string per row: the faults, joined by `; `.
fn joined(faults: Vec<String>) -> String {
    faults.join("; ")
}

fn message() -> Value {
    json!({"message_id": 5, "date": 1_700_000_000, "chat": {"id": 7, "type": "private"}, "text": "x"})
}

fn with(mut value: Value, name: &str, part: Value) -> Value {
    value[name] = part;
    value
}

#[test]
fn answers_are_read_strictly() {
    let user = json!({"id": 1, "is_bot": true, "first_name": "Desk"});
    for (method, result, faults) in [
        ("getMe", user.clone(), ""),
        (
            "getMe",
            with(user.clone(), "id", json!("1")),
            "result.id: expected Integer, found a string",
        ),
        (
            "getMe",
            with(user.clone(), "id", json!(1.5)),
            "result.id: expected Integer, found a fraction",
        ),
        (
            "getMe",
            with(user.clone(), "nick", json!("x")),
            "result.nick: unknown",
        ),
        (
            "getMe",
            with(user.clone(), "username", Value::Null),
            "result.username: null, leave it out instead",
        ),
        (
            "getMe",
            json!({"id": 1}),
            "result.is_bot: required, but missing; result.first_name: required, but missing",
        ),
        (
            "getMe",
            json!(true),
            "result: expected User, found a boolean",
        ),
        ("sendMessage", message(), ""),
        (
            "sendMessage",
            with(message(), "chat", json!({"id": 7})),
            "result.chat.type: required, but missing",
        ),
        (
            "sendMessage",
            with(
                message(),
                "entities",
                json!([{"type": "bold", "offset": 0}]),
            ),
            "result.entities[0].length: required, but missing",
        ),
        ("sendMediaGroup", json!([message(), message()]), ""),
        (
            "sendMediaGroup",
            json!([message(), 1]),
            "result[1]: expected Message, found a number",
        ),
        (
            "sendMediaGroup",
            message(),
            "result: expected Array of Message, found an object",
        ),
        ("setWebhook", json!(true), ""),
        (
            "setWebhook",
            json!(false),
            "result: expected true, found false",
        ),
        ("editMessageText", json!(true), ""),
        ("editMessageText", message(), ""),
        (
            "editMessageText",
            json!("ok"),
            "result: expected Message or Boolean, found a string",
        ),
        ("getChatMemberCount", json!(3), ""),
        ("getChatMember", json!({"status": "left", "user": user}), ""),
        (
            "getChatMember",
            json!({"status": "kicked", "user": user}),
            "result.until_date: required, but missing",
        ),
        (
            "getChatMember",
            json!({"status": "creator", "user": user, "is_anonymous": 1}),
            "result.is_anonymous: expected Boolean, found a number",
        ),
        ("copyMessage", json!({"message_id": 1}), ""),
        ("GETME", user.clone(), ""),
        (
            "sendNothing",
            json!(true),
            "sendNothing: no such method in the Bot API 10.1",
        ),
    ] {
        assert_eq!(
            joined(check_answer(method, &result)),
            faults,
            "{method} {result}"
        );
    }
}

#[test]
fn one_of_several_types_is_known_by_its_mark() {
    let chat = json!({"id": 7, "type": "private"});
    let user = json!({"id": 1, "is_bot": false, "first_name": "Ann"});
    let origin = |origin: Value| with(message(), "forward_origin", origin);
    let pressed = |message: Value| json!({"update_id": 1, "callback_query": {"id": "1", "from": user, "chat_instance": "1", "message": message}});
    for (name, value, faults) in [
        (
            "Message",
            origin(json!({"type": "hidden_user", "date": 1, "sender_user_name": "A"})),
            "",
        ),
        (
            "Message",
            origin(json!({"type": "user", "date": 1, "sender_user": user})),
            "",
        ),
        (
            "Message",
            origin(json!({"type": "user", "date": 1})),
            "Message.forward_origin.sender_user: required, but missing",
        ),
        (
            "Message",
            origin(json!({"type": "hidden_user", "date": 1})),
            "Message.forward_origin.sender_user_name: required, but missing",
        ),
        (
            "Message",
            origin(json!("user")),
            "Message.forward_origin: expected MessageOriginUser or MessageOriginHiddenUser or MessageOriginChat or MessageOriginChannel, found a string",
        ),
        ("Update", pressed(message()), ""),
        (
            "Update",
            pressed(json!({"chat": chat, "message_id": 5, "date": 0})),
            "",
        ),
        (
            "Update",
            pressed(json!({"chat": chat, "message_id": 5, "date": 0, "text": "x"})),
            "",
        ),
        (
            "Update",
            json!({"update_id": 1, "message": message(), "sparkle": {}}),
            "Update.sparkle: unknown",
        ),
        ("ReactionType", json!({"type": "emoji", "emoji": "👍"}), ""),
        (
            "ReactionType",
            json!({"type": "emoji"}),
            "ReactionType.emoji: required, but missing",
        ),
        ("RichText", json!("plain"), ""),
        (
            "RichText",
            json!(["plain", {"type": "bold", "text": "x"}]),
            "",
        ),
        (
            "RichText",
            json!(["plain", {"type": "bold"}]),
            "RichText[1].text: required, but missing",
        ),
        ("ForumTopicClosed", json!({}), ""),
        (
            "ForumTopicClosed",
            json!({"x": 1}),
            "ForumTopicClosed.x: unknown",
        ),
        (
            "Sparkle",
            json!({}),
            "Sparkle: no such type in the Bot API 10.1",
        ),
    ] {
        assert_eq!(joined(check_type(name, &value)), faults, "{name} {value}");
    }
}

#[test]
fn calls_may_hold_json_and_numbers_in_strings() {
    let keyboard = json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]});
    for (method, params, faults) in [
        ("sendMessage", json!({"chat_id": 7, "text": "x"}), ""),
        (
            "SendMessage",
            json!({"chat_id": "7", "text": "x", "disable_notification": "True", "message_thread_id": "3"}),
            "",
        ),
        ("sendMessage", json!({"chat_id": "@channel", "text": 5}), ""),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "reply_markup": keyboard}),
            "",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "reply_markup": keyboard.to_string()}),
            "",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "entities": r#"[{"type":"bold","offset":0,"length":1}]"#}),
            "",
        ),
        (
            "sendMessage",
            json!({"text": "x"}),
            "sendMessage.chat_id: required, but missing",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "txt": 1}),
            "sendMessage.txt: unknown",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "parse_mode": null}),
            "sendMessage.parse_mode: null, leave it out instead",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": {}}),
            "sendMessage.text: expected String, found an object",
        ),
        (
            "sendMessage",
            json!({"chat_id": true, "text": "x"}),
            "sendMessage.chat_id: expected Integer or String, found a boolean",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "message_thread_id": "x"}),
            "sendMessage.message_thread_id: expected Integer, found a string",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "disable_notification": "maybe"}),
            "sendMessage.disable_notification: expected Boolean, found a string",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "entities": "bold"}),
            "sendMessage.entities: expected Array of MessageEntity, found a string",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "go"}]]}}),
            "sendMessage.reply_markup.inline_keyboard[0][0].text: required, but missing",
        ),
        (
            "sendPhoto",
            json!({"chat_id": 7, "photo": "attach://file"}),
            "",
        ),
        (
            "sendMediaGroup",
            json!({"chat_id": 7, "media": [{"type": "photo", "media": "a"}, {"type": "video", "media": "b"}]}),
            "",
        ),
        (
            "sendMediaGroup",
            json!({"chat_id": 7, "media": r#"[{"type":"photo"}]"#}),
            "sendMediaGroup.media[0].media: required, but missing",
        ),
        (
            "setMyCommands",
            json!({"commands": [{"command": "a", "description": "b"}], "scope": {"type": "chat", "chat_id": 1}}),
            "",
        ),
        (
            "setMyCommands",
            json!({"commands": [], "scope": {"type": "chat"}}),
            "setMyCommands.scope.chat_id: required, but missing",
        ),
        (
            "getUpdates",
            json!({"offset": -1, "timeout": 50, "allowed_updates": ["message"]}),
            "",
        ),
        (
            "sendNothing",
            json!({}),
            "sendNothing: no such method in the Bot API 10.1",
        ),
    ] {
        let params = params.as_object().expect("an object");
        assert_eq!(
            joined(check_call(method, params)),
            faults,
            "{method} {params:?}"
        );
    }
}

/// The schema refers to itself everywhere; a name that leads nowhere would only show when a chat first has it.
#[test]
fn every_name_in_the_schema_leads_somewhere() {
    fn names(expected: &Type) -> Vec<&str> {
        match expected {
            Type::Array(items) => items.iter().flat_map(names).collect(),
            Type::Named(name) => vec![name],
            _ => Vec::new(),
        }
    }
    for (owner, shape) in schema().shapes() {
        let types: Vec<&Type> = match shape {
            Shape::OneOf(types) => types.iter().collect(),
            Shape::Fields(fields) => fields.iter().flat_map(|field| &field.types).collect(),
        };
        for name in types.into_iter().flat_map(names) {
            assert!(schema().shape(name).is_some(), "{owner} speaks of {name}");
        }
    }
}
