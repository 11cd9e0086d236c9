//! What a test or a demo may do to the world: everything that people do, and everything that goes wrong.
//!
//! It is one enum with a tag, so that the same action works in the process (`Simulator::control`) and over HTTP
//! (`POST /sim/<action>` with the fields as JSON).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::bot_process::BotOp;

use crate::limits::Mode;

/// One action. The answer of each is described at it; an action that people could not take is refused with a reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::large_enum_variant,
    reason = "an action lives for one call; a box would only make tests harder to write"
)]
pub enum Control {
    /// A person presses Start (with the payload of a deep link, if any). Answers `{"message_id"}`.
    Start {
        /// Who.
        user: i64,
        /// What stood behind `?start=`.
        #[serde(default)]
        payload: Option<String>,
    },
    /// Somebody writes. Answers `{"chat","message_id"}`.
    Write(Writing),
    /// Somebody sends an album. Answers `{"chat","message_ids","media_group_id"}`.
    Album(Album),
    /// Somebody presses an inline button. Answers `{"query_id","data"}`, or `{"url"}` for a link.
    Press(Press),
    /// What the bot answered to a press: `{"answered","text","show_alert","after_ms"}`.
    Answer {
        /// From `Press`.
        query_id: String,
    },
    /// Somebody changes a message of theirs. Answers `{"message_id"}`.
    Edit {
        /// Who; must have written it.
        user: i64,
        /// Where; the private chat with the bot when left out.
        #[serde(default)]
        chat: Option<i64>,
        /// Which.
        message_id: i64,
        /// The new text or caption.
        text: String,
        /// Another attachment in the place of the one there was, or where there was none: `photo`, `video`, …
        #[serde(default)]
        media: Option<String>,
        /// Raw entities; what Telegram finds by itself is added.
        #[serde(default)]
        entities: Vec<Value>,
    },
    /// Somebody removes a message; the bot is not told.
    Delete {
        /// Who.
        user: i64,
        /// Where; the private chat when left out.
        #[serde(default)]
        chat: Option<i64>,
        /// Which.
        message_id: i64,
    },
    /// Somebody sets their reaction, or takes it back.
    React {
        /// Who.
        user: i64,
        /// Where; the private chat when left out.
        #[serde(default)]
        chat: Option<i64>,
        /// Which.
        message_id: i64,
        /// One of Telegram's reaction emoji; none takes it back.
        #[serde(default)]
        emoji: Option<String>,
    },
    /// A person blocks the bot.
    Block {
        /// Who.
        user: i64,
    },
    /// A person unblocks the bot.
    Unblock {
        /// Who.
        user: i64,
    },
    /// An account is deleted.
    Deactivate {
        /// Whose.
        user: i64,
    },
    /// Somebody does something to a topic. Answers `{"thread"}`.
    Topic {
        /// Who; must have the right. Left out for `prune`, which nobody does.
        #[serde(default)]
        user: Option<i64>,
        /// The forum.
        chat: i64,
        /// What.
        op: TopicOp,
        /// The topic, for all but `create`.
        #[serde(default)]
        thread: Option<i64>,
        /// The name, for `create` and `rename`.
        #[serde(default)]
        name: Option<String>,
    },
    /// Somebody's place in a group changes: the bot's too, and the first time makes a member.
    Member {
        /// The group.
        chat: i64,
        /// Whose place.
        user: i64,
        /// `creator`, `administrator`, `member`, `restricted`, `left`, `kicked`.
        status: String,
        /// An administrator's rights or a restricted member's permissions; `["all"]` gives all.
        #[serde(default)]
        rights: Vec<String>,
        /// Whether an administrator writes as the group.
        #[serde(default)]
        anonymous: bool,
        /// Who did it; themselves when left out.
        #[serde(default)]
        by: Option<i64>,
    },
    /// An administrator sets what the members of a group may do. The bot is not told.
    Permissions {
        /// The group.
        chat: i64,
        /// What they may not, by the names of `ChatPermissions`; everything else they may.
        denied: Vec<String>,
    },
    /// A channel posts. Answers `{"message_id"}`.
    ChannelPost {
        /// The channel.
        chat: i64,
        /// What.
        text: String,
        /// The author, if the channel signs its posts.
        #[serde(default)]
        signature: Option<String>,
    },
    /// A group becomes a supergroup.
    Migrate {
        /// The group.
        chat: i64,
        /// The supergroup's id.
        to: i64,
    },
    /// A group is deleted.
    Destroy {
        /// Which.
        chat: i64,
    },
    /// Queues an update exactly as given, but for its `update_id`. Answers `{"update_id"}`.
    Update {
        /// All of it.
        update: Map<String, Value>,
    },
    /// As after a quiet week: the queue is empty and numbers begin anew.
    Renumber {
        /// The next `update_id`.
        from: i64,
    },
    /// What stands in a chat: a list of `ShownMessage`.
    Chat {
        /// Which.
        chat: i64,
        /// One topic only; 1 is General.
        #[serde(default)]
        thread: Option<i64>,
        /// Who looks; must be able to.
        #[serde(default)]
        viewer: Option<i64>,
    },
    /// The newest message of a chat that holds a text, or null.
    Find {
        /// Which chat.
        chat: i64,
        /// What its text, caption or a button holds.
        contains: String,
        /// Only messages newer than this one.
        #[serde(default)]
        after: i64,
        /// One topic only; 1 is General.
        #[serde(default)]
        thread: Option<i64>,
    },
    /// The people, chats, topics and commands of the world.
    World,
    /// The journal, from a sequence number on.
    Journal {
        /// Lines with a higher number only.
        #[serde(default)]
        after: u64,
    },
    /// What Telegram would take without a word although it is a mistake.
    Lint,
    /// Sets how strictly the limits hold; windows begin empty.
    Limits {
        /// Which.
        mode: Mode,
    },
    /// Sets a fault for calls to come. Answers `{"fault"}`, how many are set.
    Fault(Fault),
    /// Takes all faults back, and `Down` with them.
    ClearFaults,
    /// Everything is down: each call gets the front end's 502 page.
    Down {
        /// On or off.
        on: bool,
    },
    /// Does something to the bot's process, where somebody keeps it.
    Bot {
        /// What.
        op: BotOp,
    },
    /// What the keeper of the bot offers: `{"running","tour"}`, or null when nobody keeps it.
    Keeper,
    /// Moves the simulator's clock forward, and the bot's where somebody keeps it.
    Advance {
        /// By how much.
        ms: i64,
    },
    /// The world as it was in the beginning; faults and journal are forgotten.
    Reset,
}

