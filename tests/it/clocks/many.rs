//! Ten thousand tickets: all due in one instant, and all idle.

use super::*;
use crate::common::crowd;
use bellhop::domain::notice::{Notice, TeamNotice};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

const MANY: usize = 10_000;

/// A desk with these settings whose store had so many people waiting when it started; when they wrote.
async fn crowded(settings: &[(&'static str, &str)]) -> (Desk, Instant) {
    let desk = Desk::set(settings).await;
    let wrote = desk.clock.now();
    crowd::waits(&*desk.store, MANY as i64, |_| wrote).await;
    desk.restart().await;
    (desk, wrote)
}

#[actix::test]
async fn all_due_in_the_same_instant_none_is_lost_none_told_twice_each_dated_exactly() {
    let (desk, wrote) = crowded(&[]).await;
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let hears = told.clone();
    desk.trouble.hears_commits(move |work| {
        let alerts = work.outbox.iter();
        let alerts =
            alerts.filter(|row| matches!(row.notice, Notice::ToTeam(TeamNotice::Alert { .. })));
        let mut told = hears.lock().expect("no panic");
        told.extend(alerts.map(|row| row.key.clone()));
    });
    let deadline = wrote + TimeDelta::minutes(30);
    desk.pass_until(deadline - MS).await;
    assert_eq!(told.lock().expect("no panic").len(), 0);
    // Nobody sends: at twenty a minute the alerts would take eight hours, and it is not what this is about.
    desk.trouble.withholds("outbox");
    for _ in 0..2 {
        tokio::time::advance(Duration::from_millis(1)).await;
    }
    let all = |_: &Desk| told.lock().expect("no panic").len() >= MANY;
    desk.until("all are told", all).await;
    desk.struggle(Duration::from_secs(1)).await;

    let tickets = desk.store.unresolved().await.expect("a store");
    assert_eq!(tickets.len(), MANY);
    for ticket in &tickets {
        let waiting = ticket.waiting.as_ref().expect("they wait");
        assert_eq!(waiting.breached, Some(deadline), "ticket {}", ticket.id);
        let late = waiting.told.expect("it was told") - deadline;
        assert!((TimeDelta::zero()..=MS).contains(&late), "{late} late");
        // Opened, warned, breached: once each.
        assert_eq!((ticket.version, waiting.reminders), (3, 0));
    }
    let told = told.lock().expect("no panic");
    let once: BTreeSet<&String> = told.iter().collect();
    assert_eq!((told.len(), once.len()), (MANY, MANY));
}

#[actix::test]
async fn ten_idle_minutes_cost_two_queries_each() {
    let (desk, _) = crowded(&[("SLA__RESPONSE_WITHIN", "24h")]).await;
    desk.trouble.asked();
    for _ in 0..10 {
        // Each sweep comes a timer's grain later.
        desk.pass_exactly(minutes(1) + Duration::from_millis(2))
            .await;
    }
    let asked = desk.trouble.asked();
    assert_eq!(
        asked,
        BTreeMap::from([("old_dialogues", 10), ("unresolved_ids", 10)])
    );
}
