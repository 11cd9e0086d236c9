//! Telegram takes an attachment in no form, and a line stands in for it: that was taken for the answer, and the person
//! believed that the team had seen what they sent.

use super::*;
use bellhop::domain::ticket::Status;
use serde_json::{Map, Value, json};
use simulator::{Control, Fault, FaultKind, ShownMessage, Writing};

fn of_kind(field: &str, attached: Value) -> Writing {
    let mut extra = Map::new();
    extra.insert(field.into(), attached);
    Writing {
        extra,
        ..Default::default()
    }
}

/// A quiz whose answer no bot knows.
fn quiz() -> Writing {
    let option = |text: &str| json!({"persistent_id": text, "text": text, "voter_count": 0});
    of_kind(
        "poll",
        json!({
            "id": "1", "question": "Which cable?", "options": [option("Red"), option("Blue")],
            "total_voter_count": 0, "is_closed": false, "is_anonymous": true, "type": "quiz",
            "allows_multiple_answers": false, "allows_revoting": false, "members_only": false,
        }),
    )
}

fn story() -> Writing {
    let chat = json!({"id": ANN, "type": "private", "first_name": "Ann"});
    of_kind("story", json!({"chat": chat, "id": 7}))
}

fn checklist() -> Writing {
    let tasks = json!([{"id": 1, "text": "Unplug it"}, {"id": 2, "text": "Plug it in"}]);
    of_kind(
        "checklist",
        json!({"title": "What I tried", "tasks": tasks}),
    )
}

fn refuse(desk: &Desk, method: &str, chat: i64, times: u32, description: &str) {
    let fault = Fault {
        method: Some(method.into()),
        chat_id: Some(chat),
        nth: 1,
        times,
        kind: FaultKind::Error {
            code: 400,
            description: format!("Bad Request: {description}"),
        },
    };
    desk.sim.control(Control::Fault(fault)).expect("a fault");
}

/// What the bot says in a chat that it did not before, with what it replies to.
fn new_in(desk: &Desk, chat: i64, before: &[ShownMessage]) -> Vec<(String, Option<i64>)> {
    let last = before.last().map_or(0, |m| m.id);
    let new = desk.messages(chat).into_iter();
    new.filter(|m| m.id > last && m.by_bot)
        .map(|m| (m.text, m.reply_to))
        .collect()
}

/// The reactions on a message of the group.
fn marks(desk: &Desk, message: i64) -> Vec<String> {
    let messages = desk.messages(GROUP).into_iter();
    let it = messages.filter(|m| m.id == message);
    it.flat_map(|m| m.reactions).collect()
}

#[actix::test]
async fn an_answer_that_no_bot_may_copy() {
    let desk = looked_at().await;
    for writing in [quiz(), story(), checklist()] {
        let before = desk.messages(ANN);
        let message = desk.dora().does_write(reply(&desk, writing)).await;
        desk.pass(A_WHILE).await;
        assert_eq!(new_in(&desk, ANN, &before), []);
        let told = desk.messages(GROUP).pop().expect("a line");
        assert!(told.text.starts_with(
            "⚠️ Ticket #1: this answer was not delivered, because Telegram lets no bot copy such \
             a message (a quiz, a story, a checklist). Send it in another form."
        ));
        assert_eq!(told.reply_to, Some(message));
        assert_eq!(told.buttons, [["Retry"]]);
        assert_eq!(marks(&desk, message), ["✍"]);
        let ticket = desk.ticket(1).await;
        assert_eq!(ticket.status, Status::InProgress);
        assert!(ticket.waiting.is_some(), "the clock runs on");
    }
}

#[actix::test]
async fn an_answer_by_voice_to_somebody_who_takes_none() {
    let desk = looked_at().await;
    for method in ["copyMessage", "sendVoice"] {
        refuse(&desk, method, ANN, 1, "VOICE_MESSAGES_FORBIDDEN");
    }
    let voice = Writing {
        media: Some("voice".into()),
        ..Default::default()
    };
    let before = desk.messages(ANN);
    let message = desk.dora().does_write(reply(&desk, voice)).await;
    desk.pass(A_WHILE).await;
    assert_eq!(new_in(&desk, ANN, &before), []);
    assert_eq!(
        desk.messages(GROUP).pop().expect("a line").text,
        "⚠️ Ticket #1: this answer was not delivered, because the user takes no voice or video messages. Write it instead."
    );
    assert_eq!(marks(&desk, message), ["✍"]);
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    // They changed their mind.
    desk.dora().clicks("Retry").await;
    desk.pass(A_WHILE).await;
    desk.find(ANN, "Support replied to ticket #1");
    assert_eq!(marks(&desk, message), ["👌"]);
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
}

#[actix::test]
async fn an_answer_whose_original_and_file_are_gone() {
    let desk = looked_at().await;
    refuse(&desk, "copyMessage", ANN, 1, "message to copy not found");
    refuse(
        &desk,
        "sendPhoto",
        ANN,
        1,
        "wrong file identifier/HTTP URL specified",
    );
    let photo = Writing {
        media: Some("photo".into()),
        text: Some("The switch".into()),
        ..Default::default()
    };
    let before = desk.messages(ANN);
    desk.dora().does_write(reply(&desk, photo)).await;
    desk.pass(A_WHILE).await;
    assert_eq!(new_in(&desk, ANN, &before), []);
    assert_eq!(
        desk.messages(GROUP).pop().expect("a line").text,
        "⚠️ Ticket #1: this answer was not delivered, because it was deleted before it could be copied, and Telegram no longer has its file. Send it again."
    );
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
}

