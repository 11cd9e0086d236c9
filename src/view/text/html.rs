//! People's words as HTML that Telegram takes, looking as they were typed.
//!
//! Telegram gives formatting as entities with UTF-16 offsets, which may nest and overlap; HTML only nests. So the
//! text is cut wherever an entity begins or ends, and each piece stands in its formats, always in the same order from
//! the outside in; what two pieces share at the outside stays open between them.
//!
//! Invariant: the visible text is the input, character by character, whatever the entities say: a kind that we do not
//! know, an address that is none, an offset that points nowhere only cost the formatting.

use crate::domain::message::{Entity, length};
use std::{fmt, ops::Range};

#[cfg(test)]
mod tests;

/// Longer HTML is sent without its formatting: Telegram takes at most 32768 bytes before parsing (`telegram.md` 3.1),
/// and a hundred long links would pass that.
const MOST_BYTES: usize = 16_000;

/// The capacity of one message: characters or UTF-16 units after parsing, whichever are more, and bytes before. Some
/// bytes are reserved for closing open tags (`telegram.md` 3.1).
const MESSAGE: usize = 4_096;
const MESSAGE_BYTES: usize = 32_000;

/// More entities than this are passed over; Telegram itself gives at most 100.
const MOST_ENTITIES: usize = 200;

/// The characters that HTML reserves, and how they are written.
const ESCAPED: [(char, &str); 4] = [
    ('&', "&amp;"),
    ('<', "&lt;"),
    ('>', "&gt;"),
    ('"', "&quot;"),
];

/// HTML that is safe to send: escaped, balanced.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(#[debug("…")] String);

impl Html {
    /// Plain text, escaped and without formatting.
    pub fn escaped(text: &str) -> Html {
        let mut html = String::with_capacity(text.len());
        escape(text, &mut html);
        Html(html)
    }

    /// Text with its formatting.
    pub fn formatted(text: &str, entities: &[Entity]) -> Html {
        Html::formatted_range(text, entities, 0..text.len())
    }

    /// The bytes `range` of a text, with the formatting that falls into it. A range that is not one of `text` is
    /// taken for the whole.
    pub fn formatted_range(text: &str, entities: &[Entity], range: Range<usize>) -> Html {
        let Some(stretch) = text.get(range.clone()) else {
            return Html::escaped(text);
        };
        let formats = formats(text, entities, &range);
        let html = weave(text, &formats, &range);
        // Plain words arrive; words with too much formatting would be refused.
        if html.len() > MOST_BYTES {
            return Html::escaped(stretch);
        }
        Html(html)
    }

    /// A sentence of ours whose placeables were filled with [`Html`].
    pub(crate) fn ours(sentence: String) -> Html {
        Html(sentence)
    }

    /// The HTML as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The length as a reader sees it, counted by [`length`].
    pub fn visible_length(&self) -> usize {
        length(&self.visible())
    }

    /// As much of it as one message holds, with `…` and every open tag closed where something is left out.
    pub(crate) fn clipped(self) -> Html {
        if self.visible_length() <= MESSAGE && self.0.len() <= MESSAGE_BYTES {
            return self;
        }
        let (mut html, mut open, mut used) = (String::new(), Vec::new(), 0);
        let mut rest = self.0.as_str();
        while let Some(c) = rest.chars().next() {
            let end = match c {
                '<' => rest.find('>').map_or(rest.len(), |at| at + 1),
                // No name or number of a character is longer; a bare `&` of an overridden text stands for itself.
                '&' => rest.find(';').filter(|at| *at <= 6).map_or(1, |at| at + 1),
                c => c.len_utf8(),
            };
            let (piece, after) = rest.split_at(end);
            let tag = piece
                .strip_prefix('<')
                .and_then(|tag| tag.strip_suffix('>'));
            used += if tag.is_some() { 0 } else { c.len_utf16() };
            // Room for the `…` is kept.
            if used >= MESSAGE || html.len() + piece.len() > MESSAGE_BYTES {
                break;
            }
            match tag {
                Some(tag) if tag.starts_with('/') => drop(open.pop()),
                // The name alone: a closing tag has no attributes.
                Some(tag) => open.push(tag.split(' ').next().unwrap_or(tag)),
                None => {}
            }
            html.push_str(piece);
            rest = after;
        }
        html.push('…');
        for tag in open.iter().rev() {
            html.push_str(&format!("</{tag}>"));
        }
        Html(html)
    }

