//! A conversation, and what is meant by replies to it.

use super::*;
use crate::domain::{ids::*, message::MessageContent};
use chrono::DateTime;

const DORA: Option<AgentId> = Some(AgentId(7));

/// Ann writes twice, Dora answers, notes and answers, Ann writes.
fn conversation() -> Vec<TicketMessage> {
    let said = [
        (None, false, "The router is dead.\nPlease help!"),
        (None, false, "It blinks red."),
        (DORA, false, "Which one is it?"),
        (DORA, true, "He is loud: the router is dead."),
        (DORA, false, "Is it better now?"),
        (None, false, "No."),
    ];
    let said = said.into_iter().enumerate();
    said.map(|(at, (agent, note, text))| TicketMessage {
        ticket: TicketId(1),
        no: MessageNo(at as u32 + 1),
        agent,
        note,
        at: DateTime::UNIX_EPOCH,
        words: MessageContent::text(text),
        edits: 0,
    })
    .collect()
}

fn quote(text: &str) -> Option<Quote> {
    Some(Quote {
        text: text.into(),
        entities: Vec::new(),
    })
}

/// The number of what is meant, whether a part of it is quoted, and the line that stands for it.
fn told(shown: Option<usize>, quoted: Option<Quote>) -> Option<(u32, bool, String)> {
    let conversation = conversation();
    let shown = shown.map(|no| &conversation[no - 1]);
    let meant = meant(shown, quoted, &conversation)?;
    let (_, no) = meant.message?;
    Some((no.0, meant.quote.is_some(), meant.line))
}

fn is(no: u32, quoted: bool, line: &str) -> Option<(u32, bool, String)> {
    Some((no, quoted, line.to_owned()))
}

#[test]
fn what_is_meant() {
    let table = [
        // A reply to an older message of either side.
        (Some(1), None, is(1, false, "The router is dead.")),
        (Some(2), None, is(2, false, "It blinks red.")),
        (Some(3), None, is(3, false, "Which one is it?")),
        // To the newest of a side: the order says so.
        (Some(5), None, None),
        (Some(6), None, None),
        // A part of it that was chosen says more.
        (Some(5), quote("better"), is(5, true, "better")),
        (Some(6), quote("No"), is(6, true, "No")),
        // What was chosen from the heading of a copy is no part of the message.
        (Some(5), quote("Support replied to"), None),
        (
            Some(3),
            quote("Support replied to"),
            is(3, false, "Which one is it?"),
        ),
        // A part of the card: whatever message holds it, the newest first, notes never.
        (None, quote("router is dead"), is(1, true, "router is dead")),
        (None, quote("He is loud"), None),
        (None, quote("New ticket"), None),
        (None, None, None),
        // A note.
        (Some(4), None, None),
        (Some(4), quote("loud"), None),
    ];
    for (shown, quoted, expected) in table {
        let case = format!("{shown:?} {:?}", quoted.as_ref().map(|quote| &quote.text));
        assert_eq!(told(shown, quoted), expected, "{case}");
    }
}

#[test]
fn a_message_of_another_ticket_is_always_told() {
    let conversation = conversation();
    let mut other = conversation[4].clone();
    other.ticket = TicketId(2);
    let meant = meant(Some(&other), None, &conversation);
    let message = meant.and_then(|meant| meant.message);
    assert_eq!(message, Some((TicketId(2), MessageNo(5))));
}
