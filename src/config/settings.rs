//! `config.toml` as types, one struct for each of its tables.

use super::{SettingsErrors, Sla, check, layers, load, value};
use crate::domain::{self, language::Language, title::Lengths};
use chrono_tz::Tz;
use garde::Validate;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// All settings, typed and checked.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct Settings {
    /// The bot and how it reaches Telegram.
    #[garde(dive)]
    pub telegram: TelegramSettings,
    #[garde(dive)]
    pub desk: DeskSettings,
    #[garde(dive)]
    pub admin: Admin,
    #[garde(dive)]
    pub sla: Sla,
    #[garde(dive)]
    pub auto_close: AutoCloseSettings,
    #[garde(dive)]
    pub limits: LimitSettings,
    #[garde(dive)]
    pub retention: Retention,
    #[garde(dive)]
    pub database: DatabaseSettings,
    #[garde(dive)]
    pub log: Log,
    #[serde(skip)]
    #[garde(skip)]
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
    named: Option<PathBuf>,
    /// The variables of the environment that are Bellhop's: a process keeps those that it was started with.
    variables: Vec<(String, SecretString)>,
}

impl Sources {
    /// The file that is read, whether it is there or not.
    pub fn path(&self) -> &Path {
        self.named
            .as_deref()
            .unwrap_or(Path::new(load::DEFAULT_PATH))
    }
}

/// The settings of `[telegram]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct TelegramSettings {
    /// The bot's token; read from `token_file` when that is set.
    #[garde(skip)]
    pub token: SecretString,
    /// The file that the token was read from.
    #[serde(deserialize_with = "value::optional")]
    #[garde(skip)]
    pub token_file: Option<PathBuf>,
    /// The address of the Bot API: http or https.
    #[serde(deserialize_with = "value::parsed")]
    #[garde(custom(check::http))]
    pub api_url: Url,
    #[garde(skip)]
    pub updates: Updates,
    /// Used with [`Updates::Webhook`].
    #[garde(dive(&self.updates))]
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
#[derive(Debug, Clone, Deserialize, Validate)]
#[garde(context(Updates as updates))]
pub struct Webhook {
    #[garde(skip)]
    pub listen: SocketAddr,
    /// The address that Telegram posts to; set when `updates = "webhook"`.
    #[serde(deserialize_with = "value::optional")]
    #[garde(custom(check::public_url(*updates)))]
    pub public_url: Option<Url>,
    /// The secret that Telegram sends with each post; `None`: one is made, and kept in the database.
    #[serde(deserialize_with = "value::optional_secret")]
    #[garde(custom(check::secret_token))]
    pub secret_token: Option<SecretString>,
}

/// The settings of `[desk]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct DeskSettings {
    /// The ways in which a person who asks for support is served.
    #[garde(skip)]
    pub mode: ModeSetting,
    /// The name that the contact link leads to, with its `@`; set when the mode has the contact.
    #[garde(custom(check::contact(self.mode)))]
    pub contact: String,
    /// The least and the most visible characters of a title.
    #[garde(custom(check::lengths(128)))]
    pub title_length: (usize, usize),
    /// The least and the most visible characters of a first message.
    #[garde(custom(check::lengths(4000)))]
    pub message_length: (usize, usize),
    /// For people whose own language the desk does not speak.
    #[garde(skip)]
    pub default_language: Language,
    /// Of the times that people and the team see.
    #[garde(skip)]
    pub time_zone: Tz,
    #[garde(skip)]
    pub show_agent_names: bool,
    /// A folder whose Fluent files replace wording.
    #[serde(deserialize_with = "value::optional")]
    #[garde(inner(custom(check::folder)))]
    pub wording: Option<PathBuf>,
}

/// The ways in which a person who asks for support is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModeSetting {
    Tickets,
    /// A link to somebody.
    Contact,
    Both,
}

