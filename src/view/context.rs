//! The lines between a heading and somebody's words: the source of a forward, and the message replied to.

use super::{
    data::ViewData,
    text::{
        html::Html,
        renderer::{LINE, Renderer, SOURCE, clip, isolated},
    },
};
use crate::domain::{
    message::{InReplyTo, Part, Quote, Source, SourceKind, TicketMessage, visible_length},
    notice::Notice,
};

/// A quotation as HTML, with only the formatting that Telegram compares (Bot API, `ReplyParameters.quote`).
pub fn quotation(quote: &Quote) -> String {
    let compared = ["bold", "italic", "underline", "strikethrough", "spoiler"];
    let entities: Vec<_> = quote
        .entities
        .iter()
        .filter(|entity| compared.contains(&entity.kind.as_str()))
        .cloned()
        .collect();
    Html::formatted(&quote.text, &entities).to_string()
}

/// True if a notice goes out as a copy of words with our heading on top, which then is a reply to what the words reply
/// to.
pub fn replies_to_meant(notice: &Notice) -> bool {
    let Some((_, part)) = notice.copied_part() else {
        return false;
    };
    matches!(part, Part::Text(0) | Part::Heading | Part::Captioned)
}

/// All lines of context, for a conversation.
pub(super) fn lines(out: Renderer<'_>, message: &TicketMessage) -> Vec<Html> {
    let replies_to = message.words.in_reply_to.as_ref();
    forwarded(out, message)
        .into_iter()
        .chain(replies_to.map(|reply| in_reply_to(out, message, reply)))
        .collect()
}

/// The lines for a copy, which may be a reply itself and then needs no quoting line.
pub(super) fn above_copy(out: Renderer<'_>, notice: &Notice, message: &TicketMessage) -> Vec<Html> {
    match says_what_is_meant(notice, out.facts) {
        true => lines(out, message),
        false => forwarded(out, message).into_iter().collect(),
    }
}

/// True if a line above the copy quotes what the words reply to, because the copy itself can't be a reply to it. An
/// edited copy keeps that line.
pub(super) fn says_what_is_meant(notice: &Notice, facts: &ViewData) -> bool {
    let Some((_, part)) = notice.copied_part() else {
        return false;
    };
    let message = facts.said.as_ref();
    let replies = message.is_some_and(|message| message.words.in_reply_to.is_some());
    let copy = facts.copies.iter().find(|copy| copy.shows.part == part);
    let kept = copy.is_some_and(|copy| copy.shows.says_what_is_meant);
    replies && replies_to_meant(notice) && (kept || facts.meant.is_none())
}

fn forwarded(out: Renderer<'_>, message: &TicketMessage) -> Option<Html> {
    let source = message.words.forwarded_from.as_ref()?;
    Some(match name(out, message, source) {
        Some(name) => out.say("forwarded-from", &[("source", name.into())]),
        None => out.say("forwarded-message", &[]),
    })
}

fn in_reply_to(out: Renderer<'_>, message: &TicketMessage, reply: &InReplyTo) -> Html {
    let line = match visible_length(&reply.line) {
        0 => "…".to_owned(),
        _ => isolated(&clip(&reply.line, usize::MAX, LINE)),
    };
    let line = ("line", Html::escaped(&line).into());
    let source = reply.source.as_ref();
    match source.and_then(|source| name(out, message, source)) {
        Some(name) => out.say("in-reply-to-source", &[("source", name.into()), line]),
        None => out.say("in-reply-to-words", &[line]),
    }
}

/// The name of a source, if it has one that may be shown. A forward by an agent may name the team's members or group,
/// and people see the team's names only with `desk.show_agent_names`.
fn name(out: Renderer<'_>, message: &TicketMessage, source: &Source) -> Option<Html> {
    let person = out.shown().map(|shown| shown.ticket.person.0);
    let by_the_person = source.user.is_some() && source.user == person;
    let hides = message.agent.is_some() && !out.desk.show_agent_names;
    if hides && !by_the_person && source.kind != SourceKind::Channel {
        return None;
    }
    let signature = source.signature.as_deref().map(str::trim);
    let signature = signature.filter(|signature| !hides && !signature.is_empty());
    let name = match signature {
        Some(signature) => format!("{} ({signature})", source.name.trim()),
        None => source.name.trim().to_owned(),
    };
    let name = isolated(&clip(&name, usize::MAX, SOURCE));
    (visible_length(&name) > 0).then(|| Html::escaped(&name))
}
