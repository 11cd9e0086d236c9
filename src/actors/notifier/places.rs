//! Where a row goes: the chat, the topic, and what it replies to.

use super::NotifierEnv;
use crate::{
    domain::notice::{Audience, Notice, PersonNotice, TeamNotice},
    store::OutboxRow,
    telegram::{Call, Destination},
    view,
};

impl NotifierEnv {
    /// The chat, and the message to reply to, for a row.
    pub(super) fn place(&self, row: &OutboxRow, facts: &view::ViewData) -> Destination {
        let meant = facts.meant.as_ref().map(|meant| meant.message);
        let meant = meant.filter(|_| view::replies_to_meant(&row.row.notice));
        match row.row.to() {
            Audience::Person(person) => Destination {
                chat: person.0,
                thread: facts.topic.filter(|topic| *topic != 0),
                reply_to: row.row.replies_to.or(match row.row.notice {
                    Notice::ToPerson(_, PersonNotice::NotSeen { .. }) => origin_in(person.0, facts),
                    _ => meant,
                }),
            },
            Audience::Team => Destination {
                chat: self.team.group(),
                thread: match row.row.thread {
                    Some(0) => None,
                    Some(thread) => Some(thread).filter(|thread| !self.team.has_lost(*thread)),
                    None => self.team.topic(),
                },
                reply_to: row.row.replies_to.or(match row.row.notice {
                    Notice::ToTeam(
                        TeamNotice::PersonWrote { .. } | TeamNotice::PersonEdited { .. },
                    ) => meant.or(facts.card),
                    Notice::ToTeam(
                        TeamNotice::Warning { .. }
                        | TeamNotice::Alert { .. }
                        | TeamNotice::Escalation { .. }
                        | TeamNotice::ResolutionAlert { .. },
                    ) => facts.card,
                    Notice::ToTeam(TeamNotice::AnswerFailed { .. } | TeamNotice::Mark { .. }) => {
                        origin_in(self.team.group(), facts)
                    }
                    _ => None,
                }),
            },
        }
    }
}

/// The message that a notice speaks of, where it was written in this chat.
fn origin_in(chat: i64, facts: &view::ViewData) -> Option<i64> {
    let origin = facts.said.as_ref()?.words.origin?;
    (origin.chat == chat).then_some(origin.message)
}

/// The same call to another place.
pub(super) fn rewritten(mut call: Call, place: Destination) -> Call {
    match &mut call {
        Call::Text { to, .. } | Call::Copy { to, .. } | Call::File { to, .. } => *to = place,
        Call::Edit { chat, .. }
        | Call::EditCaption { chat, .. }
        | Call::Delete { chat, .. }
        | Call::React { chat, .. } => *chat = place.chat,
        Call::Toast { .. } => {}
    }
    call
}
