//! Notices: what is told to whom. Pure: no wording, no Telegram.
//!
//! A notice is one API call to come. It is stored in the transaction of its cause and worded when it is sent, so
//! that waiting times are true; it says what is to be told, never how.

use super::ids::PersonId;

mod from_event;
mod key;
mod person;
mod team;
#[cfg(test)]
mod tests;
mod urgency;

pub use from_event::{EventContent, notices_for, parts_told};
pub use person::PersonNotice;
pub use team::{FormFault, ListFilter, NotHeard, ReceiptMark, TeamNotice, UsageOf};
pub use urgency::Urgency;

/// The side of the desk that is told, as a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Somebody, in their private chat.
    Person(PersonId),
    /// The team, in its group.
    Team,
}

/// One thing to tell, one API call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    ToPerson(PersonId, PersonNotice),
    ToTeam(TeamNotice),
}
