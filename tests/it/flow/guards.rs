//! Who may act: the team in its group, a person on their own ticket, and nobody else learns anything.

use super::*;
use bellhop::domain::{ids::AgentId, ticket::Status};
use serde_json::{Map, Value, json};
use simulator::{Control, Press, Writing};

const STALE: &str = "This button is no longer valid.";
const STRANGER: &str = "You are not one of this desk's team.";

/// Every kind of data that a button of ours can carry, about ticket #1, and some that none does.
const DATA: &[&str] = &[
    "solved:1",
    "re:1",
    "conv:1:0",
    "conv:1:3",
    "file:1:1",
    "pclose:1",
    "pyes:1",
    "pno:1",
    "still:1",
    "view:1",
    "ans:1",
    "send:1",
    "drop:1",
    "close:1",
    "yes:1",
    "no:1",
    "me:1",
    "assign:1",
    "to:1:2001",
    "to:1:0",
    "note:1",
    "list:active:0:0",
    "list:mine:2001:0",
    "block:1",
    "bfor:1:3600",
    "bever:1",
    "bcustom:1",
    "bwhy:1:0",
    "byes:1",
    "bno:1",
    "blocked:0",
    "unblock:1001",
    "retry:1",
    "re:99",
    "conv:99:0",
    "re:-1",
    "conv:1:-1",
    "conv:1",
    "conv:1:0:0",
    "conv:01:0",
    "nonsense",
    " ",
    "view:1;DROP TABLE tickets",
    "conv:9223372036854775808:0",
    "{\"t\":1}",
    "\u{0}",
    "🎫",
];

/// An update of Telegram's, exactly as given.
async fn update(desk: &Desk, update: Value) {
    let Value::Object(update) = update else {
        panic!("an update is an object");
    };
    desk.control(Control::Update { update }).await;
    desk.pass(A_WHILE).await;
}

#[actix::test]
async fn a_stranger_presses_forged_buttons_in_private() {
    let desk = answered().await;
    desk.chloe().starts().await;
    let (hers, team) = (desk.chat(CHLOE), desk.chat(GROUP));
    let before = desk.ticket(1).await;
    for data in DATA {
        let press = Press {
            data: Some((*data).into()),
            ..Default::default()
        };
        let toast = desk.chloe().does_press(press).await;
        assert_eq!(toast.as_deref(), Some(STALE), "{data:?}");
    }
    assert_eq!(desk.chat(CHLOE), hers);
    assert_eq!(desk.chat(GROUP), team);
    assert_eq!(desk.ticket(1).await, before);
    desk.behaved();
}

