//! Text on its way into a message: parsing, entities, lengths; and the place that a message goes to.

use serde_json::{Value, json};

use super::World;
use super::access::Need;
use super::markup::ReplyWish;
use super::state::{ChatKind, Content};
use crate::answer::Failure;
use crate::params::{Params, as_int, text_of};
use crate::text::{self, Entity};

/// Code points that a message holds, counted after parsing.
const MAX_TEXT: usize = 4096;
/// The same for a caption of a bot's, and of a person without Premium.
pub(crate) const MAX_CAPTION: usize = 1024;
/// The same for a caption of a person with Premium.
pub(crate) const MAX_PREMIUM_CAPTION: usize = 4096;
/// Code points that a quote holds, counted after parsing (Bot API, `ReplyParameters.quote`).
const MAX_QUOTE: usize = 1024;
const MAX_RAW_BYTES: usize = 32_768;

/// Where a message goes and what it answers.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) chat: i64,
    pub(crate) thread: Option<i64>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) external_reply: Option<Value>,
    pub(crate) quote: Option<Value>,
}

/// Which call asks for the place: their refusals differ for deleted topics (telegram.md 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SendContext {
    Send,
    Copy,
}

impl World {
    /// A text with its entities as the parameters give them; nothing is trimmed or counted yet.
    pub(crate) fn formatted(
        &self,
        params: &Params,
        text: &str,
        entities: &str,
    ) -> Result<(String, Vec<Value>), Failure> {
        let raw = params.text(text);
        if raw.len() > MAX_RAW_BYTES {
            return Err(Failure::bad("text is too long"));
        }
        formatted(raw, params.text("parse_mode"), params.json(entities))
    }

    /// The text of sendMessage and editMessageText: empty is refused before anything else is looked at.
    pub(crate) fn input_text(&self, params: &Params) -> Result<(String, Vec<Value>), Failure> {
        if !params.has("text") {
            return Err(Failure::bad("message text is empty"));
        }
        self.formatted(params, "text", "entities")
    }

    /// The place that `chat_id`, `message_thread_id` and the reply name.
    pub(crate) fn place(
        &mut self,
        params: &Params,
        reply: &ReplyWish,
        errand: SendContext,
    ) -> Result<Place, Failure> {
        let chat = self.chat_for(params, "chat_id", Need::Write)?;
        let asked = params.int("message_thread_id");
        let thread = self.thread_for(chat, asked, errand)?;
        let mut place = Place {
            chat,
            thread,
            reply_to: None,
            external_reply: None,
            quote: None,
        };
        self.resolve_reply(&mut place, reply, asked != 0)?;
        if asked == 0 && place.thread.is_some() {
            // Answering in a topic takes the message there, which must be open.
            self.thread_for(chat, place.thread.unwrap_or(0), errand)?;
        }
        if asked == 0 && place.thread.is_none() {
            let closed = self.chat(chat).is_some_and(|chat| {
                chat.is_forum && chat.general.closed && !self.bot_may(chat, "can_manage_topics")
            });
            if closed {
                return Err(Failure::bad("TOPIC_CLOSED"));
            }
        }
        Ok(place)
    }

    fn thread_for(
        &mut self,
        chat_id: i64,
        asked: i64,
        errand: SendContext,
    ) -> Result<Option<i64>, Failure> {
        let Some(chat) = self.chat(chat_id).filter(|_| asked != 0) else {
            return Ok(None);
        };
        if chat.kind == ChatKind::Private && !chat.is_forum {
            return Err(Failure::bad("message thread not found"));
        }
        if !chat.is_forum {
            self.ledger.lint(
                self.now,
                format!(
                    "message_thread_id {asked} was sent to chat {chat_id}, which has no topics"
                ),
            );
            return Ok(None);
        }
        let topic = chat.topics.get(&asked);
        if topic.is_some_and(|topic| topic.deleted) && errand == SendContext::Copy {
            return Err(Failure::bad("TOPIC_DELETED"));
        }
        let Some(topic) = topic.filter(|topic| !topic.deleted && !topic.pruned) else {
            return Err(Failure::bad("message thread not found"));
        };
        if topic.closed && topic.creator != self.bot.id && !self.bot_may(chat, "can_manage_topics")
        {
            return Err(Failure::bad("TOPIC_CLOSED"));
        }
        Ok(Some(asked))
    }

    fn resolve_reply(
        &mut self,
        place: &mut Place,
        wish: &ReplyWish,
        thread_given: bool,
    ) -> Result<(), Failure> {
        if wish.message <= 0 {
            return Ok(());
        }
        let source = match &wish.chat {
            Some(text) => self.chat_for(
                &Params::new(
                    serde_json::Map::from_iter([("chat_id".to_owned(), json!(text))]),
                    Default::default(),
                ),
                "chat_id",
                Need::Read,
            )?,
            None => place.chat,
        };
        let Some(post) = self
            .chat(source)
            .and_then(|chat| chat.posts.get(&wish.message))
            .cloned()
        else {
            return if wish.lenient {
                Ok(())
            } else {
                Err(Failure::bad("message to be replied not found"))
            };
        };
        if !wish.quote.is_empty() {
            let entities = &post.content.entities;
            let found = text::quote(&post.content.text, entities, &wish.quote, is_compared)
                .filter(|_| wish.quote.chars().count() <= MAX_QUOTE)
                .filter(|found| compared(&found["entities"]) == compared(&wish.quote_entities));
            let Some(found) = found else {
                return Err(Failure::bad("QUOTE_TEXT_INVALID"));
            };
            place.quote = Some(found);
        }
        if source == place.chat && (!thread_given || place.thread == post.thread) {
            place.thread = post.thread;
            place.reply_to = Some(post.id);
        } else {
            let mut external = json!({"origin": self.origin_of(&post)});
            if source < 0 {
                external["chat"] = self.chat_json(source);
                external["message_id"] = json!(post.id);
            }
            place.external_reply = Some(external);
        }
        Ok(())
    }
}

