//! A ticket's card in the group: folded while nobody looked, unfolded afterwards, a few lines once it is resolved.
//!
//! The card is the only message that is edited of its own accord, so every form of it is made from the state alone.

use super::{
    conversation,
    data::RenderedMessage,
    text::{
        html::Html,
        renderer::{Renderer, title},
    },
};
use crate::{
    domain::{
        event::Cause,
        ids::MessageNo,
        message::{TicketMessage, stretches},
        read_model::TicketDetails,
        ticket::Status,
    },
    telegram::{Button, callback::ButtonAction},
};

/// **New ticket #126** with the first message: always told, also when the ticket went on or ended in the meantime,
/// because these are somebody's words.
pub(super) fn new_ticket(pen: Renderer<'_>) -> Option<RenderedMessage> {
    folded(pen, pen.shown()?, false)
}

/// The card as the ticket stands.
pub(super) fn current(pen: Renderer<'_>) -> Option<RenderedMessage> {
    let shown = pen.shown()?;
    match shown.ticket.status {
        Status::Open => folded(pen, shown, true),
        Status::InProgress | Status::AwaitingUser => Some(unfolded(pen, shown)),
        Status::Resolved => Some(resolved(pen, shown)),
    }
}

/// The card once more, because it is gone. `None` for a resolved ticket: nobody works with its card.
pub(super) fn again(pen: Renderer<'_>) -> Option<RenderedMessage> {
    current(pen).filter(|_| pen.shown().is_some_and(|shown| !shown.ticket.is_resolved()))
}

/// The card with its conversation, asked for by **View Ticket**.
pub(super) fn opened(pen: Renderer<'_>) -> Option<RenderedMessage> {
    Some(unfolded(pen, pen.shown()?))
}

/// The card that was before: a line with a link to the new one. `None` while it is itself the newest.
pub(super) fn moved(pen: Renderer<'_>, group: i64, edits: Option<i64>) -> Option<RenderedMessage> {
    let card = pen.facts.card.filter(|card| Some(*card) != edits)?;
    let shown = pen.shown()?;
    // Supergroups are numbered -100… in the Bot API, and without that in links.
    let group = group.to_string();
    let group = group.strip_prefix("-100")?;
    let link = Html::escaped(&format!("https://t.me/c/{group}/{card}"));
    Some(pen.told(
        "card-moved",
        &[
            ("ticket", shown.ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("link", link.into()),
        ],
    ))
}

/// The card with the first message, which may say that this was edited: who reads a new card knows nothing else.
fn folded(pen: Renderer<'_>, shown: &TicketDetails, says_edited: bool) -> Option<RenderedMessage> {
    let first = first_message(pen)?;
    let stretch = stretches(&first.words.text).first().cloned()?;
    let ticket = &shown.ticket;
    let heading = pen.say(
        "new-ticket",
        &[
            ("ticket", ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("user", pen.user(&shown.person).into()),
            ("priority", pen.priority(ticket.priority).into()),
        ],
    );
    let came_by = came_by(pen, shown);
    let assigned = ticket.assignee.map(|_| assignee(pen, shown));
    let body = conversation::body(pen, first, stretch);
    let edited = says_edited && (first.edits > 0 || ticket.retitled);
    let edited = edited.then(|| pen.say("card-edited", &[]));
    let html = [heading]
        .into_iter()
        .chain(came_by)
        .chain(assigned)
        .chain(edited)
        .chain([Html::default(), body])
        .collect();
    let mut buttons = vec![view(pen, shown)];
    if !ticket.is_resolved() {
        buttons.push(pen.button("button-assign-me", ButtonAction::AssignMe(ticket.id)));
    }
    Some(RenderedMessage::plain(html).with(vec![buttons]))
}

/// By which link its person came.
fn came_by(pen: Renderer<'_>, shown: &TicketDetails) -> Option<Html> {
    let link = Html::escaped(shown.came_by.as_deref()?);
    Some(pen.say("card-came-by", &[("link", link.into())]))
}

/// The line that names the assignee.
fn assignee(pen: Renderer<'_>, shown: &TicketDetails) -> Html {
    let agent = match (shown.ticket.assignee, &shown.assignee) {
        (Some(agent), _) if agent.is_anonymous() => pen.agent(agent),
        (Some(_), Some(profile)) => pen.user(profile),
        (Some(agent), None) => pen.agent(agent),
        (None, _) => pen.say("nobody", &[]),
    };
    pen.say("card-assignee", &[("agent", agent.into())])
}

fn first_message<'a>(pen: Renderer<'a>) -> Option<&'a TicketMessage> {
    let first = |said: &&TicketMessage| said.no == MessageNo(1);
    let said = pen.facts.said.as_ref().filter(first);
    said.or_else(|| pen.facts.conversation.iter().find(first))
}

