//! Edits of messages: our copies are updated to the current text.
//!
//! A copy is edited in place, and its heading says *edited*. Where that is impossible (another photo, a copy that is
//! gone), the words come as a new message. A part that no longer exists is emptied. A copy that is up to date costs no
//! call: of many waiting edits, the first one sent shows the final text.

use super::{
    data::SentCopy,
    relay::{self, Relay, formatted, placeholder},
    text::{html::Html, renderer::Renderer},
};
use crate::{
    domain::{
        message::{MessageContent, Part, TicketMessage},
        notice::{Notice, parts_told},
    },
    telegram::{Call, Destination, Markup},
};

/// The call for a notice of an edit; `None` for all other notices.
pub(super) fn call(out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    let (_, part) = notice.copied_part().filter(|_| notice.is_edit_of_copy())?;
    let said = out.facts.said.as_ref()?;
    let relay = relay::relay(out, notice)?;
    let copy = out.facts.copies.iter().find(|copy| copy.shows.part == part);
    match copy {
        // A later edit is shown already. Telegram refuses an edit that changes nothing.
        Some(copy) if copy.shows.edits >= said.edits => None,
        Some(copy) if has_part(said, part) => in_place(out, notice, relay, copy, to),
        Some(copy) => emptied(out, relay, copy, to),
        // An answer of which nothing arrived comes with these words when it is sent again.
        None if said.agent.is_some()
            && out.facts.copies.is_empty()
            && !is_on_its_way(out, said) =>
        {
            None
        }
        None => as_new_message(out, notice, to),
    }
}

/// True if an answer is still being delivered. If it was split differently before anything was sent, these parts are
/// all there are.
fn is_on_its_way(out: Renderer<'_>, said: &TicketMessage) -> bool {
    let shown = out.shown();
    shown.is_some_and(|shown| shown.ticket.is_on_its_way(said.no))
}

fn has_part(said: &TicketMessage, part: Part) -> bool {
    parts_told(said.no, &said.words).contains(&part)
}

/// The part as a new message; `None` if it no longer exists.
pub(super) fn as_new_message(out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    current(out, notice)?.call(out, notice, to)
}

/// The replacement for that when Telegram refuses it: the file, or plain text.
pub(super) fn from_file(out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    current(out, notice)?;
    relay::fallback(out, notice, to)
}

/// The replacement for an attachment that Telegram accepts in no form.
pub(super) fn last_resort(out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    current(out, notice)?;
    relay::last_resort(out, notice, to)
}

fn current<'a>(out: Renderer<'a>, notice: &Notice) -> Option<Relay<'a>> {
    let relay = relay::relay(out, notice)?;
    has_part(out.facts.said.as_ref()?, relay.part).then_some(relay)
}

/// The version of the words that a copy shows.
fn shown<'a>(out: Renderer<'a>, copy: &SentCopy) -> Option<&'a MessageContent> {
    out.facts.earlier.get(copy.shows.edits as usize)
}

fn in_place(
    out: Renderer<'_>,
    notice: &Notice,
    relay: Relay<'_>,
    copy: &SentCopy,
    to: Destination,
) -> Option<Call> {
    let before = shown(out, copy)?;
    let html = match relay.part {
        Part::Text(n) => relay.stretch(n, formatted)?,
        Part::Heading => relay.heading,
        // A copy of another attachment is always a new message: it replies to the one that it replaces.
        Part::Captioned | Part::Original if !before.shows_the_same(relay.words) => {
            let to = Destination {
                reply_to: Some(copy.message),
                ..to
            };
            return relay.call(out, notice, to);
        }
        Part::Captioned => {
            let caption = relay.caption();
            return Some(captioned(to, copy, caption, relay.markup));
        }
        Part::Original => {
            let caption = Relay::own_caption(relay.words);
            // Telegram refuses an edit that changes nothing, and a caption on a kind that takes none.
            let changed = takes_caption(before) && caption != Relay::own_caption(before);
            return changed.then(|| captioned(to, copy, caption, relay.markup));
        }
    };
    Some(edit(to, copy, html, relay.markup))
}

/// Empties the copy of a part that no longer exists.
fn emptied(out: Renderer<'_>, relay: Relay<'_>, copy: &SentCopy, to: Destination) -> Option<Call> {
    let headed = || [relay.heading.clone(), placeholder()].into_iter().collect();
    match relay.part {
        Part::Text(0) | Part::Heading => Some(edit(to, copy, headed(), Markup::None)),
        Part::Text(_) => Some(edit(to, copy, placeholder(), Markup::None)),
        Part::Captioned => Some(captioned(to, copy, headed(), Markup::None)),
        Part::Original => takes_caption(shown(out, copy)?)
            .then(|| captioned(to, copy, placeholder(), Markup::None)),
    }
}

fn takes_caption(words: &MessageContent) -> bool {
    let media = words.media.as_ref();
    media.is_some_and(|media| media.kind.takes_caption())
}

fn edit(to: Destination, copy: &SentCopy, html: Html, markup: Markup) -> Call {
    Call::Edit {
        chat: to.chat,
        message: copy.message,
        html: html.to_string(),
        markup,
    }
}

fn captioned(to: Destination, copy: &SentCopy, caption: Html, markup: Markup) -> Call {
    Call::EditCaption {
        chat: to.chat,
        message: copy.message,
        caption: caption.to_string(),
        markup,
    }
}
