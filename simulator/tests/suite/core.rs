//! The main paths in one process: a person writes, the bot answers, a button is pressed, a topic is used.

use crate::common::{ANN, BORIS, BOT, Bench, DORA, FAY, FORUM, TICKETS};
use serde_json::json;
use simulator::{DEMO_TOKEN, Simulator, WorldFile};

#[test]
fn a_person_writes_and_the_bot_answers() {
    let bench = Bench::of(WorldFile::demo());
    bench.refused(
        "sendMessage",
        json!({"chat_id": ANN, "text": "hello"}),
        "Forbidden: bot can't initiate conversation with a user",
    );
    bench.act(json!({"action": "start", "user": ANN, "payload": "support"}));
    let updates = bench.updates();
    assert_eq!(updates.len(), 1);
    let message = &updates[0]["message"];
    assert_eq!(message["text"], "/start support");
    assert_eq!(
        message["entities"],
        json!([{"type": "bot_command", "offset": 0, "length": 6}])
    );
    assert_eq!(
        message["from"],
        json!({"id": ANN, "is_bot": false, "first_name": "Ann", "username": "ann", "language_code": "en"})
    );
    assert_eq!(
        message["chat"],
        json!({"id": ANN, "type": "private", "first_name": "Ann", "username": "ann"})
    );
    assert_eq!(message["date"], crate::common::START / 1000);

    let sent = bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "<b>Hi</b> 👋 &lt;Ann&gt;", "parse_mode": "HTML"}),
    );
    assert_eq!(sent["text"], "Hi 👋 <Ann>");
    assert_eq!(
        sent["entities"],
        json!([{"type": "bold", "offset": 0, "length": 2}])
    );
    assert_eq!(sent["from"]["id"], BOT);
    assert!(
        bench.updates().is_empty(),
        "the bot gets no update for what it says"
    );

    let shown = bench.sim.chat(ANN, None, Some(ANN));
    assert_eq!(shown.len(), 2);
    assert_eq!(
        (shown[1].from.as_str(), shown[1].html.as_str()),
        ("Bellhop", "<b>Hi</b> 👋 &lt;Ann&gt;")
    );
}

#[test]
fn a_button_is_pressed_and_answered_once() {
    let bench = Bench::new();
    let markup = json!({"inline_keyboard": [[{"text": "🎫 Support", "callback_data": "s"}, {"text": "Site", "url": "example.org"}]]});
    let sent = bench.ok(
        "sendMessage",
        json!({"chat_id": ANN, "text": "hi", "reply_markup": markup}),
    );
    assert_eq!(
        sent["reply_markup"]["inline_keyboard"][0][1]["url"],
        "http://example.org"
    );
    let query =
        bench.act(json!({"action": "press", "user": ANN, "button": "Support"}))["query_id"].clone();
    let update = bench.updates().remove(0);
    assert_eq!(update["callback_query"]["data"], "s");
    assert_eq!(
        update["callback_query"]["message"]["message_id"],
        sent["message_id"]
    );
    assert_eq!(
        bench.act(json!({"action": "answer", "query_id": query})),
        json!({"answered": false})
    );
    bench.ok(
        "answerCallbackQuery",
        json!({"callback_query_id": query, "text": "one moment"}),
    );
    assert_eq!(
        bench.act(json!({"action": "answer", "query_id": query}))["text"],
        "one moment"
    );
    let late = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    bench.refused(
        "answerCallbackQuery",
        json!({"callback_query_id": query}),
        late,
    );
    assert_eq!(
        bench.act(json!({"action": "press", "user": ANN, "index": 1})),
        json!({"url": "http://example.org"})
    );
}

