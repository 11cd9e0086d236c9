//! A chat as somebody who looks at it sees it: for transcripts, for pages and for waiting.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;
use super::compose::entity;
use super::state::{ANONYMOUS, Content, Post, Shape};
use crate::params::text_of;
use crate::text;

/// A message as it looks on a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownMessage {
    /// `message_id`.
    pub id: i64,
    /// The name above it.
    pub from: String,
    /// The account it came from; none for a channel's post.
    pub from_id: Option<i64>,
    /// Whether the bot wrote it.
    pub by_bot: bool,
    /// Unix milliseconds.
    pub date: i64,
    /// Text or caption, without its formatting; of what happened, the name that it is about.
    pub text: String,
    /// The same with its formatting as Telegram's HTML.
    pub html: String,
    /// Its formatting as the bot gets it, for whoever builds a page without HTML.
    pub entities: Vec<Value>,
    /// Who really wrote it, although it may stand under the group's name; the bot never learns that.
    pub author: Option<i64>,
    /// `photo`, `document`, …; none for text and for what happened in the chat.
    pub media: Option<String>,
    /// The file, to be fetched at `/sim/file/<file_id>`.
    pub file_id: Option<String>,
    /// The file's name, where the media has one.
    pub file_name: Option<String>,
    /// What happened, such as `forum_topic_created`; none for what somebody said.
    pub service: Option<String>,
    /// The texts of the inline buttons, row by row.
    pub buttons: Vec<Vec<String>>,
    /// What the message asks the app to do: a forced reply or a keyboard, as the bot gave it.
    pub asks: Option<Value>,
    /// The people whose app opens a reply to it, because the bot forces one; not those who have replied since.
    pub forces: Vec<i64>,
    /// The message that it replies to; the root of a topic does not count.
    pub reply_to: Option<i64>,
    /// The part of that message which is quoted.
    pub quote: Option<String>,
    /// The topic; none is General or a chat without topics.
    pub thread: Option<i64>,
    /// Whether it was changed after it was sent.
    pub edited: bool,
    /// All reactions to it, as emoji.
    pub reactions: Vec<String>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The album that it belongs to.
    pub album: Option<String>,
    /// Whether it is marked as forwarded.
    pub forwarded: bool,
}

impl World {
    /// The messages of a chat, oldest first. A thread of 1 is General alone; none is everything.
    pub(crate) fn shown(&self, chat_id: i64, thread: Option<i64>) -> Vec<ShownMessage> {
        let Some(chat) = self.chat(chat_id) else {
            return Vec::new();
        };
        let wanted = |post: &&Post| match thread {
            None => true,
            Some(1) => post.thread.is_none(),
            Some(id) => post.thread == Some(id),
        };
        chat.posts
            .values()
            .filter(wanted)
            .map(|post| self.show(post, chat.pinned.contains(&post.id)))
            .collect()
    }

    /// The newest message that holds a text.
    pub(crate) fn find_shown(
        &self,
        chat: i64,
        thread: Option<i64>,
        contains: &str,
        after: i64,
    ) -> Option<ShownMessage> {
        let all = self.shown(chat, thread).into_iter().rev();
        all.filter(|message| message.id > after).find(|message| {
            message.text.contains(contains)
                || message
                    .buttons
                    .iter()
                    .flatten()
                    .any(|button| button.contains(contains))
        })
    }

    fn show(&self, post: &Post, pinned: bool) -> ShownMessage {
        let content = &post.content;
        let entities: Vec<_> = content.entities.iter().filter_map(entity).collect();
        let from = match (post.author.user, post.author.chat) {
            (Some(ANONYMOUS), Some(chat)) | (_, Some(chat)) => {
                text_of(&self.chat_json(chat), "title").to_owned()
            }
            (Some(user), None) => self
                .person(user)
                .map_or_else(|| user.to_string(), |person| person.full_name()),
            (None, None) => String::new(),
        };
        let file = content
            .fields
            .get(&content.name)
            .map(|value| value.get(0).unwrap_or(value));
        let rows = post
            .markup
            .as_ref()
            .and_then(|markup| markup.get("inline_keyboard"))
            .and_then(Value::as_array);
        let texts = |row: &Value| {
            row.as_array()
                .into_iter()
                .flatten()
                .map(|button| text_of(button, "text").to_owned())
                .collect()
        };
        let service = content.shape == Shape::Service;
        ShownMessage {
            id: post.id,
            from,
            from_id: post.author.user,
            by_bot: post.author.real == Some(self.bot.id),
            date: post.date,
            text: if service {
                about(content)
            } else {
                content.text.clone()
            },
            html: text::to_html(&content.text, &entities),
            entities: content.entities.clone(),
            author: post.author.real,
            media: (!service && content.shape != Shape::Text).then(|| content.name.clone()),
            file_id: file
                .and_then(|file| file.get("file_id"))
                .and_then(Value::as_str)
                .map(str::to_owned),
            file_name: file
                .map(|file| text_of(file, "file_name").to_owned())
                .filter(|name| !name.is_empty()),
            service: service.then(|| content.name.clone()),
            buttons: rows.into_iter().flatten().map(texts).collect(),
            asks: post.keyboard.clone(),
            forces: self.forced_by(post),
            reply_to: post.reply_to,
            quote: post
                .quote
                .as_ref()
                .or_else(|| post.extra.get("quote"))
                .map(|quote| text_of(quote, "text").to_owned()),
            thread: post.thread,
            edited: post.edited.is_some(),
            reactions: post
                .reactions
                .values()
                .flatten()
                .map(|reaction| text_of(reaction, "emoji").to_owned())
                .collect(),
            pinned,
            album: post.album.clone(),
            forwarded: post.origin.is_some(),
        }
    }
}

/// What something that happened is about: a topic's name, a person's, a title, the words of a pinned message.
fn about(content: &Content) -> String {
    let Some(value) = content.fields.get(&content.name) else {
        return String::new();
    };
    let first = value.get(0).unwrap_or(value);
    let named = ["name", "first_name", "text"]
        .iter()
        .map(|field| text_of(first, field))
        .find(|text| !text.is_empty());
    named.or(first.as_str()).unwrap_or("").to_owned()
}
