//! The steps of a private dialogue: what an input means in each state.

use super::{
    answers::{body, retitled, title},
    private::{KEPT, PrivateDialogue, PrivateEffect, PrivateInput, Refused},
};
use crate::domain::{ids::TicketId, message::MessageContent, notice::PersonNotice, title::Lengths};

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
            (PrivateDialogue::Idle, I::Cancel) => (
                PrivateDialogue::Idle,
                vec![PersonNotice::NothingToCancel.into()],
            ),
            (_, I::Cancel) => (PrivateDialogue::Idle, vec![PersonNotice::Cancelled.into()]),
            // What is dropped is the half-done thing, not what they say beside it.
            (state, I::CancelAndSay(words)) => {
                let dropped =
                    (state != PrivateDialogue::Idle).then_some(PersonNotice::Cancelled.into());
                // From `Idle`, so that they go the way of any words: to the active ticket, or into an offer.
                let (next, said) = PrivateDialogue::Idle.step(I::Said(words), active, lengths);
                (next, dropped.into_iter().chain(said).collect())
            }
            // An old button, or a second press: the title that they typed stays, and what was refused can be edited still.
            (state @ PrivateDialogue::Body { .. }, I::Create) => {
                (state, vec![PersonNotice::AskBody.into()])
            }
            (state @ PrivateDialogue::Title { .. }, I::Create) => {
                (state, vec![PersonNotice::AskTitle.into()])
            }
            // What was kept goes along: whoever takes the offer wants the ticket for just these words.
            (state, I::Create) => (
                PrivateDialogue::Title {
                    kept: state.into_kept(),
                    refused: Refused::default(),
                },
                vec![PersonNotice::AskTitle.into()],
            ),
            (state, I::Reply(ticket)) => {
                let kept = state.into_kept();
                let next = if kept.is_empty() {
                    PrivateDialogue::Reply { ticket }
                } else {
                    // They go to the active ticket with the next message.
                    PrivateDialogue::Offered { kept }
                };
                (next, vec![PersonNotice::AskReply { ticket }.into()])
            }
            // They were told that it is refused, and this is more of it.
            (PrivateDialogue::Title { kept, mut refused }, I::Said(words))
                if refused.goes_on_with(&words) =>
            {
                refused.refuse(&words);
                // Nothing is said: the refusal stands right above, and one for each piece would be noise.
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
            // The button named the ticket, so `active` has no say; one that was resolved meanwhile refuses by
            // itself.
            (PrivateDialogue::Reply { ticket }, I::Said(words)) => {
                (PrivateDialogue::Idle, vec![E::Write { ticket, words }])
            }
            (state @ (PrivateDialogue::Idle | PrivateDialogue::Offered { .. }), I::Said(words)) => {
                match active {
                    Some(ticket) => {
                        // What was kept was written before, so it goes first.
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
        // The newest is turned away and not the oldest dropped: of the others it was said that they are kept.
        if kept.len() >= KEPT {
            return (
                PrivateDialogue::Offered { kept },
                vec![PersonNotice::OfferFull.into()],
            );
        }
        kept.push(words);
        (
            PrivateDialogue::Offered { kept },
            vec![PersonNotice::Offer.into()],
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
        // Without a number, it would be taken for any kept message that has none either.
        origin?;
        let kept = match &mut self {
            PrivateDialogue::Offered { kept }
            | PrivateDialogue::Title { kept, .. }
            | PrivateDialogue::Body { kept, .. } => kept,
            PrivateDialogue::Idle | PrivateDialogue::Reply { .. } => return None,
        };
        if let Some(changed) = kept.iter_mut().find(|kept| kept.origin == origin) {
            // Telegram also reports edits of fields that no bot uses (Bot API, `edited_message`).
            if changed.says_the_same(words) {
                return None;
            }
            // In its old place: a ticket is opened with its messages in the order in which they were written.
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
                // First, because a message that became the title is none of the refused any more.
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

    /// True if the state keeps any message of theirs.
    pub fn holds_words(&self) -> bool {
        match self {
            PrivateDialogue::Offered { kept } | PrivateDialogue::Title { kept, .. } => {
                !kept.is_empty()
            }
            // The title is words of theirs, even where nothing else is kept.
            PrivateDialogue::Body { .. } => true,
            PrivateDialogue::Idle | PrivateDialogue::Reply { .. } => false,
        }
    }

    /// The messages that have gone nowhere yet; a title that finds no ticket is one of them.
    fn into_kept(self) -> Vec<MessageContent> {
        match self {
            PrivateDialogue::Offered { kept } | PrivateDialogue::Title { kept, .. } => kept,
            PrivateDialogue::Body {
                title,
                title_from,
                kept,
                ..
            } => {
                // A title without a ticket is words like any others; to drop it here would be to lose it
                // silently.
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
