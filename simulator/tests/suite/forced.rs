//! Forced replies: whose app opens one.

use serde_json::{Value, json};
use simulator::Control;

use crate::common::{Bench, DORA, EMIL, FAY, FORUM, TICKETS};

/// What the bot asks in the topic, and of whom.
fn asks(bench: &Bench, text: &str, markup: Value) -> i64 {
    let params = json!({
        "chat_id": FORUM, "message_thread_id": TICKETS, "text": text, "parse_mode": "HTML", "reply_markup": markup,
    });
    bench.ok("sendMessage", params)["message_id"]
        .as_i64()
        .expect("a number")
}

/// The people whose app opens a reply to a message.
fn opens_for(bench: &Bench, message: i64) -> Vec<i64> {
    let found = bench.sim.chat(FORUM, None, None);
    let found = found.into_iter().find(|shown| shown.id == message);
    found.expect("the message stands there").forces
}

#[test]
fn a_forced_reply_opens_for_everybody() {
    let bench = Bench::new();
    let prompt = asks(&bench, "Your answer?", json!({"force_reply": true}));
    assert_eq!(opens_for(&bench, prompt), [DORA, EMIL, FAY]);
    let plain = asks(&bench, "No question.", json!({"remove_keyboard": true}));
    assert_eq!(opens_for(&bench, plain), [0; 0]);
}

#[test]
fn a_selective_one_opens_for_whoever_is_mentioned() {
    let bench = Bench::new();
    let selective = || json!({"force_reply": true, "selective": true});
    let nobody = asks(&bench, "Your answer?", selective());
    assert_eq!(opens_for(&bench, nobody), [0; 0]);
    let emil = asks(&bench, "@Emil, your answer?", selective());
    assert_eq!(opens_for(&bench, emil), [EMIL]);
    let fay = asks(
        &bench,
        &format!("<a href=\"tg://user?id={FAY}\">Fay</a>, your answer?"),
        selective(),
    );
    assert_eq!(opens_for(&bench, fay), [FAY]);
}

#[test]
fn a_selective_one_opens_for_the_author_of_what_it_replies_to() {
    let bench = Bench::new();
    let said = bench.act(json!({
        "action": "write", "user": DORA, "chat": FORUM, "thread": TICKETS, "text": "I take it",
    }));
    let params = json!({
        "chat_id": FORUM, "text": "Then?", "reply_parameters": {"message_id": said["message_id"]},
        "reply_markup": {"force_reply": true, "selective": true},
    });
    let prompt = bench.ok("sendMessage", params)["message_id"].as_i64();
    assert_eq!(opens_for(&bench, prompt.expect("a number")), [DORA]);
}

#[test]
fn the_newest_one_takes_what_is_written_and_closes() {
    let bench = Bench::new();
    let first = asks(&bench, "For #1?", json!({"force_reply": true}));
    let second = asks(&bench, "For #2?", json!({"force_reply": true}));
    for prompt in [second, first] {
        bench.act(json!({
            "action": "write", "user": EMIL, "chat": FORUM, "thread": TICKETS, "text": "so", "to_forced": true,
        }));
        let replied = bench.sim.chat(FORUM, None, None).pop().expect("a message");
        assert_eq!(replied.reply_to, Some(prompt));
        assert_eq!(opens_for(&bench, prompt), [DORA, FAY]);
    }
}

#[test]
fn hidden_members_are_told_to_administrators_only() {
    let mut world = simulator::WorldFile::demo();
    world.chats[0].hidden_members = true;
    let bench = Bench::of(world);
    let fay = || json!({"chat_id": FORUM, "user_id": FAY});
    assert_eq!(bench.ok("getChatMember", fay())["status"], "member");
    let bot = crate::common::BOT;
    let demoted = Control::Member {
        chat: FORUM,
        user: bot,
        status: "member".into(),
        rights: Vec::new(),
        anonymous: false,
        by: Some(DORA),
    };
    bench.sim.control(demoted).expect("Dora may");
    bench.refused("getChatMember", fay(), "Bad Request: CHAT_ADMIN_REQUIRED");
    bench.ok("getChatMember", json!({"chat_id": FORUM, "user_id": bot}));
}
