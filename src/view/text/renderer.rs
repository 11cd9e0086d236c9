//! Sentences, names and buttons in the reader's language: what every view is written with.

use super::{html::Html, wording::Arg};
use crate::view::{data::RenderedMessage, data::ViewData, data::ViewSettings};
use crate::{
    domain::{
        ids::{AgentId, TicketId},
        message::{InWords, Thing, length, visible_length},
        read_model::{Profile, TicketDetails},
        ticket::{Priority, Status},
    },
    telegram::{Button, ButtonKind, callback::ButtonAction},
};
use unicode_segmentation::UnicodeSegmentation;

/// Room for a title in a heading, by its [`length`]: a grapheme can be arbitrarily long.
const TITLE: usize = 256;

/// Room for a name, by its [`length`].
const NAME: usize = 64;

/// Room for an attachment described in words, in characters; the longest possible checklist barely exceeds it.
const IN_WORDS: usize = 1_700;

/// Room for a source's name with its signature, and for the line that is replied to, in characters or UTF-16 units,
/// whichever are more. Both lines fit into `domain::message::CONTEXT_ROOM`.
pub(crate) const SOURCE: usize = 64;
pub(crate) const LINE: usize = 80;

/// A view's two sources: the settings with their texts, and the data.
#[derive(Clone, Copy)]
pub(crate) struct Renderer<'a> {
    pub(crate) desk: &'a ViewSettings,
    pub(crate) facts: &'a ViewData,
}

