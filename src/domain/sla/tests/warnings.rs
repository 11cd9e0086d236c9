//! The warning that silence closes a ticket, when nobody gets it or the settings move the end that it named
//! (`sla.md` rule 12).

use crate::domain::{
    Instant,
    command::{Command, DeliveryFailure, WarningFailure},
    event::{
        Cause,
        EventKind::{self, ResolutionBreached, Resolved, SilenceWarned, SilenceWarningLost},
    },
    ids::By,
    sla::{AutoClose, DeadlineKind, NO_GRACE, Policy},
    test_support::*,
};
use chrono::TimeDelta;

const CLOSED: EventKind = Resolved {
    cause: Cause::Silence,
};

/// So many hours and seconds into the silence of [`Story::answered`].
fn silent(hours: i64, seconds: i64) -> Instant {
    s(121 + hours * 3600 + seconds)
}

fn just_before(at: Instant) -> Instant {
    at - TimeDelta::milliseconds(1)
}

/// The warning was decided after 42 hours.
fn warned() -> Story {
    Story::answered().and_due(silent(42, 0))
}

/// What comes of it that nobody will get the newest warning.
fn lose(story: &mut Story, at: Instant, why: WarningFailure) -> Vec<EventKind> {
    let warning = story.ticket.silence.as_ref().and_then(|s| s.warning);
    let version = warning.expect("it was warned");
    let lost = Command::SilenceWarningLost { version, why };
    story.ask(at, By::Desk, lost).expect("the desk may")
}

fn taken_at(story: Story, at: Instant) -> Story {
    story.and(at, By::Desk, Command::SilenceWarningTaken)
}

fn closing(after_hours: i64, warn_before_hours: i64) -> Policy {
    Policy {
        auto_close: Some(AutoClose {
            after_seconds: after_hours * 3600,
            warn_before_seconds: warn_before_hours * 3600,
        }),
        ..usual()
    }
}

fn off() -> Policy {
    Policy {
        auto_close: None,
        ..usual()
    }
}

#[test]
fn a_warning_dropped_for_an_answer_is_given_again_when_that_answer_is_refused() {
    let why = WarningFailure::NotTrue;
    let mut story = warned().and(silent(42, 1), BY_ANNA, answer());
    let dropped = lose(&mut story, silent(42, 2), why);
    assert_eq!(dropped, [SilenceWarningLost { why }]);
    assert_eq!(story.due(silent(42, 3)), [], "an answer is on its way");
    let refused = lost(3, DeliveryFailure::Refused);
    let mut story = story.and(silent(42, 5), By::Desk, refused);
    assert_eq!(story.due(silent(42, 5)), [SilenceWarned]);
    let mut story = taken_at(story, silent(42, 6));
    assert_eq!(story.due(just_before(silent(48, 6))), []);
    assert_eq!(story.due(silent(48, 6)), [CLOSED]);
}

#[test]
fn a_warning_dropped_while_closing_was_off_is_given_again_when_it_is_on() {
    let mut story = warned().and_policy(silent(42, 1), off());
    lose(&mut story, silent(42, 2), WarningFailure::NotTrue);
    assert_eq!(story.due(silent(49, 0)), []);
    let mut story = story.and_policy(silent(50, 0), usual());
    assert_eq!(story.due(silent(50, 0)), [SilenceWarned]);
}

#[test]
fn who_can_be_told_nothing_is_closed_after_the_same_time_once_more_without_a_warning() {
    let why = WarningFailure::Refused;
    let mut story = warned();
    let lost = lose(&mut story, silent(43, 0), why);
    assert_eq!(lost, [SilenceWarningLost { why }]);
    assert_eq!(story.due(just_before(silent(43 + 48, 0))), []);
    assert_eq!(story.due(silent(43 + 48, 0)), [CLOSED]);
}

#[test]
fn a_refused_warning_is_no_reason_not_to_warn_of_the_next_silence() {
    let mut story = warned();
    lose(&mut story, silent(43, 0), WarningFailure::Refused);
    let mut story = story.and(silent(44, 0), OWNER, Command::BreakSilence);
    assert_eq!(story.due(just_before(silent(44 + 42, 0))), []);
    assert_eq!(story.due(silent(44 + 42, 0)), [SilenceWarned]);
}