#[test]
fn the_forum_is_addressed_by_topic_and_general_by_nothing() {
    let bench = Bench::new();
    let sent = bench.ok(
        "sendMessage",
        json!({"chat_id": FORUM, "message_thread_id": TICKETS, "text": "New ticket"}),
    );
    assert_eq!(sent["message_thread_id"], TICKETS);
    assert_eq!(sent["is_topic_message"], true);
    assert_eq!(
        sent["reply_to_message"]["forum_topic_created"]["name"],
        "Tickets"
    );
    let general = bench.ok("sendMessage", json!({"chat_id": FORUM, "text": "hello"}));
    assert!(general.get("message_thread_id").is_none());
    bench.refused(
        "sendMessage",
        json!({"chat_id": FORUM, "message_thread_id": 1, "text": "hello"}),
        "Bad Request: message thread not found",
    );
    bench.act(json!({"action": "write", "user": FAY, "chat": FORUM, "thread": TICKETS, "text": "mine", "reply_to": sent["message_id"]}));
    let update = bench.updates().remove(0);
    assert_eq!(
        update["message"]["reply_to_message"]["message_id"],
        sent["message_id"]
    );
    assert_eq!(update["message"]["message_thread_id"], TICKETS);

    let topic = bench.ok(
        "createForumTopic",
        json!({"chat_id": FORUM, "name": "#126 · VPN"}),
    );
    let update = bench.updates().remove(0);
    assert_eq!(
        update["message"]["forum_topic_created"]["name"],
        "#126 · VPN"
    );
    assert_eq!(update["message"]["message_id"], topic["message_thread_id"]);
    assert_eq!(update["message"]["from"]["id"], BOT);
}

#[test]
fn copies_say_nothing_of_their_source() {
    let bench = Bench::new();
    let id = bench.ann_writes("I cannot connect, see https://example.org");
    let copy = bench.ok("copyMessage", json!({"chat_id": FORUM, "message_thread_id": TICKETS, "from_chat_id": ANN, "message_id": id}));
    let shown = bench.sim.chat(FORUM, Some(TICKETS), Some(DORA));
    let last = shown.last().expect("a copy");
    assert_eq!(json!(last.id), copy["message_id"]);
    assert_eq!(
        (last.text.as_str(), last.forwarded, last.by_bot),
        ("I cannot connect, see https://example.org", false, true)
    );
}

#[test]
fn reactions_are_one_for_the_bot_and_of_a_list() {
    let bench = Bench::new();
    let id = bench.ann_writes("hello");
    let with = |emoji: &str| json!({"chat_id": ANN, "message_id": id, "reaction": [{"type": "emoji", "emoji": emoji}]});
    bench.ok("setMessageReaction", with("👍"));
    bench.ok("setMessageReaction", with("✍️"));
    assert_eq!(
        bench
            .sim
            .chat(ANN, None, None)
            .last()
            .expect("one")
            .reactions,
        ["✍"]
    );
    bench.refused(
        "setMessageReaction",
        with("🚗"),
        "Bad Request: REACTION_INVALID",
    );
    bench.ok(
        "setMessageReaction",
        json!({"chat_id": ANN, "message_id": id, "reaction": []}),
    );
    assert!(
        bench
            .sim
            .chat(ANN, None, None)
            .last()
            .expect("one")
            .reactions
            .is_empty()
    );
}

#[test]
fn what_nobody_could_do_is_refused() {
    let bench = Bench::new();
    for (action, why) in [
        (
            json!({"action": "write", "user": BORIS, "text": "hi"}),
            "user 1002 must press Start first",
        ),
        (
            json!({"action": "write", "user": ANN, "chat": FORUM, "text": "hi"}),
            "user 1001 is not in chat -1001000000001",
        ),
        (
            json!({"action": "write", "user": FAY, "chat": FORUM, "thread": 77, "text": "hi"}),
            "there is no topic 77",
        ),
        (
            json!({"action": "press", "user": ANN, "button": "x"}),
            "no message in chat 1001 has the button \"x\"",
        ),
        (
            json!({"action": "write", "user": FAY, "chat": FORUM, "text": "hi", "as_anonymous": true}),
            "user 2003 is no administrator of chat -1001000000001 and can't be anonymous",
        ),
    ] {
        assert_eq!(bench.impossible(action), why);
    }
}

#[test]
fn a_wrong_token_gets_nowhere() {
    let sim = Simulator::new(WorldFile::demo());
    assert_eq!(
        sim.call("123456:wrong-but-well-formed", "getMe", Default::default())
            .body["description"],
        "Unauthorized"
    );
    assert_eq!(
        sim.call("nonsense", "getMe", Default::default()).status,
        404
    );
    assert_eq!(
        sim.call(DEMO_TOKEN, "GETME", Default::default()).status,
        200
    );
    assert_eq!(
        sim.call(DEMO_TOKEN, "getMoon", Default::default()).body["description"],
        "Not Found: method not found"
    );
}
