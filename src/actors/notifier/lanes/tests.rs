//! The order of what waits, as tables.

use super::{
    Lanes,
    id::{DigestKind, LaneId},
    lane::{Lane, reminds},
};
use crate::{
    actors::notifier::ready_queue::DispatchKey,
    domain::{
        ids::{MessageNo, PersonId, TicketId},
        message::Part,
        notice::{Audience, Notice, PersonNotice, ReceiptMark, TeamNotice, Urgency},
    },
    store::{NewOutboxRow, OutboxRow, OutboxSide},
};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use tokio::time::Instant;

mod order_holds;
mod passing;
mod together;

pub(crate) const TEAM: Audience = Audience::Team;
pub(crate) const ANN: Audience = Audience::Person(PersonId(1));

/// A row for `to`, whichever person the notice names.
pub(crate) fn row(id: i64, to: Audience, notice: Notice) -> OutboxRow {
    let notice = match (to, notice) {
        (Audience::Person(person), Notice::ToPerson(_, notice)) => Notice::ToPerson(person, notice),
        (_, notice) => notice,
    };
    OutboxRow {
        id,
        at: chrono::DateTime::UNIX_EPOCH,
        attempts: 0,
        withheld: None,
        row: NewOutboxRow {
            key: id.to_string(),
            notice,
            edits: None,
            replies_to: None,
            thread: None,
        },
    }
}

pub(crate) fn card(ticket: i64) -> Notice {
    Notice::ToTeam(TeamNotice::NewTicket {
        ticket: TicketId(ticket),
    })
}

pub(crate) fn edit(ticket: i64) -> Notice {
    Notice::ToTeam(TeamNotice::CardEdit {
        ticket: TicketId(ticket),
    })
}

pub(crate) fn alert(ticket: i64) -> Notice {
    reminder(ticket, 0)
}

pub(crate) fn reminder(ticket: i64, nth: u32) -> Notice {
    Notice::ToTeam(TeamNotice::Alert {
        ticket: TicketId(ticket),
        episode: 1,
        nth,
        due: None,
    })
}

pub(crate) fn words(ticket: i64) -> Notice {
    Notice::ToTeam(TeamNotice::PersonWrote {
        ticket: TicketId(ticket),
        message: MessageNo(2),
        part: Part::Text(0),
    })
}

fn mark(mark: ReceiptMark) -> Notice {
    Notice::ToTeam(TeamNotice::Mark {
        ticket: TicketId(1),
        message: MessageNo(2),
        mark,
    })
}

fn lanes(rows: Vec<OutboxRow>) -> Lanes {
    let mut lanes = Lanes::default();
    assert_eq!(lanes.enqueue(rows), []);
    lanes
}

/// The rows that go out for one lane.
fn begin(lanes: &mut Lanes, lane: LaneId) -> Vec<i64> {
    lanes.begin(&[lane]).iter().map(|row| row.id).collect()
}

/// How many rows wait on both sides.
fn waiting(lanes: &Lanes) -> usize {
    let both = OutboxSide::BOTH.map(|side| len(lanes, side));
    both.iter().sum()
}

/// How many rows wait on one side.
fn len(lanes: &Lanes, side: OutboxSide) -> usize {
    let each = Urgency::ALL.map(|urgency| lanes.len(side, urgency));
    each.iter().sum()
}

/// Whose turn it is.
fn next(lanes: &Lanes) -> LaneId {
    lanes.heads().first().expect("something waits").1
}

/// The rows in the order in which they go out, one at a time, when all that rests has rested.
fn order(mut lanes: Lanes) -> Vec<i64> {
    lanes.end_rests(crate::clock::monotonic() + Duration::from_secs(3_600));
    let mut order = Vec::new();
    while let Some((turn, lane)) = lanes.heads().first().copied() {
        let rows = begin(&mut lanes, lane);
        assert_eq!(rows, [turn.row]);
        order.extend(rows);
        lanes.settled(lane);
    }
    assert_eq!((waiting(&lanes), lanes.queue()), (0, 0));
    order
}

/// The rows at the head of each line.
fn rows_ahead(lanes: &Lanes) -> Vec<i64> {
    lanes.heads().iter().map(|(turn, _)| turn.row).collect()
}

fn lane(ticket: i64) -> LaneId {
    LaneId {
        to: TEAM,
        ticket: Some(TicketId(ticket)),
    }
}

/// The rows that go out together with the head of this ticket's lane.
fn together(lanes: &mut Lanes, ticket: i64) -> Vec<i64> {
    let lane = lane(ticket);
    let alike = lanes.kind(lane).map(|kind| lanes.alike(kind));
    let rows = lanes.begin(&alike.unwrap_or_else(|| vec![lane]));
    rows.iter().map(|row| row.id).collect()
}

