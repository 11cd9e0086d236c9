//! The keys of the settings, and in words what each may be.
//!
//! A fault in a value is told by this table, so that a wrong type and a wrong value of one key say the same thing. It
//! also holds the keys that have no default and so do not stand in the tree of the defaults.
//!
//! Invariant: no value of a key in [`HIDDEN`] is ever shown, nor one that looks like a secret.

/// The allowed times of a priority.
const OWN_TIME: &str = "a duration of 1s to 365d, such as \"5m\", or \"\" for sla.response_within";

/// The allowed hours of a day.
const HOURS: &str =
    "a list of hours such as [\"09:00-13:00\", \"14:00-18:00\"] or [\"22:00-06:00\"], or []";

/// Every key, with what is allowed.
pub(super) const KEYS: &[(&str, &str)] = &[
    (
        "telegram.token",
        "the token that @BotFather gave, such as 123456789:AA… (46 characters or so)",
    ),
    (
        "telegram.token_file",
        "the path of a file that holds the token, or \"\"",
    ),
    ("telegram.api_url", "an http or https address"),
    ("telegram.updates", "\"polling\" or \"webhook\""),
    (
        "telegram.webhook.listen",
        "an IP address and a port, such as \"127.0.0.1:8443\"",
    ),
    (
        "telegram.webhook.public_url",
        "an https address (http on the loopback interface only)",
    ),
    (
        "telegram.webhook.secret_token",
        "1 to 256 characters of A-Z a-z 0-9 _ -, or \"\"",
    ),
    ("desk.mode", "\"tickets\", \"contact\" or \"both\""),
    (
        "desk.contact",
        "a Telegram name such as \"@support\": @, then 4 to 32 of A-Z a-z 0-9 _",
    ),
    (
        "desk.title_length",
        "the least and the most, within 1 to 128, such as [3, 128]",
    ),
    (
        "desk.message_length",
        "the least and the most, within 1 to 4000, such as [10, 4000]",
    ),
    ("desk.default_language", "\"en\" or \"ru\""),
    (
        "desk.time_zone",
        "an IANA name, such as \"UTC\" or \"Europe/Berlin\"",
    ),
    ("desk.show_agent_names", "true or false"),
    ("desk.wording", "the path of a folder, or \"\""),
    (
        "admin.group_id",
        "the number of the team's supergroup, negative, such as -1001234567890",
    ),
    (
        "admin.tickets_topic_id",
        "the number of a topic, 2 or higher; leave it out for General",
    ),
    (
        "admin.layout",
        "\"shared_topic\" (\"topic_per_ticket\" is not built yet)",
    ),
    (
        "admin.agents",
        "a list of Telegram user numbers, such as [1001, 1002], or []",
    ),
    ("admin.language", "\"en\" or \"ru\""),
    ("sla.enabled", "true or false"),
    (
        "sla.response_within",
        "a duration of 1s to 365d, such as \"30m\"",
    ),
    ("sla.warn_at_percent", "a whole number from 1 to 99"),
    (
        "sla.check_interval",
        "a duration of 1s to 1h, such as \"60s\"",
    ),
    (
        "sla.reminder_cooldown",
        "a duration of 1s to 365d, such as \"15m\"",
    ),
    (
        "sla.next_response_within",
        "a duration of 1s to 365d, such as \"30m\", or \"off\", or \"\" for sla.response_within",
    ),
    (
        "sla.resolve_within",
        "a duration of 1s to 365d, such as \"24h\", or \"off\"",
    ),
    ("sla.tell_warnings", "true or false"),
    ("sla.stop_when_viewed", "true or false"),
    (
        "sla.max_reminders",
        "a whole number from 0 to 1000, 0 for no end",
    ),
    ("sla.priority.low.response_within", OWN_TIME),
    ("sla.priority.normal.response_within", OWN_TIME),
    ("sla.priority.high.response_within", OWN_TIME),
    ("sla.priority.urgent.response_within", OWN_TIME),
    (
        "sla.hours.time_zone",
        "an IANA name, such as \"Europe/Berlin\", or \"\" for desk.time_zone",
    ),
    ("sla.hours.mon", HOURS),
    ("sla.hours.tue", HOURS),
    ("sla.hours.wed", HOURS),
    ("sla.hours.thu", HOURS),
    ("sla.hours.fri", HOURS),
    ("sla.hours.sat", HOURS),
    ("sla.hours.sun", HOURS),
    (
        "sla.hours.holidays",
        "a list of days such as [\"12-25\", \"2027-04-05\"], or []",
    ),
    (
        "sla.escalation",
        "steps [[sla.escalation]], the soonest first, each with after = \"1h\" (1s to 365d) and mention = [\"@lead\"]",
    ),
    ("auto_close.enabled", "true or false"),
    (
        "auto_close.after",
        "a duration of 1s to 365d, such as \"48h\"",
    ),
    (
        "auto_close.warn_before",
        "a duration shorter than auto_close.after, such as \"6h\", or \"0s\" for no warning",
    ),
    (
        "limits.open_tickets_per_minute",
        "a whole number from 0 to 1000, 0 for no limit",
    ),
    (
        "limits.messages_per_minute",
        "a whole number from 0 to 1000, 0 for no limit",
    ),
    (
        "retention.deliveries",
        "a duration of 1h to 3650d, such as \"30d\"",
    ),
    (
        "database.url",
        "sqlite://PATH?mode=rwc or postgres://USER:PASSWORD@HOST/NAME",
    ),
    ("log.format", "\"text\" or \"json\""),
    (
        "log.filter",
        "a level (error, warn, info, debug, trace) or a list such as \"info,bellhop=debug\"",
    ),
];

