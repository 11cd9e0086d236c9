//! Reads HTML as Telegram does, and is strict about it: what a reader sees, or a panic.

/// The tags that Telegram knows and the views use, with what may stand behind the name.
const TAGS: [&str; 11] = [
    "b",
    "i",
    "u",
    "s",
    "code",
    "pre",
    "tg-spoiler",
    "blockquote",
    "blockquote expandable",
    "a href=\"",
    "code class=\"language-",
];

/// The visible text. Panics when a tag is unknown, open at the end, closed out of turn, or when a character that must
/// be escaped is not.
pub(in crate::view) fn visible(html: &str) -> String {
    let (mut seen, mut open, mut rest) = (String::new(), Vec::new(), html);
    while let Some(c) = rest.chars().next() {
        let inside = &rest[c.len_utf8()..];
        rest = match c {
            '<' => {
                let (tag, after) = inside.split_once('>').expect("a tag ends");
                step(tag, &mut open, html);
                after
            }
            '&' => {
                let (name, after) = inside.split_once(';').expect("a reference ends");
                seen.push(match name {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    other => panic!("no such reference: {other} in {html}"),
                });
                after
            }
            '>' => panic!("a bare > in {html}"),
            c => {
                seen.push(c);
                inside
            }
        };
    }
    assert!(open.is_empty(), "{open:?} stay open in {html}");
    seen
}

fn step<'a>(tag: &'a str, open: &mut Vec<&'a str>, html: &str) {
    if let Some(name) = tag.strip_prefix('/') {
        assert_eq!(open.pop(), Some(name), "closed out of turn in {html}");
        return;
    }
    let known = TAGS.iter().any(|known| match known.strip_suffix('"') {
        Some(_) => tag.starts_with(known) && tag.ends_with('"') && tag.matches('"').count() == 2,
        None if known.ends_with('-') => {
            tag.starts_with(known) && tag.ends_with('"') && tag.matches('"').count() == 2
        }
        None => tag == *known,
    });
    assert!(known, "no such tag: <{tag}> in {html}");
    open.push(tag.split(' ').next().unwrap_or(tag));
}
