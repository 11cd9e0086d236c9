//! Every clock to the millisecond, through the actors: nothing at 29:59.999; dated 30:00.000, recorded by 30:00.001.

use super::*;

const WARNED: EventKind = EventKind::Warned { episode: 1 };
const CLOSED: EventKind = EventKind::Resolved {
    cause: Cause::Silence,
};

fn after_minutes(since: Instant, minutes: i64) -> Instant {
    since + TimeDelta::minutes(minutes)
}

#[actix::test]
async fn the_warning_the_breach_and_the_reminders() {
    let desk = looked_at(&[]).await;
    let since = wrote(&desk).await;
    records(&desk, after_minutes(since, 15), &[WARNED]).await;
    let deadline = after_minutes(since, 30);
    let mut told = records(&desk, deadline, &[breached(deadline)]).await;
    for nth in 1..=3 {
        let reminded = EventKind::Reminded { episode: 1, nth };
        told = records(&desk, after_minutes(told, 15), &[reminded]).await;
    }
    desk.behaved();
}

#[actix::test]
async fn a_step_of_the_escalation() {
    let steps = r#"[{ after = "10m", mention = ["@lead"] }]"#;
    let desk = looked_at(&[("SLA__ESCALATION", steps)]).await;
    let since = wrote(&desk).await;
    records(&desk, after_minutes(since, 15), &[WARNED]).await;
    let deadline = after_minutes(since, 30);
    records(&desk, deadline, &[breached(deadline)]).await;
    let escalated = EventKind::Escalated {
        episode: 1,
        step: 1,
        after_seconds: 600,
    };
    records(&desk, after_minutes(deadline, 10), &[escalated]).await;
    desk.behaved();
}

#[actix::test]
async fn the_target_for_resolving() {
    let desk = looked_at(&[("SLA__RESOLVE_WITHIN", "20m")]).await;
    let since = wrote(&desk).await;
    records(&desk, after_minutes(since, 15), &[WARNED]).await;
    let deadline = after_minutes(since, 20);
    records(
        &desk,
        deadline,
        &[EventKind::ResolutionBreached { deadline }],
    )
    .await;
    desk.behaved();
}

#[actix::test]
async fn the_time_of_a_priority() {
    let desk = looked_at(&[("SLA__PRIORITY__URGENT__RESPONSE_WITHIN", "5m")]).await;
    desk.dora().clicks("Priority").await;
    desk.dora().clicks("Urgent").await;
    let since = wrote(&desk).await;
    let half = since + TimeDelta::seconds(150);
    records(&desk, half, &[WARNED]).await;
    let deadline = after_minutes(since, 5);
    records(&desk, deadline, &[breached(deadline)]).await;
    desk.behaved();
}

#[actix::test]
async fn the_next_response() {
    let desk = looked_at(&[("SLA__NEXT_RESPONSE_WITHIN", "10m")]).await;
    desk.dora().replies("Ticket #1", "Please restart.").await;
    desk.pass(hours(1)).await;
    desk.ann().writes("Still not working").await;
    let since = events(&desk).await.last().expect("she wrote").at;
    let episode = 2;
    records(
        &desk,
        after_minutes(since, 5),
        &[EventKind::Warned { episode }],
    )
    .await;
    let deadline = after_minutes(since, 10);
    records(
        &desk,
        deadline,
        &[EventKind::Breached { episode, deadline }],
    )
    .await;
    desk.behaved();
}

#[actix::test]
async fn working_hours() {
    let desk = looked_at(&[("SLA__HOURS__TUE", "09:00-09:20,10:00-17:00")]).await;
    let tuesday: Instant = "2026-11-24T09:00:00Z".parse().expect("an instant");
    records(&desk, after_minutes(tuesday, 15), &[WARNED]).await;
    // Ten minutes of it are left when the desk opens again.
    let deadline = after_minutes(tuesday, 70);
    records(&desk, deadline, &[breached(deadline)]).await;
    desk.behaved();
}

#[actix::test]
async fn the_warning_and_the_close_of_a_silence() {
    let desk = looked_at(&[]).await;
    desk.dora().replies("Ticket #1", "Please restart.").await;
    let since = events(&desk).await.last().expect("it was taken").at;
    let warned = [EventKind::SilenceWarned, EventKind::SilenceWarningDelivered];
    records(&desk, since + TimeDelta::hours(42), &warned).await;
    // The warning was taken a timer's grain later than it was due, and six hours are six hours.
    let taken = events(&desk).await.last().expect("it was taken").at;
    records(&desk, taken + TimeDelta::hours(6), &[CLOSED]).await;
    desk.behaved();
}

#[actix::test]
async fn the_close_of_a_ticket_whose_person_is_gone() {
    let desk = looked_at(&[]).await;
    desk.ann().blocks_the_bot().await;
    let gone = events(&desk).await.last().expect("she is gone").clone();
    assert_eq!(gone.what, EventKind::BecameUnreachable);
    records(&desk, gone.at + TimeDelta::hours(48), &[CLOSED]).await;
}
