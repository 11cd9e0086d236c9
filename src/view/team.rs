//! What the team reads in its group.
//!
//! Every message about a ticket names it as `#126` in its first line, but for the alert, whose lines are fixed: a
//! reply to a message whose record was lost still finds its ticket (`architecture.md`, *Out*).

use super::{
    NOTE_SIGN, block, card,
    data::RenderedMessage,
    digest, list, settings, sla_timeline,
    text::{
        html::Html,
        renderer::{Renderer, press_button, title},
    },
};
use crate::{
    domain::{
        command::{DeliveryFailure, RefusedFor},
        ids::{MessageNo, TicketId},
        notice::{NotHeard, TeamNotice, UsageOf},
        read_model::TicketDetails,
        right::Right,
        ticket::Priority,
    },
    telegram::{Button, Destination, Markup, callback::ButtonAction},
};
use chrono::TimeDelta;

/// To how many agents a ticket can be assigned by buttons, and how many stand in a row.
const AGENTS: usize = 80;
const IN_A_ROW: usize = 2;

/// The message for every notice to the team but relayed ones (`relay`), which have no text of their own.
pub(super) fn message(
    pen: Renderer<'_>,
    notice: &TeamNotice,
    place: Destination,
    edits: Option<i64>,
) -> Option<RenderedMessage> {
    use TeamNotice::*;
    let about = |key: &str, ticket: &TicketId| pen.told(key, &[("ticket", (*ticket).into())]);
    let by = |key: &str, ticket: &TicketId, who| {
        pen.told(
            key,
            &[
                ("ticket", (*ticket).into()),
                ("agent", pen.agent(who).into()),
            ],
        )
    };
    Some(match notice {
        NewTicket { .. } => card::new_ticket(pen)?,
        CardEdit { .. } if pen.facts.lost_card => card::again(pen)?,
        CardEdit { .. } => card::current(pen)?,
        Warning { episode, .. } => warning(pen, *episode)?,
        Alert { episode, .. } => alert(pen, *episode, &[])?,
        Escalation {
            episode,
            step,
            after_seconds,
            ..
        } => escalation(pen, *episode, *step, *after_seconds)?,
        ResolutionAlert { .. } => resolution_alert(pen)?,
        AnswerFailed {
            ticket,
            message,
            why,
            because,
            ..
        } => answer_failed(pen, *ticket, *message, *why, *because),
        Card { .. } => card::opened(pen)?,
        OldCard { .. } => card::moved(pen, place.chat, edits)?,
        PersonWrote { .. } | PersonEdited { .. } | Mark { .. } | Attachment { .. } => return None,
        // A reply is forced on whoever is mentioned; nobody may learn who an anonymous administrator is.
        AskAnswer { ticket, agent } if agent.is_anonymous() => about("ask-answer", ticket),
        AskAnswer { ticket, agent } => {
            let mut told = by("ask-answer-named", ticket, *agent);
            told.markup = Markup::ForceReply(pen.label("ask-answer-placeholder"));
            told
        }
        AskNote { ticket, agent } if agent.is_anonymous() => {
            of_note(pen.about("ask-note", *ticket))
        }
        AskNote { ticket, agent } => {
            let mut told = of_note(by("ask-note-named", ticket, *agent).html);
            told.markup = Markup::ForceReply(pen.label("ask-note-placeholder"));
            told
        }
        NotNoted { ticket } => about("not-noted", ticket),
        JustAnswered {
            ticket,
            by: who,
            anchor,
        } => by("just-answered", ticket, *who).with(vec![vec![
            pen.button("button-send-anyway", ButtonAction::AnswerSend(*anchor)),
            pen.button("button-drop", ButtonAction::AnswerDrop(*anchor)),
        ]]),
        PromptOfAnother { ticket, of, anchor } => {
            let asked = match of.is_anonymous() {
                true => about("prompt-of-anonymous", ticket),
                false => by("prompt-of-another", ticket, *of),
            };
            asked.with(vec![vec![
                pen.button("button-send", ButtonAction::AnswerSend(*anchor)),
                pen.button("button-drop", ButtonAction::AnswerDrop(*anchor)),
            ]])
        }
        AnswerStays { ticket } => about("answer-stays", ticket),
        AnswerDecided { ticket, sent: true } => about("answer-sent", ticket),
        AnswerDecided { ticket, .. } => about("answer-dropped", ticket),
        NotSent { ticket } => about("not-sent", ticket),
        AnswerExpired { ticket } => about("answer-expired", ticket),
        CannotRoute => pen.told("cannot-route", &[]),
        NotHeard { why } => pen.told(not_heard(*why), &[]),
        MembersHidden => pen.told("members-hidden", &[]),
        ConfirmClose { ticket } => about("team-confirm-close", ticket).with(vec![vec![
            pen.button("button-close-yes", ButtonAction::CloseYes(*ticket)),
            pen.button("button-close-no", ButtonAction::CloseNo(*ticket)),
        ]]),
        CloseDecided {
            ticket,
            closed_by: Some(who),
        } => by("team-closed", ticket, *who),
        CloseDecided { ticket, .. } => about("team-kept-open", ticket),
        AssignChoice { ticket } => assign_choice(pen, *ticket),
        Assigned {
            ticket,
            to: Some(who),
        } => by("assigned", ticket, *who),
        Assigned { ticket, .. } => about("assigned-nobody", ticket),
        PriorityChoice { ticket } => priority_choice(pen, *ticket)?,
        PrioritySet { ticket, priority } => pen.told(
            "priority-set",
            &[
                ("ticket", (*ticket).into()),
                ("priority", pen.priority(*priority).into()),
            ],
        ),
        Clocks { .. } => sla_timeline::explained(pen)?,
        Tickets { filter, page } => list::team(pen, *filter, *page)?,
        NewTickets { .. } => digest::new_tickets(pen)?,
        Overdue { .. } => digest::overdue(pen)?,
        BlockForm {
            anchor,
            form,
            fault,
        } => block::form(pen, *anchor, form, *fault)?,
        BlockCancelled { ticket } => about("block-cancelled", ticket),
        BlockDone { by, .. } => block::done(pen, *by)?,
        BlockedList { page } => block::list(pen, *page)?,
        Unblocked { person, by } => block::lifted(pen, *person, *by),
        NotBlocked => pen.told("not-blocked", &[]),
        NoSuchTicket { ticket } => about("no-such-ticket", ticket),
        Usage { command } => pen.told(usage(*command), &[]),
        Help => pen.told("team-help", &[]),
        SetAside { update } => pen
            .told("set-aside", &[("update", update.0.into())])
            .with(vec![vec![
                pen.button("button-retry", ButtonAction::Retry(*update)),
            ]]),
        WasOut { since } => pen.told("was-out", &[("since", pen.time(*since).into())]),
        WasMute { since } => pen.told("was-mute", &[("since", pen.time(*since).into())]),
        RightMissing { right } => pen
            .told(
                "right-missing",
                &[("what", pen.say(lacking(*right), &[]).into())],
            )
            .with(vec![vec![
                pen.button("button-retry", ButtonAction::TryRight(*right)),
            ]]),
        Parked { ticket } => about("parked", ticket),
        TopicGone { topic } => digest::topic_gone(pen, *topic)?,
        SettingsChanged {
            at_once,
            after_restart,
            impact,
        } => settings::changed(pen, at_once, after_restart, impact.as_ref()),
        SettingsRefused { faults } => settings::refused(pen, faults),
        EditRefused { ticket } => about("edit-refused", ticket),
        NotShown { ticket } => about("not-shown", ticket).with(vec![vec![
            pen.button("button-view", ButtonAction::View(*ticket)),
        ]]),
    })
}

