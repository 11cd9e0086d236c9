//! People's and agents' words on their way: text with a heading of ours, media by `copyMessage`, reactions.
//!
//! `MessageContent::parts` decides into how many calls a message falls; here each part becomes its call. Media go as a copy
//! of the original, because that needs no file of ours and keeps kinds that nobody here knows; when the original is
//! gone, the file goes by its name at Telegram, and when that is gone too, a line says what it was.
//!
//! Invariant: a note is never relayed, but to the team that asked for its attachment, whatever notice names it.

use super::{
    NOTE_SIGN, context,
    data::buttons,
    person, team,
    text::{
        html::Html,
        renderer::{Renderer, clip},
    },
};
use crate::{
    domain::{
        ids::{MessageNo, TicketId},
        message::{Media, MediaKind, MessageContent, Part, TEXT_PART, TicketMessage, stretches},
        notice::{
            Notice::{self, ToPerson, ToTeam},
            PersonNotice, ReceiptMark, TeamNotice, parts_told,
        },
    },
    telegram::{Call, Destination, Markup},
};

/// A part of a message with what stands around it.
pub(super) struct Relay<'a> {
    pub(super) words: &'a MessageContent,
    pub(super) part: Part,
    pub(super) heading: Html,
    pub(super) markup: Markup,
}

/// The call for a notice that relays or marks somebody's words; `None` for all other notices.
pub(super) fn call(out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    match notice {
        ToPerson(_, PersonNotice::Receipt { .. }) => {
            // Words without an original, such as those of a button, can't bear a reaction: they get a line.
            reaction(out, "👍").or_else(|| fallback(out, notice, to))
        }
        ToTeam(TeamNotice::Mark { mark, .. }) => reaction(
            out,
            match mark {
                ReceiptMark::OnItsWay => "✍",
                ReceiptMark::Taken => "👌",
                ReceiptMark::Noted => "🫡",
            },
        ),
        ToPerson(_, PersonNotice::Answer { message, part, .. })
        | ToTeam(TeamNotice::PersonWrote { message, part, .. })
            // The words were edited before this part went out; the notices of the edit deliver them.
            if is_covered_by_edits(out, *message, *part) =>
        {
            None
        }
        ToPerson(_, PersonNotice::Answer { .. })
        | ToTeam(TeamNotice::PersonWrote { .. })
        | ToPerson(_, PersonNotice::Attachment { .. })
        | ToTeam(TeamNotice::Attachment { .. }) => {
            relay(out, notice)?.call(out, notice, to)
        }
        _ => None,
    }
}

/// True if an edit has delivered this part, or delivers others in its place because the words are now split
/// differently.
fn is_covered_by_edits(out: Renderer<'_>, message: MessageNo, part: Part) -> bool {
    let has_part = |said: &TicketMessage| parts_told(message, &said.words).contains(&part);
    let edited = out.facts.said.as_ref().filter(|said| said.edits > 0);
    let copies = &out.facts.copies;
    edited.is_some_and(|said| !has_part(said)) || copies.iter().any(|copy| copy.shows.part == part)
}

/// The replacement for such a call when Telegram refused it.
pub(super) fn fallback(out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    match notice {
        ToPerson(_, PersonNotice::Receipt { ticket, .. }) => {
            let line = out.message("receipt", &[("ticket", (*ticket).into())]);
            return Some(line.call(to, None));
        }
        ToTeam(TeamNotice::Mark {
            ticket,
            mark: ReceiptMark::Noted,
            ..
        }) => return Some(team::note_message(out.about("noted", *ticket)).call(to, None)),
        _ => {}
    }
    let relay = relay(out, notice)?;
    match relay.part {
        // Without its formatting: the words matter more than their looks.
        Part::Text(n) => relay.text(to, n, |words, range| Html::escaped(&words.text[range])),
        // Our own text: there is no simpler form of it.
        Part::Heading => None,
        Part::Captioned | Part::Original => relay.file(to),
    }
}

/// A line for media that can't be sent in any way: what they say in words, and the text that came with them.
pub(super) fn last_resort(out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
    let relay = relay(out, notice)?;
    let media = relay.words.media.as_ref()?;
    let lost = lost(out, media);
    let text = Html::escaped(&clip(&relay.words.text, usize::MAX, TEXT_PART));
    let heading = (relay.part == Part::Captioned).then_some(relay.heading);
    // A long caption went as text before.
    let apart = relay.words.has_long_caption() && !notice.is_attachment();
    let text = (!relay.words.text.is_empty() && !apart).then_some(text);
    let html: Html = heading.into_iter().chain([lost]).chain(text).collect();
    Some(Call::Text {
        to,
        html: html.to_string(),
        markup: relay.markup,
    })
}

