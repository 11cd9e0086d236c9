//! What is wrong with the settings, told so that it can be mended.
//!
//! All faults are found before any is told: nobody should have to start the desk once per misspelling.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    /// The key's full path, or the file when it is the file that is at fault.
    pub key: String,
    /// The value found, as TOML; `(hidden)` for a secret; `None` where there is nothing to show.
    pub found: Option<String>,
    /// The source of the value: the file, the environment's variable, or `default`.
    pub origin: Option<String>,
    /// The fault, and the values that are allowed.
    pub problem: String,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsErrors(pub(super) Vec<SettingsError>);

impl SettingsError {
    /// A fault of which there is no value to show.
    pub(super) fn plain(key: impl Into<String>, problem: impl Into<String>) -> SettingsError {
        SettingsError {
            key: key.into(),
            found: None,
            origin: None,
            problem: problem.into(),
        }
    }
}

impl From<SettingsError> for SettingsErrors {
    fn from(error: SettingsError) -> SettingsErrors {
        SettingsErrors(vec![error])
    }
}

impl SettingsErrors {
    /// The faults, one by one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &SettingsError> {
        self.0.iter()
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)?;
        if let Some(found) = &self.found {
            write!(f, " = {found}")?;
        }
        if let Some(origin) = &self.origin {
            write!(f, " ({origin})")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "The settings have a fault:")?,
            n => writeln!(f, "The settings have {n} faults:")?,
        }
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        write!(
            f,
            "Mend this and try again. Every setting is explained in Bellhop's config.toml; `bellhop check` tests them all."
        )
    }
}

impl std::error::Error for SettingsErrors {}
