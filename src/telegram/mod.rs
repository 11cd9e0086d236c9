//! Telegram: the port to the Bot API, its calls and its errors.
//!
//! Everything that goes out is a [`Call`]; whatever Telegram answers becomes a [`CallError`] of few classes, told
//! apart by Telegram's own texts, because each class has one rule in delivery (`telegram.md`, sections 3.1 and 5.4).
//! [`bot`] makes the requests; [`inbound`] reads updates; [`webhook`] is posted them; [`callback`] is what buttons carry;
//! `call` tells what an error means to the author of the words; [`right`] is what a refusal for want of a right names. What is said is the next floor's ([`view`](crate::view)).

use crate::domain::{
    ids::UpdateId,
    message::{MediaKind, Origin},
    read_model::Profile,
};
use async_trait::async_trait;
use std::time::Duration;

pub mod bot;
mod call;
pub mod callback;
pub mod inbound;
pub mod right;
pub mod webhook;

/// One call that changes what people see.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `sendMessage` with `parse_mode=HTML`, link previews off.
    Text {
        to: Destination,
        /// The text, as HTML.
        #[debug("…")]
        html: String,
        markup: Markup,
    },
    Copy {
        to: Destination,
        from: Origin,
        /// A caption in the place of the original's, as HTML; `None` keeps that.
        #[debug("…")]
        caption: Option<String>,
        markup: Markup,
    },
    /// `sendPhoto`, `sendVoice`, …: a file that Telegram knows, when its message is gone.
    File {
        to: Destination,
        /// Kinds without a file can't be sent so.
        kind: MediaKind,
        /// Telegram's name for it.
        #[debug("…")]
        file_id: String,
        /// The caption, as HTML.
        #[debug("…")]
        caption: Option<String>,
        markup: Markup,
    },
    Edit {
        chat: i64,
        message: i64,
        /// The text, as HTML.
        #[debug("…")]
        html: String,
        markup: Markup,
    },
    EditCaption {
        chat: i64,
        /// A message with media.
        message: i64,
        /// The caption, as HTML.
        #[debug("…")]
        caption: String,
        markup: Markup,
    },
    Delete {
        chat: i64,
        message: i64,
    },
    /// `setMessageReaction`: one of Telegram's emoji.
    React {
        chat: i64,
        message: i64,
        emoji: &'static str,
    },
    Toast {
        #[debug("…")]
        callback: String,
        /// At most 200 characters; `None` only stops the button's clock.
        #[debug("…")]
        text: Option<String>,
    },
}

/// The chat, topic and reply of a message to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Destination {
    pub chat: i64,
    /// The topic; `None` is General (which can only be addressed by leaving it out) or a private chat.
    pub thread: Option<i64>,
    /// The message replied to; when it is gone, the message is sent all the same.
    pub reply_to: Option<i64>,
}

/// The markup below a message.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Default)]
pub enum Markup {
    #[default]
    None,
    Buttons(Vec<Vec<Button>>),
    /// The input field of whoever the text mentions opens as a reply to this message, with this placeholder (1 to 64
    /// characters).
    ForceReply(#[debug("…")] String),
}

/// A button below a message.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub struct Button {
    #[debug("…")]
    pub label: String,
    pub does: ButtonKind,
}

/// The kinds of button.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum ButtonKind {
    /// Comes back to us as data, at most 64 bytes.
    Press(callback::ButtonAction),
    Open(#[debug("…")] String),
}

/// The membership of a user in a chat (Bot API, `ChatMember`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Membership {
    /// The owner, an administrator, a member, or restricted but inside.
    Inside {
        administrator: bool,
        /// They write as the group, so that nobody sees who they are.
        anonymous: bool,
    },
    /// Left, kicked, or never there.
    Outside,
}

/// The rights of the bot in its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    /// Is in the group at all.
    pub member: bool,
    pub administrator: bool,
    pub can_send: bool,
    pub can_manage_topics: bool,
}

/// The group, as `getChat` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Group {
    /// `supergroup`, `group`, `channel`, `private`.
    pub kind: String,
    pub forum: bool,
}

