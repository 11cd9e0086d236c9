//! Bad input, made by chance: JSON that is nearly an update, data that is nearly a button's, texts that are hardly text.

use crate::common::desk::{ANN, DORA, GROUP, TOPIC};
use rand::{Rng as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Map, Value, json};

/// One of them.
pub(super) fn one<T: Clone>(of: &[T], rng: &mut StdRng) -> T {
    of.choose(rng).expect("there are some").clone()
}

/// Characters, and strings of them, that are known for trouble.
const NASTY: &[&str] = &[
    "\0",
    "\u{1}",
    "\u{7f}",
    "\r",
    "\n",
    "\n\n\n",
    "\t",
    " ",
    "\u{a0}",
    "\u{2028}",
    "\u{2029}",
    "\u{200b}",
    "\u{200d}",
    "\u{200e}",
    "\u{200f}",
    "\u{202a}",
    "\u{202e}",
    "\u{2066}",
    "\u{2067}",
    "\u{2069}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e000}",
    "\u{301}",
    "\u{489}",
    "e\u{301}\u{302}\u{303}",
    "👨‍👩‍👧‍👦",
    "👩🏽‍🚒",
    "🇩🇪",
    "🇩",
    "🏴\u{e0067}\u{e0062}\u{e007f}",
    "1️⃣",
    "한",
    "ﷺ",
    "שלום",
    "नि",
    "<",
    ">",
    "&",
    "\"",
    "'",
    "&lt;",
    "&#0;",
    "&#x1F600;",
    "</b>",
    "<b>",
    "<a href=\"",
    "<!--",
    "]]>",
    "<tg-spoiler>",
    "{ $x }",
    "{",
    "}",
    "%s",
    "\\",
    "\\u0000",
    "`",
    "*",
    "_",
    "/start",
    "/cancel",
    "@ann",
    "#1",
    "#126",
    "https://x.y/<",
    "a",
    "Hello",
    "Ж",
    "9999999999999999999",
];

/// A text of up to so many pieces.
pub(super) fn text(pieces: usize, rng: &mut StdRng) -> String {
    let count = rng.random_range(0..=pieces);
    let mut text = String::new();
    while text.chars().count() < count {
        if rng.random_ratio(1, 8) {
            text.push(rng.random());
        } else {
            let times = one(&[1, 1, 1, 2, 30], rng);
            text.push_str(&one(NASTY, rng).repeat(times));
        }
    }
    text
}

/// Formatting that fits a text by chance only.
pub(super) fn entities(text: &str, rng: &mut StdRng) -> Vec<Value> {
    let kinds = [
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
        "custom_emoji",
        "invented_tomorrow",
    ];
    let units = text.encode_utf16().count() as i64 + 3;
    (0..rng.random_range(0..6))
        .map(|_| {
            let url = one(
                &[
                    "https://example.org/?a=\"<&",
                    "javascript:x",
                    "",
                    "tg://user?id=1",
                ],
                rng,
            );
            json!({
                "type": one(&kinds, rng), "url": url, "language": one(&["rust", "\"><b>", ""], rng),
                "offset": rng.random_range(-1..units), "length": rng.random_range(-1..units),
            })
        })
        .collect()
}

/// What every other update begins with: in a log it would tell of any text.
pub(super) const WORDS: &str = "Nobody else reads this. ";

/// Real updates, as the Bot API writes them, to be spoilt.
fn real(id: i64, rng: &mut StdRng) -> Value {
    let person = json!({"id": ANN, "is_bot": false, "first_name": "Ann", "username": "ann", "language_code": "en"});
    let agent = json!({"id": DORA, "is_bot": false, "first_name": "Dora", "username": "dora"});
    let private = json!({"id": ANN, "type": "private", "first_name": "Ann"});
    let group = json!({"id": GROUP, "type": "supergroup", "is_forum": true, "title": "Team"});
    let begins = if id % 2 == 0 { WORDS } else { "" };
    let text = begins.to_owned() + &text(40, rng);
    let entities = entities(&text, rng);
    let number = rng.random_range(1..60);
    let date = 1_795_428_000;
    let ours = json!({"message_id": number, "date": date, "chat": group, "text": text,
        "from": {"id": 70_001, "is_bot": true, "first_name": "Bellhop"}});
    let what = match rng.random_range(0..7) {
        0 => {
            json!({"message": {"message_id": 900 + id, "date": date, "chat": private, "from": person,
            "text": text, "entities": entities}})
        }
        1 => {
            json!({"message": {"message_id": 900 + id, "date": date, "chat": private, "from": person,
            "caption": text, "caption_entities": entities, "photo": [{"file_id": "p", "width": 9, "height": 9}]}})
        }
        2 => {
            json!({"message": {"message_id": 900 + id, "date": date, "chat": group, "from": agent, "text": text,
            "message_thread_id": TOPIC, "is_topic_message": true, "reply_to_message": ours}})
        }
        3 => json!({"callback_query": {"id": id.to_string(), "from": agent, "data": data(rng),
            "message": {"message_id": number, "date": date, "chat": group}}}),
        4 => json!({"callback_query": {"id": id.to_string(), "from": person, "data": data(rng),
            "message": {"message_id": number, "date": date, "chat": private}}}),
        5 => json!({"my_chat_member": {"chat": private, "from": person, "date": date,
            "old_chat_member": {"user": person, "status": "member"},
            "new_chat_member": {"user": person, "status": one(&["kicked", "member"], rng)}}}),
        _ => {
            json!({"edited_message": {"message_id": number, "date": date, "chat": private, "from": person, "text": text}})
        }
    };
    let mut update = what.as_object().expect("an object").clone();
    update.insert("update_id".into(), id.into());
    Value::Object(update)
}

