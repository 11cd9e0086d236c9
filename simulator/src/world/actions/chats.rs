//! People in groups: topics they make and change, coming and going; and the world at a glance.

use serde_json::{Value, json};

use super::Done;
use crate::control::TopicOp;
use crate::world::World;
use crate::world::members::Member;
use crate::world::state::ChatKind;
use crate::world::topics::{COLORS, TopicTurn, topic_json};

impl World {
    pub(crate) fn topic_by_person(
        &mut self,
        user: Option<i64>,
        chat_id: i64,
        op: TopicOp,
        thread: Option<i64>,
        name: Option<String>,
    ) -> Done {
        let chat = self.group(chat_id)?;
        if !chat.is_forum {
            return Err(format!("chat {chat_id} has no topics"));
        }
        let topic = thread
            .and_then(|id| chat.topics.get(&id))
            .filter(|topic| !topic.deleted)
            .cloned();
        if matches!(op, TopicOp::Prune | TopicOp::Restore) {
            let id = topic.ok_or("which topic?")?.id;
            self.prune_topic(chat_id, id, op == TopicOp::Prune);
            return Ok(json!({"thread": id}));
        }
        let user = user.ok_or("who does it?")?;
        self.check_present(chat_id, user)?;
        let right = if op == TopicOp::Delete {
            "can_delete_messages"
        } else {
            "can_manage_topics"
        };
        let own =
            topic.as_ref().is_some_and(|topic| topic.creator == user) && op != TopicOp::Delete;
        if !own && !self.may(chat, user, right) {
            return Err(format!("user {user} lacks {right} in chat {chat_id}"));
        }
        let name = name.unwrap_or_default();
        if op == TopicOp::Create {
            if name.trim().is_empty() {
                return Err("a topic needs a name".to_owned());
            }
            let made = self.make_topic(chat_id, &name, COLORS[0], None, user);
            return Ok(json!({"thread": made.id}));
        }
        let topic = topic.ok_or_else(|| format!("there is no topic {thread:?}"))?;
        match op {
            TopicOp::Rename => self.rename_topic(chat_id, topic.id, name.trim(), None, user),
            TopicOp::Close if !topic.closed => {
                self.turn_topic(chat_id, topic.id, TopicTurn::Close, user)
            }
            TopicOp::Reopen if topic.closed => {
                self.turn_topic(chat_id, topic.id, TopicTurn::Reopen, user)
            }
            TopicOp::Delete => self.drop_topic(chat_id, topic.id),
            _ => return Err(format!("topic {} is so already", topic.id)),
        }
        Ok(json!({"thread": topic.id}))
    }

    /// The server loses a topic's root, or finds it again; nothing is said about it.
    pub(crate) fn prune_topic(&mut self, chat_id: i64, id: i64, pruned: bool) {
        if let Some(topic) = self
            .chat_mut(chat_id)
            .and_then(|chat| chat.topics.get_mut(&id))
        {
            topic.pruned = pruned;
        }
    }

    /// Somebody's place changes; coming and going is said in the group too.
    pub(crate) fn move_member(&mut self, chat_id: i64, user: i64, new: Member, by: i64) {
        let was_in = self
            .chat(chat_id)
            .is_some_and(|chat| self.is_in(chat, user));
        let is_in = new.status.is_inside();
        let in_group = self
            .chat(chat_id)
            .is_some_and(|chat| chat.kind != ChatKind::Channel);
        self.set_member(chat_id, user, new, by);
        if in_group && is_in && !was_in {
            let newcomer = self.user_json(user);
            self.say_service(chat_id, None, by, "new_chat_members", json!([newcomer]));
        }
        if in_group && was_in && !is_in && user != self.bot.id {
            let leaver = self.user_json(user);
            self.say_service(chat_id, None, by, "left_chat_member", leaver);
        }
    }

    /// The people, chats, topics and commands, for somebody who wants to find their way.
    pub(crate) fn overview(&self) -> Value {
        let users: Vec<Value> = self
            .people
            .values()
            .map(|person| {
                let mut shown = self.user_json(person.id);
                shown["started"] = json!(person.started);
                shown["blocked_bot"] = json!(person.blocked_bot);
                shown["deactivated"] = json!(person.deactivated);
                shown
            })
            .collect();
        let chats: Vec<Value> = self
            .chats
            .values()
            .map(|chat| {
                let mut shown = self.chat_json(chat.id);
                let members = chat.members.iter();
                shown["members"] = members
                    .map(|(id, member)| json!({"user": id, "status": member.status.name(), "anonymous": member.anonymous}))
                    .collect();
                let topics = chat.topics.values().filter(|topic| !topic.deleted);
                shown["topics"] = topics
                    .map(|topic| {
                        let mut value = topic_json(topic);
                        value["closed"] = json!(topic.closed);
                        value
                    })
                    .collect();
                shown
            })
            .collect();
        json!({
            "now": self.now, "bot": self.user_json(self.bot.id), "users": users, "chats": chats,
            "commands": self.all_commands(), "limits": self.limits_mode, "down": self.faults.down, "faults": self.faults.waiting(),
        })
    }
}
