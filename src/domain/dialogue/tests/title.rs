//! Titles: what is measured is what a person sees, and what is kept fits everywhere.

use super::{
    super::{PrivateDialogue::*, PrivateEffect as E, PrivateInput as I},
    private::{LENGTHS, asked, kept, photo, text, titled},
};
use crate::domain::{notice::PersonNotice as N, title::TITLE_CODE_POINTS};

/// The title that is taken, or the fault.
fn title(typed: &str) -> Result<String, Box<E>> {
    let state = asked(kept(&[]));
    match state.step(I::Said(text(typed)), None, &LENGTHS) {
        (Body { title, kept, .. }, effects) => {
            assert_eq!((kept, effects), (vec![], vec![E::Notice(N::AskBody)]));
            Ok(title)
        }
        (state, mut effects) => {
            assert!(
                matches!(state, Title { kept, .. } if kept.is_empty()),
                "it is asked again"
            );
            assert_eq!(effects.len(), 1);
            Err(Box::new(effects.remove(0)))
        }
    }
}

#[test]
fn titles() {
    let a = |n: usize| "a".repeat(n);
    let many = |n: usize| format!("a{}", "\u{0301}".repeat(n));
    let family = "👨\u{200D}👩\u{200D}👧\u{200D}👦";
    for (typed, expected) in [
        (String::new(), Err(E::Notice(N::TitleTooShort))),
        ("ab".into(), Err(E::Notice(N::TitleTooShort))),
        ("abc".into(), Ok("abc".into())),
        ("  abc\n".into(), Ok("abc".into())),
        (a(128), Ok(a(128))),
        (a(129), Err(E::Notice(N::TitleTooLong))),
        (
            "<b>x</b> & <script>".into(),
            Ok("<b>x</b> & <script>".into()),
        ),
        // White space is collapsed before it is measured.
        (
            "VPN\n\n does   not\tconnect".into(),
            Ok("VPN does not connect".into()),
        ),
        ("a          b".into(), Ok("a b".into())),
        (format!("abc{}def", " ".repeat(200)), Ok("abc def".into())),
        (
            format!("a{}", " ".repeat(20)),
            Err(E::Notice(N::TitleTooShort)),
        ),
        // Nothing to see.
        (
            "\u{200B}\u{200B}\u{200B}\u{200B}".into(),
            Err(E::Notice(N::TitleTooShort)),
        ),
        (
            "\u{200B}   \u{200B}".into(),
            Err(E::Notice(N::TitleTooShort)),
        ),
        (
            "\u{202E}\u{2066}\u{FEFF}ab".into(),
            Err(E::Notice(N::TitleTooShort)),
        ),
        // Two characters to see, of many code points.
        (many(100) + "b", Err(E::Notice(N::TitleTooShort))),
        (family.repeat(2), Err(E::Notice(N::TitleTooShort))),
        (family.repeat(3), Ok(family.repeat(3))),
        // Few characters to see, but more than fits beside a text.
        (many(397) + "bc", Ok(many(397) + "bc")),
        (many(398) + "bc", Err(E::Notice(N::TitleTooLong))),
        (family.repeat(128), Err(E::Notice(N::TitleTooLong))),
    ] {
        assert_eq!(title(&typed), expected.map_err(Box::new), "{typed:?}");
    }
    assert_eq!(TITLE_CODE_POINTS, 400);
}

#[test]
fn a_title_is_text() {
    for words in [photo(""), photo("a caption that is long enough")] {
        let state = asked(vec![]);
        let (_, effects) = state.step(I::Said(words), None, &LENGTHS);
        assert_eq!(effects, [E::Notice(N::TitleNotText)]);
    }
}

#[test]
fn a_title_opens_at_once_when_enough_was_kept() {
    for (before, opens) in [
        (vec![], false),
        (kept(&["hi"]), false),
        (kept(&["123456789"]), false),
        (kept(&["1234567890"]), true),
        (kept(&["12345", "67890"]), true),
        (kept(&["12345", "6789", " \u{200B} "]), false),
        (vec![photo("")], true),
    ] {
        let state = asked(before.clone());
        let (state, effects) = state.step(I::Said(text("VPN")), None, &LENGTHS);
        if opens {
            let open = E::Open {
                title: "VPN".into(),
                title_from: None,
                words: before,
            };
            assert_eq!((state, effects), (Idle, vec![open]));
        } else {
            assert_eq!(
                (state, effects),
                (titled("VPN", before), vec![E::Notice(N::AskBody)])
            );
        }
    }
}
