//! The tests of the whole: one binary, so that it is linked once.
//!
//! Each file is a part of the specification; `tests/README.md` says which test walks which box of the diagrams.

mod common;

mod first_ticket;
mod recovery;
mod settings;
mod supervision;
