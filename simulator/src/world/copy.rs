//! Copying and forwarding, one message or several.
//!
//! A copy shows nothing of where it came from; a forward does, as far as its author lets it (telegram.md 3.3).
//!
//! A copy as the original is, or without its caption, is made by Telegram; one with a new caption, a reply or buttons is
//! made anew by the bot's server, under the bot's own limits (TDLib, `MessageCopyOptions::is_supported_server_side`).

use serde_json::{Value, json};

use super::access::Need;
use super::calls::Outcome;
use super::compose::{self, Place, SendContext};
use super::markup::{Markup, ReplyWish};
use super::state::{ChatKind, Content, Post, Shape};
use super::{World, media};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

impl World {
    pub(crate) fn copy_message(&mut self, params: &Params) -> Outcome {
        let caption = match params.given("caption") {
            true => Some(self.formatted(params, "caption", "caption_entities")?),
            false => None,
        };
        let reply = self.reply_wish(params)?;
        let markup = self.markup(params)?;
        let source = self.source(params, params.int("message_id"), "copy")?;
        let place = self.place(params, &reply, SendContext::Copy)?;
        if !can_be_copied(&source) {
            return Err(Failure::bad("message can't be copied"));
        }
        let mut content = source.content.clone();
        if let Some((text, entities)) = caption.filter(|_| media::has_caption(&content.name)) {
            compose::put_caption(&mut content, &text, entities, compose::MAX_CAPTION)?;
        }
        let reply = place.reply_to.is_some() || place.external_reply.is_some();
        if reply || !matches!(markup, Markup::None) {
            compose::check_caption(&content.text, compose::MAX_CAPTION)?;
        }
        if params.has("show_caption_above_media") && content.shape == Shape::Media {
            content.fields.insert(
                "show_caption_above_media".to_owned(),
                json!(params.flag("show_caption_above_media")),
            );
        }
        self.note_unescaped(params, "caption");
        self.check_content_right(place.chat, &content)?;
        self.spend(place.chat, 1)?;
        let mut post = self.bot_post(place, content);
        post.keyboard = markup.other();
        post.markup = markup.inline();
        post.protected = params.flag("protect_content");
        post.extra = carried_extra(&source);
        let id = self.commit(post);
        Ok(ApiAnswer::done(json!({"message_id": id})))
    }

    pub(crate) fn forward_message(&mut self, params: &Params) -> Outcome {
        let source = self.source(params, params.int("message_id"), "forward")?;
        let place = self.place(params, &ReplyWish::default(), SendContext::Copy)?;
        self.check_forward(&source)?;
        self.check_content_right(place.chat, &source.content)?;
        self.spend(place.chat, 1)?;
        let chat = place.chat;
        let id = self.forward_one(&source, place, params.flag("protect_content"), None);
        self.answer_with(chat, id)
    }

