//! The private chat with a person: messages, buttons, the steps of the dialogue.

mod buttons;
mod messages;
mod steps;
