//! What somebody said: text with its formatting, or media, or a kind of message nobody here knows.
//!
//! Where the original stands (chat and message id) is kept with it, because media are relayed by
//! `copyMessage`, and so is a message of a kind that we can't read.

mod content;
mod context;
mod in_words;
mod stored;
#[cfg(test)]
mod tests;

pub use content::{
    CAPTION_LIMIT, CAPTION_ROOM, CONTEXT_ROOM, Entity, Media, MediaKind, MessageContent, Origin,
    Part, TEXT_PART, length, stretches, visible_length,
};
pub use context::{InReplyTo, Quote, Source, SourceKind};
pub use in_words::{InWords, Thing};
pub use stored::{ShownPart, TicketMessage};
