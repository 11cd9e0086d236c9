//! Somebody writes faster than the desk takes (`[limits]`): they are slowed and told once, in order, and nobody else
//! notices.

use super::*;
use bellhop::actors::gateway::{InboxRowsInMemory, ReceiveUpdates};
use serde_json::json;
use std::time::Duration;

const SLOW: &str = "You are writing faster than the desk can take it.";
const NOT_TAKEN: &str = "what you send after it is not taken";
const AGAIN: &str = "What was waiting is through";

impl Desk {
    /// Somebody writes this many messages at once: `flood 1.`, `flood 2.`, …
    fn gets_a_flood(&self, user: i64, how_many: std::ops::RangeInclusive<u32>) {
        for n in how_many {
            self.gets(user, &format!("flood {n}."));
        }
    }

    /// The numbers of the messages of the flood that the team has, in the order in which it got them.
    fn flooded(&self) -> Vec<u32> {
        let all = self.messages(GROUP).into_iter();
        all.filter_map(|m| {
            let (_, number) = m.text.split_once("flood ")?;
            number.trim_end_matches('.').parse().ok()
        })
        .collect()
    }

    /// Lets time pass second by second, as budgets and windows open.
    async fn seconds(&self, n: u64) {
        for _ in 0..n {
            self.pass_exactly(Duration::from_secs(1)).await;
        }
    }

    async fn updates_held(&self) -> usize {
        let gateway = self.running(|r| r.gateway.clone());
        gateway.send(InboxRowsInMemory).await.expect("an answer")
    }
}

