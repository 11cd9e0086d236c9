//! All lanes: takes rows in, hands out what is next, and keeps each lane in its place in the queue.

use super::{
    id::{DigestKind, LaneId},
    lane::{Lane, reminds},
};
use crate::{
    actors::notifier::ready_queue::{DispatchKey, ReadyQueue},
    domain::{
        Instant as Time,
        notice::{Audience, Notice, TeamNotice, Urgency},
    },
    store::{OutboxRow, OutboxSide},
};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use tokio::time::Instant;

/// The number of finished rows that are remembered.
const REMEMBERED: usize = 10_000;

/// All lanes with rows that wait or are being sent.
#[derive(Debug, Default)]
pub(in crate::actors::notifier) struct Lanes {
    pub(super) lanes: HashMap<LaneId, Lane>,
    /// The queue that knows which lane is next.
    order: ReadyQueue,
    /// Counts the rows that came and the calls that ended.
    happened: u64,
    /// The number of rows that wait for the team, edits aside.
    queue: usize,
    /// The lanes in which a reminder or a call to somebody waits.
    pub(super) reminding: HashSet<LaneId>,
    /// The rows in any lane, so that none is taken in twice: the team's, then people's.
    known: [HashSet<i64>; 2],
    /// The number of these of each urgency, by side.
    counts: [[usize; Urgency::ALL.len()]; 2],
    /// The newest rows that are over: their tickets may not have written that down yet, and an outbox read from its
    /// start would bring them again.
    over: BTreeSet<i64>,
}

impl Lanes {
    /// Takes rows in. The rows that they make needless: older edits of the same card, and ✍ where 👌 waits already.
    pub(in crate::actors::notifier) fn enqueue(&mut self, rows: Vec<OutboxRow>) -> Vec<OutboxRow> {
        let mut needless = Vec::new();
        let mut changed = HashSet::new();
        for row in rows {
            // A row that was settled, or that is in memory already, may be read again when a reading begins anew.
            if self.over.contains(&row.id) || !self.knows(&row) {
                continue;
            }
            let name = LaneId::of(&row);
            changed.insert(name);
            self.happened += 1;
            // A new lane goes behind those that wait already: nobody is overtaken by whoever writes last.
            let lane = self.lanes.entry(name).or_insert_with(|| Lane {
                since: self.happened,
                ..Lane::default()
            });
            needless.extend(lane.enqueue(row));
        }
        for row in &needless {
            self.forgets(row);
        }
        changed.into_iter().for_each(|name| self.reindex(name));
        needless
    }

    /// Puts a lane where it belongs now, after whatever was done to it.
    fn reindex(&mut self, name: LaneId) {
        let Some(lane) = self.lanes.get_mut(&name) else {
            return;
        };
        // Room for what is more urgent may be there.
        let before = lane.standing.place.map(|place| place.urgency());
        if lane.for_room && lane.urgency() < before {
            (lane.resting_until, lane.for_room) = (None, false);
        }
        let now = lane.standing(name);
        let before = std::mem::replace(&mut lane.standing, now);
        // An empty lane has nothing to remember: its failures ended with its rows.
        if lane.head().is_none() && lane.sending.is_empty() {
            self.lanes.remove(&name);
        }
        self.order.moves(name, before.place, now.place);
        self.queue = self.queue + now.waiting - before.waiting;
        if now.reminds {
            self.reminding.insert(name);
        } else {
            self.reminding.remove(&name);
        }
    }

    /// Notes that a row is in its lane; whether it was not yet.
    fn knows(&mut self, row: &OutboxRow) -> bool {
        let side = OutboxSide::of(row.row.to()) as usize;
        let new = self.known[side].insert(row.id);
        self.counts[side][row.row.notice.urgency() as usize] += usize::from(new);
        new
    }

    fn forgets(&mut self, row: &OutboxRow) {
        let side = OutboxSide::of(row.row.to()) as usize;
        let was = self.known[side].remove(&row.id);
        self.counts[side][row.row.notice.urgency() as usize] -= usize::from(was);
    }

