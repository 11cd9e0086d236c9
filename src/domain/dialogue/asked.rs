//! A command that a person gives in private, and the words behind it.
//!
//! What stands behind a command is what the person wrote, unless it is the payload of a link or the number of a ticket.

use crate::domain::{ids::TicketId, message::MessageContent};

/// The longest payload of a link, in characters (Bot API, *Deep linking*).
const PAYLOAD: usize = 64;

/// The payloads of our own links; they ask for what `/start` says anyway.
const OURS: [&str; 2] = ["support", "ticket"];

/// A person's request, by a command.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// `/start`: the greeting; by a link, with its payload if it is none of ours.
    Start(#[debug("…")] Option<String>),
    Help,
    /// `/support`: the ways to get help.
    Support,
    /// `/ticket`: their active ticket.
    Ticket,
    /// `/ticket 126`: this ticket, if it is theirs; else it is what they wrote.
    TicketOf(TicketId),
    /// `/tickets`: all of them.
    Tickets,
    /// `/cancel`: to drop the half-done thing.
    Cancel,
}

impl Asked {
    /// Reads a command by its name in lower case and the text that follows; `None` for a command that people do not
    /// have. Also returns the words behind it, which are the person's own.
    pub fn read(name: &str, words: &MessageContent) -> Option<(Asked, Option<MessageContent>)> {
        let behind = words.behind_first_word();
        let follows = behind.as_ref().map_or("", |words| words.text.trim());
        let asked = match name {
            // Telegram hands a link's payload over as the argument of `/start`: one token there is nothing that
            // the person typed.
            "start" if is_payload(follows) => {
                let foreign = !OURS.contains(&follows);
                return Some((Asked::Start(foreign.then(|| follows.to_owned())), None));
            }
            "start" => Asked::Start(None),
            "help" => Asked::Help,
            "support" => Asked::Support,
            // People copy the number with the sign that the desk puts before it.
            "ticket" => match follows.trim_start_matches('#').parse() {
                Ok(number) => Asked::TicketOf(TicketId(number)),
                Err(_) => Asked::Ticket,
            },
            "tickets" => Asked::Tickets,
            "cancel" => Asked::Cancel,
            _ => return None,
        };
        // Also behind a ticket's number: if that ticket is not theirs, the number was meant as words.
        Some((asked, behind))
    }
}

/// True for a payload that a link may carry: one token of `A-Z a-z 0-9 _ -`.
fn is_payload(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    // Bytes are characters here, for what is allowed is ASCII.
    (1..=PAYLOAD).contains(&text.len()) && text.chars().all(allowed)
}
