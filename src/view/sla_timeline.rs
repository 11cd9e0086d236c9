//! `/sla 126`: why a ticket's clocks stand as they do, line by line.

use super::{
    data::RenderedMessage,
    text::{
        html::Html,
        renderer::{Renderer, title},
        wording::Arg,
    },
};
use crate::domain::{
    command::WarningFailure,
    sla::{ClockEvent, DeadlineKind, TimelineEntry},
    ticket::ReplyClock,
};

/// Lines shown at most; a message holds 4096 characters, and a line a hundred or so.
const LINES: usize = 30;

/// The newest lines, the present and what comes next at the end.
pub(super) fn explained(out: Renderer<'_>) -> Option<RenderedMessage> {
    let shown = out.shown()?;
    let heading = out.say(
        "clocks-heading",
        &[
            ("ticket", shown.ticket.id.into()),
            ("title", title(&shown.title).into()),
        ],
    );
    let lines = &out.facts.clocks;
    // From the oldest on: the end says where the clocks stand now.
    let left_out = lines.len().saturating_sub(LINES);
    let earlier =
        (left_out > 0).then(|| out.say("clocks-earlier", &[("count", (left_out as i64).into())]));
    let html = std::iter::once(heading)
        .chain(earlier)
        .chain(lines.iter().skip(left_out).map(|line| line_html(out, line)))
        .collect();
    Some(RenderedMessage::plain(html))
}

fn line_html(out: Renderer<'_>, line: &TimelineEntry) -> Html {
    let text = event_text(out, &line.what);
    out.say(
        "clocks-line",
        &[("time", out.time(line.at).into()), ("text", text.into())],
    )
}

fn event_text(out: Renderer<'_>, what: &ClockEvent) -> Html {
    let say = |key: &str, args: &[(&'static str, Arg)]| out.say(key, args);
    let number = |n: u32| Arg::from(i64::from(n));
    let clock = |clock: ReplyClock| {
        let key = match clock {
            ReplyClock::First => "clock-first",
            ReplyClock::Next => "clock-next",
        };
        ("clock", Arg::from(out.say(key, &[])))
    };
    let lasted = |length| ("duration", Arg::from(out.duration(length)));
    let due = |at| ("due", Arg::from(out.time(at)));
    match *what {
        ClockEvent::Waits { clock: c, message } => {
            say("clocks-waits", &[clock(c), ("message", number(message.0))])
        }
        ClockEvent::Answered {
            clock: c,
            elapsed,
            breached,
        } => {
            let key = if breached {
                "clocks-answered-late"
            } else {
                "clocks-answered"
            };
            say(key, &[clock(c), lasted(elapsed)])
        }
        ClockEvent::Cancelled { clock: c, elapsed } => {
            say("clocks-cancelled", &[clock(c), lasted(elapsed)])
        }
        ClockEvent::Viewed { stops: false } => say("clocks-viewed", &[]),
        ClockEvent::Viewed { stops: true } => say("clocks-viewed-stops", &[]),
        ClockEvent::Priority(priority) => say(
            "clocks-priority",
            &[("priority", out.priority(priority).into())],
        ),
        ClockEvent::Settings { version } => {
            say("clocks-settings", &[("version", (version as i64).into())])
        }
        ClockEvent::Warned => say("clocks-warned", &[]),
        ClockEvent::Breached { deadline } => say("clocks-breached", &[due(deadline)]),
        ClockEvent::Reminded { nth } => say("clocks-reminded", &[("nth", number(nth))]),
        ClockEvent::Escalated { step } => say("clocks-escalated", &[("step", number(step))]),
        ClockEvent::ResolutionBreached { deadline } => {
            say("clocks-resolution-breached", &[due(deadline)])
        }
        ClockEvent::Silent => say("clocks-silent", &[]),
        ClockEvent::SilenceWarned => say("clocks-silence-warned", &[]),
        ClockEvent::SilenceWarningDelivered => say("clocks-silence-delivered", &[]),
        ClockEvent::SilenceWarningLost {
            why: WarningFailure::NotTrue,
        } => say("clocks-silence-lost", &[]),
        ClockEvent::SilenceWarningLost {
            why: WarningFailure::Refused,
        } => say("clocks-silence-refused", &[]),
        ClockEvent::SilenceCancelled => say("clocks-silence-cancelled", &[]),
        ClockEvent::SilenceBroken => say("clocks-silence-broken", &[]),
        ClockEvent::Reachable => say("clocks-reachable", &[]),
        ClockEvent::SilenceBegunAnew => say("clocks-silence-anew", &[]),
        ClockEvent::Resolved {
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
                &[("silence", out.units(silence).into()), lasted(worked)],
            )
        }
        ClockEvent::Resolved { worked, .. } => say("clocks-resolved", &[lasted(worked)]),
        ClockEvent::Runs {
            clock: c,
            elapsed,
            within: Some(within),
        } => say(
            "clocks-runs",
            &[
                clock(c),
                lasted(elapsed),
                ("within", out.duration(within).into()),
            ],
        ),
        ClockEvent::Runs {
            clock: c, elapsed, ..
        } => say("clocks-runs-off", &[clock(c), lasted(elapsed)]),
        ClockEvent::Stopped { clock: c, elapsed } => {
            say("clocks-stopped", &[clock(c), lasted(elapsed)])
        }
        ClockEvent::Closed { until } => say("clocks-closed", &[("until", out.time(until).into())]),
        ClockEvent::Next(kind) => next_text(out, kind),
    }
}

fn next_text(out: Renderer<'_>, kind: DeadlineKind) -> Html {
    match kind {
        DeadlineKind::Warning => out.say("clocks-next-warning", &[]),
        DeadlineKind::Breach => out.say("clocks-next-breach", &[]),
        DeadlineKind::Reminder => out.say("clocks-next-reminder", &[]),
        DeadlineKind::Escalation { step, .. } => out.say(
            "clocks-next-escalation",
            &[("step", Arg::from(i64::from(step)))],
        ),
        DeadlineKind::ResolutionBreach => out.say("clocks-next-resolution", &[]),
        DeadlineKind::SilenceWarning => out.say("clocks-next-silence-warning", &[]),
        DeadlineKind::SilenceClose => out.say("clocks-next-close", &[]),
        DeadlineKind::UnreachableClose => out.say("clocks-next-close-unreachable", &[]),
    }
}