#[test]
fn between_tickets_the_more_urgent_goes_first() {
    let rows = vec![
        row(1, TEAM, edit(1)),
        row(2, TEAM, card(2)),
        row(3, TEAM, alert(3)),
        row(4, TEAM, words(4)),
        row(5, TEAM, Notice::ToTeam(TeamNotice::Help)),
        row(6, TEAM, words(6)),
    ];
    assert_eq!(order(lanes(rows)), [5, 4, 6, 3, 2, 1]);
}

/// What is said to the card must come after it, so the card inherits its urgency.
#[test]
fn within_a_ticket_order_holds_and_the_head_inherits() {
    let rows = vec![
        row(1, TEAM, card(1)),
        row(2, TEAM, card(2)),
        row(3, TEAM, alert(3)),
        row(4, TEAM, words(2)),
    ];
    assert_eq!(order(lanes(rows)), [2, 4, 3, 1]);
}

#[test]
fn a_private_chat_is_first_in_first_out() {
    let answer = Notice::ToPerson(
        PersonId(1),
        PersonNotice::Answer {
            ticket: TicketId(1),
            message: MessageNo(2),
            part: Part::Text(0),
            last: true,
            again: 0,
        },
    );
    let rows = vec![
        row(1, ANN, Notice::ToPerson(PersonId(1), PersonNotice::Blocked)),
        row(2, ANN, answer),
        row(
            3,
            ANN,
            Notice::ToPerson(PersonId(1), PersonNotice::AskTitle),
        ),
    ];
    assert_eq!(order(lanes(rows)), [1, 2, 3]);
}

#[test]
fn only_the_newest_edit_of_a_card_waits_and_behind_all_else() {
    let mut lanes = lanes(vec![row(1, TEAM, edit(1)), row(2, TEAM, edit(2))]);
    let needless = lanes.enqueue(vec![row(3, TEAM, edit(1)), row(4, TEAM, words(1))]);
    assert_eq!(needless.iter().map(|r| r.id).collect::<Vec<_>>(), [1]);
    assert_eq!(order(lanes), [4, 2, 3]);
}

/// Each part of each message is a message of ours; edits of copies make no queue, as those of cards.
#[test]
fn only_the_newest_edit_of_a_copy_waits_and_behind_all_else() {
    let edited = |message, n| {
        Notice::ToTeam(TeamNotice::PersonEdited {
            ticket: TicketId(1),
            message: MessageNo(message),
            part: Part::Text(n),
        })
    };
    let mut lanes = lanes(vec![
        row(1, TEAM, edited(2, 0)),
        row(2, TEAM, edited(2, 1)),
        row(3, TEAM, edit(1)),
    ]);
    let newer = vec![
        row(4, TEAM, edited(3, 0)),
        row(5, TEAM, edited(2, 0)),
        row(6, TEAM, words(1)),
    ];
    let needless = lanes.enqueue(newer);
    assert_eq!(needless.iter().map(|r| r.id).collect::<Vec<_>>(), [1]);
    assert_eq!(lanes.queue(), 1, "the words");
    assert_eq!(order(lanes), [6, 2, 3, 4, 5]);
}

/// An edit under way may have been seen already: the newer one follows it.
#[test]
fn an_edit_under_way_is_not_replaced() {
    let mut lanes = lanes(vec![row(1, TEAM, edit(1))]);
    let lane = next(&lanes);
    assert_eq!(begin(&mut lanes, lane), [1]);
    assert_eq!(lanes.enqueue(vec![row(2, TEAM, edit(1))]), []);
    assert!(lanes.heads().is_empty(), "the lane is busy");
    lanes.settled(lane);
    assert_eq!(order(lanes), [2]);
}

#[test]
fn a_mark_that_says_more_takes_the_place_of_the_one_before() {
    let mut lanes = lanes(vec![row(1, TEAM, mark(ReceiptMark::OnItsWay))]);
    let needless = lanes.enqueue(vec![row(2, TEAM, mark(ReceiptMark::Taken))]);
    assert_eq!(needless.iter().map(|r| r.id).collect::<Vec<_>>(), [1]);
    assert_eq!(order(lanes), [2]);
}

/// What is read again (from the start, after a release) is taken in only if it still waits.
#[test]
fn a_row_that_is_over_is_not_taken_in_again_and_a_held_one_is() {
    let all = || {
        vec![
            row(1, ANN, Notice::ToPerson(PersonId(1), PersonNotice::Blocked)),
            row(
                2,
                ANN,
                Notice::ToPerson(PersonId(1), PersonNotice::Unblocked),
            ),
        ]
    };
    let mut lanes = lanes(all());
    let lane = next(&lanes);
    begin(&mut lanes, lane);
    lanes.settled(lane);
    begin(&mut lanes, lane);
    lanes.held(lane);
    assert_eq!(waiting(&lanes), 0);
    assert_eq!(lanes.enqueue(all()), []);
    assert_eq!(order(lanes), [2]);
}

