//! The content of a message, and how it falls into parts that Telegram takes.

use super::context::{InReplyTo, Source, first_line};
use super::in_words::InWords;
use crate::domain::Instant;
use serde::{Deserialize, Serialize};

/// A part of a text with a meaning of its own (Bot API, `MessageEntity`); offsets count UTF-16 units.
/// Kinds and fields that we don't know are read and passed over, never refused.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// `bold`, `text_link`, …; any word, also one that Telegram invents tomorrow.
    #[serde(rename = "type")]
    pub kind: String,
    /// In UTF-16 units from the start of the text.
    pub offset: u32,
    pub length: u32,
    /// The address behind a `text_link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[debug("…")]
    pub url: Option<String>,
    /// The language of a `pre`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[debug("…")]
    pub language: Option<String>,
}

/// The kinds of media that people send, as far as the desk treats them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Photo,
    Video,
    /// A GIF or a silent video.
    Animation,
    Audio,
    Document,
    Voice,
    /// A round video; takes no caption.
    VideoNote,
    /// A sticker; takes no caption.
    Sticker,
    /// A place on the map, or a venue; takes no caption.
    Location,
    /// Somebody's contact; takes no caption.
    Contact,
    /// Anything else, readable or not; relayed by copying the original.
    Other,
}

/// One attachment of a message.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub kind: MediaKind,
    /// Telegram's name for the file, where there is one: sends it again when the original is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[debug("…")]
    pub file_id: Option<String>,
    /// Its content in words, where it is no file and says any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[debug("…")]
    pub in_words: Option<InWords>,
}

impl Media {
    /// True if both are the same attachment. A live location moves all the time, which is no edit.
    pub fn is_same_as(&self, other: &Media) -> bool {
        let moves = self.kind == MediaKind::Location && other.kind == MediaKind::Location;
        moves || self == other
    }
}

/// The original of a message, by its place in Telegram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The chat, as the Bot API numbers it.
    pub chat: i64,
    /// The message in that chat.
    pub message: i64,
}

/// The content of one message of a person or an agent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageContent {
    /// The text, or the caption of the media; empty when there is none.
    pub text: String,
    /// The formatting of `text`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    /// The attachment; `None` for plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// The original; `None` for words that a button stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The time of sending by Telegram's clock: words may be kept a while before they are a message of a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Instant>,
    /// The author of the original, when the message was forwarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<Box<Source>>,
    /// The message that they reply to or quote, where that says more than the order of the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<Box<InReplyTo>>,
}

/// The share of a text that fits into one of our messages beside title, heading and buttons, by [`length`] (Telegram
/// takes 4096 after parsing).
pub const TEXT_PART: usize = 3500;

/// The share of a caption that fits beside a heading, by [`length`].
pub const CAPTION_ROOM: usize = 900;

/// The room, within a caption, for the lines that say from where it was forwarded and what it replies to.
pub const CONTEXT_ROOM: usize = 350;

/// The longest caption that a bot may give, by [`length`]. People with Telegram Premium write longer ones, and a copy
/// with anything of ours attached (a caption, a reply, buttons) is built anew under this limit
/// (tdlib/telegram-bot-api, issue 334).
pub const CAPTION_LIMIT: usize = 1024;

/// The length of a text against a limit of Telegram's, in UTF-16 units. Its server counts code points in one place and
/// UTF-16 units in another; the latter are never fewer.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// One API call's worth of a relayed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The n-th stretch of the text, from 0; the first has the heading on top.
    Text(u16),
    /// The media with the heading on top of its caption.
    Captioned,
    /// The heading alone: what follows takes no caption, or has no room in it.
    Heading,
    /// The original as it is, but for a caption that is too long for us: that goes as text.
    Original,
}

impl MessageContent {
    /// Words that are nothing but text, without an original.
    pub fn text(text: impl Into<String>) -> Self {
        MessageContent {
            text: text.into(),
            entities: Vec::new(),
            media: None,
            origin: None,
            sent_at: None,
            forwarded_from: None,
            in_reply_to: None,
        }
    }

    /// True for text without an attachment.
    pub fn is_text(&self) -> bool {
        self.media.is_none()
    }

    /// The number of characters that a person sees: graphemes of the trimmed text.
    pub fn visible_length(&self) -> usize {
        visible_length(&self.text)
    }

    /// The text behind the first word, with its formatting: the words behind a command. `None` if a person sees
    /// nothing there.
    pub fn behind_first_word(&self) -> Option<MessageContent> {
        let text = self.text.trim_start();
        let rest = text[text.find(char::is_whitespace)?..].trim_start();
        let before = self.text.len() - rest.len();
        // Telegram counts the places of entities in UTF-16 units, not in bytes.
        let cut = self.text[..before].encode_utf16().count() as u32;
        let entities = self.entities.iter().filter_map(|entity| {
            let end = (entity.offset.saturating_add(entity.length)).saturating_sub(cut);
            let offset = entity.offset.saturating_sub(cut);
            // What lay within the command is gone, and what reaches out of it is cut short.
            (end > offset).then(|| Entity {
                offset,
                length: end - offset,
                ..entity.clone()
            })
        });
        (visible_length(rest) > 0).then(|| MessageContent {
            text: rest.to_owned(),
            entities: entities.collect(),
            ..self.clone()
        })
    }

    /// True if text, formatting and attachment are the same, wherever and whenever they were sent.
    pub fn says_the_same(&self, other: &MessageContent) -> bool {
        (&self.text, &self.entities) == (&other.text, &other.entities) && self.shows_the_same(other)
    }

