//! What waits to be sent, in lanes: order holds within a lane, urgency decides between them.
//!
//! A private chat is one lane, first in, first out. In the group each ticket is a lane, and what concerns no ticket is
//! another. A lane is as urgent as the most urgent row in it, because that one can't overtake the others. Of a card's
//! edits only the newest waits, behind everything else in its lane.
//!
//! Pure: time is an argument.

use crate::{
    domain::{
        ids::TicketId,
        notice::{Audience, Mark, Notice, Urgency},
    },
    store::Pending,
};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use tokio::time::Instant;

/// How many rows that are over are remembered.
const REMEMBERED: usize = 10_000;

/// Whose order holds together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct LaneName {
    pub(super) to: Audience,
    pub(super) ticket: Option<TicketId>,
}

impl LaneName {
    fn of(row: &Pending) -> Self {
        let ticket = match row.row.to {
            Audience::Person(_) => None,
            Audience::Team => row.row.notice.ticket(),
        };
        LaneName {
            to: row.row.to,
            ticket,
        }
    }
}

/// One lane.
#[derive(Debug, Default)]
struct Lane {
    rows: VecDeque<Pending>,
    edit: Option<Pending>,
    /// Whether a row of it is being sent.
    sending: bool,
    /// After a failure: not before this.
    resting_until: Option<Instant>,
    /// How often its head failed in a row.
    failures: u32,
}

impl Lane {
    fn urgency(&self) -> Option<Urgency> {
        self.rows
            .iter()
            .chain(&self.edit)
            .map(|row| row.row.notice.urgency())
            .min()
    }

    fn head(&self) -> Option<&Pending> {
        self.rows.front().or(self.edit.as_ref())
    }
}

/// All lanes.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    lanes: HashMap<LaneName, Lane>,
    /// The rows in any lane, so that none is taken in twice.
    known: HashSet<i64>,
    /// The newest rows that are over: their tickets may not have written that down yet, and an outbox read from its
    /// start would bring them again.
    over: BTreeSet<i64>,
}

/// A row that could be sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) lane: LaneName,
    pub(super) urgency: Urgency,
    /// The row's number: the older goes first among equals.
    pub(super) row: i64,
    /// Not before this, if its lane rests.
    pub(super) resting_until: Option<Instant>,
}

impl Lanes {
    /// Takes rows in, in their order. The rows that they make needless: older edits of the same card, and ✍ where 👌
    /// waits already.
    pub(super) fn take_in(&mut self, rows: Vec<Pending>) -> Vec<Pending> {
        let mut needless = Vec::new();
        for row in rows {
            if self.over.contains(&row.id) || !self.known.insert(row.id) {
                continue;
            }
            let lane = self.lanes.entry(LaneName::of(&row)).or_default();
            match &row.row.notice {
                Notice::CardEdit { .. } => needless.extend(lane.edit.replace(row)),
                Notice::Mark {
                    message,
                    mark: Mark::Taken,
                    ..
                } => {
                    let before = |waiting: &Pending| matches!(&waiting.row.notice, Notice::Mark { message: m, mark: Mark::OnItsWay, .. } if m == message);
                    // The head may be under way.
                    let from = usize::from(lane.sending);
                    if let Some(at) = lane.rows.iter().skip(from).position(before) {
                        needless.extend(lane.rows.remove(at + from));
                    }
                    lane.rows.push_back(row);
                }
                // A newer rung of the same ladder says it better (`architecture.md`, *Out*).
                Notice::Alert { episode, .. } => {
                    let from = usize::from(lane.sending);
                    let older = |waiting: &Pending| matches!(&waiting.row.notice, Notice::Alert { episode: e, .. } if e == episode);
                    if let Some(at) = lane.rows.iter().skip(from).position(older) {
                        needless.extend(lane.rows.remove(at + from));
                    }
                    lane.rows.push_back(row);
                }
                _ => lane.rows.push_back(row),
            }
        }
        for row in &needless {
            self.known.remove(&row.id);
        }
        needless
    }

    /// How many rows wait.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// The head of each lane that is not being sent, most urgent first, then oldest first.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut candidates: Vec<_> = self
            .lanes
            .iter()
            .filter(|(_, lane)| !lane.sending)
            .filter_map(|(name, lane)| {
                let row = lane.head()?.id;
                Some(Candidate {
                    lane: *name,
                    urgency: lane.urgency()?,
                    row,
                    resting_until: lane.resting_until,
                })
            })
            .collect();
        candidates.sort_by_key(|c| (c.urgency, c.row));
        candidates
    }

    /// The head of a lane goes out.
    pub(super) fn begin(&mut self, name: LaneName) -> Option<Pending> {
        let lane = self.lanes.get_mut(&name)?;
        if lane.rows.is_empty() {
            // Once under way, an edit must not be replaced by a newer one.
            lane.rows.extend(lane.edit.take());
        }
        let head = lane.rows.front().cloned()?;
        lane.sending = true;
        Some(head)
    }

    /// The head of a lane is settled, for good.
    pub(super) fn settled(&mut self, name: LaneName) {
        if let Some(row) = self.gone(name) {
            self.over.insert(row);
            if self.over.len() > REMEMBERED {
                self.over.pop_first();
            }
        }
    }

    /// The head of a lane is held: it may be read again when it is released.
    pub(super) fn held(&mut self, name: LaneName) {
        self.gone(name);
    }

    fn gone(&mut self, name: LaneName) -> Option<i64> {
        let lane = self.lanes.get_mut(&name)?;
        lane.sending = false;
        lane.failures = 0;
        lane.resting_until = None;
        let row = lane.rows.pop_front().map(|row| row.id);
        if let Some(row) = &row {
            self.known.remove(row);
        }
        if lane.head().is_none() {
            self.lanes.remove(&name);
        }
        row
    }

    /// The head of a lane failed by its own fault; that is counted at the row.
    pub(super) fn at_fault(&mut self, name: LaneName) {
        let head = self.lanes.get_mut(&name).and_then(|l| l.rows.front_mut());
        if let Some(row) = head {
            row.attempts += 1;
        }
    }

    /// The head of a lane stays, and the lane rests; how often that happened in a row is told to `rest`.
    pub(super) fn failed(
        &mut self,
        name: LaneName,
        now: Instant,
        rest: impl Fn(u32) -> std::time::Duration,
    ) {
        let Some(lane) = self.lanes.get_mut(&name) else {
            return;
        };
        lane.sending = false;
        lane.failures += 1;
        lane.resting_until = Some(now + rest(lane.failures));
    }

    /// Nothing is being sent any more: after a restart of the actor.
    pub(super) fn nothing_under_way(&mut self) {
        self.lanes
            .values_mut()
            .for_each(|lane| lane.sending = false);
    }

    /// Whether anything is being sent.
    pub(super) fn sending(&self) -> usize {
        self.lanes.values().filter(|lane| lane.sending).count()
    }
}

#[cfg(test)]
mod tests;
