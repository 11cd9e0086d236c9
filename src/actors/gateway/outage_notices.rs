//! Telling a person, once, that it takes longer: when the world has failed their update for a while.
//!
//! The outbox is in the database, which may be what fails, so this is told past it: by one call, when that succeeds. It
//! is the one thing that is told so, because it is worth nothing once it could be written down.

use super::GatewayEnv;
use crate::{
    actors::notifier::TakesLonger,
    domain::{ids::PersonId, language::Language},
    telegram::inbound::UpdateHeader,
};
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// The time for which something of theirs must have failed.
const AFTER: Duration = Duration::from_secs(10);

/// Of how many people is remembered that they wait; the others are not told.
const REMEMBERED: usize = 10_000;

/// The people whose updates wait for an outage to end, and those who were told; lost on a restart, after which they
/// may be told once more.
#[derive(Default)]
pub struct OutageNotices(HashMap<PersonId, Wait>);

struct Wait {
    since: Instant,
    told: bool,
}

impl OutageNotices {
    /// Something of theirs failed again. Whether they are to be told now.
    fn failed(&mut self, person: PersonId, now: Instant) -> bool {
        if self.0.len() >= REMEMBERED && !self.0.contains_key(&person) {
            return false;
        }
        let begun = Wait {
            since: now,
            told: false,
        };
        let wait = self.0.entry(person).or_insert(begun);
        let due = !wait.told && now - wait.since >= AFTER;
        wait.told |= due;
        due
    }

    /// It could not be told.
    fn not_told(&mut self, person: PersonId) {
        if let Some(wait) = self.0.get_mut(&person) {
            wait.told = false;
        }
    }

    /// Something of theirs was worked.
    pub(super) fn over(&mut self, person: PersonId) {
        self.0.remove(&person);
    }
}

impl GatewayEnv {
    /// Updates could not be stored or worked because of the infrastructure.
    pub(super) async fn takes_longer(&self, addresses: impl IntoIterator<Item = UpdateHeader>) {
        // One person may have many updates in a batch; they are told once.
        let mut people: HashMap<PersonId, Option<Language>> = HashMap::new();
        for address in addresses {
            if let Some(person) = address.person() {
                people.insert(person, address.language);
            }
        }
        for (person, language) in people {
            let now = crate::clock::monotonic();
            if !self.longer.borrow_mut().failed(person, now) {
                continue;
            }
            // Bypasses the outbox: the database may be what is away.
            let told = self.takes_longer.send(TakesLonger { person, language });
            if !told.await.unwrap_or(false) {
                self.longer.borrow_mut().not_told(person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_for_each_outage() {
        const ANN: PersonId = PersonId(1001);
        let began = crate::clock::monotonic();
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut longer = OutageNotices::default();
        assert!(!longer.failed(ANN, at(0)));
        assert!(!longer.failed(ANN, at(9)));
        assert!(longer.failed(ANN, at(10)));
        assert!(!longer.failed(ANN, at(1_000)));
        longer.not_told(ANN);
        assert!(longer.failed(ANN, at(1_001)), "it could not be told");
        longer.over(ANN);
        assert!(!longer.failed(ANN, at(1_002)), "another outage");
        assert!(longer.failed(ANN, at(1_012)));
    }
}
