//! The clocks, instant by instant; the rules of `sla.md` by name; and oracles that walk the time.

mod edits;
mod explained;
mod histories;
mod impact;
mod ladder;
mod late;
mod policies;
mod replies;
mod rules;
mod silence;
mod warnings;
