//! The words in attachments that are no file (Bot API, `Message` and the types that it names).

use super::json::{integer, string};
use crate::domain::message::{InWords, Thing};
use serde_json::Value;

/// Reads the content of one kind of attachment.
type ContentReader = fn(&Value) -> Vec<String>;

/// The fields of a message that hold such an attachment. The order matters: a venue comes with its location.
const READINGS: &[(&str, Thing, ContentReader)] = &[
    ("poll", Thing::Poll, poll),
    ("checklist", Thing::Checklist, checklist),
    ("story", Thing::Story, story),
    ("contact", Thing::Contact, contact),
    ("venue", Thing::Place, venue),
    ("location", Thing::Place, location),
    ("dice", Thing::Dice, dice),
    ("game", Thing::Game, titled),
    ("invoice", Thing::Invoice, titled),
    ("giveaway", Thing::Giveaway, prize),
    ("giveaway_winners", Thing::Giveaway, prize),
    ("paid_media", Thing::PaidMedia, nothing),
    ("rich_message", Thing::Rich, rich),
];

/// The content of a message's attachment in words; `None` when it is a file, or of an unknown kind.
pub(super) fn in_words(message: &Value) -> Option<InWords> {
    let (field, what, lines) = READINGS
        .iter()
        .find(|(field, ..)| message.get(field).is_some())?;
    let attached = &message[*field];
    let answer = ["correct_option_id", "correct_option_ids"];
    let unknown = answer.iter().all(|field| attached.get(field).is_none());
    let quiz = *what == Thing::Poll && attached["type"] == "quiz" && unknown;
    let mut lines = lines(attached);
    lines.retain(|line| !line.trim().is_empty());
    Some(InWords {
        what: if quiz { Thing::Quiz } else { *what },
        lines,
    })
}

/// The fields of an object that are text, in this order.
fn fields(value: &Value, names: &[&str]) -> Vec<String> {
    names
        .iter()
        .filter_map(|name| string(value, name))
        .collect()
}

/// The texts of a list.
fn texts(list: &Value) -> impl Iterator<Item = String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|item| string(item, "text"))
}

fn poll(poll: &Value) -> Vec<String> {
    let question = fields(poll, &["question"]).into_iter();
    let more = fields(poll, &["description", "explanation"]);
    question
        .chain(texts(&poll["options"]))
        .chain(more)
        .collect()
}

fn checklist(list: &Value) -> Vec<String> {
    let title = fields(list, &["title"]).into_iter();
    title.chain(texts(&list["tasks"])).collect()
}

fn story(story: &Value) -> Vec<String> {
    let name = string(&story["chat"], "username");
    let address = name.zip(integer(story, "id"));
    let address = address.map(|(name, id)| format!("https://t.me/{name}/s/{id}"));
    address.into_iter().collect()
}

fn contact(contact: &Value) -> Vec<String> {
    let name = fields(contact, &["first_name", "last_name"]).join(" ");
    let number = fields(contact, &["phone_number"]);
    std::iter::once(name).chain(number).collect()
}

fn venue(venue: &Value) -> Vec<String> {
    let mut lines = fields(venue, &["title", "address"]);
    lines.extend(location(&venue["location"]));
    lines
}

/// Degrees north and east, as maps take them.
fn location(place: &Value) -> Vec<String> {
    let degrees = |name: &str| place.get(name).and_then(Value::as_f64);
    let degrees = degrees("latitude").zip(degrees("longitude"));
    let written = degrees.map(|(latitude, longitude)| format!("{latitude}, {longitude}"));
    written.into_iter().collect()
}

fn dice(dice: &Value) -> Vec<String> {
    let thrown = string(dice, "emoji").zip(integer(dice, "value"));
    let thrown = thrown.map(|(emoji, value)| format!("{emoji} {value}"));
    thrown.into_iter().collect()
}

fn titled(value: &Value) -> Vec<String> {
    fields(value, &["title", "description", "text"])
}

fn prize(giveaway: &Value) -> Vec<String> {
    fields(giveaway, &["prize_description"])
}

fn nothing(_: &Value) -> Vec<String> {
    Vec::new()
}

/// The text of each block, wherever it stands in it: there are two dozen kinds of blocks, and Telegram invents more.
fn rich(message: &Value) -> Vec<String> {
    let blocks = message["blocks"].as_array().map(Vec::as_slice);
    let text = |block: &Value| {
        let mut text = String::new();
        gather(block, false, &mut text);
        text
    };
    blocks.unwrap_or_default().iter().map(text).collect()
}

fn gather(value: &Value, is_text: bool, text: &mut String) {
    match value {
        Value::String(words) if is_text => text.push_str(words),
        Value::Array(items) => items.iter().for_each(|item| gather(item, is_text, text)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let (name, texts) = (name.as_str(), ["text", "caption", "summary", "expression"]);
                if texts.contains(&name) || ["cells", "items", "blocks"].contains(&name) {
                    gather(value, texts.contains(&name), text);
                }
            }
        }
        _ => {}
    }
}
