//! What becomes of a dialogue with which nobody went on: it ends, and whoever trusted in it is told.

use super::{GroupDialogue, LIFETIME, PrivateDialogue};
use crate::domain::{
    Instant,
    ids::{PersonId, UpdateId},
    notice::{Notice, PersonNotice, TeamNotice},
};

/// The owner of a dialogue: a person, or the prompt in the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A person's, in private.
    Person(PersonId),
    /// The group's, by the update that began it.
    Anchor(UpdateId),
}

/// A dialogue as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialogue {
    Private(PersonId, PrivateDialogue),
    /// One in the group.
    Group(UpdateId, GroupDialogue),
}

/// The notices sent when a dialogue ends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    pub notices: Vec<Notice>,
    /// The message that it replies to.
    pub replies_to: Option<i64>,
}

/// True once a dialogue that was set at `since` has outlived its [`LIFETIME`](super::LIFETIME).
pub fn has_ended(since: Instant, now: Instant) -> bool {
    now - since >= LIFETIME
}

impl Dialogue {
    /// The owner of this dialogue.
    pub fn whose(&self) -> Whose {
        match self {
            Dialogue::Private(person, _) => Whose::Person(*person),
            Dialogue::Group(anchor, _) => Whose::Anchor(*anchor),
        }
    }

    /// The notices for its end; `None` for a question alone, which nobody misses.
    pub fn farewell(&self) -> Option<Farewell> {
        match self {
            // What was kept is dropped with the dialogue, and its author may believe that somebody reads it.
            Dialogue::Private(person, state) if state.holds_words() => Some(Farewell {
                notices: vec![
                    // The button first: it promises a ticket with words that are gone.
                    Notice::ToPerson(*person, PersonNotice::OldOffer { standing: false }),
                    Notice::ToPerson(*person, PersonNotice::OfferEnded),
                ],
                replies_to: None,
            }),
            Dialogue::Group(_, GroupDialogue::ConfirmAnswer { ticket, words, .. }) => {
                Some(Farewell {
                    notices: vec![Notice::ToTeam(TeamNotice::AnswerExpired {
                        ticket: *ticket,
                    })],
                    // An agent may have several answers waiting, and has to see which of them was not sent.
                    replies_to: words.origin.map(|origin| origin.message),
                })
            }
            // An unfinished form has changed nothing: whoever still means it fills in a new one.
            Dialogue::Private(..) | Dialogue::Group(_, GroupDialogue::Block(_)) => None,
        }
    }
}
