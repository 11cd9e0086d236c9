//! Each reader in their own language: a Russian person and an English team.

use super::*;

#[actix::test]
async fn a_russian_person_and_an_english_team() {
    let desk = Desk::open().await;
    desk.boris()
        .opens_a_ticket("Не работает VPN", "Ошибка 403 с самого утра.")
        .await;
    desk.dora().clicks("View Ticket").await;
    desk.dora()
        .replies("📋 Ticket #1", "Перезапустите приложение.")
        .await;
    desk.boris().writes("Не помогло").await;
    desk.boris().writes("/ticket").await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    insta::assert_snapshot!(desk.chat(BORIS), @"");
    insta::assert_snapshot!(desk.chat(GROUP), @"");
    desk.behaved();
}

#[actix::test]
async fn a_russian_team() {
    let desk = Desk::set(&[("ADMIN__LANGUAGE", "ru"), ("SLA__RESPONSE_WITHIN", "15m")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.pass(minutes(15)).await;
    let alert = desk.find(GROUP, "SLA");
    insta::assert_snapshot!(transcript(&[alert]), @"");
    desk.dora().says("/tickets").await;
    let list = desk.messages(GROUP).pop().expect("a list");
    insta::assert_snapshot!(transcript(&[list]), @"");
    desk.behaved();
}

#[actix::test]
async fn a_blocked_russian_reads_the_reason_in_russian() {
    let desk = Desk::open().await;
    desk.boris()
        .opens_a_ticket("Не работает VPN", "Ошибка 403 с самого утра.")
        .await;
    desk.dora().says("/block 1").await;
    desk.dora().clicks("1 hour").await;
    desk.dora().clicks("Off topic").await;
    desk.dora().clicks("Confirm").await;
    let told = desk.messages(BORIS).pop().expect("told");
    insta::assert_snapshot!(transcript(&[told]), @"");
    desk.behaved();
}
