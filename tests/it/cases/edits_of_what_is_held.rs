//! Somebody changes something that the desk holds still: that is what is worked with, or they are told why not.

use super::*;
use crate::common::trouble::Goes;
use bellhop::domain::ids::TicketId;
use simulator::{Control, Press, Writing};
use std::time::Duration;

#[actix::test]
async fn a_title_that_was_refused_is_corrected() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    let title = desk.ann().writes("VP").await;
    desk.find(ANN, "Title too short");
    desk.changes(ANN, ANN, title, "VPN").await;
    desk.find(ANN, "Now describe the problem");
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, "Title: VPN\n");
    desk.behaved();
}

#[actix::test]
async fn a_title_is_changed_before_there_is_a_ticket() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    let title = desk.ann().writes("VNP").await;
    desk.changes(ANN, ANN, title, "VPN").await;
    desk.changes(ANN, ANN, title, "V").await;
    desk.find(ANN, "Title too short");
    desk.changes(ANN, ANN, title, TITLE).await;
    assert_eq!(desk.count(ANN, "Now describe the problem"), 2);
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, &format!("Title: {TITLE}\n"));
    desk.behaved();
}

#[actix::test]
async fn a_title_is_changed_when_there_is_a_ticket() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    let title = desk.ann().writes("VNP not connecting").await;
    desk.ann().writes(WORDS).await;
    desk.changes(ANN, ANN, title, TITLE).await;
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            🆕 New ticket #1
            Title: VPN not connecting
            User: @ann
            Priority: Normal
            ✏️ edited

            I get error code 403 since this morning.
            [View Ticket] [Assign to me]
    ");
    let earlier = desk.store.earlier_titles(TicketId(1)).await;
    assert_eq!(earlier.expect("a store"), ["VNP not connecting"]);
    desk.dora().clicks("View Ticket").await;
    desk.changes(ANN, ANN, title, "VPN connects not").await;
    desk.find(GROUP, "📋 Ticket #1: VPN connects not");
    // What is no title is refused, and said to be.
    desk.changes(ANN, ANN, title, "V").await;
    let told = desk.find(ANN, "stays as it was");
    assert_eq!(
        told.text,
        "The title of ticket #1 stays as it was: a title has at least 3 characters."
    );
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    desk.changes(ANN, ANN, title, TITLE).await;
    desk.find(
        ANN,
        "Ticket #1 has been resolved: what you changed is not passed on any more.",
    );
    desk.find(GROUP, "📋 Ticket #1: VPN connects not");
    desk.behaved();
}

#[actix::test]
async fn a_russian_title_that_becomes_none_stays_as_it_was() {
    let desk = Desk::open().await;
    desk.boris().asks_for_a_ticket().await;
    let title = desk.boris().writes("Принтер").await;
    desk.boris().writes("Печатает одни звёзды.").await;
    desk.changes(BORIS, BORIS, title, &"П".repeat(200)).await;
    let told = desk.find(BORIS, "остался прежним");
    assert_eq!(
        told.text,
        "Заголовок обращения #1 остался прежним: нужно не больше 128 символов."
    );
    desk.find(GROUP, "Title: Принтер\n");
    desk.behaved();
}

#[actix::test]
async fn a_message_that_was_refused_is_corrected() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    desk.ann().writes(TITLE).await;
    let short = desk.ann().writes("Error 403").await;
    desk.find(ANN, "Message too short");
    let long = desk.ann().writes(&"long ".repeat(801)).await;
    desk.find(ANN, "Message too long");
    desk.changes(ANN, ANN, long, &"long ".repeat(802)).await;
    assert_eq!(desk.count(ANN, "Message too long"), 2);
    desk.changes(ANN, ANN, short, WORDS).await;
    desk.find(ANN, "Ticket #1 created");
    desk.find(GROUP, &format!("\n\n{WORDS}"));
    assert_eq!(desk.ticket(1).await.messages, 1);
    // It is a message of the ticket now.
    desk.changes(ANN, ANN, short, "Error 404 since this morning")
        .await;
    desk.find(GROUP, "\n\nError 404 since this morning");
    desk.behaved();
}

/// The database refuses every turn in which this is said.
fn chokes_on(desk: &Desk, text: &'static str) {
    desk.trouble.with_turns(move |work| {
        let said = work.ticket.iter().flat_map(|ticket| &ticket.messages);
        let said = said.filter(|said| said.words.text.contains(text));
        (said.count() > 0).then_some(Goes::Refused)
    });
}

/// Somebody writes what the desk chokes on, and it is set aside.
async fn is_set_aside(desk: &Desk, writing: Writing) -> i64 {
    let written = desk.sim.control(Control::Write(writing)).expect("they may");
    desk.struggle(Duration::from_secs(3)).await;
    desk.find(GROUP, "could not be processed and was set aside");
    written["message_id"].as_i64().expect("a number")
}

#[actix::test]
async fn a_message_that_was_set_aside_is_tried_again_as_it_is_now() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    chokes_on(&desk, "sour");
    let message = is_set_aside(
        &desk,
        Writing {
            user: ANN,
            text: Some("Something sour".into()),
            ..Default::default()
        },
    )
    .await;
    desk.changes(ANN, ANN, message, "Something sweet").await;
    desk.changes(ANN, ANN, message, "Something salty").await;
    desk.dora().clicks("Retry").await;
    desk.find(GROUP, "User replied to #1\nSomething salty");
    assert_eq!(desk.count(GROUP, "User replied"), 1);
    // And from now on it is a message like any other.
    desk.changes(ANN, ANN, message, "Something bitter").await;
    desk.find(GROUP, "Something bitter");
    assert_eq!(desk.ticket(1).await.messages, 2);
}

#[actix::test]
async fn an_answer_that_was_set_aside_is_sent_as_it_is_now() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    chokes_on(&desk, "sour");
    let card = desk.find(GROUP, "New ticket #1").id;
    let message = is_set_aside(
        &desk,
        Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: Some(card),
            text: Some("The password is sour".into()),
            ..Default::default()
        },
    )
    .await;
    desk.changes(DORA, GROUP, message, "Ask me for the password")
        .await;
    desk.dora()
        .does_press(Press {
            chat: Some(GROUP),
            button: Some("Retry".into()),
            ..Default::default()
        })
        .await;
    desk.find(ANN, "Ask me for the password");
    assert_eq!(desk.count(ANN, "sour"), 0);
}

/// An older edit that was set aside does not bring back what the message said then.
#[actix::test]
async fn an_edit_that_was_set_aside_brings_nothing_old_back() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let message = desk.ann().writes("First").await;
    chokes_on(&desk, "sour");
    let edit = Control::Edit {
        user: ANN,
        chat: None,
        message_id: message,
        text: "Something sour".into(),
        media: None,
        entities: Vec::new(),
    };
    desk.sim.control(edit).expect("she may");
    desk.struggle(Duration::from_secs(3)).await;
    desk.find(GROUP, "could not be processed and was set aside");
    desk.changes(ANN, ANN, message, "Something sweet").await;
    desk.find(GROUP, "Something sweet");
    desk.trouble.is_over();
    desk.dora().clicks("Retry").await;
    assert_eq!(desk.count(GROUP, "Something sweet"), 1);
    assert_eq!(desk.count(GROUP, "sour"), 0);
}
