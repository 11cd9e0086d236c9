//! A ticket's conversation, as both sides read it (`ticket-flow.md`, *Conversation View*). The team's notes stand in it for
//! the team alone: to the person it is as if there were none.
//!
//! Pages are filled from the newest message back, because that is the one readers want; a long message may be split
//! over several pages, each part with its speaker on top.

use super::{
    NOTE_SIGN, context,
    data::RenderedMessage,
    text::{
        html::Html,
        renderer::{Renderer, press_button, title},
    },
};
use crate::{
    domain::{
        ids::{MessageNo, TicketId},
        message::{TicketMessage, stretches},
        read_model::TicketDetails,
    },
    telegram::{Button, callback::ButtonAction},
};

/// Characters of a message that we use; Telegram takes 4096 after parsing (`telegram.md` 3.1).
const ROOM: usize = 4000;

/// Bytes of HTML that we use; Telegram takes 32768 before parsing.
const ROOM_BYTES: usize = 30_000;

/// Attachments on a page at most, each a button, and buttons in a row.
const ATTACHMENTS: usize = 24;
const IN_A_ROW: usize = 4;

/// A message, or a stretch of a long one, as it appears in a conversation.
pub(super) struct ConversationLine {
    html: Html,
    /// The message number and the label of the button that sends it again.
    attachment: Option<(MessageNo, String)>,
}

/// The conversation for its person, `page` counted from the newest, 0.
pub(super) fn for_person(out: Renderer<'_>, shown: &TicketDetails, page: u32) -> RenderedMessage {
    let header = header(out, shown);
    // Left out before anything is counted: gaps or page numbers would reveal that there are notes.
    let spoken = out
        .facts
        .conversation
        .iter()
        .filter(|message| !message.note);
    let lines = lines(out, spoken);
    let pages = pages(&lines, header.visible_length());
    let last = pages.len().saturating_sub(1);
    // A page that is not there any more, because words became shorter, or never was: the oldest instead.
    let page = (page as usize).min(last);
    let lines = &lines[pages.get(page).cloned().unwrap_or_default()];
    let ticket = shown.ticket.id;
    let turn = |page: usize| ButtonAction::Conversation(ticket, page as u32);
    let mut rows = attachments(ticket, lines);
    let older = (page < last).then(|| out.button("button-older", turn(page + 1)));
    let newer = (page > 0).then(|| out.button("button-newer", turn(page - 1)));
    rows.push(older.into_iter().chain(newer).collect());
    if !shown.ticket.is_resolved() {
        rows.push(vec![
            out.button("button-reply", ButtonAction::PersonReply(ticket)),
            out.button("button-close", ButtonAction::PersonClose(ticket)),
        ]);
    }
    let html = [header, Html::default()]
        .into_iter()
        .chain(lines.iter().map(|line| line.html.clone()))
        .collect();
    RenderedMessage::plain(html).with(rows)
}

/// The end of a conversation, as the team reads it below a ticket's facts.
pub(super) struct Newest {
    /// The newest messages and notes that fit.
    pub(super) html: Vec<Html>,
    /// The number of lines that do not fit.
    pub(super) earlier: usize,
    /// Buttons that send the newest attachments again, including those of messages that do not fit.
    pub(super) attachments: Vec<Vec<Button>>,
}

/// The end of a conversation, as much as fits below `header`, for the team.
pub(super) fn newest(out: Renderer<'_>, shown: &TicketDetails, header: &Html) -> Newest {
    let lines = lines(out, &out.facts.conversation);
    let pages = pages(&lines, header.visible_length());
    let newest = pages.first().cloned().unwrap_or_default();
    let earlier = newest.start;
    let html = lines[newest].iter().map(|line| line.html.clone());
    // Those of messages that do not fit as well: a photo of weeks ago is often what somebody looks for.
    let attached: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].attachment.is_some())
        .collect();
    let first = attached.get(attached.len().saturating_sub(ATTACHMENTS));
    let first = first.copied().unwrap_or(lines.len());
    Newest {
        html: html.collect(),
        earlier,
        attachments: attachments(shown.ticket.id, &lines[first..]),
    }
}

