//! The queue of updates, as telegram.md 3.3 has it.

use serde_json::{Value, json};

use crate::common::{ANN, Bench, FAY, FORUM};

fn texts(batch: &Value) -> Vec<String> {
    let list = batch.as_array().expect("a list");
    list.iter()
        .map(|update| update["message"]["text"].as_str().unwrap_or("").to_owned())
        .collect()
}

#[test]
fn asking_for_more_acknowledges_what_came_before() {
    let bench = Bench::new();
    for text in ["a", "b", "c"] {
        bench.ann_writes(text);
    }
    let all = bench.ok("getUpdates", json!({}));
    assert_eq!(texts(&all), ["a", "b", "c"]);
    assert_eq!(
        texts(&bench.ok("getUpdates", json!({"limit": 2}))),
        ["a", "b"]
    );
    let second = all[1]["update_id"].as_i64().expect("an id");
    assert_eq!(all[0]["update_id"], second - 1, "numbers go up by one");
    assert!((2_000_001..1_000_000_000).contains(&second));
    assert_eq!(
        texts(&bench.ok("getUpdates", json!({"offset": second + 1_000}))),
        ["a", "b", "c"],
        "far ahead is no offset"
    );
    assert_eq!(
        texts(&bench.ok("getUpdates", json!({"offset": second}))),
        ["b", "c"]
    );
    assert_eq!(
        texts(&bench.ok("getUpdates", json!({"offset": 5}))),
        ["b", "c"],
        "far behind deletes nothing"
    );
    assert_eq!(texts(&bench.ok("getUpdates", json!({"offset": -1}))), ["c"]);
    assert_eq!(
        texts(&bench.ok("getUpdates", json!({}))),
        ["c"],
        "the rest was forgotten"
    );
}

#[test]
fn kinds_are_chosen_when_things_happen() {
    let bench = Bench::new();
    let id = bench.ann_writes("a");
    let react = |emoji: &str| {
        bench.act(json!({"action": "react", "user": ANN, "message_id": id, "emoji": emoji}))
    };
    bench.updates();
    react("👍");
    assert!(bench.updates().is_empty(), "reactions come on request only");
    bench.ok(
        "getUpdates",
        json!({"allowed_updates": ["message_reaction", "nonsense"]}),
    );
    react("🔥");
    bench.ann_writes("not asked for");
    // Left out, the choice stays.
    let batch = bench.updates();
    assert_eq!(batch.len(), 1);
    let reaction = &batch[0]["message_reaction"];
    assert_eq!(reaction["old_reaction"][0]["emoji"], "👍");
    assert_eq!(reaction["new_reaction"][0]["emoji"], "🔥");
    bench.ok("getUpdates", json!({"allowed_updates": []}));
    bench.ann_writes("asked for again");
    assert_eq!(bench.updates().len(), 1);
}

#[test]
fn updates_expire() {
    let bench = Bench::new();
    bench.ann_writes("a");
    bench.act(json!({"action": "press", "user": ANN, "message_id": 1, "data": "x"}));
    bench.wait(150_000);
    assert_eq!(
        bench.ok("getUpdates", json!({})).as_array().map(Vec::len),
        Some(1),
        "a press lives for 150 s"
    );
    bench.wait(24 * 3600 * 1000);
    assert_eq!(bench.ok("getUpdates", json!({})), json!([]));
    let old = crate::common::START / 1000 - 7 * 24 * 3600;
    bench.act(json!({"action": "write", "user": ANN, "text": "from last week", "date": old}));
    assert_eq!(
        bench.ok("getUpdates", json!({})),
        json!([]),
        "messages older than a day are not delivered"
    );
}

