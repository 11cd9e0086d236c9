//! First lines of ours that name a ticket: a reply finds its ticket by them when the record of our message was lost.
//!
//! A first line may be somebody's own words, in a copied photo's caption or in the second part of a long text, and then
//! a number in it means nothing. So a line counts only when one of our sentences gives it, whole, for that ticket.

use super::{html::Html, renderer::title, wording::Arg};
use crate::domain::{language::Language, read_model::TicketDetails};
use crate::view::{NOTE_SIGN, data::ViewSettings};

/// The sentences of the group whose first line is made of a ticket's number, or of its number and title.
const HEADINGS: [&str; 24] = [
    "answer-dropped",
    "answer-refused",
    "answer-sent",
    "answer-stays",
    "answer-unreachable",
    "ask-answer",
    "ask-answer-named",
    "assign-choice",
    "assigned-nobody",
    "block-cancelled",
    "card-moved",
    "clocks-heading",
    "conversation-header",
    "edit-refused",
    "new-ticket",
    "not-sent",
    "parked",
    "person-wrote",
    "person-wrote-edited",
    "prompt-of-anonymous",
    "prompt-of-another",
    "resolution-alert",
    "team-confirm-close",
    "team-kept-open",
];

/// The same for sentences that follow the sign of a note.
const OF_NOTES: [&str; 3] = ["ask-note", "ask-note-named", "noted"];

/// A placeholder for any agent's name.
const SOMEBODY: char = '\u{e000}';

/// True if a first line, as a reader sees it, is one of ours about this ticket, in any language.
pub fn names_ticket(line: &str, shown: &TicketDetails, desk: &ViewSettings) -> bool {
    let mut args: Vec<(&'static str, Arg)> = ["link", "status", "priority", "user", "duration"]
        .into_iter()
        .map(|name| (name, Html::default().into()))
        .collect();
    args.push(("ticket", shown.ticket.id.into()));
    args.push(("title", title(&shown.title).into()));
    args.push(("agent", Html::escaped(&SOMEBODY.to_string()).into()));
    // Whether Telegram gives the marks around a title back is up to Telegram.
    let unmarked = |text: &str| text.replace(['\u{2068}', '\u{2069}'], "");
    let line = unmarked(line);
    let (line, keys) = match line.strip_prefix(NOTE_SIGN) {
        Some(rest) => (rest.trim(), &OF_NOTES[..]),
        None => (line.trim(), &HEADINGS[..]),
    };
    let ours = |language, key| {
        let said = Html::ours(desk.wording.say(language, key, &args)).visible();
        let said = unmarked(said.lines().next().unwrap_or_default());
        let said = said.trim();
        match said.split_once(SOMEBODY) {
            // Whoever it named may have another name by now, or be unknown.
            Some((before, after)) => line
                .strip_prefix(before)
                .is_some_and(|rest| rest.ends_with(after)),
            None => said == line,
        }
    };
    Language::ALL
        .into_iter()
        .any(|language| keys.iter().any(|key| ours(language, key)))
}
