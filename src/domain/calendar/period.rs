//! A stretch of time, from one instant to another.

use crate::domain::Instant;

/// A stretch of time in which a clock runs; without an end while it still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Instant,
    /// Until when, not included.
    pub to: Option<Instant>,
}
