//! What is said, and how it looks.
//!
//! A notice says what is to be told; here it becomes one call. It is worded when it is sent, from what is true then
//! ([`ViewData`]), so that a waiting time is never an old one and a clock's notice is dropped once it is answered. The
//! views load nothing: [`query`] says what a notice is worded from, whoever sends it fetches that.
//!
//! Read in this order: [`html`] and [`wording`] (text), `renderer` (sentences, names, buttons), `duration`; then the views:
//! `person`, `team`, `card`, `sla_timeline`, `context`, `conversation`, `list`, `digest`, `block`, `relay`, `edited_copies`,
//! `settings`, and [`toast`].
//!
//! Invariant: nothing that a person typed, names included, stands in a call unescaped. Invariant: nothing of a note, not
//! even that there is one, stands in a call to a person. An attachment of a note goes to the team alone.

use crate::domain::{
    Instant,
    language::Language,
    message::{InWords, MessageContent, Part, Quote, ShownPart, TicketMessage},
    notice::{Notice, PersonNotice, TeamNotice},
    read_model::{BlockedPerson, Page, Profile, TicketDetails, TicketSummary},
    sla::{Policy, TimelineEntry},
    title::Lengths,
};
use crate::telegram::{Call, Destination, Markup};
use chrono::TimeDelta;
use html::Html;
use renderer::Renderer;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

mod block;
mod card;
mod context;
mod conversation;
mod digest;
mod duration;
mod edited_copies;
pub mod html;
mod list;
mod person;
mod query;
mod relay;
mod renderer;
mod settings;
mod sla_timeline;
mod team;
mod ticket_ref;
pub mod toast;
pub mod wording;

#[cfg(test)]
mod tests;

pub use query::{TicketsNeeded, TicketsOf, ViewQuery, WhoseBlock, needs};
pub use settings::impact;
pub use ticket_ref::names_ticket;
pub use toast::{Toast, commands, still_need_help, takes_longer};
pub use wording::{Wording, WordingFault, WordingFaults};

/// The number of rows on a page of the team's lists.
pub const PAGE: u64 = 10;

/// The number of rows on a page of a person's own list.
pub const PERSON_PAGE: u64 = 8;

/// The first character of every message of ours to which a note may reply, whatever its text says. A reply to one is
/// meant for the team alone, and must still be recognised when the record of the message is lost.
pub const NOTE_SIGN: &str = "📝";

/// The ways in which the desk takes people's requests (`desk.mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Tickets,
    /// By a contact to write to.
    Contact,
    #[default]
    Both,
}

/// The settings that the views need, and the texts.
pub struct ViewSettings {
    pub wording: Wording,
    /// `desk.time_zone`: times stand in it.
    pub time_zone: chrono_tz::Tz,
    pub mode: Mode,
    /// `desk.contact`: a username, with or without the `@`.
    pub contact: String,
    pub lengths: Lengths,
    pub team_language: Language,
    pub default_language: Language,
    /// `desk.show_agent_names`: whether people read who answered.
    pub show_agent_names: bool,
}

/// The facts at the time when a notice is worded. Anything that [`query`] did not ask for may be left empty.
#[derive(Clone)]
pub struct ViewData {
    pub now: Instant,
    /// The reader's language; in the group, the team's.
    pub language: Language,
    /// The topic of the person's private chat in which they wrote last; 0 is none.
    pub topic: Option<i64>,
    /// The policy that holds now.
    pub policy: Policy,
    pub shown: Option<TicketDetails>,
    pub said: Option<TicketMessage>,
    /// The message's earlier versions, oldest first.
    pub earlier: Vec<MessageContent>,
    /// Our messages that show a part of it where the notice goes, newest first.
    pub copies: Vec<SentCopy>,
    /// The message that it replies to, in the chat where the notice goes.
    pub meant: Option<Meant>,
    /// The conversation, oldest first.
    pub conversation: Vec<TicketMessage>,
    /// Agents and people that are named, by Telegram's id.
    pub names: HashMap<i64, Profile>,
    /// A page of a list of tickets.
    pub tickets: Option<Page<TicketSummary>>,
    /// The tickets of a digest, the longest waiting first.
    pub these: Vec<TicketSummary>,
    /// The block of the person it is about, when one holds.
    pub blocked: Option<BlockedPerson>,
    /// A page of all who are blocked.
    pub all_blocked: Option<Page<BlockedPerson>>,
    /// Those to whom a ticket can be assigned.
    pub agents: Vec<Profile>,
    /// The usual time to a first answer, in seconds.
    pub usual: Option<i64>,
    /// The message number of the ticket's card in the group.
    pub card: Option<i64>,
    /// True if the ticket had a card, and it is gone.
    pub lost_card: bool,
    /// That of the card before it, which has not shrunk yet.
    pub old_card: Option<i64>,
    /// That of an offer that is to be taken away.
    pub old_offer: Option<i64>,
    /// The history of the ticket's clocks, and what comes next.
    pub clocks: Vec<TimelineEntry>,
    /// The length of the silence that closed the ticket, if one did.
    pub silence: Option<TimeDelta>,
}

/// A message of ours that shows a part of somebody's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentCopy {
    pub message: i64,
    pub shows: ShownPart,
}

/// The message that somebody's words reply to, in the chat to which a copy of them goes.
#[derive(derive_more::Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    pub message: i64,
    /// The part of it that is quoted, as HTML.
    #[debug("…")]
    pub quote: Option<String>,
}

/// A part of a message as it is quoted: with the formatting that Telegram compares (Bot API, `ReplyParameters.quote`).
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

