//! What a ticket does, as specifications: every pair of status and command, every cell of the table of transitions,
//! the guard against two agents answering at once, and what no history may ever break.

mod cells;
mod flow;
mod history;
mod pairs;