/// A description of media that can't be shown.
fn lost(out: Renderer<'_>, media: &Media) -> Html {
    let Some(in_words) = &media.in_words else {
        let sign = Html::escaped(media.kind.sign());
        return out.say("attachment-lost", &[("sign", sign.into())]);
    };
    let why = match in_words.lines.is_empty() {
        true => "attachment-not-shown",
        false => "attachment-in-words",
    };
    let why = (!in_words.are_complete()).then(|| out.say(why, &[]));
    [out.in_words(in_words)].into_iter().chain(why).collect()
}

fn reaction(out: Renderer<'_>, emoji: &'static str) -> Option<Call> {
    let origin = out.facts.said.as_ref()?.words.origin?;
    Some(Call::React {
        chat: origin.chat,
        message: origin.message,
        emoji,
    })
}

/// The part that a notice relays; `None` for other notices, `Some(None)` when the message was not found.
pub(super) fn relay<'a>(out: Renderer<'a>, notice: &Notice) -> Option<Relay<'a>> {
    let to_team = matches!(notice, ToTeam(TeamNotice::Attachment { .. }));
    // For every notice but that one a note counts as not found, so that no path leads from it to a person.
    let said = out.facts.said.as_ref().filter(|said| to_team || !said.note);
    let (part, heading, markup) = match notice {
        ToPerson(
            _,
            PersonNotice::Answer {
                ticket, part, last, ..
            },
        ) => {
            let heading = answer_heading(out, *ticket, said, ANSWERED);
            // Buttons go below the last part. Which one that is may have changed with an edit since this was
            // planned.
            let last = is_last(said, *part).unwrap_or(*last);
            let markup = last.then(|| below_answer(out, notice));
            (*part, heading, markup.unwrap_or_default())
        }
        ToPerson(_, PersonNotice::AnswerEdited { ticket, part, .. }) => {
            // Of an answer that is still on its way, nobody read what it said before.
            let unread = out.facts.copies.is_empty();
            let keys = if unread { ANSWERED } else { CHANGED };
            let last = is_last(said, *part).unwrap_or(false);
            let markup = last.then(|| below_answer(out, notice));
            let heading = answer_heading(out, *ticket, said, keys);
            (*part, heading, markup.unwrap_or_default())
        }
        ToTeam(TeamNotice::PersonWrote { ticket, part, .. }) => {
            (*part, out.about("person-wrote", *ticket), Markup::None)
        }
        ToTeam(TeamNotice::PersonEdited { ticket, part, .. }) => {
            let heading = out.about("person-wrote-edited", *ticket);
            (*part, heading, Markup::None)
        }
        ToPerson(_, PersonNotice::Attachment { .. }) => {
            let text = said.is_some_and(|said| said.words.is_text());
            let part = if text { Part::Text(0) } else { Part::Original };
            (part, Html::default(), Markup::None)
        }
        ToTeam(TeamNotice::Attachment { ticket, note, .. }) => {
            let captioned = said.is_some_and(|said| said.words.parts().contains(&Part::Captioned));
            let part = if captioned {
                Part::Captioned
            } else {
                Part::Original
            };
            (part, again_heading(out, *ticket, said, *note), Markup::None)
        }
        _ => return None,
    };
    let said = said?;
    let context = match context::replies_to_meant(notice) {
        true => context::above_copy(out, notice, said),
        false => Vec::new(),
    };
    Some(Relay {
        words: &said.words,
        part,
        heading: std::iter::once(heading).chain(context).collect(),
        markup,
    })
}

/// The heading of an attachment that the team asked for. For a note's attachment it begins with the note sign: a reply
/// to it is a note.
fn again_heading(
    out: Renderer<'_>,
    ticket: TicketId,
    said: Option<&TicketMessage>,
    note: bool,
) -> Html {
    let kind = said.and_then(|said| Some(said.words.media.as_ref()?.kind));
    let sign = match note {
        true => NOTE_SIGN,
        false => kind.unwrap_or(MediaKind::Other).sign(),
    };
    let time = said.map(|said| out.time(said.at)).unwrap_or_default();
    let heading = out.say(
        "attachment-again",
        &[("ticket", ticket.into()), ("time", time.into())],
    );
    Html::ours(format!("{sign} {heading}"))
}

/// The texts above an answer, and above one that was changed.
const ANSWERED: [&str; 2] = ["answer-heading", "answer-heading-named"];
const CHANGED: [&str; 2] = ["answer-heading-edited", "answer-heading-edited-named"];

/// True if a part is the last one of the words as they are now; `None` if it is not one of theirs.
fn is_last(said: Option<&TicketMessage>, part: Part) -> Option<bool> {
    let parts = said?.words.parts();
    let at = parts.iter().position(|other| *other == part)?;
    Some(at + 1 == parts.len())
}

