//! Which call is made when, as tables.

use super::*;
use crate::{
    actors::notifier::lanes::tests::*,
    domain::{
        ids::{PersonId, TicketId},
        notice::{Notice, PersonNotice, TeamNotice},
    },
};

/// What the clock says, and what all rows but those that say otherwise were written at.
const MORNING: Time = chrono::DateTime::UNIX_EPOCH;

const HOUR: Duration = Duration::from_secs(3_600);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn person(id: i64) -> Audience {
    Audience::Person(PersonId(id))
}

/// A prompt to somebody.
fn prompt(id: i64, whose: i64) -> OutboxRow {
    row(
        id,
        person(whose),
        Notice::ToPerson(PersonId(1), PersonNotice::AskTitle),
    )
}

fn schedule(rows: Vec<OutboxRow>) -> Schedule {
    let mut schedule = Schedule::new();
    assert_eq!(schedule.lanes.enqueue(rows), []);
    schedule
}

fn ids(begun: &StartedCall) -> Vec<i64> {
    begun.rows.iter().map(|row| row.id).collect()
}

/// What begins now, and until when nothing else does.
fn begins(schedule: &mut Schedule, now: Instant) -> (Vec<StartedCall>, Option<Instant>) {
    let mut all = Vec::new();
    loop {
        match schedule.next(now, MORNING) {
            Next::Call(begun) => all.push(begun),
            Next::Nothing(later) => return (all, later),
        }
    }
}

/// The rows of each call that is made now, when Telegram takes all of them at once; and until when no other is.
fn made(schedule: &mut Schedule, now: Instant) -> (Vec<Vec<i64>>, Option<Instant>) {
    made_at(schedule, now, 0)
}

/// The same, so many seconds after the rows were written.
fn made_at(schedule: &mut Schedule, now: Instant, after: i64) -> (Vec<Vec<i64>>, Option<Instant>) {
    let time = MORNING + TimeDelta::seconds(after);
    let mut all = Vec::new();
    loop {
        match schedule.next(now, time) {
            Next::Call(begun) => {
                all.push(ids(&begun));
                schedule.ended(begun.lanes, &LaneAction::Settled, 1, now);
            }
            Next::Nothing(later) => return (all, later),
        }
    }
}

/// How many lanes are looked at when the schedule is asked a hundred times, and nothing may go out.
fn looks_of_a_hundred(schedule: &mut Schedule, now: Instant) -> usize {
    let before = schedule.looks;
    for _ in 0..100 {
        assert!(matches!(schedule.next(now, MORNING), Next::Nothing(_)));
    }
    schedule.looks - before
}

// ---- what it costs

/// Ten thousand rows for a group that takes nothing now: each question is a look at the first of a line.
#[tokio::test(start_paused = true)]
async fn what_the_team_cannot_be_told_now_costs_one_look_a_line() {
    let now = crate::clock::monotonic();
    let mut schedule = schedule((1..=10_000).map(|n| row(n, TEAM, words(n))).collect());
    let (calls, later) = made(&mut schedule, now);
    assert_eq!(calls, (1..=20).map(|n| vec![n]).collect::<Vec<_>>());
    assert_eq!(later, Some(now + seconds(60)));
    assert_eq!(schedule.looks, 21, "one for each call, and one in vain");
    assert_eq!(looks_of_a_hundred(&mut schedule, now), 100);

    schedule.lanes.enqueue(vec![
        row(10_001, TEAM, card(10_001)),
        row(10_002, TEAM, alert(10_002)),
        row(10_003, TEAM, edit(3)),
    ]);
    assert_eq!(looks_of_a_hundred(&mut schedule, now), 300);
}

