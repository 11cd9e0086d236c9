//! Keyboards: what is accepted and in which words the rest is refused.

use serde_json::json;

use crate::common::{ANN, Bench};

#[test]
fn keyboards_are_read_strictly() {
    let bench = Bench::new();
    let one = |button: serde_json::Value| json!({"inline_keyboard": [[button]]});
    let many: Vec<_> = (0..101)
        .map(|_| json!([{"text": "a", "callback_data": "a"}]))
        .collect();
    let cant = "Bad Request: can't parse inline keyboard button: ";
    for (markup, description) in [
        (json!("{"), "Bad Request: can't parse reply keyboard markup JSON object".to_owned()),
        (json!([]), "Bad Request: object expected as reply markup".to_owned()),
        (json!({"inline_keyboard": [{}]}),
            "Bad Request: field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays".to_owned()),
        (one(json!({"text": "a"})), format!("{cant}Text buttons are unallowed in the inline keyboard")),
        (one(json!({"text": " ", "callback_data": "a"})), "Bad Request: inline keyboard button text must be non-empty".to_owned()),
        (one(json!({"text": "a", "callback_data": "x".repeat(65)})), "Bad Request: BUTTON_DATA_INVALID".to_owned()),
        (one(json!({"text": "a", "callback_data": "я".repeat(33)})), "Bad Request: BUTTON_DATA_INVALID".to_owned()),
        (one(json!({"text": "a", "callback_data": "a", "style": "pink"})), format!("{cant}invalid button style specified")),
        (one(json!({"text": "a", "url": "localhost"})),
            "Bad Request: inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL".to_owned()),
        (json!({"inline_keyboard": many}), "Bad Request: reply markup is too long".to_owned()),
        (json!({"keyboard": [[""]]}), "Bad Request: keyboard button text must be non-empty".to_owned()),
    ] {
        bench.refused("sendMessage", json!({"chat_id": ANN, "text": "hi", "reply_markup": markup}), &description);
    }
}

#[test]
fn only_inline_keyboards_stay_with_the_message() {
    let bench = Bench::new();
    let data = "x".repeat(64);
    let markup =
        json!({"inline_keyboard": [[], [{"text": "a", "callback_data": data, "style": "danger"}]]});
    let sent = bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "hi", "reply_markup": markup}),
    );
    assert_eq!(
        sent["reply_markup"],
        json!({"inline_keyboard": [[{"text": "a", "callback_data": data, "style": "danger"}]]})
    );
    for markup in [
        json!({"force_reply": true, "selective": true}),
        json!({"remove_keyboard": true}),
        json!({"keyboard": [["yes", {"text": "no"}]]}),
        json!({"inline_keyboard": []}),
    ] {
        let sent = bench.ok(
            "sendMessage",
            json!({"chat_id": ANN, "text": "hi", "reply_markup": markup.to_string()}),
        );
        assert!(sent.get("reply_markup").is_none(), "{markup}");
    }
}

#[test]
fn presses_come_as_they_are_made_even_forged_ones() {
    let bench = Bench::new();
    let markup = json!({"inline_keyboard": [[{"text": "Close Ticket", "callback_data": "c"}, {"text": "Close all", "callback_data": "d"}]]});
    let id = bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "hi", "reply_markup": markup}),
    )["message_id"]
        .clone();
    let why = bench.impossible(json!({"action": "press", "user": ANN, "button": "Close"}));
    assert!(
        why.starts_with("no message in chat 1001 has the button"),
        "{why}"
    );
    bench.act(json!({"action": "press", "user": ANN, "message_id": id, "button": "Close all"}));
    bench.act(json!({"action": "press", "user": ANN, "data": "anything at all"}));
    bench.act(json!({"action": "press", "user": ANN, "message_id": 777, "data": "old"}));
    let updates = bench.updates();
    let data: Vec<_> = updates
        .iter()
        .map(|update| update["callback_query"]["data"].clone())
        .collect();
    assert_eq!(data, ["d", "anything at all", "old"]);
    let gone = &updates[2]["callback_query"]["message"];
    assert_eq!(
        (gone["message_id"].clone(), gone["date"].clone()),
        (json!(777), json!(0))
    );
}

#[test]
fn a_press_is_answered_in_time_or_never() {
    let bench = Bench::new();
    let press = || {
        bench.act(json!({"action": "press", "user": ANN, "message_id": 1, "data": "x"}))["query_id"]
            .clone()
    };
    let (late, too_late, long) = (press(), press(), press());
    let answer =
        |id: &serde_json::Value, text: &str| json!({"callback_query_id": id, "text": text});
    bench.refused(
        "answerCallbackQuery",
        answer(&long, &"x".repeat(201)),
        "Bad Request: MESSAGE_TOO_LONG",
    );
    bench.wait(11_000);
    bench.ok("answerCallbackQuery", answer(&late, "sorry"));
    bench.wait(5_000);
    let refused =
        "Bad Request: query is too old and response timeout expired or query ID is invalid";
    bench.refused("answerCallbackQuery", answer(&too_late, "sorry"), refused);
    let lint = bench.sim.lint();
    assert!(
        lint.iter()
            .any(|line| line.contains("was answered after 11 s")),
        "{lint:#?}"
    );
    assert_eq!(
        lint.iter()
            .filter(|line| line.contains("was never answered"))
            .count(),
        2,
        "{lint:#?}"
    );
}
