//! Which of several processes on one database works: one leads, the others stand by.
//!
//! A leader holds a [`Lease`], renewed as long as it is heard. What only a leader may do outside of the database, such
//! as sending, asks the lease first: it holds for a time measured on this machine that is shorter than the silence
//! after which somebody else takes over. So a leader that was stopped half-way and goes on later sends nothing, even
//! before it has learned that it leads no more. What it writes is refused by the database itself
//! ([`StoreError::Deposed`](super::StoreError::Deposed)).

use std::time::Duration;
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

#[cfg(test)]
mod tests;

/// The role of this process among those on the same database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaderRole {
    Leads,
    /// It waits until the leader is gone.
    StandsBy,
}

/// The time by a clock that is never set: `clock::monotonic`, which this floor does not know.
pub type Monotonic = fn() -> Instant;

/// Somebody else leads: this process must write and send nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("another process leads this desk now")]
pub struct Deposed;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeaseState {
    /// Nobody else can come.
    Always,
    /// It leads until then at least.
    Until(Instant),
    /// It is not known at the moment if it leads.
    InDoubt,
    /// Somebody else leads. For good.
    Lost,
}

/// A leadership as those see it who may work under it.
#[derive(Debug, Clone)]
pub struct Lease {
    standing: watch::Receiver<LeaseState>,
    clock: Monotonic,
}

/// The same as its holder keeps it.
#[derive(Debug)]
pub(crate) struct LeaseHolder(watch::Sender<LeaseState>);

impl LeaseHolder {
    /// A leadership that holds until an instant, and its lease.
    pub(crate) fn until(end: Instant, clock: Monotonic) -> (LeaseHolder, Lease) {
        let (sender, standing) = watch::channel(LeaseState::Until(end));
        (LeaseHolder(sender), Lease { standing, clock })
    }

    /// It holds until then.
    pub(crate) fn renew(&self, end: Instant) {
        self.become_(LeaseState::Until(end));
    }

    /// Marks the lease as doubtful: nobody can tell at the moment if it holds.
    pub(crate) fn doubt(&self) {
        self.become_(LeaseState::InDoubt);
    }

    /// Marks the lease as lost.
    pub(crate) fn lose(&self) {
        self.become_(LeaseState::Lost);
    }

    fn become_(&self, next: LeaseState) {
        self.0.send_if_modified(|standing| {
            // A renewal that was under way must not bring back what is lost.
            let changes = *standing != LeaseState::Lost && *standing != next;
            if changes {
                *standing = next;
            }
            changes
        });
    }
}

impl Lease {
    /// A leadership that nobody can contest.
    pub fn always(clock: Monotonic) -> Lease {
        let (_, standing) = watch::channel(LeaseState::Always);
        Lease { standing, clock }
    }

    /// Returns at once while this process is sure to lead; waits while it is in doubt.
    ///
    /// # Errors
    /// [`Deposed`], from the moment on at which that is known.
    pub async fn holds(&self) -> Result<(), Deposed> {
        let mut standing = self.standing.clone();
        let clock = self.clock;
        let known = standing.wait_for(|standing| match standing {
            LeaseState::Always | LeaseState::Lost => true,
            // One that ran out is in doubt; a renewal wakes whoever waits here.
            LeaseState::Until(end) => clock() < *end,
            LeaseState::InDoubt => false,
        });
        // Whoever kept it is gone: it is renewed no more.
        match known.await.map(|standing| *standing) {
            Ok(LeaseState::Lost) | Err(_) => Err(Deposed),
            Ok(_) => Ok(()),
        }
    }

    /// Returns `true` at once while this process is sure to lead, and `false` when it has been in doubt for so long.
    ///
    /// # Errors
    /// [`Deposed`], from the moment on at which that is known.
    pub async fn holds_within(&self, limit: Duration) -> Result<bool, Deposed> {
        match timeout(limit, self.holds()).await {
            Ok(held) => held.map(|()| true),
            Err(_) => Ok(false),
        }
    }

    /// True once it is known that somebody else leads.
    pub fn is_lost(&self) -> bool {
        *self.standing.borrow() == LeaseState::Lost
    }

    /// Returns when somebody else leads; never, while nobody does.
    pub async fn lost(&self) {
        let mut standing = self.standing.clone();
        let lost = standing.wait_for(|standing| *standing == LeaseState::Lost);
        // A lease that nobody can contest has no holder: that its channel is closed is no loss.
        if lost.await.is_err() {
            std::future::pending().await
        }
    }
}
