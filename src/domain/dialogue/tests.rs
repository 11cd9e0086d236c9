//! Every (state, input) of the dialogues, and that nobody's words are lost.

mod asked;
mod edited;
mod ended;
mod private;
mod title;
mod words_kept;