/// The settings of `[admin]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct Admin {
    /// The team's group: a supergroup's number, negative.
    #[garde(custom(check::group_id))]
    pub group_id: i64,
    /// The topic that tickets go to; `None` is General.
    #[garde(inner(custom(check::topic_id)))]
    pub tickets_topic_id: Option<i64>,
    #[garde(skip)]
    pub layout: Layout,
    /// The users who may act for the team; empty: every member of the group.
    #[garde(inner(range(min = 1)))]
    pub agents: Vec<i64>,
    /// The language of the group.
    #[garde(skip)]
    pub language: Language,
}

/// The ways in which tickets are spread over the group's topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    SharedTopic,
}

/// The settings of `[auto_close]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct AutoCloseSettings {
    #[garde(skip)]
    pub enabled: bool,
    /// The silence that closes a ticket.
    #[serde(deserialize_with = "value::duration")]
    #[garde(custom(check::from_one_second_to(check::YEAR)))]
    pub after: Duration,
    /// The time before its end at which the person is warned; zero: not at all.
    #[serde(deserialize_with = "value::duration")]
    #[garde(custom(check::shorter_than(self.after)))]
    pub warn_before: Duration,
}

/// `[limits]`; 0 is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Validate)]
pub struct LimitSettings {
    #[garde(range(max = 1000))]
    pub open_tickets_per_minute: u32,
    /// Messages and presses together.
    #[garde(range(max = 1000))]
    pub messages_per_minute: u32,
}

/// The settings of `[retention]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Validate)]
pub struct Retention {
    /// The time for which the record of what was told of a resolved ticket is kept.
    #[serde(deserialize_with = "value::duration")]
    #[garde(custom(check::from_one_hour_to_ten_years))]
    pub deliveries: Duration,
}

/// The settings of `[database]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct DatabaseSettings {
    /// SQLite's or PostgreSQL's address; secret, because it may hold a password.
    #[garde(custom(check::database_url))]
    pub url: SecretString,
}

/// The settings of `[log]`.
#[derive(Debug, Clone, Deserialize, Validate)]
pub struct Log {
    /// For people or for collectors.
    #[garde(skip)]
    pub format: LogFormat,
    /// In the form of `tracing-subscriber`'s `EnvFilter`.
    #[garde(custom(check::filter))]
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
    /// Reads the settings: `path`, which must be there, or else `./config.toml`, which may be missing; and the
    /// variables of `env` that begin with `BELLHOP__`, which come before it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn load(
        path: Option<&Path>,
        env: impl Iterator<Item = (String, String)>,
    ) -> Result<Settings, SettingsErrors> {
        let env: Vec<_> = env.filter(|(name, _)| layers::is_ours(name)).collect();
        let file = load::file(path)?;
        let mut settings = load::settings(file.clone(), env.iter().cloned())?;
        let secret = |(name, value)| (name, SecretString::from(value));
        settings.sources.file = file.map(|(name, _)| name.into());
        settings.sources.named = path.map(Path::to_owned);
        settings.sources.variables = env.into_iter().map(secret).collect();
        Ok(settings)
    }

    /// Reads the settings again, from where [`Settings::load`] read these.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn load_again(&self) -> Result<Settings, SettingsErrors> {
        let variables = self.sources.variables.iter();
        let env = variables.map(|(name, value)| (name.clone(), value.expose_secret().to_owned()));
        Settings::load(self.sources.named.as_deref(), env)
    }

    /// Reads the settings out of `text`, as if it were a file, and `env`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn parse(
        text: &str,
        env: impl Iterator<Item = (String, String)>,
    ) -> Result<Settings, SettingsErrors> {
        load::settings(Some(("config.toml".into(), text.into())), env)
    }

    /// The rules of the clocks by these settings.
    pub fn policy(&self) -> domain::sla::Policy {
        let auto_close = self.auto_close.enabled.then(|| domain::sla::AutoClose {
            after_seconds: whole_seconds(self.auto_close.after),
            warn_before_seconds: whole_seconds(self.auto_close.warn_before),
        });
        domain::sla::Policy {
            reply: self.sla.enabled.then(|| self.sla.reply()),
            auto_close,
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

pub(super) fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
