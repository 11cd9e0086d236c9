//! When a lease lets work, makes it wait, and refuses it.

use super::*;
use futures::FutureExt as _;

const SECOND: Duration = Duration::from_secs(1);

/// The tests' clock, as a timer that is due at once tells it.
fn now() -> Instant {
    tokio::time::sleep(Duration::ZERO).deadline()
}

/// What the lease says now: `None` when it makes wait.
fn said(lease: &Lease) -> Option<Result<(), Deposed>> {
    lease.holds().now_or_never()
}

#[tokio::test(start_paused = true)]
async fn it_holds_for_its_time_and_no_longer() {
    for (second, expected) in [(0, Some(Ok(()))), (4, Some(Ok(()))), (5, None), (60, None)] {
        let (_tenure, lease) = LeaseHolder::until(now() + 5 * SECOND, now);
        tokio::time::advance(second * SECOND).await;
        assert_eq!(said(&lease), expected, "after {second} s");
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_goes_on_when_it_is_renewed() {
    let (tenure, lease) = LeaseHolder::until(now() + 5 * SECOND, now);
    tenure.doubt();
    let waiting = tokio::spawn(async move { lease.holds().await });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    tenure.renew(now() + 5 * SECOND);
    assert_eq!(waiting.await.unwrap(), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn what_is_lost_stays_lost() {
    let (tenure, lease) = LeaseHolder::until(now() + 5 * SECOND, now);
    assert_eq!(lease.lost().now_or_never(), None);
    tenure.lose();
    tenure.renew(now() + 5 * SECOND);
    assert_eq!(said(&lease), Some(Err(Deposed)));
    assert_eq!(lease.lost().now_or_never(), Some(()));
}

#[tokio::test(start_paused = true)]
async fn an_uncontested_one_never_ends() {
    let lease = Lease::always(now);
    tokio::time::advance(1_000_000 * SECOND).await;
    assert_eq!(said(&lease), Some(Ok(())));
    assert_eq!(lease.lost().now_or_never(), None);
}
