//! The clocks as people meet them: priorities, working hours, escalation, and why a clock stands as it does.

use crate::common::desk::*;
use bellhop::domain::{
    event::{Event, What},
    ids::TicketId,
};

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

/// What of the activity log happened after the look.
async fn since_the_look(desk: &Desk) -> Vec<What> {
    let events = events(desk).await.into_iter().map(|event| event.what);
    let mut since = events.skip_while(|what| *what != What::Viewed);
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
    desk.find(GROUP, "Use it so: /sla 126");
    desk.behaved();
}
