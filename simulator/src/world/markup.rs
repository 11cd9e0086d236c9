//! `reply_markup`: what is accepted, what is refused and in which words.

use serde_json::{Map, Value, json};

use super::{World, compose};
use crate::answer::Failure;
use crate::params::{Params, as_int, text_of};

/// A keyboard, read and found right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Markup {
    /// No `reply_markup`, or an inline keyboard without buttons.
    None,
    /// Stays with the message and is part of its JSON.
    Inline(Value),
    /// A keyboard, its removal or a forced reply: not part of the message.
    Other(Value),
}

impl Markup {
    pub(crate) fn inline(self) -> Option<Value> {
        match self {
            Self::Inline(markup) => Some(markup),
            Self::None | Self::Other(_) => None,
        }
    }

    pub(crate) fn other(&self) -> Option<Value> {
        match self {
            Self::Other(markup) => Some(markup.clone()),
            Self::None | Self::Inline(_) => None,
        }
    }
}

const MAX_BUTTONS: usize = 100;
const MAX_DATA_BYTES: usize = 64;
const STYLES: [&str; 4] = ["primary", "danger", "success", "default"];

impl World {
    /// Reads `reply_markup`.
    pub(crate) fn markup(&self, params: &Params) -> Result<Markup, Failure> {
        let Some(given) = params.json("reply_markup") else {
            return Ok(Markup::None);
        };
        let Ok(value) = given else {
            return Err(Failure::bad(
                "can't parse reply keyboard markup JSON object",
            ));
        };
        let Value::Object(map) = &value else {
            return Err(Failure::bad("object expected as reply markup"));
        };
        if let Some(rows) = map.get("inline_keyboard") {
            return inline(rows);
        }
        if let Some(rows) = map.get("keyboard") {
            keyboard(rows)?;
            return Ok(Markup::Other(value));
        }
        let known = ["remove_keyboard", "force_reply"]
            .iter()
            .any(|name| map.get(*name) == Some(&json!(true)));
        Ok(if known {
            Markup::Other(value)
        } else {
            Markup::None
        })
    }
}

fn rows_of<'a>(rows: &'a Value, field: &str, kind: &str) -> Result<Vec<&'a Vec<Value>>, Failure> {
    let wrong = || {
        Failure::bad(format!(
            "field \"{field}\" of the {kind} must be an Array of Arrays"
        ))
    };
    let rows = rows.as_array().ok_or_else(wrong)?;
    rows.iter()
        .map(|row| row.as_array().ok_or_else(wrong))
        .collect()
}

fn inline(rows: &Value) -> Result<Markup, Failure> {
    let mut shown = Vec::new();
    let mut count = 0;
    for row in rows_of(rows, "inline_keyboard", "InlineKeyboardMarkup")? {
        let buttons = row
            .iter()
            .map(inline_button)
            .collect::<Result<Vec<Value>, Failure>>()?;
        count += buttons.len();
        if !buttons.is_empty() {
            shown.push(Value::Array(buttons));
        }
    }
    if count > MAX_BUTTONS {
        return Err(Failure::bad("reply markup is too long"));
    }
    Ok(if shown.is_empty() {
        Markup::None
    } else {
        Markup::Inline(json!({"inline_keyboard": shown}))
    })
}

