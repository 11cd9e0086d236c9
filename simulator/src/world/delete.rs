//! Removing messages.

use serde_json::json;

use super::World;
use super::access::Need;
use super::calls::Outcome;
use super::state::{Chat, ChatKind, Post, Shape};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

/// After this a message stays.
const LIMIT_MS: i64 = 48 * 3600 * 1000;

impl World {
    pub(crate) fn delete_message(&mut self, params: &Params) -> Outcome {
        if !params.has("chat_id") {
            return Err(Failure::bad("chat identifier is not specified"));
        }
        if params.int("message_id") <= 0 {
            return Err(Failure::bad("message identifier is not specified"));
        }
        let chat_id = self.chat_for(params, "chat_id", Need::Read)?;
        let id = params.int("message_id");
        let chat = self
            .chat(chat_id)
            .ok_or_else(|| Failure::bad("chat not found"))?;
        let post = chat
            .posts
            .get(&id)
            .ok_or_else(|| Failure::bad("message to delete not found"))?;
        self.check_delete(chat, post)?;
        self.remove_post(chat_id, id);
        Ok(ApiAnswer::done(json!(true)))
    }

    pub(crate) fn delete_messages(&mut self, params: &Params) -> Outcome {
        let ids = params.ints("message_ids")?;
        if ids.is_empty() {
            return Err(Failure::bad("message identifiers are not specified"));
        }
        if ids.len() > 100 {
            return Err(Failure::bad("too many message identifiers specified"));
        }
        let chat_id = self.chat_for(params, "chat_id", Need::Read)?;
        let chat = self
            .chat(chat_id)
            .ok_or_else(|| Failure::bad("chat not found"))?;
        for post in ids.iter().filter_map(|id| chat.posts.get(id)) {
            self.check_delete(chat, post)?;
        }
        for id in ids {
            self.remove_post(chat_id, id);
        }
        Ok(ApiAnswer::done(json!(true)))
    }

    fn check_delete(&self, chat: &Chat, post: &Post) -> Result<(), Failure> {
        let old = self.now - post.date >= LIMIT_MS;
        if matches!(chat.kind, ChatKind::Private | ChatKind::Group) {
            let fresh_die = post.content.name == "dice" && self.now - post.date < LIMIT_MS / 2;
            if old || (fresh_die && chat.kind == ChatKind::Private) {
                return Err(Failure::bad("message can't be deleted for everyone"));
            }
            if chat.kind == ChatKind::Private {
                return Ok(());
            }
        }
        let root =
            post.content.shape == Shape::Service && post.content.name == "forum_topic_created";
        let own = post.author.real == Some(self.bot.id);
        let allowed = own || self.bot_may(chat, "can_delete_messages");
        if post.id == 1 || root || old || !allowed {
            return Err(Failure::bad("message can't be deleted"));
        }
        Ok(())
    }

    /// Takes a message away; nobody is told, as on the real server.
    pub(crate) fn remove_post(&mut self, chat: i64, id: i64) {
        if let Some(chat) = self.chat_mut(chat) {
            chat.posts.remove(&id);
            chat.pinned.retain(|pinned| *pinned != id);
        }
    }
}