/// Ten thousand people whose chats take nothing for an hour: each is looked at once.
#[tokio::test(start_paused = true)]
async fn whoever_cannot_be_told_now_is_looked_at_once() {
    let now = crate::clock::monotonic();
    let mut schedule = schedule((1..=10_000).map(|n| prompt(n, n)).collect());
    for n in 1..=10_000 {
        schedule.chat(person(n)).close_for(HOUR, now);
    }
    assert_eq!(made(&mut schedule, now), (vec![], Some(now + HOUR)));
    assert_eq!(schedule.looks, 10_000);
    assert_eq!(looks_of_a_hundred(&mut schedule, now), 0);
    schedule.lanes.enqueue(vec![prompt(10_001, 1)]);
    assert_eq!(looks_of_a_hundred(&mut schedule, now), 0);

    schedule.lanes.enqueue(vec![prompt(10_002, 20_000)]);
    let (calls, later) = made(&mut schedule, now);
    assert_eq!((calls, later), (vec![vec![10_002]], Some(now + HOUR)));
    assert_eq!(schedule.looks, 10_001);
    let (calls, _) = made(&mut schedule, now + HOUR);
    assert_eq!(calls.len(), 30, "as many as a second takes");
}

// ---- whose turn it is

/// What all of Telegram takes goes to the most urgent, whomever it is for.
#[tokio::test(start_paused = true)]
async fn what_is_left_of_a_second_goes_to_the_most_urgent() {
    let now = crate::clock::monotonic();
    let mut schedule = schedule(vec![
        row(1, TEAM, card(1)),
        row(2, ANN, Notice::ToPerson(PersonId(1), PersonNotice::Blocked)),
        row(3, TEAM, words(3)),
        prompt(4, 2),
    ]);
    (0..28).for_each(|_| schedule.all.remember(now));
    let second = now + seconds(1);
    assert_eq!(
        made(&mut schedule, now),
        (vec![vec![4], vec![3]], Some(second))
    );
    assert_eq!(made(&mut schedule, second), (vec![vec![2], vec![1]], None));
}

/// Somebody's chat takes three in three seconds: the fourth waits, and nobody else.
#[tokio::test(start_paused = true)]
async fn a_chat_that_is_full_is_nobody_elses() {
    let now = crate::clock::monotonic();
    let rows = (1..=5).map(|n| prompt(n, 1)).chain([prompt(6, 2)]);
    let mut schedule = schedule(rows.collect());
    let later = now + seconds(3);
    // They take turns.
    let calls = [[1], [6], [2], [3]].map(Vec::from).to_vec();
    assert_eq!(made(&mut schedule, now), (calls, Some(later)));
    assert_eq!(made(&mut schedule, later - seconds(1)).1, Some(later));
    assert_eq!(made(&mut schedule, later).0, [[4], [5]]);
}

/// Telegram may name any number of seconds.
#[tokio::test(start_paused = true)]
async fn a_chat_that_waits_for_a_lifetime_is_nobody_elses() {
    let now = crate::clock::monotonic();
    let lifetime = seconds(u32::MAX.into());
    let mut schedule = schedule(vec![row(1, TEAM, words(1)), prompt(2, 1)]);
    let (begun, _) = begins(&mut schedule, now);
    assert_eq!(begun.iter().map(ids).collect::<Vec<_>>(), [[2], [1]]);
    for begun in begun {
        schedule.ended(begun.lanes, &LaneAction::Flood(lifetime), 1, now);
    }
    assert_eq!(begins(&mut schedule, now).1, Some(now + lifetime));
    schedule.lanes.enqueue(vec![prompt(3, 2)]);
    assert_eq!(made(&mut schedule, now).0, [[3]]);
    assert_eq!(made(&mut schedule, now + lifetime).0, [[2], [1]]);
}

// ---- calls that hang

/// Thirty chats in which every call hangs until it is given up: the team never waits for them, and people only once.
#[tokio::test(start_paused = true)]
async fn calls_that_hang_take_the_places_of_people_once() {
    let start = crate::clock::monotonic();
    let mut schedule = schedule((1..=30).map(|n| prompt(n, n)).collect());
    let (hanging, later) = begins(&mut schedule, start);
    assert_eq!((hanging.len(), later), (24, None));
    schedule
        .lanes
        .enqueue(vec![row(31, TEAM, words(1)), prompt(32, 32)]);
    assert_eq!(made(&mut schedule, start), (vec![vec![31]], None));

    for begun in hanging {
        schedule.ended(begun.lanes, &LaneAction::Rest, 1, start + seconds(30));
    }
    let now = start + seconds(31);
    let (hanging, _) = begins(&mut schedule, now);
    let first = (25..=30).chain([32]);
    let expected: Vec<_> = first.chain(1..=8).map(|n| vec![n]).collect();
    assert_eq!(hanging.iter().map(ids).collect::<Vec<_>>(), expected);
    schedule.lanes.enqueue(vec![prompt(33, 33)]);
    assert_eq!(made(&mut schedule, now).0, [[33]]);
    assert_eq!(schedule.under_way(), 15);
    schedule.nothing_under_way(now);
    assert_eq!(schedule.under_way(), 0);
}

