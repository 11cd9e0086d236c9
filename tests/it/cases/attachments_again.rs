//! A photo that came weeks ago stood somewhere far above in the group, and nobody found it: the person's view sent it
//! again, the team's did not.

use super::*;
use simulator::{Press, ShownMessage};

/// Somebody sends a photo in private.
async fn sends(desk: &Desk, user: i64, media: &str, caption: &str) {
    let text = (!caption.is_empty()).then(|| caption.to_owned());
    let writing = Writing {
        media: Some(media.into()),
        text,
        ..Default::default()
    };
    desk.person(user).does_write(writing).await;
    desk.pass(A_WHILE).await;
}

/// Dora sends media in the group, as a reply to something of Bellhop's.
async fn replies_with(desk: &Desk, to: i64, media: &str, caption: &str) -> i64 {
    let writing = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(to),
        media: Some(media.into()),
        text: Some(caption.into()),
        ..Default::default()
    };
    let message = desk.dora().does_write(writing).await;
    desk.pass(A_WHILE).await;
    message
}

/// What the bot said last in a chat.
fn last(desk: &Desk, chat: i64) -> ShownMessage {
    let mut messages = desk.messages(chat).into_iter();
    messages.rfind(|m| m.by_bot).expect("it speaks")
}

/// A press on a button of the newest message that has one of this data.
async fn presses_data(desk: &Desk, user: i64, chat: i64, data: &str, on: i64) -> Option<String> {
    let press = Press {
        chat: Some(chat),
        data: Some(data.into()),
        message_id: Some(on),
        ..Default::default()
    };
    let toast = desk.person(user).does_press(press).await;
    desk.pass(A_WHILE).await;
    toast
}

/// The buttons of the card that stand for attachments.
fn offered(card: &ShownMessage) -> Vec<String> {
    let rows = card.buttons.iter().flatten();
    let signs = ["📷", "🎤", "🩷", "📎"];
    let of_attachment = rows.filter(|label| signs.iter().any(|sign| label.starts_with(sign)));
    of_attachment.cloned().collect()
}

#[actix::test]
async fn the_card_offers_them_and_a_press_sends_one_again() {
    let desk = looked_at().await;
    sends(&desk, ANN, "photo", "The router").await;
    sends(&desk, ANN, "sticker", "").await;
    let card = desk.find(GROUP, "📋 Ticket #1");
    assert_eq!(offered(&card), ["📷 10:01", "🩷 10:01"]);
    let before = desk.sim.journal().len();
    desk.emil().clicks_on("📋 Ticket #1", "📷").await;
    let again = last(&desk, GROUP);
    assert_eq!(again.media.as_deref(), Some("photo"));
    assert_eq!(again.text, "📷 Ticket #1 (10:01)\nThe router");
    assert_eq!((again.thread, again.reply_to), (Some(TOPIC), Some(card.id)));
    let journal = desk.sim.journal();
    let calls = journal
        .iter()
        .skip(before)
        .filter(|call| call.chat_id == Some(GROUP) && call.method != "GetChatMember");
    assert_eq!(calls.count(), 1, "one call of the group's budget");
    desk.emil().clicks_on("📋 Ticket #1", "🩷").await;
    assert_eq!(last(&desk, GROUP).media.as_deref(), Some("sticker"));
}

#[actix::test]
async fn a_reply_to_it_is_an_answer() {
    let desk = looked_at().await;
    sends(&desk, ANN, "photo", "The router").await;
    sends(&desk, ANN, "sticker", "").await;
    for (button, answer) in [("📷", "I see it."), ("🩷", "Nice.")] {
        desk.dora().clicks_on("📋 Ticket #1", button).await;
        let again = last(&desk, GROUP).id;
        desk.dora()
            .does_write(Writing {
                chat: Some(GROUP),
                thread: Some(TOPIC),
                reply_to: Some(again),
                text: Some(answer.into()),
                ..Default::default()
            })
            .await;
        desk.pass(A_WHILE).await;
        assert_eq!(desk.count(ANN, answer), 1);
    }
}

/// In General, where somebody asked for the ticket; a resolved one has them still.
#[actix::test]
async fn a_ticket_that_was_asked_for_sends_them_where_it_was_asked_for() {
    let desk = looked_at().await;
    sends(&desk, ANN, "photo", "The router").await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    desk.control(Control::Write(Writing {
        user: EMIL,
        chat: Some(GROUP),
        text: Some("/ticket 1".into()),
        ..Default::default()
    }))
    .await;
    desk.pass(A_WHILE).await;
    let shown = last(&desk, GROUP);
    assert_eq!(
        (shown.thread, offered(&shown).len()),
        (None, 1),
        "{}",
        desk.everything()
    );
    desk.fay().clicks("📷").await;
    let again = last(&desk, GROUP);
    assert_eq!(
        (again.media.as_deref(), again.thread),
        (Some("photo"), None)
    );
}

