//! Blocks: the form behind **Block User**, the list of blocked people, and the messages to them.

use super::{
    data::RenderedMessage,
    list::page_buttons,
    query::PAGE,
    text::{
        html::Html,
        renderer::{Renderer, clip, isolated, press_button},
    },
};
use crate::{
    domain::{
        block::{BlockDuration, BlockForm, BlockStep, Preset, REASON_LENGTH, Reason},
        ids::{AgentId, PersonId, UpdateId},
        notice::FormFault,
        read_model::BlockedPerson,
    },
    telegram::{Button, callback::ButtonAction},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Room for a reason in a line of the list, in graphemes and in characters.
const SHORT_REASON: (usize, usize) = (60, 120);

/// **You have been blocked** or **You are blocked**, with end and reason. `None` if the person is not blocked now.
pub(super) fn notice(out: Renderer<'_>, key: &str) -> Option<RenderedMessage> {
    let blocked = out.facts.blocked.as_ref()?;
    let reason = reason(out, &blocked.block.reason);
    Some(out.message(
        key,
        &[("end", end(out, blocked).into()), ("reason", reason.into())],
    ))
}

/// The form at its step.
pub(super) fn form(
    out: Renderer<'_>,
    anchor: UpdateId,
    form: &BlockForm,
    fault: Option<FormFault>,
) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    let ticket = ("ticket", shown.ticket.id.into());
    let user = ("user", out.user(&shown.person).into());
    let cancel = out.button("button-cancel", ButtonAction::BlockCancel(anchor));
    let (asked, mut rows) = match &form.step {
        BlockStep::Duration => (
            out.say("block-duration", &[ticket, user]),
            durations(out, anchor),
        ),
        BlockStep::TypeDuration => (out.say("block-type-duration", &[ticket, user]), vec![]),
        BlockStep::Reason(duration) => (
            out.say(
                "block-reason",
                &[ticket, user, ("duration", chosen(out, *duration).into())],
            ),
            vec![reasons(out, anchor)],
        ),
        BlockStep::Confirm(duration, why) => (
            out.say(
                "block-confirm",
                &[
                    ticket,
                    user,
                    ("duration", chosen(out, *duration).into()),
                    ("reason", reason(out, why).into()),
                ],
            ),
            vec![],
        ),
    };
    let last = match form.step {
        BlockStep::Confirm(..) => {
            vec![
                out.button("button-confirm", ButtonAction::BlockConfirm(anchor)),
                cancel,
            ]
        }
        _ => vec![cancel],
    };
    rows.push(last);
    let fault = fault.map(|fault| match fault {
        FormFault::Duration => out.say("block-not-a-duration", &[]),
        FormFault::Reason => out.say(
            "block-not-a-reason",
            &[("count", (REASON_LENGTH as i64).into())],
        ),
    });
    let html = [asked].into_iter().chain(fault).collect();
    Some(RenderedMessage::plain(html).with(rows))
}

/// The result of the form: the blocked person, the end, the reason, and the agent.
pub(super) fn done(out: Renderer<'_>, by: AgentId) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    let ticket = ("ticket", shown.ticket.id.into());
    let user = ("user", out.user(&shown.person).into());
    // It ended or was lifted before this was sent.
    let Some(blocked) = &out.facts.blocked else {
        return Some(out.message("block-over", &[ticket, user]));
    };
    let message = out.message(
        "block-done",
        &[
            ticket,
            user,
            ("end", end(out, blocked).into()),
            ("reason", reason(out, &blocked.block.reason).into()),
            ("agent", out.agent(by).into()),
        ],
    );
    Some(message.with_button(out.button(
        "button-unblock",
        ButtonAction::Unblock(blocked.block.person),
    )))
}

