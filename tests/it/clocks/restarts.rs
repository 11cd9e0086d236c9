//! The desk is restarted, or killed and started, before, at and after the deadline: the verdict bears the true time.

use super::*;

/// A desk at which Ann's ticket #1 was warned of, and when it breaches.
async fn warned() -> (Desk, Instant) {
    let desk = looked_at(&[]).await;
    let since = wrote(&desk).await;
    desk.pass_until(since + TimeDelta::minutes(16)).await;
    (desk, since + TimeDelta::minutes(30))
}

/// Stops the desk, and starts it again at an instant.
async fn is_down_until(desk: &Desk, then: Instant) {
    let time = (then - desk.clock.now()).to_std().expect("a later moment");
    desk.is_down_for(time).await;
}

#[actix::test]
async fn back_a_millisecond_before_the_deadline() {
    let (desk, deadline) = warned().await;
    is_down_until(&desk, deadline - MS).await;
    records(&desk, deadline, &[breached(deadline)]).await;
    assert_eq!(desk.count(GROUP, ALERT), 1);
    desk.behaved();
}

#[actix::test]
async fn back_at_the_deadline() {
    let (desk, deadline) = warned().await;
    let before = events(&desk).await.len();
    is_down_until(&desk, deadline).await;
    desk.pass_until(deadline + MS).await;
    let after = events(&desk).await;
    assert_eq!(after.len(), before + 1);
    assert_eq!(after[before].what, breached(deadline));
    assert_eq!(desk.count(GROUP, ALERT), 1);
    desk.behaved();
}

#[actix::test]
async fn back_long_after_the_deadline() {
    let (desk, deadline) = warned().await;
    let before = events(&desk).await.len();
    let back = deadline + TimeDelta::minutes(100);
    is_down_until(&desk, back).await;
    desk.pass_until(back + MS).await;
    let after = events(&desk).await;
    assert_eq!(after.len(), before + 1, "told once, and no reminder");
    assert_eq!(after[before].what, breached(deadline), "the true time");
    assert!((back..=back + MS).contains(&after[before].at));
    // It is told with whatever else came due meanwhile, a second later.
    desk.pass_until(back + TimeDelta::milliseconds(1_002)).await;
    assert_eq!(desk.count(GROUP, ALERT), 1);
    desk.find(GROUP, "Waiting: 2 hours 10 minutes");
    // The cooldown counts since it was told.
    let nth = 1;
    let reminded = EventKind::Reminded { episode: 1, nth };
    let told = after[before].at;
    records(&desk, told + TimeDelta::minutes(15), &[reminded]).await;
    desk.behaved();
}

#[actix::test]
async fn killed_on_both_sides_of_the_deadline() {
    let (desk, deadline) = warned().await;
    desk.pass_until(deadline - MS).await;
    desk.crash().await;
    records(&desk, deadline, &[breached(deadline)]).await;
    let told = events(&desk).await.len();
    desk.crash().await;
    desk.pass(minutes(1)).await;
    assert_eq!(events(&desk).await.len(), told, "nothing is told twice");
    assert_eq!(desk.count(GROUP, ALERT), 1);
}