#[actix::test]
async fn a_member_of_the_group_outside_the_team_presses_forged_buttons() {
    let desk = Desk::set(&[("ADMIN__AGENTS", "[2001, 2002]")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let team = desk.chat(GROUP);
    let before = desk.ticket(1).await;
    for data in DATA {
        let press = Press {
            chat: Some(GROUP),
            data: Some((*data).into()),
            ..Default::default()
        };
        let toast = desk.fay().does_press(press).await;
        assert_eq!(toast.as_deref(), Some(STRANGER), "{data:?}");
    }
    // Nor do commands and replies of theirs do anything; who replies is told so.
    desk.fay().replies("New ticket #1", ANSWER).await;
    desk.find(
        GROUP,
        "⚠️ Nothing was sent: you are not one of this desk's team.",
    );
    for command in [
        "/tickets",
        "/ticket 1",
        "/blocked",
        "/block 1",
        "/unblock 1",
        "/help",
    ] {
        desk.fay().says(command).await;
    }
    let now = desk.chat(GROUP);
    assert!(now.starts_with(&team));
    assert!(desk.messages(GROUP).iter().rev().take(6).all(|m| !m.by_bot));
    assert_eq!(desk.count(ANN, ANSWER), 0);
    assert_eq!(desk.ticket(1).await, before);
    desk.behaved();
}

#[actix::test]
async fn somebody_who_is_not_in_the_group_forges_a_press_there() {
    let desk = opened().await;
    let team = desk.chat(GROUP);
    let card = desk.find(GROUP, "New ticket #1").id;
    for data in ["view:1", "ans:1", "me:1", "yes:1", "block:1"] {
        let press = json!({"callback_query": {
            "id": format!("77{data}"), "data": data, "chat_instance": "1",
            "from": {"id": CHLOE, "is_bot": false, "first_name": "Chloe", "language_code": "en"},
            "message": {"chat": {"id": GROUP, "type": "supergroup", "title": "x"}, "message_id": card, "date": 0},
        }});
        update(&desk, press).await;
    }
    assert_eq!(desk.chat(GROUP), team);
    assert_eq!(desk.ticket(1).await.status, Status::Open);
    let answers = desk.sim.journal();
    let told: Vec<_> = answers
        .iter()
        .filter(|line| line.method == "AnswerCallbackQuery")
        .filter(|line| {
            line.params["callback_query_id"]
                .as_str()
                .is_some_and(|id| id.starts_with("77"))
        })
        .map(|line| line.params["text"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(told, [STRANGER; 5]);
}

#[actix::test]
async fn who_left_the_team_may_nothing_after_a_minute() {
    let desk = opened().await;
    desk.fay().says("/tickets").await;
    assert_eq!(desk.count(GROUP, "🎫 Active Tickets"), 1);
    desk.control(Control::Member {
        chat: GROUP,
        user: FAY,
        status: "left".into(),
        rights: vec![],
        anonymous: false,
        by: None,
    })
    .await;
    desk.pass(minutes(1)).await;
    let reply = json!({"message": {
        "message_id": 9_000, "date": 1_795_428_000, "text": "/tickets",
        "entities": [{"type": "bot_command", "offset": 0, "length": 8}],
        "from": {"id": FAY, "is_bot": false, "first_name": "Fay"},
        "chat": {"id": GROUP, "type": "supergroup", "title": "x", "is_forum": true},
    }});
    update(&desk, reply).await;
    assert_eq!(desk.count(GROUP, "🎫 Active Tickets"), 1);
    desk.behaved();
}

#[actix::test]
async fn buttons_of_one_side_do_nothing_on_the_other() {
    let desk = opened().await;
    let before = desk.chat(GROUP);
    for data in [
        "support", "create", "cancel", "re:1", "conv:1:0", "pyes:1", "still:1", "solved:1",
        "mine:0",
    ] {
        let press = Press {
            chat: Some(GROUP),
            data: Some(data.into()),
            ..Default::default()
        };
        let toast = desk.dora().does_press(press).await;
        assert_eq!(toast.as_deref(), Some(STALE), "{data}");
    }
    assert_eq!(desk.chat(GROUP), before);
    // An agent in the private chat is a person like others.
    desk.dora().starts().await;
    let press = Press {
        data: Some("view:1".into()),
        ..Default::default()
    };
    let toast = desk.dora().does_press(press).await;
    assert_eq!(toast.as_deref(), Some(STALE));
    assert_eq!(desk.ticket(1).await.status, Status::Open);
    desk.behaved();
}

#[actix::test]
async fn anonymous_administrators_can_act() {
    let desk = opened().await;
    desk.control(Control::Member {
        chat: GROUP,
        user: EMIL,
        status: "administrator".into(),
        rights: vec!["all".into()],
        anonymous: true,
        by: Some(DORA),
    })
    .await;
    let writes = |to: &str, text: &str| Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, to).id),
        text: Some(text.into()),
        as_anonymous: true,
        ..Default::default()
    };
    // They press as a person and write as the group.
    desk.emil().clicks("View Ticket").await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.emil().clicks("Reply").await;
    desk.emil()
        .does_write(writes("reply to this message", ANSWER))
        .await;
    desk.find(ANN, ANSWER);
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    // A second answer at once, after Dora's: confirmed by whoever of the team presses, for the writer has no name.
    desk.pass(minutes(1)).await;
    desk.dora().replies("📋 Ticket #1", "This too.").await;
    desk.emil()
        .does_write(writes("📋 Ticket #1", "And that."))
        .await;
    assert_eq!(desk.count(ANN, "And that."), 0);
    desk.emil().clicks("Send anyway").await;
    desk.find(ANN, "And that.");
    desk.emil().clicks("Assign").await;
    desk.emil().clicks_on("Who takes", "Assign to me").await;
    assert_eq!(desk.ticket(1).await.assignee, Some(AgentId(EMIL)));
    let command = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        text: Some("/tickets".into()),
        as_anonymous: true,
        ..Default::default()
    };
    desk.emil().does_write(command).await;
    desk.find(GROUP, "🎫 Active Tickets");
    desk.behaved();
}

