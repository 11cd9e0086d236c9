//! The reply clock: warning, breach, reminders, on both sides of each instant.

use crate::domain::{
    Instant,
    command::Command,
    event::EventKind::{self, Breached, Reminded, Warned},
    ids::By,
    sla::{Deadline, DeadlineKind, NO_GRACE, Policy},
    test_support::*,
    ticket::{Priority, ReplyClock, Ticket},
};

const WARNED: EventKind = Warned { episode: 1 };

fn breached(deadline: Instant) -> EventKind {
    Breached {
        episode: 1,
        deadline,
    }
}

fn reminded(nth: u32) -> EventKind {
    Reminded { episode: 1, nth }
}

fn next(story: &Story) -> Option<(Instant, DeadlineKind)> {
    let next = story.ticket.next_deadline(&story.policies, s(0), NO_GRACE);
    next.map(|Deadline { at, kind }| (at, kind))
}

#[test]
fn the_ladder_on_both_sides_of_each_instant() {
    let mut story = Story::opened();
    let minute = 60_000;
    for (at, expected) in [
        (0, vec![]),
        (15 * minute - 1, vec![]),
        (15 * minute, vec![WARNED]),
        (30 * minute - 1, vec![]),
        (30 * minute, vec![breached(min(30))]),
        (45 * minute - 1, vec![]),
        (45 * minute, vec![reminded(1)]),
        (60 * minute - 1, vec![]),
        (60 * minute, vec![reminded(2)]),
        (75 * minute - 1, vec![]),
        (75 * minute, vec![reminded(3)]),
    ] {
        assert_eq!(story.due(ms(at)), expected, "at {at} ms");
    }
}

#[test]
fn the_next_deadline_along_the_ladder() {
    let mut story = Story::opened();
    for (at, kind) in [
        (min(15), DeadlineKind::Warning),
        (min(30), DeadlineKind::Breach),
        (min(45), DeadlineKind::Reminder),
        (min(60), DeadlineKind::Reminder),
    ] {
        assert_eq!(next(&story), Some((at, kind)));
        story.due(at);
    }
}

#[test]
fn the_warning_comes_at_its_percent() {
    for (within, percent, expected) in [
        (30, 50, 900_000),
        (30, 1, 18_000),
        (30, 99, 1_782_000),
        (7, 33, 138_600),
    ] {
        let policy = Policy {
            reply: Some(reply(within, percent, 15)),
            auto_close: None,
            hours: None,
        };
        let mut story = Story::opened_under(policy);
        assert_eq!(story.due(ms(expected - 1)), []);
        assert_eq!(story.due(ms(expected)), [WARNED]);
    }
}

#[test]
fn a_reminder_comes_each_cooldown_since_the_team_was_told() {
    let mut story = Story::opened().and_due(min(15)).and_due(min(30));
    assert_eq!(story.due(min(52)), [reminded(1)], "seven minutes late");
    assert_eq!(story.due(ms(67 * 60_000 - 1)), []);
    assert_eq!(story.due(min(67)), [reminded(2)], "15 minutes after that");
}

#[test]
fn a_late_wake_up_dates_the_breach_truly_tells_once_and_reminds_from_then() {
    let mut story = Story::opened();
    assert_eq!(story.due(h(10)), [WARNED, breached(min(30))]);
    let waiting = story.ticket.waiting.clone().expect("waiting");
    assert_eq!(
        (waiting.breached, waiting.told),
        (Some(min(30)), Some(h(10)))
    );
    assert_eq!(story.due(ms(615 * 60_000 - 1)), []);
    assert_eq!(story.due(min(615)), [reminded(1)]);
}

#[test]
fn the_clock_starts_when_the_message_was_sent_not_when_it_was_processed() {
    let first = Ticket::open(PERSON, min(-20), s(0));
    let mut story = Story::opened();
    story.ticket = Ticket::opened(TICKET, &first).expect("opened");
    story.events = vec![first];
    assert_eq!(story.due(s(0)), [WARNED]);
    assert_eq!(story.due(ms(599_999)), []);
    assert_eq!(story.due(min(10)), [breached(min(10))]);
}

#[test]
fn a_message_date_later_than_now_counts_as_now() {
    let first = Ticket::open(PERSON, h(5), s(0));
    let story = Ticket::opened(TICKET, &first).expect("opened");
    assert_eq!(story.waiting.expect("waiting").since, s(0));

    let story = Story::answered().and(min(5), OWNER, write(h(5)));
    assert_eq!(story.ticket.waiting.expect("waiting").since, min(5));
}

#[test]
fn viewing_assigning_and_answers_on_their_way_do_not_stop_the_clock() {
    let mut story = Story::viewed()
        .and(min(1), BY_ANNA, Command::Assign { to: Some(ANNA) })
        .and(min(2), BY_ANNA, answer());
    assert_eq!(story.due(min(30)), [WARNED, breached(min(30))]);
}

