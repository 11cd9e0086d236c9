//! The desk is stopped and started again in the middle of things.

use super::*;
use bellhop::domain::ticket::Status;

#[actix::test]
async fn in_the_middle_of_a_title() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.restart().await;
    desk.ann().writes("Printer").await;
    desk.find(ANN, "Ticket #1 created");
    desk.find(GROUP, "My printer prints nothing but stars");
    desk.behaved();
}

#[actix::test]
async fn between_title_and_message() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes(TITLE).await;
    desk.restart().await;
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, &format!("Title: {TITLE}"));
    desk.behaved();
}

#[actix::test]
async fn in_the_middle_of_an_answer() {
    let desk = looked_at().await;
    desk.dora().clicks("Reply").await;
    desk.restart().await;
    desk.dora().replies("reply to this message", ANSWER).await;
    assert_eq!(desk.count(ANN, ANSWER), 1);
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.behaved();
}

#[actix::test]
async fn in_the_middle_of_a_block() {
    let desk = looked_at().await;
    desk.dora().clicks("Block User").await;
    desk.dora().clicks("1 hour").await;
    desk.restart().await;
    desk.dora().replies("Why?", "Rude").await;
    desk.restart().await;
    desk.dora().clicks("Confirm").await;
    desk.find(ANN, "You have been blocked");
    desk.behaved();
}

#[actix::test]
async fn the_alert_comes_at_its_time_and_is_not_repeated() {
    let desk = opened().await;
    desk.pass(minutes(20)).await;
    desk.restart().await;
    desk.pass(minutes(11)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1);
    desk.restart().await;
    desk.pass(minutes(5)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1);
    desk.pass(minutes(11)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 2);
    desk.behaved();
}

#[actix::test]
async fn nothing_is_told_twice() {
    let desk = resolved().await;
    let before = (desk.chat(ANN), desk.chat(GROUP));
    desk.restart().await;
    desk.pass(minutes(1)).await;
    assert_eq!((desk.chat(ANN), desk.chat(GROUP)), before);
    desk.behaved();
}

/// Everything that Ann and Dora do, with a crash after each step.
#[actix::test]
async fn a_crash_after_each_step() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.crash().await;
    desk.ann().presses("🎫 Support").await;
    desk.crash().await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.crash().await;
    desk.ann().writes(TITLE).await;
    desk.crash().await;
    desk.ann().writes(WORDS).await;
    desk.crash().await;
    desk.dora().clicks("View Ticket").await;
    desk.crash().await;
    desk.dora().clicks("Reply").await;
    desk.crash().await;
    desk.dora().replies("reply to this message", ANSWER).await;
    desk.crash().await;
    desk.ann().writes("Still not working").await;
    desk.crash().await;
    desk.dora().clicks("Close Ticket").await;
    desk.crash().await;
    desk.dora().clicks("Yes, close it").await;
    desk.crash().await;
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    for once in ["created", ANSWER, "has been resolved"] {
        assert_eq!(desk.count(ANN, once), 1, "{once}");
    }
    assert_eq!(desk.count(GROUP, "Still not working"), 1);
    desk.behaved();
}

/// An update is stored, and then the desk dies before it is worked.
#[actix::test]
async fn a_crash_loses_no_message() {
    let desk = looked_at().await;
    let writing = simulator::Writing {
        user: ANN,
        text: Some("Do not lose me".into()),
        ..Default::default()
    };
    let written = desk.sim.control(simulator::Control::Write(writing));
    written.expect("she may");
    desk.fetch().await;
    desk.crash().await;
    assert_eq!(desk.ticket(1).await.messages, 2);
    // A call that was under way may be made again, others not.
    assert!([1, 2].contains(&desk.count(GROUP, "Do not lose me")));
    desk.behaved();
}
