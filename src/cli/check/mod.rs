//! `bellhop check`: a line for each thing that a desk needs to start, and a remedy for each fault.
//!
//! A thing that can't be looked at because of an earlier fault is marked so, not called a fault itself: whoever reads the
//! list from the top mends causes, not consequences.
//!
//! Invariant: nothing that people can see is changed, but for a short *typing…* in the topic (the Bot API has no other
//! way to ask whether a topic is there).

mod checks;
mod impact;
mod report;
#[cfg(test)]
mod tests;

pub use checks::{DatabaseCheck, check, settings_refused};
pub use report::CheckReport;
