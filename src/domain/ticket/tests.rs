//! What a ticket does, as specifications: every pair of status and command, every cell of the table of transitions,
//! the guard against two agents answering at once, what an edit does, and what no history may ever break.

mod edits;
mod flow;
mod history;
mod pairs;