/// The heading of an answer: the first of the two texts, or the second where people may see who wrote it.
fn answer_heading(
    out: Renderer<'_>,
    ticket: TicketId,
    said: Option<&TicketMessage>,
    keys: [&str; 2],
) -> Html {
    let [plain, named] = keys;
    match said.and_then(|said| out.shown_agent(said.agent)) {
        Some(agent) => out.say(named, &[("ticket", ticket.into()), ("agent", agent.into())]),
        None => out.about(plain, ticket),
    }
}

/// **Reply**, **View Conversation**, **Close Ticket**, as far as they are possible.
fn below_answer(out: Renderer<'_>, notice: &Notice) -> Markup {
    let open = out.shown().is_none_or(|shown| !shown.ticket.is_resolved());
    let ticket = notice.ticket();
    ticket.map_or(Markup::None, |ticket| {
        buttons(person::actions(out, ticket, open))
    })
}

/// A stretch of a text with its formatting.
pub(super) fn formatted(words: &MessageContent, range: std::ops::Range<usize>) -> Html {
    Html::formatted_range(&words.text, &words.entities, range)
}

/// Stands where there are no words: Telegram refuses a message without a visible character.
pub(super) fn placeholder() -> Html {
    Html::escaped("…")
}

impl Relay<'_> {
    pub(super) fn call(self, out: Renderer<'_>, notice: &Notice, to: Destination) -> Option<Call> {
        match self.part {
            Part::Text(n) => self.text(to, n, formatted),
            // An edit made the caption longer than a bot may give before this went out: the words go here then.
            Part::Heading if self.words.has_long_caption() => self.text(to, 0, formatted),
            Part::Heading => Some(Call::Text {
                to,
                html: self.heading.to_string(),
                markup: self.markup,
            }),
            Part::Captioned | Part::Original => {
                let Some(from) = self.words.origin else {
                    // There is nothing to copy: the file by its name at Telegram is the next best.
                    return self.file(to).or_else(|| last_resort(out, notice, to));
                };
                let long = self.words.has_long_caption();
                // A caption too long for a bot can be copied as it is, but not set: a plain copy keeps it.
                let plain = long && notice.is_attachment();
                let caption = match self.part {
                    Part::Captioned => Some(self.caption().to_string()),
                    // The words go as a text of their own, so the copy carries none.
                    _ if long && !plain => Some(String::new()),
                    _ => None,
                };
                // With a reply attached, Telegram would refuse it.
                let reply_to = to.reply_to.filter(|_| !plain);
                Some(Call::Copy {
                    to: Destination { reply_to, ..to },
                    from,
                    caption,
                    markup: self.markup,
                })
            }
        }
    }

    /// The n-th stretch of the text; the first has the heading on top.
    fn text(
        self,
        to: Destination,
        n: u16,
        html: impl Fn(&MessageContent, std::ops::Range<usize>) -> Html,
    ) -> Option<Call> {
        Some(Call::Text {
            to,
            html: self.stretch(n, html)?.to_string(),
            markup: self.markup,
        })
    }

    /// The same, as it is written; `None` when the text has no such stretch.
    pub(super) fn stretch(
        &self,
        n: u16,
        html: impl Fn(&MessageContent, std::ops::Range<usize>) -> Html,
    ) -> Option<Html> {
        let range = stretches(&self.words.text).get(usize::from(n))?.clone();
        let blank = self.words.text[range.clone()].trim().is_empty();
        let body = if blank {
            placeholder()
        } else {
            html(self.words, range)
        };
        let headed = n == 0 && !self.heading.as_str().is_empty();
        let heading = headed.then(|| self.heading.clone());
        Some(heading.into_iter().chain([body]).collect())
    }

    pub(super) fn caption(&self) -> Html {
        let text = Html::formatted(&self.words.text, &self.words.entities);
        if self.words.text.is_empty() {
            return self.heading.clone();
        }
        [self.heading.clone(), text].into_iter().collect()
    }

    /// The caption of a plain copy: empty if the words go as text.
    pub(super) fn own_caption(words: &MessageContent) -> Html {
        if words.has_long_caption() {
            return Html::default();
        }
        Html::formatted(&words.text, &words.entities)
    }

    /// The file by its name at Telegram; `None` for kinds without a file, and for words that would not fit below it.
    fn file(&self, to: Destination) -> Option<Call> {
        let Media { kind, file_id, .. } = self.words.media.as_ref()?;
        // These kinds have no file; a line has to describe them.
        let sendable = !matches!(
            kind,
            MediaKind::Location | MediaKind::Contact | MediaKind::Other
        );
        let caption = match self.part {
            Part::Captioned => self.caption(),
            _ => Relay::own_caption(self.words),
        };
        let fits = self.part == Part::Original || !self.words.has_long_caption();
        let caption = Some(caption).filter(|caption| !caption.as_str().is_empty());
        (sendable && fits).then_some(())?;
        Some(Call::File {
            to,
            kind: *kind,
            file_id: file_id.clone()?,
            caption: caption.map(|caption| caption.to_string()),
            markup: self.markup.clone(),
        })
    }
}
