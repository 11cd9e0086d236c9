//! What Telegram sent waits in order until it is worked, once.

use super::fixture::*;
use bellhop::{
    domain::ids::*,
    store::{InboxOutcome, Old, Store, UnitOfWork},
};

pub(crate) async fn updates_wait_in_order_by_lane(case: Case) {
    case.commit(received(10, &[9, 3, 5])).await;
    case.commit(both(received(20, &[4, 6]), received(-30, &[8])))
        .await;
    for (except, per_lane, limit, expected) in [
        (vec![], 10, 10, vec![3, 4, 5, 6, 8, 9]),
        (vec![], 10, 4, vec![3, 4, 5, 6]),
        (vec![], 1, 10, vec![3, 4, 8]),
        (vec![], 2, 10, vec![3, 4, 5, 6, 8]),
        (vec![10], 10, 10, vec![4, 6, 8]),
        (vec![20, -30], 2, 10, vec![3, 5]),
        (vec![], 10, 0, vec![]),
    ] {
        let got = case.store.inbox(except.clone(), per_lane, limit).await;
        let got: Vec<i64> = got.unwrap().iter().map(|w| w.id.0).collect();
        assert_eq!(got, expected, "except {except:?} {per_lane} {limit}");
    }
    // Far more lanes than a statement takes parameters, all of them at work or at rest.
    let busy = (0..100_000).chain([-30]).filter(|lane| *lane != 20);
    let got = case.store.inbox(busy.collect(), 10, 10).await;
    let got: Vec<i64> = got.unwrap().iter().map(|w| w.id.0).collect();
    assert_eq!(got, [4, 6]);
    case.commit(ended(3, InboxOutcome::Done)).await;
    assert_eq!(case.waiting().await, [4, 5, 6, 8, 9]);
    let first = case.store.inbox(vec![], 1, 1).await.unwrap().remove(0);
    assert_eq!((first.lane, first.at, first.attempts), (20, at(0), 0));
    assert_eq!(first.json, "{\"update_id\":4}");
}

/// A lane in which thousands wait keeps none of the others from being read.
pub(crate) async fn a_long_lane_hides_no_other(case: Case) {
    let long: Vec<i64> = (1..=5_000).collect();
    case.commit(received(10, &long)).await;
    case.commit(both(received(20, &[5_001]), received(30, &[0, 5_002])))
        .await;
    let got = case.store.inbox(vec![], 3, 200).await;
    let got: Vec<i64> = got.unwrap().iter().map(|w| w.id.0).collect();
    assert_eq!(got, [0, 1, 2, 3, 5_001, 5_002]);
}

pub(crate) async fn a_redelivered_update_changes_nothing(case: Case) {
    case.commit(received(1, &[5, 6, 5])).await;
    case.commit(ended(5, InboxOutcome::Done)).await;
    let mut again = received(2, &[5, 6, 7]);
    again.received[1].json = "changed".into();
    case.commit(again).await;
    let waiting = case.store.inbox(vec![], 10, 10).await.unwrap();
    let seen: Vec<_> = waiting.iter().map(|w| (w.id.0, w.lane)).collect();
    assert_eq!(seen, [(6, 1), (7, 2)]);
    assert_eq!(waiting[0].json, "{\"update_id\":6}");
}

pub(crate) async fn failures_are_counted_and_rows_set_aside(case: Case) {
    case.commit(received(1, &[5, 6])).await;
    case.commit(ended(5, InboxOutcome::Failed)).await;
    case.commit(ended(5, InboxOutcome::Failed)).await;
    let waiting = case.store.inbox(vec![], 10, 10).await.unwrap();
    let attempts: Vec<_> = waiting.iter().map(|w| (w.id.0, w.attempts)).collect();
    assert_eq!(attempts, [(5, 2), (6, 0)]);
    case.commit(ended(5, InboxOutcome::SetAside)).await;
    assert_eq!(case.waiting().await, [6]);
    // What is done or set aside can't fail any more.
    case.commit(ended(6, InboxOutcome::Done)).await;
    case.commit(ended(6, InboxOutcome::SetAside)).await;
    case.commit(ended(5, InboxOutcome::Failed)).await;
    assert_eq!(case.waiting().await, [0; 0]);
    case.commit(UnitOfWork {
        retried: vec![UpdateId(5), UpdateId(6), UpdateId(99)],
        ..Default::default()
    })
    .await;
    let waiting = case.store.inbox(vec![], 10, 10).await.unwrap();
    let again: Vec<_> = waiting.iter().map(|w| (w.id.0, w.attempts)).collect();
    assert_eq!(again, [(5, 0)]);
    assert_eq!(waiting[0].json, "{\"update_id\":5}");
}

pub(crate) async fn what_waits_behind_the_most_is_turned_away(case: Case) {
    case.commit(received(10, &[1, 3, 5, 7, 9])).await;
    case.commit(received(20, &[2, 4, 6, 8])).await;
    case.commit(ended(1, InboxOutcome::Done)).await;
    for (lane, most, expected) in [
        (10, 3, Some(7)),
        (10, 4, None),
        (20, 1, Some(2)),
        (20, 4, None),
        (30, 1, None),
    ] {
        let last = case.store.last_within(lane, most).await.unwrap();
        let last = last.map(|waiting| waiting.id.0);
        assert_eq!(last, expected, "{most} of lane {lane}");
    }
    case.commit(UnitOfWork {
        turned_away: Some((10, UpdateId(5))),
        ..Default::default()
    })
    .await;
    assert_eq!(case.waiting().await, [2, 3, 4, 5, 6, 8]);
    // Its number is kept: sent again, it is no news.
    case.commit(received(10, &[9])).await;
    assert_eq!(case.waiting().await, [2, 3, 4, 5, 6, 8]);
}

pub(crate) async fn what_is_done_is_forgotten_in_time(case: Case) {
    let mut later = received(1, &[7]);
    later.received[0].at = at(100);
    case.commit(both(received(1, &[5, 6]), later)).await;
    case.clock(100);
    case.commit(ended(5, InboxOutcome::Done)).await;
    case.commit(ended(7, InboxOutcome::Done)).await;
    let old = Old {
        worked: at(100),
        deliveries: at(0),
    };
    assert_eq!(case.store.forget(old).await, Ok(false));
    // 5 is forgotten, so that its number may come anew; 6 waits; 7 is remembered.
    case.commit(received(1, &[5, 6, 7])).await;
    assert_eq!(case.waiting().await, [5, 6]);
}

/// By its lane, and only while it is set aside.
pub(crate) async fn what_is_set_aside_is_reworded(case: Case) {
    case.commit(both(received(1, &[5, 6]), received(2, &[7])))
        .await;
    for update in [5, 7] {
        case.commit(ended(update, InboxOutcome::SetAside)).await;
    }
    let aside = case.store.set_aside(1).await.unwrap();
    assert_eq!(aside.iter().map(|row| row.id.0).collect::<Vec<_>>(), [5]);
    let reworded = [5, 6].map(|update| (UpdateId(update), "{\"new\":1}".to_owned()));
    case.commit(UnitOfWork {
        reworded: reworded.into(),
        retried: vec![UpdateId(5)],
        ..Default::default()
    })
    .await;
    let waiting = case.store.inbox(vec![], 10, 10).await.unwrap();
    let new: Vec<bool> = waiting.iter().map(|row| row.json.contains("new")).collect();
    assert_eq!(new, [true, false], "6 waits, and is what it was");
    assert!(case.store.set_aside(1).await.unwrap().is_empty());
}