/// A call that bypasses the outbox is under way to somebody whose chat Telegram found too much: that says of no instant when it takes
/// the next. Others don't wait for that.
#[tokio::test(start_paused = true)]
async fn a_chat_that_names_no_instant_is_nobody_elses() {
    let now = crate::clock::monotonic();
    let mut schedule = schedule(vec![prompt(1, 1), prompt(2, 2)]);
    (0..4).for_each(|_| schedule.chat(ANN).learn(Duration::ZERO, now));
    assert!(schedule.begins_aside(ANN, now));
    assert!(!schedule.begins_aside(ANN, now));
    let later = now + seconds(1);
    assert_eq!(made(&mut schedule, now), (vec![vec![2]], Some(later)));
    schedule.ended_aside(ANN, now);
    assert_eq!(made(&mut schedule, now + seconds(3)).0, [[1]]);
}

/// Marks leave room for an answer, and a chat that has none for another mark is not asleep to an answer.
#[tokio::test(start_paused = true)]
async fn an_answer_goes_out_at_once_though_marks_wait() {
    let now = crate::clock::monotonic();
    let mark = |id: i64| {
        let receipt = Notice::ToPerson(
            PersonId(1),
            PersonNotice::Receipt {
                ticket: TicketId(1),
                message: crate::domain::ids::MessageNo(2),
            },
        );
        row(id, ANN, receipt)
    };
    let mut schedule = schedule(vec![mark(1)]);
    assert_eq!(made(&mut schedule, now).0, [[1]]);
    schedule.lanes.enqueue(vec![mark(2)]);
    assert_eq!(made(&mut schedule, now).0, [[2]]);
    schedule.lanes.enqueue(vec![mark(3)]);
    let later = Some(now + seconds(3));
    assert_eq!(made(&mut schedule, now), (vec![], later));
    let answer = Notice::ToPerson(
        PersonId(1),
        PersonNotice::Answer {
            ticket: TicketId(1),
            message: crate::domain::ids::MessageNo(3),
            part: crate::domain::message::Part::Text(0),
            last: true,
            again: 0,
        },
    );
    schedule.lanes.enqueue(vec![row(4, ANN, answer)]);
    assert_eq!(made(&mut schedule, now), (vec![vec![4]], later));
    assert_eq!(made(&mut schedule, now + seconds(3)).0, [[3]]);
}

// ---- digests

/// So many new tickets, from this number on.
fn new_tickets(from: i64, count: i64) -> Vec<OutboxRow> {
    let tickets = from..from + count;
    tickets.map(|n| row(n, TEAM, card(n))).collect()
}

/// Between two digests of a kind lie ten seconds, in which everything else goes out.
#[tokio::test(start_paused = true)]
async fn a_digest_waits_ten_seconds_for_more_of_its_kind() {
    let start = crate::clock::monotonic();
    let mut schedule = schedule(new_tickets(1, 21));
    assert_eq!(made(&mut schedule, start).0, [(1..=21).collect::<Vec<_>>()]);

    let now = start + seconds(1);
    let later = Some(start + seconds(10));
    schedule.lanes.enqueue(new_tickets(101, 21));
    assert_eq!(made(&mut schedule, now), (vec![], later));
    schedule.lanes.enqueue(vec![row(201, TEAM, words(201))]);
    assert_eq!(made(&mut schedule, now), (vec![vec![201]], later));
    let alerts = (301..=302).map(|n| row(n, TEAM, alert(n))).collect();
    schedule.lanes.enqueue(alerts);
    let other = vec![vec![301, 302]];
    assert_eq!(made(&mut schedule, now), (other, later), "another kind");

    let just_before = start + Duration::from_millis(9_999);
    assert_eq!(made(&mut schedule, just_before), (vec![], later));
    let digest = vec![(101..=121).collect::<Vec<_>>()];
    assert_eq!(made(&mut schedule, start + seconds(10)), (digest, None));
}

