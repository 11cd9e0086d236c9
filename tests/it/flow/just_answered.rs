//! Two agents answer at once: the second is told who answered seconds ago, and confirms or drops.

use super::*;
use simulator::{Control, Press, Writing};

/// Dora answered, and Emil seconds after her.
async fn both_answered() -> Desk {
    let desk = looked_at().await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.emil()
        .replies("📋 Ticket #1", "Have you tried to restart?")
        .await;
    desk
}

#[actix::test]
async fn the_second_is_asked() {
    let desk = both_answered().await;
    let asked = desk.find(GROUP, "answered seconds ago");
    assert_eq!(
        asked.text,
        "⚠️ Ticket #1: @dora answered seconds ago. Send this answer too?"
    );
    assert_eq!(asked.buttons, [["Send anyway", "Drop"]]);
    assert_eq!(asked.reply_to, Some(desk.find(GROUP, "Have you tried").id));
    assert_eq!(desk.count(ANN, "Have you tried"), 0);
    desk.behaved();
}

#[actix::test]
async fn send_anyway() {
    let desk = both_answered().await;
    assert_eq!(desk.emil().clicks("Send anyway").await, None);
    desk.find(ANN, "Have you tried to restart?");
    desk.find(GROUP, "Ticket #1: the answer was sent.");
    assert_eq!(desk.find(GROUP, "Have you tried").reactions, ["👌"]);
    assert_eq!(
        desk.count(GROUP, "Send this answer too?"),
        0,
        "decided in place"
    );
    desk.behaved();
}

#[actix::test]
async fn drop_it() {
    let desk = both_answered().await;
    assert_eq!(desk.emil().clicks("Drop").await, None);
    desk.find(
        GROUP,
        "Ticket #1: the answer was dropped, nothing was sent.",
    );
    assert_eq!(desk.count(ANN, "Have you tried"), 0);
    desk.behaved();
}

#[actix::test]
async fn another_presser_is_told_that_it_is_not_theirs() {
    let desk = both_answered().await;
    for button in ["Send anyway", "Drop"] {
        let toast = desk.dora().clicks(button).await;
        assert_eq!(toast.as_deref(), Some("Somebody else must decide this."));
    }
    assert_eq!(desk.count(ANN, "Have you tried"), 0);
    desk.emil().clicks("Send anyway").await;
    assert_eq!(desk.count(ANN, "Have you tried"), 1);
    desk.behaved();
}

#[actix::test]
async fn deciding_twice_sends_once() {
    let desk = both_answered().await;
    let asked = desk.find(GROUP, "answered seconds ago").id;
    let press = Press {
        user: EMIL,
        chat: Some(GROUP),
        message_id: Some(asked),
        button: Some("Send anyway".into()),
        ..Default::default()
    };
    for _ in 0..2 {
        let pressed = desk.sim.control(Control::Press(press.clone()));
        pressed.expect("the button is there");
    }
    desk.settle().await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "Have you tried"), 1);
    desk.behaved();
}

#[actix::test]
async fn the_ticket_is_resolved_meanwhile() {
    let desk = both_answered().await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    let toast = desk.emil().clicks("Send anyway").await;
    assert_eq!(toast.as_deref(), Some("This ticket is already resolved."));
    desk.find(GROUP, "⚠️ Ticket #1 is resolved: nothing was sent.");
    assert_eq!(desk.count(ANN, "Have you tried"), 0);
    desk.behaved();
}

#[actix::test]
async fn one_agent_answers_in_several_messages() {
    let desk = looked_at().await;
    desk.dora().replies("📋 Ticket #1", "First this").await;
    desk.dora().replies("📋 Ticket #1", "Then that").await;
    assert_eq!(desk.count(GROUP, "answered seconds ago"), 0);
    desk.find(ANN, "Then that");
    desk.behaved();
}

#[actix::test]
async fn half_a_minute_later_nobody_is_asked() {
    let desk = looked_at().await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.pass(std::time::Duration::from_secs(30)).await;
    desk.emil()
        .replies("📋 Ticket #1", "Have you tried to restart?")
        .await;
    assert_eq!(desk.count(GROUP, "answered seconds ago"), 0);
    desk.find(ANN, "Have you tried");
    desk.behaved();
}

/// An answer that bears no name is decided by whoever writes without one, and by one of them only.
#[actix::test]
async fn two_decide_at_once_what_an_anonymous_administrator_wrote() {
    let desk = looked_at().await;
    for user in [EMIL, FAY] {
        desk.control(Control::Member {
            chat: GROUP,
            user,
            status: "administrator".into(),
            rights: vec!["all".into()],
            anonymous: true,
            by: Some(DORA),
        })
        .await;
    }
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    let writing = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        text: Some("Have you tried to restart?".into()),
        as_anonymous: true,
        ..Default::default()
    };
    desk.emil().does_write(writing).await;
    let asked = desk.find(GROUP, "answered seconds ago").id;
    let toast = desk.dora().clicks("Send anyway").await;
    assert_eq!(toast.as_deref(), Some("Somebody else must decide this."));
    let mut presses = Vec::new();
    for user in [EMIL, FAY] {
        let press = Press {
            user,
            chat: Some(GROUP),
            message_id: Some(asked),
            button: Some("Send anyway".into()),
            ..Default::default()
        };
        let pressed = desk.sim.control(Control::Press(press));
        presses.push(pressed.expect("the button is there"));
    }
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "Have you tried"), 1);
    let mut toasts = Vec::new();
    for pressed in presses {
        let query_id = pressed["query_id"].as_str().expect("a press").to_owned();
        let answer = desk.control(Control::Answer { query_id }).await;
        toasts.push(answer["text"].as_str().unwrap_or_default().to_owned());
    }
    toasts.sort();
    assert_eq!(toasts, ["", "This button is no longer valid."]);
    desk.behaved();
}
