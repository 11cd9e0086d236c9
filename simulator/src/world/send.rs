//! The calls that say something new: text, media, places, contacts, polls, albums.

use serde_json::{Map, Value, json};

use super::calls::Outcome;
use super::compose::{self, Place, SendContext};
use super::markup::Markup;
use super::state::{Author, ChatKind, Content, Post, Shape};
use super::{World, media};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

impl World {
    pub(crate) fn send_message(&mut self, params: &Params) -> Outcome {
        let (text, entities) = self.input_text(params)?;
        let reply = self.reply_wish(params)?;
        let markup = self.markup(params)?;
        let place = self.place(params, &reply, SendContext::Send)?;
        self.check_send_right(place.chat, "can_send_messages", "text messages")?;
        let mut content = compose::text_content(&text, entities)?;
        if let Some(Ok(preview @ Value::Object(_))) = params.json("link_preview_options") {
            content
                .fields
                .insert("link_preview_options".to_owned(), preview);
        } else if params.flag("disable_web_page_preview") {
            content.fields.insert(
                "link_preview_options".to_owned(),
                json!({"is_disabled": true}),
            );
        }
        self.note_unescaped(params, "text");
        self.finish_send(params, place, markup, content)
    }

    /// sendPhoto, sendDocument and the like: `kind` is the parameter that holds the file.
    pub(crate) fn send_media(&mut self, params: &Params, kind: &str) -> Outcome {
        let (caption, entities) = self.formatted(params, "caption", "caption_entities")?;
        let reply = self.reply_wish(params)?;
        let markup = self.markup(params)?;
        let place = self.place(params, &reply, SendContext::Send)?;
        let (permission, what) = media::permission(kind);
        self.check_send_right(place.chat, permission, what)?;
        let mut content = self.media_content(params, kind, kind)?;
        if media::has_caption(kind) {
            compose::put_caption(&mut content, &caption, entities, compose::MAX_CAPTION)?;
            self.note_unescaped(params, "caption");
        }
        self.finish_send(params, place, markup, content)
    }

    /// sendLocation, sendVenue, sendContact, sendPoll, sendDice.
    pub(crate) fn send_plain(&mut self, params: &Params, kind: &str) -> Outcome {
        let fields =
            media::plain_fields(params, kind, self.chance_of_dice(), &self.random_digits())?;
        let reply = self.reply_wish(params)?;
        let markup = self.markup(params)?;
        let place = self.place(params, &reply, SendContext::Send)?;
        let (permission, what) = media::permission(kind);
        self.check_send_right(place.chat, permission, what)?;
        let content = Content {
            shape: Shape::Plain,
            name: kind.to_owned(),
            text: String::new(),
            entities: Vec::new(),
            fields,
        };
        self.finish_send(params, place, markup, content)
    }

    fn finish_send(
        &mut self,
        params: &Params,
        place: Place,
        markup: Markup,
        content: Content,
    ) -> Outcome {
        self.spend(place.chat, 1)?;
        let chat = place.chat;
        let mut post = self.bot_post(place, content);
        post.keyboard = markup.other();
        post.protected = params.flag("protect_content");
        post.markup = markup.inline();
        let id = self.commit(post);
        self.answer_with(chat, id)
    }

    /// A message of the bot, not yet in its chat.
    pub(crate) fn bot_post(&self, place: Place, content: Content) -> Post {
        let channel = self
            .chat(place.chat)
            .is_some_and(|chat| chat.kind == ChatKind::Channel);
        let author = if channel {
            Author {
                chat: Some(place.chat),
                real: Some(self.bot.id),
                ..Author::default()
            }
        } else {
            Author {
                user: Some(self.bot.id),
                real: Some(self.bot.id),
                ..Author::default()
            }
        };
        Post {
            reply_to: place.reply_to,
            external_reply: place.external_reply,
            quote: place.quote,
            ..Post::new(place.chat, place.thread, author, self.now, content)
        }
    }

