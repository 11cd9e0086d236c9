//! What the desk asked a person in private, and what their next message means.

use crate::domain::{
    ids::TicketId,
    message::{MessageContent, Origin},
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
pub enum PrivateDialogue {
    /// Nothing is asked.
    #[default]
    Idle,
    /// They wrote without a ticket; the words are kept while they decide.
    Offered {
        /// What they wrote, in order.
        kept: Vec<MessageContent>,
    },
    /// The title is asked.
    Title {
        /// What they wrote before they had a ticket.
        kept: Vec<MessageContent>,
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
        kept: Vec<MessageContent>,
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
    Said(MessageContent),
    /// **Cancel**.
    Cancel,
    /// `/cancel` with words behind it.
    CancelAndSay(MessageContent),
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
        words: Vec<MessageContent>,
    },
    /// Add a message to a ticket.
    Write {
        /// Which one.
        ticket: TicketId,
        /// The message.
        words: MessageContent,
    },
    /// The half-done thing is dropped.
    Cancelled,
    /// There was nothing to drop.
    NothingToCancel,
}

impl PrivateDialogue {
    /// One step. `active` is the person's unresolved ticket, where words go that no question asked for.
    pub fn step(
        self,
        input: PrivateInput,
        active: Option<TicketId>,
        lengths: &Lengths,
    ) -> (PrivateDialogue, Vec<PrivateEffect>) {
        use PrivateEffect as E;
        use PrivateInput as I;
        match (self, input) {
            (PrivateDialogue::Idle, I::Cancel) => (PrivateDialogue::Idle, vec![E::NothingToCancel]),
            (_, I::Cancel) => (PrivateDialogue::Idle, vec![E::Cancelled]),
            // What is dropped is the half-done thing, not what they say beside it.
            (state, I::CancelAndSay(words)) => {
                let dropped = (state != PrivateDialogue::Idle).then_some(E::Cancelled);
                let (next, said) = PrivateDialogue::Idle.step(I::Said(words), active, lengths);
                (next, dropped.into_iter().chain(said).collect())
            }
            // An old button, or a second press: the title that they typed stays, and what was refused can be edited still.
            (state @ PrivateDialogue::Body { .. }, I::Create) => (state, vec![E::AskBody]),
            (state @ PrivateDialogue::Title { .. }, I::Create) => (state, vec![E::AskTitle]),
            (state, I::Create) => (
                PrivateDialogue::Title {
                    kept: state.into_kept(),
                    refused: Refused::default(),
                },
                vec![E::AskTitle],
            ),
            (state, I::Reply(ticket)) => {
                let kept = state.into_kept();
                let next = if kept.is_empty() {
                    PrivateDialogue::Reply { ticket }
                } else {
                    // They go to the active ticket with the next message.
                    PrivateDialogue::Offered { kept }
                };
                (next, vec![E::AskReply(ticket)])
            }
            // They were told that it is refused, and this is more of it.
            (PrivateDialogue::Title { kept, mut refused }, I::Said(words))
                if refused.goes_on_with(&words) =>
            {
                refused.refuse(&words);
                (PrivateDialogue::Title { kept, refused }, vec![])
            }
            (PrivateDialogue::Title { kept, refused }, I::Said(words)) => {
                title(kept, refused, words, lengths)
            }
            (
                PrivateDialogue::Body {
                    title,
                    title_from,
                    kept,
                    mut refused,
                },
                I::Said(words),
            ) if refused.goes_on_with(&words) => {
                refused.refuse(&words);
                let state = PrivateDialogue::Body {
                    title,
                    title_from,
                    kept,
                    refused,
                };
                (state, vec![])
            }
            (
                PrivateDialogue::Body {
                    title,
                    title_from,
                    kept,
                    refused,
                },
                I::Said(words),
            ) => body((title, title_from), kept, refused, words, lengths),
            (PrivateDialogue::Reply { ticket }, I::Said(words)) => {
                (PrivateDialogue::Idle, vec![E::Write { ticket, words }])
            }
            (state @ (PrivateDialogue::Idle | PrivateDialogue::Offered { .. }), I::Said(words)) => {
                match active {
                    Some(ticket) => {
                        let all = state.into_kept().into_iter().chain([words]);
                        let write = |words| E::Write { ticket, words };
                        (PrivateDialogue::Idle, all.map(write).collect())
                    }
                    None => state.offer(words),
                }
            }
        }
    }

    /// Keeps words that have no ticket to go to, and offers one: they wrote without a ticket, or it was resolved in
    /// the meantime.
    pub fn offer(self, words: MessageContent) -> (PrivateDialogue, Vec<PrivateEffect>) {
        let mut kept = self.into_kept();
        if kept.len() >= KEPT {
            return (
                PrivateDialogue::Offered { kept },
                vec![PrivateEffect::OfferFull],
            );
        }
        kept.push(words);
        (
            PrivateDialogue::Offered { kept },
            vec![PrivateEffect::Offer],
        )
    }

    /// They changed a message of theirs that has gone nowhere yet: what that makes of the dialogue. What is kept is
    /// changed where it is kept, a title too; one that was refused is a new attempt. `None` when nothing of it is here, or
    /// it says the same.
    pub fn edited(
        mut self,
        words: &MessageContent,
        lengths: &Lengths,
    ) -> Option<(PrivateDialogue, Vec<PrivateEffect>)> {
        let origin = words.origin;
        origin?;
        let kept = match &mut self {
            PrivateDialogue::Offered { kept }
            | PrivateDialogue::Title { kept, .. }
            | PrivateDialogue::Body { kept, .. } => kept,
            PrivateDialogue::Idle | PrivateDialogue::Reply { .. } => return None,
        };
        if let Some(changed) = kept.iter_mut().find(|kept| kept.origin == origin) {
            if changed.says_the_same(words) {
                return None;
            }
            *changed = words.clone().as_edit_of(changed);
            return Some((self, vec![]));
        }
        match self {
            PrivateDialogue::Title { kept, mut refused } => {
                let attempt = refused.takes_back(origin);
                attempt.then(|| title(kept, refused, words.clone(), lengths))
            }
            PrivateDialogue::Body {
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
            PrivateDialogue::Idle
            | PrivateDialogue::Offered { .. }
            | PrivateDialogue::Reply { .. } => None,
        }
    }

    /// Whether it keeps anything that they wrote.
    pub fn holds_words(&self) -> bool {
        match self {
            PrivateDialogue::Offered { kept } | PrivateDialogue::Title { kept, .. } => {
                !kept.is_empty()
            }
            PrivateDialogue::Body { .. } => true,
            PrivateDialogue::Idle | PrivateDialogue::Reply { .. } => false,
        }
    }

    /// What they said that has gone nowhere yet; a title that finds no ticket is words too.
    fn into_kept(self) -> Vec<MessageContent> {
        match self {
            PrivateDialogue::Offered { kept } | PrivateDialogue::Title { kept, .. } => kept,
            PrivateDialogue::Body {
                title,
                title_from,
                kept,
                ..
            } => {
                let title = MessageContent {
                    origin: title_from,
                    ..MessageContent::text(title)
                };
                std::iter::once(title).chain(kept).collect()
            }
            PrivateDialogue::Idle | PrivateDialogue::Reply { .. } => Vec::new(),
        }
    }
}
