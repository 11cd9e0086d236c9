//! What is alike goes out together.

use super::*;

/// Rows by ticket: new, new and overdue, overdue, new with words, new with an edit, overdue with a step, asked for.
fn all_kinds() -> Lanes {
    let step = Notice::ToTeam(TeamNotice::Escalation {
        ticket: TicketId(6),
        episode: 2,
        after_seconds: 3600,
    });
    lanes(vec![
        row(1, TEAM, card(1)),
        row(2, TEAM, card(2)),
        row(3, TEAM, alert(3)),
        row(4, TEAM, card(4)),
        row(5, TEAM, card(5)),
        row(6, TEAM, alert(2)),
        row(7, TEAM, words(4)),
        row(8, TEAM, edit(5)),
        row(9, TEAM, alert(6)),
        row(10, TEAM, step),
        row(11, TEAM, Notice::ToTeam(TeamNotice::Help)),
        row(
            12,
            ANN,
            Notice::ToPerson(PersonId(1), PersonNotice::Blocked),
        ),
        row(13, TEAM, card(13)),
        row(14, TEAM, alert(14)),
    ])
}

#[test]
fn what_is_alike_goes_out_together_and_words_by_themselves() {
    for (ticket, expected) in [
        // An edit behind a card waits for the next time.
        (1, &[1, 5, 13][..]),
        (5, &[1, 5, 13]),
        // A ticket that nobody knows yet and that is overdue is told as overdue.
        (2, &[2, 6, 3, 14]),
        (3, &[2, 6, 3, 14]),
        (4, &[4]),
        (6, &[9]),
    ] {
        assert_eq!(together(&mut all_kinds(), ticket), expected, "#{ticket}");
    }
    let lone = &mut lanes(vec![row(1, TEAM, card(1)), row(2, TEAM, words(2))]);
    assert_eq!(together(lone, 1), [1]);
}

/// Edits make no queue, nor does what is under way, nor what people wait for.
#[test]
fn the_queue_is_what_the_team_waits_for() {
    let mut lanes = all_kinds();
    assert_eq!(lanes.queue(), 12);
    together(&mut lanes, 2);
    assert_eq!(lanes.queue(), 8);
    assert_eq!(
        (
            len(&lanes, OutboxSide::Team),
            len(&lanes, OutboxSide::People)
        ),
        (13, 1)
    );
}

/// One call settles all, what came meanwhile stays, and a lane whose digest failed is tried again with the others.
#[tokio::test(start_paused = true)]
async fn a_digest_is_settled_or_fails_as_a_whole() {
    let now = crate::clock::monotonic();
    let mut lanes = lanes((1..=4).map(|n| row(n, TEAM, card(n))).collect());
    assert_eq!(together(&mut lanes, 1), [1, 2, 3, 4]);
    lanes.enqueue(vec![row(5, TEAM, alert(2)), row(6, TEAM, card(6))]);
    assert_eq!(
        lanes.alike(DigestKind::New),
        [lane(6)],
        "the others are on their way"
    );
    for ticket in 1..=4 {
        lanes.failed(lane(ticket), now, |_| Duration::from_secs(1));
    }
    assert_eq!(together(&mut lanes, 6), [1, 3, 4, 6]);
    for ticket in [1, 3, 4, 6] {
        lanes.settled(lane(ticket));
    }
    assert_eq!(order(lanes), [2, 5]);
}

/// An alert under way in a digest may have been seen: a newer rung follows it instead of taking its place.
#[test]
fn what_is_under_way_in_a_digest_is_not_replaced() {
    let rows = vec![
        row(1, TEAM, card(1)),
        row(2, TEAM, alert(1)),
        row(3, TEAM, alert(3)),
    ];
    let mut lanes = lanes(rows);
    assert_eq!(together(&mut lanes, 1), [1, 2, 3]);
    assert_eq!(lanes.enqueue(vec![row(4, TEAM, reminder(1, 1))]), []);
    assert_eq!(lanes.queue(), 1);
}

#[test]
fn after_a_refused_digest_rows_go_out_one_by_one() {
    let mut lanes = lanes((1..=3).map(|n| row(n, TEAM, card(n))).collect());
    let all = lanes.alike(DigestKind::New);
    assert_eq!(lanes.begin(&all).len(), 3);
    all.iter().for_each(|lane| lanes.split_digest(*lane));
    for ticket in 1..=3 {
        assert_eq!(lanes.kind(lane(ticket)), None);
    }
    assert_eq!(order(lanes), [1, 2, 3]);
}
