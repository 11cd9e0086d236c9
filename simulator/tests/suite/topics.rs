//! Topics, as telegram.md 3.2 has them.

use serde_json::{Value, json};

use crate::common::{ANN, BOT, Bench, DORA, FAY, FORUM, TICKETS};

fn send(thread: Value) -> Value {
    json!({"chat_id": FORUM, "message_thread_id": thread, "text": "hello"})
}

/// The bot without the right to manage topics.
fn demote(bench: &Bench) {
    bench.act(
        json!({"action": "member", "chat": FORUM, "user": BOT, "status": "member", "by": DORA}),
    );
}

#[test]
fn creating_checks_in_telegrams_order() {
    let bench = Bench::new();
    for (params, description) in [
        (
            json!({"chat_id": -5, "name": "x"}),
            "Bad Request: chat not found",
        ),
        (
            json!({"chat_id": ANN, "name": "x"}),
            "Bad Request: the chat is not a forum",
        ),
        (
            json!({"chat_id": FORUM, "name": "  "}),
            "Bad Request: name must be non-empty",
        ),
        (
            json!({"chat_id": FORUM, "name": "x", "icon_color": 5}),
            "Bad Request: invalid icon color specified",
        ),
    ] {
        bench.refused("createForumTopic", params, description);
    }
    let topic = bench.ok(
        "createForumTopic",
        json!({"chat_id": FORUM, "name": "я".repeat(130)}),
    );
    assert_eq!(topic["name"], "я".repeat(128));
    assert_eq!(topic["icon_color"], 7_322_096);
    assert!(
        bench
            .sim
            .lint()
            .iter()
            .any(|line| line.contains("longer than 128"))
    );
    demote(&bench);
    bench.refused(
        "createForumTopic",
        json!({"chat_id": FORUM, "name": ""}),
        "Bad Request: not enough rights to create a topic",
    );
}

#[test]
fn a_topic_turns_and_the_bot_hears_of_its_own_deeds() {
    let bench = Bench::new();
    let id =
        bench.ok("createForumTopic", json!({"chat_id": FORUM, "name": "VPN"}))["message_thread_id"]
            .clone();
    let topic = json!({"chat_id": FORUM, "message_thread_id": id});
    bench.ok("closeForumTopic", topic.clone());
    bench.refused(
        "closeForumTopic",
        topic.clone(),
        "Bad Request: TOPIC_NOT_MODIFIED",
    );
    bench.ok("sendMessage", send(id.clone()));
    bench.ok("reopenForumTopic", topic.clone());
    let named = |name: &str| json!({"chat_id": FORUM, "message_thread_id": id, "name": name});
    bench.ok("editForumTopic", named("VPN 2"));
    bench.refused(
        "editForumTopic",
        named("VPN 2"),
        "Bad Request: TOPIC_NOT_MODIFIED",
    );
    bench.ok("editForumTopic", topic);
    let kinds: Vec<Vec<String>> = bench
        .updates()
        .iter()
        .map(|update| {
            update["message"]
                .as_object()
                .expect("a message")
                .keys()
                .filter(|key| key.starts_with("forum_"))
                .cloned()
                .collect()
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ["forum_topic_created"],
            ["forum_topic_closed"],
            ["forum_topic_reopened"],
            ["forum_topic_edited"]
        ]
    );
    bench.refused(
        "editForumTopic",
        json!({"chat_id": FORUM, "message_thread_id": 0}),
        "Bad Request: invalid forum topic identifier specified",
    );
    bench.refused(
        "closeForumTopic",
        json!({"chat_id": FORUM, "message_thread_id": 9999}),
        "Bad Request: TOPIC_ID_INVALID",
    );
}

#[test]
fn a_closed_topic_is_closed_for_those_who_do_not_manage_it() {
    let bench = Bench::new();
    bench.act(
        json!({"action": "topic", "user": DORA, "chat": FORUM, "op": "close", "thread": TICKETS}),
    );
    bench.ok("sendMessage", send(json!(TICKETS)));
    assert_eq!(
        bench.impossible(
            json!({"action": "write", "user": FAY, "chat": FORUM, "thread": TICKETS, "text": "x"})
        ),
        "topic 5 is closed"
    );
    demote(&bench);
    bench.refused(
        "sendMessage",
        send(json!(TICKETS)),
        "Bad Request: TOPIC_CLOSED",
    );
    bench.refused(
        "deleteForumTopic",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS}),
        "Bad Request: not enough rights to delete the topic",
    );
    bench.refused(
        "reopenForumTopic",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS}),
        "Bad Request: not enough rights to close or open the topic",
    );
}

