//! Opening the database: the address, the lock of a file, the migrations, and what to say when it does not work.
//!
//! To open changes nothing: a process that stands by, or only looks, must not move the tables on under a leader of an
//! older version. Whoever leads does that, before anything else.
//!
//! Connections are never recycled by age: a database in memory lives as long as its one connection, and under a test's
//! paused clock an age is reached in no time.
//!
//! Invariant: no error here holds the password of an address.

pub use data::{Listener, Opened, Options};
pub use error::ConnectError;
pub use guarded::Exposure;

mod data;
mod error;
pub(super) mod file_identity;
mod guarded;
mod migrate;
mod open;
mod postgres;
mod read_only;
mod sqlite;
