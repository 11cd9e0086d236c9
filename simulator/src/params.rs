//! The parameters of one call, as the Bot API reads them.
//!
//! The real server keeps every parameter as text, wherever it came from (query string, form, multipart, JSON), and
//! reads numbers, booleans and JSON out of that text. So does this: a value that arrived as JSON is kept as its JSON
//! text, and one reading serves all four ways in.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::answer::Failure;

/// A file that came with a call (a part of a multipart body).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The file's name as the sender gave it.
    pub name: String,
    /// The content type of the part, if it had one.
    pub mime: Option<String>,
    /// The bytes themselves.
    pub bytes: Vec<u8>,
}

/// What came with one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params {
    /// As they came; kept for the journal and the lint.
    pub(crate) raw: Map<String, Value>,
    texts: BTreeMap<String, String>,
    pub(crate) files: BTreeMap<String, Upload>,
}

impl Params {
    pub(crate) fn new(raw: Map<String, Value>, files: BTreeMap<String, Upload>) -> Self {
        let texts = raw
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| match value {
                Value::String(text) => (name.clone(), text.clone()),
                other => (name.clone(), other.to_string()),
            })
            .collect();
        Self { raw, texts, files }
    }

    /// The text of a parameter; absent and empty are the same to the Bot API.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// Whether it was sent, empty or not: an empty caption takes the old one away.
    pub(crate) fn given(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// An integer; anything that is none reads as 0, as the real server's lenient reading does.
    pub(crate) fn int(&self, name: &str) -> i64 {
        let text = self.text(name).trim();
        text.parse().unwrap_or(0)
    }

    /// A number with a fraction, for places on the map.
    pub(crate) fn float(&self, name: &str) -> f64 {
        self.text(name)
            .trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
            .unwrap_or(0.0)
    }

    /// true, yes and 1 in any case; anything else is false.
    pub(crate) fn flag(&self, name: &str) -> bool {
        let text = self.text(name).trim();
        ["true", "yes", "1"]
            .iter()
            .any(|yes| text.eq_ignore_ascii_case(yes))
    }

    /// JSON in a parameter: `None` when absent, an error when it is no JSON.
    pub(crate) fn json(&self, name: &str) -> Option<Result<Value, ()>> {
        if !self.has(name) {
            return None;
        }
        Some(serde_json::from_str(self.text(name)).map_err(drop))
    }

    /// A list of integers given as a JSON array.
    pub(crate) fn ints(&self, name: &str) -> Result<Vec<i64>, Failure> {
        match self.json(name) {
            None => Ok(Vec::new()),
            Some(Ok(Value::Array(items))) => items
                .iter()
                .map(|item| {
                    as_int(item)
                        .ok_or_else(|| Failure::bad("can't parse message identifiers JSON array"))
                })
                .collect(),
            Some(_) => Err(Failure::bad("can't parse message identifiers JSON array")),
        }
    }
}

/// An integer, also when it stands in a JSON string, which the real server accepts.
pub(crate) fn as_int(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A boolean field of a JSON object; only a real boolean counts.
pub(crate) fn flag_of(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or(false)
}

/// A text field of a JSON object; absent is empty.
pub(crate) fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}
