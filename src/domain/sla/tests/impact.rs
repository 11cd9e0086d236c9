//! What an edit of the settings does to the open tickets: tables, and what is foretold against what then happens.

use crate::domain::{
    Instant,
    calendar::{Calendar, Interval},
    command::{Command, DeliveryFailure},
    event::EventKind,
    ids::By,
    sla::{AutoClose, Impact, Moved, NO_GRACE, NextResponse, Policy, PolicyHistory, ReplyPolicy},
    test_support::*,
    ticket::{Priority, Ticket},
};

/// An answer within so many minutes, and nothing else.
fn within(minutes: i64) -> Policy {
    Policy {
        reply: Some(reply(minutes, 50, 15)),
        auto_close: None,
        hours: None,
    }
}

fn off() -> Policy {
    Policy::default()
}

/// Silence closes after so many minutes, and is warned of so many before.
fn closing(after: i64, warn_before: i64) -> Policy {
    Policy {
        auto_close: Some(AutoClose {
            after_seconds: after * 60,
            warn_before_seconds: warn_before * 60,
        }),
        ..within(30)
    }
}

fn changed(mut policy: Policy, change: impl FnOnce(&mut ReplyPolicy)) -> Policy {
    change(policy.reply.as_mut().expect("the reply clocks run"));
    policy
}

/// A ticket whose person waits since so many minutes after the beginning, under the policy until `now`.
fn waiting_since(minute: i64, policy: &Policy, now: Instant) -> Ticket {
    let opening = Ticket::open(PERSON, min(minute), min(minute));
    let mut ticket = Ticket::opened(TICKET, &opening).expect("it opens");
    let policies = PolicyHistory::always(policy.clone());
    while let Some(deadline) = ticket
        .next_deadline(&policies, now, NO_GRACE)
        .filter(|d| d.at <= now)
    {
        let due = ticket.due(deadline.at, &policies, NO_GRACE);
        due.iter().for_each(|event| ticket.apply(event));
    }
    ticket
}

/// `over`, then alerts that are earlier, later, dropped, added.
fn told(over: i64, [earlier, later, dropped, added]: [i64; 4]) -> Impact {
    Impact {
        over,
        alerts: Moved {
            earlier,
            later,
            dropped,
            added,
        },
        closings: Moved::default(),
    }
}

/// An hour after the beginning: people who wait since 5, 10, 15 and 40 minutes, none of them answered yet.
#[test]
fn what_an_edit_does_to_those_who_wait() {
    let urgent = |minutes: i64| {
        changed(within(30), |reply| {
            reply.by_priority = [(Priority::Urgent, minutes * 60)].into();
        })
    };
    let normal = |minutes: i64| {
        changed(within(30), |reply| {
            reply.by_priority = [(Priority::Normal, minutes * 60)].into();
        })
    };
    let resolved_in = |minutes: i64| {
        changed(within(30), |reply| {
            reply.resolve_within_seconds = Some(minutes * 60);
        })
    };
    let monday = |hours: &str| Policy {
        hours: Some(from_noon_on_mondays(hours)),
        ..within(30)
    };
    let cooldown = changed(within(30), |reply| reply.cooldown_seconds = 60);
    for (before, after, expected) in [
        (within(30), within(30), told(0, [0, 0, 0, 0])),
        // Whoever waits since 40 minutes was told of already.
        (within(30), within(10), told(2, [1, 0, 0, 0])),
        (within(30), within(12), told(1, [2, 0, 0, 0])),
        (within(30), within(1), told(3, [0, 0, 0, 0])),
        (within(30), within(60), told(0, [0, 3, 0, 0])),
        (within(30), off(), told(0, [0, 0, 3, 0])),
        // Nobody was told of anything.
        (off(), within(30), told(1, [0, 0, 0, 3])),
        (within(60), within(15), told(2, [2, 0, 0, 0])),
        // Nobody is urgent; all are normal.
        (within(30), urgent(5), told(0, [0, 0, 0, 0])),
        (within(30), normal(5), told(3, [0, 0, 0, 0])),
        // Everybody has a second alert then: one is over that limit only, two are over both.
        (within(30), resolved_in(40), told(1, [0, 0, 0, 3])),
        (resolved_in(40), resolved_in(20), told(0, [3, 0, 0, 0])),
        (resolved_in(50), within(10), told(2, [1, 0, 4, 0])),
        // Nothing counts from 13:00 on.
        (within(30), monday("12:00-13:00"), told(0, [0, 3, 0, 0])),
        // Reminders are no alerts.
        (within(30), cooldown, told(0, [0, 0, 0, 0])),
    ] {
        let now = min(60);
        let tickets = [55, 50, 45, 20].map(|since| waiting_since(since, &before, now));
        let policies = PolicyHistory::always(before.clone());
        let impact = Impact::of(&after, &policies, &tickets, now);
        assert_eq!(impact, expected, "{before:?}\n{after:?}");
    }
}

