//! Which chat a call means, and whether the bot may do there what it asks.
//!
//! The order of the checks is the real server's, since a call with two faults is answered with the first.

use super::state::{Chat, ChatKind};
use super::{Status, World};
use crate::answer::Failure;
use crate::limits::Spend;
use crate::params::Params;

/// What the call wants of the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Looking, or changing what is there already.
    Read,
    /// Saying something new.
    Write,
}

impl World {
    /// The chat that a parameter names, which the bot knows and may use.
    pub(crate) fn chat_for(
        &mut self,
        params: &Params,
        name: &str,
        need: Need,
    ) -> Result<i64, Failure> {
        let text = params.text(name).trim();
        if text.is_empty() {
            return Err(match name {
                "from_chat_id" => Failure::bad("parameter \"from_chat_id\" is required"),
                _ => Failure::bad("chat_id is empty"),
            });
        }
        let id = match text.strip_prefix('@') {
            Some(public) => self
                .chats
                .values()
                .find(|chat| {
                    chat.username
                        .as_deref()
                        .is_some_and(|known| known.eq_ignore_ascii_case(public))
                })
                .map(|chat| chat.id),
            None => text.parse().ok(),
        };
        let id = id.ok_or_else(|| Failure::bad("chat not found"))?;
        self.check_chat(id, need)?;
        Ok(id)
    }

    /// Checks that the bot can reach the chat.
    pub(crate) fn check_chat(&mut self, id: i64, need: Need) -> Result<(), Failure> {
        if id > 0 {
            return self.check_private(id, need);
        }
        let bot = self.bot.id;
        let chat = self
            .chat(id)
            .ok_or_else(|| Failure::bad("chat not found"))?;
        if let Some(to) = chat.migrated_to {
            return Err(Failure::migrated(to));
        }
        if chat.gone {
            return Err(Failure::forbidden("the group chat was deleted"));
        }
        let status = chat.members.get(&bot).map(|member| member.status);
        let kind = chat.kind.name();
        match status {
            None if chat.username.is_none() => Err(Failure::bad("chat not found")),
            Some(Status::Kicked) => Err(Failure::forbidden(format!(
                "bot was kicked from the {kind} chat"
            ))),
            None | Some(Status::Left) if need == Need::Write || chat.username.is_none() => Err(
                Failure::forbidden(format!("bot is not a member of the {kind} chat")),
            ),
            _ => Ok(()),
        }
    }

    fn check_private(&mut self, id: i64, need: Need) -> Result<(), Failure> {
        if id == self.bot.id {
            return match need {
                Need::Write => Err(Failure::forbidden("the bot can't send messages to the bot")),
                Need::Read => Err(Failure::bad("chat not found")),
            };
        }
        let person = self
            .people
            .get(&id)
            .ok_or_else(|| Failure::bad("chat not found"))?;
        if need == Need::Write {
            if person.deactivated {
                return Err(Failure::forbidden("user is deactivated"));
            }
            if person.is_bot {
                return Err(Failure::forbidden("bot can't send messages to bots"));
            }
            if person.blocked_bot {
                return Err(Failure::forbidden("bot was blocked by the user"));
            }
            if !person.started {
                return Err(Failure::forbidden(
                    "bot can't initiate conversation with a user",
                ));
            }
        }
        self.private_chat(id);
        Ok(())
    }

    /// Whether the bot has an administrator's right (or a member's permission) in the chat.
    pub(crate) fn bot_may(&self, chat: &Chat, right: &str) -> bool {
        self.may(chat, self.bot.id, right)
    }

    /// Whether somebody has a right in the chat. In private chats there are no rights to lack.
    pub(crate) fn may(&self, chat: &Chat, user: i64, right: &str) -> bool {
        if chat.kind == ChatKind::Private {
            return true;
        }
        chat.members
            .get(&user)
            .is_some_and(|member| member.may(chat, right))
    }

    /// Whether somebody is in the chat now.
    pub(crate) fn is_in(&self, chat: &Chat, user: i64) -> bool {
        match chat.kind {
            ChatKind::Private => chat.id == user,
            _ => chat
                .members
                .get(&user)
                .is_some_and(|member| member.status.is_inside()),
        }
    }

    /// Whether the bot may send this kind of thing here; `permission` is the `ChatPermissions` field, `what` its name
    /// in the refusal.
    pub(crate) fn check_send_right(
        &self,
        id: i64,
        permission: &str,
        what: &str,
    ) -> Result<(), Failure> {
        let Some(chat) = self.chat(id) else {
            return Err(Failure::bad("chat not found"));
        };
        if chat.kind == ChatKind::Channel {
            return if self.bot_may(chat, "can_post_messages") {
                Ok(())
            } else {
                Err(Failure::bad(
                    "need administrator rights in the channel chat",
                ))
            };
        }
        if self.bot_may(chat, permission) {
            return Ok(());
        }
        Err(Failure::bad(format!(
            "not enough rights to send {what} to the chat"
        )))
    }

    /// Takes `count` sends out of the budgets, or says how long to wait.
    pub(crate) fn spend(&mut self, chat_id: i64, count: u32) -> Result<(), Failure> {
        let is_group = chat_id < 0;
        self.ledger.note_send(chat_id, is_group, self.now);
        self.limits
            .check(
                self.now,
                Spend {
                    chat_id,
                    group: is_group,
                    count,
                    action: false,
                },
            )
            .map_err(Failure::flood)
    }

    /// The same for a chat action, which has a budget of its own.
    pub(crate) fn spend_action(&mut self, chat_id: i64) -> Result<(), Failure> {
        let spend = Spend {
            chat_id,
            group: chat_id < 0,
            count: 1,
            action: true,
        };
        self.limits.check(self.now, spend).map_err(Failure::flood)
    }
}
