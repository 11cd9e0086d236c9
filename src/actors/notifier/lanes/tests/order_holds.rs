//! Whatever is done to the lanes, whose turn it is stands in [`ReadyQueue`] as a look at all of them would find it.

use super::{passing::receipt, *};
use crate::domain::{
    ids::PersonId,
    notice::{Notice, PersonNotice, TeamNotice},
};
use proptest::{collection::vec, prelude::*};
use std::time::Duration;

/// Something that happens to the lanes.
#[derive(Debug, Clone)]
enum Doing {
    /// A row comes: of which kind, for whom.
    Comes(u8, i64),
    /// A row goes out of the head that stands there.
    Begins(usize),
    /// All that a digest of this kind takes goes out.
    Together(DigestKind),
    /// What of a lane is under way, if anything is, ends so.
    Ends(usize, u8),
    /// A head is not looked at for so many seconds.
    Sleeps(usize, u64),
    /// So many seconds pass.
    Passes(u64),
    /// The desk closes for the day.
    PutsOff,
    /// The actor starts again.
    Restarts,
}

fn doing() -> impl Strategy<Value = Doing> {
    prop_oneof![
        8 => (0..9u8, 1..6i64).prop_map(|(kind, whose)| Doing::Comes(kind, whose)),
        6 => (0..5usize).prop_map(Doing::Begins),
        1 => prop_oneof![Just(DigestKind::New), Just(DigestKind::Overdue)].prop_map(Doing::Together),
        6 => (0..10usize, 0..6u8).prop_map(|(lane, end)| Doing::Ends(lane, end)),
        2 => (0..5usize, 0..9u64).prop_map(|(head, seconds)| Doing::Sleeps(head, seconds)),
        3 => (0..9u64).prop_map(Doing::Passes),
        1 => Just(Doing::PutsOff),
        1 => Just(Doing::Restarts),
    ]
}

fn comes(id: i64, kind: u8, whose: i64) -> OutboxRow {
    let person = Audience::Person(PersonId(whose));
    match kind {
        0 => row(id, TEAM, card(whose)),
        1 => row(id, TEAM, alert(whose)),
        2 => row(id, TEAM, reminder(whose, 1)),
        3 => row(id, TEAM, words(whose)),
        4 => row(id, TEAM, edit(whose)),
        5 => row(
            id,
            person,
            Notice::ToPerson(PersonId(1), PersonNotice::Blocked),
        ),
        6 => row(id, person, receipt(2)),
        7 => {
            let ticket = TicketId(whose);
            row(id, TEAM, Notice::ToTeam(TeamNotice::Clocks { ticket }))
        }
        _ => row(
            id,
            person,
            Notice::ToPerson(PersonId(1), PersonNotice::AskTitle),
        ),
    }
}

/// The lanes of which something is under way, the oldest row first.
fn under_way(lanes: &Lanes) -> Vec<LaneId> {
    let busy = lanes
        .lanes
        .iter()
        .filter(|(_, lane)| !lane.sending.is_empty());
    let mut busy: Vec<_> = busy.collect();
    busy.sort_by_key(|(_, lane)| lane.sending.first().map(|row| row.id));
    busy.into_iter().map(|(name, _)| *name).collect()
}

fn happens(lanes: &mut Lanes, doing: &Doing, id: i64, now: &mut Instant) {
    let head = |lanes: &Lanes, n: usize| lanes.heads().get(n).map(|(_, lane)| *lane);
    match *doing {
        Doing::Comes(kind, whose) => drop(lanes.enqueue(vec![comes(id, kind, whose)])),
        Doing::Begins(n) => {
            let head: Vec<_> = head(lanes, n).into_iter().collect();
            lanes.begin(&head);
        }
        Doing::Together(kind) => drop(lanes.begin(&lanes.alike(kind))),
        Doing::Ends(n, end) => {
            let Some(lane) = under_way(lanes).get(n).copied() else {
                return;
            };
            match end {
                0 | 1 => lanes.settled(lane),
                2 => lanes.held(lane),
                3 => lanes.again(lane),
                4 => lanes.split_digest(lane),
                _ => lanes.failed(lane, *now, |n| Duration::from_secs(n.into())),
            }
        }
        Doing::Sleeps(n, seconds) => {
            if let Some(lane) = head(lanes, n) {
                lanes.sleeps(lane, *now + Duration::from_secs(seconds));
            }
        }
        Doing::Passes(seconds) => {
            *now += Duration::from_secs(seconds);
            lanes.end_rests(*now);
        }
        Doing::PutsOff => drop(lanes.put_off_reminders()),
        Doing::Restarts => lanes.nothing_under_way(),
    }
}

/// Looks at all lanes.
fn holds(lanes: &Lanes) {
    let waiting = || {
        lanes
            .lanes
            .iter()
            .filter(|(_, lane)| lane.sending.is_empty())
    };
    let mut lines: HashMap<_, Vec<(DispatchKey, LaneId)>> = HashMap::new();
    for (name, lane) in waiting().filter(|(_, lane)| lane.resting_until.is_none()) {
        let line = match name.to {
            Audience::Person(_) => (Some(lane.failures > 0), None),
            Audience::Team => (None, lane.alike().map(|kind| kind as usize)),
        };
        let turn = lane.dispatch_key().expect("a lane holds a row");
        lines.entry(line).or_default().push((turn, *name));
    }
    let firsts = lines.into_values();
    let firsts = firsts.filter_map(|line| line.into_iter().min_by_key(|(turn, _)| *turn));
    let mut heads: Vec<_> = firsts.collect();
    heads.sort_by_key(|(turn, _)| *turn);
    assert_eq!(lanes.heads(), heads);
    let wakes = waiting().filter_map(|(_, lane)| lane.resting_until).min();
    assert_eq!(lanes.wakes(), wakes);
    let team = || lanes.lanes.iter().filter(|(name, _)| name.to == TEAM);
    let queue: usize = team().map(|(_, l)| l.asked.len() + l.rows.len()).sum();
    assert_eq!(lanes.queue(), queue);
    let every = |lane: &Lane| {
        let rows = lane.asked.iter().chain(&lane.rows).chain(&lane.behind);
        rows.chain(&lane.sending).cloned().collect::<Vec<_>>()
    };
    for side in OutboxSide::BOTH {
        for urgency in Urgency::ALL {
            let rows = lanes.lanes.values().flat_map(every);
            let rows = rows.filter(|row| OutboxSide::of(row.row.to()) == side);
            let count = rows
                .filter(|row| row.row.notice.urgency() == urgency)
                .count();
            assert_eq!(lanes.len(side, urgency), count, "{side:?} {urgency:?}");
        }
    }
    let reminds = |(_, lane): &(_, &Lane)| lane.rows.iter().any(reminds);
    let reminding: HashSet<LaneId> = team().filter(reminds).map(|(name, _)| *name).collect();
    assert_eq!(lanes.reminding, reminding);
}

proptest! {
    #[test]
    fn whatever_happens(doings in vec(doing(), 1..80)) {
        let mut now = crate::clock::monotonic();
        let mut lanes = Lanes::default();
        for (id, doing) in (1..).zip(&doings) {
            happens(&mut lanes, doing, id, &mut now);
            holds(&lanes);
        }
    }
}