    /// Puts a message into its chat and gives it its id.
    pub(crate) fn commit(&mut self, mut post: Post) -> i64 {
        let id = self.take_message_id(post.chat);
        post.id = id;
        let chat_id = post.chat;
        let copy = post.clone();
        if let Some(chat) = self.chat_mut(chat_id) {
            chat.posts.insert(id, post);
        }
        self.forward_to_discussion(&copy);
        id
    }

    /// The message as the answer of a call.
    pub(crate) fn answer_with(&self, chat: i64, id: i64) -> Outcome {
        let post = self
            .chat(chat)
            .and_then(|chat| chat.posts.get(&id))
            .ok_or_else(|| Failure::bad("message not found"))?;
        Ok(ApiAnswer::done(self.post_json(post)))
    }

    pub(crate) fn send_media_group(&mut self, params: &Params) -> Outcome {
        let items = match params.json("media") {
            Some(Ok(Value::Array(items))) => items,
            Some(Ok(_)) => return Err(Failure::bad("expected an Array of InputMedia")),
            Some(Err(())) => return Err(Failure::bad("can't parse media JSON object")),
            None => Vec::new(),
        };
        let mut contents = Vec::new();
        for item in &items {
            contents.push(self.album_part(params, item)?);
        }
        let reply = self.reply_wish(params)?;
        let place = self.place(params, &reply, SendContext::Send)?;
        if contents.is_empty() {
            return Err(Failure::bad("there are no messages to send"));
        }
        if contents.len() > 10 {
            return Err(Failure::bad("too many messages to send as an album"));
        }
        for lone in ["audio", "document"] {
            if contents.iter().any(|part| part.name == lone)
                && contents.iter().any(|part| part.name != lone)
            {
                let what = if lone == "audio" { "Audio" } else { "Document" };
                return Err(Failure::bad(format!(
                    "{what} can't be mixed with other media types"
                )));
            }
        }
        for part in &contents {
            let (permission, what) = media::permission(&part.name);
            self.check_send_right(place.chat, permission, what)?;
        }
        self.spend(place.chat, u32::try_from(contents.len()).unwrap_or(10))?;
        let album = (contents.len() > 1).then(|| self.random_digits());
        let mut sent = Vec::new();
        for content in contents {
            let mut post = self.bot_post(place.clone(), content);
            post.album = album.clone();
            post.protected = params.flag("protect_content");
            let id = self.commit(post);
            if let Some(post) = self.chat(place.chat).and_then(|chat| chat.posts.get(&id)) {
                sent.push(self.post_json(post));
            }
        }
        Ok(ApiAnswer::done(Value::Array(sent)))
    }

    fn album_part(&mut self, params: &Params, item: &Value) -> Result<Content, Failure> {
        let kind = crate::params::text_of(item, "type");
        if !["photo", "video", "audio", "document", "live_photo"].contains(&kind) {
            return Err(Failure::bad(format!(
                "can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup"
            )));
        }
        self.input_media(params, item)
    }

    /// An `InputMedia` object with its caption, as in albums and editMessageMedia.
    pub(crate) fn input_media(
        &mut self,
        params: &Params,
        item: &Value,
    ) -> Result<Content, Failure> {
        let Value::Object(map) = item else {
            return Err(Failure::bad("can't parse InputMedia: expected an Object"));
        };
        let kind = crate::params::text_of(item, "type").to_owned();
        if ![
            "photo",
            "video",
            "audio",
            "document",
            "animation",
            "live_photo",
        ]
        .contains(&kind.as_str())
        {
            return Err(Failure::bad(format!(
                "can't parse InputMedia: type \"{kind}\" is unknown"
            )));
        }
        let own = Params::new(Map::from_iter(map.clone()), params.files.clone());
        let mut content = self.media_content(&own, "media", &kind)?;
        let (caption, entities) = self.formatted(&own, "caption", "caption_entities")?;
        compose::put_caption(&mut content, &caption, entities, compose::MAX_CAPTION)?;
        Ok(content)
    }
}