    /// The text without its formatting, as a reader sees it.
    pub fn visible(&self) -> String {
        let mut visible = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some(c) = rest.chars().next() {
            let known = ESCAPED
                .iter()
                .find(|(_, escaped)| rest.starts_with(escaped));
            rest = match (c, known) {
                ('<', _) => rest.split_once('>').map_or("", |(_, rest)| rest),
                (_, Some((c, escaped))) => {
                    visible.push(*c);
                    &rest[escaped.len()..]
                }
                (c, None) => {
                    visible.push(c);
                    &rest[c.len_utf8()..]
                }
            };
        }
        visible
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Joins lines; none of them is dropped, empty ones included.
impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(lines: I) -> Html {
        let lines: Vec<String> = lines.into_iter().map(|line| line.0).collect();
        Html(lines.join("\n"))
    }
}

/// The formats that we keep, from the outside in. Code stands innermost, because Telegram lets it hold nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Quote,
    ExpandableQuote,
    Link,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
}

struct Format<'a> {
    kind: Kind,
    bytes: Range<usize>,
    /// The address of a link, the language of a `pre`.
    detail: Option<&'a str>,
}

fn formats<'a>(text: &str, entities: &'a [Entity], range: &Range<usize>) -> Vec<Format<'a>> {
    let mut formats: Vec<Format<'a>> = entities
        .iter()
        .take(MOST_ENTITIES)
        .filter_map(|entity| {
            let (kind, detail) = known(entity)?;
            let from = byte_at(text, entity.offset);
            let to = byte_at(text, entity.offset.saturating_add(entity.length));
            let bytes = from.max(range.start)..to.min(range.end);
            (!bytes.is_empty()).then_some(Format {
                kind,
                bytes,
                detail,
            })
        })
        .collect();
    // Outer kinds first; of one kind the one that begins first, then the one that reaches further.
    formats.sort_by_key(|format| {
        (
            format.kind,
            format.bytes.start,
            usize::MAX - format.bytes.end,
        )
    });
    formats
}

fn known(entity: &Entity) -> Option<(Kind, Option<&str>)> {
    Some(match entity.kind.as_str() {
        "bold" => (Kind::Bold, None),
        "italic" => (Kind::Italic, None),
        "underline" => (Kind::Underline, None),
        "strikethrough" => (Kind::Strikethrough, None),
        "spoiler" => (Kind::Spoiler, None),
        "code" => (Kind::Code, None),
        "pre" => (
            Kind::Pre,
            entity.language.as_deref().filter(|l| is_language(l)),
        ),
        "text_link" => (
            Kind::Link,
            Some(entity.url.as_deref().filter(|u| is_address(u))?),
        ),
        "blockquote" => (Kind::Quote, None),
        "expandable_blockquote" => (Kind::ExpandableQuote, None),
        // Clients find mentions, hashtags and addresses in the text themselves; an unknown kind loses only
        // its looks.
        _ => return None,
    })
}

fn is_address(url: &str) -> bool {
    // Other schemes are not worth their risk: a link is all that the reader sees of them.
    let url = url.to_ascii_lowercase();
    ["http://", "https://", "tg://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
        && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn is_language(language: &str) -> bool {
    // The name goes into an attribute, so anything unusual costs the highlighting.
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+-#_.".contains(c);
    (1..=40).contains(&language.len()) && language.chars().all(allowed)
}

/// The byte where UTF-16 unit `offset` begins: inside a surrogate pair the start of its character, beyond the end the
/// end.
fn byte_at(text: &str, offset: u32) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        let next = units + c.len_utf16() as u64;
        if next > u64::from(offset) {
            return byte;
        }
        units = next;
    }
    text.len()
}