/// Also what is too long ago for the card to show its words.
#[actix::test]
async fn the_newest_of_them_are_offered_however_long_the_conversation() {
    let desk = looked_at().await;
    sends(&desk, ANN, "photo", "The router").await;
    for n in 0..3 {
        let long = format!("{n} {}", "word ".repeat(600));
        desk.ann().writes(&long).await;
    }
    let card = desk.find(GROUP, "📋 Ticket #1");
    assert!(!card.text.contains("The router"), "{}", card.text);
    assert_eq!(offered(&card), ["📷 10:01"]);
    desk.dora().clicks_on("📋 Ticket #1", "📷").await;
    assert_eq!(last(&desk, GROUP).media.as_deref(), Some("photo"));
}

#[actix::test]
async fn of_a_note_they_are_for_the_team_and_what_replies_is_a_note() {
    let desk = looked_at().await;
    desk.dora().clicks("Note").await;
    let prompt = last(&desk, GROUP).id;
    replies_with(&desk, prompt, "photo", "His contract").await;
    let card = desk.find(GROUP, "📋 Ticket #1");
    assert_eq!(offered(&card).len(), 1, "{}", desk.everything());
    desk.emil().clicks_on("📋 Ticket #1", "📷").await;
    let again = last(&desk, GROUP);
    assert!(again.text.starts_with("📝 Ticket #1"), "{}", again.text);
    assert_eq!(again.media.as_deref(), Some("photo"));
    desk.emil()
        .does_write(Writing {
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: Some(again.id),
            text: Some("It ended in May.".into()),
            ..Default::default()
        })
        .await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "It ended in May."), 0);
    assert!(
        desk.find(GROUP, "📋 Ticket #1")
            .text
            .contains("It ended in May.")
    );
    // Its person is offered nothing, and a forged press brings nothing.
    desk.ann().presses("View Conversation").await;
    let conversation = last(&desk, ANN);
    assert_eq!(offered(&conversation), [""; 0]);
    let before = desk.messages(ANN).len();
    presses_data(&desk, ANN, ANN, "file:1:2", conversation.id).await;
    assert_eq!(desk.messages(ANN).len(), before);
}

/// Whoever is not of the team gets nothing, and neither does a press that no button makes.
#[actix::test]
async fn a_stranger_and_a_forged_press_get_nothing() {
    let desk = looked_at().await;
    sends(&desk, ANN, "photo", "The router").await;
    let card = desk.find(GROUP, "📋 Ticket #1").id;
    let before = desk.messages(GROUP).len();
    for data in ["file:1:1", "file:1:9", "file:7:1"] {
        let toast = presses_data(&desk, DORA, GROUP, data, card).await;
        assert_eq!(
            toast.as_deref(),
            Some("This button is no longer valid."),
            "{data}"
        );
    }
    desk.control(Control::Member {
        chat: GROUP,
        user: FAY,
        status: "left".into(),
        rights: Vec::new(),
        anonymous: false,
        by: None,
    })
    .await;
    desk.pass(minutes(2)).await;
    let press = Control::Press(Press {
        user: FAY,
        chat: Some(GROUP),
        data: Some("file:1:2".into()),
        message_id: Some(card),
        ..Default::default()
    });
    let _ = desk.sim.control(press);
    desk.pass(A_WHILE).await;
    let said: Vec<_> = desk
        .messages(GROUP)
        .into_iter()
        .skip(before)
        .filter(|m| m.media.is_some())
        .collect();
    assert_eq!(said.len(), 0);
}

/// The original is deleted in the person's chat: the file comes by its name.
#[actix::test]
async fn it_outlives_its_original() {
    let desk = looked_at().await;
    sends(&desk, ANN, "photo", "The router").await;
    let original = desk.messages(ANN).into_iter().rfind(|m| m.media.is_some());
    desk.control(Control::Delete {
        user: ANN,
        chat: None,
        message_id: original.expect("her photo").id,
    })
    .await;
    desk.dora().clicks_on("📋 Ticket #1", "📷").await;
    let again = last(&desk, GROUP);
    assert_eq!(again.media.as_deref(), Some("photo"));
    assert_eq!(again.text, "📷 Ticket #1 (10:01)\nThe router");
}

/// The group takes no photos from the bot: whoever pressed is told why nothing comes, and it comes when it may.
#[actix::test]
async fn without_the_right_the_presser_is_told() {
    let desk = looked_at().await;
    sends(&desk, ANN, "photo", "The router").await;
    desk.control(Control::Member {
        chat: GROUP,
        user: 123_456,
        status: "member".into(),
        rights: Vec::new(),
        anonymous: false,
        by: Some(DORA),
    })
    .await;
    let denied = vec!["can_send_photos".to_owned()];
    desk.control(Control::Permissions {
        chat: GROUP,
        denied,
    })
    .await;
    for times in 1..=2 {
        desk.dora().clicks_on("📋 Ticket #1", "📷").await;
        assert_eq!(desk.count(GROUP, "not allowed to send photos"), times);
    }
    let denied = Vec::new();
    desk.control(Control::Permissions {
        chat: GROUP,
        denied,
    })
    .await;
    desk.dora().clicks("Retry").await;
    desk.pass(A_WHILE).await;
    let photos = desk
        .messages(GROUP)
        .into_iter()
        .filter(|m| m.text.starts_with("📷 Ticket #1"));
    assert_eq!(photos.count(), 2);
}