/// The JSON of an update, spoilt in a few places, or in its letters, or not at all.
pub(super) fn update(id: i64, rng: &mut StdRng) -> String {
    let mut update = real(id, rng);
    for _ in 0..one(&[0, 1, 1, 2, 5], rng) {
        spoil(&mut update, rng);
    }
    // It keeps a number of its own, or it would be one that was worked already.
    if let Value::Object(fields) = &mut update
        && rng.random_ratio(49, 50)
    {
        fields.insert("update_id".into(), id.into());
    }
    let mut json = update.to_string();
    if rng.random_ratio(1, 20) {
        let cut = rng.random_range(0..=json.len());
        let cut = (cut..=json.len()).find(|at| json.is_char_boundary(*at));
        json.truncate(cut.unwrap_or_default());
    }
    json
}

/// Replaces, removes or doubles something, however deep.
fn spoil(value: &mut Value, rng: &mut StdRng) {
    let deeper = rng.random_ratio(4, 5);
    match value {
        Value::Object(fields) if deeper && !fields.is_empty() => {
            let name = one(&fields.keys().cloned().collect::<Vec<_>>(), rng);
            match rng.random_range(0..8) {
                0 => drop(fields.remove(&name)),
                1 => {
                    let moved = fields.remove(&name).unwrap_or_default();
                    fields.insert(one(NAMES, rng).into(), moved);
                }
                _ => spoil(&mut fields[&name], rng),
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = rng.random_range(0..items.len());
            spoil(&mut items[at], rng);
        }
        value => *value = any(3, rng),
    }
}

const NAMES: &[&str] = &[
    "message",
    "callback_query",
    "my_chat_member",
    "chat",
    "from",
    "id",
    "type",
    "date",
    "text",
    "caption",
    "entities",
    "photo",
    "reply_to_message",
    "sender_chat",
    "migrate_to_chat_id",
    "message_thread_id",
    "data",
    "odd",
];

fn any(depth: u32, rng: &mut StdRng) -> Value {
    match rng.random_range(0..if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => rng.random::<bool>().into(),
        2 => rng.random::<i64>().into(),
        3 => one(&[0, -1, 1, i64::MAX, i64::MIN, ANN, DORA, GROUP], rng).into(),
        4 => rng.random::<f64>().into(),
        5 => text(12, rng).into(),
        6 => (0..rng.random_range(0..4))
            .map(|_| any(depth - 1, rng))
            .collect(),
        _ => {
            let fields = (0..rng.random_range(0..4))
                .map(|_| (one(NAMES, rng).to_owned(), any(depth - 1, rng)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}

/// What buttons may carry, with small numbers, so that some of it is somebody's.
const DATA: &[&str] = &[
    "support",
    "create",
    "cancel",
    "re:1",
    "conv:1:0",
    "conv:1:9",
    "file:1:1",
    "file:1:99",
    "pclose:1",
    "pyes:1",
    "pno:1",
    "still:1",
    "mine:0",
    "mine:9",
    "view:1",
    "ans:1",
    "send:5",
    "drop:5",
    "close:1",
    "yes:1",
    "no:1",
    "me:1",
    "assign:1",
    "to:1:0",
    "to:1:2001",
    "to:1:1001",
    "prio:1",
    "set:1:low",
    "set:1:urgent",
    "list:active:0:0",
    "list:mine:2001:0",
    "list:all:0:7",
    "block:1",
    "bfor:5:3600",
    "buntil:5:1900000000",
    "bever:5",
    "bcustom:5",
    "bwhy:5:0",
    "bwhy:5:200",
    "byes:5",
    "bno:5",
    "blocked:0",
    "unblock:1001",
    "retry:5",
];

/// The data of a button: real, spoilt, or anything, of at most 64 bytes.
pub(super) fn data(rng: &mut StdRng) -> String {
    let mut data = match rng.random_range(0..4) {
        0 => text(20, rng),
        _ => one(DATA, rng).to_owned(),
    };
    if rng.random_ratio(1, 2) {
        let mut parts: Vec<String> = data.split(':').map(str::to_owned).collect();
        let at = rng.random_range(0..parts.len());
        parts[at] = match rng.random_range(0..4) {
            0 => rng.random::<i64>().to_string(),
            1 => rng.random_range(0..60).to_string(),
            2 => one(
                &[
                    "-0",
                    "+1",
                    "007",
                    "",
                    " 1",
                    "1e3",
                    "١",
                    "18446744073709551616",
                ],
                rng,
            )
            .to_owned(),
            _ => text(5, rng),
        };
        data = parts.join(":");
    }
    while data.len() > 64 {
        data.pop();
    }
    data
}