#[test]
fn a_warning_is_lost_once_and_only_while_it_is_the_newest() {
    let mut story = warned();
    let version = story.ticket.version;
    let late = Command::SilenceWarningLost {
        version,
        why: WarningFailure::NotTrue,
    };
    lose(&mut story, silent(42, 1), WarningFailure::NotTrue);
    assert_eq!(story.ask(silent(42, 1), By::Desk, late.clone()), Ok(vec![]));
    assert_eq!(story.due(silent(42, 1)), [SilenceWarned]);
    assert_eq!(
        story.ask(silent(42, 2), By::Desk, late.clone()),
        Ok(vec![]),
        "another one is on its way"
    );
    let mut taken = taken_at(warned(), silent(42, 1));
    assert_eq!(taken.ask(silent(42, 2), By::Desk, late), Ok(vec![]));
}

#[test]
fn a_longer_silence_is_warned_of_before_its_own_end() {
    let mut story =
        taken_at(warned(), silent(42, 0)).and_policy(silent(43, 0), closing(30 * 24, 6));
    let warning = silent(30 * 24 - 6, 0);
    assert_eq!(story.due(just_before(warning)), []);
    assert_eq!(story.due(warning), [SilenceWarned]);
    let mut story = taken_at(story, warning);
    assert_eq!(story.due(silent(30 * 24, 0)), [CLOSED]);
}

#[test]
fn closing_that_is_turned_on_again_warns_again_before_it_closes() {
    let mut story = taken_at(warned(), silent(42, 0))
        .and_policy(silent(43, 0), off())
        .and_policy(silent(1000, 0), usual());
    assert_eq!(story.due(silent(1000, 0)), [SilenceWarned]);
    let mut story = taken_at(story, silent(1000, 0));
    assert_eq!(story.due(just_before(silent(1006, 0))), []);
    assert_eq!(story.due(silent(1006, 0)), [CLOSED]);
}

#[test]
fn a_warning_still_counts_when_the_settings_come_back_before_the_end_that_it_named() {
    let mut story = taken_at(warned(), silent(42, 0))
        .and_policy(silent(43, 0), off())
        .and_policy(silent(44, 0), usual());
    assert_eq!(story.due(just_before(silent(48, 0))), []);
    assert_eq!(story.due(silent(48, 0)), [CLOSED]);
}

/// The desk starts, and both the target for resolving and the close passed while it was down: what people wrote meanwhile
/// waits in the inbox.
#[test]
fn nothing_else_that_is_due_brings_a_close_with_it_that_must_wait() {
    let target = |within| {
        let mut policy = closing(48, 0);
        let reply = policy.reply.as_mut().expect("it has a clock");
        reply.within_seconds = 30 * 86_400;
        reply.resolve_within_seconds = within;
        policy
    };
    let story = Story::opened_under(target(Some(3600)))
        .and(min(2), BY_ANNA, answer())
        .and_policy(h(2), target(None))
        .and(h(3), By::Desk, taken(2))
        .and_policy(h(60), target(Some(3600)));
    let (mut ticket, policies) = (story.ticket, story.policies);
    let first = ticket
        .next_deadline(&policies, h(60), NO_GRACE)
        .map(|d| d.kind);
    assert_eq!(first, Some(DeadlineKind::ResolutionBreach));
    let closes_from = h(60) + TimeDelta::minutes(1);
    let events = ticket.due(h(60), &policies, closes_from);
    let told: Vec<EventKind> = events.iter().map(|event| event.what.clone()).collect();
    assert_eq!(told, [ResolutionBreached { deadline: h(1) }]);
    events.iter().for_each(|event| ticket.apply(event));
    let wakes = ticket
        .next_deadline(&policies, h(60), closes_from)
        .map(|d| d.at);
    assert_eq!(wakes, Some(closes_from));
    let then = ticket.due(closes_from, &policies, closes_from);
    assert_eq!(then.first().map(|event| &event.what), Some(&CLOSED));
}
