//! What goes wrong at Telegram's side: calls that fail, chats that are closed for a while, answers that get lost, a topic
//! that is gone. Nothing is lost, and at most what was under way comes a second time.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database,
    desk::{ANN, CHLOE, DORA, GROUP, TOPIC},
};
use simulator::{Control, Fault, FaultKind, TopicOp};

on_both!(
    a_broken_connection_and_a_502_lose_nothing,
    a_429_for_one_chat_stops_no_other,
    an_answer_lost_after_it_was_done_is_repeated_once_at_most,
    a_topic_that_is_gone,
);

fn fault(desk: &DeskProcess, method: &str, chat: i64, times: u32, kind: FaultKind) {
    desk.control(Control::Fault(Fault {
        method: Some(method.to_owned()),
        chat_id: Some(chat),
        nth: 1,
        times,
        kind,
    }));
}

async fn a_broken_connection_and_a_502_lose_nothing(database: Database) {
    let desk = DeskProcess::open(database).await;
    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    fault(&desk, "sendMessage", GROUP, 2, FaultKind::Dropped);
    fault(&desk, "sendMessage", ANN, 1, FaultKind::BadGateway);
    desk.writes(ANN, "Still nothing.");
    desk.replies(DORA, &card, "Is it plugged in?");
    desk.sees(GROUP, "Still nothing.").await;
    desk.sees(ANN, "Is it plugged in?").await;
    desk.rests().await;
    assert_eq!(desk.count(GROUP, "User replied to #1"), 1);
    assert_eq!(desk.count(ANN, "Is it plugged in?"), 1);
}

async fn a_429_for_one_chat_stops_no_other(database: Database) {
    let desk = DeskProcess::open(database).await;
    // Long enough that a test that has to wait for it fails.
    let kind = FaultKind::Flood { retry_after: 600 };
    fault(&desk, "sendMessage", ANN, 1, kind);
    desk.starts(ANN);
    desk.until("Ann's chat is closed", |desk| {
        let refused = desk.sim.journal();
        refused.iter().any(|line| line.note.is_some()).then_some(())
    })
    .await;
    desk.opens_a_ticket_as(CHLOE, "Router", "The router does not start.")
        .await;
    assert_eq!(desk.count(ANN, "Support"), 0);
}

async fn an_answer_lost_after_it_was_done_is_repeated_once_at_most(database: Database) {
    let desk = DeskProcess::open(database).await;
    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    fault(&desk, "sendMessage", ANN, 1, FaultKind::AnswerLost);
    desk.replies(DORA, &card, "Is it plugged in?");
    desk.holds("SELECT status FROM tickets", &["awaiting_user"])
        .await;
    desk.rests().await;
    assert_eq!(desk.count(ANN, "Is it plugged in?"), 2);
    let stored = "SELECT text FROM messages ORDER BY no";
    desk.holds(stored, &["The router does not start.", "Is it plugged in?"])
        .await;
}

async fn a_topic_that_is_gone(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    desk.opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    desk.control(Control::Topic {
        user: Some(DORA),
        chat: GROUP,
        op: TopicOp::Delete,
        thread: Some(TOPIC),
        name: None,
    });
    desk.writes(ANN, "Still nothing.");
    let told = desk.sees(GROUP, "The topic for tickets is gone").await;
    assert_eq!(told.thread, None);
    let words = desk.sees(GROUP, "Still nothing.").await;
    let card = desk.sees(GROUP, "New ticket #1").await;
    assert_eq!((card.thread, words.reply_to), (None, Some(card.id)));
    desk.replies(DORA, &card, "Is it plugged in?");
    desk.sees(ANN, "Is it plugged in?").await;
    // Nothing is sent there again, by whoever leads next either.
    desk.rests().await;
    desk.stop().await;
    desk.start().await;
    desk.writes(ANN, "It is.");
    desk.sees(GROUP, "It is.").await;
    desk.rests().await;
    let refused = desk.sim.journal().into_iter();
    let refused = refused.filter(|line| line.params.contains_key("message_thread_id"));
    assert_eq!(refused.filter(|line| line.status == 400).count(), 1);
    for once in ["The topic for tickets is gone", "Status: "] {
        assert_eq!(desk.count(GROUP, once), 1, "{once}");
    }
}