fn inline_button(button: &Value) -> Result<Value, Failure> {
    let refuse = |why: &str| Failure::bad(format!("can't parse inline keyboard button: {why}"));
    let Value::Object(map) = button else {
        return Err(refuse("InlineKeyboardButton must be an Object"));
    };
    let Some(text) = map.get("text").and_then(Value::as_str) else {
        return Err(refuse("Can't find field \"text\""));
    };
    let mut out = Map::from_iter([("text".to_owned(), json!(text))]);
    if let Some(style) = map.get("style") {
        let style = style.as_str().filter(|style| STYLES.contains(style));
        let style = style.ok_or_else(|| refuse("invalid button style specified"))?;
        if style != "default" {
            out.insert("style".to_owned(), json!(style));
        }
    }
    if let Some(icon) = map.get("icon_custom_emoji_id") {
        out.insert("icon_custom_emoji_id".to_owned(), icon.clone());
    }
    let data = text_of(button, "callback_data");
    let url = text_of(button, "url");
    if !url.is_empty() {
        out.insert("url".to_owned(), json!(button_url(url)?));
    } else if !data.is_empty() {
        if data.len() > MAX_DATA_BYTES {
            return Err(Failure::bad("BUTTON_DATA_INVALID"));
        }
        out.insert("callback_data".to_owned(), json!(data));
    } else {
        let others = [
            "web_app",
            "login_url",
            "switch_inline_query",
            "switch_inline_query_current_chat",
            "switch_inline_query_chosen_chat",
            "copy_text",
            "callback_game",
            "pay",
        ];
        let Some(action) = others.iter().find(|name| map.contains_key(**name)) else {
            return Err(refuse("Text buttons are unallowed in the inline keyboard"));
        };
        out.insert((*action).to_owned(), map[*action].clone());
    }
    if text.trim().is_empty() {
        return Err(Failure::bad(
            "inline keyboard button text must be non-empty",
        ));
    }
    Ok(Value::Object(out))
}

/// A button's address: a scheme is added where it lacks, and a host needs a dot.
fn button_url(url: &str) -> Result<String, Failure> {
    let wrong = || {
        Failure::bad(format!(
            "inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        ))
    };
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    match scheme.to_ascii_lowercase().as_str() {
        "tg" | "ton" => Ok(url.to_owned()),
        scheme @ ("http" | "https") => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or("");
            let sound = host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
                && !rest.contains(char::is_whitespace);
            if sound {
                Ok(format!("{scheme}://{rest}"))
            } else {
                Err(wrong())
            }
        }
        _ => Err(Failure::bad(format!(
            "inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
        ))),
    }
}

fn keyboard(rows: &Value) -> Result<(), Failure> {
    for row in rows_of(rows, "keyboard", "ReplyKeyboardMarkup")? {
        for button in row {
            let text = match button {
                Value::String(text) => text.as_str(),
                Value::Object(_) => text_of(button, "text"),
                _ => {
                    return Err(Failure::bad(
                        "can't parse keyboard button: KeyboardButton must be an Object",
                    ));
                }
            };
            if text.trim().is_empty() {
                return Err(Failure::bad("keyboard button text must be non-empty"));
            }
        }
    }
    Ok(())
}

/// What a call says about replying.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReplyWish {
    pub(crate) message: i64,
    pub(crate) chat: Option<String>,
    /// Send even if there is nothing to reply to.
    pub(crate) lenient: bool,
    /// What is quoted, parsed, and its formatting.
    pub(crate) quote: String,
    pub(crate) quote_entities: Value,
}

impl World {
    /// Reads `reply_parameters`, or the older parameters that it replaced.
    pub(crate) fn reply_wish(&self, params: &Params) -> Result<ReplyWish, Failure> {
        let Some(given) = params.json("reply_parameters") else {
            return Ok(ReplyWish {
                message: params.int("reply_to_message_id"),
                lenient: params.flag("allow_sending_without_reply"),
                ..ReplyWish::default()
            });
        };
        let Ok(value) = given else {
            return Err(Failure::bad("can't parse reply parameters JSON object"));
        };
        if !value.is_object() {
            return Err(Failure::bad("object expected as reply parameters"));
        }
        let message = value.get("message_id").and_then(as_int).unwrap_or(0);
        if message <= 0 {
            return Err(Failure::bad(
                "can't parse reply parameters: Can't find field \"message_id\"",
            ));
        }
        let chat = value.get("chat_id").map(|chat| {
            chat.as_str()
                .map_or_else(|| chat.to_string(), str::to_owned)
        });
        let entities = value.get("quote_entities").cloned().map(Ok);
        let mode = text_of(&value, "quote_parse_mode");
        let (quote, quote_entities) = compose::formatted(text_of(&value, "quote"), mode, entities)?;
        Ok(ReplyWish {
            message,
            chat,
            lenient: crate::params::flag_of(&value, "allow_sending_without_reply"),
            quote,
            quote_entities: Value::Array(quote_entities),
        })
    }
}
