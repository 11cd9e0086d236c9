//! Bellhop: a support desk that lives in Telegram.
//!
//! A ticket is a value; an actor is the place where it lives. The value is a pure state machine with pure deadlines;
//! the actor is a thin shell that takes one turn at a time:
//!
//! > decide (pure) → commit (durable, one transaction) → apply → re-arm the timer → poke the notifier, reply
//!
//! The modules in reading order are also the floors of the house: each may use those earlier in this list, and none later.
//! `tests/tidy.rs` holds them to it.

pub mod domain;

pub mod clock;
pub mod config;
pub mod logging;
pub mod store;
pub mod telegram;

pub mod view;

pub mod actors;

pub mod app;
pub mod cli;