impl Control {
    /// Whether it changes nothing.
    pub(crate) fn is_a_look(&self) -> bool {
        matches!(
            self,
            Self::Answer { .. }
                | Self::Chat { .. }
                | Self::Find { .. }
                | Self::World
                | Self::Journal { .. }
                | Self::Lint
                | Self::Keeper
        )
    }
}

/// What somebody writes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Writing {
    /// Who.
    pub user: i64,
    /// Where; the private chat with the bot when left out.
    pub chat: Option<i64>,
    /// The topic; none is General.
    pub thread: Option<i64>,
    /// The text, or the caption where there is media.
    pub text: Option<String>,
    /// Raw entities; those that Telegram finds by itself are added. Kinds that nobody knows are kept as they are.
    pub entities: Vec<Value>,
    /// `photo`, `document`, `video`, `animation`, `audio`, `voice`, `video_note`, `sticker`, `location`, `contact`, `dice`.
    pub media: Option<String>,
    /// The file of the media; a small one is made up when left out.
    pub file: Option<FileGift>,
    /// The message that this replies to.
    pub reply_to: Option<i64>,
    /// Instead of `reply_to`: the newest message of the chat that holds this; in its topic, when none is named.
    pub reply_to_text: Option<String>,
    /// The part of the message replied to that is quoted, as it stands there.
    pub quote: Option<String>,
    /// Instead of `reply_to`: wherever the app has opened a reply, because the bot forces one.
    pub to_forced: bool,
    /// Fields merged into the message as they are. Without text and media they are the content: a message of a kind
    /// that nobody knows.
    pub extra: Map<String, Value>,
    /// Unix seconds to claim as its date.
    pub date: Option<i64>,
    /// An administrator writes as the group.
    pub as_anonymous: bool,
    /// Somebody writes in the name of this channel.
    pub as_channel: Option<i64>,
    /// The message is a forward from this person.
    pub forward_from: Option<i64>,
}