/// Whether a quote must have an entity where the message has it (Bot API, `ReplyParameters.quote`).
fn is_compared(kind: &str) -> bool {
    let compared = [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "custom_emoji",
    ];
    compared.contains(&kind)
}

/// Those entities of a list, by kind and place.
fn compared(entities: &Value) -> Vec<(String, i64, i64)> {
    let list = entities.as_array().map(Vec::as_slice).unwrap_or_default();
    let number = |entity: &Value, field: &str| entity[field].as_i64().unwrap_or_default();
    let mut compared: Vec<_> = list
        .iter()
        .map(|entity| {
            let kind = text_of(entity, "type").to_owned();
            (kind, number(entity, "offset"), number(entity, "length"))
        })
        .filter(|(kind, ..)| is_compared(kind))
        .collect();
    compared.sort();
    compared
}

/// Parses and checks a text that a bot sends: `parse_mode` first, `entities` otherwise.
pub(crate) fn formatted(
    raw: &str,
    mode: &str,
    entities: Option<Result<Value, ()>>,
) -> Result<(String, Vec<Value>), Failure> {
    match mode.to_ascii_lowercase().as_str() {
        "" | "none" => {}
        "html" => {
            let (text, found) = text::parse_html(raw)
                .map_err(|why| Failure::bad(format!("can't parse entities: {why}")))?;
            return Ok((text, found.iter().map(Entity::to_json).collect()));
        }
        "markdown" | "markdownv2" => {
            return Err(Failure::bad(
                "can't parse entities: the simulator reads HTML and entities only, not Markdown",
            ));
        }
        _ => return Err(Failure::bad("unsupported parse_mode")),
    }
    let list = match entities {
        None => return Ok((raw.to_owned(), Vec::new())),
        Some(Err(())) => return Err(Failure::bad("can't parse entities JSON object")),
        Some(Ok(list)) => list,
    };
    let found = text::from_entities(raw, &list).map_err(Failure::bad)?;
    Ok((raw.to_owned(), found.iter().map(Entity::to_json).collect()))
}

/// A finished text message, or why it can't be one.
pub(crate) fn text_content(text: &str, entities: Vec<Value>) -> Result<Content, Failure> {
    let (text, entities) = finished(text, entities);
    if text.is_empty() {
        return Err(Failure::bad("text must be non-empty"));
    }
    if text.chars().count() > MAX_TEXT {
        return Err(Failure::bad("message is too long"));
    }
    Ok(Content::text(text, entities))
}

/// Puts a caption of at most `most` code points on a message that has a file.
pub(crate) fn put_caption(
    content: &mut Content,
    text: &str,
    entities: Vec<Value>,
    most: usize,
) -> Result<(), Failure> {
    let (text, entities) = finished(text, entities);
    check_caption(&text, most)?;
    content.text = text;
    content.entities = entities;
    Ok(())
}

/// Whether a finished caption may be so long.
pub(crate) fn check_caption(text: &str, most: usize) -> Result<(), Failure> {
    if text.chars().count() > most {
        return Err(Failure::bad("message caption is too long"));
    }
    Ok(())
}

/// Trims a text and adds the entities that Telegram finds by itself. Entities of kinds that nobody knows are carried
/// along untouched.
pub(crate) fn finished(text: &str, entities: Vec<Value>) -> (String, Vec<Value>) {
    let known: Vec<Entity> = entities.iter().filter_map(entity).collect();
    let Some((text, known)) = text::fix(text.to_owned(), known) else {
        return (String::new(), Vec::new());
    };
    let mut all: Vec<Value> = text::auto_entities(&text, &known)
        .iter()
        .map(Entity::to_json)
        .collect();
    all.extend(entities.into_iter().filter(|value| entity(value).is_none()));
    all.sort_by_key(|value| {
        (
            value.get("offset").and_then(as_int),
            std::cmp::Reverse(value.get("length").and_then(as_int)),
        )
    });
    (text, all)
}

/// Reads an entity that carries nothing but what `Entity` holds.
pub(crate) fn entity(value: &Value) -> Option<Entity> {
    let known = [
        "type",
        "offset",
        "length",
        "url",
        "language",
        "user",
        "custom_emoji_id",
    ];
    if value
        .as_object()?
        .keys()
        .any(|name| !known.contains(&name.as_str()))
    {
        return None;
    }
    let optional = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Entity {
        kind: text_of(value, "type").to_owned(),
        offset: value.get("offset").and_then(as_int)?,
        length: value.get("length").and_then(as_int)?,
        url: optional("url"),
        language: optional("language"),
        user_id: value
            .get("user")
            .and_then(|user| user.get("id"))
            .and_then(as_int),
        custom_emoji_id: optional("custom_emoji_id"),
    })
}
