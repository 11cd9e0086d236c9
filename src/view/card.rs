//! A ticket's card in the group: folded until somebody looks, then unfolded, and a few lines once it is resolved.
//!
//! No other message is edited unasked, so every form of the card is rendered from the ticket's state alone.

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

/// **New ticket #126** with the first message. It is sent even if the ticket has moved on or ended meanwhile, because
/// it holds somebody's words.
pub(super) fn new_ticket(out: Renderer<'_>) -> Option<RenderedMessage> {
    folded(out, out.shown()?, false)
}

/// The card as the ticket stands.
pub(super) fn current(out: Renderer<'_>) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    match shown.ticket.status {
        Status::Open => folded(out, shown, true),
        Status::InProgress | Status::AwaitingUser => Some(unfolded(out, shown)),
        Status::Resolved => Some(resolved(out, shown)),
    }
}

/// The card sent again, because it is gone. `None` for a resolved ticket: nobody works with its card.
pub(super) fn reposted(out: Renderer<'_>) -> Option<RenderedMessage> {
    current(out).filter(|_| out.shown().is_some_and(|shown| !shown.ticket.is_resolved()))
}

/// The card with its conversation, asked for by **View Ticket**.
pub(super) fn opened(out: Renderer<'_>) -> Option<RenderedMessage> {
    Some(unfolded(out, out.shown()?))
}

/// The former card: a line with a link to the new one. `None` while it is the newest itself.
pub(super) fn moved(out: Renderer<'_>, group: i64, edits: Option<i64>) -> Option<RenderedMessage> {
    // `edits` is the former card; a link from a card to itself would lead nowhere.
    let card = out.facts.card.filter(|card| Some(*card) != edits)?;
    let shown = out.shown()?;
    // Supergroups are numbered -100… in the Bot API, and without that in links.
    let group = group.to_string();
    let group = group.strip_prefix("-100")?;
    let link = Html::escaped(&format!("https://t.me/c/{group}/{card}"));
    Some(out.message(
        "card-moved",
        &[
            ("ticket", shown.ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("link", link.into()),
        ],
    ))
}

/// The card with the first message. It may say that this was edited: readers of a new card have not seen an older
/// text.
fn folded(out: Renderer<'_>, shown: &TicketDetails, says_edited: bool) -> Option<RenderedMessage> {
    let first = first_message(out)?;
    let stretch = stretches(&first.words.text).first().cloned()?;
    let ticket = &shown.ticket;
    let heading = out.say(
        "new-ticket",
        &[
            ("ticket", ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("user", out.user(&shown.person).into()),
            ("priority", out.priority(ticket.priority).into()),
        ],
    );
    let came_by = came_by(out, shown);
    let assigned = ticket.assignee.map(|_| assignee(out, shown));
    let body = conversation::body(out, first, stretch);
    let edited = says_edited && (first.edits > 0 || ticket.retitled);
    let edited = edited.then(|| out.say("card-edited", &[]));
    let html = [heading]
        .into_iter()
        .chain(came_by)
        .chain(assigned)
        .chain(edited)
        .chain([Html::default(), body])
        .collect();
    let mut buttons = vec![view(out, shown)];
    if !ticket.is_resolved() {
        buttons.push(out.button("button-assign-me", ButtonAction::AssignMe(ticket.id)));
    }
    Some(RenderedMessage::plain(html).with(vec![buttons]))
}

/// The deep link through which the person came.
fn came_by(out: Renderer<'_>, shown: &TicketDetails) -> Option<Html> {
    let link = Html::escaped(shown.came_by.as_deref()?);
    Some(out.say("card-came-by", &[("link", link.into())]))
}

fn assignee(out: Renderer<'_>, shown: &TicketDetails) -> Html {
    let agent = match (shown.ticket.assignee, &shown.assignee) {
        // All anonymous administrators share one account at Telegram, whose profile names nobody.
        (Some(agent), _) if agent.is_anonymous() => out.agent(agent),
        (Some(_), Some(profile)) => out.user(profile),
        (Some(agent), None) => out.agent(agent),
        (None, _) => out.say("nobody", &[]),
    };
    out.say("card-assignee", &[("agent", agent.into())])
}

fn first_message<'a>(out: Renderer<'a>) -> Option<&'a TicketMessage> {
    let first = |message: &&TicketMessage| message.no == MessageNo(1);
    // A new card is rendered from its message alone, a later one from the conversation.
    let message = out.facts.said.as_ref().filter(first);
    message.or_else(|| out.facts.conversation.iter().find(first))
}

fn unfolded(out: Renderer<'_>, shown: &TicketDetails) -> RenderedMessage {
    let ticket = &shown.ticket;
    let header = facts(out, shown);
    let newest = conversation::newest(out, shown, &header);
    let earlier = newest.earlier as i64;
    let left_out = (earlier > 0).then(|| out.say("earlier-messages", &[("count", earlier.into())]));
    let html = [header, Html::default()]
        .into_iter()
        .chain(left_out)
        .chain(newest.html)
        .collect();
    let mut rows = newest.attachments;
    // Nothing can be done to a resolved ticket, but its attachments can still be asked for.
    if ticket.is_resolved() {
        return RenderedMessage::plain(html).with(rows);
    }
    rows.extend([
        vec![
            out.button("button-reply", ButtonAction::Answer(ticket.id)),
            out.button("button-close", ButtonAction::Close(ticket.id)),
        ],
        vec![
            out.button("button-assign", ButtonAction::Assign(ticket.id)),
            out.button("button-block", ButtonAction::Block(ticket.id)),
        ],
        vec![
            out.button("button-priority", ButtonAction::Priority(ticket.id)),
            out.button("button-note", ButtonAction::Note(ticket.id)),
        ],
    ]);
    RenderedMessage::plain(html).with(rows)
}

fn resolved(out: Renderer<'_>, shown: &TicketDetails) -> RenderedMessage {
    RenderedMessage::plain(facts(out, shown)).with(vec![vec![view(out, shown)]])
}

/// The lines above the conversation: person, status, assignee, and how it ended.
fn facts(out: Renderer<'_>, shown: &TicketDetails) -> Html {
    let ticket = &shown.ticket;
    let user = out.say("card-user", &[("user", out.user(&shown.person).into())]);
    let waiting = ticket.waiting.as_ref().map(|waiting| {
        out.say(
            "card-waiting",
            &[
                ("since", out.time(waiting.since).into()),
                (
                    "duration",
                    out.duration(out.facts.now - waiting.since).into(),
                ),
            ],
        )
    });
    // Whoever answers should know beforehand that the answer will be held.
    let unreachable = ticket.unreachable.map(|_| out.say("card-unreachable", &[]));
    let assignee = assignee(out, shown);
    let ended = ticket.resolved.map(|(at, cause)| {
        let open_for = ("duration", out.duration(at - ticket.opened_at).into());
        match out.facts.silence {
            Some(silence) if cause == Cause::Silence => out.say(
                "card-closed-by-silence",
                &[("silence", out.units(silence).into()), open_for],
            ),
            _ => out.say(closed_by(cause), &[open_for]),
        }
    });
    [conversation::header(out, shown), user]
        .into_iter()
        .chain(came_by(out, shown))
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

fn view(out: Renderer<'_>, shown: &TicketDetails) -> Button {
    out.button("button-view", ButtonAction::View(shown.ticket.id))
}
