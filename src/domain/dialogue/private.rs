//! What the desk asked a person in private, and what their next message means.

use crate::domain::{
    ids::TicketId,
    words::{Origin, Words},
};
pub use answers::{Refused, TITLE_CODE_POINTS, TitleFault, title_of};
use answers::{body, retitled, title};
use serde::{Deserialize, Serialize};

mod answers;

/// How many messages are kept for a ticket that is not opened yet; a further one replaces none, it is refused visibly.
pub const KEPT: usize = 20;

/// How long titles and messages may be, in characters that a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// `desk.title_length`.
    pub title: (usize, usize),
    /// `desk.message_length`.
    pub message: (usize, usize),
}

/// Where the talk with a person stands.
#[derive(derive_more::Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Private {
    /// Nothing is asked.
    #[default]
    Idle,
    /// They wrote without a ticket; the words are kept while they decide.
    Offered {
        /// What they wrote, in order.
        kept: Vec<Words>,
    },
    /// The title is asked.
    Title {
        /// What they wrote before they had a ticket.
        kept: Vec<Words>,
        /// What they sent that is none.
        #[serde(default, skip_serializing_if = "Refused::is_empty")]
        refused: Refused,
    },
    /// The first message is asked.
    Body {
        /// The title, valid.
        #[debug("…")]
        title: String,
        /// The message that it was taken from; not known of those from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title_from: Option<Origin>,
        /// What they wrote before they had a ticket.
        kept: Vec<Words>,
        /// What they sent that is none.
        #[serde(default, skip_serializing_if = "Refused::is_empty")]
        refused: Refused,
    },
    /// The next message goes to this ticket.
    Reply {
        /// Which one.
        ticket: TicketId,
    },
}

/// What a person does in a dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateInput {
    /// **Create Ticket**; that they are not blocked and have no active ticket was checked.
    Create,
    /// **Reply** on a ticket of theirs.
    Reply(TicketId),
    /// They wrote.
    Said(Words),
    /// **Cancel**.
    Cancel,
    /// `/cancel` with words behind it.
    CancelAndSay(Words),
}

/// What a step brings about.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub enum PrivateEffect {
    /// Ask for the title.
    AskTitle,
    /// The title is too short; it is asked again.
    TitleTooShort,
    /// The title is too long; it is asked again.
    TitleTooLong,
    /// The title is not text; it is asked again.
    TitleNotText,
    /// Ask for the message.
    AskBody,
    /// The message is too short; it is asked again.
    BodyTooShort,
    /// The message is too long; it is asked again.
    BodyTooLong,
    /// Ask for the reply to a ticket.
    AskReply(TicketId),
    /// Offer to open a ticket with what they wrote.
    Offer,
    /// Too much is kept already: these words were not taken.
    OfferFull,
    /// Open a ticket with these messages, at least one.
    Open {
        /// The title.
        #[debug("…")]
        title: String,
        /// The message that it was taken from.
        title_from: Option<Origin>,
        /// The messages, in order.
        words: Vec<Words>,
    },
    /// Add a message to a ticket.
    Write {
        /// Which one.
        ticket: TicketId,
        /// The message.
        words: Words,
    },
    /// The half-done thing is dropped.
    Cancelled,
    /// There was nothing to drop.
    NothingToCancel,
}

