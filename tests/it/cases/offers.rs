//! The offer to open a ticket: one stands, below what was written last, and what it says is true for as long as it does.

use super::*;
use crate::common::trouble::Goes;
use simulator::{Control, Press};
use std::time::Duration;

const KEPT: &str = "What you wrote is kept";
const ENDED: &str = "what you wrote is not kept any longer";

/// Whether the newest message of a chat holds this.
fn newest(desk: &Desk, chat: i64, text: &str) -> bool {
    let messages = desk.messages(chat);
    messages.last().is_some_and(|m| m.text.contains(text))
}

#[actix::test]
async fn one_offer_stands_below_the_newest_message() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().writes("My printer").await;
    desk.ann().writes("prints nothing").await;
    desk.ann().writes("but stars").await;
    insta::assert_snapshot!(desk.chat(ANN), @r"
        10:00:00 Ann:
            /start
        10:00:00 Bellhop:
            👋 Hello! This is the support desk.
            Press 🎫 Support to get help, or just write what it is about.
            [🎫 Support]
        10:00:10 Ann:
            My printer
        10:00:20 Ann:
            prints nothing
        10:00:30 Ann:
            but stars
        10:00:30 Bellhop:
            You have no open ticket. Shall I create one? What you wrote is kept and will be its message.
            [🎫 Create Ticket]
    ");
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    assert_eq!(desk.ticket(1).await.messages, 3);
    desk.behaved();
}

#[actix::test]
async fn many_messages_at_once_bring_one_offer() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    for n in 1..=15 {
        desk.gets(ANN, &format!("Line {n}"));
    }
    desk.settle().await;
    desk.pass(minutes(1)).await;
    assert_eq!(desk.count(ANN, KEPT), 1);
    assert!(newest(&desk, ANN, KEPT));
    let offers = desk.sim.journal().into_iter();
    let offers = offers.filter(|line| {
        let text = line.params.get("text").and_then(|text| text.as_str());
        text.is_some_and(|text| text.contains(KEPT))
    });
    assert!(offers.count() <= 5, "not one call for each message");
    desk.behaved();
}

#[actix::test]
async fn an_offer_that_somebody_deleted_themselves_is_not_missed() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().writes("My printer").await;
    let message_id = desk.find(ANN, KEPT).id;
    desk.control(Control::Delete {
        user: ANN,
        chat: None,
        message_id,
    })
    .await;
    desk.ann().writes("prints nothing but stars").await;
    assert_eq!(desk.count(ANN, KEPT), 1);
    desk.ann().writes("and moons").await;
    assert_eq!(desk.count(ANN, KEPT), 1);
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    assert_eq!(desk.ticket(1).await.messages, 3);
}

#[actix::test]
async fn what_is_kept_is_kept_for_a_day_and_then_they_are_told() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.boris().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.boris()
        .writes("Мой принтер печатает одни звёзды")
        .await;
    desk.pass(hours(23)).await;
    assert_eq!((desk.count(ANN, KEPT), desk.count(ANN, ENDED)), (1, 0));
    desk.pass(hours(1)).await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.count(ANN, KEPT), 0, "it is true no more, and gone");
    let told = desk.find(ANN, ENDED);
    assert_eq!(
        told.text,
        "A day has passed without a ticket: what you wrote is not kept any longer, and nobody has read it. If you still \
         need help, just write again."
    );
    let told = desk.find(BORIS, "больше не хранится");
    assert_eq!(
        told.buttons,
        [["🎫 Создать обращение"], ["💬 Написать в поддержку"]]
    );
    desk.pass(hours(24)).await;
    assert_eq!(desk.count(ANN, ENDED), 1, "once");
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    desk.find(ANN, "Now describe the problem");
    desk.behaved();
}

