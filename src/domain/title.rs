//! The rules for titles, and the lengths that titles and messages may have.

use super::message::{MessageContent, visible_length};
use serde::{Deserialize, Serialize};

/// The lengths that titles and messages may have, in characters that a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    pub title: (usize, usize),
    pub message: (usize, usize),
}

/// The most code points that a title may have whatever it looks like (or `desk.title_length`, where that allows more):
/// one visible character can be made of hundreds, and the title must fit into every message beside the text
/// ([`TEXT_PART`](crate::domain::message::TEXT_PART)).
pub const TITLE_CODE_POINTS: usize = 400;

/// The reason that a text is no title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TitleFault {
    /// It is too short.
    TooShort,
    /// It is too long.
    TooLong,
    /// It is not text.
    NotText,
}

/// The title that these words make, if they make one.
///
/// # Errors
/// Why they do not.
pub fn title_of(words: &MessageContent, lengths: &Lengths) -> Result<String, TitleFault> {
    // A title is one line: what is measured is what will be shown.
    let title = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (shortest, longest) = lengths.title;
    let length = visible_length(&title);
    // A caption makes no title, whatever it says: the attachment would go nowhere.
    if !words.is_text() {
        Err(TitleFault::NotText)
    } else if length < shortest {
        Err(TitleFault::TooShort)
    } else if length > longest || title.chars().count() > TITLE_CODE_POINTS.max(longest) {
        Err(TitleFault::TooLong)
    } else {
        Ok(title)
    }
}
