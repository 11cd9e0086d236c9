//! What an update's address tells by itself.

use super::UpdateHeader;
use crate::domain::ids::PersonId;

impl UpdateHeader {
    /// The person whose private chat it comes from, if it is one.
    pub fn person(&self) -> Option<PersonId> {
        person_of(self.lane)
    }
}

/// The person whose private chat a lane is, if it is one.
pub fn person_of(lane: i64) -> Option<PersonId> {
    (lane > 0).then_some(PersonId(lane))
}