/// A copy of what holds all there is to it in words is an answer all the same.
#[actix::test]
async fn an_answer_that_says_all_in_words_arrives() {
    let desk = looked_at().await;
    refuse(&desk, "copyMessage", ANN, 1, "message to copy not found");
    let place = Writing {
        media: Some("location".into()),
        ..Default::default()
    };
    let before = desk.messages(ANN);
    let message = desk.dora().does_write(reply(&desk, place)).await;
    desk.pass(A_WHILE).await;
    let heading = "Support replied to ticket #1".to_owned();
    let said = "📍 Place: 55.75, 37.62".to_owned();
    assert_eq!(new_in(&desk, ANN, &before), [(heading, None), (said, None)]);
    assert_eq!(marks(&desk, message), ["👌"]);
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
}

/// The team reads what it says; its person hears that they see no more than that, once.
#[actix::test]
async fn a_person_sends_what_no_bot_may_copy() {
    let desk = looked_at().await;
    let card = Some(desk.find(GROUP, "📋 Ticket #1").id);
    let heading = ("User replied to #1".to_owned(), card);
    let only_words = "Telegram does not let me show it here; this is what it says.";
    for (writing, shown, told) in [
        (
            quiz(),
            format!("📊 Quiz: Which cable?\n• Red\n• Blue\n{only_words}"),
            "⚠️ Ticket #1: Telegram does not let me show this message to the team as it is. They see only what it says in words.",
        ),
        (
            checklist(),
            format!("☑️ Checklist: What I tried\n• Unplug it\n• Plug it in\n{only_words}"),
            "⚠️ Ticket #1: Telegram does not let me show this message to the team as it is. They see only what it says in words.",
        ),
        (
            story(),
            "📖 Story\nTelegram does not let me show it here.".to_owned(),
            "⚠️ Ticket #1: this message came, but Telegram does not let me show it to the team. They see only that it came. Please tell them in words, or send a picture of it.",
        ),
    ] {
        let before = (desk.messages(GROUP), desk.messages(ANN));
        let message = desk.ann().does_write(writing).await;
        desk.pass(A_WHILE).await;
        let line = (shown, card);
        assert_eq!(new_in(&desk, GROUP, &before.0), [heading.clone(), line]);
        assert_eq!(
            new_in(&desk, ANN, &before.1),
            [(told.to_owned(), Some(message))]
        );
    }
    // Both conversations hold it, too.
    let said = "📊 Quiz: Which cable?\n• Red\n• Blue";
    desk.dora().says("/ticket 1").await;
    assert!(desk.find(GROUP, "📋 Ticket #1").text.contains(said));
    desk.ann().writes("/ticket").await;
    assert!(desk.find(ANN, "📋 Ticket #1").text.contains(said));
}

#[actix::test]
async fn a_ticket_begins_with_what_no_bot_may_copy() {
    let desk = Desk::open().await;
    let ann = desk.ann();
    ann.asks_for_a_ticket().await;
    ann.writes(TITLE).await;
    let message = ann.does_write(quiz()).await;
    desk.pass(A_WHILE).await;
    let card = desk.find(GROUP, "🆕 New ticket #1");
    let said = "📊 Quiz: Which cable?\n• Red\n• Blue";
    assert!(card.text.ends_with(said), "{}", card.text);
    let told = desk.find(ANN, "They see only what it says in words.");
    assert_eq!(told.reply_to, Some(message));
}

/// A contact is words, and can be read after its original was deleted.
#[actix::test]
async fn a_contact_and_a_place_outlive_their_originals() {
    let desk = looked_at().await;
    for (kind, said) in [
        ("contact", "👤 Contact: Somebody\n+100000000"),
        ("location", "📍 Place: 55.75, 37.62"),
    ] {
        refuse(&desk, "copyMessage", GROUP, 1, "message to copy not found");
        let writing = Writing {
            media: Some(kind.into()),
            ..Default::default()
        };
        let before = (desk.messages(GROUP), desk.messages(ANN));
        let message_id = desk.ann().does_write(writing).await;
        desk.pass(A_WHILE).await;
        let shown = new_in(&desk, GROUP, &before.0);
        assert_eq!(shown.last().map(|(text, _)| text.as_str()), Some(said));
        assert_eq!(new_in(&desk, ANN, &before.1), [], "nothing is missed");
        desk.control(Control::Delete {
            user: ANN,
            chat: None,
            message_id,
        })
        .await;
        desk.ann().writes("/ticket").await;
        let conversation = desk.find(ANN, "📋 Ticket #1");
        assert!(conversation.text.contains(said), "{}", conversation.text);
        let buttons = conversation.buttons.concat();
        let sign = said.chars().next().expect("a sign");
        let button = buttons.iter().find(|button| button.starts_with(sign));
        desk.ann().presses(button.expect("a button")).await;
        assert_eq!(desk.messages(ANN).pop().expect("a line").text, said);
    }
}
