//! Entities become HTML; whatever they say, the words stay.

use super::*;
use crate::view::tests::reader::visible;
use proptest::prelude::*;

fn entity(kind: &str, offset: u32, length: u32) -> Entity {
    Entity {
        kind: kind.into(),
        offset,
        length,
        url: None,
        language: None,
    }
}

fn link(offset: u32, length: u32, url: &str) -> Entity {
    Entity {
        url: Some(url.into()),
        ..entity("text_link", offset, length)
    }
}

fn pre(offset: u32, length: u32, language: &str) -> Entity {
    Entity {
        language: Some(language.into()),
        ..entity("pre", offset, length)
    }
}

#[test]
fn entities_become_tags() {
    let e = entity;
    let table: [(&str, Vec<Entity>, &str); 21] = [
        (
            "a < b > c & \"d\"",
            vec![],
            "a &lt; b &gt; c &amp; &quot;d&quot;",
        ),
        ("bold", vec![e("bold", 0, 4)], "<b>bold</b>"),
        ("one two", vec![e("italic", 4, 3)], "one <i>two</i>"),
        (
            "abc",
            vec![
                e("underline", 0, 1),
                e("strikethrough", 1, 1),
                e("spoiler", 2, 1),
            ],
            "<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>",
        ),
        ("x<y", vec![e("code", 0, 3)], "<code>x&lt;y</code>"),
        ("fn", vec![e("pre", 0, 2)], "<pre>fn</pre>"),
        (
            "fn",
            vec![pre(0, 2, "rust")],
            "<pre><code class=\"language-rust\">fn</code></pre>",
        ),
        ("fn", vec![pre(0, 2, "\"><b>")], "<pre>fn</pre>"),
        (
            "q",
            vec![e("blockquote", 0, 1)],
            "<blockquote>q</blockquote>",
        ),
        (
            "q",
            vec![e("expandable_blockquote", 0, 1)],
            "<blockquote expandable>q</blockquote>",
        ),
        (
            "here",
            vec![link(0, 4, "https://e.com/?a&b")],
            "<a href=\"https://e.com/?a&amp;b\">here</a>",
        ),
        (
            "here",
            vec![link(0, 4, "tg://user?id=1")],
            "<a href=\"tg://user?id=1\">here</a>",
        ),
        ("here", vec![link(0, 4, "javascript:alert(1)")], "here"),
        ("here", vec![e("text_link", 0, 4)], "here"),
        (
            "here",
            vec![e("custom_emoji", 0, 4), e("invented_tomorrow", 1, 2)],
            "here",
        ),
        // UTF-16: the emoji is two units long; inside of it nothing begins.
        ("👍 ok", vec![e("bold", 3, 2)], "👍 <b>ok</b>"),
        ("👍 ok", vec![e("bold", 1, 3)], "<b>👍 o</b>k"),
        // Nested, overlapping, the same twice.
        (
            "abcd",
            vec![e("bold", 0, 4), e("italic", 1, 2)],
            "<b>a<i>bc</i>d</b>",
        ),
        (
            "abcd",
            vec![e("bold", 0, 3), e("italic", 1, 3)],
            "<b>a<i>bc</i></b><i>d</i>",
        ),
        (
            "abcd",
            vec![e("bold", 0, 3), e("bold", 1, 3)],
            "<b>abc</b><b>d</b>",
        ),
        // Code holds nothing else; a quote stays outside.
        (
            "abcd",
            vec![e("bold", 0, 4), e("code", 1, 2), e("blockquote", 0, 4)],
            "<blockquote><b>a</b><code>bc</code><b>d</b></blockquote>",
        ),
    ];
    for (text, entities, expected) in table {
        let html = Html::formatted(text, &entities);
        assert_eq!(html.as_str(), expected, "{entities:?}");
        assert_eq!(visible(expected), text);
    }
}

#[test]
fn offsets_that_point_nowhere_only_cost_the_formatting() {
    for (offset, length) in [
        (0, 0),
        (4, 1),
        (100, 5),
        (2, u32::MAX),
        (u32::MAX, u32::MAX),
    ] {
        let html = Html::formatted("text", &[entity("bold", offset, length)]);
        assert_eq!(visible(html.as_str()), "text");
    }
}

#[test]
fn a_stretch_has_the_formatting_that_falls_into_it() {
    let entities = [entity("bold", 2, 4)];
    let stretch = |range| Html::formatted_range("abcdefgh", &entities, range).to_string();
    assert_eq!(stretch(0..4), "ab<b>cd</b>");
    assert_eq!(stretch(4..8), "<b>ef</b>gh");
    assert_eq!(stretch(6..8), "gh");
    assert_eq!(stretch(4..4), "");
}

#[test]
fn too_much_formatting_is_left_out() {
    let long = format!("https://example.com/{}", "a".repeat(2000));
    let links: Vec<Entity> = (0..50).map(|n| link(n, 1, &long)).collect();
    let text = "x".repeat(50);
    assert_eq!(Html::formatted(&text, &links).as_str(), text);
}

#[test]
fn the_visible_length_counts_what_a_reader_sees() {
    for (html, length) in [
        ("", 0),
        ("<b>ab</b>", 2),
        ("&lt;b&gt;", 3),
        ("<a href=\"x?a&amp;b\">👍</a>;", 3),
    ] {
        assert_eq!(Html::ours(html.into()).visible_length(), length);
    }
}

fn entities() -> impl Strategy<Value = Vec<Entity>> {
    let kind = prop::sample::select(vec![
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "text_link",
        "blockquote",
        "expandable_blockquote",
        "mention",
        "invented_tomorrow",
    ]);
    let number = prop_oneof![9 => 0u32..40, 1 => any::<u32>()];
    let text = "(https|http|tg|javascript)?:?/?/?.{0,12}";
    let entity = (kind, number.clone(), number, text, ".{0,6}").prop_map(
        |(kind, offset, length, url, language)| Entity {
            kind: kind.into(),
            offset,
            length,
            url: Some(url),
            language: Some(language),
        },
    );
    prop::collection::vec(entity, 0..10)
}

proptest! {
    #[test]
    fn any_words_with_any_entities_are_balanced_and_stay_as_typed(
        text in "[a-c<>&\"👍ы\u{301} \n]{0,40}",
        entities in entities(),
    ) {
        let html = Html::formatted(&text, &entities);
        prop_assert_eq!(visible(html.as_str()), text.clone());
        prop_assert_eq!(html.visible_length(), text.encode_utf16().count());
    }

    #[test]
    fn stretches_put_together_are_the_whole(
        text in "[a-c<>&👍ы \n]{1,40}",
        entities in entities(),
        cut in any::<prop::sample::Index>(),
    ) {
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let cut = cuts[cut.index(cuts.len())];
        let first = Html::formatted_range(&text, &entities, 0..cut);
        let second = Html::formatted_range(&text, &entities, cut..text.len());
        prop_assert_eq!(visible(first.as_str()) + &visible(second.as_str()), text);
    }
}