/// The keys whose values are secret.
const HIDDEN: &[&str] = &[
    "telegram.token",
    "telegram.webhook.secret_token",
    "database.url",
];

/// True if `key` is a setting.
pub(super) fn is_known(key: &str) -> bool {
    KEYS.iter().any(|(known, _)| *known == key)
}

/// True if `key` is a table that holds settings.
pub(super) fn is_table(key: &str) -> bool {
    KEYS.iter().any(|(known, _)| {
        known
            .strip_prefix(key)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}

/// True if the value of `key` must not be shown.
pub(super) fn is_hidden(key: &str) -> bool {
    HIDDEN.contains(&key)
}

/// True if `value` looks like a secret that was put into the wrong place: it holds a bot's token, or an address with a
/// password.
pub(super) fn is_secretive(value: &str) -> bool {
    let has_token = value
        .split(|c: char| !(c.is_ascii_alphanumeric() || "_-:".contains(c)))
        .map(|word| word.trim_start_matches(|c: char| !c.is_ascii_digit()))
        .any(super::check::is_token);
    let has_password = value
        .split_once("://")
        .is_some_and(|(_, rest)| rest.contains('@'));
    has_token || has_password
}

/// The values that `key` may have, in words.
pub(super) fn allowed(key: &str) -> &'static str {
    KEYS.iter()
        .find(|(known, _)| *known == key)
        .map_or("a table of settings", |(_, allowed)| allowed)
}

/// The setting or table that somebody who wrote `key` most likely meant: the nearest spelling, else a longer name
/// that begins so, else the same name in another table.
pub(super) fn nearest(key: &str) -> Option<&'static str> {
    let tables = KEYS
        .iter()
        .flat_map(|(known, _)| known.match_indices('.').map(|(at, _)| known.split_at(at).0));
    let name = last_part(key);
    let tolerated = (name.chars().count() / 3).clamp(1, 3);
    let by_spelling = KEYS
        .iter()
        .map(|(known, _)| *known)
        .chain(tables)
        .map(|known| {
            (
                strsim::damerau_levenshtein(known, &key.to_lowercase()),
                known,
            )
        })
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known);
    let all = || KEYS.iter().map(|(known, _)| *known);
    by_spelling
        .or_else(|| all().find(|known| known.starts_with(&format!("{key}_"))))
        .or_else(|| all().find(|known| last_part(known) == name))
}

fn last_part(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
