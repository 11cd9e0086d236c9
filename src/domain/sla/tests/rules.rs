//! The fifteen rules of `sla.md`, by name: what of each is decided by the ticket and its policies. What needs actors or
//! Telegram (that one digest is sent, that a notice is asked again) is told by their own tests.

use crate::domain::{
    Instant,
    calendar::Calendar,
    command::{Command, DeliveryFailure},
    event::{
        Cause, Event,
        EventKind::{self, Breached, Reminded, SilenceWarned, Warned},
    },
    ids::By,
    sla::{AutoClose, NO_GRACE, Policy},
    test_support::*,
    ticket::{Priority, Status, Ticket},
};
use chrono::TimeDelta;

const CLOSED: EventKind = EventKind::Resolved {
    cause: Cause::Silence,
};

fn breached(deadline: Instant) -> EventKind {
    Breached {
        episode: 1,
        deadline,
    }
}

fn reminded(nth: u32) -> EventKind {
    Reminded { episode: 1, nth }
}

/// The same hours every day, in UTC; the stories begin on a Monday at 12:00.
fn daily(hours: &[&str]) -> Calendar {
    let day: Vec<_> = hours
        .iter()
        .map(|text| text.parse().expect("an interval"))
        .collect();
    let week = std::array::from_fn(|_| day.clone());
    Calendar::new(chrono_tz::UTC, week, vec![]).expect("it has working time")
}

/// The usual settings within working hours.
fn within(hours: &[&str]) -> Policy {
    Policy {
        hours: Some(daily(hours)),
        ..usual()
    }
}

fn before(at: Instant) -> Instant {
    at - TimeDelta::milliseconds(1)
}

#[test]
fn rule_01_a_further_message_neither_restarts_the_clock_nor_alerts_again() {
    let mut story = Story::opened()
        .and(min(29), OWNER, write(min(29)))
        .and_due(min(15));
    assert_eq!(story.due(before(min(30))), []);
    assert_eq!(story.due(min(30)), [breached(min(30))]);
    let mut story = story.and(min(31), OWNER, write(min(31)));
    assert_eq!(story.due(before(min(45))), []);
    assert_eq!(story.due(min(45)), [reminded(1)]);
    assert_eq!(story.ticket.episodes, 1);
}

#[test]
fn rule_02_only_an_answer_is_an_answer() {
    let priority = Priority::Urgent;
    let mut story = Story::opened()
        .and(min(1), BY_ANNA, Command::View)
        .and(min(2), BY_ANNA, Command::Assign { to: Some(ANNA) })
        .and(min(3), BY_ANNA, Command::SetPriority { priority })
        .and(min(4), BY_BORIS, Command::View)
        .and(min(5), BY_BORIS, note())
        .and_due(min(15))
        .and(min(29), BY_ANNA, note());
    assert_eq!(story.due(min(30)), [breached(min(30))]);
    let since = story.ticket.waiting.map(|waiting| waiting.since);
    assert_eq!(since, Some(s(0)), "the alert itself is no answer either");
}

#[test]
fn rule_02_a_note_moves_no_deadline_of_any_clock() {
    let waits = Story::answered().and(h(1), OWNER, write(h(1)));
    let late = Story::viewed().and_due(min(15)).and_due(min(30));
    let gone = Story::answered().and(h(1), By::Desk, Command::PersonLeft);
    for mut without in [Story::opened(), Story::answered(), waits, late, gone] {
        let mut with = without.clone().and(h(2), BY_BORIS, note());
        let next = |story: &Story| story.ticket.next_deadline(&story.policies, h(2), NO_GRACE);
        assert_eq!(next(&with), next(&without));
        for hour in [2, 3, 41, 44, 47, 49, 100] {
            assert_eq!(with.due(h(hour)), without.due(h(hour)));
        }
    }
}

#[test]
fn rule_03_an_answer_counts_when_telegram_took_it() {
    let mut story = Story::viewed().and(min(2), BY_ANNA, answer());
    let expected = [Warned { episode: 1 }, breached(min(30))];
    assert_eq!(story.due(min(30)), expected, "it is only on its way");
    let mut story = story.and(min(31), By::Desk, taken(2));
    assert_eq!(story.due(h(1)), []);
}

