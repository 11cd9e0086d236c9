//! Creating a ticket: title, message, the record, and who is told.

use super::*;
use bellhop::domain::ticket::{Priority, Status};
use simulator::{Control, Writing};

/// Ann, asked for the title.
async fn asked_for_the_title(desk: &Desk) {
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    desk.ann().presses("🎫 Create Ticket").await;
}

#[actix::test]
async fn enter_title_enter_message_ticket_created() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
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
            I get error code 403 since this morning.
        10:00:40 Bellhop:
            ✅ Ticket #1 created
            We will answer you here.
            [View Conversation] [Close Ticket]
    ");
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop:
            🆕 New ticket #1
            Title: VPN not connecting
            User: @ann
            Priority: Normal

            I get error code 403 since this morning.
            [View Ticket] [Assign to me]
    ");
    desk.behaved();
}

#[actix::test]
async fn set_status_open_set_priority_normal_start_sla_timer() {
    let desk = opened().await;
    let ticket = desk.ticket(1).await;
    assert_eq!(ticket.status, Status::Open);
    assert_eq!(ticket.priority, Priority::Normal);
    // Since the message was sent, not since the ticket was made of it.
    let sent = desk.find(ANN, WORDS).date;
    let waiting = ticket.waiting.expect("the clock runs");
    assert_eq!(waiting.since.timestamp_millis(), sent);
    assert_eq!(ticket.assignee, None);
}

#[actix::test]
async fn send_to_tickets_topic() {
    let desk = opened().await;
    assert_eq!(desk.find(GROUP, "New ticket #1").thread, Some(TOPIC));
}

#[actix::test]
async fn title_too_short_enter_title_again() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes("ab").await;
    let told = desk.find(ANN, "Title too short");
    assert_eq!(
        told.text,
        "Title too short: at least 3 characters. Please send another one."
    );
    assert_eq!(told.buttons, [["Cancel"]]);
    desk.ann().writes("  a   b  ").await;
    assert_eq!(
        desk.count(ANN, "Title too short"),
        1,
        "three, with one space"
    );
    desk.find(ANN, "Now describe the problem");
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, "Title: a b\n");
    desk.behaved();
}

#[actix::test]
async fn title_of_what_nobody_sees_is_too_short() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann()
        .writes("a\u{200B}\u{200B}\u{200B}\u{2060}\u{FEFF}b")
        .await;
    assert_eq!(desk.count(ANN, "Title too short"), 1);
    desk.behaved();
}

#[actix::test]
async fn title_too_long_enter_title_again() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(&"x".repeat(129)).await;
    let told = desk.find(ANN, "Title too long");
    assert_eq!(
        told.text,
        "Title too long: at most 128 characters. Please send a shorter one; the details can follow in the message."
    );
    desk.ann().writes(&"x".repeat(128)).await;
    desk.find(ANN, "Now describe the problem");
    desk.behaved();
}

#[actix::test]
async fn title_is_not_text_enter_title_again() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    for media in ["photo", "sticker", "location"] {
        let writing = Writing {
            media: Some(media.into()),
            ..Default::default()
        };
        desk.ann().does_write(writing).await;
    }
    assert_eq!(desk.count(ANN, "A title must be text"), 3);
    desk.ann().writes(TITLE).await;
    desk.find(ANN, "Now describe the problem");
    desk.behaved();
}

#[actix::test]
async fn message_too_short_enter_message_again() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(TITLE).await;
    desk.ann().writes("123456789").await;
    let told = desk.find(ANN, "Message too short");
    assert_eq!(
        told.text,
        "Message too short: at least 10 characters. Please tell us a little more."
    );
    assert_eq!(told.buttons, [["Cancel"]]);
    desk.ann().writes("1234567890").await;
    desk.find(ANN, "Ticket #1 created");
    desk.behaved();
}

#[actix::test]
async fn message_too_long_enter_message_again() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(TITLE).await;
    desk.ann().writes(&"long ".repeat(801)).await;
    let told = desk.find(ANN, "Message too long");
    assert_eq!(
        told.text,
        "Message too long: at most 4000 characters. Please send a shorter one; you can add more afterwards."
    );
    desk.ann().writes(&"long ".repeat(800)).await;
    desk.find(ANN, "Ticket #1 created");
    desk.behaved();
}

/// Telegram's apps split what is longer than a message; the end of it alone is no description.
#[actix::test]
async fn message_too_long_with_all_its_pieces() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(TITLE).await;
    desk.gets(ANN, &"x".repeat(4096));
    desk.gets(ANN, "and this is the end of it.");
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "Message too long"), 1);
    assert_eq!(desk.count(ANN, "created"), 0);
    desk.ann().writes(WORDS).await;
    desk.find(ANN, "Ticket #1 created");
    assert_eq!(desk.count(GROUP, WORDS), 1);
    desk.behaved();
}

#[actix::test]
async fn message_of_media_alone_is_valid() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(TITLE).await;
    let photo = Writing {
        media: Some("photo".into()),
        ..Default::default()
    };
    desk.ann().does_write(photo).await;
    desk.find(ANN, "Ticket #1 created");
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop:
            🆕 New ticket #1
            Title: VPN not connecting
            User: @ann
            Priority: Normal

            📷
            [View Ticket] [Assign to me]
        10:00:40 Bellhop (to Bellhop: 🆕 New ticket #1):
            <photo>
    ");
    desk.behaved();
}

