//! Faults of overridden texts, described so that they can be corrected.
//!
//! All faults are collected before any is reported, as with the settings.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// One thing that is wrong with the texts.
#[derive(Debug, thiserror::Error)]
pub enum WordingFault {
    #[error("{}: can't be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}:{line}: not a Fluent text: {what}", path.display())]
    Syntax {
        path: PathBuf,
        /// The line of the text that can't be read, from 1.
        line: usize,
        what: String,
    },
    #[error("{}:{line}: the desk has no text named `{key}`", path.display())]
    UnknownText {
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        key: String,
    },
    /// The text can't be used where the desk needs it.
    #[error("{}:{line}: `{key}` {what}", path.display())]
    Unusable {
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        key: String,
        /// The reason, as the end of a sentence.
        what: String,
    },
}

impl WordingFault {
    pub(super) fn unreadable(path: &Path, source: io::Error) -> WordingFault {
        WordingFault::Unreadable {
            path: path.to_owned(),
            source,
        }
    }
}

/// Everything that is wrong with the texts.
#[derive(Debug)]
pub struct WordingFaults(pub(super) Vec<WordingFault>);

impl WordingFaults {
    /// The faults, one by one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &WordingFault> {
        self.0.iter()
    }
}

impl From<WordingFault> for WordingFaults {
    fn from(fault: WordingFault) -> WordingFaults {
        WordingFaults(vec![fault])
    }
}

impl fmt::Display for WordingFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "The texts in desk.wording have a fault:")?,
            n => writeln!(f, "The texts in desk.wording have {n} faults:")?,
        }
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        write!(
            f,
            "Mend this and try again. Every text, with the variables that it may use, stands in Bellhop's locales/; \
             `bellhop check` tests them all."
        )
    }
}

impl std::error::Error for WordingFaults {}
