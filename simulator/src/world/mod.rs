//! The world: everything that exists on this small Telegram, as one value.
//!
//! It is a pure state machine: a call or an action goes in together with the time, an answer comes out, and nothing
//! else happens. Waiting, sockets and clocks are the business of `simulator.rs` and `http/`. Messages are kept in a
//! shape of our own and become JSON only when somebody looks, so that an edit or a lost topic shows everywhere.
//!
//! Invariant: no IO, no clock, no randomness but the seeded one.

mod access;
mod actions;
mod call_log;
mod calls;
mod chats;
mod compose;
mod copy;
mod delete;
mod edit;
mod files;
mod forced;
mod markup;
mod media;
mod members;
mod profile;
mod reactions;
mod render;
mod send;
mod sensitive;
mod show;
mod state;
mod topics;
mod updates;
mod webhook;

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

pub(crate) use call_log::CallLog;
pub(crate) use members::Status;
pub use sensitive::SensitiveTexts;
pub use show::ShownMessage;
pub(crate) use state::*;
pub(crate) use updates::PollGate;
pub(crate) use webhook::WebhookParcel;

use crate::faults::Faults;
use crate::limits::{Limits, Mode};
use crate::world_file::WorldFile;

/// The whole state.
pub(crate) struct World {
    file: WorldFile,
    /// Unix milliseconds of what is happening right now; set on entry of each call and action.
    now: i64,
    token: String,
    bot: Person,
    people: BTreeMap<i64, Person>,
    chats: BTreeMap<i64, Chat>,
    /// Counts what may have changed a chat; a chat's `edition` is the count at its last change.
    edition: u64,
    /// Private chats share one counter of message ids, as a real account's do.
    next_private_id: i64,
    updates: updates::Queue,
    queries: BTreeMap<String, Query>,
    files: files::FileStore,
    profile: profile::Profile,
    pub(crate) limits: Limits,
    pub(crate) limits_mode: Mode,
    pub(crate) ledger: CallLog,
    confided: SensitiveTexts,
    pub(crate) faults: Faults,
    chance: StdRng,
}

impl World {
    pub(crate) fn new(file: WorldFile, now: i64) -> Self {
        let bot = Person {
            id: file.bot_id(),
            first_name: file.bot.first_name.clone(),
            username: Some(file.bot.username.clone()),
            is_bot: true,
            started: true,
            ..Person::default()
        };
        let people = file
            .users
            .iter()
            .map(|entry| (entry.id, Person::from(entry)))
            .collect();
        let mut chance = StdRng::seed_from_u64(file.seed);
        let first_update = chance.random_range(2_000_001..1_000_000_000);
        let mut world = Self {
            now,
            token: file.bot.token.clone(),
            bot,
            people,
            chats: BTreeMap::new(),
            edition: 0,
            next_private_id: 1,
            updates: updates::Queue::new(first_update),
            queries: BTreeMap::new(),
            files: files::FileStore::default(),
            profile: profile::Profile::default(),
            limits: Limits::new(Mode::Off),
            limits_mode: Mode::Off,
            ledger: CallLog::default(),
            confided: SensitiveTexts::default(),
            faults: Faults::default(),
            chance,
            file,
        };
        for entry in world.file.chats.clone() {
            world.add_chat(&entry);
        }
        for person in world.file.users.clone() {
            if person.started {
                world.private_chat(person.id);
            }
        }
        world
    }

    /// Everything as the file gave it; what was journalled is forgotten too.
    pub(crate) fn reset(&mut self, now: i64) {
        let mode = self.limits_mode;
        let next_update = self.updates.next_id();
        let edition = self.edition + 1;
        *self = Self::new(self.file.clone(), now);
        // Whoever watches the editions must see that nothing is as it was.
        self.edition = edition;
        self.chats
            .values_mut()
            .for_each(|chat| chat.edition = edition);
        // A bot may remember which updates it has seen: their numbers go on.
        self.renumber_updates(next_update);
        self.set_limits(mode);
    }

