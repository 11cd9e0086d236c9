//! Makes a list of entities nest as TDLib keeps it: sorted, without intersections, with styles cut at the borders of the rest.
//!
//! Three families behave differently. *Styles* (bold and the like) may overlap anything: equal ones are merged, and each is cut
//! where another style begins and where any other entity begins or ends. *Quotes* exclude each other. All others are
//! *solid*: the first of two that intersect wins. Code, `pre` and dates are solid and hold no styles.

use super::Entity;

const STYLES: [&str; 5] = ["bold", "italic", "underline", "strikethrough", "spoiler"];

pub(super) fn is_style(kind: &str) -> bool {
    STYLES.contains(&kind)
}

pub(super) fn is_quote(kind: &str) -> bool {
    matches!(kind, "blockquote" | "expandable_blockquote")
}

fn is_bare(kind: &str) -> bool {
    matches!(kind, "code" | "pre" | "date_time")
}

/// Which of two entities over the same characters comes first, the lower the earlier.
fn priority(entity: &Entity) -> u8 {
    match entity.kind.as_str() {
        "blockquote" | "expandable_blockquote" => 0,
        "pre" if entity.language.is_some() => 10,
        "pre" => 11,
        "code" => 20,
        "date_time" => 30,
        "text_link" | "text_mention" => 49,
        "bold" => 90,
        "italic" => 91,
        "underline" => 92,
        "strikethrough" => 93,
        "spoiler" => 94,
        "custom_emoji" => 99,
        _ => 50,
    }
}

/// The order of the Bot API: by place, the longer first, then by kind.
pub(super) fn sort(entities: &mut [Entity]) {
    entities.sort_by_key(|e| (e.offset, -e.length, priority(e)));
}

/// Whether an entity says something: it has a length, and a link has an address.
fn is_full(entity: &Entity) -> bool {
    entity.length > 0
        && match entity.kind.as_str() {
            "text_link" => entity.url.as_ref().is_some_and(|url| !url.is_empty()),
            "text_mention" => entity.user_id.is_some(),
            "custom_emoji" => entity.custom_emoji_id.is_some(),
            _ => true,
        }
}

/// Brings any list into the form of the real server.
pub(super) fn normalise(entities: Vec<Entity>) -> Vec<Entity> {
    merge_found(entities, Vec::new())
}

/// Like [`normalise`], with entities that Telegram found by itself: they yield to every solid one that was given.
pub(super) fn merge_found(given: Vec<Entity>, found: Vec<Entity>) -> Vec<Entity> {
    let (mut styles, mut quotes, mut solid) = (Vec::new(), Vec::new(), Vec::new());
    for entity in given.into_iter().filter(is_full) {
        let family = match entity.kind.as_str() {
            kind if is_style(kind) => &mut styles,
            kind if is_quote(kind) => &mut quotes,
            _ => &mut solid,
        };
        family.push(entity);
    }
    keep_first(&mut quotes);
    keep_first(&mut solid);
    let mut found = found;
    keep_first(&mut found);
    found.retain(|new| solid.iter().all(|old| !intersect(new, old)));
    solid.extend(found);
    solid.retain(|entity| {
        quotes
            .iter()
            .all(|quote| !intersect(entity, quote) || within(entity, quote))
    });

    let mut result = cut_styles(styles, &quotes, &solid);
    result.append(&mut quotes);
    result.append(&mut solid);
    sort(&mut result);
    result
}

fn intersect(a: &Entity, b: &Entity) -> bool {
    a.offset < b.end() && b.offset < a.end()
}

fn within(inner: &Entity, outer: &Entity) -> bool {
    outer.offset <= inner.offset && inner.end() <= outer.end()
}

/// Leaves only entities that begin where the one before has ended.
fn keep_first(entities: &mut Vec<Entity>) {
    sort(entities);
    let mut end = 0;
    entities.retain(|entity| {
        let keep = entity.offset >= end;
        if keep {
            end = entity.end();
        }
        keep
    });
}

/// Merges equal styles that touch, then cuts them at every border and drops what lies in code.
fn cut_styles(mut styles: Vec<Entity>, quotes: &[Entity], solid: &[Entity]) -> Vec<Entity> {
    sort(&mut styles);
    let mut runs: Vec<Entity> = Vec::new();
    for style in styles {
        match runs.iter_mut().rev().find(|run| run.kind == style.kind) {
            Some(run) if style.offset <= run.end() => {
                run.length = run.length.max(style.end() - run.offset)
            }
            _ => runs.push(Entity::new(&style.kind, style.offset, style.length)),
        }
    }
    let mut cuts: Vec<i64> = runs.iter().map(|run| run.offset).collect();
    for other in quotes.iter().chain(solid) {
        cuts.push(other.offset);
        cuts.push(other.end());
    }
    cuts.sort_unstable();
    cuts.dedup();

    let mut pieces = Vec::new();
    for run in &runs {
        let mut begin = run.offset;
        let inner = cuts
            .iter()
            .copied()
            .filter(|cut| run.offset < *cut && *cut < run.end());
        for end in inner.chain([run.end()]) {
            pieces.push(Entity::new(&run.kind, begin, end - begin));
            begin = end;
        }
    }
    pieces.retain(|piece| {
        !solid
            .iter()
            .any(|other| is_bare(&other.kind) && within(piece, other))
    });
    pieces
}
