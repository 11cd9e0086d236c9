//! Marks on a person's messages keep no answer from them.

use super::*;
use simulator::{Control, Writing};
use std::time::Duration;

/// Ten pictures make ten marks, and a chat takes three calls in three seconds.
#[actix::test]
async fn an_answer_passes_the_marks_on_ten_pictures() {
    let desk = Desk::open().await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    desk.pass(minutes(2)).await;
    let limits = serde_json::json!({"action": "limits", "mode": "documented"});
    desk.control(serde_json::from_value(limits).expect("an action"))
        .await;
    let since = desk.sim.journal().len();
    for _ in 0..10 {
        let picture = Writing {
            user: ANN,
            media: Some("photo".into()),
            ..Default::default()
        };
        desk.sim.control(Control::Write(picture)).expect("she may");
    }
    desk.settle().await;
    let answer = Writing {
        user: DORA,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "New ticket #1").id),
        text: Some("Please restart the app.".into()),
        ..Default::default()
    };
    desk.sim.control(Control::Write(answer)).expect("she may");
    desk.settle().await;
    desk.find(ANN, "Please restart the app.");

    desk.pass_exactly(Duration::from_secs(10)).await;
    let pictures = desk.messages(ANN).into_iter();
    let pictures: Vec<_> = pictures.filter(|m| m.media.is_some()).collect();
    let newest = pictures.last().expect("her pictures");
    assert_eq!(newest.reactions, ["👍"], "{}", desk.chat(ANN));
    let marks = desk.sim.journal().into_iter().skip(since);
    let marks = marks.filter(|line| line.method == "setMessageReaction");
    let marks = marks.filter(|line| line.chat_id == Some(ANN)).count();
    assert!(marks <= 3, "{marks} marks, of which the newest is enough");
    desk.behaved();
}