/// A file that a person sends.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileGift {
    /// One that was uploaded before (`POST /sim/upload`).
    pub file_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its content type.
    pub mime: Option<String>,
    /// What is in it.
    pub text: Option<String>,
    /// A size to claim instead of the real one, in bytes.
    pub size: Option<u64>,
}

/// Several media that belong together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Album {
    /// Who.
    pub user: i64,
    /// Where; the private chat when left out.
    pub chat: Option<i64>,
    /// The topic.
    pub thread: Option<i64>,
    /// The message that each part replies to.
    pub reply_to: Option<i64>,
    /// An administrator writes as the group.
    pub as_anonymous: bool,
    /// The parts, in order.
    pub items: Vec<AlbumItem>,
}

/// A part of an album.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlbumItem {
    /// `photo`, `video`, `document` or `audio`.
    pub media: String,
    /// Its caption.
    pub caption: Option<String>,
    /// Its file; a small one is made up when left out.
    pub file: Option<FileGift>,
}

/// A press on an inline button, by text, by index or forged.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Press {
    /// Who.
    pub user: i64,
    /// Where; the private chat when left out.
    pub chat: Option<i64>,
    /// The message; the newest one with such a button when left out.
    pub message_id: Option<i64>,
    /// The button's text, or a part of it that only one button has.
    pub button: Option<String>,
    /// Or its place, counted from 0 over all rows.
    pub index: Option<usize>,
    /// Or callback data that no button needs to have: a modified app can send anything.
    pub data: Option<String>,
}

/// What is done to a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicOp {
    /// Makes one.
    Create,
    /// Changes its name.
    Rename,
    /// Closes it.
    Close,
    /// Opens it again.
    Reopen,
    /// Removes it with all that is in it; the bot is not told.
    Delete,
    /// Telegram loses its root message: people still see it, the bot can't send there.
    Prune,
    /// Undoes `Prune`.
    Restore,
}

/// A fault for calls to come.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only calls of this method (any case); all when left out.
    #[serde(default)]
    pub method: Option<String>,
    /// Only calls that name this chat.
    #[serde(default)]
    pub chat_id: Option<i64>,
    /// The first call of those that it hits; 1, the next one, when left out.
    #[serde(default = "one")]
    pub nth: u32,
    /// How many in a row it hits.
    #[serde(default = "one")]
    pub times: u32,
    /// What happens to them.
    pub kind: FaultKind,
}

fn one() -> u32 {
    1
}

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultKind {
    /// 429, not carried out.
    Flood {
        /// Seconds.
        retry_after: u32,
    },
    /// 500 `Internal Server Error: restart`, not carried out.
    Restart,
    /// 502 with an HTML body, not carried out.
    BadGateway,
    /// Carried out, but the connection breaks before the answer.
    AnswerLost,
    /// The connection breaks before anything happened.
    Dropped,
    /// The topic that the call names loses its root message first.
    TopicPruned,
    /// Any refusal, not carried out.
    Error {
        /// HTTP status and `error_code`.
        code: u16,
        /// The whole description.
        description: String,
    },
}
