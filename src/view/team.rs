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
    out: Renderer<'_>,
    notice: &TeamNotice,
    place: Destination,
    edits: Option<i64>,
) -> Option<RenderedMessage> {
    use TeamNotice::*;
    let about = |key: &str, ticket: &TicketId| out.message(key, &[("ticket", (*ticket).into())]);
    let by = |key: &str, ticket: &TicketId, who| {
        out.message(
            key,
            &[
                ("ticket", (*ticket).into()),
                ("agent", out.agent(who).into()),
            ],
        )
    };
    Some(match notice {
        NewTicket { .. } => card::new_ticket(out)?,
        CardEdit { .. } if out.facts.lost_card => card::reposted(out)?,
        CardEdit { .. } => card::current(out)?,
        Warning { episode, .. } => warning(out, *episode)?,
        Alert { episode, .. } => alert(out, *episode, &[])?,
        Escalation {
            episode,
            after_seconds,
            ..
        } => escalation(out, *episode, *after_seconds)?,
        ResolutionAlert { .. } => resolution_alert(out)?,
        AnswerFailed {
            ticket,
            message,
            why,
            because,
            ..
        } => answer_failed(out, *ticket, *message, *why, *because),
        Card { .. } => card::opened(out)?,
        OldCard { .. } => card::moved(out, place.chat, edits)?,
        PersonWrote { .. } | PersonEdited { .. } | Mark { .. } | Attachment { .. } => return None,
        // A reply is forced on whoever is mentioned; nobody may learn who an anonymous administrator is.
        AskAnswer { ticket, agent } if agent.is_anonymous() => about("ask-answer", ticket),
        AskAnswer { ticket, agent } => {
            let mut message = by("ask-answer-named", ticket, *agent);
            message.markup = Markup::ForceReply(out.label("ask-answer-placeholder"));
            message
        }
        AskNote { ticket, agent } if agent.is_anonymous() => {
            note_message(out.about("ask-note", *ticket))
        }
        AskNote { ticket, agent } => {
            let mut message = note_message(by("ask-note-named", ticket, *agent).html);
            message.markup = Markup::ForceReply(out.label("ask-note-placeholder"));
            message
        }
        NotNoted { ticket } => about("not-noted", ticket),
        JustAnswered {
            ticket,
            by: who,
            anchor,
        } => by("just-answered", ticket, *who).with(vec![vec![
            out.button("button-send-anyway", ButtonAction::AnswerSend(*anchor)),
            out.button("button-drop", ButtonAction::AnswerDrop(*anchor)),
        ]]),
        PromptOfAnother { ticket, of, anchor } => {
            let asked = match of.is_anonymous() {
                true => about("prompt-of-anonymous", ticket),
                false => by("prompt-of-another", ticket, *of),
            };
            asked.with(vec![vec![
                out.button("button-send", ButtonAction::AnswerSend(*anchor)),
                out.button("button-drop", ButtonAction::AnswerDrop(*anchor)),
            ]])
        }
        AnswerStays { ticket } => about("answer-stays", ticket),
        AnswerDecided { ticket, sent: true } => about("answer-sent", ticket),
        AnswerDecided { ticket, .. } => about("answer-dropped", ticket),
        NotSent { ticket } => about("not-sent", ticket),
        AnswerExpired { ticket } => about("answer-expired", ticket),
        CannotRoute => out.message("cannot-route", &[]),
        NotHeard { why } => out.message(not_heard_key(*why), &[]),
        MembersHidden => out.message("members-hidden", &[]),
        ConfirmClose { ticket } => about("team-confirm-close", ticket).with(vec![vec![
            out.button("button-close-yes", ButtonAction::CloseYes(*ticket)),
            out.button("button-close-no", ButtonAction::CloseNo(*ticket)),
        ]]),
        CloseDecided {
            ticket,
            closed_by: Some(who),
        } => by("team-closed", ticket, *who),
        CloseDecided { ticket, .. } => about("team-kept-open", ticket),
        AssignChoice { ticket } => assign_choice(out, *ticket),
        Assigned {
            ticket,
            to: Some(who),
        } => by("assigned", ticket, *who),
        Assigned { ticket, .. } => about("assigned-nobody", ticket),
        PriorityChoice { ticket } => priority_choice(out, *ticket)?,
        PrioritySet { ticket, priority } => out.message(
            "priority-set",
            &[
                ("ticket", (*ticket).into()),
                ("priority", out.priority(*priority).into()),
            ],
        ),
        Clocks { .. } => sla_timeline::explained(out)?,
        Tickets { filter, page } => list::team(out, *filter, *page)?,
        NewTickets { .. } => digest::new_tickets(out)?,
        Overdue { .. } => digest::overdue(out)?,
        BlockForm {
            anchor,
            form,
            fault,
        } => block::form(out, *anchor, form, *fault)?,
        BlockCancelled { ticket } => about("block-cancelled", ticket),
        BlockDone { by, .. } => block::done(out, *by)?,
        BlockedList { page } => block::list(out, *page)?,
        Unblocked { person, by } => block::lifted(out, *person, *by),
        NotBlocked => out.message("not-blocked", &[]),
        NoSuchTicket { ticket } => about("no-such-ticket", ticket),
        Usage { command } => out.message(usage_key(*command), &[]),
        Help => out.message("team-help", &[]),
        SetAside { update } => out
            .message("set-aside", &[("update", update.0.into())])
            .with_button(out.button("button-retry", ButtonAction::Retry(*update))),
        WasOut { since } => out.message("was-out", &[("since", out.time(*since).into())]),
        WasMute { since } => out.message("was-mute", &[("since", out.time(*since).into())]),
        RightMissing { right } => out
            .message(
                "right-missing",
                &[("what", out.say(right_key(*right), &[]).into())],
            )
            .with_button(out.button("button-retry", ButtonAction::TryRight(*right))),
        Parked { ticket } => about("parked", ticket),
        TopicGone { topic } => digest::topic_gone(out, *topic)?,
        SettingsChanged {
            at_once,
            after_restart,
            impact,
        } => settings::changed(out, at_once, after_restart, impact.as_ref()),
        SettingsRefused { faults } => settings::refused(out, faults),
        EditRefused { ticket } => about("edit-refused", ticket),
        NotShown { ticket } => about("not-shown", ticket)
            .with_button(out.button("button-view", ButtonAction::View(*ticket))),
    })
}

