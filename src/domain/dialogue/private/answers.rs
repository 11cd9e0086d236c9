//! What answers the questions for the title and the message, and what is refused.

use super::{KEPT, Lengths, PrivateDialogue, PrivateEffect};
use crate::domain::{
    Instant,
    message::{MessageContent, Origin, visible_length},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How soon after a long text that was refused what follows is the rest of it: Telegram's apps split what is longer than
/// a message (4096 characters), and send the pieces at once.
const SPLIT: TimeDelta = TimeDelta::seconds(3);

/// How many UTF-16 units a piece has at least of which more follows: the apps split between words and lines, in the
/// second half of what a message holds.
const PIECE: usize = 2048;

/// How many code points a title may have whatever it looks like (or `desk.title_length`, where that allows more):
/// one visible character can be made of hundreds, and the title must fit into every message beside the text
/// ([`TEXT_PART`](crate::domain::message::TEXT_PART)).
pub const TITLE_CODE_POINTS: usize = 400;

/// What was refused as an answer to a question, and said to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refused {
    /// The newest messages of them: an edit of one is a new attempt.
    #[serde(default)]
    messages: Vec<Origin>,
    /// When the newest was sent, if more of it may follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goes_on: Option<Instant>,
}

impl Refused {
    /// Whether nothing was refused.
    pub fn is_empty(&self) -> bool {
        *self == Refused::default()
    }

    pub(super) fn refuse(&mut self, words: &MessageContent) {
        self.messages.retain(|origin| Some(*origin) != words.origin);
        self.messages.extend(words.origin);
        let older = self.messages.len().saturating_sub(KEPT);
        self.messages.drain(..older);
        let piece = words.is_text() && words.text.encode_utf16().count() >= PIECE;
        self.goes_on = words.sent_at.filter(|_| piece);
    }

    /// Whether these words are the rest of a text that was refused: its app split it.
    pub(super) fn goes_on_with(&self, words: &MessageContent) -> bool {
        let soon = |(before, sent)| (TimeDelta::zero()..=SPLIT).contains(&(sent - before));
        words.is_text() && self.goes_on.zip(words.sent_at).is_some_and(soon)
    }

    /// Whether this message was refused; it is no more.
    pub(super) fn takes_back(&mut self, origin: Option<Origin>) -> bool {
        let before = self.messages.len();
        self.messages.retain(|refused| Some(*refused) != origin);
        self.messages.len() < before
    }
}

/// Why something is no title.
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

pub(super) fn title(
    kept: Vec<MessageContent>,
    refused: Refused,
    words: MessageContent,
    lengths: &Lengths,
) -> (PrivateDialogue, Vec<PrivateEffect>) {
    use PrivateEffect as E;
    let title = match title_of(&words, lengths) {
        Ok(title) => title,
        Err(fault) => return no_title(kept, refused, &words, fault),
    };
    let title_from = words.origin;
    if enough(&kept, lengths) {
        let open = E::Open {
            title,
            title_from,
            words: kept,
        };
        return (PrivateDialogue::Idle, vec![open]);
    }
    let state = PrivateDialogue::Body {
        title,
        title_from,
        kept,
        refused: Refused::default(),
    };
    (state, vec![E::AskBody])
}

fn no_title(
    kept: Vec<MessageContent>,
    mut refused: Refused,
    words: &MessageContent,
    fault: TitleFault,
) -> (PrivateDialogue, Vec<PrivateEffect>) {
    refused.refuse(words);
    let told = match fault {
        TitleFault::TooShort => PrivateEffect::TitleTooShort,
        TitleFault::TooLong => PrivateEffect::TitleTooLong,
        TitleFault::NotText => PrivateEffect::TitleNotText,
    };
    (PrivateDialogue::Title { kept, refused }, vec![told])
}

/// They changed the message that the title was taken from. What is none any more is asked again.
pub(super) fn retitled(
    before: String,
    kept: Vec<MessageContent>,
    refused: Refused,
    words: &MessageContent,
    lengths: &Lengths,
) -> Option<(PrivateDialogue, Vec<PrivateEffect>)> {
    match title_of(words, lengths) {
        Ok(title) if title == before => None,
        Ok(title) => {
            let title_from = words.origin;
            let state = PrivateDialogue::Body {
                title,
                title_from,
                kept,
                refused,
            };
            Some((state, vec![]))
        }
        Err(fault) => Some(no_title(kept, refused, words, fault)),
    }
}

/// Whether what was kept is a message by itself.
fn enough(kept: &[MessageContent], lengths: &Lengths) -> bool {
    kept.iter().any(|w| !w.is_text())
        || !kept.is_empty()
            && kept
                .iter()
                .map(MessageContent::visible_length)
                .sum::<usize>()
                >= lengths.message.0
}

pub(super) fn body(
    (title, title_from): (String, Option<Origin>),
    mut kept: Vec<MessageContent>,
    mut refused: Refused,
    words: MessageContent,
    lengths: &Lengths,
) -> (PrivateDialogue, Vec<PrivateEffect>) {
    use PrivateEffect as E;
    let length = words.visible_length();
    let fault = if length > lengths.message.1 {
        E::BodyTooLong
    } else if words.is_text() && length < lengths.message.0 {
        E::BodyTooShort
    } else {
        kept.push(words);
        let open = E::Open {
            title,
            title_from,
            words: kept,
        };
        return (PrivateDialogue::Idle, vec![open]);
    };
    // The end of a text alone would open a ticket whose beginning is missing.
    refused.refuse(&words);
    let state = PrivateDialogue::Body {
        title,
        title_from,
        kept,
        refused,
    };
    (state, vec![fault])
}