#[test]
fn rule_03_who_cannot_be_reached_is_not_waiting_and_is_closed_without_a_warning() {
    let gone = || {
        Story::viewed().and(min(2), BY_ANNA, answer()).and(
            min(3),
            By::Desk,
            lost(2, DeliveryFailure::Unreachable),
        )
    };
    let mut story = gone();
    assert_eq!(story.due(before(min(3) + TimeDelta::hours(48))), []);
    assert_eq!(story.due(min(3) + TimeDelta::hours(48)), [CLOSED]);
    let breaches = story
        .events
        .iter()
        .any(|e| matches!(e.what, Breached { .. }));
    assert!(!breaches, "cancelled, not met and not breached");
    let story = gone().and(h(1), By::Desk, Command::PersonCameBack);
    assert_eq!(
        story.ticket.pending.len(),
        1,
        "what is unsent is still to be sent"
    );
    assert_eq!(story.ticket.waiting.map(|w| w.since), Some(h(1)));
}

#[test]
fn rule_04_a_late_answer_is_answered_and_breached_and_the_verdict_stays() {
    let mut slower = usual();
    slower.reply = Some(reply(600, 50, 15));
    let mut story = Story::viewed()
        .and_due(min(30))
        .and(min(31), BY_ANNA, answer())
        .and(min(32), By::Desk, taken(2))
        .and_policy(min(33), slower);
    assert_eq!(story.due(h(3)), []);
    assert_eq!(story.ticket.answered, Some(min(32)));
    let verdicts = story
        .events
        .iter()
        .filter(|e| matches!(e.what, Breached { .. }));
    let verdicts: Vec<_> = verdicts.map(|e| e.what.clone()).collect();
    assert_eq!(verdicts, [breached(min(30))]);
}

#[test]
fn rule_05_resolving_cancels_what_the_clocks_have_pending() {
    for story in [
        Story::opened(),
        Story::viewed().and_due(min(30)),
        Story::answered(),
    ] {
        for (by, command) in [
            (OWNER, Command::Close),
            (BY_ANNA, Command::Close),
            (BY_ANNA, Command::CloseForBlock),
        ] {
            let mut story = story.clone().and(min(31), by, command);
            assert_eq!(
                story
                    .ticket
                    .next_deadline(&story.policies, min(31), NO_GRACE),
                None
            );
            assert_eq!(story.due(h(1000)), []);
        }
    }
}

#[test]
fn rule_06_a_change_carries_the_elapsed_time_and_dates_no_breach_before_itself() {
    let mut policy = usual();
    let reply = policy.reply.as_mut().expect("it is on");
    reply.by_priority = [(Priority::Urgent, 5 * 60), (Priority::Low, 60 * 60)].into();
    let urgent = |at| {
        let priority = Priority::Urgent;
        Story::opened_under(policy.clone()).and(at, BY_ANNA, Command::SetPriority { priority })
    };
    let due = |mut story: Story| {
        let told = story.due(h(10));
        told.into_iter()
            .find(|what| matches!(what, Breached { .. }))
    };
    // Three minutes had passed: two are left.
    assert_eq!(due(urgent(min(3))), Some(breached(min(5))));
    // Twenty had passed, more than five: it is the change that breaches.
    assert_eq!(due(urgent(min(20))), Some(breached(min(20))));
    // It was breached before: the verdict stays.
    assert_eq!(due(urgent(min(40))), Some(breached(min(30))));
    let low = urgent(min(3)).and(
        min(4),
        BY_ANNA,
        Command::SetPriority {
            priority: Priority::Low,
        },
    );
    assert_eq!(due(low), Some(breached(h(1))));
}

#[test]
fn rule_06_what_elapsed_in_working_hours_stays_elapsed_when_the_hours_change() {
    // Twenty minutes of work are elapsed until the desk closes; from midnight on every minute counts.
    let story = Story::opened_under(within(&["09:00-12:20"])).and_policy(h(12), usual());
    let mut story = story;
    assert_eq!(story.due(before(h(12))), [Warned { episode: 1 }]);
    assert_eq!(story.due(before(min(730))), []);
    assert_eq!(story.due(min(730)), [breached(min(730))]);
}

#[test]
fn rule_06_nothing_already_told_is_told_again() {
    let mut longer = usual();
    longer.reply = Some(reply(40, 50, 15));
    let mut story = Story::opened().and_due(min(30)).and_policy(min(31), longer);
    assert_eq!(story.due(min(44)), []);
    assert_eq!(story.due(min(45)), [reminded(1)], "not the alert");
}