/// A page of all blocked people, each with **Unblock**.
pub(super) fn list(out: Renderer<'_>, page: u32) -> Option<RenderedMessage> {
    let blocked = out.facts.all_blocked.as_ref()?;
    if blocked.rows.is_empty() {
        // The blocks of this page may have ended since its button was made: there must be a way back.
        let back = page_buttons(out, blocked, page, PAGE, ButtonAction::Blocked);
        return Some(out.message("blocked-list-empty", &[]).with(vec![back]));
    }
    let lines = blocked.rows.iter().map(|row| {
        let reason = match &row.block.reason {
            Reason::Preset(preset) => out.say(preset_key(*preset), &[]),
            Reason::Typed(typed) => {
                Html::escaped(&isolated(&clip(typed, SHORT_REASON.0, SHORT_REASON.1)))
            }
        };
        out.say(
            "blocked-list-line",
            &[
                ("user", out.user(&row.person).into()),
                ("end", end(out, row).into()),
                ("reason", reason.into()),
            ],
        )
    });
    let html = [out.say("blocked-list", &[]), Html::default()]
        .into_iter()
        .chain(lines)
        .collect();
    let mut rows: Vec<Vec<Button>> = blocked
        .rows
        .iter()
        .map(|row| {
            let label = format!(
                "{} {}",
                out.label("button-unblock"),
                out.plain_name(&row.person)
            );
            vec![press_button(label, ButtonAction::Unblock(row.block.person))]
        })
        .collect();
    rows.push(page_buttons(
        out,
        blocked,
        page,
        PAGE,
        ButtonAction::Blocked,
    ));
    Some(RenderedMessage::plain(html).with(rows))
}

/// The block was lifted by an agent.
pub(super) fn lifted(out: Renderer<'_>, person: PersonId, by: AgentId) -> RenderedMessage {
    let user = match out.facts.names.get(&person.0) {
        Some(profile) => out.user(profile),
        // Somebody of whom the desk has no profile has only a number.
        None => Html::escaped(&person.0.to_string()),
    };
    out.message(
        "block-lifted",
        &[("user", user.into()), ("agent", out.agent(by).into())],
    )
}

fn durations(out: Renderer<'_>, anchor: UpdateId) -> Vec<Vec<Button>> {
    let button = |key, duration| out.button(key, ButtonAction::BlockFor(anchor, duration));
    vec![
        vec![
            button("button-1-hour", BlockDuration::For(HOUR)),
            button("button-1-day", BlockDuration::For(DAY)),
        ],
        vec![
            button("button-7-days", BlockDuration::For(7 * DAY)),
            button("button-30-days", BlockDuration::For(30 * DAY)),
        ],
        vec![
            out.button("button-custom", ButtonAction::BlockCustom(anchor)),
            button("button-permanent", BlockDuration::Permanent),
        ],
    ]
}

/// The preset reasons; a button carries the index of its preset.
fn reasons(out: Renderer<'_>, anchor: UpdateId) -> Vec<Button> {
    (0u8..)
        .zip(Preset::ALL)
        .map(|(nth, preset)| out.button(preset_key(preset), ButtonAction::BlockReason(anchor, nth)))
        .collect()
}

fn chosen(out: Renderer<'_>, duration: BlockDuration) -> Html {
    match duration {
        BlockDuration::For(seconds) => out.chosen_duration(seconds),
        BlockDuration::Until(at) => out.say("until", &[("time", out.date_and_time(at).into())]),
        BlockDuration::Permanent => out.say("permanently", &[]),
    }
}

fn end(out: Renderer<'_>, blocked: &BlockedPerson) -> Html {
    match blocked.block.until {
        Some(at) => out.say("until", &[("time", out.date_and_time(at).into())]),
        None => out.say("permanently", &[]),
    }
}

fn reason(out: Renderer<'_>, reason: &Reason) -> Html {
    match reason {
        Reason::Preset(preset) => out.say(preset_key(*preset), &[]),
        Reason::Typed(typed) => Html::escaped(&isolated(typed)),
    }
}

fn preset_key(preset: Preset) -> &'static str {
    match preset {
        Preset::Spam => "reason-spam",
        Preset::Abuse => "reason-abuse",
        Preset::OffTopic => "reason-off-topic",
    }
}
