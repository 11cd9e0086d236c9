//! Sentences, names and buttons in the reader's language: what every view is written with.

use super::{Desk, Facts, Told, html::Html, wording::Arg};
use crate::{
    domain::{
        ids::{AgentId, TicketId},
        record::{Profile, Shown},
        ticket::{Priority, Status},
        words::visible_length,
    },
    telegram::{Button, ButtonDoes, Markup, callback::Press},
};
use unicode_segmentation::UnicodeSegmentation;

/// How much of a title stands in a heading, in characters: a grapheme can be as long as its writer likes.
const TITLE: usize = 256;

/// How much of a name is shown, in characters.
const NAME: usize = 64;

/// The texts, and what is true: a view's two sources.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub(super) desk: &'a Desk,
    pub(super) facts: &'a Facts,
}

impl<'a> Pen<'a> {
    /// A sentence, filled in.
    pub(super) fn say(self, key: &str, args: &[(&'static str, Arg)]) -> Html {
        Html::ours(self.desk.wording.say(self.facts.language, key, args))
    }

    /// A sentence about a ticket and nothing else.
    pub(super) fn about(self, key: &str, ticket: TicketId) -> Html {
        self.say(key, &[("ticket", ticket.into())])
    }

    /// A sentence as a whole message.
    pub(super) fn told(self, key: &str, args: &[(&'static str, Arg)]) -> Told {
        Told::plain(self.say(key, args))
    }

    /// What a button says, or a placeholder: plain text, never HTML.
    pub(super) fn label(self, key: &str) -> String {
        self.desk.wording.say(self.facts.language, key, &[])
    }

    /// A button of ours.
    pub(super) fn button(self, key: &str, press: Press) -> Button {
        press_button(self.label(key), press)
    }

    /// The ticket, when it was loaded.
    pub(super) fn shown(self) -> Option<&'a Shown> {
        self.facts.shown.as_ref()
    }

    /// `desk.contact` without its `@`.
    pub(super) fn contact(self) -> &'a str {
        self.desk.contact.trim().trim_start_matches('@')
    }

    /// Somebody in the group: `@name`, else the name with a link.
    pub(super) fn user(self, profile: &Profile) -> Html {
        match profile.username.as_deref().filter(|name| !name.is_empty()) {
            Some(username) => Html::escaped(&format!("@{username}")),
            None => Html::ours(format!(
                "<a href=\"tg://user?id={}\">{}</a>",
                profile.id,
                Html::escaped(&self.plain_name(profile))
            )),
        }
    }

    /// Somebody's name without a link, for a button.
    pub(super) fn plain_name(self, profile: &Profile) -> String {
        let name = profile.name.trim();
        match (&profile.username, visible_length(name) == 0) {
            (_, false) => clip(name, usize::MAX, NAME),
            (Some(username), true) => format!("@{username}"),
            (None, true) => profile.id.to_string(),
        }
    }

    /// A member of the team, in the group.
    pub(super) fn agent(self, agent: AgentId) -> Html {
        match self.facts.names.get(&agent.0) {
            _ if agent.is_anonymous() => self.say("anonymous", &[]),
            Some(profile) => self.user(profile),
            None => self.say("unknown-agent", &[]),
        }
    }

    /// A member of the team as people may see them: their name, when the settings say so and it is known.
    pub(super) fn shown_agent(self, agent: Option<AgentId>) -> Option<Html> {
        let agent = agent.filter(|agent| self.desk.show_agent_names && !agent.is_anonymous())?;
        let profile = self.facts.names.get(&agent.0)?;
        let name = profile.name.trim();
        (visible_length(name) > 0).then(|| Html::escaped(&clip(name, usize::MAX, NAME)))
    }

    pub(super) fn status(self, status: Status) -> Html {
        let key = match status {
            Status::Open => "status-open",
            Status::InProgress => "status-in-progress",
            Status::AwaitingUser => "status-awaiting-user",
            Status::Resolved => "status-resolved",
        };
        self.say(key, &[])
    }

    pub(super) fn priority(self, priority: Priority) -> Html {
        let key = match priority {
            Priority::Low => "priority-low",
            Priority::Normal => "priority-normal",
            Priority::High => "priority-high",
            Priority::Urgent => "priority-urgent",
        };
        self.say(key, &[])
    }
}

impl Told {
    /// With rows of buttons; rows without any are left out.
    pub(super) fn with(mut self, rows: Vec<Vec<Button>>) -> Told {
        self.markup = buttons(rows);
        self
    }
}

/// Rows of buttons; rows without any are left out.
pub(super) fn buttons(rows: Vec<Vec<Button>>) -> Markup {
    let rows: Vec<_> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    if rows.is_empty() {
        Markup::None
    } else {
        Markup::Buttons(rows)
    }
}

/// A button with a label that is no text of ours, such as a name.
pub(super) fn press_button(label: String, press: Press) -> Button {
    Button {
        label,
        does: ButtonDoes::Press(press),
    }
}

/// A title as it stands in headings: as typed, unless it is out of all measure.
pub(super) fn title(title: &str) -> Html {
    Html::escaped(&clip(title, usize::MAX, TITLE))
}

/// At most so many graphemes and so many characters, with `…` where something is left out.
pub(super) fn clip(text: &str, graphemes: usize, characters: usize) -> String {
    let (mut end, mut count) = (0, 0);
    for (nth, (at, grapheme)) in text.grapheme_indices(true).enumerate() {
        count += grapheme.chars().count();
        if nth >= graphemes || count > characters {
            return format!("{}…", text[..end].trim_end());
        }
        end = at + grapheme.len();
    }
    text.to_owned()
}