/// `📋 Ticket #123: Connection Issues` and the line of status and priority.
pub(super) fn header(out: Renderer<'_>, shown: &TicketDetails) -> Html {
    let ticket = &shown.ticket;
    out.say(
        "conversation-header",
        &[
            ("ticket", ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("status", out.status(ticket.status).into()),
            ("priority", out.priority(ticket.priority).into()),
        ],
    )
}

/// The formatted text of a message, with the sign of its attachment or a description of it.
pub(super) fn body(
    out: Renderer<'_>,
    message: &TicketMessage,
    range: std::ops::Range<usize>,
) -> Html {
    let first = range.start == 0;
    let text = Html::formatted_range(&message.words.text, &message.words.entities, range);
    let text = match &message.words.media {
        // Of a message in several stretches, only the first shows the attachment.
        Some(media) if first => {
            let in_words = media.in_words.as_ref().map(|words| out.in_words(words));
            let sign = in_words.map_or(media.kind.sign().to_owned(), |words| words.to_string());
            let space = if text.as_str().is_empty() { "" } else { " " };
            Html::ours(format!("{sign}{space}{text}"))
        }
        _ => text,
    };
    let context = first.then(|| context::lines(out, message));
    let context = context.into_iter().flatten();
    context.chain([text]).collect()
}

fn lines<'a>(
    out: Renderer<'a>,
    conversation: impl IntoIterator<Item = &'a TicketMessage>,
) -> Vec<ConversationLine> {
    conversation
        .into_iter()
        .flat_map(|message| {
            stretches(&message.words.text)
                .into_iter()
                .map(move |range| line(out, message, range))
        })
        .collect()
}

fn line(
    out: Renderer<'_>,
    message: &TicketMessage,
    range: std::ops::Range<usize>,
) -> ConversationLine {
    let time = out.time(message.at);
    let attachment = message
        .words
        .media
        .as_ref()
        .filter(|_| range.start == 0)
        .map(|media| (message.no, format!("{} {time}", media.kind.sign())));
    // The button has no room for more than the time.
    let time = match message.edits {
        0 => time,
        _ => out.say("time-edited", &[("time", time.into())]),
    };
    let speaker = match (message.agent, out.shown_agent(message.agent)) {
        (Some(author), _) if message.note => {
            let args = [("agent", out.agent(author).into()), ("time", time.into())];
            let speaker = out.say("speaker-note", &args);
            Html::ours(format!("{NOTE_SIGN} {speaker}"))
        }
        (None, _) => out.say("speaker-user", &[("time", time.into())]),
        (Some(_), None) => out.say("speaker-support", &[("time", time.into())]),
        (Some(_), Some(agent)) => out.say(
            "speaker-support-named",
            &[("time", time.into()), ("agent", agent.into())],
        ),
    };
    ConversationLine {
        html: [speaker, body(out, message, range)].into_iter().collect(),
        attachment,
    }
}

/// The pages, newest first: ranges of lines that fit into a message below a header of `header` characters. Every page
/// has at least one line; a single line always fits.
fn pages(lines: &[ConversationLine], header: usize) -> Vec<std::ops::Range<usize>> {
    let mut pages = Vec::new();
    let mut end = lines.len();
    let (mut visible, mut bytes, mut attachments) = (header, 0, 0);
    for (at, line) in lines.iter().enumerate().rev() {
        // One more for the line break.
        let length = line.html.visible_length() + 1;
        let size = line.html.as_str().len() + 1;
        let attachment = usize::from(line.attachment.is_some());
        let full = visible + length > ROOM
            || bytes + size > ROOM_BYTES
            || attachments + attachment > ATTACHMENTS;
        // A page is never empty: a line that alone is too much still gets one.
        if full && at + 1 < end {
            pages.push(at + 1..end);
            end = at + 1;
            (visible, bytes, attachments) = (header, 0, 0);
        }
        visible += length;
        bytes += size;
        attachments += attachment;
    }
    if end > 0 {
        pages.push(0..end);
    }
    pages
}

fn attachments(ticket: TicketId, lines: &[ConversationLine]) -> Vec<Vec<Button>> {
    let buttons: Vec<Button> = lines
        .iter()
        .filter_map(|line| line.attachment.clone())
        .map(|(no, label)| press_button(label, ButtonAction::Attachment(ticket, no)))
        .collect();
    buttons.chunks(IN_A_ROW).map(<[Button]>::to_vec).collect()
}
