//! What the table leaves between its cells: two agents at once, answers in flight while the person writes, and
//! people who can't be reached.

use crate::domain::{
    Instant,
    command::{
        Command,
        DeliveryFailure::{Refused, Unreachable},
        Refusal,
    },
    event::{
        Cause,
        EventKind::{BecameReachable, BecameUnreachable, Breached, Warned},
    },
    ids::{By, *},
    test_support::*,
    ticket::{
        JUST_ANSWERED, PendingAnswer,
        Status::{AwaitingUser, InProgress},
        Unanswered,
    },
};

/// When Anna's answer was accepted, in the stories of two agents.
fn answered_at() -> Instant {
    min(2)
}

// ---- somebody just answered

#[test]
fn another_agent_within_30_seconds_is_told_who_just_answered() {
    assert_eq!(JUST_ANSWERED, chrono::TimeDelta::seconds(30));
    let refusal = Refusal::SomebodyJustAnswered {
        by: ANNA,
        at: answered_at(),
    };
    for (at, expected) in [
        (s(120), Err(refusal)),
        (s(121), Err(refusal)),
        (ms(149_999), Err(refusal)),
        (ms(150_000), Ok(vec![accepted(3, 1)])),
        (ms(150_001), Ok(vec![accepted(3, 1)])),
    ] {
        let mut on_its_way = Story::viewed().and(answered_at(), BY_ANNA, answer());
        assert_eq!(on_its_way.ask(at, BY_BORIS, answer()), expected, "{at}");
        if at >= s(121) {
            let mut taken = Story::answered();
            assert_eq!(taken.ask(at, BY_BORIS, answer()), expected, "taken, {at}");
        }
    }
}

#[test]
fn the_same_agent_may_answer_again_at_once() {
    let mut story = Story::answered();
    assert_eq!(
        story.ask(s(121), BY_ANNA, answer()),
        Ok(vec![accepted(3, 1)])
    );
}

#[test]
fn a_confirmed_answer_goes_out_at_once() {
    let mut story = Story::answered();
    let what = story.ask(s(121), BY_BORIS, answer_confirmed());
    assert_eq!(what, Ok(vec![accepted(3, 1)]));
    assert_eq!(story.ticket.last_answer, Some((BORIS, s(121))));
}

#[test]
fn the_guard_looks_at_the_newest_answer() {
    let mut story = Story::answered().and(s(140), BY_BORIS, answer_confirmed());
    let what = story.ask(s(150), BY_ANNA, answer());
    let by = BORIS;
    assert_eq!(what, Err(Refusal::SomebodyJustAnswered { by, at: s(140) }));
    assert_eq!(
        story.ask(s(170), BY_ANNA, answer()),
        Ok(vec![accepted(4, 1)])
    );
}

// ---- answers in flight

#[test]
fn what_the_person_wrote_after_what_the_answer_answers_keeps_the_ticket_in_progress() {
    let story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(3), OWNER, write(min(3)))
        .and(min(4), By::Desk, taken(2));
    let ticket = &story.ticket;
    assert_eq!(ticket.status, InProgress);
    let rest = Unanswered {
        message: MessageNo(3),
        since: min(3),
    };
    assert_eq!(ticket.unanswered, [rest]);
    let waiting = ticket.waiting.as_ref().expect("a new stretch");
    assert_eq!((waiting.episode, waiting.since), (2, min(3)));
    assert_eq!(ticket.silence, None);
}

#[test]
fn the_answer_covers_everything_written_before_it_was_accepted() {
    let story = Story::viewed()
        .and(min(2), OWNER, write(min(2)))
        .and(min(3), OWNER, write(min(3)))
        .and(min(4), BY_ANNA, answer());
    let on_its_way = PendingAnswer {
        message: MessageNo(4),
        answers: MessageNo(3),
        again: 0,
        lost: vec![],
    };
    assert_eq!(story.ticket.pending, [on_its_way]);
    let story = story.and(min(5), By::Desk, taken(4));
    assert_eq!(story.ticket.status, AwaitingUser);
    assert_eq!(story.ticket.unanswered, []);
    assert_eq!(story.ticket.waiting, None);
}

#[test]
fn a_further_message_of_the_waiting_person_restarts_nothing() {
    let story = Story::viewed().and(min(20), OWNER, write(min(20)));
    let waiting = story.ticket.waiting.expect("waiting");
    assert_eq!((waiting.episode, waiting.since), (1, s(0)));
}

#[test]
fn two_answers_in_flight_taken_in_order() {
    let story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(3), OWNER, write(min(3)))
        .and(min(4), BY_BORIS, answer())
        .and(min(5), By::Desk, taken(2));
    assert_eq!(story.ticket.status, InProgress, "message 3 is unanswered");
    let story = story.and(min(6), By::Desk, taken(4));
    assert_eq!(story.ticket.status, AwaitingUser);
    assert_eq!(story.ticket.silence.expect("silence").since, min(6));
}

#[test]
fn two_answers_in_flight_taken_out_of_order() {
    let story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(3), OWNER, write(min(3)))
        .and(min(4), BY_BORIS, answer())
        .and(min(5), By::Desk, taken(4));
    assert_eq!(story.ticket.status, AwaitingUser, "4 answers everything");
    let story = story.and(min(6), By::Desk, taken(2));
    assert_eq!(story.ticket.status, AwaitingUser);
    assert_eq!(story.ticket.pending, []);
    assert_eq!(story.ticket.silence.expect("silence").since, min(6));
}

#[test]
fn two_answers_in_flight_the_first_refused_by_telegram() {
    let story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(3), BY_ANNA, answer())
        .and(min(4), By::Desk, lost(2, Refused));
    assert_eq!(story.ticket.status, InProgress);
    let story = story.and(min(5), By::Desk, taken(3));
    assert_eq!(story.ticket.status, AwaitingUser);
}

