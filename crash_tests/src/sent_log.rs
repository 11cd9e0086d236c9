//! Who wrote what: each thing written bears a mark of its own, so that it is found again wherever it went.

use std::collections::BTreeMap;

/// The mark of one thing that somebody wrote: `w1001x17` is Ann's seventeenth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MessageTag {
    /// Who wrote it.
    pub(crate) by: i64,
    /// Their how-manieth it is.
    pub(crate) no: u32,
}

impl std::fmt::Display for MessageTag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "w{}x{}", self.by, self.no)
    }
}

/// All marks in a text, in their order.
pub(crate) fn marks(text: &str) -> Vec<MessageTag> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let mark = |word: &str| {
        let (by, no) = word.strip_prefix('w')?.split_once('x')?;
        Some(MessageTag {
            by: by.parse().ok()?,
            no: no.parse().ok()?,
        })
    };
    words.filter_map(mark).collect()
}

/// Something written.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) mark: MessageTag,
    /// Telegram's number of the message.
    pub(crate) message: i64,
    /// Whether it is plain text: that can be edited.
    pub(crate) text: bool,
}

/// Everything written so far.
#[derive(Debug, Default)]
pub(crate) struct SentLog {
    /// What people wrote to the bot, in their order.
    pub(crate) people: BTreeMap<i64, Vec<Line>>,
    /// What agents wrote as replies.
    pub(crate) agents: Vec<Line>,
    last: BTreeMap<i64, u32>,
}

impl SentLog {
    /// The mark of the next thing that somebody writes.
    pub(crate) fn next(&mut self, by: i64) -> MessageTag {
        let last = self.last.entry(by).or_default();
        *last += 1;
        MessageTag { by, no: *last }
    }

    /// A person wrote something.
    pub(crate) fn person(&mut self, mark: MessageTag, message: i64, text: bool) {
        let line = Line {
            mark,
            message,
            text,
        };
        self.people.entry(mark.by).or_default().push(line);
    }

    /// An agent replied.
    pub(crate) fn agent(&mut self, mark: MessageTag, message: i64) {
        self.agents.push(Line {
            mark,
            message,
            text: true,
        });
    }
}
