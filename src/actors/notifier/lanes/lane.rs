//! One lane: its rows in their order, and what it is to the others.
//!
//! Next is what an agent asked for, then everything else in the order in which it was written, then edits of messages of
//! ours and marks on somebody's messages, of which one each waits. Only one call for a lane is ever under way, so a card
//! that was asked for and the edit of the card before it can't get into each other's way.

use super::id::{DigestKind, LaneId};
use crate::{
    actors::notifier::ready_queue::{DispatchKey, QueueSlot},
    domain::notice::{Audience, Notice, PersonNotice, ReceiptMark, TeamNotice, Urgency},
    store::OutboxRow,
};
use std::collections::VecDeque;
use tokio::time::Instant;

/// The rows of one lane, and its place in the queue.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// The rows that are being sent.
    pub(super) sending: Vec<OutboxRow>,
    /// Of the team's: what was asked for, which passes the rest.
    pub(super) asked: VecDeque<OutboxRow>,
    pub(super) rows: VecDeque<OutboxRow>,
    /// Edits of messages of ours, one of each, and the newest mark on a message of somebody's, behind everything else.
    pub(super) behind: Vec<OutboxRow>,
    /// After a failure, or while its chat takes nothing: not before this.
    pub(super) resting_until: Option<Instant>,
    /// True if it rests for want of room in its chat, so that something more urgent may find some.
    pub(super) for_room: bool,
    /// The number of times that its first row failed in a row.
    pub(super) failures: u32,
    /// Since when it waits for its turn, as [`Lanes`](super::Lanes) counts.
    pub(super) since: u64,
    /// True after a digest with it was refused: its rows go out one by one.
    pub(super) alone: bool,
    /// Its figures as of the last time it was put into the queue.
    pub(super) standing: LaneStats,
}

/// The figures of a lane that decide its place among the others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LaneStats {
    /// Its place in the queue, if it waits.
    pub(super) place: Option<QueueSlot>,
    /// The number of rows that wait for the team, edits aside.
    pub(super) waiting: usize,
    /// True if a reminder or an escalation waits.
    pub(super) reminds: bool,
}

/// True for a reminder or an escalation, which go out in working hours only (`sla.md` rule 9).
pub(super) fn reminds(row: &OutboxRow) -> bool {
    matches!(
        row.row.notice,
        Notice::ToTeam(TeamNotice::Alert { nth: 1.., .. } | TeamNotice::Escalation { .. })
    )
}

impl Lane {
    /// Takes a row in, at its place. The one that it makes needless, if any: an older edit of the same message, an older
    /// mark on somebody's messages, ✍ where it says 👌, a lower rung of the same ladder, an older offer.
    pub(super) fn enqueue(&mut self, row: OutboxRow) -> Option<OutboxRow> {
        let notice = &row.row.notice;
        // An edit or a mark that waits is replaced by the newest: only the last state is worth a call.
        if is_behind(notice) {
            let older = |waiting: &OutboxRow| says_the_same(&waiting.row.notice, notice);
            let older = self.behind.iter().position(older);
            let needless = older.map(|at| self.behind.remove(at));
            self.behind.push(row);
            return needless;
        }
        let queue = match (row.row.to(), notice.urgency()) {
            // What an agent asked for overtakes the news of its own ticket; for a person everything keeps its order.
            (Audience::Team, Urgency::Asked) => &mut self.asked,
            _ => &mut self.rows,
        };
        let older =
            |waiting: &OutboxRow| waiting.id < row.id && outdoes(notice, &waiting.row.notice);
        let older = queue.iter().position(older);
        let needless = older.and_then(|at| queue.remove(at));
        insert(queue, row);
        needless
    }

    /// Moves the next rows to those being sent.
    pub(super) fn begin(&mut self) {
        let next = self.asked.pop_front().or_else(|| self.rows.pop_front());
        let next = next.or_else(|| (!self.behind.is_empty()).then(|| self.behind.remove(0)));
        self.sending.extend(next);
    }

    /// All that a digest takes begins to be sent.
    pub(super) fn begin_together(&mut self) {
        self.sending.extend(self.rows.drain(..));
    }

    /// Puts the rows being sent back to where they waited.
    pub(super) fn put_back(&mut self) {
        for row in std::mem::take(&mut self.sending) {
            match (row.row.to(), row.row.notice.urgency()) {
                _ if is_behind(&row.row.notice) => self.behind.insert(0, row),
                (Audience::Team, Urgency::Asked) => insert(&mut self.asked, row),
                _ => insert(&mut self.rows, row),
            }
        }
    }

    /// The row that goes out next.
    pub(super) fn head(&self) -> Option<&OutboxRow> {
        let rows = self.asked.front().or(self.rows.front());
        rows.or(self.behind.first())
    }

