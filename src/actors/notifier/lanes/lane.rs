//! One lane: its rows in their order, and what it is to the others.

use super::LaneName;
use crate::{
    actors::notifier::order::{Place, Turn},
    domain::notice::{Audience, Mark, Notice, Urgency},
    store::Pending,
};
use std::collections::VecDeque;
use tokio::time::Instant;

/// What the rows of a lane are alike in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::actors::notifier) enum Alike {
    /// A ticket that the team does not know yet.
    New,
    /// A ticket over its SLA, whether the team knows it or not.
    Overdue,
}

/// One lane.
#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) rows: VecDeque<Pending>,
    /// Edits of messages of ours, one of each, behind everything else.
    pub(super) edits: Vec<Pending>,
    /// How many of its rows, from the front, are being sent.
    pub(super) sending: usize,
    /// After a failure, or while its chat takes nothing: not before this.
    pub(super) resting_until: Option<Instant>,
    /// How often its head failed in a row.
    pub(super) failures: u32,
    /// Since when it waits for its turn, as [`Lanes`](super::Lanes) counts.
    pub(super) since: u64,
    /// Whether a digest with it was refused: its rows go out one by one.
    pub(super) alone: bool,
    /// What was reckoned of it when it was last sorted in.
    pub(super) standing: Standing,
}

/// What a lane is to the others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    /// Where it waits, if it does.
    pub(super) place: Option<Place>,
    /// How many rows wait for the team.
    pub(super) waiting: usize,
    /// How many edits of messages of ours wait for the team.
    pub(super) edits: usize,
    /// Whether a reminder or a call to somebody waits.
    pub(super) reminds: bool,
}

/// Whether a row reminds or calls somebody, which is done in working hours only (`sla.md` rule 9).
pub(super) fn reminds(row: &Pending) -> bool {
    matches!(
        row.row.notice,
        Notice::Alert { nth: 1.., .. } | Notice::Escalation { .. }
    )
}

impl Lane {
    /// Takes a row in, behind all others. The one that it makes needless, if any: an older edit of the same message, ✍
    /// where it says 👌, a lower rung of the same ladder.
    pub(super) fn take_in(&mut self, row: Pending) -> Option<Pending> {
        let mut needless = None;
        match &row.row.notice {
            notice if notice.urgency() == Urgency::CardEdit => {
                let older = |waiting: &Pending| edits_the_same(&waiting.row.notice, notice);
                if let Some(at) = self.edits.iter().position(older) {
                    needless = Some(self.edits.remove(at));
                }
                self.edits.push(row);
            }
            Notice::Mark {
                message,
                mark: Mark::Taken,
                ..
            } => {
                let before = |waiting: &Pending| matches!(&waiting.row.notice, Notice::Mark { message: m, mark: Mark::OnItsWay, .. } if m == message);
                // The head may be under way.
                let from = self.sending;
                if let Some(at) = self.rows.iter().skip(from).position(before) {
                    needless = self.rows.remove(at + from);
                }
                self.rows.push_back(row);
            }
            // A newer rung of the same ladder says it better (`architecture.md`, *Out*): a call to somebody is an alert
            // with more in it, but no reminder says whom it called.
            Notice::Alert { episode, .. } | Notice::Escalation { episode, .. } => {
                let from = self.sending;
                let older = |waiting: &Pending| matches!(&waiting.row.notice, Notice::Alert { episode: e, .. } if e == episode);
                if let Some(at) = self.rows.iter().skip(from).position(older) {
                    needless = self.rows.remove(at + from);
                }
                self.rows.push_back(row);
            }
            _ => self.rows.push_back(row),
        }
        needless
    }

    pub(super) fn urgency(&self) -> Option<Urgency> {
        self.rows
            .iter()
            .chain(&self.edits)
            .map(|row| row.row.notice.urgency())
            .min()
    }

    pub(super) fn head(&self) -> Option<&Pending> {
        self.rows.front().or(self.edits.first())
    }

    pub(super) fn turn(&self) -> Option<Turn> {
        Some(Turn {
            urgency: self.urgency()?,
            since: self.since,
            row: self.head()?.id,
        })
    }

    pub(super) fn standing(&self, name: LaneName) -> Standing {
        let waits = self.turn().filter(|_| self.sending == 0);
        let place = |turn| match name.to {
            Audience::Person(_) => Place::of_person(self.failures > 0, turn, self.resting_until),
            Audience::Team => Place::of_team(self.alike(), turn, self.resting_until),
        };
        let team = name.to == Audience::Team;
        Standing {
            place: waits.map(place),
            waiting: if team {
                self.rows.len() - self.sending
            } else {
                0
            },
            edits: if team { self.edits.len() } else { 0 },
            reminds: team && self.rows.iter().skip(self.sending).any(reminds),
        }
    }

    /// What all of its rows are alike in, if they are.
    pub(super) fn alike(&self) -> Option<Alike> {
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

/// Whether two notices bring the same message of ours up to date.
fn edits_the_same(one: &Notice, other: &Notice) -> bool {
    match (one, other) {
        (Notice::CardEdit { .. }, Notice::CardEdit { .. }) => true,
        (
            Notice::PersonEdited { message, part, .. },
            Notice::PersonEdited {
                message: m,
                part: p,
                ..
            },
        ) => (message, part) == (m, p),
        _ => false,
    }
}