/// True for a copy of words that has our heading, and so replies to the message that they mean.
pub fn replies_to_meant(notice: &Notice) -> bool {
    let Some((_, part)) = notice.copied_part() else {
        return false;
    };
    matches!(part, Part::Text(0) | Part::Heading | Part::Captioned)
}

/// A message of ours to be sent, or to take the place of one.
struct RenderedMessage {
    html: Html,
    markup: Markup,
}

/// Words a notice, as the one call that tells it. `edits` is the message of ours that it rewrites instead of being
/// sent anew. `None` when it is no longer true, or there is nothing to say.
pub fn compose(
    notice: &Notice,
    place: Destination,
    edits: Option<i64>,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let pen = Renderer { desk, facts };
    if !theirs(notice, place, facts) {
        return None;
    }
    if let Notice::ToPerson(_, PersonNotice::OldOffer { .. }) = notice {
        return person::without_offer(pen, place.chat);
    }
    if let Some(call) = relay::call(pen, notice, place) {
        return call;
    }
    if let Some(call) = edited_copies::call(pen, notice, place) {
        return call;
    }
    let (edits, told) = match notice {
        Notice::ToPerson(_, notice) => (edits, person::message(pen, notice)?),
        Notice::ToTeam(notice) => {
            let edits = match notice {
                TeamNotice::CardEdit { .. } if facts.lost_card => None,
                TeamNotice::CardEdit { .. } => Some(facts.card?),
                _ => edits,
            };
            (edits, team::message(pen, notice, place, edits)?)
        }
    };
    Some(told.call(place, edits))
}

/// The replacement for a call that Telegram refused for its content: the file when the original is gone or can't be
/// copied, plain text for formatted text, a line for a reaction, a new message for one that can't be edited, also for
/// a card. `None` when there is none.
pub fn fallback(
    notice: &Notice,
    place: Destination,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let pen = Renderer { desk, facts };
    if !theirs(notice, place, facts) {
        return None;
    }
    match notice {
        // A card that can't be edited any more is gone; the new one stands where it was asked for.
        Notice::ToTeam(TeamNotice::OldCard { .. }) => None,
        Notice::ToTeam(TeamNotice::CardEdit { .. }) => Some(card::again(pen)?.call(place, None)),
        Notice::ToPerson(_, PersonNotice::OldOffer { .. }) => person::offer_emptied(pen, place),
        notice if notice.was_asked_for() => relay::fallback(pen, notice, place)
            .or_else(|| compose(notice, place, None, facts, desk).filter(is_new)),
        notice if notice.is_edit_of_copy() => edited_copies::anew(pen, notice, place),
        notice => relay::fallback(pen, notice, place),
    }
}

/// The replacement for an edit that can't come as a new copy either: the file, plain text. `None` for all other
/// notices, whose [`fallback`] is that already.
pub fn from_file(
    notice: &Notice,
    place: Destination,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let pen = Renderer { desk, facts };
    if !notice.is_edit_of_copy() || !theirs(notice, place, facts) {
        return None;
    }
    edited_copies::from_file(pen, notice, place)
}

/// The replacement for a file that Telegram does not know any more: a line that says what it was, with the text that
/// came with it. `None` for notices that relay nothing.
pub fn last_resort(
    notice: &Notice,
    place: Destination,
    facts: &ViewData,
    desk: &ViewSettings,
) -> Option<Call> {
    let pen = Renderer { desk, facts };
    if !theirs(notice, place, facts) {
        return None;
    }
    match notice {
        notice if notice.is_edit_of_copy() => edited_copies::last_resort(pen, notice, place),
        notice => relay::last_resort(pen, notice, place),
    }
}

/// True if a call stands in for an attachment: a line that says that it was there, and holds less than it.
pub fn stands_in(notice: &Notice, facts: &ViewData, call: &Call) -> bool {
    let words = facts.said.as_ref().map(|said| &said.words);
    let media = words.and_then(|words| words.media.as_ref());
    let Some((_, part)) = notice.copied_part() else {
        return false;
    };
    let is_attachment = matches!(part, Part::Captioned | Part::Original);
    let in_words = media.and_then(|media| media.in_words.as_ref());
    let complete = in_words.is_some_and(InWords::are_complete);
    is_attachment && matches!(call, Call::Text { .. }) && !complete
}

/// The part of somebody's words that the message of a notice shows, if it relays any.
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

/// The last check before anything is sent: a notice about a ticket goes to the ticket's own person and to nobody else,
/// whatever button asked for it; what the team asked for goes to no person.
fn theirs(notice: &Notice, place: Destination, facts: &ViewData) -> bool {
    let shown = facts.shown.as_ref();
    match notice {
        Notice::ToPerson(..) => shown.is_none_or(|shown| shown.ticket.person.0 == place.chat),
        // Only private chats have positive numbers.
        Notice::ToTeam(TeamNotice::Attachment { .. }) => place.chat < 0,
        Notice::ToTeam(_) => true,
    }
}

fn is_new(call: &Call) -> bool {
    matches!(call, Call::Text { .. })
}

impl RenderedMessage {
    fn plain(html: Html) -> RenderedMessage {
        RenderedMessage {
            html,
            markup: Markup::None,
        }
    }

    /// A message whose reader must answer by replying can't be made out of an old one (Bot API, `editMessageText`
    /// takes inline keyboards only).
    fn call(self, place: Destination, edits: Option<i64>) -> Call {
        let html = self.html.clipped().to_string();
        match (edits, self.markup) {
            (Some(message), markup @ (Markup::None | Markup::Buttons(_))) => Call::Edit {
                chat: place.chat,
                message,
                html,
                markup,
            },
            (_, markup) => Call::Text {
                to: place,
                html,
                markup,
            },
        }
    }
}