/// Who writes as the group can't be told from the others then: nothing of it goes out, and they must know.
#[actix::test]
async fn where_agents_are_named_an_answer_without_a_name_is_told_not_to_be_sent() {
    let desk = Desk::set(&[("ADMIN__AGENTS", "[2001, 2002]")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.control(Control::Member {
        chat: GROUP,
        user: EMIL,
        status: "administrator".into(),
        rights: vec!["all".into()],
        anonymous: true,
        by: Some(DORA),
    })
    .await;
    let writes = |reply_to: Option<i64>, text: &str| Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to,
        text: Some(text.into()),
        as_anonymous: true,
        ..Default::default()
    };
    let card = Some(desk.find(GROUP, "New ticket #1").id);
    let written = desk.emil().does_write(writes(card, ANSWER)).await;
    let told = desk.find(GROUP, "nothing was sent");
    assert_eq!(
        told.text,
        "⚠️ I can't tell who is writing as the group, and admin.agents names who may answer: nothing was \
         sent. Write under your own name."
    );
    assert_eq!(told.reply_to, Some(written));
    assert_eq!(desk.count(ANN, ANSWER), 0);
    // What is no reply to the bot is talk, as ever.
    desk.emil().does_write(writes(None, "Hm")).await;
    desk.emil().does_write(writes(Some(written), "Oh")).await;
    assert_eq!(desk.count(GROUP, "nothing was sent"), 1);
    desk.behaved();
}

#[actix::test]
async fn an_anonymous_answer_is_logged_as_such() {
    let desk = looked_at().await;
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        text: Some(ANSWER.into()),
        as_anonymous: true,
        ..Default::default()
    };
    desk.dora().does_write(reply).await;
    desk.emil().replies("📋 Ticket #1", "Me too").await;
    desk.find(
        GROUP,
        "⚠️ Ticket #1: an anonymous administrator answered seconds ago.",
    );
    desk.behaved();
}

/// A message in the group that replies to the card, with `as_whom` in place of a sender.
fn posted(desk: &Desk, as_whom: Value) -> Value {
    let card = desk.find(GROUP, "New ticket #1");
    let mut message: Map<String, Value> = serde_json::from_value(json!({
        "message_id": 9_000, "date": 1_795_428_000, "text": ANSWER,
        "message_thread_id": TOPIC, "is_topic_message": true,
        "chat": {"id": GROUP, "type": "supergroup", "title": "Support team", "is_forum": true},
        "reply_to_message": {
            "message_id": card.id, "date": 1_795_428_000, "text": card.text,
            "message_thread_id": TOPIC, "is_topic_message": true,
            "from": {"id": 123_456, "is_bot": true, "first_name": "Bellhop"},
            "chat": {"id": GROUP, "type": "supergroup", "title": "Support team", "is_forum": true},
        },
    }))
    .expect("an object");
    message.extend(as_whom.as_object().expect("an object").clone());
    json!({"message": message})
}

#[actix::test]
async fn posts_of_channels_and_bots_are_never_the_teams() {
    let desk = opened().await;
    let channel = json!({"id": -1_009, "type": "channel", "title": "News"});
    let user = |id: i64, bot: bool| json!({"id": id, "is_bot": bot, "first_name": "X"});
    for as_whom in [
        json!({"from": user(777_000, false), "sender_chat": channel, "is_automatic_forward": true}),
        json!({"from": user(136_817_688, true), "sender_chat": channel}),
        json!({"from": user(4242, true)}),
    ] {
        update(&desk, posted(&desk, as_whom)).await;
    }
    assert_eq!(desk.count(ANN, ANSWER), 0);
    assert_eq!(desk.ticket(1).await.status, Status::Open);
    // The same by Dora does arrive.
    update(&desk, posted(&desk, json!({"from": user(DORA, false)}))).await;
    assert_eq!(desk.count(ANN, ANSWER), 1);
}

#[actix::test]
async fn other_chats_are_ignored() {
    let desk = opened().await;
    let calls = desk.sim.journal().len();
    let other = json!({"id": -1_002_000_000_002_i64, "type": "supergroup", "title": "Elsewhere"});
    let dora = json!({"id": DORA, "is_bot": false, "first_name": "Dora"});
    for text in ["/tickets", "/start", "/ticket 1", "hello"] {
        let message = json!({"message": {
            "message_id": 5, "date": 1_795_428_000, "text": text, "chat": other, "from": dora,
        }});
        update(&desk, message).await;
    }
    let post = json!({"channel_post": {
        "message_id": 5, "date": 1_795_428_000, "text": "/start",
        "chat": {"id": -1_009, "type": "channel", "title": "News"},
    }});
    update(&desk, post).await;
    let journal = desk.sim.journal();
    let since: Vec<_> = journal[calls..]
        .iter()
        .map(|line| line.method.as_str())
        .filter(|method| *method != "getUpdates")
        .collect();
    assert_eq!(since, [""; 0]);
}
