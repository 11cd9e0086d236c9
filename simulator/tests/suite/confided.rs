//! What the bot is trusted with: everything that people put into an update, and no word of Telegram's or the bot's own.

use std::collections::BTreeSet;

use serde_json::json;
use simulator::SensitiveTexts;

use crate::common::{ANN, Bench, DORA, FORUM, TICKETS};

fn set(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|item| (*item).to_owned()).collect()
}

#[test]
fn everything_that_people_write_and_are_called() {
    let bench = Bench::new();
    bench.ok(
        "setWebhook",
        json!({"url": "http://127.0.0.1:1/hook", "secret_token": "knock-knock"}),
    );
    bench.ann_writes("My line is down.");
    let card = bench.ok(
        "sendMessage",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS, "text": "What the bot says"}),
    );
    bench.act(json!({
        "action": "write", "user": DORA, "chat": FORUM, "thread": TICKETS, "reply_to": card["message_id"],
        "text": "Is it plugged in?", "as_anonymous": true,
    }));
    bench.act(json!({
        "action": "write", "user": ANN, "media": "document", "text": "As you see",
        "file": {"name": "modem.log", "text": "what is in the file"},
    }));
    bench.act(json!({"action": "write", "user": ANN, "media": "contact"}));
    bench.act(
        json!({"action": "write", "user": ANN, "extra": {"hologram": {"says": ["Help me", 7]}}}),
    );
    bench.act(json!({"action": "update", "update": {"message": {"text": "Queued as it is"}}}));
    let told = SensitiveTexts {
        secrets: set(&[simulator::DEMO_TOKEN, "knock-knock"]),
        names: set(&[
            "Ann", "ann", "Boris", "Chloe", "chloe", "Dora", "dora", "Emil", "emil", "Fay",
            "Somebody",
        ]),
        texts: set(&[
            "/start",
            "My line is down.",
            "Is it plugged in?",
            "As you see",
            "modem.log",
            "+100000000",
            "Help me",
            "Queued as it is",
        ]),
    };
    assert_eq!(bench.sim.confided(), told);
}

#[test]
fn a_world_begun_anew_is_trusted_with_nothing_yet() {
    let bench = Bench::new();
    bench.ann_writes("My line is down.");
    bench.act(json!({"action": "reset"}));
    assert_eq!(bench.sim.confided().texts, set(&[]));
}
