//! `config.toml` as types, one struct for each of its tables.

use super::{
    sla::Sla,
    value::{self, whole_seconds},
};
use crate::domain::{self, language::Language, mode::Mode, title::Lengths};
use chrono_tz::Tz;
use secrecy::SecretString;
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// The path of the settings when nobody names one.
pub(super) const DEFAULT_PATH: &str = "config.toml";

/// All settings, typed and checked.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The bot and how it reaches Telegram.
    pub telegram: TelegramSettings,
    pub desk: DeskSettings,
    pub admin: Admin,
    pub sla: Sla,
    pub auto_close: AutoCloseSettings,
    pub limits: LimitSettings,
    pub retention: Retention,
    pub database: DatabaseSettings,
    pub log: Log,
    #[serde(skip)]
    pub sources: Sources,
}

/// The sources of the settings.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file; `None` when there is none and the defaults hold.
    pub file: Option<PathBuf>,
    /// The number of keys that the environment sets.
    pub environment: usize,
    /// The file that somebody named.
    pub(super) named: Option<PathBuf>,
    /// The variables of the environment that are Bellhop's: a process keeps those that it was started with.
    pub(super) variables: Vec<(String, SecretString)>,
}

impl Sources {
    /// The file that is read, whether it is there or not.
    pub fn path(&self) -> &Path {
        self.named.as_deref().unwrap_or(Path::new(DEFAULT_PATH))
    }
}

/// The settings of `[telegram]`.
#[derive(Debug, Clone, Deserialize)]
pub struct TelegramSettings {
    /// The bot's token; read from `token_file` when that is set.
    pub token: SecretString,
    /// The file that the token was read from.
    #[serde(deserialize_with = "value::optional")]
    pub token_file: Option<PathBuf>,
    /// The address of the Bot API: http or https.
    #[serde(deserialize_with = "value::parsed")]
    pub api_url: Url,
    pub updates: Updates,
    pub webhook: Webhook,
}

/// The ways in which updates arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Updates {
    /// Telegram is asked for them.
    Polling,
    Webhook,
}

/// The settings of `[telegram.webhook]`.
#[derive(Debug, Clone, Deserialize)]
pub struct Webhook {
    pub listen: SocketAddr,
    /// The address that Telegram posts to; set when `updates = "webhook"`.
    #[serde(deserialize_with = "value::optional")]
    pub public_url: Option<Url>,
    /// The secret that Telegram sends with each post; `None`: one is made, and kept in the database.
    #[serde(deserialize_with = "value::optional_secret")]
    pub secret_token: Option<SecretString>,
}

/// The settings of `[desk]`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeskSettings {
    pub mode: Mode,
    /// The name that the contact link leads to, with its `@`; set when the mode has the contact.
    pub contact: String,
    /// The least and the most visible characters of a title.
    pub title_length: (usize, usize),
    /// The least and the most visible characters of a first message.
    pub message_length: (usize, usize),
    /// For people whose own language the desk does not speak.
    pub default_language: Language,
    /// Of the times that people and the team see.
    pub time_zone: Tz,
    pub show_agent_names: bool,
    /// A folder whose Fluent files replace wording.
    #[serde(deserialize_with = "value::optional")]
    pub wording: Option<PathBuf>,
}

/// The settings of `[admin]`.
#[derive(Debug, Clone, Deserialize)]
pub struct Admin {
    /// The team's group: a supergroup's number, negative.
    pub group_id: i64,
    /// The topic that tickets go to; `None` is General.
    pub tickets_topic_id: Option<i64>,
    pub layout: Layout,
    /// The users who may act for the team; empty: every member of the group.
    pub agents: Vec<i64>,
    /// The language of the group.
    pub language: Language,
}

/// The ways in which tickets are spread over the group's topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    SharedTopic,
}

/// The settings of `[auto_close]`.
#[derive(Debug, Clone, Deserialize)]
pub struct AutoCloseSettings {
    pub enabled: bool,
    /// The silence that closes a ticket.
    #[serde(deserialize_with = "value::duration")]
    pub after: Duration,
    /// The time before its end at which the person is warned; zero: not at all.
    #[serde(deserialize_with = "value::duration")]
    pub warn_before: Duration,
}

/// `[limits]`; 0 is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct LimitSettings {
    pub open_tickets_per_minute: u32,
    /// Messages and presses together.
    pub messages_per_minute: u32,
}

/// The settings of `[retention]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Retention {
    /// The time for which the record of what was told of a resolved ticket is kept.
    #[serde(deserialize_with = "value::duration")]
    pub deliveries: Duration,
}

/// The settings of `[database]`.
#[derive(Debug, Clone, Deserialize)]
pub struct DatabaseSettings {
    /// SQLite's or PostgreSQL's address; secret, because it may hold a password.
    pub url: SecretString,
}

/// The settings of `[log]`.
#[derive(Debug, Clone, Deserialize)]
pub struct Log {
    /// For people or for collectors.
    pub format: LogFormat,
    /// In the form of `tracing-subscriber`'s `EnvFilter`.
    pub filter: String,
}

/// The formats of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    /// One object a line.
    Json,
}

impl Settings {
    /// The rules of the clocks by these settings.
    pub fn policy(&self) -> domain::sla::Policy {
        let auto_close = self.auto_close.enabled.then(|| domain::sla::AutoClose {
            after_seconds: whole_seconds(self.auto_close.after),
            warn_before_seconds: whole_seconds(self.auto_close.warn_before),
        });
        domain::sla::Policy {
            reply: self.sla.enabled.then(|| self.sla.reply()),
            auto_close,
            // A calendar without working time has been refused by the checks.
            hours: self
                .sla
                .hours
                .calendar(self.desk.time_zone)
                .and_then(Result::ok),
        }
    }

    /// The lengths that titles and first messages may have.
    pub fn lengths(&self) -> Lengths {
        Lengths {
            title: self.desk.title_length,
            message: self.desk.message_length,
        }
    }
}