/// The text cut at every beginning and end of a format, each piece wrapped in its formats.
fn weave(text: &str, formats: &[Format<'_>], range: &Range<usize>) -> String {
    let mut cuts: Vec<usize> = formats
        .iter()
        .flat_map(|format| [format.bytes.start, format.bytes.end])
        .chain([range.start, range.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut html = String::new();
    let mut open: Vec<usize> = Vec::new();
    for piece in cuts.windows(2) {
        let (from, to) = (piece[0], piece[1]);
        let wanted = formats_over(formats, from..to);
        // Only what differs from the piece before is closed and opened.
        let shared = open
            .iter()
            .zip(&wanted)
            .take_while(|(is, should)| is == should)
            .count();
        for format in open.drain(shared..).rev() {
            html.push_str(closing(&formats[format]));
        }
        for format in &wanted[shared..] {
            opening(&formats[*format], &mut html);
        }
        open = wanted;
        escape(&text[from..to], &mut html);
    }
    for format in open.drain(..).rev() {
        html.push_str(closing(&formats[format]));
    }
    html
}

/// The formats over a piece, as indices from the outside in: one of a kind, one quote, code without others.
fn formats_over(formats: &[Format<'_>], piece: Range<usize>) -> Vec<usize> {
    let mut wanted: Vec<usize> = Vec::new();
    for (place, format) in formats.iter().enumerate() {
        if format.bytes.start > piece.start || format.bytes.end < piece.end {
            continue;
        }
        match format.kind {
            // Code may contain no other format (Bot API, *Formatting options*); only a quote may stand around
            // it.
            Kind::Code | Kind::Pre => {
                wanted.retain(|other| formats[*other].kind <= Kind::ExpandableQuote);
            }
            // Two of a kind over the same piece look like one.
            kind if wanted.iter().any(|other| formats[*other].kind == kind) => continue,
            // Quotes can't be nested (Bot API, *Formatting options*).
            Kind::ExpandableQuote if !wanted.is_empty() => continue,
            _ => {}
        }
        wanted.push(place);
    }
    wanted
}

fn opening(format: &Format<'_>, html: &mut String) {
    html.push_str(match format.kind {
        Kind::Quote => "<blockquote>",
        Kind::ExpandableQuote => "<blockquote expandable>",
        Kind::Bold => "<b>",
        Kind::Italic => "<i>",
        Kind::Underline => "<u>",
        Kind::Strikethrough => "<s>",
        Kind::Spoiler => "<tg-spoiler>",
        Kind::Code => "<code>",
        Kind::Link => "<a href=\"",
        Kind::Pre => "<pre>",
    });
    match (format.kind, format.detail) {
        (Kind::Link, detail) => {
            escape(detail.unwrap_or_default(), html);
            html.push_str("\">");
        }
        (Kind::Pre, Some(language)) => {
            html.push_str("<code class=\"language-");
            escape(language, html);
            html.push_str("\">");
        }
        _ => {}
    }
}

fn closing(format: &Format<'_>) -> &'static str {
    match (format.kind, format.detail) {
        (Kind::Quote | Kind::ExpandableQuote, _) => "</blockquote>",
        (Kind::Bold, _) => "</b>",
        (Kind::Italic, _) => "</i>",
        (Kind::Underline, _) => "</u>",
        (Kind::Strikethrough, _) => "</s>",
        (Kind::Spoiler, _) => "</tg-spoiler>",
        (Kind::Code, _) => "</code>",
        (Kind::Link, _) => "</a>",
        (Kind::Pre, None) => "</pre>",
        (Kind::Pre, Some(_)) => "</code></pre>",
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match ESCAPED.iter().find(|(escaped, _)| *escaped == c) {
            Some((_, escaped)) => html.push_str(escaped),
            None => html.push(c),
        }
    }
}