/// Ann's ticket #1 is old enough for her bucket to be full.
async fn calm(settings: &[(&'static str, &str)]) -> Desk {
    let desk = Desk::set(settings).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.chloe()
        .opens_a_ticket("Printer", "It burns again.")
        .await;
    desk.seconds(120).await;
    desk
}

#[actix::test]
async fn the_rest_waits_its_turn_and_nobody_else_waits() {
    let desk = calm(&[]).await;
    desk.gets_a_flood(ANN, 1..=40);
    desk.gets(CHLOE, "Here is the log.");
    desk.settle().await;
    // Thirty at once; what the team reads of them is up to Telegram's budget.
    assert_eq!(desk.ticket(1).await.messages, 31);
    assert_eq!(desk.ticket(2).await.messages, 2, "Chloe's is in");
    // A timer fires in the millisecond after its time.
    desk.pass_exactly(Duration::from_millis(1)).await;
    for n in 1..=10 {
        desk.pass_exactly(Duration::from_millis(1_998)).await;
        assert_eq!(desk.ticket(1).await.messages, 30 + n);
        desk.pass_exactly(Duration::from_millis(2)).await;
        assert_eq!(desk.ticket(1).await.messages, 31 + n);
    }
    desk.seconds(300).await;
    assert_eq!(desk.flooded(), (1..=40).collect::<Vec<_>>());
    assert_eq!(desk.count(ANN, SLOW), 1, "told once");
    assert_eq!(desk.count(CHLOE, SLOW), 0);
    desk.gets_a_flood(ANN, 41..=80);
    desk.seconds(300).await;
    assert_eq!(desk.count(ANN, SLOW), 2, "another flood");
    assert_eq!(desk.flooded(), (1..=80).collect::<Vec<_>>());
    desk.behaved();
}

/// Six at once, then one in 10 s; ten minutes' worth, 60, may wait.
const SIX: &[(&str, &str)] = &[("LIMITS__MESSAGES_PER_MINUTE", "6")];

#[actix::test]
async fn ten_minutes_worth_waits_and_more_is_not_taken() {
    let desk = calm(SIX).await;
    desk.gets_a_flood(ANN, 1..=80);
    desk.settle().await;
    assert_eq!(desk.ticket(1).await.messages, 7);
    desk.seconds(60).await;
    assert_eq!(desk.count(ANN, SLOW), 1);
    let told = desk.find(ANN, NOT_TAKEN);
    let last = desk.find(ANN, "flood 66.");
    assert_eq!(told.reply_to, Some(last.id), "the last that is kept");
    desk.seconds(240).await;
    desk.gets_a_flood(ANN, 81..=85);
    desk.seconds(240).await;
    assert_eq!(desk.count(ANN, AGAIN), 0);
    desk.seconds(120).await;
    assert_eq!(desk.count(ANN, AGAIN), 1);
    desk.ann().writes("flood 86.").await;
    desk.seconds(300).await;

    // They were told which: all up to the one named by the first notice, and all since the second.
    let taken: Vec<u32> = (1..=66).chain([86]).collect();
    assert_eq!(desk.flooded(), taken);
    assert_eq!(desk.count(ANN, SLOW), 1);
    assert_eq!(desk.count(ANN, NOT_TAKEN), 1);
    assert_eq!(desk.count(ANN, AGAIN), 1);
    desk.behaved();
}

#[actix::test]
async fn tickets_are_opened_one_after_another() {
    let desk = Desk::set(&[("LIMITS__OPEN_TICKETS_PER_MINUTE", "1")]).await;
    desk.chloe().starts().await;
    desk.chloe().writes("My printer burns again.").await;
    desk.chloe().presses("🎫 Create Ticket").await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.ann().presses("Close Ticket").await;
    desk.ann().presses("Yes, close it").await;
    desk.ann()
        .writes("It happens again, and nobody helps me.")
        .await;
    desk.ann().presses("🎫 Create Ticket").await;
    // 50 s after the first.
    desk.gets(ANN, "And again");
    desk.gets(CHLOE, "Printer");
    desk.settle().await;
    assert_eq!(desk.count(ANN, SLOW), 1);
    desk.find(CHLOE, "Ticket #2 created");
    desk.seconds(60).await;
    desk.find(ANN, "Ticket #3 created");
    assert_eq!(desk.count(ANN, SLOW), 1);
    desk.behaved();
}

#[actix::test]
async fn a_restart_loses_and_doubles_nothing() {
    let desk = calm(SIX).await;
    desk.gets_a_flood(ANN, 1..=30);
    desk.settle().await;
    for _ in 0..3 {
        desk.seconds(25).await;
        desk.crash().await;
        desk.seconds(15).await;
        desk.restart().await;
    }
    desk.seconds(360).await;
    assert_eq!(desk.flooded(), (1..=30).collect::<Vec<_>>());
}

/// Forty messages in forty minutes reach the desk at once, when it is back.
#[actix::test]
async fn what_came_during_an_outage_is_no_flood() {
    let desk = calm(SIX).await;
    for n in 1..=40 {
        desk.gets_a_flood(ANN, n..=n);
        tokio::time::advance(minutes(1)).await;
    }
    desk.settle().await;
    assert_eq!(desk.ticket(1).await.messages, 41);
    assert_eq!(desk.count(ANN, SLOW), 0);
}

#[actix::test]
async fn an_agent_who_floods_in_private_answers_at_once() {
    let desk = calm(SIX).await;
    desk.dora().starts().await;
    desk.gets_a_flood(DORA, 1..=30);
    desk.seconds(10).await;
    assert_eq!(desk.count(DORA, SLOW), 1);
    desk.dora()
        .replies("New ticket #1", "Please restart it.")
        .await;
    desk.find(ANN, "Please restart it.");
    // In the group nobody is slowed.
    for n in 1..=20 {
        desk.dora().replies("icket #2", &format!("Step {n}.")).await;
    }
    assert_eq!(desk.count(CHLOE, "Step "), 20);
}

/// However many come: a few rows are in memory, the others go on at once.
#[actix::test]
async fn twenty_thousand_updates_of_one_person() {
    let desk = calm(&[]).await;
    let gateway = desk.running(|r| r.gateway.clone());
    let date = desk.clock.now().timestamp();
    let update = |n: i64| {
        json!({"update_id": 1_000_000 + n, "message": {
            "message_id": 1_000_000 + n, "date": date, "text": format!("flood {n}."),
            "chat": {"id": ANN, "type": "private"}, "from": {"id": ANN, "is_bot": false, "first_name": "Ann"},
        }})
        .to_string()
    };
    let mut most = 0;
    for batch in 0..200 {
        let updates = (1..=100).map(|n| update(100 * batch + n)).collect();
        gateway
            .send(ReceiveUpdates(updates))
            .await
            .expect("an answer")
            .expect("it is stored");
        most = most.max(desk.updates_held().await);
        if batch == 100 {
            desk.chloe().writes("Here is the log.").await;
            assert_eq!(desk.ticket(2).await.messages, 2, "at once");
        }
    }
    desk.settle().await;
    assert!((1..=10).contains(&most), "{most}");
    desk.seconds(60).await;
    assert_eq!(desk.count(ANN, SLOW), 1);
    assert_eq!(desk.count(ANN, NOT_TAKEN), 1);
    // In the database, too, no more than ten minutes' worth.
    let waiting = desk.store.inbox(vec![], 100_000, 100_000).await;
    let waiting = waiting.expect("a store").len();
    assert!((250..=300).contains(&waiting), "{waiting}");
}
