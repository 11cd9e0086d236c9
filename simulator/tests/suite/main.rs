//! The simulator's behaviour, one file for each area; one binary, because linking is what takes the time.

mod common;
mod core;
