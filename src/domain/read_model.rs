//! What the desk remembers about tickets and people, as the views need it: values between the store's rows and
//! what is said.

use super::{
    Instant,
    block::Block,
    ids::*,
    language::Language,
    status::{Priority, ReplyClock, Status},
    ticket::Ticket,
};

/// Somebody as Telegram shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    pub id: i64,
    /// First and last name.
    pub name: String,
    /// `username` without the `@`.
    pub username: Option<String>,
    /// Their `language_code`, as Telegram gave it.
    pub language_code: Option<String>,
    /// The topic of the private chat with them in which they last wrote or pressed, 0 outside of all topics; `None` where
    /// they were not seen in private (Bot API 9.3, *topics in private chats*).
    pub topic: Option<i64>,
}

/// A ticket with what the views say about it.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketDetails {
    pub ticket: Ticket,
    /// Its title, as typed.
    pub title: String,
    /// The payload of the link by which its person came to the bot before they opened it.
    pub came_by: Option<String>,
    pub person: Profile,
    pub assignee: Option<Profile>,
}

/// A line of a list of tickets.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub struct TicketSummary {
    pub id: TicketId,
    #[debug("…")]
    pub title: String,
    pub status: Status,
    pub priority: Priority,
    /// The reply clock that would run: *next* after the first answer.
    pub clock: ReplyClock,
    /// Since when its person waits, if they do.
    pub waiting_since: Option<Instant>,
    /// True if the running waiting stretch passed its deadline.
    pub breached: bool,
    pub opened_at: Instant,
}

/// A page of something, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// The number of rows on all pages up to this one, and of what follows at least the next: all of them, where a list can't
    /// grow without end.
    pub total: u64,
}

/// Somebody who is blocked.
#[derive(Clone, PartialEq, Eq)]
pub struct BlockedPerson {
    pub block: Block,
    pub person: Profile,
    /// True if they were told since, because they wrote.
    pub told: bool,
}

impl Profile {
    /// The language that Telegram says they read, if the desk speaks it.
    pub fn language(&self) -> Option<Language> {
        self.language_code.as_deref().and_then(Language::of_tag)
    }
}

/// Names are personal: they never stand in a log.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
