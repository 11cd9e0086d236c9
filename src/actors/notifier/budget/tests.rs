//! What Telegram takes, as tables.

use super::*;

fn spent(calls: usize, at: Instant) -> Budget {
    let mut budget = Budget::new(GROUP);
    for _ in 0..calls {
        budget.begin();
        budget.end(1, at);
    }
    budget
}

#[tokio::test(start_paused = true)]
async fn the_twenty_first_call_waits_until_the_first_left_the_window() {
    let start = crate::clock::monotonic();
    let mut budget = spent(20, start);
    let later = start + Duration::from_secs(10);
    assert_eq!(
        budget.opens(Urgency::Words, later),
        Some(start + Duration::from_secs(60))
    );
    let just_before = start + Duration::from_millis(59_999);
    assert_eq!(
        budget.opens(Urgency::Words, just_before),
        Some(start + Duration::from_secs(60))
    );
    let then = start + Duration::from_secs(60);
    assert_eq!(budget.opens(Urgency::Words, then), Some(then));
}

#[tokio::test(start_paused = true)]
async fn card_edits_leave_room_for_words() {
    let start = crate::clock::monotonic();
    let mut budget = spent(14, start);
    assert_eq!(
        budget.opens(Urgency::CardEdit, start),
        Some(start + Duration::from_secs(60))
    );
    assert_eq!(budget.opens(Urgency::Card, start), Some(start));
    let mut budget = spent(18, start);
    assert_eq!(
        budget.opens(Urgency::Card, start),
        Some(start + Duration::from_secs(60))
    );
    assert_eq!(budget.opens(Urgency::Words, start), Some(start));
}

#[tokio::test(start_paused = true)]
async fn a_call_under_way_counts_and_promises_no_instant() {
    let start = crate::clock::monotonic();
    let mut budget = Budget::new(Window {
        calls: 1,
        within: Duration::from_secs(3),
    });
    budget.begin();
    assert_eq!(budget.opens(Urgency::Words, start), None);
    budget.end(1, start + Duration::from_secs(1));
    assert_eq!(
        budget.opens(Urgency::Words, start + Duration::from_secs(1)),
        Some(start + Duration::from_secs(4))
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_never_heard_of_again_leaves_the_window_all_the_same() {
    let start = crate::clock::monotonic();
    let mut budget = Budget::new(PERSON);
    (0..3).for_each(|_| budget.begin());
    assert_eq!(budget.opens(Urgency::Words, start), None);
    budget.nothing_under_way(start);
    let then = start + Duration::from_secs(3);
    assert_eq!(budget.opens(Urgency::Words, start), Some(then));
    assert_eq!(budget.opens(Urgency::Words, then), Some(then));
}

#[tokio::test(start_paused = true)]
async fn what_telegram_asks_to_wait_is_waited() {
    let start = crate::clock::monotonic();
    let mut budget = Budget::new(PERSON);
    budget.close_for(Duration::from_secs(30), start);
    assert_eq!(
        budget.opens(Urgency::Words, start),
        Some(start + Duration::from_secs(30))
    );
    assert!(!budget.is_idle(start));
    assert!(budget.is_idle(start + Duration::from_secs(30)));
}

/// After so many seconds, so many calls are taken for granted, when Telegram asked to wait 30 s at the beginning.
#[tokio::test(start_paused = true)]
async fn a_complaint_costs_a_quarter_which_comes_back_call_by_call() {
    let start = crate::clock::monotonic();
    let wait = Duration::from_secs(30);
    for (window, expected) in [
        (
            GROUP,
            &[
                (0, 15),
                (209, 15),
                (210, 16),
                (390, 17),
                (929, 19),
                (930, 20),
                (9_000, 20),
            ][..],
        ),
        (PERSON, &[(0, 2), (38, 2), (39, 3), (9_000, 3)]),
        (ALL, &[(0, 22), (32, 22), (33, 23), (54, 30), (9_000, 30)]),
    ] {
        let mut budget = Budget::new(window);
        budget.learn(wait, start);
        budget.close_for(wait, start);
        for (seconds, calls) in expected {
            let then = start + Duration::from_secs(*seconds);
            assert_eq!(budget.calls(then), *calls, "{window:?} after {seconds} s");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn complaints_about_calls_that_went_out_together_count_once() {
    let start = crate::clock::monotonic();
    let wait = Duration::from_secs(5);
    let mut budget = Budget::new(GROUP);
    for _ in 0..4 {
        budget.learn(wait, start);
        budget.close_for(wait, start);
    }
    assert_eq!(budget.calls(start), 15);
    let mut calls = Vec::new();
    for complaint in 1..12 {
        let then = start + wait * complaint;
        budget.learn(wait, then);
        budget.close_for(wait, then);
        calls.push(budget.calls(then));
    }
    assert_eq!(calls, [11, 8, 6, 4, 3, 2, 1, 1, 1, 1, 1], "never nothing");
}

/// What is withheld is withheld from every urgency, in proportion.
#[tokio::test(start_paused = true)]
async fn a_smaller_window_leaves_room_for_words_all_the_same() {
    let start = crate::clock::monotonic();
    let mut budget = spent(13, start);
    budget.learn(Duration::ZERO, start);
    let later = Some(start + Duration::from_secs(60));
    assert_eq!(budget.opens(Urgency::CardEdit, start), later);
    assert_eq!(budget.opens(Urgency::Card, start), later);
    assert_eq!(budget.opens(Urgency::Words, start), Some(start));
    assert!(budget.is_busy(start) && !budget.is_spent(start));
    assert!(!budget.is_idle(start + Duration::from_secs(899)));
    assert!(budget.is_idle(start + Duration::from_secs(900)));
}

#[tokio::test(start_paused = true)]
async fn what_needed_no_call_costs_nothing() {
    let start = crate::clock::monotonic();
    let mut budget = spent(19, start);
    budget.begin();
    budget.end(0, start);
    assert_eq!(budget.opens(Urgency::Words, start), Some(start));
    budget.begin();
    budget.end(2, start);
    assert!(budget.is_spent(start));
}
