//! Somebody sets the clock two hours forward or back: verdicts go by the clock as it is set, and no ticket misses one.

use super::*;
use simulator::{Control, limits::Mode};

const WARNED: EventKind = EventKind::Warned { episode: 1 };

#[actix::test]
async fn two_hours_forward_what_is_due_is_recorded_within_the_check_interval() {
    let desk = looked_at(&[]).await;
    let deadline = wrote(&desk).await + TimeDelta::minutes(30);
    desk.clock.jump(TimeDelta::hours(2));
    let jumped = desk.clock.now();
    desk.pass(minutes(1)).await;
    desk.pass_until(desk.clock.now() + MS + MS).await;
    let told = events(&desk).await.pop().expect("it is recorded");
    assert_eq!(told.what, breached(deadline), "the true time");
    let late = told.at - jumped;
    assert!(
        late <= TimeDelta::seconds(60) + MS + MS,
        "{late} after the jump"
    );
    desk.behaved();
}

#[actix::test]
async fn ten_minutes_forward_what_is_left_is_waited_for_exactly() {
    let desk = looked_at(&[]).await;
    let since = wrote(&desk).await;
    desk.clock.jump(TimeDelta::minutes(10));
    // The sweep sees it.
    desk.pass(minutes(1)).await;
    records(&desk, since + TimeDelta::minutes(15), &[WARNED]).await;
    let deadline = since + TimeDelta::minutes(30);
    records(&desk, deadline, &[breached(deadline)]).await;
    desk.behaved();
}

#[actix::test]
async fn two_hours_back_everything_comes_at_the_clocks_own_time() {
    let desk = looked_at(&[]).await;
    // The simulator's windows can't go back.
    desk.control(Control::Limits { mode: Mode::Off }).await;
    let since = wrote(&desk).await;
    desk.clock.jump(TimeDelta::hours(-2));
    // A timer that was armed before rings too early now, and that does no harm.
    desk.pass_until(since - TimeDelta::minutes(1)).await;
    records(&desk, since + TimeDelta::minutes(15), &[WARNED]).await;
    let deadline = since + TimeDelta::minutes(30);
    let told = records(&desk, deadline, &[breached(deadline)]).await;
    let nth = 1;
    let reminded = EventKind::Reminded { episode: 1, nth };
    records(&desk, told + TimeDelta::minutes(15), &[reminded]).await;
}

#[actix::test]
async fn two_hours_back_after_the_alert_nothing_is_told_twice() {
    let desk = looked_at(&[]).await;
    desk.control(Control::Limits { mode: Mode::Off }).await;
    let deadline = wrote(&desk).await + TimeDelta::minutes(30);
    desk.pass_until(deadline + MS).await;
    let told = events(&desk).await.len();
    desk.clock.jump(TimeDelta::hours(-2));
    desk.pass(hours(2)).await;
    assert_eq!(events(&desk).await.len(), told);
    assert_eq!(desk.count(GROUP, ALERT), 1);
}
