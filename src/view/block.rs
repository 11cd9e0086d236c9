//! Blocks: the form behind **Block User**, who is blocked, and what a blocked person reads.

use super::{
    data::RenderedMessage,
    list::turning,
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

/// The share of a reason that stands in a line of the list, in graphemes, and in characters.
const SHORT_REASON: (usize, usize) = (60, 120);

/// **You have been blocked**, **You are blocked**: until when, and why. `None` when no block holds.
pub(super) fn notice(pen: Renderer<'_>, key: &str) -> Option<RenderedMessage> {
    let blocked = pen.facts.blocked.as_ref()?;
    let reason = reason(pen, &blocked.block.reason);
    Some(pen.told(
        key,
        &[("end", end(pen, blocked).into()), ("reason", reason.into())],
    ))
}

/// The form at its step.
pub(super) fn form(
    pen: Renderer<'_>,
    anchor: UpdateId,
    form: &BlockForm,
    fault: Option<FormFault>,
) -> Option<RenderedMessage> {
    let shown = pen.shown()?;
    let ticket = ("ticket", shown.ticket.id.into());
    let user = ("user", pen.user(&shown.person).into());
    let cancel = pen.button("button-cancel", ButtonAction::BlockCancel(anchor));
    let (asked, mut rows) = match &form.step {
        BlockStep::Duration => (
            pen.say("block-duration", &[ticket, user]),
            durations(pen, anchor),
        ),
        BlockStep::TypeDuration => (pen.say("block-type-duration", &[ticket, user]), vec![]),
        BlockStep::Reason(duration) => (
            pen.say(
                "block-reason",
                &[ticket, user, ("duration", chosen(pen, *duration).into())],
            ),
            vec![reasons(pen, anchor)],
        ),
        BlockStep::Confirm(duration, why) => (
            pen.say(
                "block-confirm",
                &[
                    ticket,
                    user,
                    ("duration", chosen(pen, *duration).into()),
                    ("reason", reason(pen, why).into()),
                ],
            ),
            vec![],
        ),
    };
    let last = match form.step {
        BlockStep::Confirm(..) => {
            vec![
                pen.button("button-confirm", ButtonAction::BlockConfirm(anchor)),
                cancel,
            ]
        }
        _ => vec![cancel],
    };
    rows.push(last);
    let fault = fault.map(|fault| match fault {
        FormFault::Duration => pen.say("block-not-a-duration", &[]),
        FormFault::Reason => pen.say(
            "block-not-a-reason",
            &[("count", (REASON_LENGTH as i64).into())],
        ),
    });
    let html = [asked].into_iter().chain(fault).collect();
    Some(RenderedMessage::plain(html).with(rows))
}

/// The outcome: who is blocked, until when, why, by whom.
pub(super) fn done(pen: Renderer<'_>, by: AgentId) -> Option<RenderedMessage> {
    let shown = pen.shown()?;
    let ticket = ("ticket", shown.ticket.id.into());
    let user = ("user", pen.user(&shown.person).into());
    let Some(blocked) = &pen.facts.blocked else {
        return Some(pen.told("block-over", &[ticket, user]));
    };
    let told = pen.told(
        "block-done",
        &[
            ticket,
            user,
            ("end", end(pen, blocked).into()),
            ("reason", reason(pen, &blocked.block.reason).into()),
            ("agent", pen.agent(by).into()),
        ],
    );
    Some(told.with(vec![vec![pen.button(
        "button-unblock",
        ButtonAction::Unblock(blocked.block.person),
    )]]))
}

/// The blocked people, each with **Unblock**.
pub(super) fn list(pen: Renderer<'_>, page: u32) -> Option<RenderedMessage> {
    let blocked = pen.facts.all_blocked.as_ref()?;
    if blocked.rows.is_empty() {
        let back = turning(pen, blocked, page, PAGE, ButtonAction::Blocked);
        return Some(pen.told("blocked-list-empty", &[]).with(vec![back]));
    }
    let lines = blocked.rows.iter().map(|row| {
        let reason = match &row.block.reason {
            Reason::Preset(preset) => pen.say(preset_key(*preset), &[]),
            Reason::Typed(typed) => {
                Html::escaped(&isolated(&clip(typed, SHORT_REASON.0, SHORT_REASON.1)))
            }
        };
        pen.say(
            "blocked-list-line",
            &[
                ("user", pen.user(&row.person).into()),
                ("end", end(pen, row).into()),
                ("reason", reason.into()),
            ],
        )
    });
    let html = [pen.say("blocked-list", &[]), Html::default()]
        .into_iter()
        .chain(lines)
        .collect();
    let mut rows: Vec<Vec<Button>> = blocked
        .rows
        .iter()
        .map(|row| {
            let label = format!(
                "{} {}",
                pen.label("button-unblock"),
                pen.plain_name(&row.person)
            );
            vec![press_button(label, ButtonAction::Unblock(row.block.person))]
        })
        .collect();
    rows.push(turning(pen, blocked, page, PAGE, ButtonAction::Blocked));
    Some(RenderedMessage::plain(html).with(rows))
}

/// The block was lifted by an agent.
pub(super) fn lifted(pen: Renderer<'_>, person: PersonId, by: AgentId) -> RenderedMessage {
    let user = match pen.facts.names.get(&person.0) {
        Some(profile) => pen.user(profile),
        None => Html::escaped(&person.0.to_string()),
    };
    pen.told(
        "block-lifted",
        &[("user", user.into()), ("agent", pen.agent(by).into())],
    )
}

fn durations(pen: Renderer<'_>, anchor: UpdateId) -> Vec<Vec<Button>> {
    let button = |key, duration| pen.button(key, ButtonAction::BlockFor(anchor, duration));
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
            pen.button("button-custom", ButtonAction::BlockCustom(anchor)),
            button("button-permanent", BlockDuration::Permanent),
        ],
    ]
}

/// The presets by their place, which is what the button carries.
fn reasons(pen: Renderer<'_>, anchor: UpdateId) -> Vec<Button> {
    (0u8..)
        .zip(Preset::ALL)
        .map(|(nth, preset)| pen.button(preset_key(preset), ButtonAction::BlockReason(anchor, nth)))
        .collect()
}

fn chosen(pen: Renderer<'_>, duration: BlockDuration) -> Html {
    match duration {
        BlockDuration::For(seconds) => pen.chosen_duration(seconds),
        BlockDuration::Until(at) => pen.say("until", &[("time", pen.date_and_time(at).into())]),
        BlockDuration::Permanent => pen.say("permanently", &[]),
    }
}

fn end(pen: Renderer<'_>, blocked: &BlockedPerson) -> Html {
    match blocked.block.until {
        Some(at) => pen.say("until", &[("time", pen.date_and_time(at).into())]),
        None => pen.say("permanently", &[]),
    }
}

fn reason(pen: Renderer<'_>, reason: &Reason) -> Html {
    match reason {
        Reason::Preset(preset) => pen.say(preset_key(*preset), &[]),
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
