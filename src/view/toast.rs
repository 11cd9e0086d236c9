//! The short answers to presses, the commands that Telegram offers, and the words that a button stands for.
//!
//! Invariant: in private a press that a stranger may not make gets the same answer as one that is too old, so that somebody
//! with forged buttons learns nothing. In the group whoever is not heard is told why, whatever they press.

use super::{data::ViewSettings, text::wording::Wording};
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

/// The longest toast in characters; an override may exceed it.
const LONGEST: usize = 200;

/// The short text shown to whoever pressed a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Toast {
    /// The button is out of date, never was valid, or is not for the presser: all read the same.
    Stale,
    /// Only another member of the team may decide this.
    NotYours,
    /// The presser is not a member of the team.
    NotAnAgent,
    /// Telegram does not reveal whether the presser belongs to the team.
    MembershipUnknown,
    AlreadyResolved,
    Assigned,
    PrioritySet,
    Closed,
    /// The team was notified that the person still needs help.
    TeamTold,
    /// The update that was set aside is tried again.
    Retried,
}

impl Toast {
    /// Every toast there is, for the tests of the texts.
    pub const ALL: [Toast; 10] = [
        Toast::Stale,
        Toast::NotYours,
        Toast::NotAnAgent,
        Toast::MembershipUnknown,
        Toast::AlreadyResolved,
        Toast::Assigned,
        Toast::PrioritySet,
        Toast::Closed,
        Toast::TeamTold,
        Toast::Retried,
    ];

    /// The text in plain characters, at most 200 of them (Bot API, `answerCallbackQuery`).
    pub fn text(self, wording: &Wording, language: Language) -> String {
        let key = match self {
            Toast::Stale => "toast-stale",
            Toast::NotYours => "toast-not-yours",
            Toast::NotAnAgent => "toast-not-an-agent",
            Toast::MembershipUnknown => "toast-membership-unknown",
            Toast::AlreadyResolved => "toast-already-resolved",
            Toast::Assigned => "toast-assigned",
            Toast::PrioritySet => "toast-priority-set",
            Toast::Closed => "toast-closed",
            Toast::TeamTold => "toast-team-told",
            Toast::Retried => "toast-retried",
        };
        let text = wording.say(language, key, &[]);
        text.chars().take(LONGEST).collect()
    }
}

/// The commands with what they do, for `setMyCommands`.
pub fn commands(wording: &Wording, language: Language) -> Vec<(String, String)> {
    COMMANDS
        .iter()
        .map(|(command, key)| ((*command).to_owned(), wording.say(language, key, &[])))
        .collect()
}

/// The reply to somebody whose message or press can't be handled for a while, as HTML.
pub fn takes_longer(desk: &ViewSettings, language: Option<Language>) -> String {
    let language = language.unwrap_or(desk.default_language);
    desk.wording.say(language, "takes-longer", &[])
}

/// The words that **Still need help** stands for: they are added to the conversation as their person's message.
/// `language` is the person's, where it is known.
pub fn still_need_help(desk: &ViewSettings, language: Option<Language>) -> String {
    let language = language.unwrap_or(desk.default_language);
    desk.wording.say(language, "still-need-help", &[])
}
