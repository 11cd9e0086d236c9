//! The world as a TOML file gives it: who exists, which chats, with which ids.
//!
//! Everything a test or a demo wants to name is settable here; everything else has a default, so that a file can be as
//! short as one bot and one person. `WorldFile::demo()` is the sample file itself, so the two cannot differ.

use serde::{Deserialize, Serialize};

/// The sample world, which is also the default one.
const DEMO: &str = include_str!("../world.toml");

/// The token of the demo's bot: well-formed, and of no use anywhere else.
pub const DEMO_TOKEN: &str = "123456:TEST-TOKEN-for-the-local-simulator0";

/// A world before anything happened in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldFile {
    /// What the world's chance draws from; the same seed gives the same ids.
    #[serde(default)]
    pub seed: u64,
    /// The one bot of this world.
    pub bot: BotEntry,
    /// The people.
    #[serde(default)]
    pub users: Vec<UserEntry>,
    /// The groups and channels; private chats come about by themselves.
    #[serde(default)]
    pub chats: Vec<ChatEntry>,
}

/// The bot.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BotEntry {
    /// `<id>:<secret>`, as BotFather gives it; the part before the colon is the bot's id.
    pub token: String,
    /// Its name without the at sign.
    pub username: String,
    /// The name that people see.
    pub first_name: String,
    /// Whether privacy mode is off: only then does a bot that is no administrator see all that is said in groups.
    #[serde(default)]
    pub can_read_all_group_messages: bool,
    /// Whether private chats with it have topics.
    #[serde(default)]
    pub has_topics_enabled: bool,
}

/// A person (or another bot).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserEntry {
    /// The identifier, positive.
    pub id: i64,
    /// The first name, which everybody has.
    pub first_name: String,
    /// The last name, if any.
    pub last_name: Option<String>,
    /// Without the at sign, if any.
    pub username: Option<String>,
    /// IETF tag of the app's language, if Telegram knows it.
    pub language_code: Option<String>,
    /// Whether they pay Telegram.
    #[serde(default)]
    pub is_premium: bool,
    /// Whether it is another bot.
    #[serde(default)]
    pub is_bot: bool,
    /// Whether they have pressed Start already.
    #[serde(default)]
    pub started: bool,
    /// Whether their account was deleted.
    #[serde(default)]
    pub deactivated: bool,
    /// Whether forwarded messages hide who they are.
    #[serde(default)]
    pub hides_forwards: bool,
}

impl UserEntry {
    /// A person with nothing but a number, a name made of it, and an English app, who has not pressed Start.
    #[must_use]
    pub fn person(id: i64) -> Self {
        UserEntry {
            id,
            first_name: format!("Person {id}"),
            last_name: None,
            username: None,
            language_code: Some("en".to_owned()),
            is_premium: false,
            is_bot: false,
            started: false,
            deactivated: false,
            hides_forwards: false,
        }
    }
}

/// A group, supergroup or channel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatEntry {
    /// The identifier, negative; supergroups and channels begin with -100.
    pub id: i64,
    /// `group`, `supergroup` or `channel`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The title.
    pub title: String,
    /// The public name without the at sign, if any.
    pub username: Option<String>,
    /// Whether a supergroup has topics.
    #[serde(default)]
    pub is_forum: bool,
    /// The discussion group of a channel, or the channel of a discussion group.
    pub linked_chat_id: Option<i64>,
    /// Whether its content may not be saved or forwarded.
    #[serde(default)]
    pub protected: bool,
    /// Whether its members are hidden: then a bot without rights is not told who belongs to it.
    #[serde(default)]
    pub hidden_members: bool,
    /// What plain members may not do, such as `can_send_messages`; empty means all that Telegram allows by default.
    #[serde(default)]
    pub denied: Vec<String>,
    /// Who is in it, the bot too.
    #[serde(default)]
    pub members: Vec<MemberEntry>,
    /// Its topics besides General.
    #[serde(default)]
    pub topics: Vec<TopicEntry>,
}

/// A person's or the bot's place in a chat.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberEntry {
    /// Whose it is; the bot's own id names the bot.
    pub user: i64,
    /// `creator`, `administrator`, `member`, `restricted`, `left` or `kicked`.
    pub status: String,
    /// An administrator's rights, or what a restricted member may still do. `["all"]` gives all.
    #[serde(default)]
    pub rights: Vec<String>,
    /// An administrator's title.
    pub title: Option<String>,
    /// Whether an administrator writes as the group.
    #[serde(default)]
    pub anonymous: bool,
}

/// A topic of a forum.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicEntry {
    /// `message_thread_id`: also the id of its creation message.
    pub id: i64,
    /// The name.
    pub name: String,
    /// One of Telegram's six colours.
    pub icon_color: Option<i64>,
    /// Whether it is closed.
    #[serde(default)]
    pub closed: bool,
}

impl WorldFile {
    /// Reads a world from TOML.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: Self = toml::from_str(text).map_err(|fault| fault.to_string())?;
        file.check()?;
        Ok(file)
    }

    /// The default world: a bot, three people, three agents and their forum (`simulator/world.toml`).
    pub fn demo() -> Self {
        Self::parse(DEMO)
            .unwrap_or_else(|fault| panic!("the built-in world.toml is wrong: {fault}"))
    }

    /// The bot's id, taken from its token.
    pub fn bot_id(&self) -> i64 {
        self.bot
            .token
            .split(':')
            .next()
            .and_then(|id| id.parse().ok())
            .unwrap_or(0)
    }

    /// What the types cannot say: ids that exist, kinds and statuses that are known.
    fn check(&self) -> Result<(), String> {
        if !crate::world::token_is_well_formed(&self.bot.token) {
            return Err("bot.token must look like 123456:ABC…".to_owned());
        }
        let twice = |ids: Vec<i64>| {
            let mut seen = std::collections::BTreeSet::new();
            ids.into_iter().find(|id| !seen.insert(*id))
        };
        let users = self.users.iter().map(|user| user.id).collect();
        let chats = self.chats.iter().map(|chat| chat.id).collect();
        if let Some(id) = twice(users).or_else(|| twice(chats)) {
            return Err(format!("the id {id} is given twice"));
        }
        for user in &self.users {
            if user.id <= 0 || user.id == self.bot_id() {
                return Err(format!("users: {} is no id for a person", user.id));
            }
        }
        for chat in &self.chats {
            if chat.id >= 0 || !["group", "supergroup", "channel"].contains(&chat.kind.as_str()) {
                return Err(format!(
                    "chats: {} has a wrong id or type {:?}",
                    chat.id, chat.kind
                ));
            }
            for member in &chat.members {
                if member.user != self.bot_id()
                    && !self.users.iter().any(|user| user.id == member.user)
                {
                    return Err(format!(
                        "chats: {} has a member {} who is not among the users",
                        chat.id, member.user
                    ));
                }
                crate::world::Status::named(&member.status).ok_or_else(|| {
                    format!(
                        "chats: {} has a member with the status {:?}",
                        chat.id, member.status
                    )
                })?;
            }
            if !chat.topics.is_empty() && !chat.is_forum {
                return Err(format!(
                    "chats: {} has topics but is_forum is not set",
                    chat.id
                ));
            }
        }
        Ok(())
    }
}
