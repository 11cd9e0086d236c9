//! What a change of the settings does to the open tickets, as counts: told before it is made (`bellhop check --impact`)
//! and when it was.
//!
//! An alert here is the first of a wait that is too long, or the one for `sla.resolve_within`; reminders and steps of
//! the escalation follow from it and are not counted. What was told already is told, and does not count.

use super::{
    DeadlineKind, Policy, PolicyHistory,
    deadlines::silence_deadline,
    policy::{later, seconds},
};
use crate::domain::{Instant, ticket::Ticket};
use serde::{Deserialize, Serialize};

/// The effect of a new policy on the open tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Impact {
    /// The number of tickets over a limit now that were not under the policy before: their alerts come at once.
    pub over: i64,
    /// The alerts that are still to come.
    pub alerts: Moved,
    /// The tickets that silence closes.
    pub closings: Moved,
}

/// The number of instants that move, by direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    /// Those that come earlier.
    pub earlier: i64,
    /// Those that come later.
    pub later: i64,
    /// Those that come no more.
    pub dropped: i64,
    /// Those that would not have come.
    pub added: i64,
}

impl Impact {
    /// The effect on these tickets if `policy` takes the place of the newest of `policies` at `now`.
    pub fn of<'a>(
        policy: &Policy,
        policies: &PolicyHistory,
        tickets: impl IntoIterator<Item = &'a Ticket>,
        now: Instant,
    ) -> Impact {
        let mut after = policies.clone();
        after.change(now, policy.clone());
        let mut impact = Impact::default();
        for ticket in tickets {
            let mut over = false;
            for alert in [Ticket::alert_at, Ticket::resolution_alert_at] {
                let (before, after) = (alert(ticket, policies), alert(ticket, &after));
                let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
                // Due under both, it is no news: the team has it, or is about to.
                if is_due(after) {
                    over |= !is_due(before);
                } else {
                    impact.alerts.count(before, after);
                }
            }
            // One for the ticket, even where both of its clocks run over.
            impact.over += i64::from(over);
            let close = |policies| ticket.closes_at(policies, now);
            impact.closings.count(close(policies), close(&after));
        }
        impact
    }
}

impl Moved {
    pub(super) fn count(&mut self, before: Option<Instant>, after: Option<Instant>) {
        match (before, after) {
            (Some(before), Some(after)) => {
                self.earlier += i64::from(after < before);
                self.later += i64::from(after > before);
            }
            (Some(_), None) => self.dropped += 1,
            (None, Some(_)) => self.added += 1,
            (None, None) => {}
        }
    }
}

impl Ticket {
    /// The time of the alert for the running wait, if nobody answers until then; `None` when the team was alerted, or
    /// never will be.
    fn alert_at(&self, policies: &PolicyHistory) -> Option<Instant> {
        let waiting = self.waiting.as_ref().filter(|w| w.breached.is_none())?;
        let policy = policies.newest();
        policy.response_within(waiting.clock, self.priority)?;
        self.reached_at(waiting, policies, Policy::response_within)
    }

    /// The same for the target of resolving.
    fn resolution_alert_at(&self, policies: &PolicyHistory) -> Option<Instant> {
        if self.is_resolved() || self.unreachable.is_some() {
            return None;
        }
        Some(self.resolution_deadline(policies)?.at)
    }

    /// The time at which silence closes the ticket, if it goes on and its warning is delivered as soon as it is sent;
    /// `None` when no silence runs, or silence closes nothing.
    fn closes_at(&self, policies: &PolicyHistory, now: Instant) -> Option<Instant> {
        let policy = policies.newest().auto_close.as_ref()?;
        let after = seconds(policy.after_seconds);
        if let Some(since) = self.unreachable.filter(|_| !self.is_resolved()) {
            return Some(later(since, after));
        }
        let silence = self.running_silence()?;
        let before = seconds(policy.warn_before_seconds);
        let next = silence_deadline(silence, policy, policies.closing_as_now_since());
        Some(match (next, silence.warned) {
            (Some(next), _) if next.kind == DeadlineKind::SilenceClose => next.at,
            // An overdue warning goes out now, not in the past.
            (Some(warning), _) => later(warning.at.max(now), before),
            // The warning is under way, and its delivery is taken to be prompt.
            (None, warned) => later(silence.since, after).max(later(warned?, before)),
        })
    }
}
