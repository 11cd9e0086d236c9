//! The menu: from a person's first step to a ticket or to the contact.

use super::*;
use simulator::{Control, Press};

#[actix::test]
async fn user_starts() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    insta::assert_snapshot!(desk.chat(ANN), @r"
        10:00:00 Ann:
            /start
        10:00:00 Bellhop:
            👋 Hello! This is the support desk.
            Press 🎫 Support to get help, or just write what it is about.
            [🎫 Support]
    ");
    desk.behaved();
}

#[actix::test]
async fn user_starts_with_a_payload_and_asks_for_help() {
    let desk = Desk::open().await;
    for payload in ["support", "ticket", "anything_else"] {
        desk.control(Control::Start {
            user: ANN,
            payload: Some(payload.into()),
        })
        .await;
    }
    desk.ann().writes("/help").await;
    assert_eq!(desk.count(ANN, "This is the support desk"), 4);
    desk.behaved();
}

#[actix::test]
async fn click_support_menu_in_mode_tickets() {
    let desk = Desk::set(&[("DESK__MODE", "tickets")]).await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    let shown = desk.find(ANN, "Create a ticket");
    assert_eq!(shown.text, "Create a ticket, and we will answer you here.");
    assert_eq!(shown.buttons, [["🎫 Create Ticket"]]);
    desk.behaved();
}

#[actix::test]
async fn click_support_menu_in_mode_contact_shows_the_support_username() {
    let desk = Desk::set(&[("DESK__MODE", "contact"), ("DESK__CONTACT", "@helpers")]).await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    let shown = desk.find(ANN, "@helpers");
    assert_eq!(shown.text, "You can write to @helpers.");
    assert_eq!(shown.buttons, [["💬 Contact Support"]]);
    desk.behaved();
}

#[actix::test]
async fn mode_contact_opens_no_ticket() {
    let desk = Desk::set(&[("DESK__MODE", "contact"), ("DESK__CONTACT", "@helpers")]).await;
    desk.ann().starts().await;
    desk.ann().writes("I just write what it is about").await;
    assert_eq!(desk.find(ANN, "@helpers").buttons, [["💬 Contact Support"]]);
    // An old button of the time when there were tickets, or a forged one.
    let press = Press {
        data: Some("create".into()),
        ..Default::default()
    };
    desk.ann().does_press(press).await;
    desk.ann().writes(TITLE).await;
    desk.ann().writes(WORDS).await;
    assert_eq!(desk.count(GROUP, "New ticket"), 0);
    desk.behaved();
}

#[actix::test]
async fn click_support_menu_in_mode_both_and_choose_the_ticket() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    let shown = desk.find(ANN, "Create a ticket");
    assert_eq!(
        shown.text,
        "Create a ticket, and we will answer you here, or write to @support."
    );
    assert_eq!(
        shown.buttons,
        [["🎫 Create Ticket"], ["💬 Contact Support"]]
    );
    desk.ann().presses("🎫 Create Ticket").await;
    desk.find(ANN, "Send a short title");
    desk.behaved();
}

#[actix::test]
async fn click_support_menu_in_mode_both_and_choose_the_contact() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().writes("/support").await;
    let press = Press {
        user: ANN,
        button: Some("💬 Contact Support".into()),
        ..Default::default()
    };
    let opened = desk.control(Control::Press(press)).await;
    assert_eq!(opened["url"], "https://t.me/support");
    desk.behaved();
}
