//! The words for a ticket's state: status, priority, and the reply clock that measures it.

use serde::{Deserialize, Serialize};

/// The four states of the diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 🟢 Nobody of the team has looked yet.
    Open,
    /// 🟡 The team handles it.
    InProgress,
    /// 🔵 The team spoke last.
    AwaitingUser,
    Resolved,
}

/// The urgency of a ticket. Every ticket starts as [`Priority::Normal`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Urgent,
}

/// The two reply clocks, which exclude each other (`sla.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReplyClock {
    /// Nothing was answered yet.
    First,
    /// There was an answer before.
    Next,
}

impl Priority {
    /// All of them, the least first.
    pub const ALL: [Priority; 4] = [
        Priority::Low,
        Priority::Normal,
        Priority::High,
        Priority::Urgent,
    ];
}
