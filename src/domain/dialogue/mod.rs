//! Half-done things: what the desk asked somebody, and what their next message means.
//!
//! In private a dialogue belongs to the person. In the group it belongs to the prompt's message, because an anonymous
//! administrator presses as a person and writes as the group. Each step is a pure function (state, input) →
//! (state, effects); the state is stored in the same transaction as its effects and dropped after [`LIFETIME`], so
//! that an old question never swallows a message.
//!
//! Invariant: no step but **Cancel** drops anybody's words; what can't be used now is kept in the state, given back in
//! an effect, or refused by one that is told. Words that end with their dialogue are told of, too.

use chrono::TimeDelta;

mod answers;
mod asked;
mod ended;
mod group;
mod private;
mod steps;
#[cfg(test)]
mod tests;

pub use asked::Asked;
pub use ended::{Dialogue, Farewell, Whose, has_ended};
pub use group::GroupDialogue;
pub use private::{KEPT, PrivateDialogue, PrivateEffect, PrivateInput, Refused};

/// After this an unanswered question is dropped.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);
