//! What waits to be sent, in lanes: order holds within a lane, urgency decides between them.
//!
//! A private chat is one lane, first in, first out. In the group each ticket is a lane, and what concerns no ticket is
//! another. A lane is as urgent as the most urgent row in it, because that one can't overtake the others. Of a card's
//! edits only the newest waits, behind everything else in its lane.
//!
//! When more waits for the team than Telegram takes in a minute, lanes that are alike go out together, as a digest: only
//! whole lanes, so that order holds, and never words.
//!
//! Pure: time is an argument.

use crate::{
    domain::{
        ids::TicketId,
        notice::{Audience, Mark, Notice, Urgency},
    },
    store::{Pending, Side},
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

/// What the rows of a lane are alike in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alike {
    /// A ticket that the team does not know yet.
    New,
    /// A ticket over its SLA, whether the team knows it or not.
    Overdue,
}

/// One lane.
#[derive(Debug, Default)]
struct Lane {
    rows: VecDeque<Pending>,
    edit: Option<Pending>,
    /// How many of its rows, from the front, are being sent.
    sending: usize,
    /// After a failure: not before this.
    resting_until: Option<Instant>,
    /// How often its head failed in a row.
    failures: u32,
    /// Whether a digest with it was refused: its rows go out one by one.
    alone: bool,
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

    /// What all of its rows are alike in, if they are.
    fn alike(&self) -> Option<Alike> {
        if self.sending > 0 || self.alone || self.rows.is_empty() {
            return None;
        }
        let kinds = self.rows.iter().map(|row| match row.row.notice {
            Notice::NewTicket { .. } => Some(Alike::New),
            Notice::Alert { .. } => Some(Alike::Overdue),
            _ => None,
        });
        let kinds: Vec<Alike> = kinds.collect::<Option<_>>()?;
        let overdue = kinds.contains(&Alike::Overdue);
        Some(if overdue { Alike::Overdue } else { Alike::New })
    }
}

/// All lanes.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    lanes: HashMap<LaneName, Lane>,
    /// The rows in any lane, so that none is taken in twice: the team's, then people's.
    known: [HashSet<i64>; 2],
    /// The newest rows that are over: their tickets may not have written that down yet, and an outbox read from its
    /// start would bring them again.
    over: BTreeSet<i64>,
}

