//! The next lane to send from, found without looking at all the others.
//!
//! Lanes wait in queues, and only the first of each queue is ever looked at. A person's chat is one lane. People's lanes
//! share one queue, failed ones another; a lane whose chat is rate-limited leaves its queue until the limit expires. The
//! team's lanes share a chat and differ in what a digest may take along, so each kind has its own queue; so does the rest.
//! A look costs the same whether five lanes wait or ten thousand.
//!
//! Pure: time is an argument.

use super::lanes::id::{DigestKind, LaneId};
use crate::domain::notice::Urgency;
use std::collections::BTreeMap;
use tokio::time::Instant;

/// The order of lanes within a line: the smaller, the sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DispatchKey {
    /// The more urgent first.
    pub(super) urgency: Urgency,
    /// Then who waits longer for a turn, counted in rows that came and calls that ended. A lane begins to wait anew when a
    /// row of it went out or failed: one ticket with much to tell, or a chat that can't be reached, is not always in
    /// front, and neither is kept behind whatever comes.
    pub(super) since: u64,
    /// The number of the row that would go out.
    pub(super) row: i64,
}

/// The line that a lane stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QueueKind {
    /// Whatever is told to people.
    People,
    /// The same, where the last call failed.
    Again,
    /// Of the team's, new tickets that a digest may tell.
    New,
    /// Of the team's, overdue tickets that a digest may tell.
    Overdue,
    /// Of the team's, all that goes out by itself.
    Alone,
}

/// The number of lines in the queue.
const LINES: usize = 5;

/// A lane's place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QueueSlot {
    line: QueueKind,
    turn: DispatchKey,
    /// Not before this, if it sleeps.
    sleeps: Option<Instant>,
}

impl QueueSlot {
    /// The place of a person's lane with this turn, whose last call may have failed. `sleeps` keeps it out of its line
    /// until then.
    pub(super) fn of_person(failed: bool, turn: DispatchKey, sleeps: Option<Instant>) -> Self {
        let line = if failed {
            QueueKind::Again
        } else {
            QueueKind::People
        };
        QueueSlot { line, turn, sleeps }
    }

    /// The urgency of the place.
    pub(super) fn urgency(&self) -> Urgency {
        self.turn.urgency
    }

    /// The same for a lane of the team, which a digest of this kind may take, if any.
    pub(super) fn of_team(
        kind: Option<DigestKind>,
        turn: DispatchKey,
        sleeps: Option<Instant>,
    ) -> Self {
        let line = match kind {
            Some(DigestKind::New) => QueueKind::New,
            Some(DigestKind::Overdue) => QueueKind::Overdue,
            None => QueueKind::Alone,
        };
        QueueSlot { line, turn, sleeps }
    }
}

/// All lanes that wait for their turn.
#[derive(Debug, Default)]
pub(super) struct ReadyQueue {
    lines: [BTreeMap<DispatchKey, LaneId>; LINES],
    /// Those that sleep, by when they wake; the row's number tells those apart that wake together.
    asleep: BTreeMap<(Instant, i64), LaneId>,
}

impl ReadyQueue {
    /// A lane leaves one place and takes another; `None` is none.
    pub(super) fn moves(&mut self, lane: LaneId, from: Option<QueueSlot>, to: Option<QueueSlot>) {
        if from == to {
            return;
        }
        if let Some(from) = from {
            match from.sleeps {
                Some(until) => self.asleep.remove(&(until, from.turn.row)),
                None => self.lines[from.line as usize].remove(&from.turn),
            };
        }
        if let Some(to) = to {
            match to.sleeps {
                Some(until) => self.asleep.insert((until, to.turn.row), lane),
                None => self.lines[to.line as usize].insert(to.turn, lane),
            };
        }
    }

    /// The first of each line, with its turn, the one whose turn it is before all others.
    pub(super) fn heads(&self) -> Vec<(DispatchKey, LaneId)> {
        let firsts = self.lines.iter().filter_map(BTreeMap::first_key_value);
        let mut heads: Vec<_> = firsts.map(|(turn, lane)| (*turn, *lane)).collect();
        heads.sort_unstable_by_key(|(turn, _)| *turn);
        heads
    }

    /// One of those whose sleep is over by now.
    pub(super) fn awoken(&self, now: Instant) -> Option<LaneId> {
        let ((until, _), lane) = self.asleep.first_key_value()?;
        (*until <= now).then_some(*lane)
    }

    /// The end of the next sleep.
    pub(super) fn wakes(&self) -> Option<Instant> {
        self.asleep.first_key_value().map(|((until, _), _)| *until)
    }
}