fn unfolded(pen: Renderer<'_>, shown: &TicketDetails) -> RenderedMessage {
    let ticket = &shown.ticket;
    let header = facts(pen, shown);
    let newest = conversation::newest(pen, shown, &header);
    let earlier = newest.earlier as i64;
    let left_out = (earlier > 0).then(|| pen.say("earlier-messages", &[("count", earlier.into())]));
    let html = [header, Html::default()]
        .into_iter()
        .chain(left_out)
        .chain(newest.html)
        .collect();
    let mut rows = newest.attachments;
    if ticket.is_resolved() {
        return RenderedMessage::plain(html).with(rows);
    }
    rows.extend([
        vec![
            pen.button("button-reply", ButtonAction::Answer(ticket.id)),
            pen.button("button-close", ButtonAction::Close(ticket.id)),
        ],
        vec![
            pen.button("button-assign", ButtonAction::Assign(ticket.id)),
            pen.button("button-block", ButtonAction::Block(ticket.id)),
        ],
        vec![
            pen.button("button-priority", ButtonAction::Priority(ticket.id)),
            pen.button("button-note", ButtonAction::Note(ticket.id)),
        ],
    ]);
    RenderedMessage::plain(html).with(rows)
}

fn resolved(pen: Renderer<'_>, shown: &TicketDetails) -> RenderedMessage {
    RenderedMessage::plain(facts(pen, shown)).with(vec![vec![view(pen, shown)]])
}

/// The lines above the conversation: whose, how it stands, who has it, how it ended.
fn facts(pen: Renderer<'_>, shown: &TicketDetails) -> Html {
    let ticket = &shown.ticket;
    let user = pen.say("card-user", &[("user", pen.user(&shown.person).into())]);
    let waiting = ticket.waiting.as_ref().map(|waiting| {
        pen.say(
            "card-waiting",
            &[
                ("since", pen.time(waiting.since).into()),
                (
                    "duration",
                    pen.duration(pen.facts.now - waiting.since).into(),
                ),
            ],
        )
    });
    let unreachable = ticket.unreachable.map(|_| pen.say("card-unreachable", &[]));
    let assignee = assignee(pen, shown);
    let ended = ticket.resolved.map(|(at, cause)| {
        let open_for = ("duration", pen.duration(at - ticket.opened_at).into());
        match pen.facts.silence {
            Some(silence) if cause == Cause::Silence => pen.say(
                "card-closed-by-silence",
                &[("silence", pen.units(silence).into()), open_for],
            ),
            _ => pen.say(closed_by(cause), &[open_for]),
        }
    });
    [conversation::header(pen, shown), user]
        .into_iter()
        .chain(came_by(pen, shown))
        .chain(waiting)
        .chain(unreachable)
        .chain([assignee])
        .chain(ended)
        .collect()
}

fn closed_by(cause: Cause) -> &'static str {
    match cause {
        Cause::Person => "card-closed-by-user",
        Cause::Team => "card-closed-by-team",
        // How long it was is known wherever a policy is.
        Cause::Silence => "card-closed",
        Cause::Block => "card-closed-by-block",
    }
}

fn view(pen: Renderer<'_>, shown: &TicketDetails) -> Button {
    pen.button("button-view", ButtonAction::View(shown.ticket.id))
}
