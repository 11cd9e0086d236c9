//! What an attachment that is no file says in words, so that it can be shown where Telegram does not let it be copied, and
//! after its original was deleted.

use serde::{Deserialize, Serialize};

/// An attachment in words.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InWords {
    pub what: Thing,
    /// Its question, title or name first, then its options, tasks, …; empty when it says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[debug("…")]
    pub lines: Vec<String>,
}

/// The kinds of attachments that hold words instead of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A poll: its question and its options.
    Poll,
    /// A poll with a right answer that the bot does not know.
    Quiz,
    /// A checklist: its title and its tasks.
    Checklist,
    /// A story: its address, where it has one.
    Story,
    /// A contact: the name and the number.
    Contact,
    /// A place or a venue: its name and address, where it has them, and where it is.
    Place,
    /// A die, a dart, …: what was thrown.
    Dice,
    /// A game: its title and description.
    Game,
    /// An invoice: its title and description.
    Invoice,
    /// A giveaway: its prize.
    Giveaway,
    /// Media that cost stars.
    PaidMedia,
    /// A message with blocks of its own: its text.
    Rich,
}

impl InWords {
    /// True if no bot can copy it: Telegram says so of most of these; of stories and checklists it is assumed.
    pub fn are_never_copied(&self) -> bool {
        use Thing::*;
        matches!(
            self.what,
            Quiz | Story | Checklist | Invoice | Giveaway | PaidMedia
        )
    }

    /// True if the words hold all there is, so that their reader misses nothing.
    pub fn are_complete(&self) -> bool {
        matches!(self.what, Thing::Contact | Thing::Place | Thing::Dice) && !self.lines.is_empty()
    }
}
