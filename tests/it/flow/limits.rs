//! Under the limits that Telegram documents: a burst is spread, nothing is refused, nothing is lost.

use super::*;
use serde_json::json;
use simulator::{Control, Writing};

async fn limited() -> Desk {
    limited_to("documented").await
}

/// Ann has ticket #1, and these limits hold.
async fn limited_to(mode: &str) -> Desk {
    let desk = opened().await;
    // What was sent before does not count.
    desk.pass(minutes(2)).await;
    let limits = json!({"action": "limits", "mode": mode});
    desk.control(serde_json::from_value(limits).expect("an action"))
        .await;
    desk
}

#[actix::test]
async fn a_burst_of_a_person_stays_within_the_groups_budget() {
    let desk = limited().await;
    for n in 1..=45 {
        let writing = Writing {
            user: ANN,
            text: Some(format!("burst {n}.")),
            ..Default::default()
        };
        desk.sim.control(Control::Write(writing)).expect("she may");
    }
    desk.settle().await;
    for _ in 0..300 {
        desk.pass_exactly(std::time::Duration::from_secs(1)).await;
    }
    let shown: Vec<_> = desk
        .messages(GROUP)
        .into_iter()
        .filter_map(|m| m.text.split_once("burst ").map(|(_, n)| n.to_owned()))
        .collect();
    let expected: Vec<_> = (1..=45).map(|n| format!("{n}.")).collect();
    assert_eq!(shown, expected, "all of them, in order");
    desk.behaved();
}

#[actix::test]
async fn a_burst_of_answers_stays_within_the_persons_budget() {
    let desk = limited().await;
    let card = desk.find(GROUP, "New ticket #1").id;
    for n in 1..=12 {
        let writing = Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: Some(card),
            text: Some(format!("burst {n}.")),
            ..Default::default()
        };
        desk.sim.control(Control::Write(writing)).expect("she may");
    }
    desk.settle().await;
    for _ in 0..180 {
        desk.pass_exactly(std::time::Duration::from_secs(1)).await;
    }
    let shown: Vec<_> = desk
        .messages(ANN)
        .into_iter()
        .filter_map(|m| m.text.split_once("burst ").map(|(_, n)| n.to_owned()))
        .collect();
    let expected: Vec<_> = (1..=12).map(|n| format!("{n}.")).collect();
    assert_eq!(shown, expected, "all of them, in order");
    desk.behaved();
}

#[actix::test]
async fn an_alert_is_not_held_up_by_a_free_group() {
    let desk = limited().await;
    desk.pass(minutes(28)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1);
    desk.behaved();
}

/// Half of what is documented, so that the desk is refused again and again: it waits as long as it is told.
#[actix::test]
async fn under_harsher_limits_than_documented_nothing_is_lost_or_out_of_order() {
    let desk = limited_to("harsh").await;
    for n in 1..=25 {
        let writing = Writing {
            user: ANN,
            text: Some(format!("burst {n}.")),
            ..Default::default()
        };
        desk.sim.control(Control::Write(writing)).expect("she may");
    }
    desk.settle().await;
    for _ in 0..900 {
        desk.pass_exactly(std::time::Duration::from_secs(1)).await;
    }
    let shown: Vec<_> = desk
        .messages(GROUP)
        .into_iter()
        .filter_map(|m| m.text.split_once("burst ").map(|(_, n)| n.to_owned()))
        .collect();
    let expected: Vec<_> = (1..=25).map(|n| format!("{n}.")).collect();
    assert_eq!(shown, expected, "all of them, in order");
    assert!(
        desk.refusals()
            .iter()
            .all(|refusal| refusal.contains("Too Many Requests"))
    );
}
