//! `/sla 126`: why a ticket's clocks stand as they do, line by line.

use super::{
    Told,
    html::Html,
    pen::{Pen, title},
    wording::Arg,
};
use crate::domain::{
    command::WarningLost,
    sla::{DeadlineKind, Explained, Line},
    ticket::ReplyClock,
};

/// How many lines are shown; a message holds 4096 characters, and one of them a hundred or so.
const LINES: usize = 30;

/// The newest lines, the present and what comes next at the end.
pub(super) fn explained(pen: Pen<'_>) -> Option<Told> {
    let shown = pen.shown()?;
    let heading = pen.say(
        "clocks-heading",
        &[
            ("ticket", shown.ticket.id.into()),
            ("title", title(&shown.title).into()),
        ],
    );
    let lines = &pen.facts.clocks;
    let left_out = lines.len().saturating_sub(LINES);
    let earlier =
        (left_out > 0).then(|| pen.say("clocks-earlier", &[("count", (left_out as i64).into())]));
    let html = std::iter::once(heading)
        .chain(earlier)
        .chain(lines.iter().skip(left_out).map(|line| worded(pen, line)))
        .collect();
    Some(Told::plain(html))
}

fn worded(pen: Pen<'_>, line: &Line) -> Html {
    let text = text(pen, &line.what);
    pen.say(
        "clocks-line",
        &[("time", pen.time(line.at).into()), ("text", text.into())],
    )
}

fn text(pen: Pen<'_>, what: &Explained) -> Html {
    let say = |key: &str, args: &[(&'static str, Arg)]| pen.say(key, args);
    let number = |n: u32| Arg::from(i64::from(n));
    let clock = |clock: ReplyClock| {
        let key = match clock {
            ReplyClock::First => "clock-first",
            ReplyClock::Next => "clock-next",
        };
        ("clock", Arg::from(pen.say(key, &[])))
    };
    let lasted = |length| ("duration", Arg::from(pen.duration(length)));
    let due = |at| ("due", Arg::from(pen.time(at)));
    match *what {
        Explained::Waits { clock: c, message } => {
            say("clocks-waits", &[clock(c), ("message", number(message.0))])
        }
        Explained::Answered {
            clock: c,
            counted,
            breached,
        } => {
            let key = if breached {
                "clocks-answered-late"
            } else {
                "clocks-answered"
            };
            say(key, &[clock(c), lasted(counted)])
        }
        Explained::Cancelled { clock: c, counted } => {
            say("clocks-cancelled", &[clock(c), lasted(counted)])
        }
        Explained::Viewed { stops: false } => say("clocks-viewed", &[]),
        Explained::Viewed { stops: true } => say("clocks-viewed-stops", &[]),
        Explained::Priority(priority) => say(
            "clocks-priority",
            &[("priority", pen.priority(priority).into())],
        ),
        Explained::Settings { version } => {
            say("clocks-settings", &[("version", (version as i64).into())])
        }
        Explained::Warned => say("clocks-warned", &[]),
        Explained::Breached { deadline } => say("clocks-breached", &[due(deadline)]),
        Explained::Reminded { nth } => say("clocks-reminded", &[("nth", number(nth))]),
        Explained::Escalated { step } => say("clocks-escalated", &[("step", number(step))]),
        Explained::ResolutionBreached { deadline } => {
            say("clocks-resolution-breached", &[due(deadline)])
        }
        Explained::Silent => say("clocks-silent", &[]),
        Explained::SilenceWarned => say("clocks-silence-warned", &[]),
        Explained::SilenceWarningDelivered => say("clocks-silence-delivered", &[]),
        Explained::SilenceWarningLost {
            why: WarningLost::NotTrue,
        } => say("clocks-silence-lost", &[]),
        Explained::SilenceWarningLost {
            why: WarningLost::Refused,
        } => say("clocks-silence-refused", &[]),
        Explained::SilenceCancelled => say("clocks-silence-cancelled", &[]),
        Explained::SilenceBroken => say("clocks-silence-broken", &[]),
        Explained::Reachable => say("clocks-reachable", &[]),
        Explained::SilenceBegunAnew => say("clocks-silence-anew", &[]),
        Explained::Resolved {
            worked,
            silence: Some(silence),
            unreachable,
            ..
        } => {
            let key = if unreachable {
                "clocks-closed-unreachable"
            } else {
                "clocks-closed-by-silence"
            };
            say(
                key,
                &[("silence", pen.units(silence).into()), lasted(worked)],
            )
        }
        Explained::Resolved { worked, .. } => say("clocks-resolved", &[lasted(worked)]),
        Explained::Runs {
            clock: c,
            counted,
            within: Some(within),
        } => say(
            "clocks-runs",
            &[
                clock(c),
                lasted(counted),
                ("within", pen.duration(within).into()),
            ],
        ),
        Explained::Runs {
            clock: c, counted, ..
        } => say("clocks-runs-off", &[clock(c), lasted(counted)]),
        Explained::Stopped { clock: c, counted } => {
            say("clocks-stopped", &[clock(c), lasted(counted)])
        }
        Explained::Closed { until } => say("clocks-closed", &[("until", pen.time(until).into())]),
        Explained::Next(kind) => match kind {
            DeadlineKind::Warning => say("clocks-next-warning", &[]),
            DeadlineKind::Breach => say("clocks-next-breach", &[]),
            DeadlineKind::Reminder => say("clocks-next-reminder", &[]),
            DeadlineKind::Escalation { step, .. } => {
                say("clocks-next-escalation", &[("step", number(step))])
            }
            DeadlineKind::ResolutionBreach => say("clocks-next-resolution", &[]),
            DeadlineKind::SilenceWarning => say("clocks-next-silence-warning", &[]),
            DeadlineKind::SilenceClose => say("clocks-next-close", &[]),
            DeadlineKind::UnreachableClose => say("clocks-next-close-unreachable", &[]),
        },
    }
}
