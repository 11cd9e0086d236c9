//! *Conversation View*.

use super::*;
use simulator::Writing;

#[actix::test]
async fn conversation_view() {
    let desk = Desk::open().await;
    // As in the diagram: #123 is #1 here, and the minutes are its own.
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Connection Issues").await;
    desk.ann().writes("I cannot connect to the VPN...").await;
    desk.dora().clicks("View Ticket").await;
    desk.pass(minutes(5)).await;
    desk.dora()
        .replies("Ticket #1", "Please try restarting the app...")
        .await;
    desk.pass(minutes(5)).await;
    desk.ann().writes("Still not working after restart").await;
    desk.pass(minutes(5)).await;
    desk.dora()
        .replies("Ticket #1", "Let me check your subscription...")
        .await;
    desk.ann().writes("Thank you").await;
    desk.ann().presses("View Conversation").await;
    insta::assert_snapshot!(transcript(&[desk.find(ANN, "📋 Ticket #1")]), @r"
        10:16:40 Bellhop:
            📋 Ticket #1: Connection Issues
            Status: 🟡 In Progress | Priority: Normal

            👤 User (10:00):
            I cannot connect to the VPN...
            👨‍💼 Support (10:06):
            Please try restarting the app...
            👤 User (10:11):
            Still not working after restart
            👨‍💼 Support (10:16):
            Let me check your subscription...
            👤 User (10:16):
            Thank you
            [Reply] [Close Ticket]
    ");
    desk.behaved();
}

#[actix::test]
async fn conversation_by_command() {
    let desk = opened().await;
    desk.ann().writes("/ticket").await;
    let view = desk.find(ANN, "📋 Ticket #1");
    assert_eq!(
        view.text,
        "📋 Ticket #1: VPN not connecting\nStatus: 🟢 Open | Priority: Normal\n\n\
         👤 User (10:00):\nI get error code 403 since this morning."
    );
    assert_eq!(view.buttons, [["Reply", "Close Ticket"]]);
    desk.chloe().starts().await;
    desk.chloe().writes("/ticket").await;
    desk.find(CHLOE, "You have no open ticket.");
    desk.behaved();
}

#[actix::test]
async fn times_bear_the_date_when_it_is_not_today() {
    let desk = opened().await;
    desk.pass(hours(24)).await;
    desk.ann().writes("/ticket").await;
    let view = desk.find(ANN, "📋 Ticket #1");
    assert!(
        view.text.contains("👤 User (2026-11-23 10:00):"),
        "{}",
        view.text
    );
}

#[actix::test]
async fn times_are_in_the_desks_time_zone() {
    let desk = Desk::set(&[("DESK__TIME_ZONE", "Asia/Kolkata")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.ann().writes("/ticket").await;
    assert!(desk.find(ANN, "📋 Ticket #1").text.contains("(15:30)"));
}

#[actix::test]
async fn media_are_signs_with_buttons_that_send_them() {
    let desk = opened().await;
    for media in ["photo", "voice", "sticker", "location", "document"] {
        let writing = Writing {
            media: Some(media.into()),
            text: (media == "photo").then(|| "the screen".into()),
            ..Default::default()
        };
        desk.ann().does_write(writing).await;
    }
    desk.ann().presses("View Conversation").await;
    let view = desk.find(ANN, "📋 Ticket #1");
    insta::assert_snapshot!(transcript(&[view]), @r"
        10:01:40 Bellhop:
            📋 Ticket #1: VPN not connecting
            Status: 🟢 Open | Priority: Normal

            👤 User (10:00):
            I get error code 403 since this morning.
            👤 User (10:00):
            📷 the screen
            👤 User (10:01):
            🎤
            👤 User (10:01):
            🩷
            👤 User (10:01):
            📍 Place: 55.75, 37.62
            👤 User (10:01):
            📎
            [📷 10:00] [🎤 10:01] [🩷 10:01] [📍 10:01]
            [📎 10:01]
            [Reply] [Close Ticket]
    ");
    let before = desk.messages(ANN).len();
    for button in ["📷", "🎤", "🩷", "📍", "📎"] {
        desk.ann().presses(button).await;
    }
    let messages = desk.messages(ANN);
    let sent: Vec<_> = messages[before..]
        .iter()
        .map(|m| m.media.as_deref())
        .collect();
    assert_eq!(
        sent,
        [
            Some("photo"),
            Some("voice"),
            Some("sticker"),
            Some("location"),
            Some("document")
        ]
    );
    desk.behaved();
}

#[actix::test]
async fn a_long_conversation_opens_on_its_newest_page() {
    let desk = opened().await;
    for n in 1..=6 {
        desk.ann()
            .writes(&format!("Message {n}: {}", "long ".repeat(300)))
            .await;
    }
    desk.ann().presses("View Conversation").await;
    let shows = |n: usize| {
        let view = desk.find(ANN, "📋 Ticket #1");
        view.text.contains(&format!("Message {n}:"))
    };
    assert!(shows(6) && shows(5) && !shows(4));
    desk.ann().presses("◀ Older").await;
    assert!(shows(4) && shows(3) && !shows(5));
    desk.ann().presses("◀ Older").await;
    assert!(shows(2) && shows(1));
    assert!(
        desk.find(ANN, "📋 Ticket #1")
            .text
            .contains("error code 403")
    );
    desk.ann().presses("Newer ▶").await;
    assert!(shows(4) && shows(3) && !shows(5));
    assert_eq!(desk.count(ANN, "📋 Ticket #1"), 1, "turned in place");
    desk.behaved();
}

#[actix::test]
async fn names_of_agents_are_shown_where_the_desk_says_so() {
    let desk = Desk::set(&[("DESK__SHOW_AGENT_NAMES", "true")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().replies("New ticket #1", ANSWER).await;
    desk.find(ANN, "Support replied to ticket #1 · Dora");
    desk.ann().presses("View Conversation").await;
    desk.find(ANN, "👨‍💼 Support · Dora (10:00):");
    desk.behaved();
}
