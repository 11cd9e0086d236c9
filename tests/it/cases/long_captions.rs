//! Somebody with Telegram Premium wrote a caption of more than 1024 characters: the picture was lost, and said to be
//! delivered. Such a caption goes as text, and the picture follows it.

use super::*;
use bellhop::domain::ticket::Status;
use simulator::{Control, Fault, FaultKind, ShownMessage, WorldFile, Writing};

/// Everybody has Premium.
fn premium() -> Setup {
    let mut world = WorldFile::demo();
    world
        .users
        .iter_mut()
        .for_each(|user| user.is_premium = true);
    Setup {
        world: Some(world),
        ..Default::default()
    }
}

fn photo(caption: &str) -> Writing {
    Writing {
        media: Some("photo".into()),
        text: Some(caption.into()),
        ..Default::default()
    }
}

type Shown = (Option<String>, String, Option<i64>, usize);

/// What the bot says in a chat that it did not before: attachment, text, what it replies to, how many buttons.
fn new_in(desk: &Desk, chat: i64, before: &[ShownMessage]) -> Vec<Shown> {
    let last = before.last().map_or(0, |m| m.id);
    let new = desk.messages(chat).into_iter();
    new.filter(|m| m.id > last && m.by_bot)
        .map(|m| {
            let buttons = m.buttons.iter().flatten().count();
            (m.media, m.text, m.reply_to, buttons)
        })
        .collect()
}

fn a_photo() -> Option<String> {
    Some("photo".into())
}

#[actix::test]
async fn a_person_sends_one() {
    let desk = looked_at_in(premium()).await;
    let card = Some(desk.find(GROUP, "📋 Ticket #1").id);
    let caption = "c".repeat(4_000);
    let before = desk.messages(GROUP);
    desk.ann().does_write(photo(&caption)).await;
    let head = format!("User replied to #1\n{}", "c".repeat(3_500));
    let shown = [
        (None, head, card, 0),
        (None, "c".repeat(500), card, 0),
        (a_photo(), String::new(), card, 0),
    ];
    assert_eq!(new_in(&desk, GROUP, &before), shown);
    desk.behaved();
}

#[actix::test]
async fn a_person_begins_with_one() {
    let desk = Desk::with(premium()).await;
    let ann = desk.ann();
    ann.asks_for_a_ticket().await;
    ann.writes(TITLE).await;
    let caption = "c".repeat(1_100);
    ann.does_write(photo(&caption)).await;
    let card = desk.find(GROUP, "🆕 New ticket #1");
    assert!(
        card.text.ends_with(&format!("📷 {caption}")),
        "{}",
        card.text
    );
    let picture = desk.messages(GROUP).pop().expect("a picture");
    assert_eq!(
        (picture.media, picture.text, picture.reply_to),
        (a_photo(), String::new(), Some(card.id))
    );
    desk.behaved();
}

#[actix::test]
async fn an_agent_answers_with_one() {
    let desk = looked_at_in(premium()).await;
    let caption = "c".repeat(1_025);
    let before = desk.messages(ANN);
    desk.dora().does_write(reply(&desk, photo(&caption))).await;
    let head = format!("Support replied to ticket #1\n{caption}");
    assert_eq!(
        new_in(&desk, ANN, &before),
        [(None, head, None, 0), (a_photo(), String::new(), None, 3)]
    );
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.behaved();
}

/// Letters that Telegram counts as one in some places and as two in others: the stricter count goes.
#[actix::test]
async fn one_that_is_long_by_the_stricter_count_only() {
    let desk = looked_at().await;
    let caption = "🙂".repeat(600);
    let before = desk.messages(GROUP);
    desk.ann().does_write(photo(&caption)).await;
    let shown: Vec<_> = new_in(&desk, GROUP, &before)
        .into_iter()
        .map(|(media, text, ..)| (media, text))
        .collect();
    let head = format!("User replied to #1\n{caption}");
    assert_eq!(shown, [(None, head), (a_photo(), String::new())]);
    desk.behaved();
}

#[actix::test]
async fn the_original_is_gone() {
    let desk = looked_at_in(premium()).await;
    let caption = "c".repeat(2_000);
    let gone = Fault {
        method: Some("copyMessage".into()),
        chat_id: Some(GROUP),
        nth: 1,
        times: 1,
        kind: FaultKind::Error {
            code: 400,
            description: "Bad Request: message to copy not found".into(),
        },
    };
    desk.control(Control::Fault(gone)).await;
    let card = Some(desk.find(GROUP, "📋 Ticket #1").id);
    let before = desk.messages(GROUP);
    desk.ann().does_write(photo(&caption)).await;
    let head = format!("User replied to #1\n{caption}");
    assert_eq!(
        new_in(&desk, GROUP, &before),
        [(None, head, card, 0), (a_photo(), String::new(), card, 0)]
    );
}

impl Desk {
    async fn dora_captions(&self, message_id: i64, text: &str) {
        let edit = Control::Edit {
            user: DORA,
            chat: Some(GROUP),
            message_id,
            text: text.into(),
            media: None,
            entities: vec![],
        };
        self.control(edit).await;
        self.pass(A_WHILE).await;
    }
}

/// The long words are changed in place; what becomes long goes as text, what becomes short belongs to the picture again.
#[actix::test]
async fn one_is_edited() {
    let desk = looked_at_in(premium()).await;
    let heading = "Support replied to ticket #1";
    let before = desk.messages(ANN);
    let long = |letter: &str| letter.repeat(2_000);
    let message = desk
        .dora()
        .does_write(reply(&desk, photo(&long("c"))))
        .await;
    desk.dora_captions(message, &long("d")).await;
    let head = format!("{heading} · edited\n{}", long("d"));
    let first = [(None, head, None, 0), (a_photo(), String::new(), None, 3)];
    assert_eq!(new_in(&desk, ANN, &before), first);
    desk.dora_captions(message, "Short.").await;
    let emptied = format!("{heading} · edited\n…");
    let short = format!("{heading} · edited\nShort.");
    let shown = new_in(&desk, ANN, &before);
    assert_eq!(shown[0].1, emptied);
    assert_eq!(shown.last(), Some(&(a_photo(), short, None, 3)));
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
}

#[actix::test]
async fn one_is_asked_for_in_the_conversation() {
    let desk = looked_at_in(premium()).await;
    let caption = "c".repeat(2_000);
    desk.dora().does_write(reply(&desk, photo(&caption))).await;
    desk.ann().presses("View Conversation").await;
    let before = desk.messages(ANN);
    let time = desk.find(ANN, "📋 Ticket #1").buttons[0][0].clone();
    desk.ann().presses(&time).await;
    assert_eq!(new_in(&desk, ANN, &before), [(a_photo(), caption, None, 0)]);
    desk.behaved();
}