/// The day of every story, 2 March 2026, is a Monday.
fn from_noon_on_mondays(hours: &str) -> Calendar {
    let hours: Interval = hours.parse().expect("hours");
    let mut week: [Vec<Interval>; 7] = Default::default();
    week[0] = vec![hours];
    Calendar::new(chrono_tz::UTC, week, vec![]).expect("it works on Mondays")
}

/// A ticket whose last answer was taken at 2:01 after the beginning; silence closed it after an hour, warned of half an
/// hour before.
#[test]
fn what_an_edit_does_to_the_silent() {
    let untouched = Moved::default();
    let earlier = Moved {
        earlier: 1,
        ..untouched
    };
    let later = Moved {
        later: 1,
        ..untouched
    };
    let dropped = Moved {
        dropped: 1,
        ..untouched
    };
    let added = Moved {
        added: 1,
        ..untouched
    };
    let (old, noon) = (closing(60, 30), min(20));
    for (before, now, after, expected) in [
        (&old, noon, closing(60, 30), untouched),
        (&old, noon, closing(50, 30), earlier),
        (&old, noon, closing(90, 30), later),
        (&old, noon, closing(60, 0), untouched),
        (&old, noon, within(30), dropped),
        (&within(30), noon, closing(60, 30), added),
        // Within less than the half hour of the warning: closed half an hour from now, which is what was promised at 32:01.
        (&old, min(30), closing(10, 30), earlier),
        (&old, s(1921), closing(10, 30), untouched),
        // Overdue, and not warned of at all: at once.
        (&old, min(30), closing(10, 0), earlier),
        // Warned at 32:01; who was promised half an hour keeps it.
        (&old, min(40), closing(35, 30), untouched),
        (&old, min(40), closing(120, 30), later),
    ] {
        let mut story = Story::opened_under(before.clone())
            .and(min(1), BY_ANNA, Command::View)
            .and(min(2), BY_ANNA, answer())
            .and(s(121), By::Desk, taken(2));
        if story.due(now).contains(&EventKind::SilenceWarned) {
            story = story.and(now, By::Desk, Command::SilenceWarningTaken);
        }
        let impact = Impact::of(&after, &story.policies, [&story.ticket], now);
        assert_eq!(impact.closings, expected, "{now}: {after:?}");
        assert_eq!((impact.over, impact.alerts), (0, untouched), "{after:?}");
    }
}

#[test]
fn who_can_t_be_reached_is_alerted_of_no_more_but_closed() {
    let policy = Policy {
        reply: changed(within(30), |reply| {
            reply.resolve_within_seconds = Some(3600)
        })
        .reply,
        ..closing(60, 30)
    };
    let left = Story::opened_under(policy)
        .and(min(1), BY_ANNA, answer())
        .and(min(2), By::Desk, lost(2, DeliveryFailure::Unreachable));
    assert!(left.ticket.unreachable.is_some());
    let impact = Impact::of(&closing(10, 5), &left.policies, [&left.ticket], min(5));
    assert_eq!(impact.alerts, Moved::default());
    assert_eq!(impact.closings.earlier, 1);
}

#[test]
fn what_is_over_is_not_counted() {
    let closed = Story::resolved();
    let impact = Impact::of(&closing(10, 5), &closed.policies, [&closed.ticket], h(1));
    assert_eq!(impact, Impact::default());
}

