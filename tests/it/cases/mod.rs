//! What went wrong at other desks, each case as a chat that shows the right value.
//!
//! Each is an example of a kind; `tests/README.md` says which test shows which.

use crate::{
    common::desk::*,
    flow::{ANSWER, TITLE, WORDS, answered, looked_at, opened, resolved},
};
use simulator::{Control, Writing};

mod attachments_again;
mod backlog;
mod deleted_cards;
mod edited_on_its_way;
mod edits_of_waiting_words;
mod edits_of_what_is_held;
mod forced_replies;
mod forwards;
mod growth;
mod long_captions;
mod marks;
mod offers;
mod private_topics;
mod quotations;
mod rights;
mod slashes;
mod split_texts;
mod stand_ins;
mod unheard_agents;
mod wording;
mod words_behind_a_command;

/// A desk set up otherwise, at which Ann has ticket #1, In Progress: Dora looked.
async fn looked_at_in(setup: Setup) -> Desk {
    let desk = Desk::with(setup).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().clicks("View Ticket").await;
    desk
}

/// The same as a reply to Ann's card in the group.
fn reply(desk: &Desk, writing: Writing) -> Writing {
    Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        ..writing
    }
}

impl Desk {
    /// Somebody changes a message of theirs, in private or in the group.
    async fn changes(&self, user: i64, chat: i64, message_id: i64, text: &str) {
        self.control(Control::Edit {
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
