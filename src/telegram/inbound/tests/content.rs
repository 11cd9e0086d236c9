//! Messages of every kind, and what they say.

use super::*;
use crate::domain::message::{MediaKind, Thing};

#[test]
fn words_of_every_kind() {
    let cases = [
        (json!({"text": "Hello"}), r#""Hello""#),
        (
            json!({"text": "/start ab_C-1", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}),
            r#""/start ab_C-1" bot_command@0+6"#,
        ),
        (
            json!({"text": "see here and fn", "entities": [
                {"type": "text_link", "offset": 4, "length": 4, "url": "https://example.com/a"},
                {"type": "pre", "offset": 13, "length": 2, "language": "rust"},
                {"type": "text_mention", "offset": 0, "length": 3, "user": {"id": 1, "is_bot": false, "first_name": "X"}},
            ]}),
            r#""see here and fn" text_link@4+4=https://example.com/a pre@13+2=rust text_mention@0+3"#,
        ),
        // An entity that Telegram made after teloxide 0.17, and one that it makes tomorrow.
        (
            json!({"text": "due tomorrow", "entities": [
                {"type": "date_time", "offset": 4, "length": 8, "unix_time": 1_790_000_000, "date_time_format": "wDT"},
                {"type": "hologram", "offset": 0, "length": 3, "shape": {"sides": 12}},
            ]}),
            r#""due tomorrow" date_time@4+8 hologram@0+3"#,
        ),
        // Entities that are none are left out; the words stay.
        (
            json!({"text": "odd", "entities": [
                7, null, {"type": "bold"}, {"type": 5, "offset": 0, "length": 1},
                {"type": "bold", "offset": -1, "length": 1}, {"type": "bold", "offset": 0.5, "length": 1},
                {"type": "text_link", "offset": 0, "length": 1, "url": {"scheme": "https"}},
                {"type": "italic", "offset": 0, "length": 3},
            ]}),
            r#""odd" italic@0+3"#,
        ),
        (json!({"text": "odd", "entities": "none"}), r#""odd""#),
        // Sizes come in any order; the largest counts.
        (
            json!({"caption": "look", "caption_entities": [{"type": "bold", "offset": 0, "length": 4}], "photo": [
                {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 67, "file_size": 1000},
                {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960},
                {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 240, "file_size": 9000},
            ]}),
            r#""look" bold@0+4 with Photo large"#,
        ),
        (json!({"photo": []}), r#""" with Photo -"#),
        (
            json!({"live_photo": {"file_id": "moving", "width": 1280, "height": 960, "duration": 3, "photo": [
                {"file_id": "still", "file_unique_id": "s", "width": 1280, "height": 960},
            ]}}),
            r#""" with Photo still"#,
        ),
        (
            json!({"live_photo": {"file_id": "moving", "width": 1280, "height": 960, "duration": 3}}),
            r#""" with Photo -"#,
        ),
        (
            json!({"video": {"file_id": "v", "width": 10, "height": 10, "duration": 3}, "caption": "c"}),
            r#""c" with Video v"#,
        ),
        (
            json!({"animation": {"file_id": "gif"}, "document": {"file_id": "gif", "mime_type": "video/mp4"}}),
            r#""" with Animation gif"#,
        ),
        (
            json!({"audio": {"file_id": "a", "title": "Song"}}),
            r#""" with Audio a"#,
        ),
        (
            json!({"document": {"file_id": "d", "file_name": "log.txt"}, "caption": "the log"}),
            r#""the log" with Document d"#,
        ),
        (
            json!({"voice": {"file_id": "o", "duration": 4}}),
            r#""" with Voice o"#,
        ),
        (
            json!({"video_note": {"file_id": "n", "length": 240}}),
            r#""" with VideoNote n"#,
        ),
        (
            json!({"sticker": {"file_id": "s", "type": "regular", "emoji": "🎉"}}),
            r#""" with Sticker s"#,
        ),
        (
            json!({"location": {"latitude": 1.5, "longitude": 2.5}}),
            r#""" with Location -"#,
        ),
        (
            json!({"venue": {"title": "Café", "location": {"latitude": 1, "longitude": 2}}, "location": {"latitude": 1, "longitude": 2}}),
            r#""" with Location -"#,
        ),
        (
            json!({"contact": {"phone_number": "+1", "first_name": "Z", "user_id": 5}}),
            r#""" with Contact -"#,
        ),
        (
            json!({"dice": {"emoji": "🎲", "value": 6}}),
            r#""" with Other -"#,
        ),
        (
            json!({"poll": {"id": "1", "question": "?", "options": []}}),
            r#""" with Other -"#,
        ),
        (
            json!({"story": {"id": 1, "chat": {"id": 5}}}),
            r#""" with Other -"#,
        ),
        (
            json!({"paid_media": {"star_count": 5, "paid_media": []}, "caption": "buy"}),
            r#""buy" with Other -"#,
        ),
        (
            json!({"rich_message": {"blocks": [{"type": "table"}]}}),
            r#""" with Other -"#,
        ),
        (json!({"telepathy": {"strength": 9}}), r#""" with Other -"#),
        (json!({}), r#""" with Other -"#),
        (
            json!({"photo": [{"file_id": "p", "width": 1, "height": 1}], "media_group_id": "13579"}),
            r#""" with Photo p"#,
        ),
        // Forwards, previews, effects and keyboards change nothing.
        (
            json!({"text": "fwd", "forward_origin": {"type": "hidden_user", "sender_user_name": "Q", "date": 1},
                "reply_markup": {"inline_keyboard": [[{"text": "x", "disabled": true}]]}, "effect_id": "5"}),
            r#""fwd""#,
        ),
    ];
    for (fields, expected) in cases {
        assert_eq!(
            told(&private(fields.clone())),
            format!("501 Ann Lee wrote 11 in private 501: {expected}"),
            "{fields}"
        );
    }
}

#[test]
fn every_media_kind_is_read_from_something() {
    // `content` maps fields to kinds; a kind added to the domain must get a field or be `Other`.
    use MediaKind::*;
    for (field, kind) in [
        ("photo", Photo),
        ("video", Video),
        ("animation", Animation),
        ("audio", Audio),
        ("document", Document),
        ("voice", Voice),
        ("video_note", VideoNote),
        ("sticker", Sticker),
        ("location", Location),
        ("contact", Contact),
        ("anything", Other),
    ] {
        let Ok(InboundUpdate {
            what: UpdateKind::Wrote { words, .. },
            ..
        }) = read(&private(json!({field: {}})).to_string())
        else {
            panic!("somebody wrote");
        };
        assert_eq!(words.media.map(|media| media.kind), Some(kind), "{field}");
    }
}

/// Whatever an attachment says is kept with the message, of each type of the Bot API that says something.
#[test]
fn what_an_attachment_says_is_kept() {
    let in_words = |field: &str, attached: serde_json::Value| {
        let Ok(InboundUpdate {
            what: UpdateKind::Wrote { words, .. },
            ..
        }) = read(&private(json!({field: attached})).to_string())
        else {
            panic!("somebody wrote");
        };
        let media = words.media.expect("an attachment");
        media.in_words.map(|words| (words.what, words.lines))
    };
    let options = json!([{"text": "Left"}, {"text": "Right"}, {}]);
    let place = json!({"latitude": 52.52, "longitude": 13.405});
    for (field, attached, what, lines) in [
        (
            "poll",
            json!({"type": "regular", "question": "Where?", "options": options}),
            Thing::Poll,
            &["Where?", "Left", "Right"][..],
        ),
        (
            "poll",
            json!({"type": "quiz", "question": "Where?", "options": options}),
            Thing::Quiz,
            &["Where?", "Left", "Right"],
        ),
        (
            "poll",
            json!({"type": "quiz", "question": "Where?", "correct_option_ids": [1]}),
            Thing::Poll,
            &["Where?"],
        ),
        (
            "checklist",
            json!({"title": "To do", "tasks": [{"id": 1, "text": "Pack"}]}),
            Thing::Checklist,
            &["To do", "Pack"],
        ),
        (
            "story",
            json!({"id": 7, "chat": {"id": 1, "username": "ann"}}),
            Thing::Story,
            &["https://t.me/ann/s/7"],
        ),
        (
            "story",
            json!({"id": 7, "chat": {"id": 1}}),
            Thing::Story,
            &[],
        ),
        (
            "contact",
            json!({"first_name": "Ann", "last_name": "Lee", "phone_number": "+1"}),
            Thing::Contact,
            &["Ann Lee", "+1"],
        ),
        ("location", place.clone(), Thing::Place, &["52.52, 13.405"]),
        (
            "venue",
            json!({"title": "Bar", "address": "1 Main St", "location": place}),
            Thing::Place,
            &["Bar", "1 Main St", "52.52, 13.405"],
        ),
        (
            "dice",
            json!({"emoji": "🎯", "value": 6}),
            Thing::Dice,
            &["🎯 6"],
        ),
        (
            "game",
            json!({"title": "Pong", "description": "Play"}),
            Thing::Game,
            &["Pong", "Play"],
        ),
        (
            "invoice",
            json!({"title": "Tea", "description": "A cup"}),
            Thing::Invoice,
            &["Tea", "A cup"],
        ),
        (
            "giveaway",
            json!({"prize_description": "A car"}),
            Thing::Giveaway,
            &["A car"],
        ),
        (
            "paid_media",
            json!({"star_count": 5}),
            Thing::PaidMedia,
            &[],
        ),
        (
            "rich_message",
            json!({"blocks": [
                {"type": "paragraph", "text": ["Read ", {"type": "bold", "text": "this"}]},
                {"type": "list", "items": [{"label": "1", "blocks": [{"text": "first"}]}]},
                {"type": "divider"},
            ]}),
            Thing::Rich,
            &["Read this", "first"],
        ),
    ] {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(in_words(field, attached), Some((what, lines)), "{field}");
    }
    assert_eq!(in_words("document", json!({"file_id": "x"})), None);
    assert_eq!(in_words("hologram", json!({"depth": 3})), None);
    for garbage in [json!(null), json!(7), json!([]), json!({"options": 3})] {
        let poll = in_words("poll", garbage);
        assert_eq!(poll.map(|(what, _)| what), Some(Thing::Poll));
    }
}
