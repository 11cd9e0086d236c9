//! What holds for any text and any entities, however broken.
//!
//! The generator leans to pieces of tags, because uniform noise would hardly ever form one.

use proptest::prelude::*;

use super::*;

/// Texts that come near to what the parsers look for.
fn near_html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<b>".to_owned()),
        Just("</b>".to_owned()),
        Just("<i>".to_owned()),
        Just("</i>".to_owned()),
        Just("</>".to_owned()),
        Just("<a href=\"a.b\">".to_owned()),
        Just("</a>".to_owned()),
        Just("<code>".to_owned()),
        Just("</code>".to_owned()),
        Just("<blockquote expandable>".to_owned()),
        Just("&lt;".to_owned()),
        Just("&#x1F600;".to_owned()),
        Just("<".to_owned()),
        Just("@name /cmd #tag a.com x@y.com +12345678 $USD ".to_owned()),
        "[ -~]{0,3}",
        "\\PC{0,3}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn any_entity() -> impl Strategy<Value = Entity> {
    let kinds = prop::sample::select(vec![
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    ]);
    (kinds, -2i64..24, 0i64..12, "[<>&\"a-z]{1,4}", 1i64..1000).prop_map(
        |(kind, offset, length, word, number)| {
            let mut entity = Entity::new(kind, offset, length);
            match kind {
                "pre" if number % 2 == 0 => entity.language = Some(word),
                "text_link" => entity.url = Some(format!("http://a.b/{word}")),
                "text_mention" => entity.user_id = Some(number),
                "custom_emoji" => entity.custom_emoji_id = Some(number.to_string()),
                _ => {}
            }
            entity
        },
    )
}

fn assert_in_form(text: &str, entities: &[Entity]) {
    let borders = clean::Borders::of(text);
    for entity in entities {
        assert!(
            entity.length > 0 && borders.has(entity.offset) && borders.has(entity.end()),
            "{entity:?} in {text:?}"
        );
    }
    let mut sorted = entities.to_vec();
    shape::sort(&mut sorted);
    assert_eq!(sorted, entities);
}

proptest! {
    #[test]
    fn parsing_never_panics_and_keeps_to_characters(html in near_html()) {
        if let Ok((text, entities)) = parse_html(&html) {
            assert_in_form(&text, &entities);
        }
    }

    #[test]
    fn fixing_is_done_in_one_go(text in near_html(), given in prop::collection::vec(any_entity(), 0..8)) {
        if let Some((text, entities)) = fix(text, given) {
            assert_in_form(&text, &entities);
            prop_assert_eq!(fix(text.clone(), entities.clone()), Some((text, entities)));
        }
    }

    #[test]
    fn html_that_was_written_reads_back(text in near_html(), given in prop::collection::vec(any_entity(), 0..8)) {
        if let Some((text, entities)) = fix(text, given) {
            prop_assert_eq!(parse_html(&to_html(&text, &entities)), Ok((text, entities)));
        }
    }

    #[test]
    fn finding_never_panics_and_is_stable(text in near_html(), given in prop::collection::vec(any_entity(), 0..4)) {
        if let Some((text, entities)) = fix(text, given) {
            let all = auto_entities(&text, &entities);
            assert_in_form(&text, &all);
            prop_assert_eq!(auto_entities(&text, &all), all);
        }
    }

    #[test]
    fn any_list_of_entities_is_answered(text in near_html(), given in prop::collection::vec(any_entity(), 0..4)) {
        let value = serde_json::Value::Array(given.iter().map(Entity::to_json).collect());
        if let Ok(entities) = from_entities(&text, &value) {
            assert_in_form(&text, &entities);
        }
        to_html(&text, &given);
    }
}
