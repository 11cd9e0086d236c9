//! A forwarded message looked like its sender's own words. It is shown whose it was.

use super::*;
use serde_json::{Map, Value, json};
use simulator::WorldFile;

/// A message that was forwarded from somebody.
fn forwarded(from: i64, text: &str) -> Writing {
    Writing {
        forward_from: Some(from),
        text: Some(text.into()),
        ..Default::default()
    }
}

/// A message with such an origin (Bot API, `MessageOrigin`).
fn with_origin(origin: Value) -> Writing {
    Writing {
        text: Some("We are closed on Monday.".into()),
        extra: Map::from_iter([("forward_origin".to_owned(), origin)]),
        ..Default::default()
    }
}

#[actix::test]
async fn the_team_sees_whose_words_a_person_passed_on() {
    let desk = looked_at().await;
    let words = forwarded(BORIS, "Your invoice is wrong, pay twice.");
    desk.ann().does_write(words).await;
    assert_eq!(
        desk.find(GROUP, "pay twice").text,
        "User replied to #1\n↪ forwarded from Boris\nYour invoice is wrong, pay twice."
    );
    let channel = json!({
        "type": "channel", "date": 1, "message_id": 7, "author_signature": "the editor",
        "chat": {"id": -1_009, "type": "channel", "title": "News <b>"},
    });
    let hidden = json!({"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"});
    let of_tomorrow = json!({"type": "invented_tomorrow", "date": 1});
    for (origin, line) in [
        (channel, "↪ forwarded from News <b> (the editor)"),
        (hidden, "↪ forwarded from Somebody"),
        (of_tomorrow, "↪ forwarded message"),
    ] {
        desk.ann().does_write(with_origin(origin)).await;
        let copy = desk.messages(GROUP).pop().expect("a copy");
        let shown = format!("User replied to #1\n{line}\nWe are closed on Monday.");
        assert_eq!(copy.text, shown);
    }
    desk.behaved();
}

#[actix::test]
async fn the_card_and_the_conversation_show_it() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    desk.ann().writes(TITLE).await;
    desk.ann().does_write(forwarded(BORIS, WORDS)).await;
    let shown = format!("↪ forwarded from Boris\n{WORDS}");
    let card = desk.find(GROUP, "🆕 New ticket #1");
    assert!(card.text.ends_with(&shown), "{}", card.text);
    desk.dora().clicks("View Ticket").await;
    let card = desk.find(GROUP, "📋 Ticket #1");
    assert!(card.text.contains(&shown), "{}", card.text);
    desk.ann().writes("/ticket").await;
    let view = desk.find(ANN, "📋 Ticket #1");
    assert!(view.text.contains(&shown), "{}", view.text);
    desk.behaved();
}

#[actix::test]
async fn a_name_that_runs_right_to_left_turns_nothing_around_it() {
    let desk = looked_at().await;
    let origin =
        json!({"type": "hidden_user", "date": 1, "sender_user_name": "דנה\u{202E} <code>"});
    desk.ann().does_write(with_origin(origin)).await;
    desk.find(
        GROUP,
        "↪ forwarded from \u{2068}דנה <code>\u{2069}\nWe are closed on Monday.",
    );
    desk.behaved();
}

#[actix::test]
async fn a_caption_has_room_for_it() {
    let desk = looked_at().await;
    for (letters, parts) in [(550, 1), (551, 2)] {
        let before = desk.messages(GROUP).len();
        let photo = Writing {
            media: Some("photo".into()),
            ..forwarded(BORIS, &"c".repeat(letters))
        };
        desk.ann().does_write(photo).await;
        let messages = desk.messages(GROUP);
        let copies = &messages[before..];
        assert_eq!(copies.len(), parts, "{letters} letters");
        let head = "User replied to #1\n↪ forwarded from Boris";
        assert!(copies[0].text.starts_with(head), "{}", copies[0].text);
        let last = copies.last().expect("a copy");
        assert!(last.text.ends_with(&"c".repeat(letters)), "{}", last.text);
        assert_eq!(last.media.as_deref(), Some("photo"));
    }
    desk.behaved();
}

#[actix::test]
async fn a_person_sees_that_an_answer_was_passed_on() {
    let desk = looked_at().await;
    // Who is of the team is nobody's business: nor is whom they forward.
    let words = reply(&desk, forwarded(FAY, "Restart the router."));
    desk.dora().does_write(words).await;
    desk.find(
        ANN,
        "Support replied to ticket #1\n↪ forwarded message\nRestart the router.",
    );
    let words = reply(&desk, forwarded(ANN, WORDS));
    desk.dora().does_write(words).await;
    desk.find(
        ANN,
        &format!("Support replied to ticket #1\n↪ forwarded from Ann\n{WORDS}"),
    );
    let group = json!({"type": "chat", "date": 1, "author_signature": "Fay", "sender_chat": {"id": -1_008, "type": "supergroup", "title": "Our support"}});
    let words = reply(&desk, with_origin(group));
    desk.dora().does_write(words).await;
    let nobody = "Support replied to ticket #1\n↪ forwarded message\nWe are closed on Monday.";
    desk.find(ANN, nobody);
    let channel = json!({"type": "channel", "date": 1, "message_id": 7, "author_signature": "Fay", "chat": {"id": -1_009, "type": "channel", "title": "Status page"}});
    let words = reply(&desk, with_origin(channel));
    desk.dora().does_write(words).await;
    desk.find(
        ANN,
        "Support replied to ticket #1\n↪ forwarded from Status page\nWe are closed on Monday.",
    );
    desk.behaved();
}

#[actix::test]
async fn a_person_reads_whom_an_agent_forwards_where_agents_have_names() {
    let desk = looked_at_in(Setup {
        settings: vec![("desk.show_agent_names", "true".into())],
        world: Some(WorldFile::demo()),
        ..Default::default()
    })
    .await;
    let words = reply(&desk, forwarded(FAY, "Restart the router."));
    desk.dora().does_write(words).await;
    desk.find(ANN, "\n↪ forwarded from Fay");
    desk.behaved();
}

#[actix::test]
async fn words_that_are_kept_keep_it() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().does_write(forwarded(BORIS, WORDS)).await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.crash().await;
    desk.ann().writes(TITLE).await;
    let card = desk.find(GROUP, "🆕 New ticket #1");
    let shown = format!("↪ forwarded from Boris\n{WORDS}");
    assert!(card.text.ends_with(&shown), "{}", card.text);
    desk.behaved();
}
