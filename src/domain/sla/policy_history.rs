//! The policies of the desk through time, and how long a clock has run under them.
//!
//! A clock is carried over from one policy to the next: what had elapsed stays elapsed, as it was elapsed then. So
//! what a deadline is can only be said by walking the history, and a breach is dated at the later of the deadline
//! under a policy and that policy's beginning (`sla.md` rule 6).

use super::policy::{Policy, seconds};
use crate::domain::{Instant, calendar::Period, event::Cause, ticket::Ticket};
use chrono::TimeDelta;

/// A policy and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// From this instant on.
    pub since: Instant,
    pub policy: Policy,
}

/// The policies of the desk through time: a breach is dated under the one that held then (`sla.md` rule 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyHistory {
    first: Policy,
    later: Vec<PolicyVersion>,
}

impl PolicyHistory {
    /// One policy, for all time.
    pub fn always(policy: Policy) -> Self {
        PolicyHistory {
            first: policy,
            later: Vec::new(),
        }
    }

    /// The versions in order of their instants; the first also holds for all time before. `None` when there is none.
    pub fn from_versions(versions: Vec<PolicyVersion>) -> Option<Self> {
        let mut versions = versions.into_iter();
        let first = versions.next()?.policy;
        Some(PolicyHistory {
            first,
            later: versions.collect(),
        })
    }

    /// From `since` on, `policy` holds; nothing is added when it is what holds already. A change is never older than
    /// the one before it, even when the machine's clock went back.
    pub fn change(&mut self, since: Instant, policy: Policy) {
        if *self.newest() != policy {
            let since = self.later.last().map_or(since, |v| v.since.max(since));
            self.later.push(PolicyVersion { since, policy });
        }
    }

    /// The policy in force now, at the end of the history.
    pub fn newest(&self) -> &Policy {
        self.later.last().map_or(&self.first, |v| &v.policy)
    }

    /// The number of the newest version, from 1, and the time since which it has been in force; the first has no
    /// beginning.
    pub fn newest_version(&self) -> (usize, Option<Instant>) {
        (self.later.len() + 1, self.later.last().map(|v| v.since))
    }

    /// Since when silence closes tickets as it does now; `None` when it always did.
    pub(super) fn closing_as_now_since(&self) -> Option<Instant> {
        let now = &self.newest().auto_close;
        let same = self.later.iter().rev();
        let same = same.take_while(|v| v.policy.auto_close == *now).count();
        let began = self.later.len() - same;
        // The first policy has no beginning, so what held since then has none either.
        let always = began == 0 && self.first.auto_close == *now;
        let began = self.later.get(began).filter(|_| !always);
        began.map(|version| version.since)
    }

    /// The policy in force at an instant.
    pub(super) fn policy_at(&self, at: Instant) -> &Policy {
        let newest = self.later.iter().rev().find(|v| v.since <= at);
        newest.map_or(&self.first, |v| &v.policy)
    }

    /// For how long the person of a ticket that silence closed had to be silent: `auto_close.after` as it held then.
    /// `None` when something else ended it.
    pub fn silence_that_closed(&self, ticket: &Ticket) -> Option<TimeDelta> {
        let (at, _) = ticket
            .resolved
            .filter(|(_, cause)| *cause == Cause::Silence)?;
        let close = self.policy_at(at).auto_close.as_ref()?;
        Some(seconds(close.after_seconds))
    }

    /// True if a look stops the first clock at an instant.
    pub(super) fn stops_when_viewed(&self, at: Instant) -> bool {
        let reply = self.policy_at(at).reply.as_ref();
        reply.is_some_and(|reply| reply.stop_when_viewed)
    }

    /// The versions that hold at some time of a stretch, by number, each with its beginning in it.
    pub(super) fn versions_within(&self, from: Instant, to: Instant) -> Vec<(usize, Instant)> {
        let before = self.later.iter().filter(|v| v.since <= from).count();
        let changes = (1..).zip(&self.later).skip(before);
        let changes = changes.take_while(|(_, version)| version.since <= to);
        std::iter::once((before + 1, from))
            .chain(changes.map(|(number, version)| (number + 1, version.since)))
            .collect()
    }

    fn change_after(&self, at: Instant) -> Option<Instant> {
        self.later.iter().map(|v| v.since).find(|since| *since > at)
    }

    /// The time that counts within the stretches, each moment by the policy in force at it.
    pub fn elapsed(&self, stretches: &[Period], until: Instant) -> TimeDelta {
        let mut sum = TimeDelta::zero();
        for stretch in stretches {
            let end = stretch.to.map_or(until, |to| to.min(until));
            let mut at = stretch.from;
            // From change to change: in between, one policy and one calendar hold.
            while at < end {
                let next = self.change_after(at).map_or(end, |change| change.min(end));
                sum = plus(sum, self.policy_at(at).elapsed(at, next));
                at = next;
            }
        }
        sum
    }

    /// The first instant under the newest policy at which so much time has been elapsed since `from`, each moment by the
    /// policy that held at it; `None` when that is never.
    pub(super) fn reached_under_newest(
        &self,
        from: Instant,
        elapsed: TimeDelta,
    ) -> Option<Instant> {
        let newest = self.later.last().map(|version| version.since);
        let stretch = [Period { from, to: None }];
        self.first_reached(&stretch, &[], |_, at| {
            // Under earlier policies nothing is dated, but the time that they counted stays counted.
            newest.is_none_or(|since| at >= since).then_some(elapsed)
        })
    }

    /// The first instant within the stretches at which as much time has been elapsed as `limit` says for the policy and
    /// the instant: no sooner than that policy's beginning. Where `limit` says `None`, nothing is dated, but the time
    /// counts. `limit` changes with the policy and at the `marks`, and nowhere else.
    pub(super) fn first_reached(
        &self,
        stretches: &[Period],
        marks: &[Instant],
        limit: impl Fn(&Policy, Instant) -> Option<TimeDelta>,
    ) -> Option<Instant> {
        let mut elapsed = TimeDelta::zero();
        for stretch in stretches {
            let mut at = stretch.from;
            loop {
                let policy = self.policy_at(at);
                let marked = marks.iter().copied().filter(|mark| *mark > at);
                let end = marked.chain(self.change_after(at)).chain(stretch.to).min();
                if let Some(limit) = limit(policy, at) {
                    let missing = limit.checked_sub(&elapsed).unwrap_or(TimeDelta::MAX);
                    // A shorter limit may find more elapsed than it allows: it is reached when its policy
                    // begins, and not before.
                    let passing = if missing <= TimeDelta::zero() {
                        at
                    } else {
                        policy.after(at, missing)
                    };
                    // At `end` another limit holds already, so what is reached only there is for the next step
                    // to say.
                    if end.is_none_or(|end| passing < end) {
                        // The end of all calendars stands for never.
                        return Some(passing).filter(|at| *at < Instant::MAX_UTC);
                    }
                }
                let end = end?;
                elapsed = plus(elapsed, policy.elapsed(at, end));
                if stretch.to.is_some_and(|to| to <= end) {
                    break;
                }
                at = end;
            }
        }
        None
    }
}

fn plus(sum: TimeDelta, more: TimeDelta) -> TimeDelta {
    // Settings may name absurd times: they must make a clock that never ends, and no panic.
    sum.checked_add(&more).unwrap_or(TimeDelta::MAX)
}