fn answer_failed(
    pen: Renderer<'_>,
    ticket: TicketId,
    message: MessageNo,
    why: DeliveryFailure,
    because: Option<RefusedFor>,
) -> RenderedMessage {
    let about = [("ticket", ticket.into())];
    match why {
        DeliveryFailure::Unreachable => pen.told("answer-unreachable", &about),
        DeliveryFailure::Refused => {
            let again = ButtonAction::SendAgain(ticket, message);
            let retry = pen.button("button-retry", again);
            pen.told(refused(because), &about).with(vec![vec![retry]])
        }
    }
}

/// A message to which a note may reply: the sign comes first, whatever the text is.
pub(super) fn of_note(html: Html) -> RenderedMessage {
    RenderedMessage::plain(Html::ours(format!("{NOTE_SIGN} {html}")))
}

/// True while the very stretch that it tells of goes on, not yet breached, and the settings want it told.
fn warning(pen: Renderer<'_>, episode: u32) -> Option<RenderedMessage> {
    let shown = pen.shown()?;
    let ticket = &shown.ticket;
    let waiting = ticket.waiting.as_ref().filter(|w| {
        let goes_on = w.episode == episode && w.breached.is_none() && !ticket.is_resolved();
        goes_on && pen.facts.policy.tells_warnings()
    })?;
    Some(about_wait(
        pen,
        "warning",
        shown,
        pen.facts.now - waiting.since,
    ))
}

/// The six lines, and below them whom a step of the escalation calls. True while the very stretch that it tells of goes
/// on, breached, and nothing stopped its clock.
fn alert(pen: Renderer<'_>, episode: u32, called: &[String]) -> Option<RenderedMessage> {
    let shown = pen.shown()?;
    let ticket = &shown.ticket;
    let waiting = ticket.overdue(episode, &pen.facts.policy, pen.facts.now)?;
    let mut told = about_wait(pen, "alert", shown, pen.facts.now - waiting.since);
    if !called.is_empty() {
        let names = Html::escaped(&called.join(" "));
        let called = pen.say("alert-called", &[("names", names.into())]);
        told.html = [told.html, called].into_iter().collect();
    }
    Some(told)
}

