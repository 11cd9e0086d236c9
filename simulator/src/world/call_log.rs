//! What is remembered about the bot's conduct: the journal of calls and the lint.
//!
//! The lint (telegram.md 3.5) is for what the real server takes without a word although it is a mistake.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use super::World;
use crate::answer::ApiAnswer;
use crate::journal::JournalLine;
use crate::params::Params;

/// How many of people's latest texts with HTML's special characters are looked for in what the bot sends.
const TEXTS_KEPT: usize = 50;

/// The journal, the lint and what they need to remember.
#[derive(Debug, Default)]
pub(crate) struct CallLog {
    pub(crate) journal: Vec<JournalLine>,
    lints: Vec<String>,
    last_send: BTreeMap<i64, i64>,
    special_texts: VecDeque<String>,
}

impl CallLog {
    pub(crate) fn lint(&mut self, at: i64, what: String) {
        let line = format!("call {}: {what}", self.journal.len() + 1);
        tracing::debug!(at, lint = %line, "a call that Telegram would take without a word");
        self.lints.push(line);
    }

    /// More than one message a second to a person is against the documented limit; groups have another.
    pub(crate) fn note_send(&mut self, chat: i64, is_group: bool, now: i64) {
        let last = self.last_send.insert(chat, now);
        if !is_group && last.is_some_and(|last| now - last < 1000) {
            self.lint(
                now,
                format!("more than one message a second to chat {chat}"),
            );
        }
    }
}

impl World {
    /// Remembers a text of a person that must be escaped before it stands in HTML.
    pub(crate) fn note_user_text(&mut self, text: &str) {
        if text.contains(['<', '>', '&']) {
            self.ledger.special_texts.push_back(text.to_owned());
            if self.ledger.special_texts.len() > TEXTS_KEPT {
                self.ledger.special_texts.pop_front();
            }
        }
    }

    /// Reports a person's text that stands in a bot's HTML as it was typed.
    pub(crate) fn note_unescaped(&mut self, params: &Params, field: &str) {
        let raw = params.text(field);
        let html = params.text("parse_mode").eq_ignore_ascii_case("html");
        if html
            && self
                .ledger
                .special_texts
                .iter()
                .any(|text| raw.contains(text.as_str()))
        {
            self.ledger.lint(
                self.now,
                format!("{field} holds a person's text that is not escaped"),
            );
        }
    }

    /// Writes a finished call down.
    pub(crate) fn record(
        &mut self,
        method: &str,
        params: &Params,
        answer: &ApiAnswer,
        note: Option<String>,
    ) -> &JournalLine {
        let mut given = params.raw.clone();
        given.extend(
            params
                .files
                .keys()
                .map(|name| (name.clone(), json!("file"))),
        );
        given.retain(|name, value| !value.is_null() && (name != "method"));
        // Files of an album stand under names that the bot chose.
        given.retain(|name, _| {
            !params.files.contains_key(name)
                || !params.raw.values().any(|value| names_part(value, name))
        });
        for fault in crate::schema::check_call(method, &given) {
            self.ledger.lint(self.now, format!("{method}: {fault}"));
        }
        for (name, value) in &params.raw {
            if value.is_null() {
                self.ledger
                    .lint(self.now, format!("{method}: {name} is an explicit null"));
            }
            if value.to_string().contains(&self.token) {
                self.ledger
                    .lint(self.now, format!("{method}: {name} holds the bot's token"));
            }
        }
        let mut shown: Map<String, Value> = params
            .raw
            .iter()
            // Never the token, and never a secret.
            .filter(|(name, value)| {
                *name != "secret_token" && !value.to_string().contains(&self.token)
            })
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for (name, file) in &params.files {
            shown.insert(
                name.clone(),
                json!({"file": file.name, "bytes": file.bytes.len()}),
            );
        }
        let result = answer.result();
        let line = JournalLine {
            seq: self.ledger.journal.len() as u64 + 1,
            at: self.now,
            method: method.to_owned(),
            chat_id: params
                .has("chat_id")
                .then(|| params.text("chat_id").parse().ok())
                .flatten(),
            params: shown,
            status: answer.status,
            description: answer.description().map(str::to_owned),
            message_id: result
                .and_then(|result| result.get("message_id"))
                .and_then(Value::as_i64),
            count: result.and_then(Value::as_array).map(Vec::len),
            note,
        };
        let at = self.ledger.journal.len();
        self.ledger.journal.push(line);
        &self.ledger.journal[at]
    }

    /// Everything worth a word so far; presses that were never answered are among it.
    pub(crate) fn lint(&self) -> Vec<String> {
        let mut all = self.ledger.lints.clone();
        for (id, query) in &self.queries {
            if query.answered.is_none() {
                all.push(format!(
                    "callback query {id} of user {} was never answered",
                    query.user
                ));
            }
        }
        all
    }
}

/// Whether a parameter refers to an uploaded part by `attach://`.
fn names_part(value: &Value, part: &str) -> bool {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.contains(&format!("attach://{part}"))
}
