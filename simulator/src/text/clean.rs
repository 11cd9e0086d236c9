//! What the server strips from a text before it stores it, with the offsets moved along.
//!
//! Control characters become spaces, carriage returns and the direction marks that can spoof a text vanish, blanks at both ends
//! go. A leading blank that an entity covers stays: TDLib trims only up to the first entity.

use super::{Entity, shape};

/// The text as the server would keep it; `None` when nothing visible is left ("text must be non-empty").
pub fn clean(text: &str) -> Option<String> {
    fix(text.to_owned(), Vec::new()).map(|(text, _)| text)
}

/// Cleans the text, moves the entities along and brings them into the server's form; `None` when nothing visible is left.
///
/// Entities that lie outside of the text or begin or end inside a surrogate pair are dropped: the server refuses those of a bot,
/// which [`super::from_entities`] does.
pub fn fix(text: String, mut entities: Vec<Entity>) -> Option<(String, Vec<Entity>)> {
    let borders = Borders::of(&text);
    entities.retain(|entity| borders.hold(entity));

    let (mut text, removed) = replace(&text);
    let moved = |at: i64| at - removed.partition_point(|place| *place < at) as i64;
    // The intersections are judged before the move and once more after it, when entities may have come to touch.
    let mut entities = shape::normalise(entities);
    for entity in &mut entities {
        let end = moved(entity.end());
        entity.offset = moved(entity.offset);
        entity.length = end - entity.offset;
    }
    let mut entities = shape::normalise(entities);

    let kept = text.trim_end_matches(BLANKS).len();
    text.truncate(kept);
    let end = super::utf16_len(&text) as i64;
    entities.retain(|entity| entity.offset < end);
    for entity in &mut entities {
        entity.length = entity.length.min(end - entity.offset);
    }
    shape::sort(&mut entities);

    let blanks = text.len() - text.trim_start_matches(BLANKS).len();
    let first = entities.first().map_or(usize::MAX, |entity| {
        usize::try_from(entity.offset).unwrap_or(0)
    });
    let cut = blanks.min(first);
    text.drain(..cut);
    for entity in &mut entities {
        entity.offset -= cut as i64;
    }
    (!looks_empty(&text)).then_some((text, entities))
}

const BLANKS: [char; 2] = [' ', '\n'];

/// Replaces and removes characters; the second value holds the UTF-16 places of the removed ones, each one unit long.
fn replace(text: &str) -> (String, Vec<i64>) {
    let mut kept = String::with_capacity(text.len());
    let mut removed = Vec::new();
    let mut at = 0;
    for c in text.chars() {
        match c {
            '\n' => kept.push(c),
            '\r' | '\u{2028}'..='\u{202e}' | '\u{333}' | '\u{33f}' | '\u{30a}' => removed.push(at),
            '\0'..=' ' => kept.push(' '),
            _ => kept.push(c),
        }
        at += c.len_utf16() as i64;
    }
    (calm_marks(&kept), removed)
}

/// Of several direction marks in a row only the last one works: the others become zero-width non-joiners.
fn calm_marks(text: &str) -> String {
    let is_mark = |c: char| matches!(c, '\u{200e}' | '\u{200f}');
    let mut chars = text.chars().peekable();
    let mut calm = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let another = chars.peek().copied().is_some_and(is_mark);
        calm.push(if is_mark(c) && another { '\u{200c}' } else { c });
    }
    calm
}

/// Whether a text consists only of characters that show nothing.
fn looks_empty(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(
            c,
            ' ' | '\n' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'
                ..='\u{200f}' | '\u{202e}' | '\u{202f}'
        ) || matches!(
            c,
            '\u{205f}' | '\u{2800}' | '\u{3000}' | '\u{feff}' | '\u{fffc}' | '\u{e0000}'
                ..='\u{e007f}'
        )
    })
}

/// The places in UTF-16 units where an entity may begin or end.
pub(super) struct Borders(Vec<i64>);

impl Borders {
    pub(super) fn of(text: &str) -> Self {
        let mut places = vec![0];
        let mut at = 0;
        for c in text.chars() {
            at += c.len_utf16() as i64;
            places.push(at);
        }
        Self(places)
    }

    /// The length of the text in UTF-16 units.
    pub(super) fn end(&self) -> i64 {
        self.0.last().copied().unwrap_or(0)
    }

    /// Whether a character begins or the text ends here.
    pub(super) fn has(&self, place: i64) -> bool {
        self.0.binary_search(&place).is_ok()
    }

    fn hold(&self, entity: &Entity) -> bool {
        entity.length > 0 && self.has(entity.offset) && self.has(entity.end())
    }
}
