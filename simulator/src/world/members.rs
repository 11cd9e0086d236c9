//! Who is in a group, as what; the calls that ask for it and change it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::World;
use super::access::Need;
use super::calls::Outcome;
use super::state::{Chat, ChatKind};
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;
use crate::world_file::MemberEntry;

/// What an administrator can be allowed, besides being anonymous.
pub(crate) const ADMIN_RIGHTS: [&str; 11] = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_direct_messages",
];
const GROUP_RIGHTS: [&str; 3] = ["can_pin_messages", "can_manage_topics", "can_manage_tags"];
const CHANNEL_RIGHTS: [&str; 2] = ["can_post_messages", "can_edit_messages"];

/// What a member can be allowed (`ChatPermissions`).
pub(crate) const PERMISSIONS: [&str; 16] = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];
/// What plain members of a group of this world never may.
const NEVER_PLAIN: [&str; 3] = ["can_change_info", "can_pin_messages", "can_manage_topics"];

/// A member's status, by Telegram's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Creator,
    Administrator,
    Member,
    Restricted,
    Left,
    Kicked,
}

impl Status {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "creator" => Self::Creator,
            "administrator" => Self::Administrator,
            "member" => Self::Member,
            "restricted" => Self::Restricted,
            "left" => Self::Left,
            "kicked" => Self::Kicked,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Restricted => "restricted",
            Self::Left => "left",
            Self::Kicked => "kicked",
        }
    }

    /// Whether somebody with it is in the chat.
    pub(crate) fn is_inside(self) -> bool {
        !matches!(self, Self::Left | Self::Kicked)
    }

    pub(crate) fn is_admin(self) -> bool {
        matches!(self, Self::Creator | Self::Administrator)
    }
}

/// Somebody's place in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) status: Status,
    /// An administrator's rights, a restricted member's permissions; `all` stands for all.
    pub(crate) rights: BTreeSet<String>,
    pub(crate) title: Option<String>,
    pub(crate) anonymous: bool,
    /// Unix seconds; 0 is for ever.
    pub(crate) until: i64,
}

impl Member {
    pub(crate) fn new(status: Status) -> Self {
        Self {
            status,
            rights: BTreeSet::new(),
            title: None,
            anonymous: false,
            until: 0,
        }
    }

    pub(crate) fn from_entry(entry: &MemberEntry) -> Self {
        Self {
            rights: entry.rights.iter().cloned().collect(),
            title: entry.title.clone(),
            anonymous: entry.anonymous,
            ..Self::new(Status::named(&entry.status).unwrap_or(Status::Left))
        }
    }

    fn granted(&self, right: &str) -> bool {
        self.rights.contains(right) || self.rights.contains("all")
    }

    /// Whether this member may do what the right names in the chat.
    pub(crate) fn may(&self, chat: &Chat, right: &str) -> bool {
        let sending = right.starts_with("can_send_") || right == "can_add_web_page_previews";
        match self.status {
            Status::Creator => true,
            Status::Administrator => {
                self.granted(right) || (sending && chat.kind != ChatKind::Channel)
            }
            Status::Restricted => PERMISSIONS.contains(&right) && self.granted(right),
            Status::Member => {
                chat.is_group()
                    && PERMISSIONS.contains(&right)
                    && !NEVER_PLAIN.contains(&right)
                    && !chat.denied.contains(right)
            }
            Status::Left | Status::Kicked => false,
        }
    }
}

impl World {
    /// A `ChatMember`.
    pub(crate) fn member_json(&self, chat: &Chat, user: i64) -> Value {
        let absent = Member::new(if chat.kind == ChatKind::Private {
            Status::Member
        } else {
            Status::Left
        });
        self.member_as_json(chat, user, chat.members.get(&user).unwrap_or(&absent))
    }

