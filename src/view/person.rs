//! What a person reads in their private chat.

use super::{
    conversation,
    data::{Mode, RenderedMessage},
    list,
    text::{
        html::Html,
        renderer::{Renderer, title},
    },
};
use crate::{
    domain::{
        dialogue::KEPT, event::Cause, ids::TicketId, notice::PersonNotice,
        read_model::TicketDetails, ticket::Status, title::TitleFault,
    },
    telegram::{Button, ButtonKind, Call, Destination, callback::ButtonAction},
};
use chrono::TimeDelta;

/// Says that their message stays unseen, at least in part. `None` when its words hold all there is.
fn not_seen(pen: Renderer<'_>, ticket: TicketId) -> Option<RenderedMessage> {
    let media = pen.facts.said.as_ref()?.words.media.as_ref();
    let key = match media.and_then(|media| media.in_words.as_ref()) {
        Some(words) if words.are_complete() => return None,
        Some(words) if !words.lines.is_empty() => "not-seen-but-words",
        _ => "not-seen",
    };
    Some(pen.told(key, &[("ticket", ticket.into())]))
}

/// The message for every notice to a person but relayed ones (`relay`), which have no text of their own.
pub(super) fn message(pen: Renderer<'_>, notice: &PersonNotice) -> Option<RenderedMessage> {
    use PersonNotice::*;
    let cancel = vec![vec![pen.button("button-cancel", ButtonAction::Cancel)]];
    let create = vec![vec![pen.button("button-create", ButtonAction::Create)]];
    let (title_length, message_length) = (pen.desk.lengths.title, pen.desk.lengths.message);
    let limit = |key: &str, limit: usize| {
        pen.told(key, &[("count", (limit as i64).into())])
            .with(cancel.clone())
    };
    Some(match notice {
        Created { ticket } => created(pen, *ticket),
        Closed { ticket, cause } => closed(pen, *ticket, *cause)?,
        SilenceWarning { version, .. } => silence_warning(pen, *version)?,
        NotSeen { ticket, .. } => not_seen(pen, *ticket)?,
        Blocked => super::block::notice(pen, "blocked")?,
        Unblocked => pen.told("unblocked", &[]),
        Greeting => pen.told("greeting", &[]).with(vec![vec![
            pen.button("button-support", ButtonAction::Support),
        ]]),
        Support => support(pen, pen.desk.mode),
        Contact => support(pen, Mode::Contact),
        AskTitle => pen.told("ask-title", &[]).with(cancel),
        TitleTooShort => limit("title-too-short", title_length.0),
        TitleTooLong => limit("title-too-long", title_length.1),
        TitleNotText => pen.told("title-not-text", &[]).with(cancel),
        AskBody => pen.told("ask-body", &[]).with(cancel),
        BodyTooShort => limit("body-too-short", message_length.0),
        BodyTooLong => limit("body-too-long", message_length.1),
        AskReply { ticket } => pen
            .told("ask-reply", &[("ticket", (*ticket).into())])
            .with(cancel),
        ActiveTicket { .. } => active(pen, pen.shown()?),
        EditTooLate { ticket } => pen.told("edit-too-late", &[("ticket", (*ticket).into())]),
        TitleStays { ticket, why } => title_stays(pen, *ticket, *why),
        Answer { .. }
        | AnswerEdited { .. }
        | Receipt { .. }
        | Attachment { .. }
        | OldOffer { .. } => {
            return None;
        }
        Offer | OfferFull | OfferAfterResolved { .. } if pen.desk.mode == Mode::Contact => {
            support(pen, Mode::Contact)
        }
        OfferEnded => pen.told("offer-ended", &[]).with(ways(pen, pen.desk.mode)),
        Offer => pen.told("offer", &[]).with(create),
        OfferAfterResolved { ticket } => pen
            .told("offer-after-resolved", &[("ticket", (*ticket).into())])
            .with(create),
        OfferFull => pen
            .told("offer-full", &[("count", (KEPT as i64).into())])
            .with(create),
        Conversation { page, .. } => conversation::for_person(pen, pen.shown()?, *page),
        ConfirmClose { ticket } => pen
            .told("person-confirm-close", &[("ticket", (*ticket).into())])
            .with(vec![vec![
                pen.button("button-close-yes", ButtonAction::PersonCloseYes(*ticket)),
                pen.button("button-close-no", ButtonAction::PersonCloseNo(*ticket)),
            ]]),
        KeptOpen { ticket } => {
            let rows = pen.shown().map(|shown| actions(pen, shown));
            pen.told("person-kept-open", &[("ticket", (*ticket).into())])
                .with(rows.unwrap_or_default())
        }
        NoTicket => pen.told("no-ticket", &[]).with(ways(pen, pen.desk.mode)),
        Tickets { page } => list::person(pen, *page)?,
        Cancelled => pen.told("cancelled", &[]),
        NothingToCancel => pen.told("nothing-to-cancel", &[]),
        YouAreBlocked => super::block::notice(pen, "you-are-blocked")
            .unwrap_or_else(|| pen.told("unblocked", &[])),
        SlowDown => pen.told("slow-down", &[]),
        NotTaken => pen.told("not-taken", &[]),
        TakenAgain => pen.told("taken-again", &[]),
    })
}

