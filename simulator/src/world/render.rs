//! People, chats and messages as the JSON that bots get.

use serde_json::{Map, Value, json};

use super::World;
use super::state::{ANONYMOUS, CHANNEL_BOT, Chat, ChatKind, Person, Post, Shape, TELEGRAM};

impl World {
    /// A `User`; accounts of Telegram itself included.
    pub(crate) fn user_json(&self, id: i64) -> Value {
        match id {
            ANONYMOUS => {
                json!({"id": id, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"})
            }
            CHANNEL_BOT => {
                json!({"id": id, "is_bot": true, "first_name": "Channel", "username": "Channel_Bot"})
            }
            TELEGRAM => json!({"id": id, "is_bot": false, "first_name": "Telegram"}),
            _ => self.person(id).map_or_else(
                || json!({"id": id, "is_bot": false, "first_name": ""}),
                person_json,
            ),
        }
    }

    /// A `Chat`.
    pub(crate) fn chat_json(&self, id: i64) -> Value {
        match self.chat(id) {
            Some(chat) if chat.kind != ChatKind::Private => group_json(chat),
            _ => {
                let mut map = Map::from_iter([
                    ("id".to_owned(), json!(id)),
                    ("type".to_owned(), json!("private")),
                ]);
                if let Some(person) = self.person(id) {
                    map.insert("first_name".to_owned(), json!(person.first_name));
                    put(&mut map, "last_name", &person.last_name);
                    put(&mut map, "username", &person.username);
                }
                Value::Object(map)
            }
        }
    }

    /// A `Message`, with the message it replies to.
    pub(crate) fn post_json(&self, post: &Post) -> Value {
        let mut map = self.bare_post(post);
        if let Some(reply) = self.shown_reply(post) {
            map.insert(
                "reply_to_message".to_owned(),
                Value::Object(self.bare_post(reply)),
            );
        }
        for (name, value) in &post.extra {
            map.insert(name.clone(), value.clone());
        }
        Value::Object(map)
    }

    /// What stands as `reply_to_message`: a real reply, or else the message that created the topic (telegram.md 3.2).
    fn shown_reply(&self, post: &Post) -> Option<&Post> {
        let chat = self.chat(post.chat)?;
        if let Some(reply) = post.reply_to.and_then(|id| chat.posts.get(&id)) {
            return Some(reply);
        }
        if post.external_reply.is_some() {
            return None;
        }
        chat.posts
            .get(&post.thread?)
            .filter(|root| root.id != post.id)
    }

    /// The id that replies in a supergroup carry although there is no topic: the first message of the chain.
    fn reply_chain(&self, post: &Post) -> Option<i64> {
        let chat = self
            .chat(post.chat)
            .filter(|chat| chat.kind == ChatKind::Supergroup)?;
        let mut root = post.reply_to.filter(|id| chat.posts.contains_key(id))?;
        // A reply is always younger than what it answers, so this ends.
        while let Some(next) = chat
            .posts
            .get(&root)
            .and_then(|found| found.reply_to)
            .filter(|next| *next < root)
        {
            root = next;
        }
        Some(root)
    }

    fn bare_post(&self, post: &Post) -> Map<String, Value> {
        let mut map = Map::new();
        let mut set = |name: &str, value: Value| {
            map.insert(name.to_owned(), value);
        };
        set("message_id", json!(post.id));
        set("date", json!(post.date.div_euclid(1000)));
        set("chat", self.chat_json(post.chat));
        if let Some(user) = post.author.user {
            set("from", self.user_json(user));
        }
        if let Some(chat) = post.author.chat {
            set("sender_chat", self.chat_json(chat));
        }
        if let Some(signature) = &post.author.signature {
            set("author_signature", json!(signature));
        }
        if let Some(thread) = post.thread {
            set("message_thread_id", json!(thread));
            set("is_topic_message", json!(true));
        } else if let Some(root) = self.reply_chain(post) {
            set("message_thread_id", json!(root));
        }
        if let Some(at) = post.edited {
            set("edit_date", json!(at.div_euclid(1000)));
        }
        if let Some(album) = &post.album {
            set("media_group_id", json!(album));
        }
        if let Some(origin) = &post.origin {
            set("forward_origin", origin.clone());
        }
        if post.automatic_forward {
            set("is_automatic_forward", json!(true));
        }
        if post.protected || self.chat(post.chat).is_some_and(|chat| chat.protected) {
            set("has_protected_content", json!(true));
        }
        if let Some(reply) = &post.external_reply {
            set("external_reply", reply.clone());
        }
        if let Some(quote) = &post.quote {
            set("quote", quote.clone());
        }
        let (text, entities) = match post.content.shape {
            Shape::Text => ("text", "entities"),
            _ => ("caption", "caption_entities"),
        };
        if post.content.shape == Shape::Text || !post.content.text.is_empty() {
            set(text, json!(post.content.text));
        }
        if !post.content.entities.is_empty() {
            set(
                entities,
                post.content
                    .entities
                    .iter()
                    .map(|entity| self.entity_json(entity))
                    .collect(),
            );
        }
        for (name, value) in &post.content.fields {
            set(name, value.clone());
        }
        if let Some(markup) = &post.markup {
            set("reply_markup", markup.clone());
        }
        map
    }

    /// An entity with the user that it mentions in full.
    fn entity_json(&self, entity: &Value) -> Value {
        let mut shown = entity.clone();
        if let Some(user) = entity
            .get("user")
            .and_then(|user| user.get("id"))
            .and_then(Value::as_i64)
        {
            shown["user"] = self.user_json(user);
        }
        shown
    }
}

fn put(map: &mut Map<String, Value>, name: &str, value: &Option<String>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), json!(value));
    }
}

fn person_json(person: &Person) -> Value {
    let mut map = Map::from_iter([
        ("id".to_owned(), json!(person.id)),
        ("is_bot".to_owned(), json!(person.is_bot)),
        ("first_name".to_owned(), json!(person.first_name)),
    ]);
    put(&mut map, "last_name", &person.last_name);
    put(&mut map, "username", &person.username);
    put(&mut map, "language_code", &person.language_code);
    if person.is_premium {
        map.insert("is_premium".to_owned(), json!(true));
    }
    Value::Object(map)
}

fn group_json(chat: &Chat) -> Value {
    let mut map = Map::from_iter([
        ("id".to_owned(), json!(chat.id)),
        ("type".to_owned(), json!(chat.kind.name())),
        ("title".to_owned(), json!(chat.title)),
    ]);
    put(&mut map, "username", &chat.username);
    if chat.is_forum {
        map.insert("is_forum".to_owned(), json!(true));
    }
    Value::Object(map)
}
