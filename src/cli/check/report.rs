//! The report of `bellhop check`, a line for each thing.

use crate::app::preflight::Finding;
use std::fmt;

/// The findings of a check in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport(Vec<CheckLine>);

/// The finding about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CheckLine {
    subject: &'static str,
    finding: Finding,
}

impl CheckReport {
    /// Returns true if no fault was found; warnings and things not looked at are none.
    pub fn is_well(&self) -> bool {
        let fault = |line: &CheckLine| matches!(line.finding, Finding::Fault { .. });
        !self.0.iter().any(fault)
    }

    pub(super) fn new() -> CheckReport {
        CheckReport(Vec::new())
    }

    pub(super) fn add(&mut self, subject: &'static str, finding: Finding) {
        self.0.push(CheckLine { subject, finding });
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for CheckLine { subject, finding } in &self.0 {
            match finding {
                Finding::Well(what) => writeln!(f, "✓ {subject:<10} {what}")?,
                Finding::Fault { problem, remedy } => {
                    writeln!(f, "✗ {subject:<10} {problem} → {remedy}")?;
                }
                Finding::Warning { problem, remedy } => {
                    writeln!(f, "! {subject:<10} {problem} → {remedy}")?;
                }
                Finding::Unknown(want) => writeln!(f, "- {subject:<10} not checked: {want}")?,
            }
        }
        Ok(())
    }
}
