//! The sequence diagram, message by message.

use super::*;
use bellhop::domain::ticket::Status;

#[actix::test]
async fn sequence_diagram() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("VPN not connecting").await;
    desk.ann().writes("I get error code 403...").await;
    assert_eq!(desk.ticket(1).await.status, Status::Open);
    desk.dora().clicks("View Ticket").await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.dora().clicks("Reply").await;
    desk.dora().replies("reply to this message", ANSWER).await;
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.ann().presses("View Conversation").await;
    desk.ann().presses("Reply").await;
    desk.ann().writes("Still not working").await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    let ticket = desk.ticket(1).await;
    assert_eq!(ticket.status, Status::Resolved);
    let closed = ticket.resolved.expect("a time of closing").0;
    assert_eq!(closed - morning(), chrono::TimeDelta::seconds(120));
    insta::assert_snapshot!(desk.chat(ANN), @"");
    insta::assert_snapshot!(desk.chat(GROUP), @"");
    desk.behaved();
}
