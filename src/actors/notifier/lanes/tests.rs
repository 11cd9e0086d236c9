//! The order of what waits, as tables.

use super::*;
use crate::{
    domain::{
        ids::{MessageNo, PersonId},
        notice::{Saying, Telling},
        words::Part,
    },
    store::Outgoing,
};
use std::time::Duration;

const TEAM: Audience = Audience::Team;
const ANN: Audience = Audience::Person(PersonId(1));

fn row(id: i64, to: Audience, notice: Notice) -> Pending {
    Pending {
        id,
        at: chrono::DateTime::UNIX_EPOCH,
        attempts: 0,
        row: Outgoing {
            key: id.to_string(),
            to,
            notice,
            edits: None,
            replies_to: None,
            thread: None,
        },
    }
}

fn card(ticket: i64) -> Notice {
    Notice::NewTicket {
        ticket: TicketId(ticket),
    }
}

fn edit(ticket: i64) -> Notice {
    Notice::CardEdit {
        ticket: TicketId(ticket),
    }
}

fn alert(ticket: i64) -> Notice {
    Notice::Alert {
        ticket: TicketId(ticket),
        episode: 1,
        nth: 0,
    }
}

fn words(ticket: i64) -> Notice {
    Notice::PersonWrote {
        ticket: TicketId(ticket),
        message: MessageNo(2),
        part: Part::Text(0),
    }
}

fn mark(mark: Mark) -> Notice {
    Notice::Mark {
        ticket: TicketId(1),
        message: MessageNo(2),
        mark,
    }
}

fn lanes(rows: Vec<Pending>) -> Lanes {
    let mut lanes = Lanes::default();
    assert_eq!(lanes.take_in(rows), []);
    lanes
}

/// The rows in the order in which they go out, one at a time.
fn order(mut lanes: Lanes) -> Vec<i64> {
    let mut order = Vec::new();
    while let Some(next) = lanes.candidates().first().copied() {
        let row = lanes.begin(next.lane).expect("a head");
        assert_eq!(row.id, next.row);
        order.push(row.id);
        lanes.settled(next.lane);
    }
    assert_eq!((lanes.len(), lanes.sending()), (0, 0));
    order
}

#[test]
fn between_tickets_the_more_urgent_goes_first() {
    let rows = vec![
        row(1, TEAM, edit(1)),
        row(2, TEAM, card(2)),
        row(3, TEAM, alert(3)),
        row(4, TEAM, words(4)),
        row(5, TEAM, Notice::Tell(Telling::Help)),
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
    let answer = Notice::Answer {
        ticket: TicketId(1),
        message: MessageNo(2),
        part: Part::Text(0),
        last: true,
    };
    let rows = vec![
        row(1, ANN, Notice::Blocked),
        row(2, ANN, answer),
        row(3, ANN, Notice::Say(Saying::AskTitle)),
    ];
    assert_eq!(order(lanes(rows)), [1, 2, 3]);
}

#[test]
fn only_the_newest_edit_of_a_card_waits_and_behind_all_else() {
    let mut lanes = lanes(vec![row(1, TEAM, edit(1)), row(2, TEAM, edit(2))]);
    let needless = lanes.take_in(vec![row(3, TEAM, edit(1)), row(4, TEAM, words(1))]);
    assert_eq!(needless.iter().map(|r| r.id).collect::<Vec<_>>(), [1]);
    assert_eq!(order(lanes), [4, 2, 3]);
}

/// An edit under way may have been seen already: the newer one follows it.
#[test]
fn an_edit_under_way_is_not_replaced() {
    let mut lanes = lanes(vec![row(1, TEAM, edit(1))]);
    let lane = lanes.candidates()[0].lane;
    assert_eq!(lanes.begin(lane).map(|r| r.id), Some(1));
    assert_eq!(lanes.take_in(vec![row(2, TEAM, edit(1))]), []);
    assert!(lanes.candidates().is_empty(), "the lane is busy");
    lanes.settled(lane);
    assert_eq!(order(lanes), [2]);
}

#[test]
fn a_mark_that_says_more_takes_the_place_of_the_one_before() {
    let mut lanes = lanes(vec![row(1, TEAM, mark(Mark::OnItsWay))]);
    let needless = lanes.take_in(vec![row(2, TEAM, mark(Mark::Taken))]);
    assert_eq!(needless.iter().map(|r| r.id).collect::<Vec<_>>(), [1]);
    assert_eq!(order(lanes), [2]);
}

/// What is read again (from the start, after a release) is taken in only if it still waits.
#[test]
fn a_row_that_is_over_is_not_taken_in_again_and_a_held_one_is() {
    let all = || vec![row(1, ANN, Notice::Blocked), row(2, ANN, Notice::Unblocked)];
    let mut lanes = lanes(all());
    let lane = lanes.candidates()[0].lane;
    lanes.begin(lane);
    lanes.settled(lane);
    lanes.begin(lane);
    lanes.held(lane);
    assert_eq!(lanes.len(), 0);
    assert_eq!(lanes.take_in(all()), []);
    assert_eq!(order(lanes), [2]);
}

#[tokio::test(start_paused = true)]
async fn a_failure_rests_its_lane_alone_and_longer_each_time() {
    let now = crate::clock::monotonic();
    let mut lanes = lanes(vec![row(1, TEAM, words(1)), row(2, TEAM, words(2))]);
    let lane = lanes.candidates()[0].lane;
    for failures in 1..=3 {
        lanes.begin(lane);
        lanes.failed(lane, now, |n| Duration::from_secs(n.into()));
        let rests: Vec<_> = lanes.candidates().iter().map(|c| c.resting_until).collect();
        assert_eq!(rests, [Some(now + Duration::from_secs(failures)), None]);
    }
    lanes.at_fault(lane);
    assert_eq!(lanes.begin(lane).map(|r| r.attempts), Some(1));
    lanes.nothing_under_way();
    assert_eq!(lanes.sending(), 0);
    assert_eq!(order(lanes), [1, 2]);
}
