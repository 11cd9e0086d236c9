//! The short answers to presses, and the commands that Telegram offers.
//!
//! Invariant: a press that is not allowed gets the same answer as one that is too old, so that a stranger with forged
//! buttons learns nothing.

use super::Wording;
use crate::domain::language::Language;

/// The commands registered for private chats, in their order.
const COMMANDS: [(&str, &str); 6] = [
    ("start", "command-start"),
    ("support", "command-support"),
    ("ticket", "command-ticket"),
    ("tickets", "command-tickets"),
    ("cancel", "command-cancel"),
    ("help", "command-help"),
];

/// What the presser is shown for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Toast {
    /// The button means nothing any more, or never did.
    Stale,
    /// The presser may not do that: says what [`Toast::Stale`] says.
    NotAllowed,
    /// The ticket is resolved already.
    AlreadyResolved,
    /// The ticket is theirs now.
    Assigned,
    /// It was theirs already, or somebody's whom they chose.
    AlreadyAssigned,
    /// The ticket is nobody's now.
    Unassigned,
    /// The ticket is closed.
    Closed,
    /// The ticket stays open.
    KeptOpen,
    /// The answer is on its way.
    Sent,
    /// The answer was dropped.
    Dropped,
    /// The half-done thing was dropped.
    Cancelled,
    /// The person is blocked.
    Blocked,
    /// The block is lifted.
    Unblocked,
    /// The person is not blocked.
    NotBlocked,
    /// The update is being tried again.
    Retrying,
    /// The desk can't do that now; the press may be repeated.
    Busy,
}

impl Toast {
    /// All of them.
    pub const ALL: [Toast; 16] = [
        Toast::Stale,
        Toast::NotAllowed,
        Toast::AlreadyResolved,
        Toast::Assigned,
        Toast::AlreadyAssigned,
        Toast::Unassigned,
        Toast::Closed,
        Toast::KeptOpen,
        Toast::Sent,
        Toast::Dropped,
        Toast::Cancelled,
        Toast::Blocked,
        Toast::Unblocked,
        Toast::NotBlocked,
        Toast::Retrying,
        Toast::Busy,
    ];

    /// What it says: plain text, at most 200 characters (Bot API, `answerCallbackQuery`).
    pub fn text(self, wording: &Wording, language: Language) -> String {
        let key = match self {
            Toast::Stale | Toast::NotAllowed => "toast-stale",
            Toast::AlreadyResolved => "toast-already-resolved",
            Toast::Assigned => "toast-assigned",
            Toast::AlreadyAssigned => "toast-already-assigned",
            Toast::Unassigned => "toast-unassigned",
            Toast::Closed => "toast-closed",
            Toast::KeptOpen => "toast-kept-open",
            Toast::Sent => "toast-sent",
            Toast::Dropped => "toast-dropped",
            Toast::Cancelled => "toast-cancelled",
            Toast::Blocked => "toast-blocked",
            Toast::Unblocked => "toast-unblocked",
            Toast::NotBlocked => "toast-not-blocked",
            Toast::Retrying => "toast-retrying",
            Toast::Busy => "toast-busy",
        };
        wording.say(language, key, &[]).chars().take(200).collect()
    }
}

/// The commands with what they do, for `setMyCommands`.
pub fn commands(wording: &Wording, language: Language) -> Vec<(String, String)> {
    COMMANDS
        .iter()
        .map(|(command, key)| ((*command).to_owned(), wording.say(language, key, &[])))
        .collect()
}
