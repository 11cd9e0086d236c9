//! What a person reads in their private chat.

use super::{
    conversation,
    data::RenderedMessage,
    list,
    text::{
        html::Html,
        renderer::{Renderer, title},
    },
};
use crate::{
    domain::{
        dialogue::KEPT, event::Cause, ids::TicketId, mode::Mode, notice::PersonNotice,
        read_model::TicketDetails, ticket::Status, title::TitleFault,
    },
    telegram::{Button, ButtonKind, Call, Destination, callback::ButtonAction},
};
use chrono::TimeDelta;

/// Tells a person that the team can't see what they sent, or only a part. `None` when its words hold all there is.
fn not_seen(out: Renderer<'_>, ticket: TicketId) -> Option<RenderedMessage> {
    let media = out.facts.said.as_ref()?.words.media.as_ref();
    let key = match media.and_then(|media| media.in_words.as_ref()) {
        // A contact or a place loses nothing as words: the team sees all of it.
        Some(words) if words.are_complete() => return None,
        Some(words) if !words.lines.is_empty() => "not-seen-but-words",
        _ => "not-seen",
    };
    Some(out.message(key, &[("ticket", ticket.into())]))
}

/// The message for every notice to a person but relayed ones (`relay`), which have no text of their own.
pub(super) fn message(out: Renderer<'_>, notice: &PersonNotice) -> Option<RenderedMessage> {
    use PersonNotice::*;
    let cancel = vec![vec![out.button("button-cancel", ButtonAction::Cancel)]];
    let create = vec![vec![out.button("button-create", ButtonAction::Create)]];
    let (title_length, message_length) = (out.desk.lengths.title, out.desk.lengths.message);
    let limit = |key: &str, limit: usize| {
        out.message(key, &[("count", (limit as i64).into())])
            .with(cancel.clone())
    };
    Some(match notice {
        Created { ticket } => created(out, *ticket),
        Closed { ticket, cause } => closed(out, *ticket, *cause)?,
        SilenceWarning { version, .. } => silence_warning(out, *version)?,
        NotSeen { ticket, .. } => not_seen(out, *ticket)?,
        Blocked => super::block::notice(out, "blocked")?,
        Unblocked => out.message("unblocked", &[]),
        Greeting => out
            .message("greeting", &[])
            .with_button(out.button("button-support", ButtonAction::Support)),
        Support => support(out, out.desk.mode),
        Contact => support(out, Mode::Contact),
        AskTitle => out.message("ask-title", &[]).with(cancel),
        TitleTooShort => limit("title-too-short", title_length.0),
        TitleTooLong => limit("title-too-long", title_length.1),
        TitleNotText => out.message("title-not-text", &[]).with(cancel),
        AskBody => out.message("ask-body", &[]).with(cancel),
        BodyTooShort => limit("body-too-short", message_length.0),
        BodyTooLong => limit("body-too-long", message_length.1),
        AskReply { ticket } => out
            .message("ask-reply", &[("ticket", (*ticket).into())])
            .with(cancel),
        ActiveTicket { .. } => active(out, out.shown()?),
        EditTooLate { ticket } => out.message("edit-too-late", &[("ticket", (*ticket).into())]),
        TitleStays { ticket, why } => title_stays(out, *ticket, *why),
        Answer { .. }
        | AnswerEdited { .. }
        | Receipt { .. }
        | Attachment { .. }
        | OldOffer { .. } => {
            return None;
        }
        // The mode may have changed since: without tickets there is none to offer.
        Offer | OfferFull | OfferAfterResolved { .. } if out.desk.mode == Mode::Contact => {
            support(out, Mode::Contact)
        }
        // Their words are gone by now, so this offers a fresh start and keeps nothing.
        OfferEnded => out
            .message("offer-ended", &[])
            .with(ways(out, out.desk.mode)),
        Offer => out.message("offer", &[]).with(create),
        OfferAfterResolved { ticket } => out
            .message("offer-after-resolved", &[("ticket", (*ticket).into())])
            .with(create),
        OfferFull => out
            .message("offer-full", &[("count", (KEPT as i64).into())])
            .with(create),
        Conversation { page, .. } => conversation::for_person(out, out.shown()?, *page),
        ConfirmClose { ticket } => out
            .message("person-confirm-close", &[("ticket", (*ticket).into())])
            .with(vec![vec![
                out.button("button-close-yes", ButtonAction::PersonCloseYes(*ticket)),
                out.button("button-close-no", ButtonAction::PersonCloseNo(*ticket)),
            ]]),
        KeptOpen { ticket } => {
            let rows = out
                .shown()
                .map(|shown| actions(out, shown.ticket.id, !shown.ticket.is_resolved()));
            out.message("person-kept-open", &[("ticket", (*ticket).into())])
                .with(rows.unwrap_or_default())
        }
        NoTicket => out.message("no-ticket", &[]).with(ways(out, out.desk.mode)),
        Tickets { page } => list::person(out, *page)?,
        Cancelled => out.message("cancelled", &[]),
        NothingToCancel => out.message("nothing-to-cancel", &[]),
        // Without a block it has ended since they wrote.
        YouAreBlocked => super::block::notice(out, "you-are-blocked")
            .unwrap_or_else(|| out.message("unblocked", &[])),
        SlowDown => out.message("slow-down", &[]),
        NotTaken => out.message("not-taken", &[]),
        TakenAgain => out.message("taken-again", &[]),
    })
}

