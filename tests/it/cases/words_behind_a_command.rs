//! Words behind a command: they are what the person wrote, and go where words go.

use super::*;
use serde_json::json;
use simulator::{Control, Writing};

/// A person comes by a link to the bot.
async fn comes_by(desk: &Desk, user: i64, payload: &str) {
    let payload = Some(payload.to_owned());
    desk.control(Control::Start { user, payload }).await;
    desk.pass(A_WHILE).await;
}

#[actix::test]
async fn words_behind_support_are_kept_and_become_the_first_message() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().writes("/support my invoice is wrong").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Invoice").await;
    insta::assert_snapshot!(desk.chat(ANN), @r"
        10:00:00 Ann:
            /start
        10:00:00 Bellhop:
            👋 Hello! This is the support desk.
            Press 🎫 Support to get help, or just write what it is about.
            [🎫 Support]
        10:00:10 Ann:
            /support my invoice is wrong
        10:00:10 Bellhop:
            You have no open ticket. Shall I create one? What you wrote is kept and will be its message.
            [🎫 Create Ticket]
        10:00:20 Bellhop:
            What is it about? Send a short title for your ticket.
            [Cancel]
        10:00:30 Ann:
            Invoice
        10:00:30 Bellhop:
            ✅ Ticket #1 created
            We will answer you here.
            [View Conversation] [Close Ticket]
    ");
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:30 Bellhop:
            🆕 New ticket #1
            Title: Invoice
            User: @ann
            Priority: Normal

            my invoice is wrong
            [View Ticket] [Assign to me]
    ");
    desk.behaved();
}

#[actix::test]
async fn words_behind_each_command_reach_the_open_ticket() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    for (n, command) in ["start", "help", "support", "ticket", "tickets", "cancel"]
        .into_iter()
        .enumerate()
    {
        desk.ann()
            .writes(&format!("/{command} it is {command} again"))
            .await;
        let wrote = format!("User replied to #1\nit is {command} again");
        assert_eq!(desk.count(GROUP, &wrote), 1, "{command}");
        assert_eq!(desk.ticket(1).await.messages, n as u32 + 2, "{command}");
    }
    // What asks to see something is answered, too.
    assert_eq!(desk.count(ANN, "Your tickets"), 1);
    assert_eq!(desk.count(ANN, "There is nothing to cancel"), 0);
    desk.behaved();
}

#[actix::test]
async fn words_behind_a_command_answer_the_question_that_was_asked() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    desk.ann().writes("/ticket VPN not connecting").await;
    desk.ann()
        .writes("/help I get error code 403 since this morning.")
        .await;
    desk.find(GROUP, "Title: VPN not connecting\n");
    desk.find(GROUP, "\n\nI get error code 403 since this morning.");
    desk.behaved();
}

#[actix::test]
async fn words_behind_a_command_keep_their_formatting() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let text = "/support 🎉 it is very bold";
    desk.ann()
        .does_write(Writing {
            text: Some(text.into()),
            entities: vec![json!({"type": "bold", "offset": 18, "length": 9})],
            ..Default::default()
        })
        .await;
    let journal = desk.sim.journal();
    let sent = journal
        .iter()
        .rev()
        .find(|line| line.method.eq_ignore_ascii_case("sendMessage"));
    let html = sent.expect("a message").params["text"]
        .as_str()
        .expect("a text")
        .to_owned();
    assert!(html.ends_with("\n🎉 it is <b>very bold</b>"), "{html}");
    desk.behaved();
}

/// The half-done thing is dropped, as asked, and what follows is not.
#[actix::test]
async fn cancel_with_words_drops_the_question_and_keeps_the_words() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    desk.ann().writes("/cancel my subscription, please").await;
    desk.find(ANN, "Cancelled.");
    desk.find(ANN, "You have no open ticket");
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Subscription").await;
    desk.find(GROUP, "\n\nmy subscription, please");
    desk.behaved();
}

