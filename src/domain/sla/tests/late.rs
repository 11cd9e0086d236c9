//! A command that comes before an overdue timer: what was due before it is recorded first, with its true time.
//!
//! So it is on a machine that was suspended: the wall clock went on, the timers did not, and somebody does something
//! before the sweep has noticed (`sla.md` rules 4 and 11).

use crate::domain::{
    Instant,
    command::{Command, DeliveryFailure, Refusal},
    event::{
        Cause,
        EventKind::{self, Breached, ResolutionBreached, Warned},
    },
    ids::By,
    test_support::*,
    ticket::Priority,
};

const WARNED: EventKind = Warned { episode: 1 };

fn breached(deadline: Instant) -> EventKind {
    Breached {
        episode: 1,
        deadline,
    }
}

/// What a turn for a command records when no timer was heard before it.
fn turn(story: &Story, now: Instant, by: By, command: Command) -> Result<Vec<EventKind>, Refusal> {
    let events = story.ticket.handle(&command, by, now, &story.policies)?;
    Ok(events.into_iter().map(|event| event.what).collect())
}

#[test]
fn whatever_is_done_first_the_breach_before_it_is_recorded() {
    let opened = Story::opened();
    let viewed = Story::viewed();
    let on_its_way = Story::viewed().and(min(2), BY_ANNA, answer());
    let priority = Priority::High;
    let resolved = |cause| EventKind::Resolved { cause };
    let table = [
        (&opened, OWNER, write(min(1)), vec![wrote(2, min(1))]),
        (&opened, BY_ANNA, Command::View, vec![EventKind::Viewed]),
        (
            &opened,
            BY_ANNA,
            answer(),
            vec![EventKind::Viewed, accepted(2, 1)],
        ),
        (&on_its_way, By::Desk, taken(2), vec![delivered(2)]),
        (
            &on_its_way,
            By::Desk,
            lost(2, DeliveryFailure::Refused),
            vec![failed(2, DeliveryFailure::Refused)],
        ),
        (
            &viewed,
            BY_ANNA,
            Command::Assign { to: Some(ANNA) },
            vec![EventKind::Assigned { to: Some(ANNA) }],
        ),
        (
            &viewed,
            BY_ANNA,
            Command::SetPriority { priority },
            vec![EventKind::PriorityChanged { priority }],
        ),
        (
            &viewed,
            By::Desk,
            Command::PersonLeft,
            vec![EventKind::BecameUnreachable],
        ),
        (
            &viewed,
            OWNER,
            Command::Close,
            vec![resolved(Cause::Person)],
        ),
        (
            &viewed,
            BY_ANNA,
            Command::Close,
            vec![resolved(Cause::Team)],
        ),
        (
            &viewed,
            BY_ANNA,
            Command::CloseForBlock,
            vec![resolved(Cause::Block)],
        ),
    ];
    for (story, by, command, done) in table {
        let at = |now, verdicts: &[EventKind]| {
            let what = turn(story, now, by, command.clone());
            let expected = verdicts.iter().cloned().chain(done.clone()).collect();
            assert_eq!(what, Ok(expected), "{command:?} at {now}");
        };
        at(min(31), &[WARNED, breached(min(30))]);
        at(min(30), &[WARNED, breached(min(30))]);
        at(ms(30 * 60_000 - 1), &[WARNED]);
        at(ms(15 * 60_000 - 1), &[]);
    }
}

#[test]
fn the_target_for_resolving_too() {
    let mut policy = usual();
    let mut reply = reply(30, 50, 15);
    reply.resolve_within_seconds = Some(3600);
    policy.reply = Some(reply);
    let story = Story::opened_under(policy).and_due(min(30));
    let deadline = h(1);
    assert_eq!(
        turn(&story, h(2), OWNER, Command::Close),
        Ok(vec![
            ResolutionBreached { deadline },
            EventKind::Resolved {
                cause: Cause::Person
            }
        ]),
        "and no reminder, which is no verdict"
    );
}

#[test]
fn a_close_that_is_due_is_cancelled_by_the_person_in_the_same_instant() {
    let end = s(121 + 48 * 3600);
    let story = Story::answered().and_due(s(121 + 42 * 3600)).and(
        s(121 + 42 * 3600),
        By::Desk,
        Command::SilenceWarningTaken,
    );
    for now in [end, end + chrono::TimeDelta::hours(5)] {
        let what = turn(&story, now, OWNER, write(now));
        assert_eq!(what, Ok(vec![wrote(3, now)]));
    }
}

#[test]
fn what_does_nothing_or_is_refused_records_nothing() {
    let viewed = Story::viewed();
    assert_eq!(turn(&viewed, h(1), BY_ANNA, Command::View), Ok(vec![]));
    let refused = turn(&viewed, h(1), By::Person(STRANGER), write(h(1)));
    assert_eq!(refused, Err(Refusal::NotYours));
}

#[test]
fn what_is_recorded_already_is_not_recorded_again() {
    let story = Story::viewed().and_due(min(30));
    let what = turn(&story, h(2), OWNER, write(h(2)));
    assert_eq!(what, Ok(vec![wrote(2, h(2))]));
}

/// Gone after 10 minutes, with message 1 unanswered. The desk is down from 20 on; they write at 30; it reads that at 150.
#[test]
fn who_comes_back_by_writing_waits_since_they_wrote() {
    let mut story = Story::viewed()
        .and(min(10), By::Desk, Command::PersonLeft)
        .and(min(150), OWNER, write(min(30)));
    let since = story.ticket.waiting.as_ref().map(|waiting| waiting.since);
    assert_eq!(since, Some(min(30)));
    let breach = Breached {
        episode: 2,
        deadline: min(60),
    };
    assert_eq!(story.due(min(150)), [Warned { episode: 2 }, breach]);
}

#[test]
fn a_message_from_before_they_left_does_not_count_the_time_in_which_they_were_gone() {
    let story = Story::viewed()
        .and(min(10), By::Desk, Command::PersonLeft)
        .and(min(20), OWNER, write(min(9)));
    let since = story.ticket.waiting.as_ref().map(|waiting| waiting.since);
    assert_eq!(since, Some(min(10)));
}
