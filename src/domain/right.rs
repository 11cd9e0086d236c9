//! What the bot may lack in the team's group, so that something can't be shown there.

use serde::{Deserialize, Serialize};

/// A right to send one kind of message (Bot API, `ChatPermissions`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    Photos,
    Videos,
    VideoNotes,
    VoiceNotes,
    Audios,
    Documents,
    Polls,
    /// Stickers, GIFs and games, which are one permission.
    Stickers,
    /// Attachments, when Telegram does not say of which kind.
    Media,
    /// A right that Telegram does not name.
    Unnamed,
}

impl Right {
    /// All of them, each with its name, by which it is stored and stands in a button's data.
    pub const ALL: [(Right, &'static str); 10] = [
        (Right::Photos, "photos"),
        (Right::Videos, "videos"),
        (Right::VideoNotes, "video_notes"),
        (Right::VoiceNotes, "voice_notes"),
        (Right::Audios, "audios"),
        (Right::Documents, "documents"),
        (Right::Polls, "polls"),
        (Right::Stickers, "stickers"),
        (Right::Media, "media"),
        (Right::Unnamed, "unnamed"),
    ];

    /// The name of the right, as it is stored.
    pub fn name(self) -> &'static str {
        let known = Right::ALL.into_iter().find(|(right, _)| *right == self);
        known.map_or("unnamed", |(_, name)| name)
    }

    /// The right of a name; `None` for what is no right's.
    pub fn named(name: &str) -> Option<Right> {
        let known = Right::ALL.into_iter().find(|(_, known)| *known == name);
        known.map(|(right, _)| right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_the_one_that_is_stored() {
        for (right, name) in Right::ALL {
            assert_eq!(serde_json::json!(right), name);
            assert_eq!(right.name(), name);
            assert_eq!(Right::named(name), Some(right));
        }
        assert_eq!(Right::named("telepathy"), None);
    }
}