/// The reason that Telegram did not do a call. The text inside is Telegram's own description, never anybody's words or
/// the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The person blocked the bot, never started it, or is gone (403 and its kin).
    #[error("the person can't be reached: {0}")]
    Unreachable(String),
    /// The chat is not there, or the bot is not in it.
    #[error("the chat can't be reached: {0}")]
    ChatGone(String),
    /// The topic is not there; both of Telegram's texts.
    #[error("the topic is gone: {0}")]
    ThreadGone(String),
    /// The topic is closed to the bot.
    #[error("the topic is closed: {0}")]
    TopicClosed(String),
    /// The message is already as the edit wants it: success.
    #[error("nothing to change: {0}")]
    NotModified(String),
    /// The message to edit, copy, or react to is not there.
    #[error("the message is gone: {0}")]
    MessageGone(String),
    /// The message can't be copied, edited or reacted to as asked.
    #[error("that can't be done to the message: {0}")]
    CannotDo(String),
    /// The press is too old to be answered: nothing to be done.
    #[error("the press is too old: {0}")]
    TooOld(String),
    /// Too many calls to this chat.
    #[error("too many requests: wait {} s", .0.as_secs())]
    Flood(Duration),
    /// The group became a supergroup.
    #[error("the group moved to {0}")]
    Migrated(i64),
    /// The bot lacks a right.
    #[error("the bot may not do that: {0}")]
    NoRights(String),
    /// Telegram does not know the file any more.
    #[error("the file is gone: {0}")]
    FileGone(String),
    /// The token is refused.
    #[error("Telegram refuses the token: {0}")]
    Unauthorized(String),
    /// Another process polls, or a webhook is set.
    #[error("somebody else takes the updates: {0}")]
    Conflict(String),
    /// Telegram refuses the call for another reason, and would again.
    #[error("Telegram refuses: {0}")]
    Refused(String),
    /// Telegram is down, or the network is; whether the call was done is unknown.
    #[error("Telegram can't be reached: {0}")]
    Unavailable(String),
}

/// The port to Telegram: every call that the desk makes.
#[async_trait]
pub trait Telegram: Send + Sync + 'static {
    /// Makes one call. The number of the message that came to be, where one did.
    async fn deliver(&self, call: &Call) -> Result<Option<i64>, CallError>;
    /// The same for a message that replies to another: when that is gone, nothing is sent, and the answer is
    /// [`CallError::MessageGone`]. Other calls send what replies to nothing then.
    ///
    /// `quote` is the part of that message which is quoted, as HTML; where it can't be found, Telegram refuses the call.
    async fn deliver_as_reply(
        &self,
        call: &Call,
        quote: Option<&str>,
    ) -> Result<Option<i64>, CallError>;
    /// Makes a call that bypasses the outbox and does no harm when it is told twice, or by a process that leads no
    /// more without knowing it: it does not wait until it is sure who leads.
    async fn deliver_aside(&self, call: &Call) -> Result<Option<i64>, CallError>;
    /// Updates from `offset` on (which acknowledges everything before it), as raw JSON, waiting at most `wait`.
    /// Always names the kinds of update that the desk wants.
    async fn updates(
        &self,
        offset: Option<UpdateId>,
        wait: Duration,
    ) -> Result<Vec<String>, CallError>;
    /// Asks for the membership of a user in a chat.
    async fn member(&self, chat: i64, user: i64) -> Result<Membership, CallError>;
    /// The human administrators of a chat.
    async fn administrators(&self, chat: i64) -> Result<Vec<Profile>, CallError>;
    /// Asks who the bot is.
    async fn me(&self) -> Result<Profile, CallError>;
    /// Asks for the facts of a chat.
    async fn group(&self, chat: i64) -> Result<Group, CallError>;
    /// Asks for the bot's rights in a chat.
    async fn rights(&self, chat: i64) -> Result<Rights, CallError>;
    /// Finds out if a topic is there: shows *typing…* in it for a moment. Telegram does not tell of deleted ones.
    async fn probe_topic(&self, chat: i64, thread: Option<i64>) -> Result<(), CallError>;
    /// Registers the commands for private chats, in one language (`None`: for all others).
    async fn set_commands(
        &self,
        language: Option<&str>,
        commands: Vec<(String, String)>,
    ) -> Result<(), CallError>;
    /// Has updates posted to `url`, with `secret` in the header.
    async fn set_webhook(&self, url: &str, secret: &str) -> Result<(), CallError>;
    /// Has updates kept for polling; drops none.
    async fn delete_webhook(&self) -> Result<(), CallError>;
}