/// A text about somebody who waits for so long, with **View Ticket**.
fn about_wait(
    pen: Renderer<'_>,
    key: &str,
    shown: &TicketDetails,
    length: TimeDelta,
) -> RenderedMessage {
    let ticket = shown.ticket.id;
    let told = pen.told(
        key,
        &[
            ("ticket", ticket.into()),
            ("title", title(&shown.title).into()),
            ("user", pen.user(&shown.person).into()),
            ("duration", pen.duration(length).into()),
        ],
    );
    told.with(vec![vec![
        pen.button("button-view", ButtonAction::View(ticket)),
    ]])
}

/// The alert again; whom the settings call at this step now.
fn escalation(
    pen: Renderer<'_>,
    episode: u32,
    step: u32,
    after: Option<i64>,
) -> Option<RenderedMessage> {
    let steps = &pen.facts.policy.reply.as_ref()?.escalation;
    let step = match after {
        Some(after) => steps.iter().find(|step| step.after_seconds == after),
        None => steps.get(usize::try_from(step).ok()?.checked_sub(1)?),
    };
    alert(pen, episode, &step?.mention)
}

/// True until the ticket is resolved.
fn resolution_alert(pen: Renderer<'_>) -> Option<RenderedMessage> {
    let shown = pen.shown()?;
    let ticket = &shown.ticket;
    if ticket.is_resolved() {
        return None;
    }
    let open_for = pen.facts.now - ticket.opened_at;
    Some(about_wait(pen, "resolution-alert", shown, open_for))
}

fn assign_choice(pen: Renderer<'_>, ticket: TicketId) -> RenderedMessage {
    let agents: Vec<Button> = pen
        .facts
        .agents
        .iter()
        .take(AGENTS)
        .map(|agent| {
            let id = crate::domain::ids::AgentId(agent.id);
            press_button(
                pen.plain_name(agent),
                ButtonAction::AssignTo(ticket, Some(id)),
            )
        })
        .collect();
    let rows =
        [vec![pen.button(
            "button-assign-me",
            ButtonAction::AssignMe(ticket),
        )]]
        .into_iter()
        .chain(agents.chunks(IN_A_ROW).map(<[Button]>::to_vec))
        .chain([vec![
            pen.button("button-nobody", ButtonAction::AssignTo(ticket, None)),
        ]])
        .collect();
    pen.told("assign-choice", &[("ticket", ticket.into())])
        .with(rows)
}

/// The four priorities, in a row.
fn priority_choice(pen: Renderer<'_>, ticket: TicketId) -> Option<RenderedMessage> {
    let now = pen.shown()?.ticket.priority;
    let buttons = Priority::ALL.map(|priority| {
        press_button(
            pen.priority(priority).to_string(),
            ButtonAction::PriorityTo(ticket, priority),
        )
    });
    let told = pen.told(
        "priority-choice",
        &[
            ("ticket", ticket.into()),
            ("priority", pen.priority(now).into()),
        ],
    );
    Some(told.with(vec![buttons.to_vec()]))
}

fn not_heard(why: NotHeard) -> &'static str {
    match why {
        NotHeard::AsGroup => "name-needed",
        NotHeard::AsChannel => "not-heard-as-channel",
        NotHeard::NotAnAgent => "not-heard-no-agent",
        NotHeard::Unknown => "not-heard-unknown",
    }
}

fn refused(because: Option<RefusedFor>) -> &'static str {
    match because {
        Some(RefusedFor::NotCopied) => "answer-refused-not-copied",
        Some(RefusedFor::Protected) => "answer-refused-protected",
        Some(RefusedFor::Gone) => "answer-refused-gone",
        Some(RefusedFor::NoVoice) => "answer-refused-no-voice",
        Some(RefusedFor::Kind) => "answer-refused-kind",
        Some(RefusedFor::TooLong) => "answer-refused-too-long",
        None => "answer-refused",
    }
}

fn lacking(right: Right) -> &'static str {
    match right {
        Right::Photos => "right-photos",
        Right::Videos => "right-videos",
        Right::VideoNotes => "right-video-notes",
        Right::VoiceNotes => "right-voice-notes",
        Right::Audios => "right-audios",
        Right::Documents => "right-documents",
        Right::Polls => "right-polls",
        Right::Stickers => "right-stickers",
        Right::Media => "right-media",
        Right::Unnamed => "right-unnamed",
    }
}

fn usage(command: UsageOf) -> &'static str {
    match command {
        UsageOf::Ticket => "usage-ticket",
        UsageOf::Block => "usage-block",
        UsageOf::Unblock => "usage-unblock",
        UsageOf::Sla => "usage-sla",
    }
}
