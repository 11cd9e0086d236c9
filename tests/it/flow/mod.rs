//! Transcripts of every path of `ticket-flow.md`, each named after its box or arrow.
//!
//! `tests/README.md` has the table. People do things in plain sentences; what they see afterwards is a snapshot where the
//! looks matter, and a plain assertion where one fact does. [`Desk::behaved`] ends the tests in which nothing may go wrong.

use crate::common::desk::*;

mod agents;
mod agents_edits;
mod answers;
mod auto_close;
mod blocking;
mod conversation;
mod creation;
mod edits;
mod existing_ticket;
mod flood;
mod guards;
mod just_answered;
mod kept_words;
mod languages;
mod limits;
mod list;
mod media;
mod notes;
mod outage;
mod restart;
mod routing;
mod sequence;
mod sla;
mod support_menu;
mod table;
mod topics;
mod unreachable;
mod unreadable;

pub(crate) const TITLE: &str = "VPN not connecting";
pub(crate) const WORDS: &str = "I get error code 403 since this morning.";

/// A desk at which Ann has ticket #1, Open, ten seconds old.
pub(crate) async fn opened() -> Desk {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk
}

/// A desk at which Ann has ticket #1, In Progress: Dora looked.
pub(crate) async fn looked_at() -> Desk {
    let desk = opened().await;
    desk.dora().clicks("View Ticket").await;
    desk
}

/// A desk at which Ann has ticket #1, Awaiting User: Dora answered.
pub(crate) async fn answered() -> Desk {
    let desk = looked_at().await;
    desk.dora().replies("Ticket #1", ANSWER).await;
    desk
}

/// A desk at which Ann's ticket #1 is resolved by Dora.
pub(crate) async fn resolved() -> Desk {
    let desk = answered().await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    desk
}

pub(crate) const ANSWER: &str = "Please restart the app.";
