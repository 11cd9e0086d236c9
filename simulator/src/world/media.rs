//! What a message holds besides text: the fields of each kind, and the rights it needs.

use rand::Rng;
use serde_json::{Map, Value, json};

use super::World;
use super::files::StoredFile;
use super::state::{Content, Shape};
use crate::answer::Failure;
use crate::params::{Params, text_of};

/// The `ChatPermissions` field that sending such a thing needs, and the words of the refusal.
pub(crate) fn permission(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "photo" | "live_photo" => ("can_send_photos", "photos"),
        "audio" => ("can_send_audios", "audios"),
        "document" => ("can_send_documents", "documents"),
        "video" => ("can_send_videos", "videos"),
        "animation" => ("can_send_other_messages", "animations"),
        "voice" => ("can_send_voice_notes", "voice notes"),
        "video_note" => ("can_send_video_notes", "video notes"),
        "sticker" => ("can_send_other_messages", "stickers"),
        "poll" => ("can_send_polls", "polls"),
        "dice" => ("can_send_other_messages", "dice"),
        "contact" => ("can_send_messages", "contacts"),
        "location" | "venue" => ("can_send_messages", "locations"),
        _ => ("can_send_messages", "text messages"),
    }
}

/// Whether such a message can have a caption.
pub(crate) fn has_caption(kind: &str) -> bool {
    [
        "photo",
        "live_photo",
        "audio",
        "document",
        "video",
        "animation",
        "voice",
    ]
    .contains(&kind)
}

/// The name in "can't use file of type …".
fn type_name(kind: &str) -> &'static str {
    match kind {
        "photo" | "live_photo" => "Photo",
        "audio" => "Audio",
        "video" => "Video",
        "animation" => "Animation",
        "voice" => "VoiceNote",
        "video_note" => "VideoNote",
        "sticker" => "Sticker",
        _ => "Document",
    }
}

impl World {
    /// The content of a message with a file, which the parameter `source` names.
    pub(crate) fn media_content(
        &mut self,
        params: &Params,
        source: &str,
        kind: &str,
    ) -> Result<Content, Failure> {
        let file = self.file_for(params, source, kind)?;
        if file.kind != kind {
            return Err(Failure::bad(format!(
                "can't use file of type {} as {}",
                type_name(&file.kind),
                type_name(kind)
            )));
        }
        let mut content = file_content(&file, kind, &params.raw);
        for name in ["has_spoiler", "show_caption_above_media"] {
            if params.flag(name) && ["photo", "video", "animation"].contains(&kind) {
                let field = if name == "has_spoiler" {
                    "has_media_spoiler"
                } else {
                    name
                };
                content.fields.insert(field.to_owned(), json!(true));
            }
        }
        Ok(content)
    }

    /// A die's throw, 1 to 5 so that it suits every kind of die.
    pub(crate) fn chance_of_dice(&mut self) -> i64 {
        self.chance.random_range(1..=5)
    }
}

/// The content that shows a stored file as the given kind; `given` may bring sizes and lengths.
pub(crate) fn file_content(file: &StoredFile, kind: &str, given: &Map<String, Value>) -> Content {
    let params = Params::new(given.clone(), Default::default());
    let number = |name: &str, default: i64| {
        if params.has(name) {
            params.int(name).max(0)
        } else {
            default
        }
    };
    let mut value =
        json!({"file_id": file.id, "file_unique_id": file.unique, "file_size": file.size});
    let mut set = |name: &str, field: Value| {
        value[name] = field;
    };
    match kind {
        "photo" | "live_photo" => {
            set("width", json!(number("width", 640)));
            set("height", json!(number("height", 480)));
        }
        "sticker" => {
            set("type", json!("regular"));
            set("width", json!(512));
            set("height", json!(512));
            set("is_animated", json!(false));
            set("is_video", json!(false));
            set("emoji", json!("🙂"));
        }
        "video_note" => {
            set("length", json!(number("length", 240)));
            set("duration", json!(number("duration", 3)));
        }
        "voice" | "audio" => set("duration", json!(number("duration", 3))),
        "video" | "animation" => {
            set("width", json!(number("width", 640)));
            set("height", json!(number("height", 480)));
            set("duration", json!(number("duration", 3)));
        }
        _ => {}
    }
    if ["audio", "document", "video", "animation"].contains(&kind) {
        set("file_name", json!(file.name));
    }
    if ["audio", "document", "video", "animation", "voice"].contains(&kind) {
        set("mime_type", json!(file.mime));
    }
    if kind == "audio" {
        for name in ["performer", "title"] {
            if params.has(name) {
                set(name, json!(params.text(name)));
            }
        }
    }
    let mut content = match kind {
        "photo" => Content::of(Shape::Media, kind, json!([value])),
        _ => Content::of(
            if has_caption(kind) {
                Shape::Media
            } else {
                Shape::Plain
            },
            kind,
            value,
        ),
    };
    if kind == "animation" {
        let document = json!({
            "file_id": file.id, "file_unique_id": file.unique, "file_size": file.size,
            "file_name": file.name, "mime_type": file.mime,
        });
        content.fields.insert("document".to_owned(), document);
    }
    content
}

