//! Settings that change while somebody waits (`sla.md` rule 6): a breach is dated at the later of the deadline under
//! the new policy and the change, and nothing already told is told again.

use crate::domain::{
    Instant,
    event::EventKind::{self, Breached, Reminded, Warned},
    sla::{Policy, PolicyHistory, PolicyVersion},
    test_support::*,
};

fn within(minutes: i64) -> Policy {
    Policy {
        reply: Some(reply(minutes, 50, 15)),
        auto_close: None,
        hours: None,
    }
}

fn off() -> Policy {
    Policy {
        reply: None,
        auto_close: None,
        hours: None,
    }
}

fn breached(deadline: Instant) -> EventKind {
    Breached {
        episode: 1,
        deadline,
    }
}

/// Policies by the minute from which each holds (the first for ever before), and the minute of the breach, if one.
#[test]
fn when_a_ticket_opened_at_the_beginning_breaches() {
    for (policies, expected) in [
        (vec![(0, within(30))], Some(30)),
        // Longer: what has elapsed is carried over.
        (vec![(0, within(30)), (20, within(60))], Some(60)),
        (vec![(0, within(30)), (29, within(60))], Some(60)),
        // At the very deadline the newer policy holds already.
        (vec![(0, within(30)), (30, within(60))], Some(60)),
        // Longer, after it was breached: the verdict stands.
        (vec![(0, within(30)), (40, within(60))], Some(30)),
        // Shorter: never before the change.
        (vec![(0, within(60)), (10, within(30))], Some(30)),
        (vec![(0, within(60)), (30, within(30))], Some(30)),
        (vec![(0, within(60)), (45, within(30))], Some(45)),
        // Back and forth.
        (
            vec![(0, within(60)), (20, within(90)), (50, within(30))],
            Some(50),
        ),
        (
            vec![(0, within(60)), (20, within(10)), (21, within(90))],
            Some(20),
        ),
        // Turned off and on again: off dates nothing, the time under it counts.
        (
            vec![(0, within(30)), (20, off()), (40, within(30))],
            Some(40),
        ),
        (
            vec![(0, within(30)), (20, off()), (25, within(30))],
            Some(30),
        ),
        (
            vec![(0, within(30)), (20, off()), (25, within(60))],
            Some(60),
        ),
        (
            vec![(0, within(30)), (35, off()), (50, within(60))],
            Some(30),
        ),
        (vec![(0, off()), (50, within(30))], Some(50)),
        (vec![(0, off()), (10, within(30))], Some(30)),
        // Changes long before the ticket was opened do not matter.
        (
            vec![(-90, within(10)), (-60, within(5)), (-50, within(30))],
            Some(30),
        ),
        (
            vec![(-90, within(10)), (-60, off()), (-50, within(30))],
            Some(30),
        ),
        // Off to the end.
        (vec![(0, within(30)), (20, off())], None),
        (vec![(0, off())], None),
    ] {
        let versions = policies.iter().map(|(minute, policy)| PolicyVersion {
            since: min(*minute),
            policy: policy.clone(),
        });
        let history = PolicyHistory::from_versions(versions.collect()).expect("one at least");
        let mut story = Story::opened();
        story.policies = history;
        let told = story.due(h(10));
        let dated = told.iter().find_map(|what| match what {
            Breached { deadline, .. } => Some(*deadline),
            _ => None,
        });
        assert_eq!(dated, expected.map(min), "{policies:?}");
    }
}

#[test]
fn a_shorter_time_is_due_at_the_change() {
    let mut story = Story::opened_under(within(60)).and_policy(min(25), within(20));
    assert_eq!(
        story.due(min(25)),
        [Warned { episode: 1 }, breached(min(25))]
    );
}

#[test]
fn what_was_told_is_not_told_again() {
    let mut story = Story::opened_under(within(30))
        .and_due(min(15))
        .and_policy(min(16), within(40));
    assert_eq!(story.due(min(20)), [], "the warning was told");
    assert_eq!(story.due(min(40)), [breached(min(40))]);
    let mut story = story.and_policy(min(41), within(50));
    assert_eq!(story.due(min(54)), [], "the breach was told");
    assert_eq!(story.due(min(55)), [Reminded { episode: 1, nth: 1 }]);
}

#[test]
fn the_newest_cooldown_counts_since_the_team_was_told() {
    let mut policy = within(30);
    policy.reply = Some(reply(30, 50, 5));
    let mut story = Story::opened_under(within(30))
        .and_due(min(30))
        .and_policy(min(40), policy);
    assert_eq!(story.due(min(40)), [Reminded { episode: 1, nth: 1 }]);
    assert_eq!(story.due(min(45)), [Reminded { episode: 1, nth: 2 }]);
}

#[test]
fn turned_off_nothing_more_is_told_and_turned_on_it_goes_on() {
    let mut story = Story::opened_under(within(30))
        .and_due(min(30))
        .and_policy(min(31), off());
    assert_eq!(story.due(h(5)), []);
    let mut story = story.and_policy(h(6), within(30));
    assert_eq!(story.due(h(6)), [Reminded { episode: 1, nth: 1 }]);
}

#[test]
fn turned_off_while_nobody_watched_tells_nothing_until_it_is_on_again() {
    let mut story = Story::opened_under(within(30)).and_policy(min(40), off());
    assert_eq!(story.due(h(5)), []);
    let mut story = story.and_policy(h(6), within(30));
    assert_eq!(story.due(h(6)), [Warned { episode: 1 }, breached(min(30))]);
}

#[test]
fn the_same_policy_is_no_change() {
    let mut history = PolicyHistory::always(usual());
    history.change(min(5), usual());
    assert_eq!(history, PolicyHistory::always(usual()));
    assert_eq!(history.newest(), &usual());
}

#[test]
fn a_history_needs_one_policy() {
    assert_eq!(PolicyHistory::from_versions(vec![]), None);
}

#[test]
fn a_change_is_never_older_than_the_one_before() {
    let mut history = PolicyHistory::always(within(30));
    history.change(min(50), within(60));
    history.change(min(10), within(20));
    let mut story = Story::opened();
    story.policies = history.clone();
    assert_eq!(history.newest(), &within(20));
    assert_eq!(story.due(min(20)), [Warned { episode: 1 }]);
    assert_eq!(story.due(h(1)), [breached(min(30))]);
}

#[test]
fn a_policy_survives_the_store() {
    for policy in [usual(), within(20), off()] {
        let json = serde_json::to_string(&policy).expect("a policy is JSON");
        assert_eq!(serde_json::from_str::<Policy>(&json).ok(), Some(policy));
    }
    assert_eq!(
        serde_json::to_string(&usual()).expect("a policy is JSON"),
        r#"{"reply":{"within_seconds":1800,"warn_at_percent":50,"cooldown_seconds":900},"auto_close":{"after_seconds":172800,"warn_before_seconds":21600}}"#
    );
}
