//! The languages that the desk speaks.

use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// A language of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    En,
    Ru,
}

impl Language {
    /// Every language that the desk speaks.
    pub const ALL: [Language; 2] = [Language::En, Language::Ru];

    /// Its code: `en`, `ru`.
    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Ru => "ru",
        }
    }

    /// The language of an IETF tag such as Telegram's `language_code` (`ru`, `ru-RU`, `en_GB`); `None` when the desk
    /// does not speak it.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Language::ALL
            .into_iter()
            .find(|l| l.code().eq_ignore_ascii_case(primary))
    }
}
