//! What is meant by a message that replies to another or quotes it.
//!
//! A reply says something only where it says more than the order of the messages: one to the newest message of the other
//! side means that message anyway.
//!
//! Invariant: what is meant is never a note, and a quotation is taken from a message and from nothing around it: our copies
//! have headings, and cards show notes.

use super::message::{InReplyTo, Quote, TicketMessage};

/// The message that a reply to `shown` means, a message of a ticket or a copy of one, with the part of it that was
/// `quoted`. Where it replies to something else, the quoted part is looked for in the `conversation` of the ticket
/// that the words are for. `None` when it means nothing that was said in a ticket, or nothing more than the order
/// says.
pub fn meant(
    shown: Option<&TicketMessage>,
    quoted: Option<Quote>,
    conversation: &[TicketMessage],
) -> Option<InReplyTo> {
    let holds = |said: &TicketMessage, quote: &Quote| said.words.text.contains(&quote.text);
    let quoted_from = || {
        let quote = quoted.as_ref()?;
        // The same words may have been said twice, and the newer ones are likelier to be meant.
        let mut newest_first = conversation.iter().rev();
        newest_first.find(|said| !said.note && holds(said, quote))
    };
    let said = match shown {
        // A note is the team's own, and to name it would show it to the person.
        Some(said) => Some(said).filter(|said| !said.note)?,
        None => quoted_from()?,
    };
    // What was chosen from a heading of ours stands in no message.
    let quote = quoted.filter(|quote| holds(said, quote));
    if quote.is_none() && is_newest(said, conversation) {
        return None;
    }
    let line = match &quote {
        Some(quote) => quote.first_line(),
        None => said.words.line(),
    };
    Some(InReplyTo {
        message: Some((said.ticket, said.no)),
        quote,
        line,
        source: None,
    })
}

/// True if nobody of the same side said anything after it.
fn is_newest(said: &TicketMessage, conversation: &[TicketMessage]) -> bool {
    let same_side =
        |other: &&TicketMessage| !other.note && other.agent.is_some() == said.agent.is_some();
    let newest = conversation.iter().rev().find(same_side);
    newest.is_some_and(|newest| (newest.ticket, newest.no) == (said.ticket, said.no))
}

#[cfg(test)]
mod tests;
