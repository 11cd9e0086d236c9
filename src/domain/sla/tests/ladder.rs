//! The settings of the ladder and of the other clocks: next response, a look that stops the clock, priorities, the
//! most reminders, escalation, resolving.

use crate::domain::{
    Instant,
    command::{Command, DeliveryFailure},
    event::EventKind::{self, Breached, Escalated, Reminded, ResolutionBreached, Warned},
    ids::By,
    sla::{Escalation, NextResponse, Policy, ReplyPolicy},
    test_support::*,
    ticket::{Priority, ReplyClock},
};
use chrono::TimeDelta;

/// The usual reply clock, changed; nothing closes.
fn under(change: impl FnOnce(&mut ReplyPolicy)) -> Policy {
    let mut clock = reply(30, 50, 15);
    change(&mut clock);
    Policy {
        reply: Some(clock),
        ..Policy::default()
    }
}

fn breached(episode: u32, deadline: Instant) -> EventKind {
    Breached { episode, deadline }
}

fn step(minutes: i64) -> Escalation {
    Escalation {
        after_seconds: minutes * 60,
        mention: vec!["@lead".into()],
    }
}

fn called(step: u32, minutes: i64) -> EventKind {
    Escalated {
        episode: 1,
        step,
        after_seconds: minutes * 60,
    }
}

/// Answered after two minutes; the person wrote again after ten.
fn asked_again(policy: Policy) -> Story {
    Story::opened_under(policy)
        .and(min(2), BY_ANNA, answer())
        .and(min(2), By::Desk, taken(2))
        .and(min(10), OWNER, write(min(10)))
}

#[test]
fn the_next_response_has_a_time_of_its_own() {
    for (next, expected) in [
        (NextResponse::AsFirst, Some(min(40))),
        (NextResponse::Within(5 * 60), Some(min(15))),
        (NextResponse::Within(120 * 60), Some(min(130))),
        (NextResponse::Off, None),
    ] {
        let policy = under(|p| p.next_response = next);
        let mut first = Story::opened_under(policy.clone()).and_due(min(15));
        assert_eq!(
            first.due(min(30)),
            [breached(1, min(30))],
            "{next:?}: the first"
        );
        let told = asked_again(policy).due(h(100));
        let second = expected.map(|at| vec![Warned { episode: 2 }, breached(2, at)]);
        assert_eq!(told, second.unwrap_or_default(), "{next:?}");
    }
}

#[test]
fn a_look_stops_the_first_clock_if_the_settings_say_so() {
    let policy = || under(|p| p.stop_when_viewed = true);
    let mut unseen = Story::opened_under(policy());
    assert_eq!(unseen.due(min(30)).len(), 2);
    let mut seen = Story::opened_under(policy()).and(min(29), BY_ANNA, Command::View);
    assert_eq!(
        seen.due(h(100)),
        [Warned { episode: 1 }],
        "reached before the look"
    );
    // In the same instant the look comes first; later it is too late, but no reminder follows.
    let mut just = Story::opened_under(policy()).and(min(30), BY_ANNA, Command::View);
    assert_eq!(just.due(h(100)), [Warned { episode: 1 }]);
    let mut late = Story::opened_under(policy()).and(min(31), BY_ANNA, Command::View);
    assert_eq!(
        late.due(h(100)),
        [Warned { episode: 1 }, breached(1, min(30))]
    );
    assert_eq!(late.due(h(200)), []);
    // The next response is not stopped by it.
    assert_eq!(asked_again(policy()).due(h(100)).len(), 2);
}

/// Whoever answers has looked, and so the ticket is In Progress (`sla.md`, *The clocks*), whatever becomes of the answer.
#[test]
fn an_answer_that_telegram_refuses_was_a_look_all_the_same() {
    let told = |stops| {
        let policy = under(|p| p.stop_when_viewed = stops);
        Story::opened_under(policy)
            .and(min(10), BY_ANNA, answer())
            .and(min(11), By::Desk, lost(2, DeliveryFailure::Refused))
            .due(min(31))
    };
    assert_eq!(told(true), []);
    assert_eq!(told(false), [Warned { episode: 1 }, breached(1, min(30))]);
}

#[test]
fn each_priority_may_have_a_time_of_its_own() {
    let policy = under(|p| p.by_priority = [(Priority::Urgent, 300), (Priority::Low, 7200)].into());
    for (priority, minutes) in [
        (Priority::Low, 120),
        (Priority::Normal, 30),
        (Priority::High, 30),
        (Priority::Urgent, 5),
    ] {
        let mut story = Story::opened_under(policy.clone());
        story
            .ask(s(0), BY_ANNA, Command::SetPriority { priority })
            .expect("allowed");
        let told = story.due(h(100));
        assert_eq!(
            told.last(),
            Some(&breached(1, min(minutes))),
            "{priority:?}"
        );
        let within = Some(TimeDelta::minutes(minutes));
        assert_eq!(policy.response_within(ReplyClock::Next, priority), within);
    }
}

