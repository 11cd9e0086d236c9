//! Forced replies: whose app opens one, and where such a reply goes.
//!
//! Without `selective` every member's app opens a reply. With it, only those do who are mentioned in the text, by
//! `@username` or by a `text_mention`, or who wrote the message replied to (Bot API, `ForceReply`). The documentation names
//! the first kind only; that the apps honour a `text_mention` too is an assumption.

use serde_json::{Value, json};

use super::World;
use super::state::{ChatKind, Post};
use crate::params::text_of;

impl World {
    /// The people whose app opens a reply to a message: those it is forced on who have not replied to it yet.
    pub(crate) fn forced_by(&self, post: &Post) -> Vec<i64> {
        let Some(asks) = post
            .keyboard
            .as_ref()
            .filter(|asks| asks["force_reply"] == json!(true))
        else {
            return Vec::new();
        };
        let Some(chat) = self.chat(post.chat) else {
            return Vec::new();
        };
        let inside: Vec<i64> = match chat.kind {
            ChatKind::Private => vec![chat.id],
            _ => chat
                .members
                .iter()
                .filter(|(id, member)| **id != self.bot.id && member.status.is_inside())
                .map(|(id, _)| *id)
                .collect(),
        };
        let replied_to = post.reply_to.and_then(|id| chat.posts.get(&id));
        let mentioned = self.mentioned(post);
        let meant = |user: &i64| {
            asks["selective"] != json!(true)
                || mentioned.contains(user)
                || replied_to.is_some_and(|to| to.author.real == Some(*user))
        };
        let has_replied = |user: &i64| {
            chat.posts.range(post.id..).any(|(_, later)| {
                later.reply_to == Some(post.id) && later.author.real == Some(*user)
            })
        };
        inside
            .into_iter()
            .filter(|user| meant(user) && !has_replied(user))
            .collect()
    }

    /// The newest message of a chat to which a person's app has opened a reply.
    pub(crate) fn forced_reply(&self, chat: i64, thread: Option<i64>, user: i64) -> Option<i64> {
        let mut posts = self.chat(chat)?.posts.values().rev();
        posts
            .find(|post| post.thread == thread && self.forced_by(post).contains(&user))
            .map(|post| post.id)
    }

    fn mentioned(&self, post: &Post) -> Vec<i64> {
        let text: Vec<u16> = post.content.text.encode_utf16().collect();
        let named = |entity: &Value| match text_of(entity, "type") {
            "text_mention" => entity["user"]["id"].as_i64(),
            "mention" => {
                let from = usize::try_from(entity["offset"].as_u64()?).ok()?;
                let length = usize::try_from(entity["length"].as_u64()?).ok()?;
                let name = String::from_utf16_lossy(text.get(from..from.checked_add(length)?)?);
                self.user_named(name.trim_start_matches('@'))
            }
            _ => None,
        };
        post.content.entities.iter().filter_map(named).collect()
    }

    fn user_named(&self, username: &str) -> Option<i64> {
        let people = self.people.values();
        let called = |name: &str| name.eq_ignore_ascii_case(username);
        people
            .filter(|person| person.username.as_deref().is_some_and(called))
            .map(|person| person.id)
            .next()
    }
}