#[tokio::test(start_paused = true)]
async fn a_failure_rests_its_lane_alone_and_longer_each_time() {
    let now = crate::clock::monotonic();
    let mut lanes = lanes(vec![row(1, TEAM, words(1)), row(2, TEAM, words(2))]);
    let lane = next(&lanes);
    for failures in 1..=3 {
        begin(&mut lanes, lane);
        lanes.failed(lane, now, |n| Duration::from_secs(n.into()));
        assert_eq!(rows_ahead(&lanes), [2]);
        let until = now + Duration::from_secs(failures);
        assert_eq!(lanes.wakes(), Some(until));
        lanes.end_rests(until - Duration::from_millis(1));
        assert_eq!(rows_ahead(&lanes), [2]);
        lanes.end_rests(until);
        assert_eq!(lanes.wakes(), None);
    }
    // Whoever did not fail goes first.
    assert_eq!(order(lanes), [2, 1]);
}

#[test]
fn a_fault_is_counted_at_the_row() {
    let mut lanes = lanes(vec![row(1, TEAM, words(1))]);
    let lane = next(&lanes);
    assert_eq!(lanes.begin(&[lane])[0].attempts, 0);
    lanes.at_fault(lane);
    lanes.again(lane);
    assert_eq!(lanes.begin(&[lane])[0].attempts, 1);
}

/// After a restart of the actor nothing is under way.
#[test]
fn what_was_under_way_waits_again() {
    let mut lanes = lanes(vec![
        row(1, TEAM, words(1)),
        row(2, ANN, Notice::ToPerson(PersonId(1), PersonNotice::Blocked)),
    ]);
    while !lanes.heads().is_empty() {
        let lane = next(&lanes);
        begin(&mut lanes, lane);
    }
    lanes.nothing_under_way();
    assert_eq!(order(lanes), [1, 2]);
}

/// One ticket with much to tell does not keep the others waiting: after each of its rows those go that waited meanwhile.
#[test]
fn tickets_take_turns() {
    let rows = vec![
        row(1, TEAM, words(1)),
        row(2, TEAM, words(1)),
        row(3, TEAM, words(1)),
        row(4, TEAM, words(2)),
        row(5, TEAM, words(3)),
        row(6, TEAM, words(3)),
    ];
    assert_eq!(order(lanes(rows)), [1, 4, 5, 2, 6, 3]);
}

/// A row that failed waits behind all that waited then, but not behind whatever comes.
#[tokio::test(start_paused = true)]
async fn what_failed_has_its_turn_again_however_much_comes() {
    let now = crate::clock::monotonic();
    let mut lanes = lanes((1..=3).map(|n| row(n, TEAM, words(n))).collect());
    let lane = next(&lanes);
    assert_eq!(begin(&mut lanes, lane), [1]);
    lanes.failed(lane, now, |_| Duration::from_secs(1));
    lanes.enqueue((4..=6).map(|n| row(n, TEAM, words(n))).collect());
    assert_eq!(order(lanes), [2, 3, 1, 4, 5, 6]);
}

// ---- digests

/// Reminders and calls leave until they are read again; alerts, words and what is under way stay.
#[test]
fn reminders_are_put_off() {
    let step = Notice::ToTeam(TeamNotice::Escalation {
        ticket: TicketId(1),
        episode: 2,
        after_seconds: 3600,
    });
    let all = || {
        vec![
            row(1, TEAM, alert(1)),
            row(2, TEAM, step.clone()),
            row(3, TEAM, words(1)),
            row(4, TEAM, reminder(2, 3)),
            row(5, TEAM, reminder(5, 1)),
        ]
    };
    let mut lanes = lanes(all());
    assert_eq!(together(&mut lanes, 5), [4, 5]);
    assert!(lanes.put_off_reminders());
    assert_eq!((len(&lanes, OutboxSide::Team), lanes.queue()), (4, 2));
    assert!(!lanes.put_off_reminders());
    assert_eq!(
        lanes.enqueue(all()),
        [],
        "what waits still is not taken in twice"
    );
    assert_eq!(len(&lanes, OutboxSide::Team), 5);
}

/// After an outage the alert and a step of the escalation are due in the same second: the step says both.
#[test]
fn a_call_to_somebody_stands_for_the_alerts_that_wait_before_it_but_not_the_other_way_round() {
    let call = Notice::ToTeam(TeamNotice::Escalation {
        ticket: TicketId(1),
        episode: 1,
        after_seconds: 3600,
    });
    let mut lanes = Lanes::default();
    let told = vec![row(1, TEAM, alert(1)), row(2, TEAM, call)];
    assert_eq!(lanes.enqueue(told), [row(1, TEAM, alert(1))]);
    assert_eq!(lanes.enqueue(vec![row(3, TEAM, alert(1))]), []);
    assert_eq!(order(lanes), [2, 3]);
}