#[test]
fn a_lost_topic_answers_in_two_ways() {
    let bench = Bench::new();
    let theirs = bench.ann_writes("hello");
    let copy = json!({"chat_id": FORUM, "message_thread_id": TICKETS, "from_chat_id": ANN, "message_id": theirs});
    bench.act(json!({"action": "topic", "chat": FORUM, "op": "prune", "thread": TICKETS}));
    bench.refused(
        "sendMessage",
        send(json!(TICKETS)),
        "Bad Request: message thread not found",
    );
    bench.refused(
        "copyMessage",
        copy.clone(),
        "Bad Request: message thread not found",
    );
    bench.act(json!({"action": "topic", "chat": FORUM, "op": "restore", "thread": TICKETS}));
    bench.ok("sendMessage", send(json!(TICKETS)));
    bench.act(
        json!({"action": "topic", "user": DORA, "chat": FORUM, "op": "delete", "thread": TICKETS}),
    );
    assert_eq!(
        bench.updates().len(),
        1,
        "only Ann's words: a deletion is told to nobody"
    );
    bench.refused(
        "sendMessage",
        send(json!(TICKETS)),
        "Bad Request: message thread not found",
    );
    bench.refused("copyMessage", copy, "Bad Request: TOPIC_DELETED");
    bench.refused(
        "editForumTopic",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS, "name": "x"}),
        "Bad Request: TOPIC_ID_INVALID",
    );
    bench.ok(
        "sendChatAction",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS, "action": "typing"}),
    );
    bench.refused(
        "sendChatAction",
        json!({"chat_id": FORUM, "action": "dancing"}),
        "Bad Request: wrong parameter action in request",
    );
}

#[test]
fn plain_messages_in_a_topic_reply_to_its_root_and_in_general_to_nothing() {
    let bench = Bench::new();
    bench.act(json!({"action": "write", "user": FAY, "chat": FORUM, "thread": TICKETS, "text": "in the topic"}));
    let general = bench.act(json!({"action": "write", "user": FAY, "chat": FORUM, "text": "in General"}))["message_id"].clone();
    let reply = bench.act(json!({"action": "write", "user": DORA, "chat": FORUM, "text": "indeed", "reply_to": general}))["message_id"].clone();
    bench.act(
        json!({"action": "write", "user": FAY, "chat": FORUM, "text": "yes", "reply_to": reply}),
    );
    let updates = bench.updates();
    let message = |at: usize| &updates[at]["message"];
    assert_eq!(message(0)["reply_to_message"]["message_id"], TICKETS);
    assert_eq!(message(0)["is_topic_message"], true);
    assert!(
        message(1).get("message_thread_id").is_none()
            && message(1).get("reply_to_message").is_none()
    );
    // The chain's root stands where a topic would, and must not be used for sending.
    assert_eq!(message(3)["message_thread_id"], general);
    assert!(message(3).get("is_topic_message").is_none());
    bench.refused(
        "sendMessage",
        send(general),
        "Bad Request: message thread not found",
    );
    // Answering a message of a topic needs no thread.
    let sent = bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "x", "reply_parameters": {"message_id": message(0)["message_id"]}}));
    assert_eq!(sent["message_thread_id"], TICKETS);
}

#[test]
fn general_has_calls_of_its_own() {
    let bench = Bench::new();
    let forum = json!({"chat_id": FORUM});
    bench.ok(
        "editGeneralForumTopic",
        json!({"chat_id": FORUM, "name": "Lobby"}),
    );
    bench.ok("closeGeneralForumTopic", forum.clone());
    bench.refused(
        "closeGeneralForumTopic",
        forum.clone(),
        "Bad Request: TOPIC_NOT_MODIFIED",
    );
    assert_eq!(
        bench.impossible(json!({"action": "write", "user": FAY, "chat": FORUM, "text": "x"})),
        "General is closed"
    );
    bench.ok("reopenGeneralForumTopic", forum.clone());
    bench.ok("hideGeneralForumTopic", forum.clone());
    bench.ok("unhideGeneralForumTopic", forum.clone());
    bench.ok("unpinAllGeneralForumTopicMessages", forum.clone());
    bench.ok(
        "unpinAllForumTopicMessages",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS}),
    );
    assert_eq!(bench.ok("getForumTopicIconStickers", json!({})), json!([]));
}
