//! The table of settings: every key with its effect, its allowed values in words, and its check.
//!
//! All that the desk knows of a key beside its type and its default is derived from this table: whether it exists,
//! which of its values are wrong, the words of a fault, and what an edit of it needs. A wrong type and a wrong value of
//! one key are told in the same words.
//!
//! Invariant: no value of a key that is marked `secret` is ever shown.

use super::{
    check::{
        HOUR, MOST_YEARS, SECOND, YEAR, between, contact, database_url, escalation, filter, folder,
        group_id, has_working_time, http, lengths, next_response, public_url, range, secret_token,
        topic_id, user_ids, warn_before, working_time, working_time_if_set,
    },
    settings::Settings,
};
use secrecy::{ExposeSecret, SecretString};

/// The time from which an edited key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TakesEffect {
    AtOnce,
    AfterRestart,
}

/// A row of the table of settings.
pub(super) struct Key {
    /// The dotted path, as in `config.toml` and in [`Settings`].
    pub(super) name: &'static str,
    pub(super) effect: TakesEffect,
    pub(super) is_secret: bool,
    /// The allowed values, as a fault names them.
    pub(super) allowed: &'static str,
    /// Compares the key in two settings by meaning, not by spelling: `30m` is `1800s`.
    pub(super) is_same: fn(&Settings, &Settings) -> bool,
    /// Checks the key's value; the error says in a few words what is wrong.
    pub(super) check: fn(&Settings) -> Result<(), String>,
}

/// Builds the table out of rows `path.to.field: effect [secret], allowed values[, check];`.
macro_rules! keys {
    ($($first:ident $(. $next:ident)*: $effect:ident $($secret:ident)?, $allowed:expr $(, $check:expr)?;)*) => {
        &[$(Key {
            name: concat!(stringify!($first) $(, ".", stringify!($next))*),
            effect: TakesEffect::$effect,
            is_secret: keys!(@is_secret $($secret)?),
            allowed: $allowed,
            is_same: |one, other| keys!(@same $($secret)? (one.$first $(.$next)*, other.$first $(.$next)*)),
            check: |all| keys!(@check $($check,)? (&all.$first $(.$next)*, all)),
        }),*]
    };
    // Rows are split by these: inside the optional `$check` a macro cannot repeat `$next`.
    (@is_secret) => { false };
    (@is_secret secret) => { true };
    (@same ($one:expr, $other:expr)) => { $one == $other };
    (@same secret ($one:expr, $other:expr)) => { exposed(&$one) == exposed(&$other) };
    (@check ($value:expr, $all:expr)) => {{ let _ = $all; Ok(()) }};
    (@check $check:expr, ($value:expr, $all:expr)) => { $check($value, $all) };
}

/// The allowed times of a priority.
const OWN_TIME: &str = "a duration of 1s to 365d, such as \"5m\", or \"\" for sla.response_within";

/// The allowed hours of a day.
const HOURS: &str =
    "a list of hours such as [\"09:00-13:00\", \"14:00-18:00\"] or [\"22:00-06:00\"], or []";