#[test]
fn a_further_message_neither_restarts_the_clock_nor_alerts_again() {
    let mut story = Story::opened()
        .and(min(29), OWNER, write(min(29)))
        .and_due(min(30))
        .and(min(31), OWNER, write(min(31)));
    assert_eq!(story.due(ms(45 * 60_000 - 1)), []);
    assert_eq!(story.due(min(45)), [reminded(1)]);
}

#[test]
fn an_answer_taken_stops_the_clock_in_the_same_instant() {
    let mut story = Story::viewed()
        .and(min(29), BY_ANNA, answer())
        .and_due(min(29))
        .and(min(30), By::Desk, taken(2));
    assert_eq!(story.due(min(30)), []);
    assert_eq!(story.due(h(1)), []);
}

#[test]
fn a_late_answer_is_both_answered_and_breached() {
    let mut story = Story::viewed()
        .and_due(min(30))
        .and(min(31), BY_ANNA, answer())
        .and(min(31), By::Desk, taken(2));
    assert_eq!(story.due(h(2)), [], "no reminder follows");
    let breaches = story.events.iter().filter(|e| e.what == breached(min(30)));
    assert_eq!(breaches.count(), 1);
}

#[test]
fn resolving_cancels_what_the_clocks_have_pending() {
    for story in [Story::opened(), Story::viewed(), Story::answered()] {
        let mut story = story.and(min(3), OWNER, Command::Close);
        assert_eq!(next(&story), None);
        assert_eq!(story.due(h(1000)), []);
    }
}

#[test]
fn the_next_response_is_an_episode_of_its_own() {
    let mut story =
        Story::answered()
            .and(min(10), OWNER, write(min(10)))
            .and(min(12), OWNER, write(min(12)));
    assert_eq!(story.due(ms(25 * 60_000 - 1)), []);
    assert_eq!(story.due(min(25)), [Warned { episode: 2 }]);
    let second = Breached {
        episode: 2,
        deadline: min(40),
    };
    assert_eq!(story.due(min(40)), [second]);
    assert_eq!(story.due(min(55)), [Reminded { episode: 2, nth: 1 }]);
}

#[test]
fn the_next_response_runs_from_the_oldest_message_that_the_answer_does_not_cover() {
    let mut story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(3), OWNER, write(min(3)))
        .and(min(4), OWNER, write(min(4)))
        .and(min(20), By::Desk, taken(2));
    assert_eq!(story.ticket.waiting.clone().expect("waiting").since, min(3));
    assert_eq!(story.due(min(20)), [Warned { episode: 2 }]);
    let second = Breached {
        episode: 2,
        deadline: min(33),
    };
    assert_eq!(story.due(min(33)), [second]);
}

#[test]
fn a_message_sent_before_the_answer_was_taken_and_seen_after_waits_from_when_it_was_sent() {
    let story = Story::answered().and(min(10), OWNER, write(s(119)));
    assert_eq!(story.ticket.waiting.expect("waiting").since, s(119));
}

#[test]
fn a_clock_that_is_off_says_nothing() {
    let policy = Policy {
        reply: None,
        auto_close: None,
        hours: None,
    };
    assert_eq!(policy.warn_after(ReplyClock::First, Priority::Normal), None);
    let mut story = Story::opened_under(policy);
    assert_eq!(next(&story), None);
    assert_eq!(story.due(h(1000)), []);
}

#[test]
fn no_cooldown_is_no_reminders_and_no_endless_loop() {
    let policy = Policy {
        reply: Some(reply(30, 50, 0)),
        auto_close: None,
        hours: None,
    };
    let mut story = Story::opened_under(policy);
    assert_eq!(story.due(h(1)), [WARNED, breached(min(30))]);
    assert_eq!(next(&story), None);
}

#[test]
fn settings_beyond_all_calendars_mean_never() {
    let mut clock = reply(30, 99, 15);
    clock.within_seconds = i64::MAX;
    clock.cooldown_seconds = i64::MAX;
    let policy = Policy {
        reply: Some(clock),
        auto_close: Some(crate::domain::sla::AutoClose {
            after_seconds: i64::MAX,
            warn_before_seconds: i64::MAX,
        }),
        hours: None,
    };
    let mut story = Story::opened_under(policy.clone());
    assert_eq!(story.due(h(1000)), []);
    let mut story = Story::answered().and_policy(min(3), policy);
    assert_eq!(
        story.due(min(4)),
        [EventKind::SilenceWarned],
        "warned at once, as the settings say"
    );
    assert_eq!(story.due(h(1000)), []);
}
