//! Messages of every kind, one at a time, both ways.

use super::*;
use serde_json::{Map, Value, json};
use simulator::{ShownMessage, Writing};

/// A kind of media with its caption.
fn media(kind: &str, caption: Option<&str>) -> Writing {
    Writing {
        media: Some(kind.into()),
        text: caption.map(str::to_owned),
        ..Default::default()
    }
}

/// What a chat shows that it did not before.
fn new_in(desk: &Desk, chat: i64, before: &[ShownMessage]) -> Vec<(Option<String>, String)> {
    let last = before.last().map_or(0, |m| m.id);
    let messages = desk.messages(chat).into_iter();
    messages
        .filter(|m| m.id > last && m.by_bot)
        .map(|m| (m.media, m.text))
        .collect()
}

/// Kinds that take a caption, and kinds that take none.
const CAPTIONED: [&str; 6] = ["photo", "document", "video", "animation", "audio", "voice"];
const BARE: [&str; 5] = ["video_note", "sticker", "location", "contact", "dice"];

const HEADING: &str = "User replied to #1";

#[actix::test]
async fn media_of_a_person_reach_the_team() {
    let desk = looked_at().await;
    for kind in CAPTIONED {
        let before = desk.messages(GROUP);
        desk.ann()
            .does_write(media(kind, Some("look <here>")))
            .await;
        let text = format!("{HEADING}\nlook <here>");
        assert_eq!(new_in(&desk, GROUP, &before), [(Some(kind.into()), text)]);
        let before = desk.messages(GROUP);
        desk.ann().does_write(media(kind, None)).await;
        assert_eq!(
            new_in(&desk, GROUP, &before),
            [(Some(kind.into()), HEADING.into())]
        );
    }
    for kind in BARE {
        let before = desk.messages(GROUP);
        desk.ann().does_write(media(kind, None)).await;
        let shown = new_in(&desk, GROUP, &before);
        assert_eq!(
            shown,
            [(None, HEADING.into()), (Some(kind.into()), String::new())]
        );
    }
    desk.behaved();
}

#[actix::test]
async fn media_of_an_agent_reach_the_person() {
    let desk = looked_at().await;
    const HEADING: &str = "Support replied to ticket #1";
    let reply = |writing: Writing| Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        ..writing
    };
    for kind in CAPTIONED {
        let before = desk.messages(ANN);
        desk.dora()
            .does_write(reply(media(kind, Some("look <here>"))))
            .await;
        let text = format!("{HEADING}\nlook <here>");
        assert_eq!(new_in(&desk, ANN, &before), [(Some(kind.into()), text)]);
        assert_eq!(
            desk.messages(ANN).pop().expect("an answer").buttons,
            [vec!["Reply", "View Conversation"], vec!["Close Ticket"]]
        );
    }
    for kind in BARE {
        let before = desk.messages(ANN);
        desk.dora().does_write(reply(media(kind, None))).await;
        let shown = new_in(&desk, ANN, &before);
        assert_eq!(
            shown,
            [(None, HEADING.into()), (Some(kind.into()), String::new())]
        );
    }
    desk.behaved();
}

#[actix::test]
async fn a_caption_without_room_for_the_heading_goes_whole() {
    let desk = looked_at().await;
    let caption = "c".repeat(1024);
    let before = desk.messages(GROUP);
    desk.ann().does_write(media("photo", Some(&caption))).await;
    assert_eq!(
        new_in(&desk, GROUP, &before),
        [
            (None, HEADING.into()),
            (Some("photo".into()), caption.clone())
        ]
    );
    let before = desk.messages(ANN);
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        ..media("photo", Some(&caption))
    };
    desk.dora().does_write(reply).await;
    assert_eq!(
        new_in(&desk, ANN, &before),
        [
            (None, "Support replied to ticket #1".into()),
            (Some("photo".into()), caption)
        ]
    );
    desk.behaved();
}