#[actix::test]
async fn cancel_the_title_and_the_message() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().presses("Cancel").await;
    assert_eq!(desk.count(ANN, "Cancelled."), 1);
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes(TITLE).await;
    desk.ann().writes("/cancel").await;
    assert_eq!(desk.count(ANN, "Cancelled."), 2);
    desk.ann().writes("/cancel").await;
    desk.find(ANN, "There is nothing to cancel.");
    assert_eq!(desk.count(GROUP, "New ticket"), 0);
    desk.behaved();
}

#[actix::test]
async fn an_old_question_swallows_nothing() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(TITLE).await;
    desk.pass(hours(24)).await;
    desk.ann()
        .writes("This comes a day too late for that")
        .await;
    assert_eq!(desk.count(GROUP, "New ticket"), 0);
    assert_eq!(
        desk.find(ANN, "You have no open ticket").buttons,
        [["🎫 Create Ticket"]]
    );
    desk.behaved();
}

#[actix::test]
async fn a_question_waits_a_day() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(TITLE).await;
    desk.pass(hours(23)).await;
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, "New ticket #1");
    desk.behaved();
}

#[actix::test]
async fn five_messages_at_once_make_one_ticket_that_stays_open() {
    let desk = Desk::open().await;
    asked_for_the_title(&desk).await;
    desk.ann().writes(TITLE).await;
    for n in 1..=5 {
        let text = Some(format!("This is my message number {n}"));
        let writing = Writing {
            user: ANN,
            text,
            ..Default::default()
        };
        desk.sim.control(Control::Write(writing)).expect("she may");
    }
    desk.settle().await;
    desk.pass(A_WHILE).await;
    let ticket = desk.ticket(1).await;
    assert_eq!(ticket.status, Status::Open);
    assert_eq!(ticket.messages, 5);
    assert_eq!(desk.count(GROUP, "New ticket"), 1);
    for n in 1..=5 {
        assert_eq!(desk.count(GROUP, &format!("my message number {n}")), 1);
    }
    assert_eq!(desk.count(ANN, "created"), 1);
    desk.ann().presses("View Conversation").await;
    insta::assert_snapshot!(desk.find(ANN, "📋 Ticket #1").text, @r"
        📋 Ticket #1: VPN not connecting
        Status: 🟢 Open | Priority: Normal

        👤 User (10:00):
        This is my message number 1
        👤 User (10:00):
        This is my message number 2
        👤 User (10:00):
        This is my message number 3
        👤 User (10:00):
        This is my message number 4
        👤 User (10:00):
        This is my message number 5
    ");
}

#[actix::test]
async fn three_people_at_once_get_three_tickets() {
    let desk = Desk::open().await;
    let people = [ANN, CHLOE, FAY];
    for person in people {
        desk.person(person).starts().await;
        desk.person(person).presses("🎫 Support").await;
        desk.person(person).presses("🎫 Create Ticket").await;
        desk.person(person)
            .writes(&format!("Trouble of {person}"))
            .await;
    }
    for user in people {
        let writing = Writing {
            user,
            text: Some(WORDS.into()),
            ..Default::default()
        };
        desk.sim.control(Control::Write(writing)).expect("they may");
    }
    desk.settle().await;
    for person in people {
        assert_eq!(desk.count(person, "created"), 1);
        assert_eq!(
            desk.count(GROUP, &format!("Title: Trouble of {person}\n")),
            1
        );
    }
    for ticket in 1..=3 {
        assert_eq!(desk.ticket(ticket).await.messages, 1);
    }
    desk.behaved();
}

#[actix::test]
async fn a_title_like_markup_stands_as_typed_in_every_view() {
    const MARKUP: &str = "<b>x</b> & <script>";
    let desk = Desk::open().await;
    desk.ann()
        .opens_a_ticket(MARKUP, "<i>Really</i> & <a href=\"x\">truly</a>")
        .await;
    desk.find(GROUP, &format!("Title: {MARKUP}\n"));
    desk.find(GROUP, "<i>Really</i> & <a href=\"x\">truly</a>");
    desk.ann().presses("View Conversation").await;
    let view = desk.find(ANN, &format!("📋 Ticket #1: {MARKUP}"));
    assert!(
        view.text
            .contains("<i>Really</i> & <a href=\"x\">truly</a>")
    );
    desk.ann().writes("/tickets").await;
    let list = desk.find(ANN, "Your tickets");
    assert_eq!(list.buttons, [[format!("🟢 #1 · {MARKUP}")]]);
    desk.ann().presses("🎫 Create Ticket").await;
    desk.find(
        ANN,
        &format!("You have an open ticket.\n📋 Ticket #1: {MARKUP}"),
    );
    desk.dora().says("/tickets").await;
    desk.find(GROUP, &format!("🟢 #1 - {MARKUP} ("));
    desk.dora().says("/ticket 1").await;
    desk.find(GROUP, &format!("📋 Ticket #1: {MARKUP}\nStatus: 🟡"));
    desk.pass(minutes(31)).await;
    desk.find(GROUP, &format!("Ticket #1\nTitle: {MARKUP}\nUser: @ann\n"));
    desk.behaved();
}
