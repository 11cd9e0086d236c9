//! Notices as calls, and what takes the place of a call that Telegram refused: the only file that names all views.

use super::{
    card, context,
    data::{ViewData, ViewSettings},
    edited_copies, person, relay, team,
    text::renderer::Renderer,
};
use crate::{
    domain::{
        message::{InWords, Part, ShownPart},
        notice::{Notice, PersonNotice, TeamNotice},
    },
    telegram::{Call, Destination},
};

/// Words a notice, as the one call that tells it. `edits` is the message of ours that it rewrites instead of being
/// sent anew. `None` when it is no longer true, or there is nothing to say.
pub fn render(
    notice: &Notice,
    place: Destination,
    edits: Option<i64>,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let out = Renderer { desk, facts };
    // Asked here and not only by the gateway: a forged button may name any ticket.
    if !may_be_shown_to(notice, place, facts) {
        return None;
    }
    // A deletion has no text, so it needs no message from a view.
    if let Notice::ToPerson(_, PersonNotice::OldOffer { .. }) = notice {
        return person::without_offer(out, place.chat);
    }
    let relayed =
        relay::call(out, notice, place).or_else(|| edited_copies::call(out, notice, place));
    if relayed.is_some() {
        return relayed;
    }
    // A notice that relays words but has none to relay now gets no message below either.
    let (edits, message) = match notice {
        Notice::ToPerson(_, notice) => (edits, person::message(out, notice)?),
        Notice::ToTeam(notice) => {
            let edits = match notice {
                // A card that somebody deleted can't be edited: it is sent again.
                TeamNotice::CardEdit { .. } if facts.lost_card => None,
                // The card's number is known only now: a newer one may have been sent since this was planned.
                TeamNotice::CardEdit { .. } => Some(facts.card?),
                _ => edits,
            };
            (edits, team::message(out, notice, place, edits)?)
        }
    };
    Some(message.call(place, edits))
}

/// The replacement for a call that Telegram refused: the file when the original is gone or can't be copied, plain text
/// for formatted text, a line for a reaction, a new message for one that can't be edited, a new card for a lost one.
/// `None` if there is none.
pub fn fallback(
    notice: &Notice,
    place: Destination,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let out = Renderer { desk, facts };
    if !may_be_shown_to(notice, place, facts) {
        return None;
    }
    match notice {
        // A card that can't be edited any more is gone; the new one stands where it was asked for.
        Notice::ToTeam(TeamNotice::OldCard { .. }) => None,
        Notice::ToTeam(TeamNotice::CardEdit { .. }) => Some(card::reposted(out)?.call(place, None)),
        Notice::ToPerson(_, PersonNotice::OldOffer { .. }) => person::offer_emptied(out, place),
        // Somebody waits for what they asked for: if its message can't be edited, it comes as a new one.
        notice if notice.was_asked_for() => relay::fallback(out, notice, place)
            .or_else(|| render(notice, place, None, facts, desk).filter(is_new)),
        notice if notice.is_edit_of_copy() => edited_copies::as_new_message(out, notice, place),
        notice => relay::fallback(out, notice, place),
    }
}

/// The replacement for an edit that can't be sent as a new copy either: the file, or plain text. `None` for all other
/// notices, whose [`fallback`] is that already.
pub fn from_file(
    notice: &Notice,
    place: Destination,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let out = Renderer { desk, facts };
    if !notice.is_edit_of_copy() || !may_be_shown_to(notice, place, facts) {
        return None;
    }
    edited_copies::from_file(out, notice, place)
}

/// The replacement for a file that Telegram no longer has: a line that describes it, with the text that came with it.
/// `None` for notices that relay nothing.
pub fn last_resort(
    notice: &Notice,
    place: Destination,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let out = Renderer { desk, facts };
    if !may_be_shown_to(notice, place, facts) {
        return None;
    }
    match notice {
        notice if notice.is_edit_of_copy() => edited_copies::last_resort(out, notice, place),
        notice => relay::last_resort(out, notice, place),
    }
}

/// True if a call replaces an attachment by a line that mentions it and holds less than it.
pub fn stands_in(notice: &Notice, facts: &ViewData, call: &Call) -> bool {
    let words = facts.said.as_ref().map(|said| &said.words);
    let media = words.and_then(|words| words.media.as_ref());
    let Some((_, part)) = notice.copied_part() else {
        return false;
    };
    let is_attachment = matches!(part, Part::Captioned | Part::Original);
    let in_words = media.and_then(|media| media.in_words.as_ref());
    // Some kinds say everything in words, a contact for instance: then nothing is missing.
    let complete = in_words.is_some_and(InWords::are_complete);
    is_attachment && matches!(call, Call::Text { .. }) && !complete
}

/// The part of somebody's words that the message for this notice shows, if it relays any.
pub fn shows(notice: &Notice, facts: &ViewData) -> Option<ShownPart> {
    let (no, part) = match notice {
        Notice::ToPerson(_, PersonNotice::Attachment { message, .. })
        | Notice::ToTeam(TeamNotice::Attachment { message, .. }) => (*message, Part::Original),
        _ => notice.copied_part()?,
    };
    let said = facts.said.as_ref()?;
    Some(ShownPart {
        no,
        part,
        edits: said.edits,
        says_what_is_meant: context::says_what_is_meant(notice, facts),
    })
}

/// Guards privacy whatever button was pressed: a notice about a ticket goes to that ticket's person and nobody else,
/// and an attachment that the team asked for goes to no person.
fn may_be_shown_to(notice: &Notice, place: Destination, facts: &ViewData) -> bool {
    let shown = facts.shown.as_ref();
    match notice {
        // No ticket is loaded for notices that are about none; for all others it is (`query`).
        Notice::ToPerson(..) => shown.is_none_or(|shown| shown.ticket.person.0 == place.chat),
        // Only private chats have positive numbers.
        Notice::ToTeam(TeamNotice::Attachment { .. }) => place.chat < 0,
        Notice::ToTeam(_) => true,
    }
}

fn is_new(call: &Call) -> bool {
    matches!(call, Call::Text { .. })
}
