//! The rows, as SeaORM sees them; the migrations say what the tables are.
//!
//! Instants are milliseconds since 1970, words of enums and JSON are text; [`mapping`](super::sql) turns them into values of
//! the domain. No relations: the store asks for what it needs by key.
//!
//! Invariant: no row is ever put into a log or an error: people's words stand in it.

pub(super) mod activity;
pub(super) mod attachment;
pub(super) mod block;
pub(super) mod dialogue;
pub(super) mod earlier_title;
pub(super) mod event;
pub(super) mod inbox;
pub(super) mod key_value;
pub(super) mod message;
pub(super) mod message_version;
pub(super) mod outbox;
pub(super) mod person;
pub(super) mod policy;
pub(super) mod sent_message;
pub(super) mod ticket;
