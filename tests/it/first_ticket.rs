//! A first ticket, end to end, on paused time.
use crate::common::desk::*;

#[actix::test]
async fn a_first_ticket() {
    let desk = Desk::open().await;
    desk.ann()
        .opens_a_ticket(
            "VPN not connecting",
            "I get error code 403 since this morning.",
        )
        .await;
    desk.dora().clicks("View Ticket").await;
    desk.dora()
        .replies("New ticket #1", "Please restart the app.")
        .await;
    desk.ann().writes("Still not working").await;
    desk.ann().presses("View Conversation").await;
    println!("{}", desk.everything());
    desk.pass(minutes(31)).await;
    desk.dora().clicks("Close Ticket").await;
    println!("{}", desk.everything());
}
