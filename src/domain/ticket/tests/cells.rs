//! The table of transitions in `architecture.md`, cell by cell: `row__column`.

use crate::domain::{
    command::{By, Command, DeliveryFailure::Refused, Refusal::AlreadyResolved},
    event::{
        Cause,
        EventKind::{self, Breached, Reminded, SilenceWarned, Viewed, Warned},
    },
    sla::{Deadline, DeadlineKind},
    test_support::*,
    ticket::Status::{self, AwaitingUser, InProgress, Open},
};

fn next(story: &Story) -> Option<Deadline> {
    story.ticket.next_deadline(&story.policies, s(0))
}

// ---- Open

#[test]
fn open_person_writes_stays_open() {
    let story = Story::opened().and(min(5), OWNER, write(min(5)));
    assert_eq!(story.ticket.status, Open);
}

#[test]
fn open_team_looks_in_progress() {
    let story = Story::opened().and(min(5), BY_ANNA, Command::View);
    assert_eq!(story.ticket.status, InProgress);
}

#[test]
fn open_answer_counts_as_looked_and_awaits_the_user_when_delivered() {
    let mut story = Story::opened();
    let what = story.ask(min(5), BY_ANNA, answer());
    assert_eq!(what, Ok(vec![Viewed, accepted(2, 1)]));
    assert_eq!(story.ticket.status, InProgress);
    assert_eq!(
        story.ask(min(6), By::Desk, taken(2)),
        Ok(vec![delivered(2)])
    );
    assert_eq!(story.ticket.status, AwaitingUser);
}

#[test]
fn open_closed_by_the_person_resolved() {
    let mut story = Story::opened();
    let what = story.ask(min(5), OWNER, Command::Close);
    assert_eq!(
        what,
        Ok(vec![EventKind::Resolved {
            cause: Cause::Person
        }])
    );
    assert_eq!(story.ticket.status, Status::Resolved);
    assert_eq!(story.ticket.resolved, Some((min(5), Cause::Person)));
}

#[test]
fn open_closed_by_the_team_counts_as_looked() {
    let mut story = Story::opened();
    let what = story.ask(min(5), BY_ANNA, Command::Close);
    assert_eq!(
        what,
        Ok(vec![Viewed, EventKind::Resolved { cause: Cause::Team }])
    );
    assert_eq!(story.ticket.status, Status::Resolved);
}

#[test]
fn open_blocked_resolved() {
    let mut story = Story::opened();
    let what = story.ask(min(5), BY_ANNA, Command::CloseForBlock);
    assert_eq!(
        what,
        Ok(vec![EventKind::Resolved {
            cause: Cause::Block
        }])
    );
    assert_eq!(story.ticket.status, Status::Resolved);
}

#[test]
fn open_deadlines_warning_alert_reminder() {
    let mut story = Story::opened();
    assert_eq!(story.due(min(15)), [Warned { episode: 1 }]);
    let breached = Breached {
        episode: 1,
        deadline: min(30),
    };
    assert_eq!(story.due(min(30)), [breached]);
    assert_eq!(story.due(min(45)), [Reminded { episode: 1, nth: 1 }]);
    assert_eq!(story.ticket.status, Open);
}

// ---- In Progress

#[test]
fn in_progress_person_writes_stays() {
    let story = Story::viewed().and(min(5), OWNER, write(min(5)));
    assert_eq!(story.ticket.status, InProgress);
}

#[test]
fn in_progress_team_looks_stays() {
    let mut story = Story::viewed();
    assert_eq!(story.ask(min(5), BY_BORIS, Command::View), Ok(vec![]));
    assert_eq!(story.ticket.status, InProgress);
}

#[test]
fn in_progress_answer_accepted_stays_delivered_awaits_the_user() {
    let story = Story::viewed().and(min(5), BY_ANNA, answer());
    assert_eq!(story.ticket.status, InProgress);
    let story = story.and(min(6), By::Desk, taken(2));
    assert_eq!(story.ticket.status, AwaitingUser);
}

#[test]
fn in_progress_answer_refused_by_telegram_stays_and_the_clock_runs_on() {
    let mut story = Story::viewed().and(min(5), BY_ANNA, answer());
    let what = story.ask(min(6), By::Desk, lost(2, Refused));
    assert_eq!(what, Ok(vec![failed(2, Refused)]));
    assert_eq!(story.ticket.status, InProgress);
    assert_eq!(story.ticket.pending, []);
    assert_eq!(next(&story).map(|d| d.at), Some(min(15)));
}

#[test]
fn in_progress_closed_by_either_side_or_blocked_resolved() {
    for (by, command, cause) in [
        (OWNER, Command::Close, Cause::Person),
        (BY_BORIS, Command::Close, Cause::Team),
        (BY_BORIS, Command::CloseForBlock, Cause::Block),
    ] {
        let mut story = Story::viewed();
        let what = story.ask(min(5), by, command);
        assert_eq!(what, Ok(vec![EventKind::Resolved { cause }]));
        assert_eq!(story.ticket.status, Status::Resolved);
    }
}