fn answer_failed(
    out: Renderer<'_>,
    ticket: TicketId,
    message: MessageNo,
    why: DeliveryFailure,
    because: Option<RefusedFor>,
) -> RenderedMessage {
    let about = [("ticket", ticket.into())];
    match why {
        // No **Retry**: the answer is held, and sent when the person is back.
        DeliveryFailure::Unreachable => out.message("answer-unreachable", &about),
        DeliveryFailure::Refused => {
            let again = ButtonAction::SendAgain(ticket, message);
            let retry = out.button("button-retry", again);
            out.message(refusal_key(because), &about)
                .with(vec![vec![retry]])
        }
    }
}

/// A message to which a note may reply: the sign comes first, whatever the text is.
pub(super) fn note_message(html: Html) -> RenderedMessage {
    RenderedMessage::plain(Html::ours(format!("{NOTE_SIGN} {html}")))
}

/// True while the very stretch that it tells of goes on, not yet breached, and the settings want it message.
fn warning(out: Renderer<'_>, episode: u32) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    let ticket = &shown.ticket;
    let waiting = ticket.waiting.as_ref().filter(|w| {
        let goes_on = w.episode == episode && w.breached.is_none() && !ticket.is_resolved();
        goes_on && out.facts.policy.tells_warnings()
    })?;
    Some(about_wait(
        out,
        "warning",
        shown,
        out.facts.now - waiting.since,
    ))
}

