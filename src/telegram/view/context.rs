//! The lines between a heading and somebody's words: from where these were forwarded, and what they reply to.

use super::{
    html::Html,
    pen::{Pen, clip, isolated},
};
use crate::domain::{
    record::Said,
    words::{InReplyTo, Source, SourceKind, visible_length},
};

/// How much of a name is shown, with who signed for it, and how much of what is replied to, in characters or UTF-16
/// units, whichever are more. Both lines together have the room that `domain::words::CONTEXT_ROOM` leaves.
const SOURCE: usize = 64;
pub(super) const LINE: usize = 90;

/// Everything that is known of what the words refer to, as lines: for a conversation.
pub(super) fn lines(pen: Pen<'_>, said: &Said) -> Vec<Html> {
    let replies_to = said.words.in_reply_to.as_ref();
    forwarded(pen, said)
        .into_iter()
        .chain(replies_to.map(|reply| in_reply_to(pen, said, reply)))
        .collect()
}

/// The same for a copy of the words, which may reply to what they mean.
pub(super) fn above_copy(pen: Pen<'_>, said: &Said) -> Vec<Html> {
    match pen.facts.meant {
        Some(_) => forwarded(pen, said).into_iter().collect(),
        None => lines(pen, said),
    }
}

fn forwarded(pen: Pen<'_>, said: &Said) -> Option<Html> {
    let source = said.words.forwarded_from.as_ref()?;
    Some(match name(pen, said, source) {
        Some(name) => pen.say("forwarded-from", &[("source", name.into())]),
        None => pen.say("forwarded-message", &[]),
    })
}

fn in_reply_to(pen: Pen<'_>, said: &Said, reply: &InReplyTo) -> Html {
    let line = match visible_length(&reply.line) {
        0 => "…".to_owned(),
        _ => isolated(&clip(&reply.line, usize::MAX, LINE)),
    };
    let line = ("line", Html::escaped(&line).into());
    let source = reply.source.as_ref();
    match source.and_then(|source| name(pen, said, source)) {
        Some(name) => pen.say("in-reply-to-source", &[("source", name.into()), line]),
        None => pen.say("in-reply-to-words", &[line]),
    }
}

/// The name of a source, where there is one and it may be said: whom an agent forwards may be of the team, whose names
/// people see with `desk.show_agent_names` alone.
fn name(pen: Pen<'_>, said: &Said, source: &Source) -> Option<Html> {
    let person = pen.shown().map(|shown| shown.ticket.person.0);
    let theirs = source.user.is_some() && source.user == person;
    let hidden = said.agent.is_some() && source.kind == SourceKind::User;
    if hidden && !theirs && !pen.desk.show_agent_names {
        return None;
    }
    let signature = source.signature.as_deref().map(str::trim);
    let signature = signature.filter(|signature| !signature.is_empty());
    let name = match signature {
        Some(signature) => format!("{} ({signature})", source.name.trim()),
        None => source.name.trim().to_owned(),
    };
    let name = isolated(&clip(&name, usize::MAX, SOURCE));
    (visible_length(&name) > 0).then(|| Html::escaped(&name))
}
