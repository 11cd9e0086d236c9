//! The settings: the commented `config.toml` as types.
//!
//! [`Settings::load`] lays the environment over the file over the defaults, types the result, checks what it means, and
//! tells all faults at once, each with the key's full path, what was found, where, and what is allowed. What has passed
//! here needs no second look: a duration is within its bounds, an address is one, a token has a token's shape.
//!
//! Invariant: no secret is ever printed: neither by `Debug` nor in a fault.

mod check;
mod diff;
mod error;
mod keys;
mod layers;
mod load;
mod settings;
mod sla;
mod value;

#[cfg(test)]
mod tests;

pub use diff::SettingsDiff;
pub use error::{SettingsError, SettingsErrors};
pub use settings::{
    Admin, AutoCloseSettings, DatabaseSettings, DeskSettings, Layout, LimitSettings, Log,
    LogFormat, Retention, Settings, Sources, TelegramSettings, Updates, Webhook,
};
pub use sla::{EscalationStep, Hours, Priorities, PriorityTime, Sla};
