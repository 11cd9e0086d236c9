//! Telegram's HTML, written: for showing a message to a person and for tests that read it back.
//!
//! It sits beside the parser because both must agree on what can be said; the property that ties them is in the tests.

use super::{Entity, clean::Borders, shape};

/// Writes text and entities as Telegram's HTML. What HTML cannot say (commands, plain addresses, unknown kinds) is left out:
/// `parse_html(&to_html(text, entities))` gives back every other entity that [`super::fix`] has put into form.
pub fn to_html(text: &str, entities: &[Entity]) -> String {
    let borders = Borders::of(text);
    let entities = shape::normalise(entities.to_vec());
    let mut waiting = entities
        .iter()
        .filter(|e| tags(e).is_some() && borders.has(e.offset) && borders.has(e.end()))
        .peekable();
    let mut open: Vec<(i64, &'static str)> = Vec::new();
    let mut html = String::with_capacity(text.len());
    let mut at = 0;
    for c in text.chars().map(Some).chain([None]) {
        while open.last().is_some_and(|(end, _)| *end <= at) {
            html.extend(open.pop().map(|(_, close)| close));
        }
        while let Some(entity) = waiting.next_if(|e| e.offset <= at) {
            if let Some((start, close)) = tags(entity) {
                html.push_str(&start);
                open.push((entity.end(), close));
            }
        }
        if let Some(c) = c {
            escape(c, &mut html);
            at += c.len_utf16() as i64;
        }
    }
    html
}

fn tags(entity: &Entity) -> Option<(String, &'static str)> {
    let quoted = |value: &Option<String>| {
        let mut escaped = String::new();
        value
            .iter()
            .flat_map(|value| value.chars())
            .for_each(|c| escape(c, &mut escaped));
        escaped
    };
    let plain = |start: &str, end| Some((start.to_owned(), end));
    match entity.kind.as_str() {
        "bold" => plain("<b>", "</b>"),
        "italic" => plain("<i>", "</i>"),
        "underline" => plain("<u>", "</u>"),
        "strikethrough" => plain("<s>", "</s>"),
        "spoiler" => plain("<tg-spoiler>", "</tg-spoiler>"),
        "code" => plain("<code>", "</code>"),
        "blockquote" => plain("<blockquote>", "</blockquote>"),
        "expandable_blockquote" => plain("<blockquote expandable>", "</blockquote>"),
        "pre" if entity.language.is_some() => {
            let start = format!(
                r#"<pre><code class="language-{}">"#,
                quoted(&entity.language)
            );
            Some((start, "</code></pre>"))
        }
        "pre" => plain("<pre>", "</pre>"),
        "text_link" => Some((format!(r#"<a href="{}">"#, quoted(&entity.url)), "</a>")),
        "text_mention" => Some((
            format!(r#"<a href="tg://user?id={}">"#, entity.user_id?),
            "</a>",
        )),
        "custom_emoji" => Some((
            format!(
                r#"<tg-emoji emoji-id="{}">"#,
                quoted(&entity.custom_emoji_id)
            ),
            "</tg-emoji>",
        )),
        _ => None,
    }
}

fn escape(c: char, html: &mut String) {
    match c {
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '&' => html.push_str("&amp;"),
        '"' => html.push_str("&quot;"),
        _ => html.push(c),
    }
}
