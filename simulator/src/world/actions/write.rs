//! People's messages: text, media, albums, and what the bot gets to see of them.

use serde_json::{Map, Value, json};

use super::Done;
use crate::control::{Album, FileGift, Writing};
use crate::params::{Params, Upload, text_of};
use crate::text;
use crate::world::media;
use crate::world::state::{
    ANONYMOUS, Author, CHANNEL_BOT, Chat, ChatKind, Content, Post, Shape, Topic,
};
use crate::world::{World, compose};

/// A picture's first bytes, for files that nobody gave.
const MADE_UP: &[u8] = b"\x89PNG\r\n\x1a\nmade up by the simulator";

/// The last date that a message can have: a 32-bit number of seconds, as in Telegram's protocol.
const MAX_DATE: i64 = i32::MAX as i64;

impl World {
    pub(crate) fn write(&mut self, mut writing: Writing) -> Done {
        let chat = writing.chat.unwrap_or(writing.user);
        self.find_replied(chat, &mut writing)?;
        let author = self.author(&writing, chat)?;
        self.check_writing(chat, &writing)?;
        let content = self.written_content(&writing)?;
        if writing
            .date
            .is_some_and(|seconds| !(0..=MAX_DATE).contains(&seconds))
        {
            return Err("the date is no Unix time in seconds".to_owned());
        }
        let date = writing.date.map_or(self.now, |seconds| seconds * 1000);
        let mut post = Post::new(chat, writing.thread, author, date, content);
        post.reply_to = writing.reply_to;
        post.quote = self.quoted(chat, &writing)?;
        if post.content.shape != Shape::Plain || writing.media.is_some() {
            post.extra = writing.extra.clone();
        }
        if let Some(from) = writing.forward_from {
            let original = Post::new(
                chat,
                None,
                Author {
                    user: Some(from),
                    ..Author::default()
                },
                date,
                post.content.clone(),
            );
            post.origin = Some(self.origin_of(&original));
        }
        self.note_user_text(&post.content.text.clone());
        let id = self.commit(post);
        self.tell_people_post(chat, id, "message");
        Ok(json!({"chat": chat, "message_id": id}))
    }

    pub(crate) fn write_album(&mut self, album: Album) -> Done {
        let chat = album.chat.unwrap_or(album.user);
        if !(2..=10).contains(&album.items.len()) {
            return Err("an album has 2 to 10 parts".to_owned());
        }
        let group = self.random_digits();
        let mut ids = Vec::new();
        for item in album.items {
            let writing = Writing {
                user: album.user,
                chat: Some(chat),
                thread: album.thread,
                reply_to: album.reply_to,
                as_anonymous: album.as_anonymous,
                text: item.caption,
                media: Some(item.media),
                file: item.file,
                ..Writing::default()
            };
            let author = self.author(&writing, chat)?;
            self.check_writing(chat, &writing)?;
            let content = self.written_content(&writing)?;
            let mut post = Post::new(chat, writing.thread, author, self.now, content);
            post.reply_to = writing.reply_to;
            post.album = Some(group.clone());
            ids.push(self.commit(post));
        }
        for id in &ids {
            self.tell_people_post(chat, *id, "message");
        }
        Ok(json!({"chat": chat, "message_ids": ids, "media_group_id": group}))
    }

    /// Makes a number of `reply_to_text`, and of an open forced reply.
    fn find_replied(&self, chat: i64, writing: &mut Writing) -> Result<(), String> {
        if writing.to_forced {
            writing.reply_to = self.forced_reply(chat, writing.thread, writing.user);
            return Ok(());
        }
        let Some(text) = writing.reply_to_text.take() else {
            return Ok(());
        };
        if writing.reply_to.is_some() {
            return Err("reply_to and reply_to_text can't both be given".to_owned());
        }
        let found = self
            .find_shown(chat, writing.thread, &text, 0)
            .ok_or_else(|| format!("chat {chat} has no message with {text:?}"))?;
        writing.reply_to = Some(found.id);
        writing.thread = writing.thread.or(found.thread);
        Ok(())
    }

    /// The part that somebody quotes of the message to which they reply.
    fn quoted(&self, chat: i64, writing: &Writing) -> Result<Option<Value>, String> {
        let Some(quote) = &writing.quote else {
            return Ok(None);
        };
        let replied = writing.reply_to;
        let post = replied.and_then(|id| self.chat(chat)?.posts.get(&id));
        let post = post.ok_or("a quote needs the message to which it replies")?;
        let entities = &post.content.entities;
        let quoted = text::quote(&post.content.text, entities, quote, |_| true);
        let quoted = quoted.ok_or_else(|| format!("the message does not hold {quote:?}"))?;
        Ok(Some(quoted))
    }