#[test]
fn a_webhook_and_polling_exclude_each_other() {
    let bench = Bench::new();
    for (params, description) in [
        (
            json!({"url": "http://example.org/x"}),
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            json!({"url": "https://example.org:99/x"}),
            "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            json!({"url": "https://192.168.0.1/x"}),
            "Bad Request: bad webhook: IP address 192.168.0.1 is reserved",
        ),
        (
            json!({"url": "https://"}),
            "Bad Request: invalid webhook URL specified",
        ),
        (
            json!({"url": "https://example.org", "secret_token": "ä"}),
            "Bad Request: secret token contains unallowed characters",
        ),
        (
            json!({"url": "https://example.org", "secret_token": "x".repeat(257)}),
            "Bad Request: secret token is too long",
        ),
    ] {
        bench.refused("setWebhook", params, description);
    }
    let set = json!({"url": "https://example.org/x", "secret_token": "s", "allowed_updates": ["message"]});
    assert_eq!(
        bench.call("setWebhook", set.clone()).description(),
        Some("Webhook was set")
    );
    assert_eq!(
        bench.call("setWebhook", set.clone()).retry_after,
        Some(1),
        "one a second"
    );
    bench.wait(1_000);
    assert_eq!(
        bench.call("setWebhook", set).description(),
        Some("Webhook is already set")
    );
    bench.refused(
        "getUpdates",
        json!({}),
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    bench.ann_writes("kept");
    let info = bench.ok("getWebhookInfo", json!({}));
    assert_eq!(
        (&info["pending_update_count"], &info["allowed_updates"]),
        (&json!(1), &json!(["message"]))
    );
    assert_eq!(
        bench.call("deleteWebhook", json!({})).description(),
        Some("Webhook was deleted")
    );
    assert_eq!(
        bench.call("deleteWebhook", json!({})).description(),
        Some("Webhook is already deleted")
    );
    assert_eq!(bench.updates().len(), 1);
}

#[test]
fn edits_come_when_words_change_and_deletions_never() {
    let bench = Bench::new();
    let id = bench.ann_writes("I cannot conect");
    bench.wait(5_000);
    bench.act(json!({"action": "edit", "user": ANN, "message_id": id, "text": "I cannot connect"}));
    bench.act(json!({"action": "delete", "user": ANN, "message_id": id}));
    let updates = bench.updates();
    assert_eq!(updates.len(), 2);
    assert_eq!(updates[1]["edited_message"]["text"], "I cannot connect");
    assert_eq!(
        updates[1]["edited_message"]["edit_date"],
        crate::common::START / 1000 + 5
    );
}

#[test]
fn an_attachment_is_replaced_or_added() {
    let bench = Bench::new();
    let photo = json!({"action": "write", "user": ANN, "text": "The light", "media": "photo"});
    let photo = bench.act(photo)["message_id"].clone();
    let text = bench.ann_writes("The light");
    let edit = |message: Value, media: &str| json!({"action": "edit", "user": ANN, "message_id": message, "text": "Look", "media": media});
    bench.act(edit(photo, "photo"));
    bench.act(edit(json!(text), "video"));
    let updates = bench.updates();
    let file = |n: usize, kind: &str| updates[n][kind]["photo"][0]["file_id"].clone();
    assert_ne!(
        file(0, "message"),
        file(2, "edited_message"),
        "another file"
    );
    let added = &updates[3]["edited_message"];
    assert_eq!(
        (&added["caption"], added.get("text")),
        (&json!("Look"), None)
    );
    assert!(added["video"]["file_id"].is_string(), "{added}");
}

#[test]
fn anything_can_be_queued_raw() {
    let bench = Bench::new();
    bench.act(json!({"action": "update", "update": {"from_the_future": {"x": 1}}}));
    bench.act(json!({"action": "write", "user": ANN, "text": "at noon", "entities": [{"type": "date_time", "offset": 3, "length": 4, "unix_time": 1}]}));
    bench.act(json!({"action": "write", "user": ANN, "extra": {"hologram": {"file_id": "h"}}}));
    let answer = bench
        .sim
        .call(simulator::DEMO_TOKEN, "getUpdates", Default::default());
    let updates = answer.result().expect("updates").clone();
    assert_eq!(updates[0]["from_the_future"]["x"], 1);
    assert_eq!(
        updates[1]["message"]["entities"],
        json!([{"type": "date_time", "offset": 3, "length": 4, "unix_time": 1}])
    );
    assert_eq!(updates[2]["message"]["hologram"]["file_id"], "h");
    // What the bot can't read it can still copy.
    for at in [1, 2] {
        let id = &updates[at]["message"]["message_id"];
        bench.ok(
            "copyMessage",
            json!({"chat_id": FORUM, "from_chat_id": ANN, "message_id": id}),
        );
    }
    assert_eq!(
        bench
            .sim
            .chat(FORUM, None, None)
            .last()
            .and_then(|last| last.media.clone())
            .as_deref(),
        Some("hologram")
    );
    bench.act(json!({"action": "renumber", "from": 7_000_000}));
    bench.ann_writes("after a quiet week");
    assert_eq!(bench.updates()[0]["update_id"], 7_000_000);
}

#[test]
fn privacy_mode_hides_what_is_not_meant_for_the_bot() {
    let bench = Bench::new();
    let own =
        bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "a card"}))["message_id"].clone();
    bench.act(
        json!({"action": "member", "chat": FORUM, "user": crate::common::BOT, "status": "member"}),
    );
    bench.updates();
    for text in ["just talk", "/tickets", "ask @bellhop_demo_bot"] {
        bench.act(json!({"action": "write", "user": FAY, "chat": FORUM, "text": text}));
    }
    bench.act(json!({"action": "write", "user": FAY, "chat": FORUM, "text": "an answer", "reply_to": own}));
    assert_eq!(
        texts(&json!(bench.updates())),
        ["/tickets", "ask @bellhop_demo_bot", "an answer"]
    );
}
