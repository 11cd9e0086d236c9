//! The store on SQLite and PostgreSQL, by SeaORM.
//!
//! One type for both: what differs is how the database is opened ([`connect`]) and how its errors read ([`error`]).
//! SQLite has one connection that writes and a few that read; PostgreSQL has one pool for both, and a connection on
//! which this process leads or stands by ([`leadership`]). A ticket is rebuilt from its events; its row in `tickets` is derived
//! from the value in the same transaction and serves lists only.
//!
//! Invariant: no error holds a value that was to be stored, or the password in the database's address.

pub use connect::{ConnectError, Exposure, Listener, Opened, Options};
pub use sql_store::SqlStore;

mod commit;
mod connect;
mod context;
mod dialogues;
mod error;
mod forget;
mod group_state;
mod insert;
mod leadership;
mod links;
mod mapping;
mod messages;
mod outbox;
mod postgres_session;
mod queries;
mod sql_store;
mod titles;
mod waiting;
mod write;