/// An offer disappears that is not the newest any more, or over.
pub(super) fn without_offer(pen: Renderer<'_>, chat: i64) -> Option<Call> {
    let message = pen.facts.old_offer?;
    Some(Call::Delete { chat, message })
}

/// The replacement for an offer that can't be deleted: it says that it is over, and has no button.
pub(super) fn offer_emptied(pen: Renderer<'_>, place: Destination) -> Option<Call> {
    let told = pen.told("offer-over", &[]);
    Some(told.call(place, Some(pen.facts.old_offer?)))
}

fn title_stays(pen: Renderer<'_>, ticket: TicketId, why: TitleFault) -> RenderedMessage {
    let (shortest, longest) = pen.desk.lengths.title;
    let (key, limit) = match why {
        TitleFault::TooShort => ("title-stays-short", Some(shortest)),
        TitleFault::TooLong => ("title-stays-long", Some(longest)),
        TitleFault::NotText => ("title-stays-text", None),
    };
    let count = limit.map(|limit| ("count", (limit as i64).into()));
    let known: Vec<_> = [("ticket", ticket.into())]
        .into_iter()
        .chain(count)
        .collect();
    pen.told(key, &known)
}

fn created(pen: Renderer<'_>, ticket: TicketId) -> RenderedMessage {
    let usual = pen.facts.usual.map(|seconds| {
        let duration = pen.duration(TimeDelta::seconds(seconds));
        pen.say("created-usual", &[("duration", duration.into())])
    });
    let hours = pen.facts.policy.hours.as_ref();
    let opening = hours.map(|hours| hours.next_opening(pen.facts.now));
    let closed = opening
        .filter(|opening| *opening > pen.facts.now)
        .map(|opening| {
            pen.say(
                "created-closed",
                &[("when", pen.day_and_time(opening).into())],
            )
        });
    let html: Html = [pen.about("created", ticket)]
        .into_iter()
        .chain(closed)
        .chain(usual)
        .collect();
    let view = pen.button("button-conversation", ButtonAction::Conversation(ticket, 0));
    let close = pen.button("button-close", ButtonAction::PersonClose(ticket));
    let open = pen.shown().is_none_or(|shown| !shown.ticket.is_resolved());
    let row = [view].into_iter().chain(open.then_some(close)).collect();
    RenderedMessage::plain(html).with(vec![row])
}

