//! Closing for silence, and for people who can't be reached.

use crate::domain::{
    Instant,
    command::{Command, DeliveryFailure},
    event::{
        Cause,
        EventKind::{self, Resolved, SilenceWarned},
    },
    ids::By,
    sla::{AutoClose, NO_GRACE},
    test_support::*,
    ticket::Status,
};
use chrono::TimeDelta;

const CLOSED: EventKind = Resolved {
    cause: Cause::Silence,
};

/// Since when the person of [`Story::answered`] is silent.
const SINCE: i64 = 121_000;

/// So many hours and milliseconds into the silence.
fn silent(hours: i64, milliseconds: i64) -> Instant {
    ms(SINCE + hours * 3_600_000 + milliseconds)
}

/// The warning was decided after 42 hours, and Telegram took it `late` hours after that.
fn warned(late: i64) -> Story {
    Story::answered().and_due(silent(42, 0)).and(
        silent(42 + late, 0),
        By::Desk,
        Command::SilenceWarningTaken,
    )
}

#[test]
fn the_warning_comes_warn_before_the_end() {
    let mut story = Story::answered();
    assert_eq!(story.due(silent(42, -1)), []);
    assert_eq!(story.due(silent(42, 0)), [SilenceWarned]);
}

#[test]
fn nothing_closes_before_the_warning_was_taken() {
    let mut story = Story::answered().and_due(silent(42, 0));
    assert_eq!(
        story.ticket.next_deadline(&story.policies, s(0), NO_GRACE),
        None
    );
    assert_eq!(story.due(silent(1000, 0)), []);
}

#[test]
fn a_warning_taken_at_once_closes_after_the_silence() {
    let mut story = warned(0);
    assert_eq!(story.due(silent(48, -1)), []);
    assert_eq!(story.due(silent(48, 0)), [CLOSED]);
    let end = Some((silent(48, 0), Cause::Silence));
    assert_eq!(story.ticket.resolved, end);
}

#[test]
fn a_warning_taken_late_closes_warn_before_after_that() {
    let mut story = warned(5);
    assert_eq!(story.due(silent(53, -1)), []);
    assert_eq!(story.due(silent(53, 0)), [CLOSED]);
}

#[test]
fn a_warning_decided_late_gives_the_person_the_whole_time() {
    let mut story = Story::answered();
    assert_eq!(story.due(silent(100, 0)), [SilenceWarned]);
    let mut story = story.and(silent(100, 0), By::Desk, Command::SilenceWarningTaken);
    assert_eq!(story.due(silent(106, -1)), []);
    assert_eq!(story.due(silent(106, 0)), [CLOSED]);
}

#[test]
fn a_warning_taken_twice_counts_once() {
    let mut story = warned(0);
    let what = story.ask(silent(47, 0), By::Desk, Command::SilenceWarningTaken);
    assert_eq!(what, Ok(vec![]));
    assert_eq!(story.due(silent(48, 0)), [CLOSED]);
}

#[test]
fn without_a_warning_it_closes_after_the_silence() {
    let mut policy = usual();
    policy.auto_close = Some(AutoClose {
        after_seconds: 3600,
        warn_before_seconds: 0,
    });
    let mut story = Story::answered().and_policy(min(3), policy);
    assert_eq!(story.due(silent(1, -1)), []);
    assert_eq!(story.due(silent(1, 0)), [CLOSED]);
}

#[test]
fn turned_off_it_never_closes() {
    let mut policy = usual();
    policy.auto_close = None;
    let mut answered = Story::answered().and_policy(min(3), policy.clone());
    assert_eq!(answered.due(h(10_000)), []);
    let mut gone =
        Story::viewed()
            .and_policy(min(3), policy)
            .and(min(4), By::Desk, Command::PersonLeft);
    assert_eq!(gone.due(h(10_000)), []);
}

#[test]
fn anything_the_person_writes_cancels_it_in_the_same_instant() {
    let mut story = warned(0).and(silent(48, 0), OWNER, write(silent(48, 0)));
    assert_eq!(story.due(silent(48, 0)), []);
    assert_eq!(story.ticket.silence, None);
    let late = story.ask(silent(48, 0), By::Desk, Command::SilenceWarningTaken);
    assert_eq!(
        late,
        Ok(vec![]),
        "a warning that came too late means nothing"
    );
}

