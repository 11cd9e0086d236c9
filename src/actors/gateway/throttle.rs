//! How fast one person may go in private (`[limits]`), and what of a flood they were told.
//!
//! Each limit is a bucket a person, kept by `governor`: so many at once, then one more each time its share of the minute
//! has passed. It is asked with the time at which something was *sent*, so that what people wrote while the desk was
//! away, and what Telegram therefore brings all at once, is no flood.
//!
//! Pure: time is an argument. Everything here is lost on a restart: then a flood is told once more, and its first rows
//! are worked at once.

use crate::{config, domain::ids::*};
use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore,
};
use std::{cell::Cell, collections::HashMap, num::NonZeroU32, rc::Rc, time::Duration};
use tokio::time::Instant;

#[cfg(test)]
mod tests;

/// The most that one person may have waiting, in minutes' worth of messages.
const MINUTES_WAITING: u64 = 10;

/// After so long without a row that had to wait, a flood is over and the next is another.
const CALM: Duration = Duration::from_secs(60);

/// The oldest time of sending before the desk's start that is counted: Telegram keeps updates for 24 hours.
const BEFORE: Duration = Duration::from_secs(48 * 3600);

/// The number of people kept in memory beyond their use.
const REMEMBERED: usize = 10_000;

/// The actions of a person that are limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimitedAction {
    /// A message or a press.
    Message,
    Opening,
}

/// The limits, and how near to them everybody is.
pub struct Throttle {
    allowed: config::LimitSettings,
    messages: Option<Bucket>,
    openings: Option<Bucket>,
    most: u64,
    floods: HashMap<PersonId, ThrottledPerson>,
}

/// Somebody goes too fast.
struct ThrottledPerson {
    /// The last time at which a row of theirs had to wait.
    last: Instant,
    told: bool,
    /// Nothing that they send after this update is taken, and they were told so.
    behind: Option<UpdateId>,
}

impl Throttle {
    /// Starts with the limits of `[limits]` from `now` on.
    pub fn new(allowed: config::LimitSettings, now: Instant) -> Self {
        Throttle {
            allowed,
            messages: bucket(allowed.messages_per_minute, now),
            openings: bucket(allowed.open_tickets_per_minute, now),
            most: most(allowed),
            floods: HashMap::new(),
        }
    }

    /// `[limits]` was edited. A limit that changes begins anew for everybody, who may go up to it at once; what of a flood
    /// was told stays told. Whether anything changes.
    pub(super) fn change(&mut self, allowed: config::LimitSettings, now: Instant) -> bool {
        let before = std::mem::replace(&mut self.allowed, allowed);
        if before.messages_per_minute != allowed.messages_per_minute {
            self.messages = bucket(allowed.messages_per_minute, now);
            self.most = most(allowed);
        }
        if before.open_tickets_per_minute != allowed.open_tickets_per_minute {
            self.openings = bucket(allowed.open_tickets_per_minute, now);
        }
        before != allowed
    }

    /// Asks if an update may do this now; if not, returns the time that it must wait. An update that may is not
    /// counted again when it is tried again.
    pub(super) fn ask(
        &mut self,
        doing: LimitedAction,
        person: PersonId,
        update: UpdateId,
        age: Duration,
        now: Instant,
    ) -> Result<(), Duration> {
        let bucket = match doing {
            LimitedAction::Message => &mut self.messages,
            LimitedAction::Opening => &mut self.openings,
        };
        match bucket {
            Some(bucket) => bucket.ask(person, update, age, now),
            None => Ok(()),
        }
    }

