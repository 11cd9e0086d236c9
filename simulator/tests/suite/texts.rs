//! Texts: what is refused in which words, in which order, and what an edit may do.

use serde_json::json;

use crate::common::{ANN, BORIS, BOT, Bench, FORUM};

#[test]
fn a_text_is_refused_in_telegrams_words() {
    let bench = Bench::new();
    let long = "x".repeat(4097);
    for (params, description) in [
        (
            json!({"chat_id": 0, "text": ""}),
            "Bad Request: message text is empty",
        ),
        (json!({"text": "hi"}), "Bad Request: chat_id is empty"),
        (
            json!({"chat_id": ANN, "text": " \n "}),
            "Bad Request: text must be non-empty",
        ),
        (
            json!({"chat_id": ANN, "text": "<b> </b>", "parse_mode": "HTML"}),
            "Bad Request: text must be non-empty",
        ),
        (
            json!({"chat_id": ANN, "text": long}),
            "Bad Request: message is too long",
        ),
        (
            json!({"chat_id": ANN, "text": "x".repeat(32_769)}),
            "Bad Request: text is too long",
        ),
        (
            json!({"chat_id": ANN, "text": "hi", "parse_mode": "XML"}),
            "Bad Request: unsupported parse_mode",
        ),
        (
            json!({"chat_id": 999, "text": "hi"}),
            "Bad Request: chat not found",
        ),
        (
            json!({"chat_id": "@nobody", "text": "hi"}),
            "Bad Request: chat not found",
        ),
        (
            json!({"chat_id": "nonsense", "text": "hi"}),
            "Bad Request: chat not found",
        ),
        (
            json!({"chat_id": -42, "text": "hi"}),
            "Bad Request: chat not found",
        ),
        (
            json!({"chat_id": BOT, "text": "hi"}),
            "Forbidden: the bot can't send messages to the bot",
        ),
        (
            json!({"chat_id": BORIS, "text": "hi"}),
            "Forbidden: bot can't initiate conversation with a user",
        ),
        (
            json!({"chat_id": ANN, "text": "hi", "reply_parameters": {"message_id": 777}}),
            "Bad Request: message to be replied not found",
        ),
        (
            json!({"chat_id": ANN, "text": "hi", "message_thread_id": 5}),
            "Bad Request: message thread not found",
        ),
    ] {
        bench.refused("sendMessage", params, description);
    }
}

#[test]
fn html_is_really_parsed() {
    let bench = Bench::new();
    for (text, end) in [
        ("a < b", "Unsupported start tag \"\" at byte offset 2"),
        (
            "<b>open",
            "Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "<script>x</script>",
            "Unsupported start tag \"script\" at byte offset 0",
        ),
    ] {
        let params = json!({"chat_id": ANN, "text": text, "parse_mode": "HTML"});
        bench.refused(
            "sendMessage",
            params,
            &format!("Bad Request: can't parse entities: {end}"),
        );
    }
    let sent = bench.ok(
        "sendMessage",
        json!({
            "chat_id": ANN, "parse_mode": "html",
            "text": "👋 <a href=\"tg://user?id=1001\">Ann</a> &amp; <code>x &lt; y</code> /help",
        }),
    );
    assert_eq!(sent["text"], "👋 Ann & x < y /help");
    assert_eq!(sent["entities"][0]["type"], "text_mention");
    assert_eq!(sent["entities"][0]["user"]["first_name"], "Ann");
    assert_eq!(sent["entities"][0]["offset"], 3, "UTF-16 units");
    assert_eq!(sent["entities"][2]["type"], "bot_command");
}

#[test]
fn lengths_are_code_points_after_parsing() {
    let bench = Bench::new();
    let text = format!("<b>{}</b>", "👋".repeat(4096));
    bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": text, "parse_mode": "HTML"}),
    );
}

