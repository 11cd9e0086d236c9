//! The data of the views: what they render, the settings they use, and the message they return.

use super::text::{html::Html, wording::Wording};
use crate::domain::{
    Instant,
    language::Language,
    message::{MessageContent, ShownPart, TicketMessage},
    mode::Mode,
    read_model::{BlockedPerson, Page, Profile, TicketDetails, TicketSummary},
    sla::{Policy, TimelineEntry},
    title::Lengths,
};
use crate::telegram::{Button, Call, Destination, Markup};
use chrono::TimeDelta;
use std::collections::HashMap;

/// The settings that the views use, and the texts.
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

/// Everything that is true when a notice is rendered. Fields that [`needs`](super::needs) did not ask for may be empty.
#[derive(Clone)]
pub struct ViewData {
    pub now: Instant,
    /// The reader's language; in the group, the team's.
    pub language: Language,
    /// The topic of the person's private chat in which they wrote last; 0 is none.
    pub topic: Option<i64>,
    /// The policy in force now.
    pub policy: Policy,
    pub shown: Option<TicketDetails>,
    pub said: Option<TicketMessage>,
    /// Earlier versions of the message, oldest first.
    pub earlier: Vec<MessageContent>,
    /// Our messages that show a part of it where the notice goes, newest first.
    pub copies: Vec<SentCopy>,
    /// The message that it replies to, where the notice goes.
    pub meant: Option<Meant>,
    pub conversation: Vec<TicketMessage>,
    /// Agents and people that are named, by Telegram's id.
    pub names: HashMap<i64, Profile>,
    pub tickets: Option<Page<TicketSummary>>,
    /// The tickets of a digest, the longest waiting first.
    pub these: Vec<TicketSummary>,
    /// The block of the person concerned, if they are blocked.
    pub blocked: Option<BlockedPerson>,
    /// A page of all who are blocked.
    pub all_blocked: Option<Page<BlockedPerson>>,
    /// Those to whom a ticket can be assigned.
    pub agents: Vec<Profile>,
    /// The usual time to a first answer, in seconds.
    pub usual: Option<i64>,
    /// The message number of the ticket's card in the group.
    pub card: Option<i64>,
    /// True if the ticket had a card that is gone.
    pub lost_card: bool,
    /// The message number of the former card, until it has been shortened.
    pub old_card: Option<i64>,
    /// The message number of an offer to be removed.
    pub old_offer: Option<i64>,
    /// Past, present and future of the ticket's clocks.
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

/// A message to be sent, or to replace an earlier one.
pub(super) struct RenderedMessage {
    pub(super) html: Html,
    pub(super) markup: Markup,
}

impl RenderedMessage {
    pub(super) fn plain(html: Html) -> RenderedMessage {
        RenderedMessage {
            html,
            markup: Markup::None,
        }
    }

    /// The call that sends this message, or edits it into message `edits`. A forced reply is always sent anew:
    /// `editMessageText` takes inline keyboards only (Bot API).
    pub(super) fn call(self, place: Destination, edits: Option<i64>) -> Call {
        // Views leave room, but names, titles and overridden texts add up; Telegram would refuse the whole
        // message.
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

    /// This message with a single button below it.
    pub(super) fn with_button(self, button: Button) -> RenderedMessage {
        self.with(vec![vec![button]])
    }

    /// This message with rows of buttons; empty rows are left out.
    pub(super) fn with(mut self, rows: Vec<Vec<Button>>) -> RenderedMessage {
        self.markup = buttons(rows);
        self
    }
}

/// A keyboard of these rows; empty rows are left out.
pub(super) fn buttons(rows: Vec<Vec<Button>>) -> Markup {
    let rows: Vec<_> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    if rows.is_empty() {
        Markup::None
    } else {
        Markup::Buttons(rows)
    }
}
