//! Actions: what people do to the world. Each is checked as Telegram's apps would check it, so that a test can't do what
//! nobody could.

mod chats;
mod press;
mod write;

use serde_json::{Value, json};

use crate::control::{Control, Writing};
use crate::world::members::{Member, PERMISSIONS};
use crate::world::reactions::known_emoji;
use crate::world::state::{Chat, ChatKind, Content, Person, Shape};
use crate::world::{Status, World, compose};

/// What an action answers, or why nobody could do it.
pub(crate) type Done = Result<Value, String>;

impl World {
    /// Carries out an action.
    pub(crate) fn control(&mut self, now: i64, action: Control) -> Done {
        self.now = now;
        match action {
            Control::Start { user, payload } => self.start(user, payload),
            Control::Write(writing) => self.write(writing),
            Control::Album(album) => self.write_album(album),
            Control::Press(press) => self.press(press),
            Control::Answer { query_id } => self.query_answer(&query_id),
            Control::Edit {
                user,
                chat,
                message_id,
                text,
                media,
                entities,
            } => {
                let writing = Writing {
                    user,
                    text: Some(text),
                    media,
                    entities,
                    ..Writing::default()
                };
                self.edit_by_person(chat.unwrap_or(user), message_id, writing)
            }
            Control::Delete {
                user,
                chat,
                message_id,
            } => self.delete_by_person(user, chat.unwrap_or(user), message_id),
            Control::React {
                user,
                chat,
                message_id,
                emoji,
            } => self.react(user, chat.unwrap_or(user), message_id, emoji),
            Control::Block { user } => self.block(user, true),
            Control::Unblock { user } => self.block(user, false),
            Control::Deactivate { user } => {
                self.known_mut(user)?.deactivated = true;
                Ok(Value::Null)
            }
            Control::Topic {
                user,
                chat,
                op,
                thread,
                name,
            } => self.topic_by_person(user, chat, op, thread, name),
            Control::Member {
                chat,
                user,
                status,
                rights,
                anonymous,
                by,
            } => {
                let status = Status::named(&status)
                    .ok_or_else(|| format!("there is no status {status:?}"))?;
                if self.person(user).is_none() {
                    return Err(format!("there is no user {user}"));
                }
                self.group(chat)?;
                let member = Member {
                    rights: rights.into_iter().collect(),
                    anonymous,
                    ..Member::new(status)
                };
                self.move_member(chat, user, member, by.unwrap_or(user));
                Ok(Value::Null)
            }
            Control::Permissions { chat, denied } => {
                self.group(chat)?;
                if let Some(unknown) = denied
                    .iter()
                    .find(|name| !PERMISSIONS.contains(&name.as_str()))
                {
                    return Err(format!("{unknown} is no permission"));
                }
                if let Some(chat) = self.chat_mut(chat) {
                    chat.denied = denied.into_iter().collect();
                }
                Ok(Value::Null)
            }
            Control::ChannelPost {
                chat,
                text,
                signature,
            } => self.post_in_channel(chat, &text, signature),
            Control::Migrate { chat, to } => {
                self.group(chat)?;
                if to >= 0 || self.chat(to).is_some() {
                    return Err(format!("{to} is taken or no id for a supergroup"));
                }
                self.migrate(chat, to);
                Ok(Value::Null)
            }
            Control::Destroy { chat } => {
                self.group(chat)?;
                if let Some(chat) = self.chat_mut(chat) {
                    chat.gone = true;
                }
                Ok(Value::Null)
            }
            Control::Update { update } => {
                let id = self.push_raw(Value::Object(update));
                Ok(json!({"update_id": id}))
            }
            Control::Renumber { from } => {
                self.renumber_updates(from);
                Ok(Value::Null)
            }
            Control::Chat {
                chat,
                thread,
                viewer,
            } => {
                if let Some(viewer) = viewer {
                    self.check_present(chat, viewer)?;
                }
                self.chat(chat)
                    .ok_or_else(|| format!("there is no chat {chat}"))?;
                Ok(json!(self.shown(chat, thread)))
            }
            Control::Find {
                chat,
                contains,
                after,
                thread,
            } => Ok(json!(self.find_shown(chat, thread, &contains, after))),
            Control::World => Ok(self.overview()),
            Control::Journal { after } => {
                let lines = self.ledger.journal.iter().filter(|line| line.seq > after);
                serde_json::to_value(lines.collect::<Vec<_>>()).map_err(|fault| fault.to_string())
            }
            Control::Lint => Ok(json!(self.lint())),
            Control::Limits { mode } => {
                self.set_limits(mode);
                Ok(Value::Null)
            }
            Control::Fault(fault) => Ok(json!({"fault": self.faults.set(fault)})),
            Control::ClearFaults => {
                self.faults.clear();
                Ok(Value::Null)
            }
            Control::Down { on } => {
                self.faults.down = on;
                Ok(Value::Null)
            }
            Control::Reset => {
                self.reset(now);
                Ok(Value::Null)
            }
            Control::Advance { .. } | Control::Bot { .. } | Control::Keeper => {
                Err("only the simulator can do that".to_owned())
            }
        }
    }

    pub(crate) fn known_mut(&mut self, user: i64) -> Result<&mut Person, String> {
        self.people
            .get_mut(&user)
            .ok_or_else(|| format!("there is no user {user}"))
    }

    pub(crate) fn group(&self, chat: i64) -> Result<&Chat, String> {
        self.chat(chat)
            .filter(|chat| chat.kind != ChatKind::Private)
            .ok_or_else(|| format!("there is no group {chat}"))
    }

