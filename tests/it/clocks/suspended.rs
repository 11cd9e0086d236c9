//! The machine is suspended: the wall clock goes on, the timers stand still, and whoever comes first finds them late.

use super::*;
use bellhop::domain::ids::MessageNo;
use simulator::{Control, Writing};
use std::time::Duration;

/// A desk at which Dora has looked at Ann's ticket #1, and whose machine then slept for two hours; when Ann wrote it.
async fn slept_for_two_hours() -> (Desk, Instant) {
    let desk = looked_at(&[]).await;
    let wrote = wrote(&desk).await;
    desk.clock.jump(TimeDelta::hours(2));
    (desk, wrote)
}

/// Dora answers at once, without any time passing.
async fn answers_at_once(desk: &Desk) {
    let reply = Writing {
        user: DORA,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "Ticket #1").id),
        text: Some("Please restart the app.".into()),
        ..Default::default()
    };
    desk.control(Control::Write(reply)).await;
}

#[actix::test]
async fn an_answer_before_the_overdue_timer_hides_no_breach() {
    let (desk, wrote) = slept_for_two_hours().await;
    answers_at_once(&desk).await;
    let (episode, message) = (1, MessageNo(2));
    let expected = [
        EventKind::Warned { episode },
        breached(wrote + TimeDelta::minutes(30)),
        EventKind::AnswerAccepted {
            message,
            answers: MessageNo(1),
        },
        EventKind::AnswerDelivered { message },
    ];
    assert_eq!(since_the_look(&desk).await, expected);
    // The sweep finds nothing more to tell.
    desk.pass(minutes(5)).await;
    assert_eq!(since_the_look(&desk).await, expected);
    desk.behaved();
}

#[actix::test]
async fn the_sweep_notices_within_the_check_interval() {
    let (desk, wrote) = slept_for_two_hours().await;
    let woke = desk.clock.now();
    desk.pass(minutes(1)).await;
    desk.pass_until(desk.clock.now() + MS + MS).await;
    let told = events(&desk).await.pop().expect("it is recorded");
    assert_eq!(told.what, breached(wrote + TimeDelta::minutes(30)));
    assert!(told.at - woke <= TimeDelta::seconds(60) + MS + MS);
    // It is told with whatever else came due meanwhile, a second later.
    desk.pass_until(told.at + TimeDelta::milliseconds(1_002))
        .await;
    desk.find(GROUP, "Waiting: 2 hours");
    desk.behaved();
}

/// A desk whose person is silent and was warned; so long before the close its machine falls asleep, for six hours.
async fn slept_through_the_close(before: TimeDelta) -> (Desk, Instant) {
    let desk = looked_at(&[]).await;
    desk.dora().replies("Ticket #1", "Please restart.").await;
    desk.pass(hours(43)).await;
    let warned = events(&desk).await.pop().expect("she was warned");
    assert_eq!(warned.what, EventKind::SilenceWarningDelivered);
    let close = warned.at + TimeDelta::hours(6);
    desk.pass_until(close - before).await;
    desk.clock.jump(TimeDelta::hours(6));
    let woke = desk.clock.now();
    (desk, woke)
}

#[actix::test]
async fn what_was_written_while_it_slept_comes_before_the_close() {
    // Whoever notices first: the sweep, or the ticket's own timer.
    let (desk, _) = slept_through_the_close(TimeDelta::hours(1)).await;
    desk.pass(minutes(1)).await;
    assert!(!desk.ticket(1).await.is_resolved(), "the sweep is no close");
    desk.ann().writes("Sorry, I was away").await;
    desk.pass(hours(7)).await;
    assert!(!desk.ticket(1).await.is_resolved());
}

#[actix::test]
async fn a_timer_that_rings_right_after_it_closes_nothing_either() {
    let (desk, _) = slept_through_the_close(TimeDelta::seconds(2)).await;
    desk.pass_until(desk.clock.now() + TimeDelta::seconds(3))
        .await;
    assert!(!desk.ticket(1).await.is_resolved());
    desk.ann().writes("Sorry, I was away").await;
    desk.pass(hours(7)).await;
    assert!(!desk.ticket(1).await.is_resolved());
}

#[actix::test]
async fn who_is_silent_all_the_same_is_closed_a_while_later() {
    let (desk, woke) = slept_through_the_close(TimeDelta::hours(1)).await;
    for _ in 0..10 {
        desk.pass_exactly(Duration::from_millis(20_001)).await;
    }
    let closed = events(&desk).await.pop().expect("it is recorded");
    let cause = Cause::Silence;
    assert_eq!(closed.what, EventKind::Resolved { cause });
    // A check interval until the sweep, and two minutes of grace.
    assert!(closed.at - woke <= TimeDelta::seconds(201));
    desk.find(GROUP, "Closed after 48 h of silence");
}
