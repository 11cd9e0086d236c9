//! What the desk asked a person in private, and what their next message means.

use crate::domain::{
    Instant,
    ids::TicketId,
    words::{Words, visible_length},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How many messages are kept for a ticket that is not opened yet; a further one replaces none, it is refused visibly.
pub const KEPT: usize = 20;

/// How soon after a message that is too long what follows is the rest of it: Telegram's apps split what is longer than a
/// message (4096 characters), and send the pieces at once.
const SPLIT: TimeDelta = TimeDelta::seconds(3);

/// How many code points a title may have whatever it looks like (or `desk.title_length`, where that allows more):
/// one visible character can be made of hundreds, and the title must fit into every message beside the text
/// ([`TEXT_PART`](crate::domain::words::TEXT_PART)).
pub const TITLE_CODE_POINTS: usize = 400;

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
    },
    /// The first message is asked.
    Body {
        /// The title, valid.
        #[debug("…")]
        title: String,
        /// What they wrote before they had a ticket.
        kept: Vec<Words>,
        /// When the message was sent that they wrote last, if it was too long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        too_long: Option<Instant>,
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
            // An old button, or a second press: the title that they typed stays.
            (Private::Body { title, kept, .. }, I::Create) => {
                (asked_for_body(title, kept), vec![E::AskBody])
            }
            (state, I::Create) => (
                Private::Title {
                    kept: state.into_kept(),
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
            (Private::Title { kept }, I::Said(words)) => title(kept, words, lengths),
            (
                Private::Body {
                    title,
                    kept,
                    too_long,
                },
                I::Said(words),
            ) => body(title, kept, too_long, words, lengths),
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

    /// They changed a message of theirs that has gone nowhere yet: the state with what it says now. `None` when nothing of
    /// it is kept here, or it says the same.
    pub fn edited(mut self, words: &Words) -> Option<Private> {
        let kept = match &mut self {
            Private::Offered { kept } | Private::Title { kept } | Private::Body { kept, .. } => {
                kept
            }
            Private::Idle | Private::Reply { .. } => return None,
        };
        let same = |kept: &&mut Words| kept.origin.is_some() && kept.origin == words.origin;
        let changed = kept.iter_mut().find(same)?;
        if changed.says_the_same(words) {
            return None;
        }
        *changed = words.clone();
        Some(self)
    }

    /// What they said that has gone nowhere yet; a title that finds no ticket is words too.
    fn into_kept(self) -> Vec<Words> {
        match self {
            Private::Offered { kept } | Private::Title { kept } => kept,
            Private::Body { title, kept, .. } => {
                std::iter::once(Words::text(title)).chain(kept).collect()
            }
            Private::Idle | Private::Reply { .. } => Vec::new(),
        }
    }
}

fn title(kept: Vec<Words>, words: Words, lengths: &Lengths) -> (Private, Vec<PrivateEffect>) {
    use PrivateEffect as E;
    // A title is one line: what is measured is what will be shown.
    let title = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (shortest, longest) = lengths.title;
    let length = visible_length(&title);
    let fault = if !words.is_text() {
        Some(E::TitleNotText)
    } else if length < shortest {
        Some(E::TitleTooShort)
    } else if length > longest || title.chars().count() > TITLE_CODE_POINTS.max(longest) {
        Some(E::TitleTooLong)
    } else {
        None
    };
    if let Some(fault) = fault {
        return (Private::Title { kept }, vec![fault]);
    }
    if enough(&kept, lengths) {
        (Private::Idle, vec![E::Open { title, words: kept }])
    } else {
        (asked_for_body(title, kept), vec![E::AskBody])
    }
}

fn asked_for_body(title: String, kept: Vec<Words>) -> Private {
    Private::Body {
        title,
        kept,
        too_long: None,
    }
}

/// Whether what was kept is a message by itself.
fn enough(kept: &[Words], lengths: &Lengths) -> bool {
    kept.iter().any(|w| !w.is_text())
        || !kept.is_empty()
            && kept.iter().map(Words::visible_length).sum::<usize>() >= lengths.message.0
}

fn body(
    title: String,
    mut kept: Vec<Words>,
    too_long: Option<Instant>,
    words: Words,
    lengths: &Lengths,
) -> (Private, Vec<PrivateEffect>) {
    use PrivateEffect as E;
    let length = words.visible_length();
    // The end of a text alone would open a ticket whose beginning is missing.
    let rest = too_long
        .zip(words.sent_at)
        .is_some_and(|(before, sent)| sent - before <= SPLIT);
    if rest || length > lengths.message.1 {
        let state = Private::Body {
            title,
            kept,
            too_long: words.sent_at,
        };
        return (state, vec![E::BodyTooLong]);
    }
    if words.is_text() && length < lengths.message.0 {
        return (asked_for_body(title, kept), vec![E::BodyTooShort]);
    }
    kept.push(words);
    (Private::Idle, vec![E::Open { title, words: kept }])
}
