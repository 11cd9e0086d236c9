//! Limits, faults, the journal, the lint: what goes wrong and how it is seen.

use serde_json::{Value, json};

use crate::common::{ANN, Bench, FORUM, TICKETS};

#[test]
fn the_groups_budget_is_shared_by_all_that_costs() {
    let bench = Bench::new();
    bench.act(json!({"action": "limits", "mode": "documented"}));
    let first =
        bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "0"}))["message_id"].clone();
    for at in 1..18 {
        bench.ok(
            "sendMessage",
            json!({"chat_id": FORUM, "message_thread_id": TICKETS, "text": at.to_string()}),
        );
    }
    bench.ok(
        "editMessageText",
        json!({"chat_id": FORUM, "message_id": first, "text": "changed"}),
    );
    bench.ok(
        "createForumTopic",
        json!({"chat_id": FORUM, "name": "one more"}),
    );
    bench.wait(20_000);
    let answer = bench.call("sendMessage", json!({"chat_id": FORUM, "text": "too many"}));
    assert_eq!((answer.status, answer.retry_after), (429, Some(40)));
    assert_eq!(
        answer.description(),
        Some("Too Many Requests: retry after 40")
    );
    bench.ok(
        "setMessageReaction",
        json!({"chat_id": FORUM, "message_id": first, "reaction": []}),
    );
    bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "others are not stopped"}),
    );
    bench.wait(40_000);
    bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "again"}));
}

#[test]
fn a_refused_call_changes_nothing() {
    let bench = Bench::new();
    bench.act(json!({"action": "limits", "mode": "documented"}));
    for _ in 0..3 {
        bench.ok("sendMessage", json!({"chat_id": ANN, "text": "x"}));
    }
    let before = bench.sim.chat(ANN, None, None).len();
    assert_eq!(
        bench
            .call("sendMessage", json!({"chat_id": ANN, "text": "x"}))
            .status,
        429
    );
    assert_eq!(bench.sim.chat(ANN, None, None).len(), before);
}

#[test]
fn faults_hit_the_call_they_are_set_for() {
    let bench = Bench::new();
    let send = |text: &str| bench.call("sendMessage", json!({"chat_id": ANN, "text": text}));
    let set = |nth: u32, times: u32, kind: Value| {
        bench.act(json!({"action": "fault", "method": "sendmessage", "chat_id": ANN, "nth": nth, "times": times, "kind": kind}));
    };
    set(2, 2, json!({"type": "flood", "retry_after": 10_072}));
    let statuses: Vec<u16> = (0..4).map(|_| send("x").status).collect();
    assert_eq!(statuses, [200, 429, 429, 200]);
    set(1, 1, json!({"type": "restart"}));
    assert_eq!(
        send("x").description(),
        Some("Internal Server Error: restart")
    );
    set(1, 1, json!({"type": "bad_gateway"}));
    let page = send("x");
    assert!(
        page.status == 502
            && page
                .body
                .as_str()
                .is_some_and(|page| page.starts_with("<html>"))
    );
    set(1, 1, json!({"type": "dropped"}));
    assert_eq!(send("never said").status, 0);
    set(1, 1, json!({"type": "answer_lost"}));
    assert_eq!(send("said").status, 0);
    set(
        1,
        1,
        json!({"type": "error", "code": 400, "description": "Bad Request: CHAT_WRITE_FORBIDDEN"}),
    );
    assert_eq!(
        send("x").description(),
        Some("Bad Request: CHAT_WRITE_FORBIDDEN")
    );
    let texts: Vec<String> = bench
        .sim
        .chat(ANN, None, None)
        .into_iter()
        .map(|message| message.text)
        .collect();
    assert_eq!(texts, ["/start", "x", "x", "said"]);
    bench.act(json!({"action": "fault", "kind": {"type": "topic_pruned"}}));
    bench.refused(
        "sendMessage",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS, "text": "x"}),
        "Bad Request: message thread not found",
    );
    bench.act(json!({"action": "down", "on": true}));
    assert_eq!(bench.call("getMe", json!({})).status, 502);
    bench.act(json!({"action": "clear_faults"}));
    bench.ok("getMe", json!({}));
}

#[test]
fn every_call_is_written_down_without_the_token() {
    let bench = Bench::new();
    bench.call(
        "sendMessage",
        json!({"chat_id": ANN, "text": format!("my token is {}", simulator::DEMO_TOKEN)}),
    );
    bench.call("SendMessage", json!({"chat_id": 999, "text": "x"}));
    bench.call("getUpdates", json!({}));
    let journal = bench.sim.journal();
    let lines: Vec<Value> = journal
        .iter()
        .map(|line| serde_json::to_value(line).expect("JSON"))
        .collect();
    assert!(!json!(lines).to_string().contains("TEST-TOKEN"));
    let last = &lines[lines.len() - 1];
    assert_eq!(
        last["method"], "SendMessage",
        "polls that find nothing are left out"
    );
    assert_eq!(
        (&last["status"], &last["description"]),
        (&json!(400), &json!("Bad Request: chat not found"))
    );
    assert!(
        bench
            .sim
            .lint()
            .iter()
            .any(|line| line.contains("holds the bot's token"))
    );
    assert_eq!(
        bench.act(
            json!({"action": "journal", "after": last["seq"].as_u64().expect("a number") - 1})
        ),
        json!([last])
    );
}

#[test]
fn the_lint_sees_what_telegram_takes_without_a_word() {
    let bench = Bench::new();
    bench.ann_writes("<b>x</b> & <script>");
    bench.ok("sendMessage", json!({"chat_id": ANN, "text": "hello", "colour": "red", "parse_mode": null, "reply_to_message_id": 1}));
    bench.ok("sendMessage", json!({"chat_id": ANN, "text": "again"}));
    bench.call(
        "sendMessage",
        json!({"chat_id": FORUM, "text": "Title: <b>x</b> & <script>", "parse_mode": "HTML"}),
    );
    bench.ann_writes("<b>bold</b>");
    bench.ok(
        "sendMessage",
        json!({"chat_id": FORUM, "text": "Title: <b>bold</b>", "parse_mode": "HTML"}),
    );
    let lint = bench.sim.lint();
    for wanted in [
        "colour",
        "parse_mode is an explicit null",
        "more than one message a second",
        "a person's text that is not escaped",
    ] {
        assert!(
            lint.iter().any(|line| line.contains(wanted)),
            "{wanted}: {lint:#?}"
        );
    }
}

#[test]
fn a_clean_conversation_has_no_lint() {
    let bench = Bench::new();
    bench.ann_writes("I need <help>");
    bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "Got: I need &lt;help&gt;", "parse_mode": "HTML"}),
    );
    bench.wait(1_000);
    bench.ok(
        "sendMessage",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS, "text": "New"}),
    );
    bench.ok(
        "getUpdates",
        json!({"timeout": 10, "allowed_updates": ["message", "callback_query"]}),
    );
    assert_eq!(bench.sim.lint(), Vec::<String>::new());
}

#[test]
fn a_reset_brings_the_beginning_back_but_not_the_numbers() {
    let bench = Bench::new();
    bench.ann_writes("a");
    let last = bench.updates()[0]["update_id"].as_i64().expect("an id");
    bench.act(json!({"action": "reset"}));
    assert!(bench.sim.chat(ANN, None, None).is_empty());
    bench.act(json!({"action": "start", "user": ANN}));
    assert!(bench.updates()[0]["update_id"].as_i64().expect("an id") > last);
}
