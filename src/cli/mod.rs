//! The command line of the binary, and its answers on the terminal.
//!
//! Exit codes: 0 when all went well, 2 when the command line, the settings or the texts are at fault, 1 for everything
//! else. Each fault is printed once, in a sentence with what to do; no panic's text, no `Debug` of an error.

mod arguments;
pub mod check;
#[cfg(feature = "demo")]
pub mod demo;
mod print;
mod run;
#[cfg(test)]
mod tests;

pub use print::print;
pub use run::main;