/// The six lines, and below them whom a step of the escalation calls. True while the very stretch that it tells of goes
/// on, breached, and nothing stopped its clock.
fn alert(out: Renderer<'_>, episode: u32, called: &[String]) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    let ticket = &shown.ticket;
    let waiting = ticket.overdue(episode, &out.facts.policy, out.facts.now)?;
    let mut message = about_wait(out, "alert", shown, out.facts.now - waiting.since);
    if !called.is_empty() {
        let names = Html::escaped(&called.join(" "));
        let called = out.say("alert-called", &[("names", names.into())]);
        message.html = [message.html, called].into_iter().collect();
    }
    Some(message)
}

/// A text about somebody who waits for so long, with **View Ticket**.
fn about_wait(
    out: Renderer<'_>,
    key: &str,
    shown: &TicketDetails,
    length: TimeDelta,
) -> RenderedMessage {
    let ticket = shown.ticket.id;
    let message = out.message(
        key,
        &[
            ("ticket", ticket.into()),
            ("title", title(&shown.title).into()),
            ("user", out.user(&shown.person).into()),
            ("duration", out.duration(length).into()),
        ],
    );
    message.with_button(out.button("button-view", ButtonAction::View(ticket)))
}

/// The alert again; whom the settings call at this step now.
fn escalation(out: Renderer<'_>, episode: u32, after_seconds: i64) -> Option<RenderedMessage> {
    let steps = &out.facts.policy.reply.as_ref()?.escalation;
    // By its delay: an edit of the settings may have given the step another number.
    let step = steps
        .iter()
        .find(|step| step.after_seconds == after_seconds)?;
    alert(out, episode, &step.mention)
}

/// True until the ticket is resolved.
fn resolution_alert(out: Renderer<'_>) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    let ticket = &shown.ticket;
    if ticket.is_resolved() {
        return None;
    }
    let open_for = out.facts.now - ticket.opened_at;
    Some(about_wait(out, "resolution-alert", shown, open_for))
}

fn assign_choice(out: Renderer<'_>, ticket: TicketId) -> RenderedMessage {
    let agents: Vec<Button> = out
        .facts
        .agents
        .iter()
        // Telegram takes 100 buttons below a message.
        .take(AGENTS)
        .map(|agent| {
            let id = crate::domain::ids::AgentId(agent.id);
            press_button(
                out.plain_name(agent),
                ButtonAction::AssignTo(ticket, Some(id)),
            )
        })
        .collect();
    let rows =
        [vec![out.button(
            "button-assign-me",
            ButtonAction::AssignMe(ticket),
        )]]
        .into_iter()
        .chain(agents.chunks(IN_A_ROW).map(<[Button]>::to_vec))
        .chain([vec![
            out.button("button-nobody", ButtonAction::AssignTo(ticket, None)),
        ]])
        .collect();
    out.message("assign-choice", &[("ticket", ticket.into())])
        .with(rows)
}

/// The four priorities, in a row.
fn priority_choice(out: Renderer<'_>, ticket: TicketId) -> Option<RenderedMessage> {
    let now = out.shown()?.ticket.priority;
    let buttons = Priority::ALL.map(|priority| {
        press_button(
            // Its name has no character that HTML reserves (`Use::Word`), so it can be a label as it is.
            out.priority(priority).to_string(),
            ButtonAction::PriorityTo(ticket, priority),
        )
    });
    let message = out.message(
        "priority-choice",
        &[
            ("ticket", ticket.into()),
            ("priority", out.priority(now).into()),
        ],
    );
    Some(message.with(vec![buttons.to_vec()]))
}

fn not_heard_key(why: NotHeard) -> &'static str {
    match why {
        NotHeard::AsGroup => "name-needed",
        NotHeard::AsChannel => "not-heard-as-channel",
        NotHeard::NotAnAgent => "not-heard-no-agent",
        NotHeard::Unknown => "not-heard-unknown",
    }
}

fn refusal_key(because: Option<RefusedFor>) -> &'static str {
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

fn right_key(right: Right) -> &'static str {
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

fn usage_key(command: UsageOf) -> &'static str {
    match command {
        UsageOf::Ticket => "usage-ticket",
        UsageOf::Block => "usage-block",
        UsageOf::Unblock => "usage-unblock",
        UsageOf::Sla => "usage-sla",
    }
}