/// Deletes an offer that is over, or no longer the newest.
pub(super) fn without_offer(out: Renderer<'_>, chat: i64) -> Option<Call> {
    let message = out.facts.old_offer?;
    Some(Call::Delete { chat, message })
}

/// An offer that can't be deleted is edited instead: it says that it is over, and loses its button.
pub(super) fn offer_emptied(out: Renderer<'_>, place: Destination) -> Option<Call> {
    let message = out.message("offer-over", &[]);
    Some(message.call(place, Some(out.facts.old_offer?)))
}

fn title_stays(out: Renderer<'_>, ticket: TicketId, why: TitleFault) -> RenderedMessage {
    let (shortest, longest) = out.desk.lengths.title;
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
    out.message(key, &known)
}

fn created(out: Renderer<'_>, ticket: TicketId) -> RenderedMessage {
    let usual = out.facts.usual.map(|seconds| {
        let duration = out.duration(TimeDelta::seconds(seconds));
        out.say("created-usual", &[("duration", duration.into())])
    });
    let hours = out.facts.policy.hours.as_ref();
    let opening = hours.map(|hours| hours.next_opening(out.facts.now));
    // While the desk is open, the next opening is now.
    let closed = opening
        .filter(|opening| *opening > out.facts.now)
        .map(|opening| {
            out.say(
                "created-closed",
                &[("when", out.day_and_time(opening).into())],
            )
        });
    let html: Html = [out.about("created", ticket)]
        .into_iter()
        .chain(closed)
        .chain(usual)
        .collect();
    let view = out.button("button-conversation", ButtonAction::Conversation(ticket, 0));
    let close = out.button("button-close", ButtonAction::PersonClose(ticket));
    // The ticket may be resolved before this is sent.
    let open = out.shown().is_none_or(|shown| !shown.ticket.is_resolved());
    let row = [view].into_iter().chain(open.then_some(close)).collect();
    RenderedMessage::plain(html).with(vec![row])
}

/// States who closed the ticket in general terms. A block has a notice of its own.
fn closed(out: Renderer<'_>, ticket: TicketId, cause: Cause) -> Option<RenderedMessage> {
    let why = out.say(
        match cause {
            Cause::Person => "closed-by-person",
            Cause::Team => "closed-by-team",
            Cause::Silence => "closed-by-silence",
            Cause::Block => return None,
        },
        &[],
    );
    let html = [out.about("closed", ticket), why].into_iter().collect();
    Some(RenderedMessage::plain(html).with(vec![vec![still_need_help(out, ticket)]]))
}