    pub(crate) fn member_as_json(&self, chat: &Chat, user: i64, member: &Member) -> Value {
        let mut map = Map::from_iter([
            ("user".to_owned(), self.user_json(user)),
            ("status".to_owned(), json!(member.status.name())),
        ]);
        let mut set = |name: &str, value: Value| {
            map.insert(name.to_owned(), value);
        };
        match member.status {
            Status::Creator => set("is_anonymous", json!(member.anonymous)),
            Status::Administrator => {
                set("can_be_edited", json!(false));
                set("is_anonymous", json!(member.anonymous));
                let special: &[&str] = if chat.kind == ChatKind::Channel {
                    &CHANNEL_RIGHTS
                } else {
                    &GROUP_RIGHTS
                };
                for right in ADMIN_RIGHTS.iter().chain(special) {
                    // Everybody who administrates anything has this one.
                    set(
                        right,
                        json!(*right == "can_manage_chat" || member.granted(right)),
                    );
                }
            }
            Status::Restricted => {
                set("is_member", json!(true));
                set("until_date", json!(member.until));
                for permission in PERMISSIONS {
                    set(permission, json!(member.granted(permission)));
                }
            }
            Status::Kicked => set("until_date", json!(member.until)),
            Status::Member | Status::Left => {}
        }
        if let Some(title) = member.title.as_ref().filter(|_| member.status.is_admin()) {
            set("custom_title", json!(title));
        }
        Value::Object(map)
    }

    /// Changes somebody's place and tells the bot, if it may know.
    pub(crate) fn set_member(&mut self, chat_id: i64, user: i64, new: Member, by: i64) {
        let Some(chat) = self.chat(chat_id) else {
            return;
        };
        let old_json = self.member_json(chat, user);
        let new_json = self.member_as_json(chat, user, &new);
        let bot_is_admin = chat
            .members
            .get(&self.bot.id)
            .is_some_and(|member| member.status.is_admin());
        let change = json!({
            "chat": self.chat_json(chat_id), "from": self.user_json(by), "date": self.seconds(),
            "old_chat_member": old_json, "new_chat_member": new_json,
        });
        if let Some(chat) = self.chat_mut(chat_id) {
            chat.members.insert(user, new);
        }
        if user == self.bot.id {
            self.push_update("my_chat_member", change, chat_id + (5 << 33));
        } else if bot_is_admin {
            self.push_update("chat_member", change, chat_id + (6 << 33));
        }
    }

    fn asked_user(&self, params: &Params) -> Result<i64, Failure> {
        let user = params.int("user_id");
        if user <= 0 {
            return Err(Failure::bad("invalid user_id specified"));
        }
        if self.person(user).is_none() {
            return Err(Failure::bad("user not found"));
        }
        Ok(user)
    }

    pub(crate) fn get_chat_member(&mut self, params: &Params) -> Outcome {
        let chat = self.chat_for(params, "chat_id", Need::Read)?;
        let user = self.asked_user(params)?;
        let chat = self
            .chat(chat)
            .ok_or_else(|| Failure::bad("chat not found"))?;
        if chat.kind == ChatKind::Private && user != chat.id && user != self.bot.id {
            return Err(Failure::bad("user not found"));
        }
        let bot = chat.members.get(&self.bot.id);
        let may_ask = bot.is_some_and(|bot| bot.status.is_admin());
        // Only an administrator is guaranteed an answer about others (Bot API, `getChatMember`).
        if chat.hidden_members && user != self.bot.id && !may_ask {
            return Err(Failure::bad("CHAT_ADMIN_REQUIRED"));
        }
        Ok(ApiAnswer::done(self.member_json(chat, user)))
    }

    pub(crate) fn get_chat_administrators(&mut self, params: &Params) -> Outcome {
        let chat = self.chat_for(params, "chat_id", Need::Read)?;
        let chat = self
            .chat(chat)
            .ok_or_else(|| Failure::bad("chat not found"))?;
        if chat.kind == ChatKind::Private {
            return Err(Failure::bad(
                "there are no administrators in the private chat",
            ));
        }
        let admins = chat
            .members
            .iter()
            .filter(|(id, member)| {
                member.status.is_admin()
                    && (**id == self.bot.id
                        || self.person(**id).is_some_and(|person| !person.is_bot))
            })
            .map(|(id, _)| self.member_json(chat, *id));
        Ok(ApiAnswer::done(admins.collect()))
    }