#[actix::test]
async fn a_long_text_arrives_whole_both_ways() {
    let desk = looked_at().await;
    let text = "Four thousand characters. ".repeat(154)[..4000]
        .trim()
        .to_owned();
    let joined = |chat, before: &[ShownMessage], heading: &str| {
        let parts = new_in(&desk, chat, before)
            .into_iter()
            .map(|(_, text)| text);
        let all = parts.collect::<Vec<_>>().join(" ");
        let all = all.strip_prefix(heading).expect("a heading").to_owned();
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let before = desk.messages(GROUP);
    desk.ann().writes(&text).await;
    assert_eq!(joined(GROUP, &before, HEADING), text);
    let before = desk.messages(ANN);
    desk.dora().replies("📋 Ticket #1", &text).await;
    assert_eq!(joined(ANN, &before, "Support replied to ticket #1"), text);
    let last = desk.messages(ANN).pop().expect("an answer");
    assert!(
        !last.buttons.is_empty(),
        "the buttons are below the last part"
    );
    desk.behaved();
}

#[actix::test]
async fn a_long_text_as_the_first_message() {
    let desk = Desk::open().await;
    let text = "x".repeat(4000);
    desk.ann().opens_a_ticket(TITLE, &text).await;
    let shown: usize = desk
        .messages(GROUP)
        .iter()
        .map(|m| m.text.matches('x').count())
        .sum();
    assert_eq!(shown, 4000);
    desk.behaved();
}

#[actix::test]
async fn formatting_arrives() {
    let desk = looked_at().await;
    let writing = Writing {
        text: Some("🎉 bold code https://example.org".into()),
        entities: vec![
            json!({"type": "bold", "offset": 3, "length": 4}),
            json!({"type": "code", "offset": 8, "length": 4}),
        ],
        ..Default::default()
    };
    desk.ann().does_write(writing).await;
    let shown = desk.find(GROUP, "🎉 bold code");
    assert!(
        shown.html.contains("<b>bold</b> <code>code</code>"),
        "{}",
        shown.html
    );
    desk.behaved();
}

#[actix::test]
async fn an_entity_of_an_unknown_type_hides_nothing() {
    let desk = looked_at().await;
    let unknown = || Writing {
        text: Some("The future is here today".into()),
        entities: vec![
            json!({"type": "hologram", "offset": 4, "length": 6, "depth": {"z": 1}}),
            json!({"type": "bold", "offset": 11, "length": 2}),
        ],
        ..Default::default()
    };
    desk.ann().does_write(unknown()).await;
    let shown = desk.find(GROUP, "User replied to #1\nThe future is here today");
    assert!(shown.html.contains("<b>is</b>"), "{}", shown.html);
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        ..unknown()
    };
    desk.dora().does_write(reply).await;
    desk.find(
        ANN,
        "Support replied to ticket #1\nThe future is here today",
    );
    desk.behaved();
}

#[actix::test]
async fn a_message_of_an_unknown_kind_reaches_the_other_side() {
    let desk = looked_at().await;
    let unknown = || {
        let mut extra: Map<String, Value> = Map::new();
        extra.insert("hologram".into(), json!({"depth": 3}));
        Writing {
            extra,
            ..Default::default()
        }
    };
    let before = desk.messages(GROUP);
    desk.ann().does_write(unknown()).await;
    let shown = new_in(&desk, GROUP, &before);
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0], (None, HEADING.into()));
    assert_eq!(shown[1].0.as_deref(), Some("hologram"));
    let before = desk.messages(ANN);
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        ..unknown()
    };
    desk.dora().does_write(reply).await;
    assert_eq!(new_in(&desk, ANN, &before).len(), 2);
    desk.behaved();
}

#[actix::test]
async fn a_photo_whose_original_is_gone_is_sent_from_its_file() {
    let desk = looked_at().await;
    let writing = Writing {
        user: ANN,
        ..media("photo", Some("look"))
    };
    // The group takes nothing for a minute; meanwhile she removes her photo.
    let flood = simulator::Fault {
        method: None,
        chat_id: Some(GROUP),
        nth: 1,
        times: 1,
        kind: simulator::FaultKind::Flood { retry_after: 60 },
    };
    desk.control(simulator::Control::Fault(flood)).await;
    let written = desk.control(simulator::Control::Write(writing)).await;
    let delete = simulator::Control::Delete {
        user: ANN,
        chat: None,
        message_id: written["message_id"].as_i64().expect("a number"),
    };
    desk.control(delete).await;
    let before = desk.messages(GROUP);
    desk.pass(minutes(2)).await;
    let shown = new_in(&desk, GROUP, &before);
    assert_eq!(shown, [(Some("photo".into()), format!("{HEADING}\nlook"))]);
}

#[actix::test]
async fn every_part_of_an_album_arrives() {
    let desk = looked_at().await;
    let item = |caption: &str| simulator::AlbumItem {
        media: "photo".into(),
        caption: Some(caption.into()),
        file: None,
    };
    let album = simulator::Album {
        user: ANN,
        items: vec![item("one"), item("two"), item("three")],
        ..Default::default()
    };
    let before = desk.messages(GROUP);
    desk.control(simulator::Control::Album(album)).await;
    desk.pass(A_WHILE).await;
    let shown = new_in(&desk, GROUP, &before);
    let texts: Vec<_> = shown.iter().map(|(_, text)| text.as_str()).collect();
    for caption in ["one", "two", "three"] {
        assert!(
            texts.iter().any(|text| text.ends_with(caption)),
            "{texts:?}"
        );
    }
    assert_eq!(shown.iter().filter(|(media, _)| media.is_some()).count(), 3);
}