/// The fields of a message that has neither text nor file.
pub(crate) fn plain_fields(
    params: &Params,
    kind: &str,
    die: i64,
    id: &str,
) -> Result<Map<String, Value>, Failure> {
    let need = |name: &str, refusal: &str| match params.has(name) {
        true => Ok(params.text(name).to_owned()),
        false => Err(Failure::bad(refusal)),
    };
    let place = || -> Result<Value, Failure> {
        need("latitude", "latitude is empty")?;
        need("longitude", "longitude is empty")?;
        Ok(json!({"latitude": params.float("latitude"), "longitude": params.float("longitude")}))
    };
    let mut fields = Map::new();
    match kind {
        "location" => {
            fields.insert("location".to_owned(), place()?);
        }
        "venue" => {
            let location = place()?;
            let (title, address) = (
                need("title", "venue title is empty")?,
                need("address", "venue address is empty")?,
            );
            fields.insert("location".to_owned(), location.clone());
            fields.insert(
                "venue".to_owned(),
                json!({"location": location, "title": title, "address": address}),
            );
        }
        "contact" => {
            let phone = need("phone_number", "phone number is empty")?;
            let mut contact = json!({"phone_number": phone, "first_name": need("first_name", "first name is empty")?});
            for name in ["last_name", "vcard"] {
                if params.has(name) {
                    contact[name] = json!(params.text(name));
                }
            }
            fields.insert("contact".to_owned(), contact);
        }
        "dice" => {
            let emoji = if params.has("emoji") {
                params.text("emoji")
            } else {
                "🎲"
            };
            if !["🎲", "🎯", "🏀", "⚽", "🎳", "🎰"].contains(&emoji) {
                return Err(Failure::bad("DICE_EMOJI_INVALID"));
            }
            fields.insert("dice".to_owned(), json!({"emoji": emoji, "value": die}));
        }
        _ => {
            fields.insert("poll".to_owned(), poll(params, id)?);
        }
    }
    Ok(fields)
}

fn poll(params: &Params, id: &str) -> Result<Value, Failure> {
    if !params.has("question") {
        return Err(Failure::bad("poll question must be non-empty"));
    }
    let Some(Ok(Value::Array(given))) = params.json("options") else {
        return Err(Failure::bad("can't parse options JSON object"));
    };
    let mut options = Vec::new();
    for (at, option) in given.iter().enumerate() {
        let text = option.as_str().unwrap_or_else(|| text_of(option, "text"));
        if text.trim().is_empty() {
            return Err(Failure::bad("poll options must be non-empty"));
        }
        options.push(json!({"persistent_id": at.to_string(), "text": text, "voter_count": 0}));
    }
    if options.is_empty() {
        return Err(Failure::bad("poll must have at least 1 option"));
    }
    let kind = if params.text("type") == "quiz" {
        "quiz"
    } else {
        "regular"
    };
    Ok(json!({
        "id": id, "question": params.text("question"), "options": options, "total_voter_count": 0, "is_closed": false,
        "is_anonymous": !params.has("is_anonymous") || params.flag("is_anonymous"), "type": kind,
        "allows_multiple_answers": params.flag("allows_multiple_answers"), "allows_revoting": true, "members_only": false,
    }))
}
