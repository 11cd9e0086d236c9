//! `bellhop demo`: a desk on this machine, against a simulated Telegram; no token needed.
//!
//! The simulator has a thread and a runtime of its own, as the real Telegram would, so that neither can slow the other in
//! ways that the world does not know. The desk is a process of its own, so that it can be killed as no program can kill a
//! part of itself; it is the desk that `bellhop run` starts, on a clock that the page can set ([`child`]).

pub mod child;
mod process;
mod run;

pub use run::run;
