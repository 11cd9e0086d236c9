//! Which first lines are ours and name a ticket: how a reply finds its ticket when the record of our message was lost.
//!
//! A first line may be somebody's own words, in a copied photo's caption or in the second part of a long text, and then
//! a number in it means nothing. So a line counts only when one of our sentences gives it, whole, for that ticket.

use super::{Desk, html::Html, pen::title, wording::Arg};
use crate::domain::{language::Language, record::Shown};

/// The sentences of the group whose first line is made of a ticket's number, or of its number and title.
const HEADINGS: [&str; 18] = [
    "answer-dropped",
    "answer-refused",
    "answer-sent",
    "answer-unreachable",
    "ask-answer",
    "assign-choice",
    "assigned-nobody",
    "block-cancelled",
    "card-moved",
    "clocks-heading",
    "conversation-header",
    "new-ticket",
    "not-sent",
    "parked",
    "person-wrote",
    "resolution-alert",
    "team-confirm-close",
    "team-kept-open",
];

/// Whether a first line, as a reader sees it, is one of ours about this ticket, in any language.
pub fn names_ticket(line: &str, shown: &Shown, desk: &Desk) -> bool {
    let mut args: Vec<(&'static str, Arg)> = ["link", "status", "priority", "user", "duration"]
        .into_iter()
        .map(|name| (name, Html::default().into()))
        .collect();
    args.push(("ticket", shown.ticket.id.into()));
    args.push(("title", title(&shown.title).into()));
    let ours = |language, key| {
        let said = Html::ours(desk.wording.say(language, key, &args)).visible();
        said.lines().next().unwrap_or_default().trim() == line.trim()
    };
    Language::ALL
        .into_iter()
        .any(|language| HEADINGS.into_iter().any(|key| ours(language, key)))
}
