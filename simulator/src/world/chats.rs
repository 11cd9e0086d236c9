//! Calls about a chat itself: what it is, what is pinned, that the bot is typing.

use serde_json::{Map, Value, json};

use super::World;
use super::access::Need;
use super::calls::Outcome;
use super::members::PERMISSIONS;
use super::state::{Author, Chat, ChatKind, Content, Post};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

const ACTIONS: [&str; 13] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

impl World {
    pub(crate) fn get_chat(&mut self, params: &Params) -> Outcome {
        let id = self.chat_for(params, "chat_id", Need::Read)?;
        let Value::Object(mut map) = self.chat_json(id) else {
            return Err(Failure::bad("chat not found"));
        };
        let mut set = |name: &str, value: Value| {
            map.insert(name.to_owned(), value);
        };
        set("accent_color_id", json!(id.rem_euclid(7)));
        set("max_reaction_count", json!(11));
        let gifts = json!({
            "unlimited_gifts": true, "limited_gifts": true, "unique_gifts": true, "premium_subscription": true,
            "gifts_from_channels": true,
        });
        set("accepted_gift_types", gifts);
        let Some(chat) = self.chat(id) else {
            return Err(Failure::bad("chat not found"));
        };
        if let Some(name) = chat
            .username
            .clone()
            .or_else(|| self.person(id).and_then(|person| person.username.clone()))
        {
            set("active_usernames", json!([name]));
        }
        if chat.is_group() {
            let allowed = PERMISSIONS
                .iter()
                .map(|name| ((*name).to_owned(), json!(!chat.denied.contains(*name))));
            set("permissions", Value::Object(Map::from_iter(allowed)));
            set("join_to_send_messages", json!(true));
        }
        if !chat.description.is_empty() {
            set("description", json!(chat.description));
        }
        if let Some(linked) = chat.linked {
            set("linked_chat_id", json!(linked));
        }
        if chat.protected {
            set("has_protected_content", json!(true));
        }
        if self.person(id).is_some_and(|person| person.hides_forwards) {
            set("has_private_forwards", json!(true));
        }
        if let Some(post) = chat.pinned.last().and_then(|pinned| chat.posts.get(pinned)) {
            set("pinned_message", self.post_json(post));
        }
        Ok(ApiAnswer::done(Value::Object(map)))
    }