/// The instant at which something is told of a ticket that is left to itself; each warning is delivered at once.
fn happens(
    ticket: &Ticket,
    policies: &PolicyHistory,
    now: Instant,
    is: fn(&EventKind) -> Option<Option<Instant>>,
) -> Option<Instant> {
    let (mut ticket, mut now) = (ticket.clone(), now);
    for _ in 0..200 {
        now = now.max(ticket.next_deadline(policies, now, NO_GRACE)?.at);
        for event in ticket.due(now, policies, NO_GRACE) {
            if let Some(dated) = is(&event.what) {
                return Some(dated.unwrap_or(now));
            }
            ticket.apply(&event);
            if event.what == EventKind::SilenceWarned {
                let taken = ticket.decide(&Command::SilenceWarningTaken, By::Desk, now);
                let taken = taken.expect("it is delivered");
                taken.iter().for_each(|event| ticket.apply(event));
            }
        }
    }
    None
}

/// What comes of an edit, found by letting the ticket live on under either policy.
fn lived(ticket: &Ticket, old: &PolicyHistory, new: &PolicyHistory, now: Instant) -> Impact {
    let breach = |what: &EventKind| match what {
        EventKind::Breached { deadline, .. } => Some(Some(*deadline)),
        _ => None,
    };
    let resolution = |what: &EventKind| match what {
        EventKind::ResolutionBreached { deadline } => Some(Some(*deadline)),
        _ => None,
    };
    let close = |what: &EventKind| matches!(what, EventKind::Resolved { .. }).then_some(None);
    let mut impact = Impact::default();
    for alert in [breach, resolution] {
        let comes = |policies| happens(ticket, policies, now, alert);
        match comes(new) {
            Some(at) if at <= now => impact.over = 1,
            at => impact.alerts.count(comes(old), at),
        }
    }
    // Of who waits for an answer nobody knows yet whether they will be silent.
    if ticket.waiting.is_none() {
        let comes = |policies| happens(ticket, policies, now, close);
        impact.closings.count(comes(old), comes(new));
    }
    impact
}

/// Whatever the edit, and whatever the ticket has come to: what is foretold is what comes.
#[test]
fn what_is_foretold_is_what_comes() {
    let policies = [
        within(30),
        within(10),
        within(120),
        off(),
        closing(60, 30),
        closing(20, 0),
        changed(closing(45, 10), |reply| {
            reply.next_response = NextResponse::Off;
            reply.resolve_within_seconds = Some(40 * 60);
        }),
        changed(within(25), |reply| {
            reply.stop_when_viewed = true;
            reply.by_priority = [(Priority::Urgent, 300)].into();
        }),
        Policy {
            hours: Some(from_noon_on_mondays("12:20-13:10")),
            ..closing(100, 50)
        },
    ];
    let mut seen = 0;
    for before in &policies {
        for (mut story, minute) in stories(before) {
            let now = min(minute);
            let told = story.due(now);
            if told.contains(&EventKind::SilenceWarned) {
                story = story.and(now, By::Desk, Command::SilenceWarningTaken);
            }
            for after in policies.iter().filter(|_| !story.ticket.is_resolved()) {
                let (ticket, old) = (&story.ticket, &story.policies);
                let mut new = old.clone();
                new.change(now, after.clone());
                let impact = Impact::of(after, old, [ticket], now);
                let expected = lived(ticket, old, &new, now);
                assert_eq!(impact, expected, "{now}\n{before:?}\n{after:?}\n{ticket:?}");
                seen += usize::from(impact != Impact::default());
            }
        }
    }
    assert!(seen > 500, "{seen} edits had an impact");
}

/// Tickets in every condition, each with the minute at which the edit is made.
fn stories(policy: &Policy) -> Vec<(Story, i64)> {
    let opened = Story::opened_under(policy.clone());
    let viewed = opened.clone().and(min(1), BY_ANNA, Command::View);
    let urgent = Command::SetPriority {
        priority: Priority::Urgent,
    };
    let answered = viewed
        .clone()
        .and(min(2), BY_ANNA, answer())
        .and(s(121), By::Desk, taken(2));
    let stories = [
        opened,
        viewed.clone(),
        viewed.and(min(3), BY_ANNA, urgent),
        answered.clone(),
        answered.and(min(4), OWNER, write(min(4))),
    ];
    let minutes = [5, 12, 31, 70];
    let of = |story: Story| minutes.map(|minute| (story.clone(), minute));
    stories.into_iter().flat_map(of).collect()
}