#[test]
fn rule_07_pauses_are_measured_in_working_time() {
    let mut story = Story::opened_under(within(&["09:00-12:20", "14:00-18:00"]));
    assert_eq!(story.due(min(15)), [Warned { episode: 1 }]);
    assert_eq!(
        story.due(before(min(130))),
        [],
        "twenty minutes, then two hours that do not count"
    );
    assert_eq!(story.due(min(130)), [breached(min(130))]);
}

#[test]
fn rule_08_working_hours_are_those_of_the_zone_also_when_clocks_change() {
    let night = |hours: &str| {
        let day = vec![hours.parse().expect("an interval")];
        let week = std::array::from_fn(|_| day.clone());
        Calendar::new(chrono_tz::Europe::Berlin, week, vec![]).expect("it has working time")
    };
    let due = |sent: &str, hours: &str| {
        let at: Instant = sent.parse().expect("an instant");
        let opening = Ticket::open(PERSON, at, at);
        let policy = Policy {
            reply: Some(reply(120, 50, 15)),
            hours: Some(night(hours)),
            ..Policy::default()
        };
        let mut story = Story::opened_under(policy);
        story.ticket = Ticket::opened(TICKET, &opening).expect("opened");
        story.events = vec![opening];
        let told = story.due(at + TimeDelta::days(9));
        told.into_iter().find_map(|what| match what {
            Breached { deadline, .. } => Some(deadline.to_rfc3339()),
            _ => None,
        })
    };
    for (sent, hours, expected) in [
        // The hour that does not exist: 01:00 to 04:00 has two hours that night.
        (
            "2026-03-28T20:00:00Z",
            "01:00-04:00",
            "2026-03-29T02:00:00+00:00",
        ),
        // The hour that comes twice: 01:00 to 03:00 has three.
        (
            "2026-10-24T20:00:00Z",
            "01:00-03:00",
            "2026-10-25T01:00:00+00:00",
        ),
        // Any other night.
        (
            "2026-06-24T20:00:00Z",
            "01:00-03:00",
            "2026-06-25T01:00:00+00:00",
        ),
        // Past midnight, and a second day.
        (
            "2026-06-24T20:00:00Z",
            "23:30-00:30",
            "2026-06-25T22:30:00+00:00",
        ),
    ] {
        assert_eq!(
            due(sent, hours).as_deref(),
            Some(expected),
            "{sent} {hours}"
        );
    }
}

#[test]
fn rule_09_reminders_come_in_working_hours() {
    let mut story = Story::opened_under(within(&["09:00-12:40"]));
    assert_eq!(
        story.due(min(30)),
        [Warned { episode: 1 }, breached(min(30))]
    );
    // Ten minutes of the cooldown are left when the desk closes; five are missing the next morning, at nine.
    let morning = h(21);
    assert_eq!(story.due(before(morning + TimeDelta::minutes(5))), []);
    assert_eq!(story.due(morning + TimeDelta::minutes(5)), [reminded(1)]);
}

#[test]
fn rule_09_a_reminder_that_was_missed_waits_for_the_opening() {
    let mut story = Story::opened_under(within(&["09:00-13:00"])).and_due(min(30));
    // The desk was asleep at 12:45, and wakes up at night.
    for hour in [2, 10, 20] {
        assert_eq!(story.due(h(hour)), [], "{hour} hours later");
    }
    assert_eq!(story.due(before(h(21))), []);
    assert_eq!(story.due(h(21)), [reminded(1)]);
}

#[test]
fn rule_09_a_reminder_due_at_closing_time_comes_at_the_opening() {
    let mut story = Story::opened_under(within(&["09:00-12:45"])).and_due(min(30));
    assert_eq!(story.due(min(45)), []);
    assert_eq!(story.due(before(h(21))), []);
    assert_eq!(story.due(h(21)), [reminded(1)]);
}

#[test]
fn rule_10_after_an_outage_the_verdicts_bear_the_true_times_and_are_told_once() {
    let mut story = Story::opened();
    assert_eq!(story.due(h(10)), [Warned { episode: 1 }, breached(min(30))]);
    assert_eq!(story.due(h(10)), []);
}