    pub(crate) fn send_chat_action(&mut self, params: &Params) -> Outcome {
        let action = params.text("action").to_ascii_lowercase();
        if !ACTIONS.contains(&action.as_str()) {
            return Err(Failure::bad("wrong parameter action in request"));
        }
        // A topic is not looked at: the real server says true even for a deleted one.
        let chat = self.chat_for(params, "chat_id", Need::Write)?;
        self.spend_action(chat)?;
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn pin_chat_message(&mut self, params: &Params) -> Outcome {
        let chat_id = self.chat_for(params, "chat_id", Need::Write)?;
        let id = params.int("message_id");
        let found = self
            .chat(chat_id)
            .is_some_and(|chat| chat.posts.contains_key(&id));
        if !found {
            return Err(Failure::bad("message to pin not found"));
        }
        self.need_pin_right(chat_id)?;
        self.pin(chat_id, id, self.bot.id);
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn unpin_chat_message(&mut self, params: &Params) -> Outcome {
        let chat_id = self.chat_for(params, "chat_id", Need::Write)?;
        self.need_pin_right(chat_id)?;
        let id = params.int("message_id");
        let Some(chat) = self.chat_mut(chat_id) else {
            return Err(Failure::bad("chat not found"));
        };
        if id == 0 && chat.pinned.pop().is_some() {
            return Ok(ApiAnswer::done(json!(true)));
        }
        if !chat.posts.contains_key(&id) || !chat.pinned.contains(&id) {
            return Err(Failure::bad("message to unpin not found"));
        }
        chat.pinned.retain(|pinned| *pinned != id);
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn unpin_all_chat_messages(&mut self, params: &Params) -> Outcome {
        let chat_id = self.chat_for(params, "chat_id", Need::Write)?;
        self.need_pin_right(chat_id)?;
        if let Some(chat) = self.chat_mut(chat_id) {
            chat.pinned.clear();
        }
        Ok(ApiAnswer::done(json!(true)))
    }

    fn need_pin_right(&self, chat_id: i64) -> Result<(), Failure> {
        let right = match self.chat(chat_id).map(|chat| chat.kind) {
            Some(ChatKind::Channel) => "can_edit_messages",
            _ => "can_pin_messages",
        };
        self.need_right(
            chat_id,
            right,
            "not enough rights to manage pinned messages in the chat",
        )
    }

    /// Pins a message; the chat says so, which the bot is told too.
    pub(crate) fn pin(&mut self, chat_id: i64, id: i64, by: i64) {
        let Some(chat) = self.chat_mut(chat_id) else {
            return;
        };
        chat.pinned.retain(|pinned| *pinned != id);
        chat.pinned.push(id);
        let Some(post) = self.chat(chat_id).and_then(|chat| chat.posts.get(&id)) else {
            return;
        };
        let (thread, pinned) = (post.thread, self.post_without_reply(post));
        self.say_service(chat_id, thread, by, "pinned_message", pinned);
    }

    fn post_without_reply(&self, post: &Post) -> Value {
        let Value::Object(mut map) = self.post_json(post) else {
            return Value::Null;
        };
        map.remove("reply_to_message");
        Value::Object(map)
    }

    /// setChatTitle and setChatDescription.
    pub(crate) fn change_chat_info(&mut self, params: &Params, what: &str) -> Outcome {
        let chat_id = self.chat_for(params, "chat_id", Need::Write)?;
        if chat_id > 0 {
            return Err(Failure::bad("can't change private chat title"));
        }
        self.need_right(
            chat_id,
            "can_change_info",
            "not enough rights to change chat title",
        )?;
        if what == "setchatdescription" {
            if let Some(chat) = self.chat_mut(chat_id) {
                chat.description = params.text("description").trim().to_owned();
            }
            return Ok(ApiAnswer::done(json!(true)));
        }
        let title: String = params.text("title").trim().chars().take(128).collect();
        if title.is_empty() {
            return Err(Failure::bad("title must be non-empty"));
        }
        if let Some(chat) = self.chat_mut(chat_id) {
            chat.title = title.clone();
        }
        self.say_service(chat_id, None, self.bot.id, "new_chat_title", json!(title));
        Ok(ApiAnswer::done(json!(true)))
    }

    /// A channel's post appears in its discussion group, from Telegram itself.
    pub(crate) fn forward_to_discussion(&mut self, post: &Post) {
        let channel = self
            .chat(post.chat)
            .filter(|chat| chat.kind == ChatKind::Channel);
        let Some(group) = channel
            .and_then(|chat| chat.linked)
            .filter(|id| self.chats.contains_key(id))
        else {
            return;
        };
        let author = Author {
            user: Some(super::TELEGRAM),
            chat: Some(post.chat),
            ..Author::default()
        };
        let mut copy = Post::new(group, None, author, self.now, post.content.clone());
        copy.origin = Some(self.origin_of(&Post {
            author: Author {
                chat: Some(post.chat),
                ..post.author.clone()
            },
            ..post.clone()
        }));
        copy.automatic_forward = true;
        copy.markup = post.markup.clone();
        let id = self.commit(copy);
        self.tell_people_post(group, id, "message");
    }

    /// The group became a supergroup: both say so, and the old one takes nothing any more.
    pub(crate) fn migrate(&mut self, old_id: i64, new_id: i64) {
        let Some(old) = self.chat(old_id).cloned() else {
            return;
        };
        let mut new = Chat {
            id: new_id,
            kind: ChatKind::Supergroup,
            ..old.clone()
        };
        new.posts.clear();
        new.next_id = 1;
        self.chats.insert(new_id, new);
        let by = old.members.keys().next().copied().unwrap_or(self.bot.id);
        self.say_service(old_id, None, by, "migrate_to_chat_id", json!(new_id));
        self.say_service(
            new_id,
            None,
            super::ANONYMOUS,
            "migrate_from_chat_id",
            json!(old_id),
        );
        if let Some(chat) = self.chat_mut(old_id) {
            chat.migrated_to = Some(new_id);
        }
    }

    /// A message with content, in the name of a channel, as people of that channel write it.
    pub(crate) fn channel_post(
        &mut self,
        channel: i64,
        content: Content,
        signature: Option<String>,
    ) -> i64 {
        let author = Author {
            chat: Some(channel),
            signature,
            ..Author::default()
        };
        let id = self.commit(Post::new(channel, None, author, self.now, content));
        self.tell_people_post(channel, id, "channel_post");
        id
    }
}