#[test]
fn in_progress_deadlines_alert_reminder() {
    let mut story = Story::viewed().and_due(min(15));
    let breached = Breached {
        episode: 1,
        deadline: min(30),
    };
    assert_eq!(story.due(min(30)), [breached]);
    assert_eq!(story.due(min(45)), [Reminded { episode: 1, nth: 1 }]);
    assert_eq!(story.ticket.status, InProgress);
}

/// The value afterwards is the one before, but for the count of messages and of events.
#[test]
fn a_note_changes_nothing_but_the_count_of_messages() {
    for mut story in [Story::opened(), Story::viewed(), Story::answered()] {
        let mut before = story.ticket.clone();
        let number = before.next_message();
        assert_eq!(
            story.ask(min(5), BY_BORIS, note()),
            Ok(vec![noted(number.0)])
        );
        (before.messages, before.version) = (number.0, before.version + 1);
        assert_eq!(story.ticket, before);
    }
}

// ---- Awaiting User

#[test]
fn awaiting_user_person_writes_in_progress() {
    let story = Story::answered().and(min(5), OWNER, write(min(5)));
    assert_eq!(story.ticket.status, InProgress);
    assert_eq!(story.ticket.silence, None);
}

#[test]
fn awaiting_user_team_looks_stays() {
    let mut story = Story::answered();
    assert_eq!(story.ask(min(5), BY_ANNA, Command::View), Ok(vec![]));
    assert_eq!(story.ticket.status, AwaitingUser);
}

#[test]
fn awaiting_user_answered_again_stays_and_the_silence_starts_again() {
    let story = Story::answered().and(h(10), BY_ANNA, answer());
    assert_eq!(story.ticket.status, AwaitingUser);
    assert_eq!(
        next(&story),
        None,
        "nothing closes while an answer is on its way"
    );
    let story = story.and(h(11), By::Desk, taken(3));
    assert_eq!(story.ticket.status, AwaitingUser);
    let warning = Deadline {
        at: h(11 + 42),
        kind: DeadlineKind::SilenceWarning,
    };
    assert_eq!(next(&story), Some(warning));
}

#[test]
fn awaiting_user_closed_by_either_side_or_blocked_resolved() {
    for (by, command, cause) in [
        (OWNER, Command::Close, Cause::Person),
        (BY_BORIS, Command::Close, Cause::Team),
        (BY_BORIS, Command::CloseForBlock, Cause::Block),
    ] {
        let mut story = Story::answered();
        let what = story.ask(min(5), by, command);
        assert_eq!(what, Ok(vec![EventKind::Resolved { cause }]));
        assert_eq!(story.ticket.status, Status::Resolved);
    }
}

#[test]
fn awaiting_user_deadlines_warning_then_resolved() {
    let mut story = Story::answered();
    let since = s(121);
    let warned = since + chrono::TimeDelta::hours(42);
    assert_eq!(story.due(warned), [SilenceWarned]);
    let mut story = story.and(warned, By::Desk, Command::SilenceWarningTaken);
    let cause = Cause::Silence;
    assert_eq!(
        story.due(since + chrono::TimeDelta::hours(48)),
        [EventKind::Resolved { cause }]
    );
    assert_eq!(story.ticket.status, Status::Resolved);
}

// ---- Resolved

#[test]
fn resolved_person_writes_refused() {
    let mut story = Story::resolved();
    let what = story.ask(min(5), OWNER, write(min(5)));
    assert_eq!(what, Err(AlreadyResolved));
}

#[test]
fn resolved_team_looks_shown() {
    let mut story = Story::resolved();
    assert_eq!(story.ask(min(5), BY_ANNA, Command::View), Ok(vec![]));
}

#[test]
fn resolved_answer_refused() {
    let mut story = Story::resolved();
    assert_eq!(story.ask(min(5), BY_ANNA, answer()), Err(AlreadyResolved));
}

#[test]
fn resolved_note_refused() {
    let mut story = Story::resolved();
    assert_eq!(story.ask(min(5), BY_ANNA, note()), Err(AlreadyResolved));
}

#[test]
fn resolved_closed_again_refused() {
    for (by, command) in [
        (OWNER, Command::Close),
        (BY_ANNA, Command::Close),
        (BY_ANNA, Command::CloseForBlock),
    ] {
        let mut story = Story::resolved();
        assert_eq!(story.ask(min(5), by, command), Err(AlreadyResolved));
    }
}

#[test]
fn resolved_deadlines_none() {
    let mut story = Story::resolved();
    assert_eq!(next(&story), None);
    assert_eq!(story.due(h(10_000)), []);
}