/// A row that could be sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) lane: LaneName,
    pub(super) urgency: Urgency,
    /// Whether its lane failed last: those that did not go first among equals, or whoever can't be reached at the moment
    /// would spend everybody's budget.
    failed: bool,
    /// The row's number: the older goes first among what is left.
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
            if self.over.contains(&row.id) || !self.known(row.row.to).insert(row.id) {
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
                    let from = lane.sending;
                    if let Some(at) = lane.rows.iter().skip(from).position(before) {
                        needless.extend(lane.rows.remove(at + from));
                    }
                    lane.rows.push_back(row);
                }
                // A newer rung of the same ladder says it better (`architecture.md`, *Out*): a call to somebody is an alert
                // with more in it, but no reminder says whom it called.
                Notice::Alert { episode, .. } | Notice::Escalation { episode, .. } => {
                    let from = lane.sending;
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
            self.known(row.row.to).remove(&row.id);
        }
        needless
    }

    fn known(&mut self, to: Audience) -> &mut HashSet<i64> {
        &mut self.known[Side::of(to) as usize]
    }

    /// How many rows wait on one side.
    pub(super) fn len(&self, side: Side) -> usize {
        self.known[side as usize].len()
    }

    /// How many rows the team waits for that no newer one can make needless, and that are not being sent: edits of cards
    /// give way to everything, so they make no queue.
    pub(super) fn queue(&self) -> usize {
        let team = |(name, _): &(&LaneName, &Lane)| name.to == Audience::Team;
        let waiting = |(_, lane): (_, &Lane)| lane.rows.len() - lane.sending;
        self.lanes.iter().filter(team).map(waiting).sum()
    }

    /// Which digest a lane may go into, if any.
    pub(super) fn kind(&self, name: LaneName) -> Option<Alike> {
        self.lanes.get(&name).and_then(Lane::alike)
    }

    /// The lanes that go into a digest of this kind. Oldest first.
    pub(super) fn alike(&self, kind: Alike) -> Vec<LaneName> {
        let alike = self.lanes.iter().filter(|(_, l)| l.alike() == Some(kind));
        let mut alike: Vec<_> = alike.collect();
        alike.sort_by_key(|(_, lane)| lane.head().map(|row| row.id));
        alike.into_iter().map(|(name, _)| *name).collect()
    }

    /// Reminders and calls come in working hours (`sla.md` rule 9): those that wait leave, to be read again when the desk
    /// opens. Whether there were any.
    pub(super) fn put_off_reminders(&mut self) -> bool {
        let mut put_off = Vec::new();
        for lane in self.lanes.values_mut() {
            let mut kept = VecDeque::new();
            for (at, row) in std::mem::take(&mut lane.rows).into_iter().enumerate() {
                let reminds = matches!(
                    row.row.notice,
                    Notice::Alert { nth: 1.., .. } | Notice::Escalation { .. }
                );
                if reminds && at >= lane.sending {
                    put_off.push(row.id);
                } else {
                    kept.push_back(row);
                }
            }
            lane.rows = kept;
        }
        for id in &put_off {
            self.known[Side::Team as usize].remove(id);
        }
        self.lanes.retain(|_, lane| lane.head().is_some());
        !put_off.is_empty()
    }

    /// The head of each lane that is not being sent, most urgent first, then those that did not fail, then oldest first.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut candidates: Vec<_> = self
            .lanes
            .iter()
            .filter(|(_, lane)| lane.sending == 0)
            .filter_map(|(name, lane)| {
                let row = lane.head()?.id;
                Some(Candidate {
                    lane: *name,
                    urgency: lane.urgency()?,
                    failed: lane.failures > 0,
                    row,
                    resting_until: lane.resting_until,
                })
            })
            .collect();
        candidates.sort_by_key(|c| (c.urgency, c.failed, c.row));
        candidates
    }

    /// Whether a row of this lane is being sent.
    pub(super) fn is_sending(&self, name: LaneName) -> bool {
        self.lanes.get(&name).is_some_and(|lane| lane.sending > 0)
    }

    /// The head of a lane goes out, or the heads of lanes that are [`alike`](Lanes::alike) with all that is behind them.
    pub(super) fn begin(&mut self, names: &[LaneName]) -> Vec<Pending> {
        let mut rows = Vec::new();
        for name in names {
            let Some(lane) = self.lanes.get_mut(name) else {
                continue;
            };
            if lane.rows.is_empty() {
                // Once under way, an edit must not be replaced by a newer one.
                lane.rows.extend(lane.edit.take());
            }
            let together = if names.len() > 1 { lane.rows.len() } else { 1 };
            rows.extend(lane.rows.iter().take(together).cloned());
            lane.sending = together.min(lane.rows.len());
        }
        rows
    }

    /// What of a lane was being sent is settled, for good.
    pub(super) fn settled(&mut self, name: LaneName) {
        for row in self.gone(name) {
            self.over.insert(row);
            if self.over.len() > REMEMBERED {
                self.over.pop_first();
            }
        }
    }

    /// What of a lane was being sent is held: it may be read again when it is released.
    pub(super) fn held(&mut self, name: LaneName) {
        self.gone(name);
    }

    fn gone(&mut self, name: LaneName) -> Vec<i64> {
        let Some(lane) = self.lanes.get_mut(&name) else {
            return Vec::new();
        };
        let rows: Vec<i64> = lane.rows.drain(..lane.sending).map(|row| row.id).collect();
        lane.sending = 0;
        lane.failures = 0;
        lane.resting_until = None;
        let empty = lane.head().is_none();
        for row in &rows {
            self.known(name.to).remove(row);
        }
        if empty {
            self.lanes.remove(&name);
        }
        rows
    }

    /// The head of a lane goes out once more, at once: something had to be sent before it.
    pub(super) fn again(&mut self, name: LaneName) {
        if let Some(lane) = self.lanes.get_mut(&name) {
            lane.sending = 0;
        }
    }

    /// A digest with this lane was refused: its rows go out one by one.
    pub(super) fn apart(&mut self, name: LaneName) {
        if let Some(lane) = self.lanes.get_mut(&name) {
            (lane.sending, lane.alone) = (0, true);
        }
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
        lane.sending = 0;
        lane.failures += 1;
        lane.resting_until = Some(now + rest(lane.failures));
    }

    /// Nothing is being sent any more: after a restart of the actor.
    pub(super) fn nothing_under_way(&mut self) {
        self.lanes.values_mut().for_each(|lane| lane.sending = 0);
    }
}

#[cfg(test)]
mod tests;