    /// A row of theirs must wait. Whether they are still to be told, and behind which update nothing is taken.
    pub(super) fn waits(&mut self, person: PersonId, now: Instant) -> (bool, Option<UpdateId>) {
        if self.floods.len() > REMEMBERED {
            // Those from whom nothing is taken are never dropped, or nobody would tell them when it is again.
            self.floods
                .retain(|_, flood| now - flood.last < CALM || flood.behind.is_some());
        }
        let fresh = ThrottledPerson {
            last: now,
            told: false,
            behind: None,
        };
        let flood = self.floods.entry(person).or_insert(fresh);
        // After a quiet time they are told again.
        if now - flood.last >= CALM && flood.behind.is_none() {
            flood.told = false;
        }
        flood.last = now;
        (!flood.told, flood.behind)
    }

    /// They were told, also that nothing is taken behind an update.
    pub(super) fn told(&mut self, person: PersonId, behind: Option<UpdateId>) {
        if let Some(flood) = self.floods.get_mut(&person) {
            (flood.told, flood.behind) = (true, behind);
        }
    }

    /// Behind which update nothing of theirs is taken.
    pub(super) fn behind(&self, person: PersonId) -> Option<UpdateId> {
        self.floods.get(&person)?.behind
    }

    /// Takes a person's messages again.
    pub(super) fn taken_again(&mut self, person: PersonId) {
        if let Some(flood) = self.floods.get_mut(&person) {
            flood.behind = None;
        }
    }

    /// The most rows of one person that may wait; `None` when there is no limit.
    pub(super) fn most(&self) -> Option<u64> {
        self.messages.as_ref().map(|_| self.most)
    }
}

fn bucket(a_minute: u32, now: Instant) -> Option<Bucket> {
    NonZeroU32::new(a_minute).map(|n| Bucket::new(n, now))
}

fn most(allowed: config::LimitSettings) -> u64 {
    u64::from(allowed.messages_per_minute) * MINUTES_WAITING
}

/// A clock that says what it was set to last.
#[derive(Clone, Default)]
pub(super) struct ManualClock(Rc<Cell<Duration>>);

impl ManualClock {
    /// Sets it to so long after its beginning.
    pub(super) fn set(&self, now: Duration) {
        self.0.set(now);
    }
}

impl Clock for ManualClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.get()
    }
}

type Limiter =
    RateLimiter<PersonId, HashMapStateStore<PersonId>, ManualClock, NoOpMiddleware<Duration>>;

struct Bucket {
    began: Instant,
    clock: ManualClock,
    limiter: Limiter,
    /// The last update of each person that was let pass.
    passed: HashMap<PersonId, UpdateId>,
}

impl Bucket {
    fn new(a_minute: NonZeroU32, now: Instant) -> Self {
        let clock = ManualClock::default();
        Bucket {
            began: now,
            limiter: RateLimiter::new(
                Quota::per_minute(a_minute),
                HashMapStateStore::default(),
                clock.clone(),
            ),
            clock,
            passed: HashMap::new(),
        }
    }

    fn ask(
        &mut self,
        person: PersonId,
        update: UpdateId,
        age: Duration,
        now: Instant,
    ) -> Result<(), Duration> {
        // A row that was let pass is tried again after every failure of the database; it has paid already.
        if self.passed.get(&person) == Some(&update) {
            return Ok(());
        }
        let now = BEFORE + now.saturating_duration_since(self.began);
        // When it was sent, there may have been room; if not, there may be now.
        self.check(person, now.saturating_sub(age))
            .or_else(|_| self.check(person, now))
            .map_err(|opens| opens - now)?;
        self.remember(person, update);
        Ok(())
    }

    /// Counts one of theirs; else when there is room for it.
    fn check(&self, person: PersonId, at: Duration) -> Result<(), Duration> {
        self.clock.set(at);
        let checked = self.limiter.check_key(&person);
        checked.map_err(|until| until.earliest_possible())
    }

    fn remember(&mut self, person: PersonId, update: UpdateId) {
        if self.passed.len() > REMEMBERED {
            // The limiter forgets only what has no effect any more; the map would grow for ever.
            self.passed.clear();
            self.limiter.retain_recent();
        }
        self.passed.insert(person, update);
    }
}