/// The settings, in the order of `config.toml`.
pub(super) const KEYS: &[Key] = keys! {
    // Its check is in load.rs, because the token may stand in the file of the next key instead.
    telegram.token: AfterRestart secret, "the token that @BotFather gave, such as 123456789:AA… (46 characters or so)";
    telegram.token_file: AfterRestart, r#"the path of a file that holds the token, or """#;
    telegram.api_url: AfterRestart, "an http or https address", http;
    telegram.updates: AfterRestart, r#""polling" or "webhook""#;
    telegram.webhook.listen: AfterRestart, r#"an IP address and a port, such as "127.0.0.1:8443""#;
    telegram.webhook.public_url: AfterRestart, "an https address (http on the loopback interface only)", public_url;
    telegram.webhook.secret_token: AfterRestart secret,
        r#"1 to 256 characters of A-Z a-z 0-9 _ -, or """#, secret_token;
    desk.mode: AtOnce, r#""tickets", "contact" or "both""#;
    desk.contact: AtOnce, r#"a Telegram name such as "@support": @, then 4 to 32 of A-Z a-z 0-9 _"#, contact;
    desk.title_length: AtOnce, "the least and the most, within 1 to 128, such as [3, 128]", lengths(128);
    desk.message_length: AtOnce, "the least and the most, within 1 to 4000, such as [10, 4000]", lengths(4000);
    desk.default_language: AtOnce, r#""en" or "ru""#;
    desk.time_zone: AtOnce, r#"an IANA name, such as "UTC" or "Europe/Berlin""#;
    desk.show_agent_names: AtOnce, "true or false";
    desk.wording: AtOnce, r#"the path of a folder, or """#, folder;
    admin.group_id: AfterRestart, "the number of the team's supergroup, negative, such as -1001234567890", group_id;
    admin.tickets_topic_id: AfterRestart, "the number of a topic, 2 or higher; leave it out for General", topic_id;
    admin.layout: AfterRestart, r#""shared_topic" ("topic_per_ticket" is not built yet)"#;
    admin.agents: AtOnce, "a list of Telegram user numbers, such as [1001, 1002], or []", user_ids;
    admin.language: AtOnce, r#""en" or "ru""#;
    sla.enabled: AtOnce, "true or false";
    sla.response_within: AtOnce, r#"a duration of 1s to 365d, such as "30m""#, working_time;
    sla.warn_at_percent: AtOnce, "a whole number from 1 to 99", range(1, 99);
    sla.check_interval: AtOnce, r#"a duration of 1s to 1h, such as "60s""#, between(SECOND, HOUR);
    sla.reminder_cooldown: AtOnce, r#"a duration of 1s to 365d, such as "15m""#, working_time;
    sla.next_response_within: AtOnce,
        r#"a duration of 1s to 365d, such as "30m", or "off", or "" for sla.response_within"#, next_response;
    sla.resolve_within: AtOnce, r#"a duration of 1s to 365d, such as "24h", or "off""#, working_time_if_set;
    sla.tell_warnings: AtOnce, "true or false";
    sla.stop_when_viewed: AtOnce, "true or false";
    sla.max_reminders: AtOnce, "a whole number from 0 to 1000, 0 for no end", range(0, 1000);
    sla.priority.low.response_within: AtOnce, OWN_TIME, working_time_if_set;
    sla.priority.normal.response_within: AtOnce, OWN_TIME, working_time_if_set;
    sla.priority.high.response_within: AtOnce, OWN_TIME, working_time_if_set;
    sla.priority.urgent.response_within: AtOnce, OWN_TIME, working_time_if_set;
    sla.hours.time_zone: AtOnce, r#"an IANA name, such as "Europe/Berlin", or "" for desk.time_zone"#;
    // The week is checked as a whole, at its first day: one fault is enough.
    sla.hours.mon: AtOnce, HOURS, has_working_time;
    sla.hours.tue: AtOnce, HOURS;
    sla.hours.wed: AtOnce, HOURS;
    sla.hours.thu: AtOnce, HOURS;
    sla.hours.fri: AtOnce, HOURS;
    sla.hours.sat: AtOnce, HOURS;
    sla.hours.sun: AtOnce, HOURS;
    sla.hours.holidays: AtOnce, r#"a list of days such as ["12-25", "2027-04-05"], or []"#;
    sla.escalation: AtOnce,
        r#"steps [[sla.escalation]], the soonest first, each with after = "1h" (1s to 365d) and mention = ["@lead"]"#,
        escalation;
    auto_close.enabled: AtOnce, "true or false";
    auto_close.after: AtOnce, r#"a duration of 1s to 365d, such as "48h""#, between(SECOND, YEAR);
    auto_close.warn_before: AtOnce,
        r#"a duration shorter than auto_close.after, such as "6h", or "0s" for no warning"#, warn_before;
    limits.open_tickets_per_minute: AtOnce, "a whole number from 0 to 1000, 0 for no limit", range(0, 1000);
    limits.messages_per_minute: AtOnce, "a whole number from 0 to 1000, 0 for no limit", range(0, 1000);
    retention.deliveries: AtOnce, r#"a duration of 1h to 3650d, such as "30d""#, between(HOUR, YEAR * MOST_YEARS);
    database.url: AfterRestart secret, "sqlite://PATH?mode=rwc or postgres://USER:PASSWORD@HOST/NAME", database_url;
    log.format: AfterRestart, r#""text" or "json""#;
    log.filter: AtOnce, r#"a level (error, warn, info, debug, trace) or a list such as "info,bellhop=debug""#, filter;
};

/// The text of a secret, set or not.
fn exposed<'a>(secret: impl Into<Option<&'a SecretString>>) -> Option<&'a str> {
    secret.into().map(ExposeSecret::expose_secret)
}

/// The row of the setting `name`; `None` if there is no such setting.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// True if `name` is a table that holds settings.
pub(super) fn is_table(name: &str) -> bool {
    tables().any(|table| table == name)
}

/// The tables of the settings, each as often as it holds a key.
fn tables() -> impl Iterator<Item = &'static str> {
    let dots = |name: &'static str| name.match_indices('.').map(|(at, _)| &name[..at]);
    names().flat_map(dots)
}

fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|key| key.name)
}

/// The setting or table that somebody who wrote `key` most likely meant: the nearest spelling, else a longer name
/// that begins so, else the same name in another table.
pub(super) fn nearest(key: &str) -> Option<&'static str> {
    let name = last_part(key);
    let written = key.to_lowercase();
    // A misspelling, not another word: about every third letter may be wrong.
    let tolerated = (name.chars().count() / 3).clamp(1, 3);
    let by_spelling = names()
        .chain(tables())
        .map(|known| (strsim::damerau_levenshtein(known, &written), known))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known);
    by_spelling
        .or_else(|| names().find(|known| known.starts_with(&format!("{key}_"))))
        // The last guess, because a name may stand in several tables.
        .or_else(|| names().find(|known| last_part(known) == name))
}

fn last_part(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
