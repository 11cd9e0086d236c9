//! What passes what waits in its lane.

use super::*;

/// What an agent asked for does not wait for the words of its ticket, nor for its card, and drags none of them forward.
#[test]
fn what_is_asked_for_passes_the_rest_of_its_ticket() {
    let asked = Notice::ToTeam(TeamNotice::Card {
        ticket: TicketId(1),
    });
    let old = Notice::ToTeam(TeamNotice::OldCard {
        ticket: TicketId(1),
    });
    let rows = vec![
        row(1, TEAM, card(2)),
        row(2, TEAM, words(3)),
        row(3, TEAM, card(1)),
        row(4, TEAM, words(1)),
        row(5, TEAM, edit(1)),
        row(6, TEAM, asked),
        row(7, TEAM, old),
        row(8, TEAM, words(1)),
    ];
    assert_eq!(order(lanes(rows)), [6, 7, 2, 3, 4, 8, 1, 5]);
}

/// One call of a ticket at a time: a card that is asked for and the edit of the one before can't meet.
#[test]
fn what_is_asked_for_waits_for_what_is_under_way_and_comes_before_it_is_tried_again() {
    let mut lanes = lanes(vec![row(1, TEAM, words(1)), row(2, TEAM, words(1))]);
    let lane = next(&lanes);
    assert_eq!(begin(&mut lanes, lane), [1]);
    let asked = Notice::ToTeam(TeamNotice::ConfirmClose {
        ticket: TicketId(1),
    });
    lanes.enqueue(vec![row(3, TEAM, asked)]);
    assert!(lanes.heads().is_empty(), "the lane is busy");
    lanes.again(lane);
    assert_eq!(order(lanes), [3, 1, 2]);
}

/// While something is asked for, its ticket is in no digest.
#[test]
fn what_is_asked_for_is_in_no_digest() {
    let clocks = Notice::ToTeam(TeamNotice::Clocks {
        ticket: TicketId(1),
    });
    let rows = vec![
        row(1, TEAM, card(1)),
        row(2, TEAM, card(2)),
        row(3, TEAM, clocks),
    ];
    let mut lanes = lanes(rows);
    assert_eq!(lanes.alike(DigestKind::New), [lane(2)]);
    assert_eq!(begin(&mut lanes, lane(1)), [3]);
    lanes.settled(lane(1));
    assert_eq!(lanes.alike(DigestKind::New), [lane(1), lane(2)]);
}

pub(super) fn receipt(message: u32) -> Notice {
    Notice::ToPerson(
        PersonId(1),
        PersonNotice::Receipt {
            ticket: TicketId(1),
            message: MessageNo(message),
        },
    )
}

/// Ten pictures make ten marks, of which the newest is enough, and an answer waits for none of them.
#[test]
fn answers_and_prompts_pass_marks_and_the_newest_mark_is_enough() {
    let mut lanes = lanes(vec![row(1, ANN, receipt(2))]);
    let chat = next(&lanes);
    assert_eq!(begin(&mut lanes, chat), [1]);
    let marks = (3..=11).map(|n| row(n.into(), ANN, receipt(n)));
    let needless = lanes.enqueue(marks.collect());
    let older: Vec<_> = needless.iter().map(|row| row.id).collect();
    assert_eq!(older, (3..=10).collect::<Vec<_>>());
    lanes.enqueue(vec![
        row(
            12,
            ANN,
            Notice::ToPerson(PersonId(1), PersonNotice::AskTitle),
        ),
        row(
            13,
            ANN,
            Notice::ToPerson(PersonId(1), PersonNotice::Blocked),
        ),
    ]);
    lanes.settled(chat);
    assert_eq!(order(lanes), [12, 13, 11]);
}

/// What was read later though it was written earlier goes first: urgencies are read each by itself.
#[test]
fn however_it_was_read_what_was_written_earlier_goes_first() {
    let mut team = lanes(vec![row(3, TEAM, words(1)), row(5, TEAM, words(1))]);
    team.enqueue(vec![row(2, TEAM, alert(1)), row(4, TEAM, alert(1))]);
    assert_eq!(order(team), [3, 4, 5], "the older alert is needless");
    let mut person = lanes(vec![row(
        2,
        ANN,
        Notice::ToPerson(PersonId(1), PersonNotice::AskTitle),
    )]);
    person.enqueue(vec![row(
        1,
        ANN,
        Notice::ToPerson(PersonId(1), PersonNotice::Unblocked),
    )]);
    assert_eq!(order(person), [1, 2]);
}

/// Each urgency is counted by itself: thousands of cards that can't be edited keep no words from being read.
#[test]
fn what_waits_is_counted_by_urgency() {
    let mut lanes = lanes((1..=6_000).map(|n| row(n, TEAM, edit(n))).collect());
    assert_eq!(lanes.len(OutboxSide::Team, Urgency::CardEdit), 6_000);
    assert_eq!(lanes.len(OutboxSide::Team, Urgency::Words), 0);
    lanes.enqueue(vec![row(6_001, TEAM, words(7))]);
    assert_eq!(lanes.len(OutboxSide::Team, Urgency::Words), 1);
    assert_eq!(lanes.len(OutboxSide::People, Urgency::Words), 0);
    assert_eq!(lanes.queue(), 1, "edits make no queue");
    assert_eq!(rows_ahead(&lanes), [6_001]);
}