#[test]
fn rule_11_a_wake_up_that_is_late_loses_nothing() {
    for late in [0, 1, 999, 59_999, 7_200_000] {
        let mut story = Story::opened().and_due(min(15));
        assert_eq!(
            story.due(ms(30 * 60_000 + late)),
            [breached(min(30))],
            "{late} ms"
        );
    }
    // The machine's clock goes back two hours: nothing is told twice, nothing is lost.
    let mut story = Story::opened().and_due(min(30));
    assert_eq!(story.due(min(-90)), []);
    assert_eq!(story.due(min(45)), [reminded(1)]);
}

#[test]
fn rule_12_silence_closes_only_what_was_warned_of_and_anything_cancels_it() {
    let since = s(121);
    let (warning, end) = (since + TimeDelta::hours(42), since + TimeDelta::hours(48));
    let mut story = Story::answered();
    assert_eq!(story.due(before(warning)), []);
    assert_eq!(story.due(warning), [SilenceWarned]);
    assert_eq!(
        story.clone().due(h(1000)),
        [],
        "the warning is not delivered"
    );
    let warned = story.and(warning, By::Desk, Command::SilenceWarningTaken);
    assert_eq!(warned.clone().due(before(end)), []);
    assert_eq!(warned.clone().due(end), [CLOSED]);
    // In the same instant.
    let mut cancelled = warned.clone().and(end, OWNER, write(end));
    assert_eq!(cancelled.due(end), []);
    assert_eq!(cancelled.ticket.status, Status::InProgress);
    assert_eq!(
        warned.and(end, BY_ANNA, answer()).due(end),
        [],
        "the team spoke, it is on its way"
    );
    // A person who waits is never closed.
    for mut waits in [Story::opened(), Story::viewed()] {
        assert!(!waits.due(h(1000)).contains(&CLOSED));
    }
}

#[test]
fn rule_13_only_messages_start_a_clock() {
    let quiet = Story::answered();
    for what in [
        EventKind::Viewed,
        EventKind::Assigned { to: Some(ANNA) },
        EventKind::PriorityChanged {
            priority: Priority::High,
        },
        EventKind::SilenceWarned,
        EventKind::SilenceWarningDelivered,
        accepted(3, 1),
        noted(3),
    ] {
        let mut ticket = quiet.ticket.clone();
        ticket.apply(&Event {
            at: h(1),
            by: By::Desk,
            what,
        });
        assert_eq!((ticket.waiting, ticket.episodes), (None, 1));
    }
    // An album is one message, as the command for it is one.
    let story = Story::answered().and(h(1), OWNER, write(h(1)));
    assert_eq!((story.ticket.episodes, story.ticket.messages), (2, 3));
}

#[test]
fn rule_14_a_ticket_just_loaded_is_as_one_that_stayed_awake() {
    let priority = Priority::High;
    let awake = Story::answered()
        .and(h(1), OWNER, write(h(1)))
        .and(h(1), BY_ANNA, Command::SetPriority { priority })
        .and_due(min(80))
        .and_due(min(90));
    let loaded = Ticket::replay(TICKET, &awake.events).expect("opened");
    assert_eq!(loaded, awake.ticket);
    for minute in [90, 100, 105, 120, 5000] {
        let (now, policies) = (min(minute), &awake.policies);
        assert_eq!(
            loaded.due(now, policies, NO_GRACE),
            awake.ticket.due(now, policies, NO_GRACE)
        );
    }
}

#[test]
fn rule_15_a_day_is_24_hours_of_the_clocks_own_time() {
    let mut policy = within(&["09:00-17:00"]);
    policy.reply = Some(reply(24 * 60, 50, 15));
    policy.auto_close = Some(AutoClose {
        after_seconds: 86_400,
        warn_before_seconds: 0,
    });
    // 12:00 to 17:00, two whole days of eight hours, and three hours of the fourth: noon.
    let mut story = Story::opened_under(policy.clone());
    story.due(h(60));
    assert_eq!(story.due(before(h(72))), []);
    assert_eq!(story.due(h(72)), [breached(h(72))]);
    // A person keeps no working hours.
    let mut silent = Story::answered().and_policy(min(3), policy);
    assert_eq!(silent.due(before(s(121) + TimeDelta::hours(24))), []);
    assert_eq!(silent.due(s(121) + TimeDelta::hours(24)), [CLOSED]);
}
