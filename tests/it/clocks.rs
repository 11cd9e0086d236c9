//! The clocks as people meet them: priorities, working hours, escalation, and why a clock stands as it does.

use crate::common::desk::*;
use bellhop::domain::{
    Instant,
    event::{Cause, Event, EventKind},
    ids::TicketId,
};
use chrono::TimeDelta;

mod exact;
mod jumps;
mod many;
mod restarts;
mod suspended;

const WORDS: &str = "I get error code 403 since this morning.";
const ALERT: &str = "SLA Breach!";

/// A desk with these settings, at which Dora has looked at Ann's ticket #1.
async fn looked_at(settings: &[(&'static str, &str)]) -> Desk {
    let desk = Desk::set(settings).await;
    desk.ann().opens_a_ticket("VPN not connecting", WORDS).await;
    desk.dora().clicks("View Ticket").await;
    desk
}

/// The activity log of ticket #1.
async fn events(desk: &Desk) -> Vec<Event> {
    desk.store.events(TicketId(1)).await.expect("a store")
}

const MS: TimeDelta = TimeDelta::milliseconds(1);

/// The next that ticket #1 records is this, at that instant: not a millisecond sooner, and a timer's grain later at most.
/// When it was recorded.
async fn records(desk: &Desk, at: Instant, expected: &[EventKind]) -> Instant {
    let before = events(desk).await;
    desk.pass_until(at - MS).await;
    let sooner = &events(desk).await[before.len()..];
    assert_eq!(sooner, [], "a millisecond before {expected:?}");
    desk.pass_until(at).await;
    desk.pass_until(at + MS).await;
    let after = events(desk).await;
    let (what, when): (Vec<EventKind>, Vec<Instant>) = after[before.len()..]
        .iter()
        .map(|event| (event.what.clone(), event.at))
        .unzip();
    assert_eq!(what, expected, "a millisecond after {at}");
    assert!((at..=at + MS).contains(&when[0]), "{} for {at}", when[0]);
    when[0]
}

/// When Ann wrote the first message of ticket #1.
async fn wrote(desk: &Desk) -> Instant {
    events(desk).await[0].at
}

/// The breach of the first wait, dated at that instant.
fn breached(deadline: Instant) -> EventKind {
    EventKind::Breached {
        episode: 1,
        deadline,
    }
}

/// What of the activity log happened after the look.
async fn since_the_look(desk: &Desk) -> Vec<EventKind> {
    let events = events(desk).await.into_iter().map(|event| event.what);
    let mut since = events.skip_while(|what| *what != EventKind::Viewed);
    since.next();
    since.collect()
}

#[actix::test]
async fn an_urgent_ticket_has_a_time_of_its_own() {
    let urgent = ("SLA__PRIORITY__URGENT__RESPONSE_WITHIN", "5m");
    let desk = looked_at(&[urgent]).await;
    desk.dora().clicks("Priority").await;
    desk.find(GROUP, "How urgent is ticket #1? Now: Normal");
    let toast = desk.dora().clicks("Urgent").await;
    assert_eq!(toast.as_deref(), Some("The priority is set."));
    desk.find(GROUP, "Ticket #1: the priority is Urgent.");
    desk.find(GROUP, "Priority: Urgent");
    desk.pass(minutes(4)).await;
    assert_eq!(desk.count(GROUP, ALERT), 0);
    desk.pass(minutes(1)).await;
    assert_eq!(desk.count(GROUP, ALERT), 1);
    desk.behaved();
}

#[actix::test]
async fn who_writes_at_night_is_told_when_the_desk_opens_and_the_alert_waits() {
    // 23 November 2026 is a Monday, and the tests begin at 10:00.
    let tuesday = ("SLA__HOURS__TUE", "09:00-17:00");
    let desk = looked_at(&[tuesday]).await;
    desk.find(ANN, "We are not here right now: we are back Tuesday 09:00.");
    desk.pass(hours(23)).await;
    assert_eq!(desk.count(GROUP, ALERT), 0, "a day at which nobody works");
    desk.pass(minutes(31)).await;
    assert_eq!(desk.count(GROUP, ALERT), 1, "half an hour of Tuesday");
    desk.behaved();
}

#[actix::test]
async fn a_warning_is_told_where_the_settings_say_so() {
    let desk = looked_at(&[("SLA__TELL_WARNINGS", "true")]).await;
    desk.pass(minutes(14)).await;
    assert_eq!(desk.count(GROUP, "an answer is due soon"), 0);
    desk.pass(minutes(1)).await;
    let warning = desk.find(GROUP, "an answer is due soon");
    assert_eq!(
        warning.text,
        "🟡 Ticket #1: an answer is due soon\nTitle: VPN not connecting\nUser: @ann\nWaiting: 15 minutes"
    );
    assert_eq!(warning.buttons, [["View Ticket"]]);
    desk.pass(hours(2)).await;
    assert_eq!(desk.count(GROUP, "an answer is due soon"), 1, "once a wait");
    desk.behaved();
}

#[actix::test]
async fn a_warning_is_only_seen_by_default() {
    let desk = looked_at(&[]).await;
    desk.pass(minutes(29)).await;
    assert_eq!(desk.count(GROUP, "an answer is due soon"), 0);
    desk.dora().says("/tickets").await;
    desk.find(GROUP, "🟡 #1 - VPN not connecting (29 min)");
    desk.behaved();
}

#[actix::test]
async fn a_breach_that_lasts_calls_the_lead() {
    let steps = r#"[{ after = "10m", mention = ["@lead"] }]"#;
    let desk = looked_at(&[("SLA__ESCALATION", steps)]).await;
    desk.pass(minutes(39)).await;
    assert_eq!(desk.count(GROUP, "🔔 @lead"), 0);
    desk.pass(minutes(2)).await;
    assert_eq!(desk.count(GROUP, "🔔 @lead"), 1);
    assert_eq!(desk.count(GROUP, ALERT), 2);
    desk.behaved();
}

#[actix::test]
async fn sla_tells_why_the_clocks_stand_as_they_do() {
    let desk = looked_at(&[]).await;
    desk.pass(minutes(40)).await;
    desk.dora().says("/sla 1").await;
    let told = desk.find(GROUP, "⏱").text;
    let lines: Vec<&str> = told
        .lines()
        .map(|l| l.split(" · ").last().unwrap_or(l))
        .collect();
    assert_eq!(
        lines,
        [
            "⏱ Ticket #1: VPN not connecting",
            "The first response clock starts, with message 1 of the user.",
            "Version 1 of the settings holds.",
            "Somebody looked; the clock runs on.",
            "Warning (sla.warn_at_percent).",
            "Breach, due 10:30: the team is alerted.",
            "Now: the first response clock stands at 40 minutes of 30 minutes.",
            "Next: a reminder (sla.reminder_cooldown).",
        ],
        "{told}"
    );
    desk.dora().says("/sla 99").await;
    desk.find(GROUP, "There is no ticket #99.");
    desk.dora().says("/sla").await;
    desk.find(GROUP, "Usage: /sla 126");
    desk.behaved();
}