    /// As whom somebody writes.
    fn author(&self, writing: &Writing, chat_id: i64) -> Result<Author, String> {
        let user = writing.user;
        if let Some(channel) = writing.as_channel {
            self.chat(channel)
                .filter(|chat| chat.kind == ChatKind::Channel)
                .ok_or_else(|| format!("{channel} is no channel"))?;
            return Ok(Author {
                user: Some(CHANNEL_BOT),
                chat: Some(channel),
                signature: None,
                real: Some(user),
            });
        }
        let member = self.chat(chat_id).and_then(|chat| chat.members.get(&user));
        let admin = member.is_some_and(|member| member.status.is_admin());
        if writing.as_anonymous && !admin {
            return Err(format!(
                "user {user} is no administrator of chat {chat_id} and can't be anonymous"
            ));
        }
        if writing.as_anonymous || member.is_some_and(|member| member.anonymous && admin) {
            let signature = member.and_then(|member| member.title.clone());
            return Ok(Author {
                user: Some(ANONYMOUS),
                chat: Some(chat_id),
                signature,
                real: Some(user),
            });
        }
        Ok(Author {
            user: Some(user),
            chat: None,
            signature: None,
            real: Some(user),
        })
    }

    fn check_writing(&mut self, chat_id: i64, writing: &Writing) -> Result<(), String> {
        let user = writing.user;
        let person = self.known_mut(user)?;
        if person.deactivated {
            return Err(format!("user {user} has no account any more"));
        }
        if chat_id == user {
            if !person.started {
                return Err(format!("user {user} must press Start first"));
            }
            if person.blocked_bot {
                return Err(format!("user {user} has blocked the bot"));
            }
            let chat = self.private_chat(user);
            if let Some(thread) = writing.thread.filter(|_| chat.is_forum) {
                // In a private chat whoever writes into a new topic makes it.
                let made = || Topic::new(thread, "Chat", 7_322_096, None, user);
                chat.topics.entry(thread).or_insert_with(made);
            }
        }
        self.check_present(chat_id, user)?;
        let chat = self.chat(chat_id).ok_or("no chat")?;
        if chat.gone || chat.migrated_to.is_some() {
            return Err(format!("chat {chat_id} is no more"));
        }
        if chat.kind == ChatKind::Channel {
            return Err("people post in channels by channel_post".to_owned());
        }
        let permission = writing
            .media
            .as_deref()
            .map_or("can_send_messages", |kind| media::permission(kind).0);
        if !self.may(chat, user, permission) {
            return Err(format!("user {user} may not send this to chat {chat_id}"));
        }
        check_thread(
            chat,
            writing.thread,
            self.may(chat, user, "can_manage_topics"),
            user,
        )?;
        if let Some(reply) = writing.reply_to {
            let post = chat
                .posts
                .get(&reply)
                .ok_or_else(|| format!("there is no message {reply} to reply to"))?;
            if post.thread != writing.thread {
                return Err(format!("message {reply} is in another topic"));
            }
        }
        Ok(())
    }

