//! Topics of a forum: the twelve calls about them, and what everybody sees of it.
//!
//! The bot gets an update for what it does to topics itself, unlike for its messages (telegram.md 3.2).

use serde_json::{Value, json};

use super::World;
use super::access::Need;
use super::calls::Outcome;
use super::state::{Author, Chat, Content, Post, Topic};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

/// The colours that the server accepts.
pub(crate) const COLORS: [i64; 6] = [
    7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047,
];
const MAX_NAME: usize = 128;

/// What is done to a topic that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TopicTurn {
    Close,
    Reopen,
}

/// The message that opens a topic; its id is the topic's.
pub(crate) fn creation_post(topic: &Topic, chat: &Chat, now: i64) -> Post {
    let mut value = json!({"name": topic.name, "icon_color": topic.icon_color});
    if let Some(emoji) = &topic.icon_emoji {
        value["icon_custom_emoji_id"] = json!(emoji);
    }
    let author = Author {
        user: Some(topic.creator),
        real: Some(topic.creator),
        ..Author::default()
    };
    Post {
        id: topic.id,
        ..Post::new(
            chat.id,
            Some(topic.id),
            author,
            now,
            Content::service("forum_topic_created", value),
        )
    }
}

/// A name without surrounding white space, cut at 128 characters without a word.
fn clean_name(name: &str) -> String {
    name.trim().chars().take(MAX_NAME).collect()
}

impl World {
    pub(crate) fn create_forum_topic(&mut self, params: &Params) -> Outcome {
        let chat_id = self.forum(params)?;
        self.need_right(
            chat_id,
            "can_manage_topics",
            "not enough rights to create a topic",
        )?;
        let name = clean_name(params.text("name"));
        if name.is_empty() {
            return Err(Failure::bad("name must be non-empty"));
        }
        self.note_long_name(params);
        let color = if params.has("icon_color") {
            params.int("icon_color")
        } else {
            COLORS[0]
        };
        if !COLORS.contains(&color) {
            return Err(Failure::bad("invalid icon color specified"));
        }
        self.spend(chat_id, 1)?;
        let emoji = params
            .has("icon_custom_emoji_id")
            .then(|| params.text("icon_custom_emoji_id").to_owned());
        let topic = self.make_topic(chat_id, &name, color, emoji, self.bot.id);
        Ok(ApiAnswer::done(topic_json(&topic)))
    }

    /// Creates a topic with its message and tells the bot.
    pub(crate) fn make_topic(
        &mut self,
        chat_id: i64,
        name: &str,
        color: i64,
        emoji: Option<String>,
        by: i64,
    ) -> Topic {
        let id = self.take_message_id(chat_id);
        let topic = Topic::new(id, &clean_name(name), color, emoji, by);
        let now = self.now;
        if let Some(chat) = self.chat_mut(chat_id) {
            let post = creation_post(&topic, chat, now);
            chat.topics.insert(id, topic.clone());
            chat.posts.insert(id, post);
        }
        self.tell_service(chat_id, id);
        topic
    }

    pub(crate) fn edit_forum_topic(&mut self, params: &Params) -> Outcome {
        let chat_id = self.forum(params)?;
        let topic = self.topic_for(chat_id, params)?;
        self.need_topic_right(chat_id, &topic, "not enough rights to edit the topic")?;
        let name = clean_name(params.text("name"));
        self.note_long_name(params);
        let emoji = params
            .raw
            .get("icon_custom_emoji_id")
            .map(|_| params.text("icon_custom_emoji_id").to_owned());
        if name.is_empty() && emoji.is_none() {
            return Ok(ApiAnswer::done(json!(true)));
        }
        let same_name = name.is_empty() || name == topic.name;
        let same_emoji = emoji
            .as_ref()
            .is_none_or(|emoji| *emoji == topic.icon_emoji.clone().unwrap_or_default());
        if same_name && same_emoji {
            return Err(Failure::bad("TOPIC_NOT_MODIFIED"));
        }
        self.rename_topic(chat_id, topic.id, &name, emoji, self.bot.id);
        Ok(ApiAnswer::done(json!(true)))
    }

