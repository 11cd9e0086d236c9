//! What the world is made of: people, chats, topics and the messages in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::members::Member;
use crate::world_file::UserEntry;

/// "Group", who writes for anonymous administrators.
pub(crate) const ANONYMOUS: i64 = 1_087_968_824;
/// "Channel", who writes for people that post as a channel.
pub(crate) const CHANNEL_BOT: i64 = 136_817_688;
/// "Telegram", who forwards a channel's posts into its discussion group.
pub(crate) const TELEGRAM: i64 = 777_000;

/// Somebody with an account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language_code: Option<String>,
    pub(crate) is_premium: bool,
    pub(crate) is_bot: bool,
    pub(crate) deactivated: bool,
    pub(crate) hides_forwards: bool,
    /// Whether they pressed Start, without which the bot may not write to them.
    pub(crate) started: bool,
    pub(crate) blocked_bot: bool,
}

impl From<&UserEntry> for Person {
    fn from(entry: &UserEntry) -> Self {
        Self {
            id: entry.id,
            first_name: entry.first_name.clone(),
            last_name: entry.last_name.clone(),
            username: entry.username.clone(),
            language_code: entry.language_code.clone(),
            is_premium: entry.is_premium,
            is_bot: entry.is_bot,
            deactivated: entry.deactivated,
            hides_forwards: entry.hides_forwards,
            started: entry.started,
            blocked_bot: false,
        }
    }
}

impl Person {
    pub(crate) fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChatKind {
    Private,
    Group,
    Supergroup,
    Channel,
}

impl ChatKind {
    /// The kind of that name; the world file's check has refused others before.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "group" => Self::Group,
            "channel" => Self::Channel,
            "private" => Self::Private,
            _ => Self::Supergroup,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
            Self::Channel => "channel",
        }
    }
}

/// A chat, whatever its kind.
#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    /// Grows whenever the chat may have changed; see `World::chat_mut`.
    pub(crate) edition: u64,
    pub(crate) kind: ChatKind,
    pub(crate) title: String,
    pub(crate) username: Option<String>,
    pub(crate) description: String,
    pub(crate) is_forum: bool,
    pub(crate) linked: Option<i64>,
    pub(crate) protected: bool,
    /// Whether only administrators may ask who is a member.
    pub(crate) hidden_members: bool,
    /// Permissions that plain members lack.
    pub(crate) denied: BTreeSet<String>,
    pub(crate) members: BTreeMap<i64, Member>,
    pub(crate) topics: BTreeMap<i64, Topic>,
    pub(crate) general: General,
    pub(crate) posts: BTreeMap<i64, Post>,
    pub(crate) next_id: i64,
    /// Newest last.
    pub(crate) pinned: Vec<i64>,
    pub(crate) migrated_to: Option<i64>,
    pub(crate) gone: bool,
    pub(crate) menu_button: Option<Value>,
}

impl Chat {
    pub(crate) fn new(id: i64, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            edition: 0,
            kind,
            title: title.to_owned(),
            username: None,
            description: String::new(),
            is_forum: false,
            linked: None,
            protected: false,
            hidden_members: false,
            denied: BTreeSet::new(),
            members: BTreeMap::new(),
            topics: BTreeMap::new(),
            general: General::default(),
            posts: BTreeMap::new(),
            next_id: 1,
            pinned: Vec::new(),
            migrated_to: None,
            gone: false,
            menu_button: None,
        }
    }

    /// Groups of both sizes share the group's budget and rules of membership.
    pub(crate) fn is_group(&self) -> bool {
        matches!(self.kind, ChatKind::Group | ChatKind::Supergroup)
    }
}

/// The topic that every forum has.
#[derive(Debug, Clone)]
pub(crate) struct General {
    pub(crate) name: String,
    pub(crate) closed: bool,
    pub(crate) hidden: bool,
}

impl Default for General {
    fn default() -> Self {
        Self {
            name: "General".to_owned(),
            closed: false,
            hidden: false,
        }
    }
}

/// Any other topic.
#[derive(Debug, Clone)]
pub(crate) struct Topic {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) icon_color: i64,
    pub(crate) icon_emoji: Option<String>,
    pub(crate) creator: i64,
    pub(crate) closed: bool,
    pub(crate) deleted: bool,
    /// A live topic whose root message the server dropped: sending fails although people still see it.
    pub(crate) pruned: bool,
}