    /// True if both have the same attachment, or neither has any.
    pub fn shows_the_same(&self, other: &MessageContent) -> bool {
        match (&self.media, &other.media) {
            (Some(one), Some(other)) => one.is_same_as(other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    /// The calls that relay these words with a heading of ours, in order. A caption that is too long for a bot goes as
    /// text, before what it belongs to.
    pub fn parts(&self) -> Vec<Part> {
        let texts = || (0..stretches(&self.text).len() as u16).map(Part::Text);
        match &self.media {
            None => texts().collect(),
            Some(_) if self.has_long_caption() => texts().chain([Part::Original]).collect(),
            Some(media) if media.kind.takes_caption() && length(&self.text) <= self.room() => {
                vec![Part::Captioned]
            }
            Some(_) => vec![Part::Heading, Part::Original],
        }
    }

    /// The longest caption that can stand below a heading of ours.
    fn room(&self) -> usize {
        match (&self.forwarded_from, &self.in_reply_to) {
            (None, None) => CAPTION_ROOM,
            _ => CAPTION_ROOM - CONTEXT_ROOM,
        }
    }

    /// A line that stands for the whole: the first one with words, behind the sign of an attachment.
    pub fn line(&self) -> String {
        let in_words = self
            .media
            .as_ref()
            .and_then(|media| media.in_words.as_ref());
        let in_words = in_words.and_then(|words| words.lines.first());
        let said = [Some(&self.text), in_words];
        let mut said = said.into_iter().flatten().map(|text| first_line(text));
        let said = said.find(|line| !line.is_empty());
        let sign = self.media.as_ref().map(|media| media.kind.sign());
        let line: Vec<String> = sign.map(str::to_owned).into_iter().chain(said).collect();
        line.join(" ")
    }

    /// The same words as an edit of others: what those refer to stays, for no edit changes that.
    pub fn as_edit_of(self, before: &MessageContent) -> MessageContent {
        MessageContent {
            forwarded_from: before.forwarded_from.clone(),
            in_reply_to: before.in_reply_to.clone(),
            ..self
        }
    }

    /// True for a caption longer than a bot may give: only its author can.
    pub fn has_long_caption(&self) -> bool {
        self.media.is_some() && length(&self.text) > CAPTION_LIMIT
    }
}

/// Words are personal: they never stand in a log.
impl std::fmt::Debug for MessageContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MessageContent")
            .field("characters", &self.text.chars().count())
            .field("media", &self.media.as_ref().map(|m| m.kind))
            .field("origin", &self.origin)
            .finish()
    }
}

impl MediaKind {
    /// True if Telegram lets this kind carry a caption (Bot API, `copyMessage`).
    pub fn takes_caption(self) -> bool {
        use MediaKind::*;
        matches!(self, Photo | Video | Animation | Audio | Document | Voice)
    }

    /// The sign that stands for it in a conversation.
    pub fn sign(self) -> &'static str {
        use MediaKind::*;
        match self {
            Photo => "📷",
            Video | Animation | VideoNote => "🎬",
            Audio => "🎵",
            Voice => "🎤",
            Sticker => "🩷",
            Location => "📍",
            Contact => "👤",
            Document | Other => "📎",
        }
    }
}

/// The number of characters that a person sees in `text`: graphemes, less those that show nothing around and between
/// them.
pub fn visible_length(text: &str) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
        .graphemes(true)
        // Any visible one will do: a family of emoji is joined by characters that show nothing.
        .filter(|g| g.chars().any(|c| !is_invisible(c)))
        .count()
}

/// Characters that show nothing: controls, zero-width ones, direction marks, variation selectors, tags, fillers.
fn is_invisible(c: char) -> bool {
    // To Unicode some of these are letters or signs (the fillers of Hangul, the blank of Braille); the eye sees
    // nothing.
    c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Cuts a text into stretches of at most [`TEXT_PART`] by [`length`], behind a line's end or a space where there is
/// one in the last quarter, else between graphemes; inside one only when it is longer than a stretch by itself, for
/// Telegram would refuse it whole. Byte ranges that follow each other; an empty text is one empty stretch.
pub fn stretches(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut stretches = Vec::new();
    let mut start = 0;
    while let Some(length) = first_cut(&text[start..]) {
        stretches.push(start..start + length);
        start += length;
    }
    stretches.push(start..text.len());
    stretches
}

/// The length in bytes of the first stretch of `text`; `None` if all of it fits into one.
fn first_cut(text: &str) -> Option<usize> {
    use unicode_segmentation::UnicodeSegmentation;
    let limit = bytes_within(text, TEXT_PART)?;
    let last_quarter = bytes_within(text, TEXT_PART / 4 * 3)?;
    let ends = text
        .grapheme_indices(true)
        .map(|(at, grapheme)| (at + grapheme.len(), grapheme))
        .take_while(|(end, _)| *end <= limit);
    let (mut last, mut space) = (None, None);
    for (end, grapheme) in ends {
        last = Some(end);
        // A cut at an earlier space would waste the room of a message.
        if end > last_quarter && grapheme.chars().all(char::is_whitespace) {
            space = last;
        }
    }
    Some(space.or(last).unwrap_or(limit))
}

/// The number of bytes of `text` that fit into `limit` by [`length`]; `None` if all of it does.
fn bytes_within(text: &str, limit: usize) -> Option<usize> {
    let mut length = 0;
    text.char_indices().find_map(|(at, character)| {
        length += character.len_utf16();
        (length > limit).then_some(at)
    })
}