#[test]
fn anything_else_they_do_cancels_it_too_and_the_silence_begins_anew() {
    for at in [silent(42, 1), silent(48, 0)] {
        let story = warned(0).and(at, OWNER, Command::BreakSilence);
        assert_eq!(story.clone().due(at), []);
        assert_eq!(
            story.ticket.status,
            Status::AwaitingUser,
            "they said nothing"
        );
        assert!(!story.ticket.is_warned());
        let warning = at + TimeDelta::hours(42);
        let mut story = story;
        assert_eq!(story.due(warning - TimeDelta::milliseconds(1)), []);
        assert_eq!(story.due(warning), [SilenceWarned]);
    }
}

#[test]
fn who_could_not_be_reached_and_does_something_is_there_again() {
    let mut story = Story::answered().and(h(10), By::Desk, Command::PersonLeft);
    let what = story.ask(h(57), OWNER, Command::BreakSilence);
    assert_eq!(what, Ok(vec![EventKind::BecameReachable { since: None }]));
    assert_eq!(story.due(h(58)), []);
}

#[test]
fn the_next_silence_is_warned_of_anew() {
    let story = warned(0)
        .and(silent(43, 0), OWNER, write(silent(43, 0)))
        .and(silent(43, 0), BY_ANNA, answer())
        .and(silent(44, 0), By::Desk, taken(4));
    let mut story = story;
    assert_eq!(story.due(silent(44 + 42, -1)), []);
    assert_eq!(story.due(silent(44 + 42, 0)), [SilenceWarned]);
}

#[test]
fn nothing_closes_while_an_answer_is_on_its_way() {
    let mut story = warned(0).and(silent(47, 0), BY_ANNA, answer());
    assert_eq!(
        story.ticket.next_deadline(&story.policies, s(0), NO_GRACE),
        None
    );
    assert_eq!(story.due(silent(90, 0)), []);
    let mut taken = story.clone().and(silent(91, 0), By::Desk, taken(3));
    assert_eq!(taken.due(silent(91 + 42, -1)), []);
    assert_eq!(taken.due(silent(91 + 42, 0)), [SilenceWarned]);
    let mut refused = story.and(silent(91, 0), By::Desk, lost(3, DeliveryFailure::Refused));
    assert_eq!(
        refused.due(silent(91, 0)),
        [CLOSED],
        "the silence was never broken"
    );
}

#[test]
fn who_cannot_be_reached_is_closed_without_a_warning() {
    let gone = h(10);
    for story in [Story::opened(), Story::viewed(), Story::answered()] {
        let mut story = story.and(gone, By::Desk, Command::PersonLeft);
        let end = gone + TimeDelta::hours(48);
        assert_eq!(story.due(end - TimeDelta::milliseconds(1)), []);
        assert_eq!(story.due(end), [CLOSED]);
        assert_eq!(story.ticket.resolved, Some((end, Cause::Silence)));
    }
}

#[test]
fn who_comes_back_in_time_is_not_closed() {
    let mut story = Story::answered()
        .and(h(10), By::Desk, Command::PersonLeft)
        .and(h(57), By::Desk, Command::PersonCameBack);
    assert_eq!(story.due(h(57 + 42) - TimeDelta::milliseconds(1)), []);
    assert_eq!(story.due(h(57 + 42)), [SilenceWarned]);
}

#[test]
fn an_answer_that_an_unreachable_person_never_took_does_not_keep_the_ticket_open() {
    let mut story = Story::viewed().and(min(2), BY_ANNA, answer()).and(
        min(3),
        By::Desk,
        lost(2, DeliveryFailure::Unreachable),
    );
    assert_eq!(story.due(h(48) + TimeDelta::minutes(3)), [CLOSED]);
}

#[test]
fn the_newest_policy_says_when() {
    let mut policy = usual();
    policy.auto_close = Some(AutoClose {
        after_seconds: 10 * 3600,
        warn_before_seconds: 3600,
    });
    let mut story = Story::answered().and_policy(silent(20, 0), policy);
    assert_eq!(story.due(silent(20, 0)), [SilenceWarned]);
    let mut story = story.and(silent(20, 0), By::Desk, Command::SilenceWarningTaken);
    assert_eq!(story.due(silent(21, -1)), []);
    assert_eq!(story.due(silent(21, 0)), [CLOSED]);
}
