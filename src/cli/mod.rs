//! The commands: what can be asked of the binary, and what it answers on the terminal.
//!
//! The process ends with 0 when all went well, 2 when the command line, the settings or the texts are at fault, 1 for
//! everything else. What is told is told once, in a sentence with what to do; no panic's text, no `Debug` of an error.

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