#[test]
fn an_answer_reported_twice_happens_once() {
    let mut story = Story::answered();
    let before = story.ticket.clone();
    assert_eq!(story.ask(min(9), By::Desk, taken(2)), Ok(vec![]));
    assert_eq!(story.ask(min(9), By::Desk, lost(2, Refused)), Ok(vec![]));
    assert_eq!(story.ask(min(9), By::Desk, taken(77)), Ok(vec![]));
    assert_eq!(story.ticket, before);
}

#[test]
fn an_answer_reported_after_the_end_happens_to_nobody() {
    let mut story =
        Story::viewed()
            .and(min(2), BY_ANNA, answer())
            .and(min(3), OWNER, Command::Close);
    assert_eq!(story.ticket.pending, []);
    assert_eq!(story.ask(min(4), By::Desk, taken(2)), Ok(vec![]));
    assert_eq!(story.ticket.resolved, Some((min(3), Cause::Person)));
}

// ---- people who can't be reached

#[test]
fn unreachable_cancels_the_clock_and_the_answer_stays_on_its_way() {
    let mut story = Story::viewed().and(min(2), BY_ANNA, answer());
    let what = story.ask(min(3), By::Desk, lost(2, Unreachable));
    assert_eq!(what, Ok(vec![failed(2, Unreachable), BecameUnreachable]));
    let ticket = &story.ticket;
    assert_eq!(ticket.unreachable, Some(min(3)));
    assert_eq!((&ticket.waiting, &ticket.silence), (&None, &None));
    assert_eq!(ticket.pending.len(), 1);
    assert_eq!(story.due(h(10)), [], "no reminder follows");
}

#[test]
fn unreachable_twice_is_said_once() {
    let mut story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(2), BY_ANNA, answer())
        .and(min(3), By::Desk, lost(2, Unreachable));
    let what = story.ask(min(4), By::Desk, lost(3, Unreachable));
    assert_eq!(what, Ok(vec![failed(3, Unreachable)]));
    assert_eq!(story.ticket.unreachable, Some(min(3)));
}

#[test]
fn who_writes_can_be_reached() {
    let mut story = Story::viewed().and(min(2), By::Desk, Command::PersonLeft);
    let what = story.ask(h(1), OWNER, write(min(59)));
    assert_eq!(
        what,
        Ok(vec![
            BecameReachable {
                since: Some(min(59))
            },
            wrote(2, min(59))
        ])
    );
    assert_eq!(story.ticket.unreachable, None);
}

#[test]
fn who_takes_an_answer_can_be_reached() {
    let mut story =
        Story::viewed()
            .and(min(2), BY_ANNA, answer())
            .and(min(3), By::Desk, lost(2, Unreachable));
    let what = story.ask(h(1), By::Desk, taken(2));
    assert_eq!(
        what,
        Ok(vec![BecameReachable { since: None }, delivered(2)])
    );
    assert_eq!(story.ticket.status, AwaitingUser);
    assert_eq!(story.ticket.unreachable, None);
    assert_eq!(story.ticket.silence.expect("silence").since, h(1));
}

#[test]
fn the_time_while_nobody_could_answer_is_never_counted() {
    let story = Story::viewed()
        .and(min(2), By::Desk, Command::PersonLeft)
        .and(h(10), By::Desk, Command::PersonCameBack);
    let waiting = story.ticket.waiting.as_ref().expect("waiting");
    assert_eq!((waiting.episode, waiting.since), (2, h(10)));
    let mut story = story;
    assert_eq!(story.due(h(10)), []);
    let deadline = h(10) + chrono::TimeDelta::minutes(30);
    let told = [
        Warned { episode: 2 },
        Breached {
            episode: 2,
            deadline,
        },
    ];
    assert_eq!(story.due(deadline), told);
}

#[test]
fn a_partly_covering_answer_taken_after_the_return_leaves_a_clock_that_runs_from_the_return() {
    let story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(3), OWNER, write(min(3)))
        .and(min(4), By::Desk, lost(2, Unreachable))
        .and(h(10), By::Desk, taken(2));
    let waiting = story.ticket.waiting.expect("message 3 waits");
    assert_eq!(waiting.since, h(10));
}

#[test]
fn an_answer_that_covers_nothing_new_taken_after_the_return_leaves_a_clock() {
    let story = Story::viewed()
        .and(min(2), BY_ANNA, answer())
        .and(min(2), BY_ANNA, answer())
        .and(min(3), OWNER, write(min(3)))
        .and(min(4), By::Desk, taken(2))
        .and(min(5), By::Desk, Command::PersonLeft)
        .and(h(10), By::Desk, taken(3));
    assert_eq!(story.ticket.status, InProgress);
    assert_eq!(story.ticket.waiting.expect("message 4 waits").since, h(10));
}

#[test]
fn silence_starts_again_when_somebody_comes_back() {
    let story = Story::answered()
        .and(h(1), By::Desk, Command::PersonLeft)
        .and(h(20), By::Desk, Command::PersonCameBack);
    assert_eq!(story.ticket.status, AwaitingUser);
    assert_eq!(story.ticket.silence.expect("silence").since, h(20));
}

/// The machine's clock was two hours ahead when Boris answered, and was set right.
#[test]
fn somebody_just_answered_only_just_though_the_clock_went_back() {
    let mut story = Story::viewed().and(h(2), BY_BORIS, answer());
    let again = story.ask(min(5), BY_ANNA, answer());
    assert_eq!(again, Ok(vec![accepted(3, 1)]));
}
