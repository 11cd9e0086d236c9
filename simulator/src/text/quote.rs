//! A part of a message, as it is quoted.

use serde_json::{Value, json};

use crate::params::text_of;

/// A `TextQuote` of the first place where `text` holds `quote`, with the entities of the kinds that are wanted; `None` when
/// it holds no such thing.
pub(crate) fn quote(
    text: &str,
    entities: &[Value],
    quote: &str,
    wanted: impl Fn(&str) -> bool,
) -> Option<Value> {
    let units = |text: &str| text.encode_utf16().count() as i64;
    let start = units(&text[..text.find(quote)?]);
    let end = start + units(quote);
    let number = |entity: &Value, field: &str| entity[field].as_i64().unwrap_or_default();
    let within = entities.iter().filter_map(|entity| {
        let from = number(entity, "offset").max(start);
        let to = (number(entity, "offset") + number(entity, "length")).min(end);
        let mut part = entity.clone();
        part["offset"] = json!(from - start);
        part["length"] = json!(to - from);
        (to > from && wanted(text_of(entity, "type"))).then_some(part)
    });
    let mut quoted = json!({"text": quote, "position": start, "is_manual": true});
    let within: Vec<Value> = within.collect();
    if !within.is_empty() {
        quoted["entities"] = json!(within);
    }
    Some(quoted)
}