/// What fits into a minute goes out by itself, right after a digest too.
#[tokio::test(start_paused = true)]
async fn no_more_than_a_minutes_worth_is_told_one_by_one() {
    let now = crate::clock::monotonic();
    let mut schedule = schedule(new_tickets(1, 21));
    assert_eq!(made(&mut schedule, now).0.len(), 1);
    schedule.lanes.enqueue(new_tickets(101, 20));
    let (calls, later) = made(&mut schedule, now);
    let cards: Vec<_> = (101..=117).map(|n| vec![n]).collect();
    assert_eq!(calls, cards, "nine tenths of a minute, less the digest");
    assert_eq!(later, Some(now + seconds(60)));
}

// ---- after an outage

/// The alert of a ticket that is late by so many seconds, and was written just now.
fn late(id: i64, seconds: i64) -> OutboxRow {
    let due = Some(MORNING - TimeDelta::seconds(seconds));
    let alert = Notice::ToTeam(TeamNotice::Alert {
        ticket: TicketId(id),
        episode: 1,
        nth: 0,
        due,
    });
    row(id, TEAM, alert)
}

/// What is late by five minutes was held up by an outage: it waits a second for others, and they are told together.
#[tokio::test(start_paused = true)]
async fn what_an_outage_made_late_is_told_together() {
    let start = crate::clock::monotonic();
    let mut schedule = schedule(vec![late(1, 300), late(2, 3_600)]);
    let second = start + seconds(1);
    assert_eq!(made(&mut schedule, start), (vec![], Some(second)));
    schedule.lanes.enqueue(vec![late(3, 7_200), late(4, 299)]);
    assert_eq!(made(&mut schedule, start), (vec![], Some(second)));
    let digest = vec![vec![1, 2, 3, 4]];
    assert_eq!(made_at(&mut schedule, second, 1), (digest, None));
}

/// Alone it is an alert as always, with words behind it too; and what comes soon after waits for a digest.
#[tokio::test(start_paused = true)]
async fn a_single_late_alert_is_an_alert() {
    let start = crate::clock::monotonic();
    let rows = vec![late(1, 300), late(2, 300), row(3, TEAM, words(2))];
    let mut schedule = schedule(rows);
    let (calls, later) = made(&mut schedule, start);
    assert_eq!(calls, [[2], [3]], "people's words don't wait");
    assert_eq!(later, Some(start + seconds(1)));
    assert_eq!(made_at(&mut schedule, start + seconds(1), 1).0, [[1]]);
    schedule.lanes.enqueue(vec![late(4, 300), late(5, 300)]);
    let later = start + seconds(11);
    assert_eq!(
        made_at(&mut schedule, start + seconds(2), 2),
        (vec![], Some(later))
    );
    assert_eq!(made_at(&mut schedule, later, 11).0, [vec![4, 5]]);
}

/// Alerts and reminders that could not be sent for five minutes are late, whenever they were due.
#[tokio::test(start_paused = true)]
async fn what_could_not_be_sent_for_five_minutes_is_late() {
    let start = crate::clock::monotonic();
    let rows = || vec![row(1, TEAM, alert(1)), row(2, TEAM, reminder(2, 3))];
    let mut soon = schedule(rows());
    assert_eq!(made_at(&mut soon, start + seconds(299), 299).0, [[1], [2]]);
    let mut late = schedule(rows());
    assert_eq!(
        made_at(&mut late, start + seconds(300), 300).0,
        [vec![1, 2]]
    );
}

/// A clock that was set back makes nobody wait for it.
#[tokio::test(start_paused = true)]
async fn an_alert_from_the_future_waits_for_nothing() {
    let now = crate::clock::monotonic();
    let mut schedule = schedule(vec![late(1, 90_000)]);
    assert_eq!(made_at(&mut schedule, now, -3_600).0, [[1]]);
}