    pub(crate) fn written_content(&mut self, writing: &Writing) -> Result<Content, String> {
        let text = writing.text.clone().unwrap_or_default();
        let Some(kind) = writing.media.as_deref() else {
            if text.is_empty() && !writing.extra.is_empty() {
                let name = writing.extra.keys().next().cloned().unwrap_or_default();
                let fields = writing.extra.clone();
                return Ok(Content {
                    shape: Shape::Plain,
                    name,
                    text,
                    entities: Vec::new(),
                    fields,
                });
            }
            let (text, entities) = compose::finished(&text, writing.entities.clone());
            if text.is_empty() {
                return Err("the text is empty".to_owned());
            }
            if text.chars().count() > 4096 {
                return Err(
                    "Telegram's apps split texts of more than 4096 characters; send the parts"
                        .to_owned(),
                );
            }
            return Ok(Content::text(text, entities));
        };
        let made = match kind {
            "location" => Some(json!({"latitude": 55.75, "longitude": 37.62})),
            "contact" => Some(json!({"phone_number": "+100000000", "first_name": "Somebody"})),
            "dice" => Some(json!({"emoji": "🎲", "value": self.chance_of_dice()})),
            _ => None,
        };
        if let Some(value) = made {
            return Ok(Content::of(Shape::Plain, kind, value));
        }
        if !media::has_caption(kind) && !["sticker", "video_note"].contains(&kind)
            || kind == "live_photo"
        {
            return Err(format!("people can't send media of the kind {kind:?} here"));
        }
        let file = match writing.file.as_ref().and_then(|file| file.file_id.as_ref()) {
            Some(id) => self
                .stored_file(id)
                .cloned()
                .ok_or_else(|| format!("there is no file {id}"))?,
            None => {
                let gift = writing.file.clone().unwrap_or_default();
                let FileGift {
                    name,
                    mime,
                    text,
                    size,
                    ..
                } = gift;
                let bytes = text.map_or_else(|| MADE_UP.to_vec(), String::into_bytes);
                self.store_file(kind, Upload { name, mime, bytes }, size)
            }
        };
        let mut content = media::file_content(&file, kind, &Map::new());
        if media::has_caption(kind) {
            let premium = self.person(writing.user).is_some_and(|p| p.is_premium);
            let most = match premium {
                true => compose::MAX_PREMIUM_CAPTION,
                false => compose::MAX_CAPTION,
            };
            compose::put_caption(&mut content, &text, writing.entities.clone(), most)
                .map_err(|fault| fault.description)?;
        }
        Ok(content)
    }

    /// Tells the bot of a message that somebody else wrote or changed, if it may see it.
    pub(crate) fn tell_people_post(&mut self, chat_id: i64, id: i64, kind: &str) {
        let Some((chat, post)) = self
            .chat(chat_id)
            .and_then(|chat| Some((chat, chat.posts.get(&id)?)))
        else {
            return;
        };
        if !self.bot_sees(chat, post) {
            return;
        }
        let kind = match (chat.kind, kind) {
            (ChatKind::Channel, "edited_message") => "edited_channel_post",
            (ChatKind::Channel, _) => "channel_post",
            _ => kind,
        };
        let date = post.edited.unwrap_or(post.date);
        let body = self.post_json(post);
        self.push_dated(kind, body, chat_id, date);
    }

    /// Privacy mode: a bot that is no administrator sees only what is meant for it.
    fn bot_sees(&self, chat: &Chat, post: &Post) -> bool {
        if chat.kind == ChatKind::Private {
            return true;
        }
        let Some(member) = chat
            .members
            .get(&self.bot.id)
            .filter(|member| member.status.is_inside())
        else {
            return false;
        };
        if member.status.is_admin() || self.file.bot.can_read_all_group_messages {
            return true;
        }
        let name = self.bot.username.as_deref().unwrap_or("");
        let to_bot = post
            .reply_to
            .and_then(|id| chat.posts.get(&id))
            .is_some_and(|to| to.author.real == Some(self.bot.id));
        let command = post.content.entities.first().is_some_and(|entity| {
            text_of(entity, "type") == "bot_command" && entity["offset"] == 0
        });
        to_bot
            || command
            || post.content.shape == Shape::Service
            || post.content.text.contains(&format!("@{name}"))
    }

    pub(crate) fn post_in_channel(
        &mut self,
        chat: i64,
        text: &str,
        signature: Option<String>,
    ) -> Done {
        self.group(chat)?;
        let (text, entities) = compose::finished(text, Vec::new());
        let id = self.channel_post(chat, Content::text(text, entities), signature);
        Ok(json!({"message_id": id}))
    }

    /// Keeps a file that somebody brings, to be sent with `write`.
    pub(crate) fn upload(&mut self, now: i64, kind: &str, upload: Upload) -> Value {
        self.now = now;
        let stored = self.store_file(kind, upload, None);
        crate::world::files::file_json(&stored)
    }

    /// The chat a call names by number, for faults.
    pub(crate) fn named_chat(params: &Params) -> Option<i64> {
        params.text("chat_id").trim().parse().ok()
    }
}

fn check_thread(chat: &Chat, thread: Option<i64>, manages: bool, user: i64) -> Result<(), String> {
    let Some(id) = thread else {
        return if chat.is_forum && chat.general.closed && !manages {
            Err("General is closed".to_owned())
        } else {
            Ok(())
        };
    };
    let topic = chat
        .topics
        .get(&id)
        .filter(|topic| !topic.deleted)
        .ok_or_else(|| format!("there is no topic {id}"))?;
    if topic.closed && !manages && topic.creator != user {
        return Err(format!("topic {id} is closed"));
    }
    Ok(())
}