    pub(crate) fn set_limits(&mut self, mode: Mode) {
        self.limits = Limits::new(mode);
        self.limits_mode = mode;
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    fn add_chat(&mut self, entry: &crate::world_file::ChatEntry) {
        let mut chat = Chat::new(entry.id, ChatKind::named(&entry.kind), &entry.title);
        chat.username = entry.username.clone();
        chat.is_forum = entry.is_forum;
        chat.linked = entry.linked_chat_id;
        chat.protected = entry.protected;
        chat.hidden_members = entry.hidden_members;
        chat.denied = entry.denied.iter().cloned().collect();
        for member in &entry.members {
            chat.members
                .insert(member.user, members::Member::from_entry(member));
        }
        for topic in &entry.topics {
            let by = chat
                .members
                .iter()
                .find(|(_, member)| member.status == Status::Creator)
                .map_or(self.bot.id, |(id, _)| *id);
            let color = topic.icon_color.unwrap_or(topics::COLORS[0]);
            let made = Topic {
                closed: topic.closed,
                ..Topic::new(topic.id, &topic.name, color, None, by)
            };
            let post = topics::creation_post(&made, &chat, self.now);
            chat.posts.insert(topic.id, post);
            chat.topics.insert(topic.id, made);
        }
        // Ids of later messages begin well above those that the file gave to topics.
        chat.next_id = chat
            .posts
            .keys()
            .max()
            .map_or(1, |last| (last / 100 + 1) * 100);
        self.chats.insert(entry.id, chat);
    }

    /// The private chat with a person; it comes about the first time that it is needed.
    fn private_chat(&mut self, user: i64) -> &mut Chat {
        self.edition += 1;
        let is_forum = self.file.bot.has_topics_enabled;
        let chat = self.chats.entry(user).or_insert_with(|| Chat {
            is_forum,
            ..Chat::new(user, ChatKind::Private, "")
        });
        chat.edition = self.edition;
        chat
    }

    fn chat(&self, id: i64) -> Option<&Chat> {
        self.chats.get(&id)
    }

    /// A chat, to be changed: every change goes this way, so that `edition` tells of it.
    fn chat_mut(&mut self, id: i64) -> Option<&mut Chat> {
        self.edition += 1;
        let chat = self.chats.get_mut(&id)?;
        chat.edition = self.edition;
        Some(chat)
    }

    /// Every chat with its edition: what differs from an earlier look may have changed.
    pub(crate) fn editions(&self) -> BTreeMap<i64, u64> {
        self.chats
            .values()
            .map(|chat| (chat.id, chat.edition))
            .collect()
    }

    /// A person, another bot, or the bot itself.
    fn person(&self, id: i64) -> Option<&Person> {
        if id == self.bot.id {
            Some(&self.bot)
        } else {
            self.people.get(&id)
        }
    }

    fn seconds(&self) -> i64 {
        self.now.div_euclid(1000)
    }

    fn take_message_id(&mut self, chat_id: i64) -> i64 {
        let shared = self
            .chat(chat_id)
            .is_none_or(|chat| matches!(chat.kind, ChatKind::Private | ChatKind::Group));
        if shared {
            self.next_private_id += 1;
            return self.next_private_id - 1;
        }
        self.chat_mut(chat_id).map_or(0, |chat| {
            chat.next_id += 1;
            chat.next_id - 1
        })
    }

    fn random_digits(&mut self) -> String {
        self.chance
            .random_range(1_000_000_000_000_000_i64..9_000_000_000_000_000)
            .to_string()
    }
}

/// Whether a token has the form of one; what has not is refused before anybody looks it up.
pub(crate) fn token_is_well_formed(token: &str) -> bool {
    let Some((id, secret)) = token.split_once(':') else {
        return false;
    };
    (1..=15).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && !id.starts_with('0')
        && (3..=64).contains(&secret.len())
        && secret
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
