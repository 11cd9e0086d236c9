//! The parameters `entities` and `caption_entities`: entities that a bot gives instead of a parse mode.
//!
//! The server is strict here: one wrong entity refuses the whole call. Types that Telegram finds by itself (`url`,
//! `bot_command`, …) are ignored without a word, and found again in the text.

use serde_json::{Map, Value};

use super::{Entity, clean::Borders, link, shape};

/// Reads the value of `entities` for this text.
///
/// # Errors
///
/// The description of the server without its prefix and with its first letter still upper-case, such as
/// `Can't parse MessageEntity: Unsupported type specified` (Bot API server, `get_text_entity`).
pub fn from_entities(text: &str, entities: &Value) -> Result<Vec<Entity>, String> {
    // What is not an array is ignored, as the real server does.
    let Some(list) = entities.as_array() else {
        return Ok(Vec::new());
    };
    let mut read = Vec::with_capacity(list.len());
    for value in list {
        let entity = read_one(value).map_err(|why| format!("Can't parse MessageEntity: {why}"))?;
        read.extend(entity);
    }
    let mut checked = Vec::with_capacity(read.len());
    for entity in read {
        checked.push(check_argument(entity)?);
    }
    for entity in &checked {
        if !(0..=1_000_000).contains(&entity.offset) {
            return Err(format!(
                "Receive an entity with incorrect offset {}",
                entity.offset
            ));
        }
        if !(0..=1_000_000).contains(&entity.length) {
            return Err(format!(
                "Receive an entity with incorrect length {}",
                entity.length
            ));
        }
    }
    checked.retain(|entity| entity.length > 0);
    shape::sort(&mut checked);
    check_places(text, &checked)?;
    Ok(checked)
}

/// `None` for a type that Telegram finds by itself.
fn read_one(value: &Value) -> Result<Option<Entity>, String> {
    let object = value.as_object().ok_or("expected an Object")?;
    let mut entity = Entity::new("", integer(object, "offset")?, integer(object, "length")?);
    entity.kind = string(object, "type")?.ok_or(r#"Can't find field "type""#)?;
    match entity.kind.as_str() {
        "" => return Err("Type is not specified".to_owned()),
        "mention" | "hashtag" | "cashtag" | "bot_command" | "url" | "email" | "phone_number"
        | "bank_card_number" => return Ok(None),
        kind if shape::is_style(kind) || shape::is_quote(kind) || kind == "code" => {}
        "pre" => {
            entity.language = string(object, "language")?.filter(|language| !language.is_empty())
        }
        "text_link" => {
            entity.url = Some(string(object, "url")?.ok_or(r#"Can't find field "url""#)?)
        }
        "text_mention" => {
            let user = object.get("user").ok_or(r#"Can't find field "user""#)?;
            let user = user
                .as_object()
                .ok_or(r#"Field "user" must be of type Object"#)?;
            entity.user_id = Some(integer(user, "id")?);
        }
        "custom_emoji" => {
            let id = string(object, "custom_emoji_id")?
                .ok_or(r#"Can't find field "custom_emoji_id""#)?;
            let id: i64 = id
                .parse()
                .map_err(|_| r#"Field "custom_emoji_id" must be a valid Number"#)?;
            entity.custom_emoji_id = Some(id.to_string());
        }
        // The dates of Bot API 9.5 are read and left out: they are not modelled.
        "date_time" => return Ok(None),
        _ => return Err("Unsupported type specified".to_owned()),
    }
    Ok(Some(entity))
}

fn check_argument(mut entity: Entity) -> Result<Entity, String> {
    if let Some(url) = entity.url.take() {
        match link::user_id(&url) {
            Some(id) => {
                entity.kind = "text_mention".to_owned();
                entity.user_id = Some(id);
            }
            None => {
                let checked = link::check(&url)
                    .map_err(|why| format!("Entity URL '{url}' is invalid: {why}"))?;
                entity.url = Some(checked);
            }
        }
    }
    if entity.custom_emoji_id.as_deref() == Some("0") {
        return Err("Invalid custom emoji identifier specified".to_owned());
    }
    Ok(entity)
}

/// Expects entities with a length, sorted.
fn check_places(text: &str, entities: &[Entity]) -> Result<(), String> {
    let borders = Borders::of(text);
    let end = borders.end();
    for entity in entities {
        let (begin, stop) = (entity.offset, entity.end());
        if begin > end {
            return Err(format!(
                "Entity begins after the end of the text at UTF-16 offset {begin}"
            ));
        }
        if !borders.has(begin) {
            let byte = byte_after(text, begin);
            return Err(format!(
                "Entity begins in a middle of a UTF-16 symbol at byte offset {byte}"
            ));
        }
        if stop > end {
            return Err(format!(
                "Entity beginning at UTF-16 offset {begin} ends after the end of the text at UTF-16 offset {stop}"
            ));
        }
        if !borders.has(stop) {
            let byte = byte_after(text, stop);
            return Err(format!(
                "Entity beginning at UTF-16 offset {begin} ends in a middle of a UTF-16 symbol at byte offset {byte}"
            ));
        }
    }
    Ok(())
}

/// The byte at which the first character after this UTF-16 place begins.
fn byte_after(text: &str, place: i64) -> usize {
    let mut at = 0;
    for (byte, c) in text.char_indices() {
        if at >= place {
            return byte;
        }
        at += c.len_utf16() as i64;
    }
    text.len()
}

fn integer(object: &Map<String, Value>, name: &str) -> Result<i64, String> {
    match object.get(name) {
        None | Some(Value::Null) => Err(format!(r#"Can't find field "{name}""#)),
        Some(Value::Number(number)) => number
            .as_i64()
            .ok_or_else(|| format!(r#"Field "{name}" must be a valid Number"#)),
        // Numbers in strings are read, as everywhere in the Bot API.
        Some(Value::String(text)) => text
            .parse()
            .map_err(|_| format!(r#"Field "{name}" must be a valid Number"#)),
        Some(_) => Err(format!(r#"Field "{name}" must be of type Number"#)),
    }
}

fn string(object: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(format!(r#"Field "{name}" must be of type String"#)),
    }
}