#[actix::test]
async fn the_number_of_a_ticket_of_theirs_shows_that_ticket() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.ann().presses("Close Ticket").await;
    desk.ann().presses("Yes, close it").await;
    desk.ann()
        .opens_a_ticket("Printer", "It prints only stars.")
        .await;
    desk.ann().writes("/ticket 1").await;
    desk.find(ANN, &format!("📋 Ticket #1: {TITLE}"));
    desk.ann().writes("/ticket #2").await;
    desk.find(ANN, "📋 Ticket #2: Printer");
    assert_eq!(desk.ticket(2).await.messages, 1);
    // Nobody's, or somebody else's: then it is what they wrote.
    desk.ann().writes("/ticket 4711").await;
    desk.find(GROUP, "User replied to #2\n4711");
    desk.behaved();
}

#[actix::test]
async fn an_edit_of_words_behind_a_command_changes_those_words() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    let kept = desk.ann().writes("/support my invoice is wrong").await;
    desk.changes(ANN, ANN, kept, "/support my invoice 42 is wrong")
        .await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("Invoice").await;
    desk.find(GROUP, "\n\nmy invoice 42 is wrong");
    desk.changes(ANN, ANN, kept, "/support my invoice 43 is wrong")
        .await;
    desk.find(GROUP, "\n\nmy invoice 43 is wrong");
    desk.behaved();
}

#[actix::test]
async fn by_which_link_somebody_came_stands_on_their_next_card_and_on_no_other() {
    let desk = Desk::open().await;
    comes_by(&desk, ANN, "winter_sale-2026").await;
    comes_by(&desk, ANN, "support").await;
    desk.restart().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let card = |n: i64| desk.find(GROUP, &format!("New ticket #{n}")).text;
    insta::assert_snapshot!(card(1), @r"
        🆕 New ticket #1
        Title: VPN not connecting
        User: @ann
        Priority: Normal
        Came by link: winter_sale-2026

        I get error code 403 since this morning.
    ");
    desk.dora().clicks("View Ticket").await;
    insta::assert_snapshot!(desk.find(GROUP, "📋 Ticket #1").text, @r"
        📋 Ticket #1: VPN not connecting
        Status: 🟡 In Progress | Priority: Normal
        User: @ann
        Came by link: winter_sale-2026
        Waiting since: 10:01 (10 seconds)
        Assigned to: nobody

        👤 User (10:01):
        I get error code 403 since this morning.
    ");
    desk.ann().presses("Close Ticket").await;
    desk.ann().presses("Yes, close it").await;
    desk.ann()
        .opens_a_ticket("Printer", "It prints only stars.")
        .await;
    assert!(!card(2).contains("link"), "{}", card(2));
    desk.find(GROUP, "Came by link: winter_sale-2026");
    assert_eq!(desk.count(GROUP, "User replied"), 0);
    desk.behaved();
}

/// One who has a ticket is not asked again; it is kept for the next one.
#[actix::test]
async fn a_link_that_somebody_follows_who_has_a_ticket_is_kept_for_the_next() {
    let desk = Desk::open().await;
    desk.boris().opens_a_ticket(TITLE, WORDS).await;
    comes_by(&desk, BORIS, "first").await;
    comes_by(&desk, BORIS, "second").await;
    assert_eq!(desk.count(GROUP, "Came by link"), 0);
    desk.boris().presses("Закрыть обращение").await;
    desk.boris().presses("Да, закрыть").await;
    desk.boris()
        .opens_a_ticket("Printer", "It prints only stars.")
        .await;
    let card = desk.find(GROUP, "New ticket #2").text;
    assert!(card.contains("\nCame by link: second\n"), "{card}");
    desk.behaved();
}

#[actix::test]
async fn more_than_one_token_behind_start_is_what_they_wrote() {
    let desk = Desk::open().await;
    desk.boris().starts().await;
    desk.boris().writes("/start мой счёт неверный").await;
    desk.find(BORIS, "То, что вы написали, сохранено");
    desk.boris().presses("🎫 Создать обращение").await;
    desk.boris().writes("Счёт").await;
    desk.find(GROUP, "\n\nмой счёт неверный");
    assert_eq!(desk.count(GROUP, "link"), 0);
    desk.behaved();
}
