//! *SLA Monitoring*: the alert, its six lines, its exact instant, its reminders, its silence.

use super::*;
use std::time::Duration;

/// What is left of the thirty minutes when [`opened`] returns: the message was sent ten seconds ago.
const LEFT: Duration = Duration::from_secs(30 * 60 - 10);
const MS: Duration = Duration::from_millis(1);

fn alerts(desk: &Desk) -> usize {
    desk.count(GROUP, "SLA Breach!")
}

#[actix::test]
async fn wait_time_over_sla_minutes_send_breach_alert() {
    let desk = opened().await;
    desk.pass_exactly(LEFT - MS).await;
    assert_eq!(alerts(&desk), 0, "29:59.999");
    desk.pass_exactly(2 * MS).await;
    assert_eq!(alerts(&desk), 1, "30:00.001");
    let alert = desk.find(GROUP, "SLA Breach!");
    assert_eq!(alert.thread, Some(TOPIC));
    let since = desk.find(ANN, WORDS).date;
    let waited = alert.date - since;
    assert!((1_800_000..=1_800_001).contains(&waited), "{waited} ms");
    desk.behaved();
}

#[actix::test]
async fn the_six_lines_of_the_alert() {
    let desk = Desk::set(&[("SLA__RESPONSE_WITHIN", "15m")]).await;
    desk.ann()
        .opens_a_ticket("Payment not received", WORDS)
        .await;
    desk.pass(minutes(15)).await;
    let alert = desk.find(GROUP, "SLA Breach!");
    assert_eq!(
        alert.text,
        "⚠️ SLA Breach!\n\
         Ticket #1\n\
         Title: Payment not received\n\
         User: @ann\n\
         Waiting: 15 minutes"
    );
    assert_eq!(alert.buttons, [["View Ticket"]]);
    desk.behaved();
}

#[actix::test]
async fn a_user_without_a_username_stands_with_the_first_name_and_a_link() {
    let desk = Desk::open().await;
    desk.boris().opens_a_ticket(TITLE, WORDS).await;
    desk.pass(minutes(31)).await;
    let alert = desk.find(GROUP, "SLA Breach!");
    assert!(alert.text.contains("User: Boris\n"));
    assert!(alert.html.contains("tg://user?id=1002"), "{}", alert.html);
    desk.behaved();
}

#[actix::test]
async fn reminder_sent_recently_once_per_cooldown() {
    let desk = opened().await;
    desk.pass_exactly(LEFT + MS).await;
    assert_eq!(alerts(&desk), 1);
    desk.pass_exactly(minutes(15) - 3 * MS).await;
    assert_eq!(alerts(&desk), 1, "within the cooldown");
    desk.pass_exactly(5 * MS).await;
    assert_eq!(alerts(&desk), 2);
    desk.find(GROUP, "Waiting: 45 minutes");
    for n in 3..=5 {
        desk.pass_exactly(minutes(15) + 2 * MS).await;
        assert_eq!(alerts(&desk), n);
    }
    desk.find(GROUP, "Waiting: 90 minutes");
    desk.behaved();
}

#[actix::test]
async fn viewing_and_assigning_stop_no_clock() {
    let desk = looked_at().await;
    desk.dora().clicks("Assign").await;
    desk.dora().clicks_on("Who takes", "Emil").await;
    desk.pass(minutes(30)).await;
    assert_eq!(alerts(&desk), 1);
    desk.behaved();
}

#[actix::test]
async fn never_after_an_answer() {
    let desk = answered().await;
    desk.pass(hours(5)).await;
    assert_eq!(alerts(&desk), 0);
    desk.behaved();
}

#[actix::test]
async fn no_reminder_after_an_answer() {
    let desk = opened().await;
    desk.pass(minutes(31)).await;
    assert_eq!(alerts(&desk), 1);
    desk.dora().replies("SLA Breach!", ANSWER).await;
    desk.pass(hours(5)).await;
    assert_eq!(alerts(&desk), 1);
    desk.behaved();
}

#[actix::test]
async fn an_answer_in_the_last_moment() {
    let desk = looked_at().await;
    desk.pass_exactly(LEFT - 2 * A_WHILE).await;
    desk.dora().replies("Ticket #1", ANSWER).await;
    desk.pass(hours(1)).await;
    assert_eq!(alerts(&desk), 0);
    desk.behaved();
}

#[actix::test]
async fn a_ticket_answered_while_the_alert_waited_gets_none() {
    let desk = opened().await;
    // The group takes nothing for an hour, so the alert waits; private chats work.
    let flood = simulator::Fault {
        method: Some("sendMessage".into()),
        chat_id: Some(GROUP),
        nth: 1,
        times: 1,
        kind: simulator::FaultKind::Flood { retry_after: 3600 },
    };
    desk.control(simulator::Control::Fault(flood)).await;
    desk.pass(minutes(31)).await;
    assert_eq!(alerts(&desk), 0);
    desk.dora().replies("New ticket #1", ANSWER).await;
    desk.find(ANN, ANSWER);
    desk.pass(hours(2)).await;
    assert_eq!(alerts(&desk), 0);
}

#[actix::test]
async fn a_further_message_neither_restarts_the_clock_nor_alerts_again() {
    let desk = opened().await;
    desk.pass(minutes(20)).await;
    desk.ann().writes("Hello?").await;
    desk.pass(minutes(10)).await;
    assert_eq!(alerts(&desk), 1);
    desk.ann().writes("Hello??").await;
    desk.pass(minutes(10)).await;
    assert_eq!(alerts(&desk), 1);
    desk.behaved();
}

#[actix::test]
async fn a_reply_of_the_person_starts_the_clock_again() {
    let desk = answered().await;
    desk.pass(hours(1)).await;
    desk.ann().writes("Still not working").await;
    desk.pass_exactly(LEFT - MS).await;
    assert_eq!(alerts(&desk), 0);
    desk.pass_exactly(2 * MS).await;
    assert_eq!(alerts(&desk), 1);
    desk.find(GROUP, "Waiting: 30 minutes");
    desk.behaved();
}

#[actix::test]
async fn no_alert_where_the_clocks_are_off() {
    let desk = Desk::set(&[("SLA__ENABLED", "false")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.pass(hours(24)).await;
    assert_eq!(alerts(&desk), 0);
    desk.behaved();
}

#[actix::test]
async fn for_each_ticket_an_alert_of_its_own() {
    let desk = opened().await;
    desk.chloe().opens_a_ticket("Refund", WORDS).await;
    desk.pass(minutes(31)).await;
    desk.find(GROUP, "SLA Breach!\nTicket #1\n");
    desk.find(GROUP, "SLA Breach!\nTicket #2\n");
    assert_eq!(alerts(&desk), 2);
    desk.behaved();
}
