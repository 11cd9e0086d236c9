//! Changing a message that the bot sent.

use serde_json::{Value, json};

use super::access::Need;
use super::calls::Outcome;
use super::markup::Markup;
use super::state::{ChatKind, Content, Post, Shape};
use super::{World, compose};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same as a \
                            current content and reply markup of the message";

impl World {
    pub(crate) fn edit_message_text(&mut self, params: &Params) -> Outcome {
        let (text, entities) = self.input_text(params)?;
        let markup = self.markup(params)?;
        let post = self.editable(params)?;
        if post.content.shape != Shape::Text {
            return Err(Failure::bad("there is no text in the message to edit"));
        }
        let mut content = match compose::text_content(&text, entities) {
            Err(refused) if refused.description.ends_with("message is too long") => {
                return Err(Failure::bad("MESSAGE_TOO_LONG"));
            }
            other => other?,
        };
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
        self.finish_edit(post, Some(content), markup)
    }

    pub(crate) fn edit_message_caption(&mut self, params: &Params) -> Outcome {
        let (caption, entities) = self.formatted(params, "caption", "caption_entities")?;
        let markup = self.markup(params)?;
        let post = self.editable(params)?;
        if post.content.shape != Shape::Media {
            return Err(Failure::bad("there is no caption in the message to edit"));
        }
        let mut content = post.content.clone();
        compose::put_caption(&mut content, &caption, entities, compose::MAX_CAPTION)?;
        self.note_unescaped(params, "caption");
        self.finish_edit(post, Some(content), markup)
    }

    pub(crate) fn edit_message_media(&mut self, params: &Params) -> Outcome {
        let item = match params.json("media") {
            Some(Ok(item)) => item,
            Some(Err(())) => return Err(Failure::bad("can't parse input media JSON object")),
            None => return Err(Failure::bad("input media is not specified")),
        };
        let content = self.input_media(params, &item)?;
        let markup = self.markup(params)?;
        let post = self.editable(params)?;
        if post.content.shape == Shape::Plain
            || (post.album.is_some() && post.content.name != content.name)
        {
            return Err(Failure::bad("message can't be edited"));
        }
        self.finish_edit(post, Some(content), markup)
    }

    pub(crate) fn edit_message_reply_markup(&mut self, params: &Params) -> Outcome {
        let markup = self.markup(params)?;
        let post = self.editable(params)?;
        self.finish_edit(post, None, markup)
    }

    pub(crate) fn stop_poll(&mut self, params: &Params) -> Outcome {
        let markup = self.markup(params)?;
        let mut post = self.editable(params)?;
        if post.content.name != "poll" {
            return Err(Failure::bad("message with poll to stop not found"));
        }
        if post.content.fields["poll"]["is_closed"] == json!(true) {
            return Err(Failure::bad("poll has already been closed"));
        }
        post.content.fields["poll"]["is_closed"] = json!(true);
        let poll = post.content.fields["poll"].clone();
        let content = post.content.clone();
        self.finish_edit(post, Some(content), markup)?;
        Ok(ApiAnswer::done(poll))
    }

    /// The message that an edit means, if the bot may change it.
    fn editable(&mut self, params: &Params) -> Result<Post, Failure> {
        if params.int("message_id") <= 0 {
            return Err(Failure::bad("message identifier is not specified"));
        }
        let id = self.chat_for(params, "chat_id", Need::Read)?;
        let chat = self
            .chat(id)
            .ok_or_else(|| Failure::bad("chat not found"))?;
        let post = chat
            .posts
            .get(&params.int("message_id"))
            .ok_or_else(|| Failure::bad("message to edit not found"))?;
        let own = post.author.real == Some(self.bot.id);
        let may =
            own || (chat.kind == ChatKind::Channel && self.bot_may(chat, "can_edit_messages"));
        if !may
            || post.origin.is_some()
            || post.keyboard.is_some()
            || post.content.shape == Shape::Service
        {
            return Err(Failure::bad("message can't be edited"));
        }
        Ok(post.clone())
    }

    fn finish_edit(&mut self, old: Post, content: Option<Content>, markup: Markup) -> Outcome {
        if matches!(markup, Markup::Other(_)) {
            return Err(Failure::bad("inline keyboard expected"));
        }
        let markup = markup.inline();
        let same = content
            .as_ref()
            .is_none_or(|content| *content == old.content)
            && markup == old.markup;
        // Closing a poll arrives here with its content changed already.
        if same && old.content.name != "poll" {
            return Err(Failure::bad(NOT_MODIFIED));
        }
        self.spend(old.chat, 1)?;
        let now = self.now;
        if let Some(post) = self
            .chat_mut(old.chat)
            .and_then(|chat| chat.posts.get_mut(&old.id))
        {
            if let Some(content) = content {
                post.content = content;
                post.edited = Some(now);
            }
            post.markup = markup;
        }
        self.answer_with(old.chat, old.id)
    }
}