    pub(crate) fn get_chat_member_count(&mut self, params: &Params) -> Outcome {
        let chat = self.chat_for(params, "chat_id", Need::Read)?;
        let inside = self.chat(chat).map_or(0, |chat| match chat.kind {
            ChatKind::Private => 2,
            _ => chat
                .members
                .values()
                .filter(|member| member.status.is_inside())
                .count(),
        });
        Ok(ApiAnswer::done(json!(inside)))
    }

    pub(crate) fn leave_chat(&mut self, params: &Params) -> Outcome {
        let id = self.chat_for(params, "chat_id", Need::Read)?;
        if id > 0 {
            return Err(Failure::bad(
                "chat member status can't be changed in private chats",
            ));
        }
        self.set_member(id, self.bot.id, Member::new(Status::Left), self.bot.id);
        Ok(ApiAnswer::done(json!(true)))
    }

    /// banChatMember, unbanChatMember, restrictChatMember, promoteChatMember: the state changes, no more.
    pub(crate) fn change_member(&mut self, params: &Params, what: &str) -> Outcome {
        let id = self.chat_for(params, "chat_id", Need::Write)?;
        let user = self.asked_user(params)?;
        let chat = self.chat(id).filter(|chat| chat.kind != ChatKind::Private);
        let chat = chat
            .ok_or_else(|| Failure::bad("chat member status can't be changed in private chats"))?;
        let right = if what == "promotechatmember" {
            "can_promote_members"
        } else {
            "can_restrict_members"
        };
        if !self.bot_may(chat, right) {
            return Err(Failure::bad(
                "not enough rights to restrict/unrestrict chat member",
            ));
        }
        let old = chat
            .members
            .get(&user)
            .cloned()
            .unwrap_or_else(|| Member::new(Status::Left));
        if old.status == Status::Creator {
            return Err(Failure::bad("can't remove chat owner"));
        }
        if user == self.bot.id {
            return Err(Failure::bad("can't restrict self"));
        }
        if old.status == Status::Administrator && what != "promotechatmember" {
            return Err(Failure::bad("user is an administrator of the chat"));
        }
        let new = match what {
            "banchatmember" => Member {
                until: params.int("until_date"),
                ..Member::new(Status::Kicked)
            },
            "unbanchatmember" if params.flag("only_if_banned") && old.status != Status::Kicked => {
                old
            }
            "unbanchatmember" => Member::new(Status::Left),
            "restrictchatmember" => {
                let allowed = match params.json("permissions") {
                    Some(Ok(Value::Object(map))) => map,
                    Some(_) => {
                        return Err(Failure::bad("can't parse permissions: expected an Object"));
                    }
                    None => Map::new(),
                };
                let rights: BTreeSet<String> = allowed
                    .into_iter()
                    .filter(|(_, on)| on == &json!(true))
                    .map(|(name, _)| name)
                    .collect();
                match rights.len() {
                    n if n >= PERMISSIONS.len() - 2 => Member::new(Status::Member),
                    _ => Member {
                        rights,
                        until: params.int("until_date"),
                        ..Member::new(Status::Restricted)
                    },
                }
            }
            _ => {
                let named = ADMIN_RIGHTS
                    .iter()
                    .chain(&GROUP_RIGHTS)
                    .chain(&CHANNEL_RIGHTS);
                let rights: BTreeSet<String> = named
                    .filter(|right| params.flag(right))
                    .map(|right| (*right).to_owned())
                    .collect();
                match rights.is_empty() {
                    true => Member::new(Status::Member),
                    false => Member {
                        rights,
                        anonymous: params.flag("is_anonymous"),
                        ..Member::new(Status::Administrator)
                    },
                }
            }
        };
        self.set_member(id, user, new, self.bot.id);
        Ok(ApiAnswer::done(json!(true)))
    }
}
