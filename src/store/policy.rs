//! When a policy is a new version of itself.

use crate::domain::{
    Instant,
    sla::{Policy, PolicyVersion},
};
use chrono::TimeDelta;

/// A policy that holds from now on, if it differs from the newest stored. It is never as old as that one, even when the
/// machine's clock went back: the versions are read in the order of their instants.
pub fn changed_policy(
    stored: &[PolicyVersion],
    policy: &Policy,
    now: Instant,
) -> Option<PolicyVersion> {
    let newest = stored.last();
    let same = newest.is_some_and(|v| v.policy == *policy);
    // A version is known by its instant, so no two can share one.
    let earliest = newest.map(|v| v.since + TimeDelta::milliseconds(1));
    (!same).then(|| PolicyVersion {
        since: earliest.map_or(now, |earliest| earliest.max(now)),
        policy: policy.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sla::AutoClose;
    use chrono::DateTime;

    /// Otherwise the versions would be read in the wrong order, and the older one would hold.
    #[test]
    fn a_changed_policy_is_newer_than_the_newest_stored_though_the_clock_went_back() {
        let at = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let closes = Policy {
            auto_close: Some(AutoClose {
                after_seconds: 60,
                warn_before_seconds: 0,
            }),
            ..Policy::default()
        };
        let stored = [(0, Policy::default()), (11, closes)].map(|(hours, policy)| PolicyVersion {
            since: at(hours),
            policy,
        });
        let since = |now| changed_policy(&stored, &Policy::default(), now).map(|v| v.since);
        assert_eq!(since(at(10)), Some(at(11) + TimeDelta::milliseconds(1)));
        assert_eq!(since(at(12)), Some(at(12)));
    }
}
