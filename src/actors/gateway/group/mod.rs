//! The team's group: messages and commands, answers, buttons, blocks.

mod answers;
mod blocks;
mod buttons;
mod messages;

pub(super) use messages::GroupMessage;