    /// The number of rows of an urgency that wait on one side and that no newer one makes needless.
    pub(in crate::actors::notifier) fn len(&self, side: OutboxSide, urgency: Urgency) -> usize {
        self.counts[side as usize][urgency as usize]
    }

    /// The number of rows that the team waits for, that no newer one can make needless, and that are not being sent:
    /// edits give way to everything, so they make no queue.
    pub(in crate::actors::notifier) fn queue(&self) -> usize {
        self.queue
    }

    /// The kind of digest that a lane may go into, if any.
    pub(in crate::actors::notifier) fn kind(&self, name: LaneId) -> Option<DigestKind> {
        self.lanes.get(&name).and_then(Lane::alike)
    }

    /// The times at which a lane's alert was due and was written, if a digest of overdue tickets may take it.
    pub(in crate::actors::notifier) fn alert(&self, name: LaneId) -> Option<(Time, Time)> {
        let lane = self.lanes.get(&name)?;
        lane.rows.iter().find_map(|row| match row.row.notice {
            // A reminder has no due time of its own: it counts as of its writing.
            Notice::ToTeam(TeamNotice::Alert { due, .. }) => Some((due.unwrap_or(row.at), row.at)),
            _ => None,
        })
    }

    /// The lanes that go into a digest of this kind. Oldest first.
    pub(in crate::actors::notifier) fn alike(&self, kind: DigestKind) -> Vec<LaneId> {
        let alike = self.lanes.iter().filter(|(_, l)| l.alike() == Some(kind));
        let mut alike: Vec<_> = alike.collect();
        // In the order of their rows, so that the digest lists tickets as they came.
        alike.sort_by_key(|(_, lane)| lane.head().map(|row| row.id));
        alike.into_iter().map(|(name, _)| *name).collect()
    }

    /// Reminders and calls come in working hours (`sla.md` rule 9): those that wait leave, to be read again when the desk
    /// opens. Whether there were any.
    pub(in crate::actors::notifier) fn put_off_reminders(&mut self) -> bool {
        let reminding = std::mem::take(&mut self.reminding);
        for name in &reminding {
            let Some(lane) = self.lanes.get_mut(name) else {
                continue;
            };
            let waiting = std::mem::take(&mut lane.rows);
            let (put_off, kept): (VecDeque<_>, _) = waiting.into_iter().partition(reminds);
            lane.rows = kept;
            // Forgotten in memory only: the rows wait in the outbox and are read again when the desk opens.
            for row in &put_off {
                self.forgets(row);
            }
            self.reindex(*name);
        }
        !reminding.is_empty()
    }

    /// The lanes of which one is next, at most one of each line they stand in: whose turn it is, then who is next in the
    /// other lines.
    pub(in crate::actors::notifier) fn heads(&self) -> Vec<(DispatchKey, LaneId)> {
        self.order.heads()
    }

    /// True if the last call for this lane failed.
    pub(in crate::actors::notifier) fn has_failed(&self, name: LaneId) -> bool {
        self.lanes.get(&name).is_some_and(|lane| lane.failures > 0)
    }

    /// A lane is not looked at again before then, unless something more urgent comes.
    pub(in crate::actors::notifier) fn sleeps(&mut self, name: LaneId, until: Instant) {
        if let Some(lane) = self.lanes.get_mut(&name) {
            (lane.resting_until, lane.for_room) = (Some(until), true);
        }
        self.reindex(name);
    }

    /// Those whose rest is over by now wait for their turn again.
    pub(in crate::actors::notifier) fn end_rests(&mut self, now: Instant) {
        while let Some(name) = self.order.awoken(now) {
            if let Some(lane) = self.lanes.get_mut(&name) {
                (lane.resting_until, lane.for_room) = (None, false);
            }
            self.reindex(name);
        }
    }

    /// The end of the next rest.
    pub(in crate::actors::notifier) fn wakes(&self) -> Option<Instant> {
        self.order.wakes()
    }

