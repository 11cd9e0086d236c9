//! What a row is to the answer that it relays a part of: when the answer has arrived, and when it can't.
//!
//! Edits may give an answer other parts than were planned, before or while they go out. So an answer that was edited has
//! arrived when each part of what it says now has a copy, whichever row brought it.

use crate::{
    domain::{
        message::{InWords, Part},
        notice::{Notice, PersonNotice},
    },
    view,
};

/// The place of a row in its answer. Edits may have given the answer other parts than were planned, so that only its
/// words tell which part is the last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing, or nothing that its ticket must know.
    None,
    /// A part of one that is on its way.
    Part,
    /// The last part of one that nobody edited.
    Last,
    /// All that was left of one: each of its parts is there.
    Whole,
}

/// True for a row that is a part of an answer.
pub(super) fn is_answer(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::ToPerson(
            _,
            PersonNotice::Answer { .. } | PersonNotice::AnswerEdited { .. }
        )
    )
}

/// True if a row relays something that no bot can copy.
pub(super) fn is_never_copied(facts: &view::ViewData) -> bool {
    let media = facts
        .said
        .as_ref()
        .and_then(|said| said.words.media.as_ref());
    let in_words = media.and_then(|media| media.in_words.as_ref());
    in_words.is_some_and(InWords::are_never_copied)
}

/// The place of a row in the answer that it relays, once its call was taken, or when there was nothing to send.
pub(super) fn answer(notice: &Notice, facts: &view::ViewData, taken: bool) -> Answer {
    let Notice::ToPerson(
        _,
        PersonNotice::Answer { part, .. } | PersonNotice::AnswerEdited { part, .. },
    ) = notice
    else {
        return Answer::None;
    };
    let (Some(said), Some(shown)) = (&facts.said, &facts.shown) else {
        return Answer::None;
    };
    let on_its_way = shown.ticket.is_on_its_way(said.no);
    if said.edits == 0
        && taken
        && matches!(
            notice,
            Notice::ToPerson(_, PersonNotice::Answer { last: true, .. })
        )
    {
        return Answer::Last;
    }
    let there = |wanted: &Part| {
        let copy = |copy: &view::SentCopy| copy.shows.part == *wanted;
        taken && wanted == part || facts.copies.iter().any(copy)
    };
    let waits = on_its_way || shown.ticket.is_refused(said.no);
    if waits && said.words.parts().iter().all(there) {
        Answer::Whole
    } else if on_its_way {
        Answer::Part
    } else {
        Answer::None
    }
}
