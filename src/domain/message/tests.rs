//! How long words are to a reader, how they are cut, and which calls relay them.

use super::*;
use crate::domain::ids::{MessageNo, TicketId};
use proptest::prelude::*;

#[test]
fn what_a_person_sees() {
    for (text, expected) in [
        ("", 0),
        ("   ", 0),
        ("\n\t\r\n", 0),
        ("abc", 3),
        ("  abc  ", 3),
        ("a b", 3),
        ("привет", 6),
        ("日本", 2),
        ("e\u{0301}", 1),
        ("👨\u{200D}👩\u{200D}👧\u{200D}👦", 1),
        ("🇩🇪🇫🇷", 2),
        ("❤\u{FE0F}", 1),
        ("👍🏽", 1),
        (
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            1,
        ),
        ("\u{200B}\u{200B}\u{200B}", 0),
        ("\u{200B}   \u{200B}", 0),
        (" \u{200B} a \u{FEFF} ", 1),
        ("\u{2060}\u{00AD}\u{3164}\u{2800}\u{061C}\u{180E}", 0),
        ("\u{202E}\u{2066}\u{2069}", 0),
        ("a\u{200B}b", 2),
    ] {
        assert_eq!(visible_length(text), expected, "{text:?}");
        assert_eq!(MessageContent::text(text).visible_length(), expected);
    }
    let zalgo = format!("a{}b", "\u{0301}".repeat(1000));
    assert_eq!(visible_length(&zalgo), 2);
}

fn lengths(text: &str) -> Vec<usize> {
    let cut = stretches(text);
    cut.iter()
        .map(|r| text[r.clone()].chars().count())
        .collect()
}

#[test]
fn where_a_text_is_cut() {
    let a = |n: usize| "a".repeat(n);
    let family = "👨\u{200D}👩\u{200D}👧\u{200D}👦";
    for (text, expected) in [
        (String::new(), vec![0]),
        (a(1), vec![1]),
        (a(3500), vec![3500]),
        (a(3501), vec![3500, 1]),
        (a(7000), vec![3500, 3500]),
        (a(7001), vec![3500, 3500, 1]),
        // Behind the last space or line's end of the last quarter.
        (format!("{} {}", a(3000), a(1000)), vec![3001, 1000]),
        (format!("{}\n{}", a(3000), a(1000)), vec![3001, 1000]),
        (
            format!("{} {} {}", a(2700), a(500), a(1000)),
            vec![3202, 1000],
        ),
        (format!("{} {}", a(3499), a(10)), vec![3500, 10]),
        (format!("{} {}", a(3500), a(10)), vec![3500, 11]),
        // A space too early is none.
        (format!("{} {}", a(2624), a(1000)), vec![3500, 125]),
        (format!("{} {}", a(2625), a(1000)), vec![2626, 1000]),
        // Never inside a grapheme that fits.
        (format!("{}{family}", a(3499)), vec![3499, 7]),
        (format!("{}{family}", a(3489)), vec![3496]),
        (format!("{}{family}", a(3490)), vec![3490, 7]),
        // Of what is two UTF-16 units, half as much fits.
        ("🙂".repeat(1751), vec![1750, 1]),
        // Unless it is longer than a stretch by itself.
        (format!("a{}", "\u{0301}".repeat(4000)), vec![3500, 501]),
        (
            format!("{} {} b{}", a(2700), a(700), "\u{0301}".repeat(3000)),
            vec![3402, 3001],
        ),
    ] {
        let characters = text.chars().count();
        assert_eq!(lengths(&text), expected, "a text of {characters}");
    }
}

