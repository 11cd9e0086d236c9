//! Edited words: our copies of them, brought up to what they say now.
//!
//! A copy is changed in place, so that whoever reads it reads what holds, and its heading says *edited*. Where that can't
//! be (another photo, a copy that is gone), the words come as a new message. A part that they have no more is emptied. A
//! copy that shows the newest words costs no call: of many edits that wait, the first one sent tells all.

use super::{
    data::SentCopy,
    relay::{self, Relay, formatted, nothing},
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
pub(super) fn call(pen: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Option<Call>> {
    let (_, part) = notice.copied_part().filter(|_| notice.is_edit_of_copy())?;
    Some(revised(pen, notice, part, to))
}

fn revised(pen: Renderer<'_>, notice: &Notice, part: Part, to: Destination) -> Option<Call> {
    let said = pen.facts.said.as_ref()?;
    let relay = relay::relay(pen, notice)??;
    let copy = pen.facts.copies.iter().find(|copy| copy.shows.part == part);
    match copy {
        Some(copy) if copy.shows.edits >= said.edits => None,
        Some(copy) if has(said, part) => in_place(pen, notice, relay, copy, to),
        Some(copy) => emptied(pen, relay, copy, to),
        // An answer of which nothing arrived comes with these words when it is sent again.
        None if said.agent.is_some()
            && pen.facts.copies.is_empty()
            && !is_on_its_way(pen, said) =>
        {
            None
        }
        None => anew(pen, notice, to),
    }
}

/// True while an answer is on its way: of one that fell into other parts before any was sent, these are all there are.
fn is_on_its_way(pen: Renderer<'_>, said: &TicketMessage) -> bool {
    let shown = pen.shown();
    shown.is_some_and(|shown| shown.ticket.is_on_its_way(said.no))
}

/// True if the words have this part now.
fn has(said: &TicketMessage, part: Part) -> bool {
    parts_told(said.no, &said.words).contains(&part)
}

/// The part as a new message; `None` when the words have it no more.
pub(super) fn anew(pen: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    current(pen, notice)?.call(pen, notice, to)
}

/// The replacement when Telegram refuses that: the file, plain text.
pub(super) fn from_file(pen: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    current(pen, notice)?;
    relay::fallback(pen, notice, to)
}

/// The replacement for an attachment that Telegram takes in no form.
pub(super) fn last_resort(pen: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    current(pen, notice)?;
    relay::last_resort(pen, notice, to)
}

fn current<'a>(pen: Renderer<'a>, notice: &Notice) -> Option<Relay<'a>> {
    let relay = relay::relay(pen, notice)??;
    has(pen.facts.said.as_ref()?, relay.part).then_some(relay)
}

/// The version of the words that a copy shows.
fn shown<'a>(pen: Renderer<'a>, copy: &SentCopy) -> Option<&'a MessageContent> {
    pen.facts.earlier.get(copy.shows.edits as usize)
}

fn in_place(
    pen: Renderer<'_>,
    notice: &Notice,
    relay: Relay<'_>,
    copy: &SentCopy,
    to: Destination,
) -> Option<Call> {
    let before = shown(pen, copy)?;
    let html = match relay.part {
        Part::Text(n) => relay.stretch(n, formatted)?,
        Part::Heading => relay.heading,
        Part::Captioned | Part::Original if !before.shows_the_same(relay.words) => {
            let to = Destination {
                reply_to: Some(copy.message),
                ..to
            };
            return relay.call(pen, notice, to);
        }
        Part::Captioned => {
            let caption = relay.caption();
            return Some(captioned(to, copy, caption, relay.markup));
        }
        Part::Original => {
            let caption = Relay::own_caption(relay.words);
            let changed = takes_caption(before) && caption != Relay::own_caption(before);
            return changed.then(|| captioned(to, copy, caption, relay.markup));
        }
    };
    Some(edit(to, copy, html, relay.markup))
}

/// The words have this part no more.
fn emptied(pen: Renderer<'_>, relay: Relay<'_>, copy: &SentCopy, to: Destination) -> Option<Call> {
    let headed = || [relay.heading.clone(), nothing()].into_iter().collect();
    match relay.part {
        Part::Text(0) | Part::Heading => Some(edit(to, copy, headed(), Markup::None)),
        Part::Text(_) => Some(edit(to, copy, nothing(), Markup::None)),
        Part::Captioned => Some(captioned(to, copy, headed(), Markup::None)),
        Part::Original => {
            takes_caption(shown(pen, copy)?).then(|| captioned(to, copy, nothing(), Markup::None))
        }
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
