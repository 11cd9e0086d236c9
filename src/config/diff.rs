//! What an edit of the settings changes, key by key, and which of it must wait for a restart.
//!
//! Values are compared as they are meant, not as they are written: `30m` and `1800s` are the same. A key that needs a
//! restart is one that the process has built something of: its way to Telegram, its database, its group.
//!
//! Invariant: every key of the settings stands in the table (a test holds it against the table of keys), so that none
//! can be edited unnoticed.

use super::Settings;
use secrecy::{ExposeSecret, SecretString};

/// The outcome of an edit of the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsDiff {
    /// The keys whose new values hold at once.
    pub at_once: Vec<&'static str>,
    /// The keys whose old values hold until the desk starts again.
    pub after_restart: Vec<&'static str>,
}

impl SettingsDiff {
    /// The changes from `before`, the settings read last, to `after`. `started` are those that the desk started with:
    /// a key that needs a restart and is back at its old value needs none.
    pub fn between(started: &Settings, before: &Settings, after: &Settings) -> SettingsDiff {
        let mut edit = SettingsDiff::default();
        for row in ROWS.iter().filter(|row| !(row.same)(before, after)) {
            match row.holds {
                TakesEffect::AtOnce => edit.at_once.push(row.key),
                TakesEffect::AfterRestart if (row.same)(started, after) => {}
                TakesEffect::AfterRestart => edit.after_restart.push(row.key),
            }
        }
        edit
    }

    /// True if nothing changes that anybody has to know.
    pub fn is_empty(&self) -> bool {
        self.at_once.is_empty() && self.after_restart.is_empty()
    }
}

/// From when on an edited key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TakesEffect {
    AtOnce,
    AfterRestart,
}

pub(super) struct Row {
    pub(super) key: &'static str,
    pub(super) holds: TakesEffect,
    same: fn(&Settings, &Settings) -> bool,
}

/// One row a key; its name is the path to its field.
macro_rules! rows {
    ($($first:ident $(. $next:ident)* => $holds:ident $(by $same:ident)?;)*) => {
        &[$(Row {
            key: concat!(stringify!($first) $(, ".", stringify!($next))*),
            holds: TakesEffect::$holds,
            same: |one, other| rows!(@ $($same)? (one.$first $(.$next)*, other.$first $(.$next)*)),
        }),*]
    };
    (@ ($one:expr, $other:expr)) => { $one == $other };
    (@ $same:ident ($one:expr, $other:expr)) => { $same(&$one, &$other) };
}

/// Every key of the settings.
pub(super) const ROWS: &[Row] = rows! {
    telegram.token => AfterRestart by same_secret;
    telegram.token_file => AfterRestart;
    telegram.api_url => AfterRestart;
    telegram.updates => AfterRestart;
    telegram.webhook.listen => AfterRestart;
    telegram.webhook.public_url => AfterRestart;
    telegram.webhook.secret_token => AfterRestart by same_secret_if_set;
    desk.mode => AtOnce;
    desk.contact => AtOnce;
    desk.title_length => AtOnce;
    desk.message_length => AtOnce;
    desk.default_language => AtOnce;
    desk.time_zone => AtOnce;
    desk.show_agent_names => AtOnce;
    desk.wording => AtOnce;
    admin.group_id => AfterRestart;
    admin.tickets_topic_id => AfterRestart;
    admin.layout => AfterRestart;
    admin.agents => AtOnce;
    admin.language => AtOnce;
    sla.enabled => AtOnce;
    sla.response_within => AtOnce;
    sla.warn_at_percent => AtOnce;
    sla.check_interval => AtOnce;
    sla.reminder_cooldown => AtOnce;
    sla.next_response_within => AtOnce;
    sla.resolve_within => AtOnce;
    sla.tell_warnings => AtOnce;
    sla.stop_when_viewed => AtOnce;
    sla.max_reminders => AtOnce;
    sla.priority.low.response_within => AtOnce;
    sla.priority.normal.response_within => AtOnce;
    sla.priority.high.response_within => AtOnce;
    sla.priority.urgent.response_within => AtOnce;
    sla.hours.time_zone => AtOnce;
    sla.hours.mon => AtOnce;
    sla.hours.tue => AtOnce;
    sla.hours.wed => AtOnce;
    sla.hours.thu => AtOnce;
    sla.hours.fri => AtOnce;
    sla.hours.sat => AtOnce;
    sla.hours.sun => AtOnce;
    sla.hours.holidays => AtOnce;
    sla.escalation => AtOnce;
    auto_close.enabled => AtOnce;
    auto_close.after => AtOnce;
    auto_close.warn_before => AtOnce;
    limits.open_tickets_per_minute => AtOnce;
    limits.messages_per_minute => AtOnce;
    retention.deliveries => AtOnce;
    database.url => AfterRestart by same_secret;
    log.format => AfterRestart;
    log.filter => AtOnce;
};

fn same_secret(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

fn same_secret_if_set(one: &Option<SecretString>, other: &Option<SecretString>) -> bool {
    let text = |secret: &Option<SecretString>| {
        secret
            .as_ref()
            .map(|secret| secret.expose_secret().to_owned())
    };
    text(one) == text(other)
}
