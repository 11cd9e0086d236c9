//! Which message of an agent is an answer, and to whom: never to another ticket's person.

use super::*;
use bellhop::domain::ticket::Status;
use serde_json::json;
use simulator::Writing;

/// Whether an answer that replies to the newest message with `to` reaches Ann.
async fn reaches_ann(desk: &Desk, to: &str) -> bool {
    let before = desk.count(ANN, ANSWER);
    desk.dora().replies(to, ANSWER).await;
    desk.count(ANN, ANSWER) > before
}

#[actix::test]
async fn a_reply_to_the_card() {
    let desk = opened().await;
    assert!(reaches_ann(&desk, "New ticket #1").await);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_the_alert() {
    let desk = opened().await;
    desk.pass(minutes(31)).await;
    assert!(reaches_ann(&desk, "SLA Breach").await);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_the_prompt() {
    let desk = looked_at().await;
    desk.dora().clicks("Reply").await;
    assert!(reaches_ann(&desk, "reply to this message").await);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_user_replied() {
    let desk = opened().await;
    desk.ann().writes("Hello?").await;
    assert!(reaches_ann(&desk, "User replied to #1").await);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_a_photo_of_the_person() {
    let desk = opened().await;
    let sticker = Writing {
        media: Some("sticker".into()),
        ..Default::default()
    };
    desk.ann().does_write(sticker).await;
    let messages = desk.messages(GROUP);
    let copy = messages
        .iter()
        .rev()
        .find(|m| m.media.is_some())
        .expect("a sticker");
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(copy.id),
        text: Some(ANSWER.into()),
        ..Default::default()
    };
    desk.dora().does_write(reply).await;
    desk.find(ANN, ANSWER);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_the_old_card() {
    let desk = opened().await;
    desk.dora().says("/ticket 1").await;
    let old = desk
        .messages(GROUP)
        .into_iter()
        .find(|m| m.by_bot)
        .expect("the old card");
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(old.id),
        text: Some(ANSWER.into()),
        ..Default::default()
    };
    desk.dora().does_write(reply).await;
    desk.find(ANN, ANSWER);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_a_colleague_goes_nowhere() {
    let desk = looked_at().await;
    desk.emil().says("I think he should restart it").await;
    assert!(!reaches_ann(&desk, "I think he should").await);
    assert_eq!(desk.count(GROUP, "nothing was sent"), 0);
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}

#[actix::test]
async fn a_message_that_replies_to_nothing_goes_nowhere() {
    let desk = looked_at().await;
    let before = desk.messages(GROUP).len();
    desk.dora().says(ANSWER).await;
    assert_eq!(desk.count(ANN, ANSWER), 0);
    assert_eq!(desk.messages(GROUP).len(), before + 1);
    desk.behaved();
}

/// Telegram makes every plain message of a topic "reply" to the topic's root.
#[actix::test]
async fn the_root_of_the_topic_is_no_reply() {
    let desk = looked_at().await;
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(TOPIC),
        text: Some(ANSWER.into()),
        ..Default::default()
    };
    desk.dora().does_write(reply).await;
    assert_eq!(desk.count(ANN, ANSWER), 0);
    assert_eq!(desk.count(GROUP, "nothing was sent"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_a_message_of_the_bot_without_a_ticket_is_told() {
    let desk = looked_at().await;
    desk.dora().says("/help").await;
    let written = desk.dora().replies("What the team can do", ANSWER).await;
    let told = desk.find(GROUP, "I can't tell which ticket");
    assert_eq!(
        told.text,
        "⚠️ I can't tell which ticket this belongs to: nothing was sent. Reply to a message that names the ticket."
    );
    assert_eq!(told.reply_to, Some(written));
    assert_eq!(desk.count(ANN, ANSWER), 0);
    desk.behaved();
}

/// Telegram tells of a reply across topics in another field than of all others.
#[actix::test]
async fn a_reply_from_another_topic() {
    let desk = looked_at().await;
    desk.emil().says("I think he should restart it").await;
    desk.emil().says("/help").await;
    let from_general = |to: &str, text: &str| {
        let to = desk.find(GROUP, to);
        let bot = json!({"id": 123_456, "is_bot": true, "first_name": "Bellhop"});
        let emil = json!({"id": EMIL, "is_bot": false, "first_name": "Emil"});
        let by = if to.by_bot { bot } else { emil };
        let reply = json!({
            "origin": {"type": "user", "date": 1_795_428_000, "sender_user": by},
            "chat": {"id": GROUP, "type": "supergroup", "title": "Support team", "is_forum": true},
            "message_id": to.id,
        });
        Writing {
            chat: Some(GROUP),
            text: Some(text.into()),
            extra: [("external_reply".to_owned(), reply)].into_iter().collect(),
            ..Default::default()
        }
    };
    let answer = from_general("📋 Ticket #1", ANSWER);
    desk.dora().does_write(answer).await;
    desk.find(ANN, "Support replied to ticket #1\nPlease restart the app.");
    assert_eq!(desk.find(GROUP, ANSWER).thread, None);
    // To a colleague it is talk, and to a message that names no ticket it is told.
    let talk = from_general("I think he should", "So do I.");
    desk.dora().does_write(talk).await;
    assert_eq!(desk.count(GROUP, "I can't tell which ticket"), 0);
    let lost = from_general("What the team can do", "Thanks.");
    desk.dora().does_write(lost).await;
    assert_eq!(desk.count(GROUP, "I can't tell which ticket"), 1);
    assert_eq!(desk.count(ANN, "So do I.") + desk.count(ANN, "Thanks."), 0);
    desk.behaved();
}

#[actix::test]
async fn two_tickets_never_get_each_others_answers() {
    let desk = opened().await;
    desk.chloe()
        .opens_a_ticket("Refund", "I want my money back, please")
        .await;
    desk.dora().replies("New ticket #1", "For Ann").await;
    desk.dora().replies("New ticket #2", "For Chloe").await;
    desk.find(ANN, "Support replied to ticket #1\nFor Ann");
    desk.find(CHLOE, "Support replied to ticket #2\nFor Chloe");
    assert_eq!(
        desk.count(ANN, "For Chloe") + desk.count(CHLOE, "For Ann"),
        0
    );
    desk.behaved();
}

/// A message of the bot of which no record is left, and Dora's reply to it; whether Ann got that.
async fn routed(desk: &Desk, line: &str, answer: &str) -> bool {
    let params = serde_json::json!({"text": format!("{line}\nmore")});
    routed_from(desk, "sendMessage", params, answer).await
}

/// The same for what a method makes of such parameters.
async fn routed_from(
    desk: &Desk,
    method: &str,
    mut params: serde_json::Value,
    answer: &str,
) -> bool {
    (params["chat_id"], params["message_thread_id"]) = (GROUP.into(), TOPIC.into());
    let shown = params.to_string();
    let params = params.as_object().expect("an object").clone();
    let token = simulator::WorldFile::demo().bot.token;
    let sent = desk.sim.call(&token, method, params);
    let message = sent.body["result"]["message_id"].as_i64();
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(message.expect("it is sent")),
        text: Some(answer.into()),
        ..Default::default()
    };
    let refused = desk.count(GROUP, "I can't tell which ticket");
    desk.dora().does_write(reply).await;
    let got = desk.count(ANN, answer) == 1;
    let told = desk.count(GROUP, "I can't tell which ticket") == refused + 1;
    assert_ne!(got, told, "{shown}");
    got
}

/// Boris writes our own words for Ann's ticket below a photo, which is copied into the group as it is.
#[actix::test]
async fn without_a_record_a_caption_names_no_ticket() {
    let desk = opened().await;
    let photo = Writing {
        text: Some("User replied to #1\nmore".into()),
        media: Some("photo".into()),
        ..Default::default()
    };
    desk.boris().starts().await;
    let message = desk.boris().does_write(photo).await;
    let copy = serde_json::json!({"from_chat_id": BORIS, "message_id": message});
    assert!(!routed_from(&desk, "copyMessage", copy, "For Boris.").await);
    assert!(routed(&desk, "User replied to #1", "For Ann.").await);
}

#[actix::test]
async fn without_a_record_only_a_line_of_ours_names_a_ticket() {
    let desk = opened().await;
    let ours = [
        "🆕 New ticket #1",
        "User replied to #1",
        "📋 Ticket #1: VPN not connecting",
        "📋 Обращение #1: VPN not connecting",
        "Ticket #1: the answer was sent.",
        "⚠️ Ticket #1 is not resolved in time",
    ];
    for (n, line) in ours.into_iter().enumerate() {
        assert!(routed(&desk, line, &format!("Answer {n}.")).await, "{line}");
    }
    // What anybody may have written, and what is of another ticket.
    let others = [
        "#1",
        "My old ticket was #1",
        "User replied to #1 yesterday",
        "📋 Ticket #1: another title",
        "Ticket #1",
        "🆕 New ticket #7",
        "No number at all",
    ];
    for (n, line) in others.into_iter().enumerate() {
        assert!(!routed(&desk, line, &format!("Lost {n}.")).await, "{line}");
    }
}