    /// The head of a lane goes out, or the heads of lanes that are [`alike`](Lanes::alike) with all that is behind them.
    pub(in crate::actors::notifier) fn begin(&mut self, names: &[LaneId]) -> Vec<OutboxRow> {
        let mut rows = Vec::new();
        for name in names {
            let Some(lane) = self.lanes.get_mut(name) else {
                continue;
            };
            if names.len() > 1 {
                lane.begin_together();
            } else {
                lane.begin();
            }
            rows.extend(lane.sending.iter().cloned());
            self.reindex(*name);
        }
        rows
    }

    /// Drops the rows of a lane that were being sent: they are settled finally.
    pub(in crate::actors::notifier) fn settled(&mut self, name: LaneId) {
        for row in self.remove_sent(name) {
            self.over.insert(row.id);
            // Bounded: a reading never goes back so far that an older row could come again.
            if self.over.len() > REMEMBERED {
                self.over.pop_first();
            }
        }
    }

    /// Drops the rows of a lane that were being sent: they are held, and may be read again when they are released.
    pub(in crate::actors::notifier) fn held(&mut self, name: LaneId) {
        self.remove_sent(name);
    }

    fn remove_sent(&mut self, name: LaneId) -> Vec<OutboxRow> {
        self.happened += 1;
        let Some(lane) = self.lanes.get_mut(&name) else {
            return Vec::new();
        };
        let rows = std::mem::take(&mut lane.sending);
        lane.failures = 0;
        lane.since = self.happened;
        (lane.resting_until, lane.for_room) = (None, false);
        for row in &rows {
            self.forgets(row);
        }
        self.reindex(name);
        rows
    }

    /// The head of a lane goes out once more, at once: something had to be sent before it.
    pub(in crate::actors::notifier) fn again(&mut self, name: LaneId) {
        if let Some(lane) = self.lanes.get_mut(&name) {
            lane.put_back();
        }
        self.reindex(name);
    }

    /// A digest with this lane was refused: its rows go out one by one.
    pub(in crate::actors::notifier) fn split_digest(&mut self, name: LaneId) {
        if let Some(lane) = self.lanes.get_mut(&name) {
            lane.put_back();
            lane.alone = true;
        }
        self.reindex(name);
    }

    /// The head of a lane failed by its own fault; that is counted at the row.
    pub(in crate::actors::notifier) fn at_fault(&mut self, name: LaneId) {
        let sent = self.lanes.get_mut(&name);
        if let Some(row) = sent.and_then(|lane| lane.sending.first_mut()) {
            row.attempts += 1;
        }
    }

    /// The head of a lane stays, and the lane rests; how often that happened in a row is told to `rest`.
    pub(in crate::actors::notifier) fn failed(
        &mut self,
        name: LaneId,
        now: Instant,
        rest: impl Fn(u32) -> std::time::Duration,
    ) {
        self.happened += 1;
        let Some(lane) = self.lanes.get_mut(&name) else {
            return;
        };
        lane.put_back();
        lane.failures += 1;
        lane.since = self.happened;
        (lane.resting_until, lane.for_room) = (Some(now + rest(lane.failures)), false);
        self.reindex(name);
    }

    /// The team's lanes that rest after a failure are tried at once: the bot may be allowed more by now.
    pub(in crate::actors::notifier) fn tries_team_again(&mut self) {
        // Only those that failed: what rests for want of room has to wait for it.
        let rests = |lane: &Lane| lane.resting_until.is_some() && !lane.for_room;
        let resting = self
            .lanes
            .iter()
            .filter(|(name, lane)| name.to == Audience::Team && rests(lane));
        let names: Vec<LaneId> = resting.map(|(name, _)| *name).collect();
        for name in names {
            if let Some(lane) = self.lanes.get_mut(&name) {
                lane.resting_until = None;
            }
            self.reindex(name);
        }
    }

    /// Nothing is being sent any more: after a restart of the actor.
    pub(in crate::actors::notifier) fn nothing_under_way(&mut self) {
        // After a panic nothing of the previous run is under way, so everything it was sending waits again.
        let names: Vec<LaneId> = self.lanes.keys().copied().collect();
        for name in names {
            self.again(name);
        }
    }
}