/// By whom in general terms; a block says what there is to say, and is told by itself.
fn closed(pen: Renderer<'_>, ticket: TicketId, cause: Cause) -> Option<RenderedMessage> {
    let why = pen.say(
        match cause {
            Cause::Person => "closed-by-person",
            Cause::Team => "closed-by-team",
            Cause::Silence => "closed-by-silence",
            Cause::Block => return None,
        },
        &[],
    );
    let html = [pen.about("closed", ticket), why].into_iter().collect();
    Some(RenderedMessage::plain(html).with(vec![vec![still_need_help(pen, ticket)]]))
}

/// True while the silence that this version of the ticket warned of goes on. It names the time of the auto-close (`sla.md` rule 12) in the desk's zone,
/// since Telegram tells nobody's own, and how long it is until then, which is the same in all zones.
fn silence_warning(pen: Renderer<'_>, version: i64) -> Option<RenderedMessage> {
    let shown = pen.shown()?;
    let ticket = &shown.ticket;
    let silence = ticket.silence.as_ref()?;
    let policy = pen.facts.policy.auto_close.as_ref()?;
    let silent = ticket.status == Status::AwaitingUser
        && ticket.pending.is_empty()
        && ticket.unreachable.is_none()
        && silence.warning == Some(version);
    if !silent {
        return None;
    }
    let now = pen.facts.now;
    let warned = now + TimeDelta::seconds(policy.warn_before_seconds);
    let close = (silence.since + TimeDelta::seconds(policy.after_seconds)).max(warned);
    let told = pen.told(
        "silence-warning",
        &[
            ("ticket", ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("when", pen.appointment(close).into()),
            ("duration", pen.duration(close - now).into()),
        ],
    );
    Some(told.with(vec![vec![
        still_need_help(pen, ticket.id),
        pen.button("button-solved", ButtonAction::Solved(ticket.id)),
    ]]))
}

/// The ticket that they have: **Reply**, **View Conversation**, **Close Ticket**.
fn active(pen: Renderer<'_>, shown: &TicketDetails) -> RenderedMessage {
    let ticket = &shown.ticket;
    let key = if ticket.is_resolved() {
        "resolved-ticket"
    } else {
        "active-ticket"
    };
    pen.told(
        key,
        &[
            ("ticket", ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("status", pen.status(ticket.status).into()),
        ],
    )
    .with(actions(pen, shown))
}

fn actions(pen: Renderer<'_>, shown: &TicketDetails) -> Vec<Vec<Button>> {
    let ticket = shown.ticket.id;
    let view = pen.button("button-conversation", ButtonAction::Conversation(ticket, 0));
    if shown.ticket.is_resolved() {
        return vec![vec![view]];
    }
    vec![
        vec![
            pen.button("button-reply", ButtonAction::PersonReply(ticket)),
            view,
        ],
        vec![pen.button("button-close", ButtonAction::PersonClose(ticket))],
    ]
}

fn support(pen: Renderer<'_>, mode: Mode) -> RenderedMessage {
    let contact = Html::escaped(&format!("@{}", pen.contact()));
    let key = match mode {
        Mode::Tickets => return pen.told("support-tickets", &[]).with(ways(pen, mode)),
        Mode::Contact => "support-contact",
        Mode::Both => "support-both",
    };
    pen.told(key, &[("contact", contact.into())])
        .with(ways(pen, mode))
}

/// The ways to get help: a ticket, the contact, or both.
fn ways(pen: Renderer<'_>, mode: Mode) -> Vec<Vec<Button>> {
    let ticket = pen.button("button-create", ButtonAction::Create);
    let contact = Button {
        label: pen.label("button-contact"),
        does: ButtonKind::Open(format!("https://t.me/{}", pen.contact())),
    };
    match mode {
        Mode::Tickets => vec![vec![ticket]],
        Mode::Contact => vec![vec![contact]],
        Mode::Both => vec![vec![ticket], vec![contact]],
    }
}

fn still_need_help(pen: Renderer<'_>, ticket: TicketId) -> Button {
    pen.button("button-still", ButtonAction::StillNeedHelp(ticket))
}