    /// Changes name and icon (an empty name stays what it is).
    pub(crate) fn rename_topic(
        &mut self,
        chat_id: i64,
        id: i64,
        name: &str,
        emoji: Option<String>,
        by: i64,
    ) {
        let mut value = json!({});
        if let Some(topic) = self
            .chat_mut(chat_id)
            .and_then(|chat| chat.topics.get_mut(&id))
        {
            if !name.is_empty() {
                topic.name = name.to_owned();
                value["name"] = json!(name);
            }
            if let Some(emoji) = emoji {
                topic.icon_emoji = (!emoji.is_empty()).then(|| emoji.clone());
                value["icon_custom_emoji_id"] = json!(emoji);
            }
        }
        self.say_service(chat_id, Some(id), by, "forum_topic_edited", value);
    }

    pub(crate) fn turn_forum_topic(&mut self, params: &Params, turn: TopicTurn) -> Outcome {
        let chat_id = self.forum(params)?;
        let topic = self.topic_for(chat_id, params)?;
        self.need_topic_right(
            chat_id,
            &topic,
            "not enough rights to close or open the topic",
        )?;
        if topic.closed == (turn == TopicTurn::Close) {
            return Err(Failure::bad("TOPIC_NOT_MODIFIED"));
        }
        self.turn_topic(chat_id, topic.id, turn, self.bot.id);
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn turn_topic(&mut self, chat_id: i64, id: i64, turn: TopicTurn, by: i64) {
        if let Some(topic) = self
            .chat_mut(chat_id)
            .and_then(|chat| chat.topics.get_mut(&id))
        {
            topic.closed = turn == TopicTurn::Close;
        }
        let name = if turn == TopicTurn::Close {
            "forum_topic_closed"
        } else {
            "forum_topic_reopened"
        };
        self.say_service(chat_id, Some(id), by, name, json!({}));
    }

    pub(crate) fn delete_forum_topic(&mut self, params: &Params) -> Outcome {
        let chat_id = self.forum(params)?;
        let topic = self.topic_for(chat_id, params)?;
        self.need_right(
            chat_id,
            "can_delete_messages",
            "not enough rights to delete the topic",
        )?;
        self.drop_topic(chat_id, topic.id);
        Ok(ApiAnswer::done(json!(true)))
    }

    /// Deletes a topic with all its messages. Nobody is told.
    pub(crate) fn drop_topic(&mut self, chat_id: i64, id: i64) {
        if let Some(chat) = self.chat_mut(chat_id) {
            if let Some(topic) = chat.topics.get_mut(&id) {
                topic.deleted = true;
            }
            chat.posts.retain(|_, post| post.thread != Some(id));
            let posts = &chat.posts;
            chat.pinned.retain(|pinned| posts.contains_key(pinned));
        }
    }

    pub(crate) fn unpin_topic_messages(&mut self, params: &Params) -> Outcome {
        let chat_id = self.forum(params)?;
        let topic = self.topic_for(chat_id, params)?;
        self.need_right(
            chat_id,
            "can_pin_messages",
            "not enough rights to manage pinned messages in the chat",
        )?;
        self.unpin_in_thread(chat_id, Some(topic.id));
        Ok(ApiAnswer::done(json!(true)))
    }

    fn unpin_in_thread(&mut self, chat_id: i64, thread: Option<i64>) {
        if let Some(chat) = self.chat_mut(chat_id) {
            let posts = &chat.posts;
            chat.pinned
                .retain(|id| posts.get(id).is_some_and(|post| post.thread != thread));
        }
    }

    /// The five calls about General; `what` is the method's name in lower case.
    pub(crate) fn general_topic(&mut self, params: &Params, what: &str) -> Outcome {
        let chat_id = self.forum(params)?;
        if what == "unpinallgeneralforumtopicmessages" {
            self.need_right(
                chat_id,
                "can_pin_messages",
                "not enough rights to manage pinned messages in the chat",
            )?;
            self.unpin_in_thread(chat_id, None);
            return Ok(ApiAnswer::done(json!(true)));
        }
        let refusal = match what {
            "editgeneralforumtopic" => "not enough rights to edit the topic",
            _ => "not enough rights to close or open the topic",
        };
        self.need_right(chat_id, "can_manage_topics", refusal)?;
        let name = clean_name(params.text("name"));
        if what == "editgeneralforumtopic" && name.is_empty() {
            return Err(Failure::bad("name must be non-empty"));
        }
        let Some(chat) = self.chat_mut(chat_id) else {
            return Err(Failure::bad("chat not found"));
        };
        let before = chat.general.clone();
        let general = &mut chat.general;
        match what {
            "editgeneralforumtopic" => general.name = name.clone(),
            "closegeneralforumtopic" => general.closed = true,
            "reopengeneralforumtopic" => general.closed = false,
            "hidegeneralforumtopic" => {
                general.hidden = true;
                general.closed = true;
            }
            _ => general.hidden = false,
        }
        let changed = before.name != general.name
            || before.closed != general.closed
            || before.hidden != general.hidden;
        if !changed {
            return Err(Failure::bad("TOPIC_NOT_MODIFIED"));
        }
        let (service, value) = match what {
            "editgeneralforumtopic" => ("forum_topic_edited", json!({"name": name})),
            "closegeneralforumtopic" => ("forum_topic_closed", json!({})),
            "reopengeneralforumtopic" => ("forum_topic_reopened", json!({})),
            "hidegeneralforumtopic" => ("general_forum_topic_hidden", json!({})),
            _ => ("general_forum_topic_unhidden", json!({})),
        };
        self.say_service(chat_id, None, self.bot.id, service, value);
        Ok(ApiAnswer::done(json!(true)))
    }

    fn forum(&mut self, params: &Params) -> Result<i64, Failure> {
        let id = self.chat_for(params, "chat_id", Need::Write)?;
        if self.chat(id).is_some_and(|chat| chat.is_forum) {
            Ok(id)
        } else {
            Err(Failure::bad("the chat is not a forum"))
        }
    }

    fn topic_for(&self, chat_id: i64, params: &Params) -> Result<Topic, Failure> {
        let id = params.int("message_thread_id");
        if id <= 0 {
            return Err(Failure::bad("invalid forum topic identifier specified"));
        }
        let topic = self.chat(chat_id).and_then(|chat| chat.topics.get(&id));
        topic
            .filter(|topic| !topic.deleted)
            .cloned()
            .ok_or_else(|| Failure::bad("TOPIC_ID_INVALID"))
    }

    pub(crate) fn need_right(
        &self,
        chat_id: i64,
        right: &str,
        refusal: &str,
    ) -> Result<(), Failure> {
        let may = self
            .chat(chat_id)
            .is_some_and(|chat| self.bot_may(chat, right));
        if may {
            Ok(())
        } else {
            Err(Failure::bad(refusal))
        }
    }

    fn need_topic_right(&self, chat_id: i64, topic: &Topic, refusal: &str) -> Result<(), Failure> {
        if topic.creator == self.bot.id {
            Ok(())
        } else {
            self.need_right(chat_id, "can_manage_topics", refusal)
        }
    }

    fn note_long_name(&mut self, params: &Params) {
        if params.text("name").trim().chars().count() > MAX_NAME {
            self.ledger.lint(
                self.now,
                "a topic's name is longer than 128 characters and was cut without a word"
                    .to_owned(),
            );
        }
    }

    /// Says in a chat that something happened there, and tells the bot.
    pub(crate) fn say_service(
        &mut self,
        chat_id: i64,
        thread: Option<i64>,
        by: i64,
        name: &str,
        value: Value,
    ) -> i64 {
        let author = Author {
            user: Some(by),
            real: Some(by),
            ..Author::default()
        };
        let id = self.commit(Post::new(
            chat_id,
            thread,
            author,
            self.now,
            Content::service(name, value),
        ));
        self.tell_service(chat_id, id);
        id
    }

    fn tell_service(&mut self, chat_id: i64, id: i64) {
        if let Some(post) = self.chat(chat_id).and_then(|chat| chat.posts.get(&id)) {
            let body = self.post_json(post);
            self.push_update("message", body, chat_id);
        }
    }
}

/// A `ForumTopic`.
pub(crate) fn topic_json(topic: &Topic) -> Value {
    let mut value =
        json!({"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color});
    if let Some(emoji) = &topic.icon_emoji {
        value["icon_custom_emoji_id"] = json!(emoji);
    }
    value
}
