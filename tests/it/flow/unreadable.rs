//! Updates that can't be read stop nothing.

use super::*;
use serde_json::json;
use simulator::{Control, Press};

/// Queues an update that no reading makes sense of.
fn garbage(desk: &Desk) {
    let update =
        json!({"message": {"chat": {"id": ANN, "type": "private"}, "text": "no number, no date"}});
    let update = update.as_object().expect("an object").clone();
    let queued = desk.sim.control(Control::Update { update });
    queued.expect("an update");
}

#[actix::test]
async fn it_is_set_aside_the_team_is_told_and_others_go_on() {
    let desk = opened().await;
    garbage(&desk);
    desk.sim
        .control(Control::Start {
            user: CHLOE,
            payload: None,
        })
        .expect("she may");
    desk.struggle(std::time::Duration::from_secs(2)).await;
    desk.find(CHLOE, "This is the support desk");
    let told = desk.find(GROUP, "could not be processed and was set aside");
    assert_eq!(told.buttons, [["Retry"]]);
    assert_eq!(told.thread, Some(TOPIC));
    // In its own lane, too.
    desk.ann().writes("And this").await;
    desk.find(GROUP, "User replied to #1\nAnd this");
    assert_eq!(desk.count(GROUP, "was set aside"), 1);
    desk.behaved();
}

#[actix::test]
async fn retry_tries_again() {
    let desk = opened().await;
    garbage(&desk);
    desk.struggle(std::time::Duration::from_secs(2)).await;
    let press = Press {
        user: DORA,
        chat: Some(GROUP),
        button: Some("Retry".into()),
        ..Default::default()
    };
    desk.sim.control(Control::Press(press)).expect("a press");
    desk.struggle(std::time::Duration::from_secs(2)).await;
    let journal = desk.sim.journal();
    let toast = journal
        .iter()
        .rev()
        .find(|line| line.method == "AnswerCallbackQuery");
    assert_eq!(toast.expect("an answer").params["text"], "Trying again.");
    assert_eq!(
        desk.count(GROUP, "was set aside"),
        2,
        "it is still what it was"
    );
    desk.behaved();
}

#[actix::test]
async fn retry_of_what_was_worked_does_nothing() {
    let desk = opened().await;
    let updates: Vec<i64> = (1..=6).collect();
    let before = (desk.chat(ANN), desk.chat(GROUP));
    for update in updates {
        let press = Press {
            chat: Some(GROUP),
            data: Some(format!("retry:{update}")),
            ..Default::default()
        };
        desk.dora().does_press(press).await;
    }
    assert_eq!((desk.chat(ANN), desk.chat(GROUP)), before);
    assert_eq!(desk.ticket(1).await.messages, 1);
}

#[actix::test]
async fn kinds_of_updates_that_nobody_knows_are_passed_over() {
    let desk = opened().await;
    let before = desk.sim.journal().len();
    for update in [
        json!({"hologram": {"from": {"id": ANN}, "depth": 3}}),
        json!({"edited_message": {"message_id": 1, "date": 1, "chat": {"id": ANN, "type": "private"}}}),
        json!({"poll": {"id": "1"}}),
    ] {
        let update = update.as_object().expect("an object").clone();
        desk.control(Control::Update { update }).await;
    }
    desk.pass(A_WHILE).await;
    let journal = desk.sim.journal();
    assert!(
        journal[before..]
            .iter()
            .all(|line| line.method == "getUpdates")
    );
}
