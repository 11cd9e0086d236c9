//! Where in the group things stand: General without a Tickets topic, other topics, and a topic that is lost.

use super::*;
use bellhop::domain::ticket::Status;
use serde_json::json;
use simulator::{Control, Press, TopicOp, Writing};

#[actix::test]
async fn without_a_tickets_topic_everything_is_in_general() {
    let desk = Desk::with(Setup {
        general: true,
        ..Default::default()
    })
    .await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().clicks("View Ticket").await;
    let answer = Writing {
        chat: Some(GROUP),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        text: Some(ANSWER.into()),
        ..Default::default()
    };
    desk.dora().does_write(answer).await;
    desk.find(ANN, ANSWER);
    desk.ann().writes("Still not working").await;
    desk.pass(minutes(31)).await;
    for said in ["📋 Ticket #1", "User replied to #1", "SLA Breach"] {
        assert_eq!(desk.find(GROUP, said).thread, None, "{said}");
    }
    desk.behaved();
}

#[actix::test]
async fn what_is_asked_for_in_a_topic_is_said_there() {
    let desk = opened().await;
    let asks = |text: &str| Writing {
        chat: Some(GROUP),
        text: Some(text.into()),
        ..Default::default()
    };
    desk.dora().does_write(asks("/tickets")).await;
    assert_eq!(desk.find(GROUP, "🎫 Active Tickets").thread, None);
    desk.dora().does_write(asks("/ticket 1")).await;
    let card = desk.find(GROUP, "📋 Ticket #1: VPN not connecting\nStatus");
    assert_eq!(card.thread, None);
    // The words of the person go to the Tickets topic all the same.
    desk.ann().writes("Hello?").await;
    let told = desk.find(GROUP, "User replied to #1\nHello?");
    assert_eq!(told.thread, Some(TOPIC));
    desk.pass(minutes(31)).await;
    assert_eq!(desk.find(GROUP, "SLA Breach").thread, Some(TOPIC));
    // An answer to the card works in any topic.
    let answer = Writing {
        chat: Some(GROUP),
        reply_to: Some(card.id),
        text: Some(ANSWER.into()),
        ..Default::default()
    };
    desk.dora().does_write(answer).await;
    desk.find(ANN, ANSWER);
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.behaved();
}

/// Of a message that is too old Telegram tells the number and not the topic.
#[actix::test]
async fn what_is_asked_for_under_a_message_too_old_is_said_in_the_tickets_topic() {
    let desk = opened().await;
    desk.dora().says("/tickets").await;
    let list = desk.find(GROUP, "🎫 Active Tickets").id;
    let press = json!({"callback_query": {
        "id": "7701", "data": "view:1", "chat_instance": "1",
        "from": {"id": DORA, "is_bot": false, "first_name": "Dora"},
        "message": {"chat": {"id": GROUP, "type": "supergroup", "title": "x"}, "message_id": list, "date": 0},
    }});
    let update = press.as_object().expect("an object").clone();
    desk.control(Control::Update { update }).await;
    desk.pass(A_WHILE).await;
    let card = desk.find(GROUP, "📋 Ticket #1: VPN not connecting\nStatus");
    assert_eq!(card.thread, Some(TOPIC));
}

#[actix::test]
async fn a_form_in_general_is_filled_there() {
    let desk = opened().await;
    let says = |text: &str, reply_to: Option<i64>| Writing {
        chat: Some(GROUP),
        text: Some(text.into()),
        reply_to,
        ..Default::default()
    };
    desk.dora().does_write(says("/block 1", None)).await;
    let form = desk.find(GROUP, "For how long?");
    assert_eq!(form.thread, None);
    desk.dora().does_write(says("2h", Some(form.id))).await;
    let press = Press {
        chat: Some(GROUP),
        message_id: Some(form.id),
        button: Some("Spam".into()),
        ..Default::default()
    };
    desk.dora().does_press(press).await;
    desk.dora().clicks("Confirm").await;
    desk.find(ANN, "You have been blocked");
    desk.behaved();
}

#[actix::test]
async fn a_topic_that_is_lost_is_replaced_by_general() {
    for_op(TopicOp::Delete).await;
}

#[actix::test]
async fn a_topic_whose_root_telegram_lost_is_replaced_by_general() {
    for_op(TopicOp::Prune).await;
}

/// The topic goes; what is told afterwards reaches the team.
async fn for_op(op: TopicOp) {
    let desk = opened().await;
    desk.control(Control::Topic {
        user: (op != TopicOp::Prune).then_some(DORA),
        chat: GROUP,
        op,
        thread: Some(TOPIC),
        name: None,
    })
    .await;
    desk.ann().writes("Hello?").await;
    let told = desk.find(GROUP, "User replied to #1\nHello?");
    assert_eq!(told.thread, None);
    desk.pass(minutes(31)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1);
    desk.chloe()
        .opens_a_ticket("Refund", "I want my money back, please")
        .await;
    desk.find(GROUP, "New ticket #2");
}
