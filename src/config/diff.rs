//! The changes that an edit of the settings makes, key by key, and which of them wait for a restart.
//!
//! The table of keys says of each when it takes effect. A key that needs a restart is one that the process has built
//! something of: its way to Telegram, its database, its group.
//!
//! Invariant: no key can be edited unnoticed: every one stands in the table, and the table compares it.

use super::{
    keys::{KEYS, TakesEffect},
    settings::Settings,
};

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
        for key in KEYS.iter().filter(|key| !(key.is_same)(before, after)) {
            match key.effect {
                TakesEffect::AtOnce => edit.at_once.push(key.name),
                // Back at the value that the process runs with: nothing waits for a restart.
                TakesEffect::AfterRestart if (key.is_same)(started, after) => {}
                TakesEffect::AfterRestart => edit.after_restart.push(key.name),
            }
        }
        edit
    }

    /// True if nothing changes that anybody has to know.
    pub fn is_empty(&self) -> bool {
        self.at_once.is_empty() && self.after_restart.is_empty()
    }
}
