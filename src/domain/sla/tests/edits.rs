//! The settings are edited while a breach lasts: nothing told is told again, nothing is left out, and what has elapsed
//! stays elapsed (`sla.md` rule 6).

use crate::domain::{
    Instant,
    calendar::Calendar,
    event::EventKind::{self, Escalated, Reminded},
    sla::{Escalation, NO_GRACE, Policy, ReplyPolicy},
    test_support::*,
};
use chrono::TimeDelta;

fn under(change: impl FnOnce(&mut ReplyPolicy)) -> Policy {
    let mut clock = reply(30, 50, 15);
    change(&mut clock);
    Policy {
        reply: Some(clock),
        ..Policy::default()
    }
}

/// No reminders; these steps, in minutes after the breach.
fn steps(minutes: &[i64]) -> Policy {
    under(|p| {
        p.cooldown_seconds = 0;
        p.escalation = minutes
            .iter()
            .map(|minutes| Escalation {
                after_seconds: minutes * 60,
                mention: vec!["@lead".into()],
            })
            .collect();
    })
}

fn called(step: u32, minutes: i64) -> EventKind {
    Escalated {
        episode: 1,
        step,
        after_seconds: minutes * 60,
    }
}

#[test]
fn a_step_is_still_told_when_the_one_before_it_is_taken_out() {
    let mut story = Story::opened_under(steps(&[20, 60])).and_due(min(30));
    assert_eq!(story.due(min(50)), [called(1, 20)]);
    let mut story = story.and_policy(min(55), steps(&[60]));
    assert_eq!(story.due(min(90)), [called(1, 60)]);
    assert_eq!(story.due(h(100)), []);
}

#[test]
fn a_step_already_told_is_not_told_again_when_one_is_put_in_before_it() {
    let mut story = Story::opened_under(steps(&[20])).and_due(min(30));
    assert_eq!(story.due(min(50)), [called(1, 20)]);
    let mut story = story.and_policy(min(55), steps(&[10, 20]));
    assert_eq!(story.due(min(55)), []);
    assert_eq!(story.due(h(100)), []);
}

#[test]
fn a_step_put_in_behind_those_that_were_told_is_told() {
    let mut story = Story::opened_under(steps(&[20])).and_due(min(30));
    assert_eq!(story.due(min(50)), [called(1, 20)]);
    let mut story = story.and_policy(min(55), steps(&[10, 30]));
    assert_eq!(story.due(min(60)), [called(2, 30)]);
}

/// The same hours on every day, in UTC.
fn hours(of_each_day: &str) -> Option<Calendar> {
    let day = vec![of_each_day.parse().expect("an interval")];
    let week = std::array::from_fn(|_| day.clone());
    Calendar::new(chrono_tz::UTC, week, vec![]).ok()
}

fn next(story: &Story, now: Instant) -> Option<Instant> {
    let next = story.ticket.next_deadline(&story.policies, now, NO_GRACE);
    next.map(|deadline| deadline.at)
}

#[test]
fn a_cooldown_keeps_what_elapsed_before_the_hours_changed() {
    // 14 of the 15 minutes are over when hours are set under which the desk was never open since the alert.
    let story = Story::opened_under(usual()).and_due(min(30)).and_policy(
        min(44),
        Policy {
            hours: hours("09:00-10:00"),
            ..usual()
        },
    );
    // The next morning at nine, and the minute that is left.
    assert_eq!(next(&story, min(44)), Some(h(21) + TimeDelta::minutes(1)));
}

#[test]
fn an_escalation_keeps_what_elapsed_before_the_hours_changed() {
    // 239 of the 240 minutes are over.
    let changed = min(30 + 239);
    let with_hours = Policy {
        hours: hours("09:00-10:00"),
        ..steps(&[240])
    };
    let story = Story::opened_under(steps(&[240]))
        .and_due(min(30))
        .and_policy(changed, with_hours);
    assert_eq!(next(&story, changed), Some(h(21) + TimeDelta::minutes(1)));
}

#[test]
fn a_cooldown_that_rested_at_night_does_not_count_the_night_when_the_hours_are_taken_out() {
    // Ten minutes of the cooldown are over when the desk closes; at 20:00 the hours are taken out.
    let policy = Policy {
        hours: hours("09:00-12:40"),
        ..usual()
    };
    let mut story = Story::opened_under(policy)
        .and_due(min(30))
        .and_policy(h(8), usual());
    assert_eq!(story.due(h(8)), [], "five minutes are left");
    let told = story.due(h(8) + TimeDelta::minutes(5));
    assert_eq!(told, [Reminded { episode: 1, nth: 1 }]);
}
