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
    insta::assert_snapshot!(desk.chat(ANN), @r"
        10:00:00 Ann:
            /start
        10:00:00 Bellhop:
            👋 Hello! This is the support desk.
            Press 🎫 Support to get help, or just write what it is about.
            [🎫 Support]
        10:00:10 Bellhop:
            Create a ticket, and we will answer you here, or write to @support.
            [🎫 Create Ticket]
            [💬 Contact Support]
        10:00:20 Bellhop:
            What is it about? Send a short title for your ticket.
            [Cancel]
        10:00:30 Ann:
            VPN not connecting
        10:00:30 Bellhop:
            Now describe the problem. You can send text, a photo, a file, a voice message.
            [Cancel]
        10:00:40 Ann:
            I get error code 403...
        10:00:40 Bellhop:
            ✅ Ticket #1 created
            We will answer you here.
            [View Conversation] [Close Ticket]
        10:01:10 Bellhop:
            Support replied to ticket #1
            Please restart the app.
            [Reply] [View Conversation]
            [Close Ticket]
        10:01:20 Bellhop:
            📋 Ticket #1: VPN not connecting
            Status: 🔵 Awaiting User | Priority: Normal

            👤 User (10:00):
            I get error code 403...
            👨‍💼 Support (10:01):
            Please restart the app.
            [Reply] [Close Ticket]
        10:01:30 Bellhop:
            Send your reply to ticket #1.
            [Cancel]
        10:01:40 Ann:
            Still not working
            👍
        10:02:00 Bellhop:
            ✅ Ticket #1 has been resolved
            Support closed it.
            [Still need help]
    ");
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            📋 Ticket #1: VPN not connecting
            Status: ✅ Resolved | Priority: Normal
            User: @ann
            Assigned to: nobody
            Closed by the team after 1 minute
            [View Ticket]
        10:01:00 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin):
            ✍ Ticket #1: @dora, reply to this message with the answer.
        10:01:10 Dora (to Bellhop: ✍ Ticket #1: @dora, reply to t):
            Please restart the app.
            👌
        10:01:40 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin):
            User replied to #1
            Still not working
        10:01:50 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin) (edited):
            ✅ Ticket #1 was closed by @dora.
    ");
    desk.behaved();
}
