//! The person does not respond: the warning, the close, and what stops it.

use super::*;
use bellhop::domain::ticket::Status;
use simulator::{Control, Fault, FaultKind};
use std::time::Duration;

/// What has passed since Telegram took the answer when [`answered`] returns.
const SINCE: Duration = A_WHILE;
const MS: Duration = Duration::from_millis(1);

#[actix::test]
async fn no_response_warning_then_auto_close() {
    let desk = answered().await;
    desk.pass_exactly(hours(42) - SINCE - MS).await;
    assert_eq!(desk.count(ANN, "We are waiting for you"), 0, "41:59:59.999");
    desk.pass_exactly(2 * MS).await;
    let warning = desk.find(ANN, "We are waiting for you");
    assert_eq!(
        warning.text,
        "⏳ We are waiting for you.\n📋 Ticket #1: VPN not connecting\nIt will be closed today 10:01, in 6 hours, unless you write."
    );
    assert_eq!(warning.buttons, [["Still need help", "It's solved"]]);
    desk.pass_exactly(hours(6) - 3 * MS).await;
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.pass_exactly(5 * MS).await;
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    assert_eq!(
        desk.find(ANN, "has been resolved").text,
        "✅ Ticket #1 has been resolved\nIt was closed because we did not hear from you."
    );
    desk.find(GROUP, "Closed after 48 h of silence");
    desk.dora().says("/sla 1").await;
    desk.find(GROUP, "Closed after 48 h of silence (auto_close.after)");
    desk.behaved();
}

#[actix::test]
async fn a_response_before_the_timeout_stops_it() {
    let desk = answered().await;
    desk.pass(hours(43)).await;
    desk.ann().writes("Sorry, I was away").await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.pass(hours(10)).await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}

#[actix::test]
async fn still_need_help_before_the_end_counts_as_a_message() {
    let desk = answered().await;
    desk.pass(hours(43)).await;
    let toast = desk.ann().presses("Still need help").await;
    assert_eq!(toast.as_deref(), Some("The team is told."));
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.find(GROUP, "User replied to #1\nI still need help.");
    desk.pass(hours(10)).await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}

#[actix::test]
async fn its_solved_closes_the_ticket_as_its_persons_own_close() {
    let desk = answered().await;
    desk.pass(hours(43)).await;
    let toast = desk.ann().presses("It's solved").await;
    assert_eq!(toast.as_deref(), Some("The ticket is closed."));
    assert_eq!(
        desk.find(ANN, "has been resolved").text,
        "✅ Ticket #1 has been resolved\nYou closed it."
    );
    desk.find(GROUP, "Closed by the user after 43 hours");
    // Once more, and after the end.
    let toast = desk.ann().presses("It's solved").await;
    assert_eq!(toast.as_deref(), Some("This ticket is already resolved."));
    assert_eq!(desk.count(ANN, "has been resolved"), 1);
    desk.behaved();
}

#[actix::test]
async fn its_solved_on_an_old_warning_asks_first() {
    let desk = answered().await;
    desk.pass(hours(43)).await;
    desk.ann().writes("Sorry, I was away").await;
    desk.ann().presses("It's solved").await;
    desk.find(ANN, "Close ticket #1?");
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}

#[actix::test]
async fn anything_the_person_does_cancels_it() {
    let desk = looked_at().await;
    let photo = || simulator::Writing {
        media: Some("photo".into()),
        ..Default::default()
    };
    let ann = desk.ann();
    for does in [
        "Hello",
        "a photo",
        "[Still need help]",
        "[View Conversation]",
        "[Reply]",
        "[Close Ticket]",
        "/ticket",
        "/tickets",
        "/help",
        "/start",
        "/cancel",
    ] {
        desk.dora().replies("Ticket #1", ANSWER).await;
        desk.pass(hours(43)).await;
        assert!(desk.ticket(1).await.is_warned(), "before {does}");
        match does.trim_matches(['[', ']']) {
            button if does.starts_with('[') => drop(ann.presses(button).await),
            "a photo" => _ = ann.does_write(photo()).await,
            text => _ = ann.writes(text).await,
        }
        let ticket = desk.ticket(1).await;
        assert!(!ticket.is_warned(), "in the same instant: {does}");
        desk.pass(hours(6)).await;
        assert!(!desk.ticket(1).await.is_resolved(), "{does}");
    }
    desk.behaved();
}

#[actix::test]
async fn it_stays_after_a_late_warning() {
    let desk = answered().await;
    desk.pass(hours(41)).await;
    // Her chat takes nothing until the 47th hour.
    let flood = Fault {
        method: Some("sendMessage".into()),
        chat_id: Some(ANN),
        nth: 1,
        times: 1,
        kind: FaultKind::Flood {
            retry_after: 5 * 3600,
        },
    };
    desk.control(Control::Fault(flood)).await;
    desk.pass(hours(6)).await;
    assert_eq!(desk.count(ANN, "We are waiting for you"), 0);
    desk.pass(hours(1)).await;
    let warned = desk.find(ANN, "We are waiting for you");
    assert!(warned.text.contains(", in 6 hours,"), "{}", warned.text);
    // It came in the 48th hour: the ticket stays until six hours after it.
    desk.pass(hours(4)).await;
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.pass(hours(3)).await;
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    let closed = desk.find(ANN, "has been resolved");
    let (six_hours, step) = (6 * 3_600_000, 3 * 60_000);
    assert!((six_hours..six_hours + step).contains(&(closed.date - warned.date)));
}

#[actix::test]
async fn no_warning_where_none_is_set() {
    let desk = Desk::set(&[("AUTO_CLOSE__WARN_BEFORE", "0s")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().replies("New ticket #1", ANSWER).await;
    desk.pass(hours(49)).await;
    assert_eq!(desk.count(ANN, "We are waiting for you"), 0);
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    desk.behaved();
}

#[actix::test]
async fn no_auto_close_where_it_is_off() {
    let desk = Desk::set(&[("AUTO_CLOSE__ENABLED", "false")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().replies("New ticket #1", ANSWER).await;
    desk.pass(hours(100)).await;
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.behaved();
}

#[actix::test]
async fn a_person_who_waits_is_never_closed() {
    let desk = Desk::set(&[("SLA__ENABLED", "false")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().clicks("View Ticket").await;
    desk.pass(hours(100)).await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}