    /// The lane's urgency: that of the most urgent row that must not overtake the first one.
    pub(super) fn urgency(&self) -> Option<Urgency> {
        let urgency = |row: &OutboxRow| row.row.notice.urgency();
        let asked = self.asked.front().map(urgency);
        let rows = || self.rows.iter().map(urgency).min();
        let behind = || self.behind.first().map(urgency);
        asked.or_else(rows).or_else(behind)
    }

    pub(super) fn dispatch_key(&self) -> Option<DispatchKey> {
        Some(DispatchKey {
            urgency: self.urgency()?,
            since: self.since,
            row: self.head()?.id,
        })
    }

    pub(super) fn standing(&self, name: LaneId) -> LaneStats {
        // A lane with a row under way has no place: its next call must wait for the end of this one.
        let waits = self.dispatch_key().filter(|_| self.sending.is_empty());
        let place = |turn| match name.to {
            Audience::Person(_) => {
                QueueSlot::of_person(self.failures > 0, turn, self.resting_until)
            }
            Audience::Team => QueueSlot::of_team(self.alike(), turn, self.resting_until),
        };
        let team = name.to == Audience::Team;
        LaneStats {
            place: waits.map(place),
            waiting: if team {
                self.asked.len() + self.rows.len()
            } else {
                0
            },
            reminds: team && self.rows.iter().any(reminds),
        }
    }

    /// The kind of digest that all of its rows can go into, if there is one.
    pub(super) fn alike(&self) -> Option<DigestKind> {
        // Anything else in the lane would be overtaken by a digest, or left behind by it.
        let more = !self.sending.is_empty() || !self.asked.is_empty();
        if more || self.alone || self.rows.is_empty() {
            return None;
        }
        let kinds = self.rows.iter().map(|row| match row.row.notice {
            Notice::ToTeam(TeamNotice::NewTicket { .. }) => Some(DigestKind::New),
            Notice::ToTeam(TeamNotice::Alert { .. }) => Some(DigestKind::Overdue),
            _ => None,
        });
        let kinds: Vec<DigestKind> = kinds.collect::<Option<_>>()?;
        // A new ticket that is overdue already belongs with the overdue ones: that is the worse news.
        let overdue = kinds.contains(&DigestKind::Overdue);
        Some(if overdue {
            DigestKind::Overdue
        } else {
            DigestKind::New
        })
    }
}

/// True for a notice that goes out behind everything else in its lane.
fn is_behind(notice: &Notice) -> bool {
    matches!(notice.urgency(), Urgency::CardEdit | Urgency::Receipt)
}

/// Puts a row among others in the order in which they were written, however they were read.
fn insert(queue: &mut VecDeque<OutboxRow>, row: OutboxRow) {
    let at = queue.partition_point(|waiting| waiting.id < row.id);
    queue.insert(at, row);
}

/// True if a notice makes an older one in its lane needless.
fn outdoes(newer: &Notice, older: &Notice) -> bool {
    match (newer, older) {
        (
            Notice::ToTeam(TeamNotice::Mark {
                message,
                mark: ReceiptMark::Taken,
                ..
            }),
            Notice::ToTeam(TeamNotice::Mark {
                message: m,
                mark: ReceiptMark::OnItsWay,
                ..
            }),
        ) => message == m,
        // A newer reminder or escalation replaces an unsent alert of the same episode; a reminder never replaces an
        // escalation, because it lacks the mentions.
        (
            Notice::ToTeam(
                TeamNotice::Alert { episode, .. } | TeamNotice::Escalation { episode, .. },
            ),
            Notice::ToTeam(TeamNotice::Alert { episode: e, .. }),
        ) => episode == e,
        // Whoever writes on is offered once, below what they wrote last.
        (Notice::ToPerson(_, newer), Notice::ToPerson(_, older)) => {
            newer.is_offer() && older.is_offer()
        }
        _ => false,
    }
}

/// True if two notices bring the same message of ours up to date, or say the same of somebody's.
fn says_the_same(one: &Notice, other: &Notice) -> bool {
    match (one, other) {
        (
            Notice::ToTeam(TeamNotice::CardEdit { .. }),
            Notice::ToTeam(TeamNotice::CardEdit { .. }),
        )
        | (
            Notice::ToPerson(_, PersonNotice::Receipt { .. }),
            Notice::ToPerson(_, PersonNotice::Receipt { .. }),
        ) => true,
        (
            Notice::ToTeam(TeamNotice::PersonEdited { message, part, .. }),
            Notice::ToTeam(TeamNotice::PersonEdited {
                message: m,
                part: p,
                ..
            }),
        ) => (message, part) == (m, p),
        _ => false,
    }
}