/// Rendered only while the silence that this version of the ticket warned of lasts. It names the time of the
/// auto-close (`sla.md` rule 12) in the desk's zone, since Telegram does not reveal the reader's, and the time until
/// then, which is the same everywhere.
fn silence_warning(out: Renderer<'_>, version: i64) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    let ticket = &shown.ticket;
    let silence = ticket.silence.as_ref()?;
    let policy = out.facts.policy.auto_close.as_ref()?;
    let silent = ticket.status == Status::AwaitingUser
        && ticket.pending.is_empty()
        && ticket.unreachable.is_none()
        && silence.warning == Some(version);
    if !silent {
        return None;
    }
    let now = out.facts.now;
    let warned = now + TimeDelta::seconds(policy.warn_before_seconds);
    // However late this warning is, the close comes no sooner than `warn_before` after it.
    let close = (silence.since + TimeDelta::seconds(policy.after_seconds)).max(warned);
    let message = out.message(
        "silence-warning",
        &[
            ("ticket", ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("when", out.appointment(close).into()),
            ("duration", out.duration(close - now).into()),
        ],
    );
    Some(message.with(vec![vec![
        still_need_help(out, ticket.id),
        out.button("button-solved", ButtonAction::Solved(ticket.id)),
    ]]))
}

/// The ticket that they have: **Reply**, **View Conversation**, **Close Ticket**.
fn active(out: Renderer<'_>, shown: &TicketDetails) -> RenderedMessage {
    let ticket = &shown.ticket;
    let key = if ticket.is_resolved() {
        "resolved-ticket"
    } else {
        "active-ticket"
    };
    out.message(
        key,
        &[
            ("ticket", ticket.id.into()),
            ("title", title(&shown.title).into()),
            ("status", out.status(ticket.status).into()),
        ],
    )
    .with(actions(out, shown.ticket.id, !shown.ticket.is_resolved()))
}

/// The buttons below a ticket of theirs; **Reply** and **Close Ticket** only while it is open.
pub(super) fn actions(out: Renderer<'_>, ticket: TicketId, open: bool) -> Vec<Vec<Button>> {
    let view = out.button("button-conversation", ButtonAction::Conversation(ticket, 0));
    if !open {
        return vec![vec![view]];
    }
    let reply = out.button("button-reply", ButtonAction::PersonReply(ticket));
    let close = out.button("button-close", ButtonAction::PersonClose(ticket));
    vec![vec![reply, view], vec![close]]
}

fn support(out: Renderer<'_>, mode: Mode) -> RenderedMessage {
    let contact = Html::escaped(&format!("@{}", out.contact()));
    let key = match mode {
        Mode::Tickets => return out.message("support-tickets", &[]).with(ways(out, mode)),
        Mode::Contact => "support-contact",
        Mode::Both => "support-both",
    };
    out.message(key, &[("contact", contact.into())])
        .with(ways(out, mode))
}

/// The ways to get help: a ticket, the contact, or both.
fn ways(out: Renderer<'_>, mode: Mode) -> Vec<Vec<Button>> {
    let ticket = out.button("button-create", ButtonAction::Create);
    let contact = Button {
        label: out.label("button-contact"),
        does: ButtonKind::Open(format!("https://t.me/{}", out.contact())),
    };
    match mode {
        Mode::Tickets => vec![vec![ticket]],
        Mode::Contact => vec![vec![contact]],
        Mode::Both => vec![vec![ticket], vec![contact]],
    }
}

fn still_need_help(out: Renderer<'_>, ticket: TicketId) -> Button {
    out.button("button-still", ButtonAction::StillNeedHelp(ticket))
}
