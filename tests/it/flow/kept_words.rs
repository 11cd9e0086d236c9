//! Words that come without a ticket: kept, offered, never lost.

use super::*;
use simulator::{Press, Writing};

#[actix::test]
async fn writes_without_a_ticket_and_the_words_become_its_first_message() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    insta::assert_snapshot!(desk.chat(ANN), @r"
        10:00:00 Ann:
            /start
        10:00:00 Bellhop:
            👋 Hello! This is the support desk.
            Press 🎫 Support to get help, or just write what it is about.
            [🎫 Support]
        10:00:10 Ann:
            My printer prints nothing but stars
        10:00:10 Bellhop:
            You have no open ticket. Shall I create one? What you wrote is kept and will be its message.
            [🎫 Create Ticket]
        10:00:20 Bellhop:
            What is it about? Send a short title for your ticket.
            [Cancel]
        10:00:30 Ann:
            Printer
        10:00:30 Bellhop:
            ✅ Ticket #1 created
            We will answer you here.
            [View Conversation] [Close Ticket]
    ");
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:30 Bellhop:
            🆕 New ticket #1
            Title: Printer
            User: @ann
            Priority: Normal

            My printer prints nothing but stars
            [View Ticket] [Assign to me]
    ");
    desk.behaved();
}

#[actix::test]
async fn short_words_kept_do_not_make_a_message_alone() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().writes("Help").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    desk.find(ANN, "Now describe the problem");
    desk.ann().writes("It prints nothing but stars").await;
    assert_eq!(desk.ticket(1).await.messages, 2);
    desk.find(GROUP, "\nHelp");
    desk.find(GROUP, "User replied to #1\nIt prints nothing but stars");
    desk.behaved();
}

#[actix::test]
async fn many_words_kept_keep_their_order() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    for n in 1..=4 {
        desk.ann().writes(&format!("Line {n}")).await;
    }
    let photo = Writing {
        media: Some("photo".into()),
        text: Some("Line 5".into()),
        ..Default::default()
    };
    desk.ann().does_write(photo).await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    desk.ann().presses("View Conversation").await;
    insta::assert_snapshot!(desk.find(ANN, "📋 Ticket #1").text, @r"
        📋 Ticket #1: Printer
        Status: 🟢 Open | Priority: Normal

        👤 User (10:00):
        Line 1
        👤 User (10:00):
        Line 2
        👤 User (10:00):
        Line 3
        👤 User (10:00):
        Line 4
        👤 User (10:00):
        📷 Line 5
    ");
    desk.behaved();
}

#[actix::test]
async fn so_many_words_are_kept_and_the_next_are_refused_visibly() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    for n in 1..=21 {
        desk.ann().writes(&format!("Line {n}")).await;
    }
    let told = desk.find(ANN, "Your first 20 messages are kept");
    assert!(told.text.contains("what came after that is not kept"));
    assert_eq!(desk.count(ANN, "What you wrote is kept"), 0, "one offer");
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    assert_eq!(desk.ticket(1).await.messages, 20);
    desk.behaved();
}

#[actix::test]
async fn cancel_drops_the_words_kept_and_says_so() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.ann().writes("/cancel").await;
    desk.find(ANN, "Cancelled.");
    desk.ann().presses("🎫 Support").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    desk.find(ANN, "Now describe the problem");
    desk.behaved();
}

#[actix::test]
async fn writes_when_the_ticket_was_just_resolved() {
    let desk = answered().await;
    desk.ann().presses("Reply").await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    desk.ann().writes("Wait, it is still not working").await;
    let offered = desk.find(ANN, "What you wrote is kept");
    assert_eq!(
        offered.text,
        "Ticket #1 has been resolved. What you wrote is kept: create a new ticket to send it to us."
    );
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Still the VPN").await;
    desk.find(GROUP, "New ticket #2");
    desk.find(GROUP, "Wait, it is still not working");
    assert_eq!(desk.ticket(1).await.messages, 2);
    desk.behaved();
}

#[actix::test]
async fn still_need_help_after_the_end_begins_a_new_ticket() {
    let desk = resolved().await;
    desk.ann().presses("Still need help").await;
    desk.find(ANN, "Send a short title");
    desk.ann().writes("Still the VPN").await;
    desk.ann().writes("It broke again at noon").await;
    desk.find(ANN, "Ticket #2 created");
    desk.behaved();
}

#[actix::test]
async fn two_presses_on_create_ask_twice_and_keep_the_title() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes(TITLE).await;
    let press = Press {
        data: Some("create".into()),
        ..Default::default()
    };
    desk.ann().does_press(press).await;
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, &format!("Title: {TITLE}"));
    desk.behaved();
}

#[actix::test]
async fn words_kept_bear_the_time_at_which_they_were_sent() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.pass(minutes(30)).await;
    desk.ann().writes("It does so still.").await;
    desk.pass(minutes(30)).await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    desk.ann().presses("View Conversation").await;
    insta::assert_snapshot!(desk.find(ANN, "📋 Ticket #1").text, @r"
        📋 Ticket #1: Printer
        Status: 🟢 Open | Priority: Normal

        👤 User (10:00):
        My printer prints nothing but stars
        👤 User (10:30):
        It does so still.
    ");
    // The clock runs since there is a ticket.
    let waiting = desk.ticket(1).await.waiting.expect("the clock runs");
    let opened = desk.find(ANN, "created").date;
    assert_eq!(waiting.since.timestamp_millis(), opened);
    desk.behaved();
}