    /// copyMessages and forwardMessages: what can't be taken along is left out.
    pub(crate) fn pass_on_several(&mut self, params: &Params, forward: bool) -> Outcome {
        let ids = params.ints("message_ids")?;
        if ids.is_empty() {
            return Err(Failure::bad("message identifiers are not specified"));
        }
        if ids.len() > 100 {
            return Err(Failure::bad("too many message identifiers specified"));
        }
        if ids.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(Failure::bad(
                "message identifiers must be in a strictly increasing order",
            ));
        }
        let from = self.chat_for(params, "from_chat_id", Need::Read)?;
        let place = self.place(params, &ReplyWish::default(), SendContext::Copy)?;
        let taken: Vec<Post> = ids
            .iter()
            .filter_map(|id| self.chat(from).and_then(|chat| chat.posts.get(id)).cloned())
            .filter(|post| {
                if forward {
                    self.check_forward(post).is_ok()
                } else {
                    can_be_copied(post)
                }
            })
            .collect();
        if taken.is_empty() {
            return Err(Failure::bad("messages can't be forwarded"));
        }
        for post in &taken {
            self.check_content_right(place.chat, &post.content)?;
        }
        self.spend(place.chat, u32::try_from(taken.len()).unwrap_or(100))?;
        let mut albums = std::collections::BTreeMap::new();
        let mut sent = Vec::new();
        for source in taken {
            let album = source.album.clone().map(|old| {
                albums
                    .entry(old)
                    .or_insert_with(|| self.random_digits())
                    .clone()
            });
            let id = if forward {
                self.forward_one(
                    &source,
                    place.clone(),
                    params.flag("protect_content"),
                    album,
                )
            } else {
                let mut content = source.content.clone();
                if params.flag("remove_caption") && content.shape == Shape::Media {
                    content.text.clear();
                    content.entities.clear();
                }
                let mut post = self.bot_post(place.clone(), content);
                post.album = album;
                post.extra = carried_extra(&source);
                self.commit(post)
            };
            sent.push(json!({"message_id": id}));
        }
        Ok(ApiAnswer::done(Value::Array(sent)))
    }

    fn forward_one(
        &mut self,
        source: &Post,
        place: Place,
        protected: bool,
        album: Option<String>,
    ) -> i64 {
        let origin = source
            .origin
            .clone()
            .unwrap_or_else(|| self.origin_of(source));
        let mut post = self.bot_post(place, source.content.clone());
        post.origin = Some(origin);
        post.protected = protected;
        post.album = album;
        post.extra = carried_extra(source);
        self.commit(post)
    }

    fn source(&mut self, params: &Params, message: i64, verb: &str) -> Result<Post, Failure> {
        let from = self.chat_for(params, "from_chat_id", Need::Read)?;
        self.chat(from)
            .and_then(|chat| chat.posts.get(&message))
            .cloned()
            .ok_or_else(|| Failure::bad(format!("message to {verb} not found")))
    }

    fn check_forward(&self, source: &Post) -> Result<(), Failure> {
        if source.protected || self.chat(source.chat).is_some_and(|chat| chat.protected) {
            return Err(Failure::bad(
                "message has protected content and can't be forwarded",
            ));
        }
        if source.content.shape == Shape::Service {
            return Err(Failure::bad("message can't be forwarded"));
        }
        Ok(())
    }

    fn check_content_right(&self, chat: i64, content: &Content) -> Result<(), Failure> {
        let (permission, what) = media::permission(&content.name);
        self.check_send_right(chat, permission, what)
    }

    /// A `MessageOrigin`: who wrote a message, as far as it may be known.
    pub(crate) fn origin_of(&self, post: &Post) -> Value {
        let date = post.date.div_euclid(1000);
        if let Some(chat) = post.author.chat {
            let mut origin = match self.chat(chat).map(|chat| chat.kind) {
                Some(ChatKind::Channel) => {
                    json!({"type": "channel", "date": date, "chat": self.chat_json(chat), "message_id": post.id})
                }
                _ => json!({"type": "chat", "date": date, "sender_chat": self.chat_json(chat)}),
            };
            if let Some(signature) = &post.author.signature {
                origin["author_signature"] = json!(signature);
            }
            return origin;
        }
        let user = post.author.user.unwrap_or(self.bot.id);
        match self.person(user).filter(|person| person.hides_forwards) {
            Some(person) => {
                json!({"type": "hidden_user", "date": date, "sender_user_name": person.full_name()})
            }
            None => json!({"type": "user", "date": date, "sender_user": self.user_json(user)}),
        }
    }
}

/// What can be copied (Bot API, `copyMessage`): a quiz only where the bot knows the answer. That a story and a checklist
/// can't be is not documented.
fn can_be_copied(post: &Post) -> bool {
    let never = [
        "invoice",
        "paid_media",
        "giveaway",
        "giveaway_winners",
        "story",
        "checklist",
    ];
    let fields = &post.content.fields;
    let poll = fields.get("poll");
    let unknown_answer = poll.is_some_and(|poll| {
        let known = ["correct_option_id", "correct_option_ids"];
        poll["type"] == "quiz" && known.iter().all(|name| poll.get(name).is_none())
    });
    post.content.shape != Shape::Service
        && !unknown_answer
        && !never.iter().any(|name| fields.contains_key(*name))
}

/// What a test merged into a message travels with it where it is content; who and when do not.
fn carried_extra(source: &Post) -> serde_json::Map<String, Value> {
    let own = [
        "message_id",
        "date",
        "chat",
        "from",
        "sender_chat",
        "message_thread_id",
        "reply_to_message",
        "forward_origin",
    ];
    source
        .extra
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
