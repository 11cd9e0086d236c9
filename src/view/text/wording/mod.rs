//! The sentences: Fluent files, compiled in, any text of which a file in the operator's folder may override.
//!
//! A placeable is filled with a number or with [`Html`](super::html::Html), so that nobody's words get into a message
//! unescaped. Overrides are checked completely when they are loaded (`check`): a text that does not exist, uses a variable
//! that it is not given, or leaves a tag open would otherwise be discovered by a person.

mod catalog;
mod check;
mod fault;
mod markup;
#[cfg(test)]
mod tests;

pub(crate) use catalog::Arg;
pub use catalog::Wording;
pub use fault::{WordingFault, WordingFaults};
