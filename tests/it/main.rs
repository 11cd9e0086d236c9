//! The tests of the whole: one binary, so that it is linked once.
//!
//! Each file is a part of the specification; `tests/README.md` says which test walks which box of the diagrams.

#![expect(unreachable_pub, reason = "a test binary has no outside")]

mod common;

mod flow;
mod settings;
mod storage;
mod whole;
