//! What a ticket is.
//!
//! Everything here is pure: values in, values out, time as an argument. The floors above carry out what
//! these functions decide, so each rule of the desk can be tested as a table.
//!
//! Read in this order: [`ids`], [`message`], [`command`], [`event`], [`ticket`], [`calendar`], [`sla`], [`dialogue`], [`block`],
//! [`team_command`], [`right`], [`notice`], [`read_model`].
//!
//! Invariant: no IO, no clock, no async, no name of a library that talks to the world.

pub mod block;
pub mod calendar;
pub mod command;
pub mod dialogue;
pub mod event;
pub mod ids;
pub mod language;
pub mod message;
pub mod mode;
pub mod notice;
pub mod read_model;
pub mod reply;
pub mod right;
pub mod sla;
pub mod status;
pub mod team_command;
#[cfg(test)]
mod test_support;
pub mod ticket;
pub mod title;

/// An instant of the wall clock, whole milliseconds once it has been stored.
pub type Instant = chrono::DateTime<chrono::Utc>;