impl Topic {
    pub(crate) fn new(
        id: i64,
        name: &str,
        icon_color: i64,
        icon_emoji: Option<String>,
        creator: i64,
    ) -> Self {
        Self {
            id,
            name: name.to_owned(),
            icon_color,
            icon_emoji,
            creator,
            closed: false,
            deleted: false,
            pruned: false,
        }
    }
}

/// Who a message is from, as Telegram distinguishes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Author {
    /// The account shown as `from`; none for posts of a channel in itself.
    pub(crate) user: Option<i64>,
    /// `sender_chat`: the group of an anonymous administrator, or a channel.
    pub(crate) chat: Option<i64>,
    pub(crate) signature: Option<String>,
    /// Who really wrote it; never shown to the bot.
    pub(crate) real: Option<i64>,
}

/// A message in a chat.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) chat: i64,
    /// The topic; none is General or a chat without topics.
    pub(crate) thread: Option<i64>,
    pub(crate) author: Author,
    /// Unix milliseconds.
    pub(crate) date: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) reply_to: Option<i64>,
    /// `external_reply`, for a reply across chats or topics.
    pub(crate) external_reply: Option<Value>,
    pub(crate) quote: Option<Value>,
    pub(crate) content: Content,
    pub(crate) markup: Option<Value>,
    /// Sent with a keyboard that is no inline one, or a forced reply; such a message can't be edited.
    pub(crate) keyboard: Option<Value>,
    pub(crate) album: Option<String>,
    pub(crate) origin: Option<Value>,
    pub(crate) automatic_forward: bool,
    pub(crate) protected: bool,
    /// Fields merged into the JSON as they are: what a test wants the bot to stumble over.
    pub(crate) extra: Map<String, Value>,
    /// Reactions by user id, or by chat id for anonymous ones.
    pub(crate) reactions: BTreeMap<i64, Vec<Value>>,
}

impl Post {
    pub(crate) fn new(
        chat: i64,
        thread: Option<i64>,
        author: Author,
        date: i64,
        content: Content,
    ) -> Self {
        Self {
            id: 0,
            chat,
            thread,
            author,
            date,
            edited: None,
            reply_to: None,
            external_reply: None,
            quote: None,
            content,
            markup: None,
            keyboard: None,
            album: None,
            origin: None,
            automatic_forward: false,
            protected: false,
            extra: Map::new(),
            reactions: BTreeMap::new(),
        }
    }
}

/// What kind of thing a message holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `text` and `entities`.
    Text,
    /// A file, whose text is the caption.
    Media,
    /// Contact, place, poll, dice, sticker: neither text nor caption.
    Plain,
    /// Something that happened in the chat; it can't be copied.
    Service,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Content {
    pub(crate) shape: Shape,
    /// The name of the field that says what it is: `text`, `photo`, `forum_topic_created`.
    pub(crate) name: String,
    /// Text or caption.
    pub(crate) text: String,
    /// Kept as JSON: people's messages may carry entities that nobody knows.
    pub(crate) entities: Vec<Value>,
    /// All other fields of the content.
    pub(crate) fields: Map<String, Value>,
}

impl Content {
    pub(crate) fn text(text: impl Into<String>, entities: Vec<Value>) -> Self {
        Self {
            shape: Shape::Text,
            name: "text".to_owned(),
            text: text.into(),
            entities,
            fields: Map::new(),
        }
    }

    pub(crate) fn of(shape: Shape, name: &str, value: Value) -> Self {
        let fields = Map::from_iter([(name.to_owned(), value)]);
        Self {
            shape,
            name: name.to_owned(),
            text: String::new(),
            entities: Vec::new(),
            fields,
        }
    }

    pub(crate) fn service(name: &str, value: Value) -> Self {
        Self::of(Shape::Service, name, value)
    }
}

/// A press on a button that waits for its answer.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) user: i64,
    pub(crate) pressed: i64,
    pub(crate) answered: Option<QueryAnswer>,
}

/// What the bot said to a press.
#[derive(Debug, Clone)]
pub(crate) struct QueryAnswer {
    pub(crate) at: i64,
    pub(crate) text: String,
    pub(crate) alert: bool,
}