#[test]
fn there_are_no_more_reminders_than_the_settings_say() {
    let mut story = Story::opened_under(under(|p| p.max_reminders = 2)).and_due(min(30));
    assert_eq!(story.due(min(45)), [Reminded { episode: 1, nth: 1 }]);
    assert_eq!(story.due(min(60)), [Reminded { episode: 1, nth: 2 }]);
    assert_eq!(story.due(h(100)), []);
}

#[test]
fn the_escalation_calls_more_people_the_longer_it_lasts() {
    let policy = under(|p| p.escalation = vec![step(20), step(60)]);
    let mut story = Story::opened_under(policy).and_due(min(30));
    for (at, expected) in [
        (45, vec![Reminded { episode: 1, nth: 1 }]),
        (49, vec![]),
        (50, vec![called(1, 20)]),
        // It reminds too: the cooldown begins anew.
        (64, vec![]),
        (65, vec![Reminded { episode: 1, nth: 2 }]),
        (80, vec![Reminded { episode: 1, nth: 3 }]),
        (90, vec![called(2, 60)]),
        (105, vec![Reminded { episode: 1, nth: 4 }]),
    ] {
        assert_eq!(story.due(min(at)), expected, "after {at} minutes");
    }
}

#[test]
fn of_several_steps_that_are_due_the_highest_is_told_and_no_reminder_besides() {
    let policy = under(|p| p.escalation = vec![step(20), step(60), step(600)]);
    let mut story = Story::opened_under(policy).and_due(min(30));
    assert_eq!(story.due(h(3)), [called(2, 60)]);
    assert_eq!(story.due(h(3)), []);
}

#[test]
fn an_escalation_needs_no_reminders_and_ends_with_the_answer() {
    let policy = under(|p| {
        p.cooldown_seconds = 0;
        p.escalation = vec![step(20)];
    });
    let mut story = Story::opened_under(policy.clone()).and_due(min(30));
    assert_eq!(story.due(min(50)), [called(1, 20)]);
    let mut answered = Story::opened_under(policy)
        .and_due(min(30))
        .and(min(40), BY_ANNA, answer())
        .and(min(41), By::Desk, taken(2));
    assert_eq!(answered.due(h(100)), []);
}

#[test]
fn resolving_has_a_target_less_the_time_the_user_is_awaited() {
    let policy = || {
        under(|p| {
            p.within_seconds = 10 * 86_400;
            p.resolve_within_seconds = Some(3600);
        })
    };
    let mut story = Story::opened_under(policy());
    assert_eq!(story.due(ms(3_599_999)), []);
    assert_eq!(story.due(h(1)), [ResolutionBreached { deadline: h(1) }]);
    assert_eq!(story.due(h(5)), [], "told once");
    // Two minutes, then eight in which the user is awaited, then the rest of the hour.
    let mut paused = asked_again(policy());
    assert_eq!(paused.due(before(min(68))), []);
    assert_eq!(
        paused.due(min(68)),
        [ResolutionBreached { deadline: min(68) }]
    );
    let worked = |story: &Story, at| story.policies.elapsed(&story.ticket.worked, at);
    let paused = paused.and(min(100), BY_ANNA, Command::Close);
    assert_eq!(worked(&paused, h(100)), TimeDelta::minutes(92));
}

fn before(at: Instant) -> Instant {
    at - TimeDelta::milliseconds(1)
}

#[test]
fn a_policy_of_before_these_settings_reads_as_it_was_meant() {
    let old = r#"{"reply":{"within_seconds":1800,"warn_at_percent":50,"cooldown_seconds":900},"auto_close":null}"#;
    assert_eq!(
        serde_json::from_str::<Policy>(old).ok(),
        Some(under(|_| {}))
    );
}

#[test]
fn a_policy_with_everything_set_survives_the_store() {
    let hours = vec!["22:00-06:00".parse().expect("an interval")];
    let week = std::array::from_fn(|_| hours.clone());
    let calendar = crate::domain::calendar::Calendar::new(chrono_tz::Asia::Tokyo, week, vec![]);
    let policy = Policy {
        hours: calendar.ok(),
        ..under(|p| {
            p.next_response = NextResponse::Within(60);
            p.by_priority = [(Priority::Urgent, 300)].into();
            p.stop_when_viewed = true;
            p.max_reminders = 3;
            p.escalation = vec![step(60)];
            p.resolve_within_seconds = Some(7200);
        })
    };
    let json = serde_json::to_string(&policy).expect("a policy is JSON");
    assert_eq!(serde_json::from_str::<Policy>(&json).ok(), Some(policy));
    assert!(
        json.contains(
            r#""next_response":{"within":60},"by_priority":{"urgent":300},"stop_when_viewed":true"#
        ),
        "{json}"
    );
}