impl Private {
    /// One step. `active` is the person's unresolved ticket, where words go that no question asked for.
    pub fn step(
        self,
        input: PrivateInput,
        active: Option<TicketId>,
        lengths: &Lengths,
    ) -> (Private, Vec<PrivateEffect>) {
        use PrivateEffect as E;
        use PrivateInput as I;
        match (self, input) {
            (Private::Idle, I::Cancel) => (Private::Idle, vec![E::NothingToCancel]),
            (_, I::Cancel) => (Private::Idle, vec![E::Cancelled]),
            // What is dropped is the half-done thing, not what they say beside it.
            (state, I::CancelAndSay(words)) => {
                let dropped = (state != Private::Idle).then_some(E::Cancelled);
                let (next, said) = Private::Idle.step(I::Said(words), active, lengths);
                (next, dropped.into_iter().chain(said).collect())
            }
            // An old button, or a second press: the title that they typed stays, and what was refused can be edited still.
            (state @ Private::Body { .. }, I::Create) => (state, vec![E::AskBody]),
            (state @ Private::Title { .. }, I::Create) => (state, vec![E::AskTitle]),
            (state, I::Create) => (
                Private::Title {
                    kept: state.into_kept(),
                    refused: Refused::default(),
                },
                vec![E::AskTitle],
            ),
            (state, I::Reply(ticket)) => {
                let kept = state.into_kept();
                let next = if kept.is_empty() {
                    Private::Reply { ticket }
                } else {
                    // They go to the active ticket with the next message.
                    Private::Offered { kept }
                };
                (next, vec![E::AskReply(ticket)])
            }
            // They were told that it is refused, and this is more of it.
            (Private::Title { kept, mut refused }, I::Said(words))
                if refused.goes_on_with(&words) =>
            {
                refused.refuse(&words);
                (Private::Title { kept, refused }, vec![])
            }
            (Private::Title { kept, refused }, I::Said(words)) => {
                title(kept, refused, words, lengths)
            }
            (
                Private::Body {
                    title,
                    title_from,
                    kept,
                    mut refused,
                },
                I::Said(words),
            ) if refused.goes_on_with(&words) => {
                refused.refuse(&words);
                let state = Private::Body {
                    title,
                    title_from,
                    kept,
                    refused,
                };
                (state, vec![])
            }
            (
                Private::Body {
                    title,
                    title_from,
                    kept,
                    refused,
                },
                I::Said(words),
            ) => body((title, title_from), kept, refused, words, lengths),
            (Private::Reply { ticket }, I::Said(words)) => {
                (Private::Idle, vec![E::Write { ticket, words }])
            }
            (state @ (Private::Idle | Private::Offered { .. }), I::Said(words)) => match active {
                Some(ticket) => {
                    let all = state.into_kept().into_iter().chain([words]);
                    let write = |words| E::Write { ticket, words };
                    (Private::Idle, all.map(write).collect())
                }
                None => state.offer(words),
            },
        }
    }

    /// Keeps words that have no ticket to go to, and offers one: they wrote without a ticket, or it was resolved in
    /// the meantime.
    pub fn offer(self, words: Words) -> (Private, Vec<PrivateEffect>) {
        let mut kept = self.into_kept();
        if kept.len() >= KEPT {
            return (Private::Offered { kept }, vec![PrivateEffect::OfferFull]);
        }
        kept.push(words);
        (Private::Offered { kept }, vec![PrivateEffect::Offer])
    }

    /// They changed a message of theirs that has gone nowhere yet: what that makes of the dialogue. What is kept is
    /// changed where it is kept, a title too; one that was refused is a new attempt. `None` when nothing of it is here, or
    /// it says the same.
    pub fn edited(
        mut self,
        words: &Words,
        lengths: &Lengths,
    ) -> Option<(Private, Vec<PrivateEffect>)> {
        let origin = words.origin;
        origin?;
        let kept = match &mut self {
            Private::Offered { kept }
            | Private::Title { kept, .. }
            | Private::Body { kept, .. } => kept,
            Private::Idle | Private::Reply { .. } => return None,
        };
        if let Some(changed) = kept.iter_mut().find(|kept| kept.origin == origin) {
            if changed.says_the_same(words) {
                return None;
            }
            *changed = words.clone().as_edit_of(changed);
            return Some((self, vec![]));
        }
        match self {
            Private::Title { kept, mut refused } => {
                let attempt = refused.takes_back(origin);
                attempt.then(|| title(kept, refused, words.clone(), lengths))
            }
            Private::Body {
                title,
                title_from,
                kept,
                mut refused,
            } => {
                if title_from == origin {
                    return retitled(title, kept, refused, words, lengths);
                }
                let attempt = refused.takes_back(origin);
                attempt.then(|| body((title, title_from), kept, refused, words.clone(), lengths))
            }
            Private::Idle | Private::Offered { .. } | Private::Reply { .. } => None,
        }
    }

    /// Whether it keeps anything that they wrote.
    pub fn holds_words(&self) -> bool {
        match self {
            Private::Offered { kept } | Private::Title { kept, .. } => !kept.is_empty(),
            Private::Body { .. } => true,
            Private::Idle | Private::Reply { .. } => false,
        }
    }

    /// What they said that has gone nowhere yet; a title that finds no ticket is words too.
    fn into_kept(self) -> Vec<Words> {
        match self {
            Private::Offered { kept } | Private::Title { kept, .. } => kept,
            Private::Body {
                title,
                title_from,
                kept,
                ..
            } => {
                let title = Words {
                    origin: title_from,
                    ..Words::text(title)
                };
                std::iter::once(title).chain(kept).collect()
            }
            Private::Idle | Private::Reply { .. } => Vec::new(),
        }
    }
}
