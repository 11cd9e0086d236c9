//! What Telegram finds by itself in every text, of people and of bots: commands, mentions, tags, addresses, telephone numbers.
//!
//! Commands, mentions, hashtags and cashtags follow the patterns in TDLib's `MessageEntity.cpp`. Telephone numbers are found by
//! a rule of the server that is not public: here, `+` and 7 to 15 digits.

use super::{Entity, shape, urls};

/// The given entities together with those that Telegram finds, sorted. Nothing is found inside of code, links and mentions, or
/// across the border of a quote.
pub fn auto_entities(text: &str, given: &[Entity]) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut add = |kind: &str, ranges: Vec<(usize, usize)>| {
        for (begin, end) in ranges {
            let offset = super::utf16_len(&text[..begin]) as i64;
            found.push(Entity::new(
                kind,
                offset,
                super::utf16_len(&text[begin..end]) as i64,
            ));
        }
    };
    add("mention", mentions(text));
    add("bot_command", commands(text));
    add("hashtag", hashtags(text));
    add("cashtag", cashtags(text));
    add("phone_number", phones(text));
    let (emails, addresses) = urls::find(text)
        .into_iter()
        .partition::<Vec<_>, _>(|found| found.email);
    add(
        "email",
        emails.into_iter().map(|found| found.range).collect(),
    );
    add(
        "url",
        addresses.into_iter().map(|found| found.range).collect(),
    );
    shape::merge_found(given.to_vec(), found)
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

pub(super) fn is_ascii_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_tag(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\u{200c}' | '\u{b7}' | '\u{d80}'..='\u{dff}')
}

/// The character before and the one after a place.
fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Where the run of fitting characters that begins here ends.
fn run(text: &str, at: usize, fits: impl Fn(char) -> bool) -> usize {
    text[at..]
        .find(|c| !fits(c))
        .map_or(text.len(), |length| at + length)
}

/// Calls `read` behind every `mark` that may begin something and goes on behind what it found.
fn scan(
    text: &str,
    mark: char,
    may_begin: fn(char) -> bool,
    read: impl Fn(usize) -> Option<usize>,
) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(mark).map(|place| from + place) {
        from = at + mark.len_utf8();
        if !before(text, at).is_none_or(may_begin) {
            continue;
        }
        if let Some(end) = read(from) {
            ranges.push((at, end));
            from = end;
        }
    }
    ranges
}

fn mentions(text: &str) -> Vec<(usize, usize)> {
    scan(
        text,
        '@',
        |c| !is_word(c),
        |begin| {
            let end = run(text, begin, is_ascii_word);
            let name = text[begin..end].to_ascii_lowercase();
            let short = matches!(name.as_str(), "gif" | "nft" | "pic" | "ufc" | "vid");
            let fits = (4..=32).contains(&name.len()) || short;
            (fits && !after(text, end).is_some_and(is_word)).then_some(end)
        },
    )
}

fn commands(text: &str) -> Vec<(usize, usize)> {
    scan(
        text,
        '/',
        |c| !is_word(c) && !"/<>".contains(c),
        |begin| {
            let mut end = run(text, begin, is_ascii_word);
            if !(1..=64).contains(&(end - begin)) {
                return None;
            }
            if after(text, end) == Some('@') {
                let name = end + 1;
                end = run(text, name, is_ascii_word);
                if !(3..=32).contains(&(end - name)) {
                    return None;
                }
            }
            (!after(text, end).is_some_and(|c| is_word(c) || "/<>".contains(c))).then_some(end)
        },
    )
}

/// The end of `@chatname` if it follows a tag.
fn with_chat(text: &str, end: usize) -> usize {
    if after(text, end) != Some('@') {
        return end;
    }
    let name_end = run(text, end + 1, is_ascii_word);
    if (3..=32).contains(&(name_end - end - 1)) {
        name_end
    } else {
        end
    }
}

fn hashtags(text: &str) -> Vec<(usize, usize)> {
    scan(
        text,
        '#',
        |c| !is_tag(c),
        |begin| {
            let all = run(text, begin, is_tag);
            let cut = text[begin..all]
                .char_indices()
                .nth(256)
                .map(|(length, _)| begin + length);
            let tag = &text[begin..cut.unwrap_or(all)];
            if !tag.chars().any(char::is_alphabetic) {
                return None;
            }
            let end = cut.unwrap_or_else(|| with_chat(text, all));
            (after(text, end.max(all)) != Some('#')).then_some(end)
        },
    )
}

fn cashtags(text: &str) -> Vec<(usize, usize)> {
    scan(
        text,
        '$',
        |c| !is_tag(c) && c != '$',
        |begin| {
            let inch = "1INCH";
            let end = if text[begin..].starts_with(inch) {
                begin + inch.len()
            } else {
                run(text, begin, |c| c.is_ascii_uppercase())
            };
            if !(1..=8).contains(&(end - begin)) {
                return None;
            }
            let end = with_chat(text, end);
            (!after(text, end).is_some_and(|c| is_tag(c) || c == '$')).then_some(end)
        },
    )
}

fn phones(text: &str) -> Vec<(usize, usize)> {
    scan(
        text,
        '+',
        |c| !is_word(c) && c != '+',
        |begin| {
            let stop = run(text, begin, |c| c.is_ascii_digit() || " -()".contains(c));
            let digits = text[begin..stop].bytes().filter(u8::is_ascii_digit).count();
            let end = begin
                + text[begin..stop]
                    .trim_end_matches(|c: char| !c.is_ascii_digit())
                    .len();
            let starts = after(text, begin).is_some_and(|c| c.is_ascii_digit());
            (starts && (7..=15).contains(&digits) && !after(text, end).is_some_and(is_word))
                .then_some(end)
        },
    )
}