#[actix::test]
async fn a_title_that_was_typed_is_told_of_and_a_question_alone_is_not() {
    let desk = Desk::open().await;
    for person in [ANN, CHLOE] {
        desk.person(person).starts().await;
        desk.person(person).presses("🎫 Support").await;
        desk.person(person).presses("🎫 Create Ticket").await;
    }
    desk.ann().writes(TITLE).await;
    desk.pass(hours(25)).await;
    assert_eq!((desk.count(ANN, ENDED), desk.count(CHLOE, ENDED)), (1, 0));
    desk.ann().writes(WORDS).await;
    desk.find(ANN, "You have no open ticket");
    desk.behaved();
}

/// They come back before the desk has looked: they are told, and what they write now is kept.
#[actix::test]
async fn what_ended_while_the_desk_was_down_is_told_before_anything_else() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.is_down_for(hours(60)).await;
    desk.ann().writes("Is anybody there?").await;
    desk.pass(minutes(5)).await;
    assert_eq!(desk.count(ANN, ENDED), 1);
    assert!(newest(&desk, ANN, "You have no open ticket"));
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Printer").await;
    assert_eq!(desk.ticket(1).await.messages, 1);
    desk.find(GROUP, "\n\nIs anybody there?");
    desk.behaved();
}

/// The database fails just then: it is told later, once.
#[actix::test]
async fn the_end_of_an_offer_is_told_once_whatever_fails() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.pass(hours(23)).await;
    let mut unheard = false;
    desk.trouble.with_turns(move |work| {
        let ends = work.outbox.iter().any(|row| row.key.contains("ended"));
        (ends && !std::mem::replace(&mut unheard, true)).then_some(Goes::Unheard)
    });
    desk.pass(hours(2)).await;
    desk.trouble.is_over();
    desk.pass(minutes(5)).await;
    assert_eq!((desk.count(ANN, KEPT), desk.count(ANN, ENDED)), (0, 1));
}

#[actix::test]
async fn cancel_takes_the_offer_away() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.ann().writes("/cancel").await;
    desk.find(ANN, "Cancelled.");
    assert_eq!(desk.count(ANN, KEPT), 0);
    desk.behaved();
}

/// Where there are no tickets, nothing is promised.
#[actix::test]
async fn without_tickets_nothing_is_kept_and_nothing_is_told_a_day_later() {
    let desk = Desk::set(&[("DESK__MODE", "contact"), ("DESK__CONTACT", "@helpers")]).await;
    desk.ann().starts().await;
    desk.ann()
        .writes("My printer prints nothing but stars")
        .await;
    desk.ann().writes("Really").await;
    assert_eq!(desk.count(ANN, "You can write to @helpers."), 1);
    desk.pass(hours(25)).await;
    assert_eq!(desk.count(ANN, ENDED), 0);
    desk.behaved();
}

/// Emil's answer waited for his yes, and he forgot it.
#[actix::test]
async fn an_answer_that_nobody_confirmed_is_told_as_not_sent() {
    let desk = Desk::set(&[("SLA__ENABLED", "false")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().clicks("View Ticket").await;
    desk.dora()
        .replies("📋 Ticket #1", "Please restart the app.")
        .await;
    let second = desk
        .emil()
        .replies("📋 Ticket #1", "Have you tried to restart?")
        .await;
    desk.find(GROUP, "Send this answer too?");
    desk.pass(hours(24)).await;
    desk.pass(minutes(2)).await;
    let told = desk.find(GROUP, "because nobody confirmed it for a day");
    assert_eq!(
        told.text,
        "⏳ Ticket #1: this answer was not sent, because nobody confirmed it for a day."
    );
    assert_eq!((told.reply_to, told.thread), (Some(second), Some(TOPIC)));
    let press = Press {
        user: EMIL,
        chat: Some(GROUP),
        button: Some("Send anyway".into()),
        ..Default::default()
    };
    desk.emil().does_press(press).await;
    desk.pass(Duration::from_secs(60)).await;
    assert_eq!(desk.count(ANN, "Have you tried"), 0);
    desk.behaved();
}
