//! What went wrong at other desks, each case as a chat that shows the right value.
//!
//! Each is an example of a kind; `tests/README.md` says which test shows which.

use crate::common::desk::*;

mod wording;
mod words_behind_a_command;

const TITLE: &str = "VPN not connecting";
const WORDS: &str = "I get error code 403 since this morning.";

impl Desk {
    /// Somebody changes a message of theirs, in private or in the group.
    async fn changes(&self, user: i64, chat: i64, message_id: i64, text: &str) {
        self.control(simulator::Control::Edit {
            user,
            chat: Some(chat),
            message_id,
            text: text.into(),
            media: None,
            entities: Vec::new(),
        })
        .await;
        self.pass(A_WHILE).await;
    }
}