proptest! {
    #[test]
    fn stretches_cover_the_text_and_none_is_too_long(
        pieces in prop::collection::vec(
            prop_oneof![
                (1_usize..4000).prop_map(|n| "ж".repeat(n)),
                (1_usize..3900).prop_map(|n| format!("e{}", "\u{0301}".repeat(n))),
                (1_usize..400).prop_map(|n| "👨\u{200D}👩\u{200D}👧".repeat(n)),
                Just(" ".to_owned()),
                Just("\r\n".to_owned()),
                "\\PC{0,40}",
            ],
            0..8,
        ),
    ) {
        let text = pieces.concat();
        let cut = stretches(&text);
        let joined: String = cut.iter().map(|r| &text[r.clone()]).collect();
        prop_assert_eq!(&joined, &text);
        prop_assert!(cut.windows(2).all(|pair| pair[0].end == pair[1].start));
        prop_assert!(cut.iter().all(|r| length(&text[r.clone()]) <= TEXT_PART));
        prop_assert!(cut.len() == 1 || cut.iter().all(|r| !r.is_empty()));
        prop_assert_eq!(MessageContent::text(text.as_str()).parts().len(), cut.len());
    }
}

fn media(kind: MediaKind, caption: usize) -> MessageContent {
    MessageContent {
        media: Some(Media {
            kind,
            file_id: None,
            in_words: None,
        }),
        ..MessageContent::text("c".repeat(caption))
    }
}

#[test]
fn the_calls_that_relay_words() {
    use MediaKind::*;
    let heading = vec![Part::Heading, Part::Original];
    assert_eq!(MessageContent::text("").parts(), [Part::Text(0)]);
    assert_eq!(MessageContent::text("hello").parts(), [Part::Text(0)]);
    assert_eq!(
        MessageContent::text("a".repeat(7001)).parts(),
        [Part::Text(0), Part::Text(1), Part::Text(2)]
    );
    for kind in [Photo, Video, Animation, Audio, Document, Voice] {
        assert_eq!(media(kind, 0).parts(), [Part::Captioned], "{kind:?}");
        assert_eq!(media(kind, CAPTION_ROOM).parts(), [Part::Captioned]);
        assert_eq!(media(kind, CAPTION_ROOM + 1).parts(), heading);
        assert_eq!(media(kind, CAPTION_LIMIT).parts(), heading);
        let texts = [Part::Text(0), Part::Original];
        assert_eq!(media(kind, CAPTION_LIMIT + 1).parts(), texts);
        let texts = [Part::Text(0), Part::Text(1), Part::Original];
        assert_eq!(media(kind, TEXT_PART + 1).parts(), texts);
    }
    for kind in [VideoNote, Sticker, Location, Contact, Other] {
        assert_eq!(media(kind, 0).parts(), heading, "{kind:?}");
    }
}

#[test]
fn words_never_stand_in_a_log() {
    let mut words = media(MediaKind::Photo, 3);
    words.text = "secret".into();
    let debug = format!("{words:?}");
    assert_eq!(
        debug,
        "MessageContent { characters: 6, media: Some(Photo), origin: None }"
    );
}

#[test]
fn words_survive_the_store() {
    let words = MessageContent {
        text: "see <b>this</b> 🙂".into(),
        entities: vec![Entity {
            kind: "invented_tomorrow".into(),
            offset: 4,
            length: 3,
            url: Some("https://example.org".into()),
            language: None,
        }],
        media: Some(Media {
            kind: MediaKind::Photo,
            file_id: Some("AgAC".into()),
            in_words: None,
        }),
        origin: Some(Origin {
            chat: 7,
            message: 42,
        }),
        sent_at: chrono::DateTime::from_timestamp(1_790_000_000, 0),
        forwarded_from: Some(Box::new(Source {
            kind: SourceKind::User,
            name: "Boris".into(),
            signature: None,
            user: Some(8),
        })),
        in_reply_to: Some(Box::new(InReplyTo {
            message: Some((TicketId(1), MessageNo(2))),
            quote: Some(Quote {
                text: "this".into(),
                entities: Vec::new(),
            }),
            line: "this".into(),
            source: None,
        })),
    };
    for words in [
        words,
        MessageContent::text("plain"),
        MessageContent::text(""),
    ] {
        let json = serde_json::to_string(&words).expect("words are JSON");
        assert_eq!(
            serde_json::from_str::<MessageContent>(&json).ok(),
            Some(words)
        );
    }
}
