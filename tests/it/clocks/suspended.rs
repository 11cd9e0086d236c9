//! The machine is suspended: the wall clock goes on, the timers stand still, and whoever comes first finds them late.

use super::*;
use bellhop::domain::ids::MessageNo;
use chrono::TimeDelta;
use simulator::{Control, Writing};

/// A desk at which Dora has looked at Ann's ticket #1, and whose machine then slept for two hours; when Ann wrote it.
async fn slept_for_two_hours() -> (Desk, bellhop::domain::Instant) {
    let desk = looked_at(&[]).await;
    let wrote = events(&desk).await[0].at;
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
        What::Warned { episode },
        What::Breached {
            episode,
            deadline: wrote + TimeDelta::minutes(30),
        },
        What::AnswerAccepted {
            message,
            answers: MessageNo(1),
        },
        What::AnswerDelivered { message },
    ];
    assert_eq!(since_the_look(&desk).await, expected);
    // The sweep finds nothing more to tell.
    desk.pass(minutes(5)).await;
    assert_eq!(since_the_look(&desk).await, expected);
    desk.behaved();
}