impl<'a> Renderer<'a> {
    /// A sentence, filled in.
    pub(crate) fn say(self, key: &str, args: &[(&'static str, Arg)]) -> Html {
        Html::ours(self.desk.wording.say(self.facts.language, key, args))
    }

    /// A sentence about a ticket and nothing else.
    pub(crate) fn about(self, key: &str, ticket: TicketId) -> Html {
        self.say(key, &[("ticket", ticket.into())])
    }

    /// A sentence as a whole message.
    pub(crate) fn message(self, key: &str, args: &[(&'static str, Arg)]) -> RenderedMessage {
        RenderedMessage::plain(self.say(key, args))
    }

    /// The text of a button or a placeholder: plain text, never HTML.
    pub(crate) fn label(self, key: &str) -> String {
        self.desk.wording.say(self.facts.language, key, &[])
    }

    /// A button of ours.
    pub(crate) fn button(self, key: &str, press: ButtonAction) -> Button {
        press_button(self.label(key), press)
    }

    /// The ticket, when it was loaded.
    pub(crate) fn shown(self) -> Option<&'a TicketDetails> {
        self.facts.shown.as_ref()
    }

    /// `desk.contact` without its `@`.
    pub(crate) fn contact(self) -> &'a str {
        self.desk.contact.trim().trim_start_matches('@')
    }

    /// Somebody in the group: `@name`, else the name with a link.
    pub(crate) fn user(self, profile: &Profile) -> Html {
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
    pub(crate) fn plain_name(self, profile: &Profile) -> String {
        let name = profile.name.trim();
        match (&profile.username, visible_length(name) == 0) {
            (_, false) => isolated(&clip(name, usize::MAX, NAME)),
            // Telegram allows names of which nothing is visible.
            (Some(username), true) => format!("@{username}"),
            (None, true) => profile.id.to_string(),
        }
    }

    /// A member of the team, in the group.
    pub(crate) fn agent(self, agent: AgentId) -> Html {
        match self.facts.names.get(&agent.0) {
            // Their account is shared, so its profile would name the wrong one.
            _ if agent.is_anonymous() => self.say("anonymous", &[]),
            Some(profile) => self.user(profile),
            None => self.say("unknown-agent", &[]),
        }
    }

    /// A member of the team as people may see them: by name, if the settings allow it and the name is known.
    pub(crate) fn shown_agent(self, agent: Option<AgentId>) -> Option<Html> {
        let agent = agent.filter(|agent| self.desk.show_agent_names && !agent.is_anonymous())?;
        let profile = self.facts.names.get(&agent.0)?;
        let name = profile.name.trim();
        (visible_length(name) > 0).then(|| Html::escaped(&isolated(&clip(name, usize::MAX, NAME))))
    }

    /// An attachment described in words, with its kind on top.
    pub(crate) fn in_words(self, in_words: &InWords) -> Html {
        let what = self.say(
            match in_words.what {
                Thing::Poll => "thing-poll",
                Thing::Quiz => "thing-quiz",
                Thing::Checklist => "thing-checklist",
                Thing::Story => "thing-story",
                Thing::Contact => "thing-contact",
                Thing::Place => "thing-place",
                Thing::Dice => "thing-dice",
                Thing::Game => "thing-game",
                Thing::Invoice => "thing-invoice",
                Thing::Giveaway => "thing-giveaway",
                Thing::PaidMedia => "thing-paid-media",
                Thing::Rich => "thing-rich",
            },
            &[],
        );
        let Some((first, rest)) = in_words.lines.split_first() else {
            return what;
        };
        let listed = matches!(in_words.what, Thing::Poll | Thing::Quiz | Thing::Checklist);
        let bullet = if listed { "• " } else { "" };
        let rest = rest.iter().map(|line| format!("\n{bullet}{line}"));
        let said: String = std::iter::once(first.clone()).chain(rest).collect();
        let said = Html::escaped(&clip(&said, usize::MAX, IN_WORDS));
        Html::ours(format!("{what}: {said}"))
    }

    pub(crate) fn status(self, status: Status) -> Html {
        let key = match status {
            Status::Open => "status-open",
            Status::InProgress => "status-in-progress",
            Status::AwaitingUser => "status-awaiting-user",
            Status::Resolved => "status-resolved",
        };
        self.say(key, &[])
    }

    pub(crate) fn priority(self, priority: Priority) -> Html {
        let key = match priority {
            Priority::Low => "priority-low",
            Priority::Normal => "priority-normal",
            Priority::High => "priority-high",
            Priority::Urgent => "priority-urgent",
        };
        self.say(key, &[])
    }
}

/// A button with a label that is no text of ours, such as a name.
pub(crate) fn press_button(label: String, press: ButtonAction) -> Button {
    Button {
        label,
        does: ButtonKind::Press(press),
    }
}

/// A title as it appears in headings: as typed, unless it is excessively long.
pub(crate) fn title(title: &str) -> Html {
    Html::escaped(&isolated(&clip(title, usize::MAX, TITLE)))
}

/// A name or a title that does not affect the direction of the text around it: direction controls are removed, and
/// right-to-left text is put between U+2068 and U+2069 (Unicode's isolates), so that the number, the colon and the
/// brackets around it stay in place.
pub(crate) fn isolated(text: &str) -> String {
    let mut text = text.to_owned();
    // Isolates of the writer's own would end ours early.
    text.retain(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'));
    match text.chars().any(runs_right_to_left) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text,
    }
}

/// True for a character of a script that runs right to left, or one that marks that direction: Unicode's blocks of
/// Hebrew, Arabic and related scripts.
fn runs_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{0590}'..='\u{08FF}'
            | '\u{200F}'
            | '\u{FB1D}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}'
    )
}

/// At most `graphemes` graphemes, and at most `most` in [`length`], with `…` where something is left out.
pub(crate) fn clip(text: &str, graphemes: usize, most: usize) -> String {
    let (mut end, mut count) = (0, 0);
    for (nth, (at, grapheme)) in text.grapheme_indices(true).enumerate() {
        count += length(grapheme);
        // Between graphemes, so that no emoji or accented letter is torn apart.
        if nth >= graphemes || count > most {
            return format!("{}…", text[..end].trim_end());
        }
        end = at + grapheme.len();
    }
    text.to_owned()
}