    /// Checks that somebody can see a chat.
    pub(crate) fn check_present(&self, chat: i64, user: i64) -> Result<(), String> {
        let found = self
            .chat(chat)
            .ok_or_else(|| format!("there is no chat {chat}"))?;
        if self.is_in(found, user) {
            Ok(())
        } else {
            Err(format!("user {user} is not in chat {chat}"))
        }
    }

    fn start(&mut self, user: i64, payload: Option<String>) -> Done {
        if self.known_mut(user)?.blocked_bot {
            self.block(user, false)?;
        }
        self.known_mut(user)?.started = true;
        let payload = payload.unwrap_or_default();
        let sound = payload.len() <= 64
            && payload
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if !sound {
            return Err("a start payload has up to 64 of A-Z, a-z, 0-9, _ and -".to_owned());
        }
        let text = if payload.is_empty() {
            "/start".to_owned()
        } else {
            format!("/start {payload}")
        };
        self.write(Writing {
            user,
            text: Some(text),
            ..Writing::default()
        })
    }

    fn block(&mut self, user: i64, block: bool) -> Done {
        let person = self.known_mut(user)?;
        if person.blocked_bot == block {
            return Err(format!(
                "user {user} has {} the bot already",
                if block { "blocked" } else { "unblocked" }
            ));
        }
        person.blocked_bot = block;
        self.private_chat(user);
        let (bot, at) = (self.user_json(self.bot.id), self.seconds());
        let member = json!({"user": bot, "status": "member"});
        let kicked = json!({"user": bot, "status": "kicked", "until_date": 0});
        let (old, new) = if block {
            (member, kicked)
        } else {
            (kicked, member)
        };
        let change = json!({
            "chat": self.chat_json(user), "from": self.user_json(user), "date": at, "old_chat_member": old, "new_chat_member": new,
        });
        self.push_update("my_chat_member", change, user + (5 << 33));
        Ok(Value::Null)
    }

    fn edit_by_person(&mut self, chat: i64, id: i64, writing: Writing) -> Done {
        let user = writing.user;
        self.check_present(chat, user)?;
        let post = self
            .chat(chat)
            .and_then(|chat| chat.posts.get(&id))
            .ok_or_else(|| format!("there is no message {id}"))?;
        if post.author.real != Some(user)
            || post.origin.is_some()
            || !matches!(post.content.shape, Shape::Text | Shape::Media)
        {
            return Err(format!("user {user} can't edit message {id}"));
        }
        let before = post.content.clone();
        let content = if writing.media.is_some() {
            self.written_content(&writing)?
        } else {
            let text = writing.text.unwrap_or_default();
            let (text, entities) = compose::finished(&text, writing.entities);
            if before.shape == Shape::Text && text.is_empty() {
                return Err("a text message can't become empty".to_owned());
            }
            Content {
                text,
                entities,
                ..before.clone()
            }
        };
        if content == before {
            return Err("nothing was changed".to_owned());
        }
        self.note_user_text(&content.text);
        let now = self.now;
        if let Some(post) = self.chat_mut(chat).and_then(|chat| chat.posts.get_mut(&id)) {
            post.content = content;
            post.edited = Some(now);
        }
        self.tell_people_post(chat, id, "edited_message");
        Ok(json!({"message_id": id}))
    }

    fn delete_by_person(&mut self, user: i64, chat: i64, id: i64) -> Done {
        self.check_present(chat, user)?;
        let found = self.chat(chat).ok_or("no chat")?;
        let post = found
            .posts
            .get(&id)
            .ok_or_else(|| format!("there is no message {id}"))?;
        let admin = found
            .members
            .get(&user)
            .is_some_and(|member| member.may(found, "can_delete_messages"));
        if found.kind != ChatKind::Private && post.author.real != Some(user) && !admin {
            return Err(format!("user {user} can't delete message {id}"));
        }
        self.remove_post(chat, id);
        Ok(Value::Null)
    }

    fn react(&mut self, user: i64, chat: i64, id: i64, emoji: Option<String>) -> Done {
        self.check_present(chat, user)?;
        let new: Vec<Value> = match emoji.as_deref().filter(|emoji| !emoji.is_empty()) {
            None => Vec::new(),
            Some(emoji) => {
                let known = known_emoji(emoji).ok_or_else(|| format!("{emoji} is no reaction"))?;
                vec![json!({"type": "emoji", "emoji": known})]
            }
        };
        let found = self.chat(chat).ok_or("no chat")?;
        let anonymous = found
            .members
            .get(&user)
            .is_some_and(|member| member.anonymous && member.status.is_admin());
        let bot_hears = found.kind == ChatKind::Private
            || found
                .members
                .get(&self.bot.id)
                .is_some_and(|member| member.status.is_admin());
        let actor = if anonymous { chat } else { user };
        let post = self
            .chat_mut(chat)
            .and_then(|chat| chat.posts.get_mut(&id))
            .ok_or_else(|| format!("there is no message {id}"))?;
        let old = post.reactions.remove(&actor).unwrap_or_default();
        if !new.is_empty() {
            post.reactions.insert(actor, new.clone());
        }
        if bot_hears && old != new {
            let mut body = json!({
                "chat": self.chat_json(chat), "message_id": id, "date": self.seconds(), "old_reaction": old, "new_reaction": new,
            });
            if anonymous {
                body["actor_chat"] = self.chat_json(chat);
            } else {
                body["user"] = self.user_json(user);
            }
            self.push_update("message_reaction", body, chat + (8 << 33));
        }
        Ok(Value::Null)
    }
}
