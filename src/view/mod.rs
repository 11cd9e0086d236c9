//! Notices as calls: their text, and how it looks.
//!
//! A notice becomes one call. It is rendered when it is sent, from what is true then ([`ViewData`]), so that a waiting
//! time is never an old one, and a warning is dropped once the ticket is answered. The views load nothing: [`needs`]
//! names what a notice is rendered from, and the sender fetches that.
//!
//! Read in this order: `text` (HTML, sentences, names, durations); `data` and `query`; then the views: `person`, `team`,
//! `card`, `sla_timeline`, `context`, `conversation`, `list`, `digest`, `block`, `relay`, `edited_copies`, `settings`, and
//! `toast`; last `render`, which names them all.
//!
//! Invariant: nothing that a person typed, names included, goes into a call unescaped. Invariant: no call to a person
//! contains anything of a note, or reveals that there is one. An attachment of a note goes to the team alone.

mod block;
mod card;
mod context;
mod conversation;
mod data;
mod digest;
mod edited_copies;
mod list;
mod person;
mod query;
mod relay;
mod render;
mod settings;
mod sla_timeline;
mod team;
mod text;
mod toast;

#[cfg(test)]
mod tests;

pub use crate::domain::mode::Mode;
pub use context::{quotation, replies_to_meant};
pub use data::{Meant, SentCopy, ViewData, ViewSettings};
pub use query::{PAGE, TicketsNeeded, TicketsOf, ViewQuery, WhoseBlock, needs};
pub use render::{fallback, from_file, last_resort, render, shows, stands_in};
pub use settings::impact;
pub use text::{
    html,
    ticket_ref::names_ticket,
    wording::{Wording, WordingFault, WordingFaults},
};
pub use toast::{Toast, commands, still_need_help, takes_longer};

/// The sign at the beginning of every message of ours to which a note may reply, whatever its text says. A reply to such
/// a message is meant for the team alone, and must not be taken for anything else when the record of the message is lost.
pub const NOTE_SIGN: &str = "📝";
