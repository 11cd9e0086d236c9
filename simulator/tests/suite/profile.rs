//! What the bot says about itself, pins, and small calls.

use serde_json::json;

use crate::common::{ANN, BOT, Bench, FORUM};

#[test]
fn commands_are_kept_by_scope_and_language() {
    let bench = Bench::new();
    let commands =
        |name: &str, text: &str| json!({"commands": [{"command": name, "description": text}]});
    bench.ok("setMyCommands", commands("start", "Begin"));
    let mut scoped = commands("tickets", "List");
    scoped["scope"] = json!({"type": "chat", "chat_id": FORUM});
    bench.ok("setMyCommands", scoped);
    assert_eq!(bench.ok("getMyCommands", json!({}))[0]["command"], "start");
    assert_eq!(
        bench.ok(
            "getMyCommands",
            json!({"scope": {"type": "chat", "chat_id": FORUM}})
        )[0]["command"],
        "tickets"
    );
    assert_eq!(
        bench.ok("getMyCommands", json!({"language_code": "ru"})),
        json!([])
    );
    bench.ok("deleteMyCommands", json!({}));
    assert_eq!(bench.ok("getMyCommands", json!({})), json!([]));
    for (name, text, description) in [
        ("", "x", "Bad Request: command must be non-empty"),
        (
            &*"x".repeat(33),
            "x",
            "Bad Request: command length must not exceed 32",
        ),
        (
            "x",
            " ",
            "Bad Request: command description must be non-empty",
        ),
        (
            "x",
            &*"x".repeat(257),
            "Bad Request: command description length must not exceed 256",
        ),
        ("Start", "x", "Bad Request: BOT_COMMAND_INVALID"),
    ] {
        bench.refused("setMyCommands", commands(name, text), description);
    }
    bench.refused(
        "setMyCommands",
        json!({"commands": [], "scope": {"type": "moon"}}),
        "Bad Request: can't parse BotCommandScope: BotCommandScope has unsupported type",
    );
}

#[test]
fn names_buttons_and_rights_are_kept() {
    let bench = Bench::new();
    assert_eq!(bench.ok("getMe", json!({}))["id"], BOT);
    for (set, get, field) in [
        ("setMyName", "getMyName", "name"),
        ("setMyDescription", "getMyDescription", "description"),
        (
            "setMyShortDescription",
            "getMyShortDescription",
            "short_description",
        ),
    ] {
        bench.ok(set, json!({field: "Desk"}));
        assert_eq!(bench.ok(get, json!({}))[field], "Desk");
    }
    bench.ok(
        "setChatMenuButton",
        json!({"chat_id": ANN, "menu_button": {"type": "commands"}}),
    );
    assert_eq!(
        bench.ok("getChatMenuButton", json!({"chat_id": ANN}))["type"],
        "commands"
    );
    bench.ok("getChatMenuButton", json!({}));
    bench.refused(
        "setChatMenuButton",
        json!({"chat_id": FORUM}),
        "Bad Request: private chat not found",
    );
    bench.ok(
        "setMyDefaultAdministratorRights",
        json!({"rights": {"can_manage_topics": true}}),
    );
    bench.ok("getMyDefaultAdministratorRights", json!({}));
}

#[test]
fn pins_are_said_and_counted() {
    let bench = Bench::new();
    let id =
        bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "rules"}))["message_id"].clone();
    let at = json!({"chat_id": FORUM, "message_id": id});
    bench.ok("pinChatMessage", at.clone());
    assert_eq!(
        bench.updates()[0]["message"]["pinned_message"]["text"],
        "rules"
    );
    assert_eq!(
        bench.ok("getChat", json!({"chat_id": FORUM}))["pinned_message"]["text"],
        "rules"
    );
    assert!(
        bench
            .sim
            .chat(FORUM, None, None)
            .iter()
            .any(|message| message.pinned)
    );
    bench.ok("unpinChatMessage", at.clone());
    bench.refused(
        "unpinChatMessage",
        at,
        "Bad Request: message to unpin not found",
    );
    bench.refused(
        "pinChatMessage",
        json!({"chat_id": FORUM, "message_id": 777}),
        "Bad Request: message to pin not found",
    );
    bench.ok("unpinAllChatMessages", json!({"chat_id": FORUM}));
    bench.act(json!({"action": "member", "chat": FORUM, "user": BOT, "status": "member"}));
    bench.refused(
        "pinChatMessage",
        json!({"chat_id": FORUM, "message_id": id}),
        "Bad Request: not enough rights to manage pinned messages in the chat",
    );
}
