//! `/sla 126`: what is told of a ticket's clocks, from its events.

use crate::domain::{
    Instant,
    calendar::{Calendar, Interval},
    command::{Command, DeliveryFailure},
    event::Cause,
    ids::{By, MessageNo},
    sla::{ClockEvent as E, DeadlineKind, NO_GRACE, Policy, explain},
    test_support::*,
    ticket::{Priority, ReplyClock},
};
use chrono::TimeDelta;

fn lines(story: &Story, now: Instant) -> Vec<(i64, E)> {
    let lines = explain(TICKET, &story.events, &story.policies, now);
    let minutes = |at: Instant| (at - s(0)).num_minutes();
    lines
        .into_iter()
        .map(|line| (minutes(line.at), line.what))
        .collect()
}

fn waits(clock: ReplyClock, message: u32) -> E {
    let message = MessageNo(message);
    E::Waits { clock, message }
}

fn runs(clock: ReplyClock, elapsed: i64, within: i64) -> E {
    let (elapsed, within) = (
        TimeDelta::minutes(elapsed),
        Some(TimeDelta::minutes(within)),
    );
    E::Runs {
        clock,
        elapsed,
        within,
    }
}

const FIRST: ReplyClock = ReplyClock::First;
const NEXT: ReplyClock = ReplyClock::Next;

#[test]
fn a_wait_an_answer_a_silence_and_another_wait() {
    let priority = Priority::Urgent;
    let mut policy = usual();
    policy.reply = Some(reply(45, 50, 15));
    let story = Story::viewed()
        .and_due(min(15))
        .and_due(min(30))
        .and_due(min(45))
        .and(min(50), BY_ANNA, answer())
        .and(min(51), By::Desk, taken(2))
        .and_policy(min(60), policy)
        .and(min(70), BY_ANNA, Command::SetPriority { priority })
        .and(min(80), OWNER, write(min(79)));
    assert_eq!(
        lines(&story, min(90)),
        [
            (0, waits(FIRST, 1)),
            (0, E::Settings { version: 1 }),
            (1, E::Viewed { stops: false }),
            (15, E::Warned),
            (30, E::Breached { deadline: min(30) }),
            (45, E::Reminded { nth: 1 }),
            (
                51,
                E::Answered {
                    clock: FIRST,
                    elapsed: TimeDelta::minutes(51),
                    breached: true
                }
            ),
            (51, E::Silent),
            (60, E::Settings { version: 2 }),
            (70, E::Priority(priority)),
            (79, waits(NEXT, 3)),
            (80, E::SilenceBroken),
            (90, runs(NEXT, 11, 45)),
            (101, E::Next(DeadlineKind::Warning)),
        ]
    );
}

#[test]
fn outside_working_hours_nothing_is_counted() {
    let day = vec!["09:00-12:20".parse().expect("hours")];
    let week = std::array::from_fn(|_| day.clone());
    let hours = Calendar::new(chrono_tz::UTC, week, vec![]).ok();
    let story = Story::opened_under(Policy { hours, ..usual() }).and_due(min(15));
    assert_eq!(
        lines(&story, h(2))[3..],
        [
            (120, runs(FIRST, 20, 30)),
            (120, E::Closed { until: h(21) }),
            (21 * 60 + 10, E::Next(DeadlineKind::Breach)),
        ]
    );
}

#[test]
fn a_silence_that_begins_anew_and_one_that_closes() {
    let anew = min(60);
    let end = anew + TimeDelta::hours(48);
    let story = Story::answered()
        .and(anew, OWNER, Command::BreakSilence)
        .and_due(anew + TimeDelta::hours(42))
        .and(
            anew + TimeDelta::hours(42),
            By::Desk,
            Command::SilenceWarningTaken,
        )
        .and_due(end);
    let told = lines(&story, h(60));
    assert_eq!(
        told[told.len() - 4..],
        [
            (60, E::SilenceBegunAnew),
            (60 + 42 * 60, E::SilenceWarned),
            (60 + 42 * 60, E::SilenceWarningDelivered),
            (
                60 + 48 * 60,
                E::Resolved {
                    cause: Cause::Silence,
                    silence: Some(TimeDelta::hours(48)),
                    unreachable: false,
                    worked: TimeDelta::seconds(121),
                }
            ),
        ]
    );
}

#[test]
fn who_cannot_be_reached_and_how_it_ends() {
    let story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(3), By::Desk, lost(2, DeliveryFailure::Unreachable))
        .and(min(10), By::Desk, Command::PersonCameBack)
        .and(min(12), BY_ANNA, Command::Close);
    let elapsed = TimeDelta::minutes(3);
    let told = lines(&story, h(5));
    assert_eq!(
        told[3..],
        [
            (
                3,
                E::Cancelled {
                    clock: FIRST,
                    elapsed
                }
            ),
            (10, E::Reachable),
            (10, waits(FIRST, 1)),
            (
                12,
                E::Resolved {
                    cause: Cause::Team,
                    silence: None,
                    unreachable: false,
                    worked: TimeDelta::minutes(5)
                }
            ),
        ]
    );
    assert_eq!(explain(TICKET, &[], &story.policies, h(5)), []);
}

/// One hour a week, and a year of it as the cooldown: 168 years.
#[test]
fn what_never_comes_is_not_said_to_come() {
    let mut week: [Vec<Interval>; 7] = Default::default();
    week[0] = vec!["12:00-13:00".parse().expect("an interval")];
    let mut policy = Policy {
        hours: Calendar::new(chrono_tz::UTC, week, vec![]).ok(),
        ..usual()
    };
    if let Some(reply) = &mut policy.reply {
        reply.cooldown_seconds = 365 * 86_400;
    }
    let story = Story::opened_under(policy)
        .and_due(min(15))
        .and_due(min(30));
    assert_eq!(
        story
            .ticket
            .next_deadline(&story.policies, min(31), NO_GRACE),
        None
    );
    let told = lines(&story, min(31));
    assert_eq!(told.last(), Some(&(31, runs(FIRST, 31, 30))));
}

#[test]
fn a_clock_that_a_look_has_stopped_stands_where_it_stood_then() {
    let mut policy = usual();
    if let Some(reply) = &mut policy.reply {
        reply.stop_when_viewed = true;
    }
    let story = Story::opened_under(policy).and(min(5), BY_ANNA, Command::View);
    let stopped = E::Stopped {
        clock: FIRST,
        elapsed: TimeDelta::minutes(5),
    };
    let looked = (5, E::Viewed { stops: true });
    assert_eq!(lines(&story, h(10))[2..], [looked, (600, stopped)]);
    let story = story
        .and(h(10), BY_ANNA, answer())
        .and(h(10), By::Desk, taken(2));
    let answered = E::Answered {
        clock: FIRST,
        elapsed: TimeDelta::minutes(5),
        breached: false,
    };
    assert_eq!(lines(&story, h(11))[3], (600, answered));
}

#[test]
fn who_leaves_while_their_word_is_awaited_is_no_silent_person() {
    let story = Story::answered()
        .and(min(10), By::Desk, Command::PersonLeft)
        .and_due(min(10) + TimeDelta::hours(48));
    let told = lines(&story, h(60));
    assert_eq!(
        told[told.len() - 2..],
        [
            (10, E::SilenceCancelled),
            (
                10 + 48 * 60,
                E::Resolved {
                    cause: Cause::Silence,
                    silence: Some(TimeDelta::hours(48)),
                    unreachable: true,
                    worked: TimeDelta::seconds(121),
                }
            ),
        ]
    );
}