#[test]
fn an_edit_must_change_something_of_the_bots_own() {
    let bench = Bench::new();
    let theirs = bench.ann_writes("hello");
    let keyboard = json!({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]});
    let sent = bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "one", "reply_markup": keyboard}),
    );
    let id = sent["message_id"].clone();
    let asked = bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "?", "reply_markup": {"force_reply": true}}),
    );
    let not_modified = "Bad Request: message is not modified: specified new message content and reply markup are exactly the \
                        same as a current content and reply markup of the message";
    for (params, description) in [
        (
            json!({"chat_id": ANN, "message_id": id, "text": "one", "reply_markup": keyboard}),
            not_modified,
        ),
        (
            json!({"chat_id": ANN, "message_id": id, "text": ""}),
            "Bad Request: message text is empty",
        ),
        (
            json!({"chat_id": ANN, "message_id": id, "text": "x".repeat(4097)}),
            "Bad Request: MESSAGE_TOO_LONG",
        ),
        (
            json!({"chat_id": ANN, "message_id": 777, "text": "two"}),
            "Bad Request: message to edit not found",
        ),
        (
            json!({"chat_id": ANN, "message_id": theirs, "text": "two"}),
            "Bad Request: message can't be edited",
        ),
        (
            json!({"chat_id": ANN, "message_id": asked["message_id"], "text": "two"}),
            "Bad Request: message can't be edited",
        ),
        (
            json!({"text": "two"}),
            "Bad Request: message identifier is not specified",
        ),
    ] {
        bench.refused("editMessageText", params, description);
    }
    // The keyboard goes unless it is given again.
    let edited = bench.ok(
        "editMessageText",
        json!({"chat_id": ANN, "message_id": id, "text": "one"}),
    );
    assert!(edited.get("reply_markup").is_none());
    bench.ok(
        "editMessageReplyMarkup",
        json!({"chat_id": ANN, "message_id": id, "reply_markup": keyboard}),
    );
    bench.refused(
        "editMessageReplyMarkup",
        json!({"chat_id": ANN, "message_id": id, "reply_markup": keyboard}),
        not_modified,
    );
    bench.wait(72 * 3600 * 1000);
    bench.ok("editMessageText", json!({"chat_id": ANN, "message_id": id, "text": "a bot's own messages have no time limit"}));
}

#[test]
fn replies_quote_what_is_there() {
    let bench = Bench::new();
    let theirs = bench.ann_writes("👋 the printer is on fire");
    let reply = |quote: &str| json!({"chat_id": ANN, "text": "ok", "reply_parameters": {"message_id": theirs, "quote": quote}});
    let sent = bench.ok("sendMessage", reply("printer"));
    assert_eq!(
        sent["quote"],
        json!({"text": "printer", "position": 7, "is_manual": true})
    );
    assert_eq!(sent["reply_to_message"]["message_id"], theirs);
    bench.refused(
        "sendMessage",
        reply("scanner"),
        "Bad Request: QUOTE_TEXT_INVALID",
    );
    let lenient = json!({"chat_id": ANN, "text": "ok", "reply_parameters": {"message_id": 777, "allow_sending_without_reply": true}});
    assert!(
        bench
            .ok("sendMessage", lenient)
            .get("reply_to_message")
            .is_none()
    );
    // A reply across chats shows as an external one.
    let across = json!({"chat_id": FORUM, "text": "see", "reply_parameters": {"message_id": theirs, "chat_id": ANN}});
    assert_eq!(
        bench.ok("sendMessage", across)["external_reply"]["origin"]["sender_user"]["id"],
        ANN
    );
}

#[test]
fn deleting_has_its_limits() {
    let bench = Bench::new();
    let theirs = bench.ann_writes("hello");
    let own = bench.ok("sendMessage", json!({"chat_id": ANN, "text": "one"}))["message_id"].clone();
    let in_group =
        bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "one"}))["message_id"].clone();
    bench.ok(
        "deleteMessage",
        json!({"chat_id": ANN, "message_id": theirs}),
    );
    bench.refused(
        "deleteMessage",
        json!({"chat_id": ANN, "message_id": theirs}),
        "Bad Request: message to delete not found",
    );
    bench.refused(
        "deleteMessage",
        json!({"message_id": 1}),
        "Bad Request: chat identifier is not specified",
    );
    bench.refused(
        "deleteMessage",
        json!({"chat_id": ANN}),
        "Bad Request: message identifier is not specified",
    );
    bench.refused(
        "deleteMessage",
        json!({"chat_id": FORUM, "message_id": 5}),
        "Bad Request: message can't be deleted",
    );
    bench.ok(
        "deleteMessages",
        json!({"chat_id": ANN, "message_ids": [777, 778]}),
    );
    bench.refused(
        "deleteMessages",
        json!({"chat_id": ANN, "message_ids": []}),
        "Bad Request: message identifiers are not specified",
    );
    bench.wait(48 * 3600 * 1000);
    bench.refused(
        "deleteMessage",
        json!({"chat_id": ANN, "message_id": own}),
        "Bad Request: message can't be deleted for everyone",
    );
    bench.refused(
        "deleteMessage",
        json!({"chat_id": FORUM, "message_id": in_group}),
        "Bad Request: message can't be deleted",
    );
    assert!(
        bench
            .updates()
            .iter()
            .all(|update| update.get("message").is_some()),
        "deletions are told to nobody"
    );
}
