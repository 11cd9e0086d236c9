//! Who may go on, who waits and how long: tables over seconds.

use super::*;

const ANN: PersonId = PersonId(1001);
const CHLOE: PersonId = PersonId(1003);

/// A bucket of so many a minute, asked at second after second.
struct Asked {
    limits: Throttle,
    began: Instant,
    updates: i64,
}

fn so_many(messages_per_minute: u32) -> config::LimitSettings {
    config::LimitSettings {
        messages_per_minute,
        open_tickets_per_minute: 0,
    }
}

fn a_minute(messages: u32) -> Asked {
    let began = crate::clock::monotonic();
    Asked {
        limits: Throttle::new(so_many(messages), began),
        began,
        updates: 0,
    }
}

impl Asked {
    /// A message sent at `sent` and worked at `at`, both in seconds: the milliseconds that it must wait, 0 for none.
    fn message(&mut self, person: PersonId, sent: u64, at: u64) -> u128 {
        self.updates += 1;
        let update = UpdateId(self.updates);
        self.again(person, update, sent, at)
    }

    fn again(&mut self, person: PersonId, update: UpdateId, sent: u64, at: u64) -> u128 {
        let (age, now) = (Duration::from_secs(at - sent), self.now(at));
        let asked = self
            .limits
            .ask(LimitedAction::Message, person, update, age, now);
        asked.map_or_else(|wait| wait.as_millis(), |()| 0)
    }

    fn now(&self, at: u64) -> Instant {
        self.began + Duration::from_secs(at)
    }
}

#[test]
fn so_many_at_once_then_one_each_time_its_share_has_passed() {
    let mut asked = a_minute(30);
    for n in 1..=30 {
        assert_eq!(asked.message(ANN, 0, 0), 0, "message {n}");
    }
    assert_eq!(asked.message(ANN, 0, 0), 2_000);
    assert_eq!(asked.message(ANN, 0, 1), 1_000);
    assert_eq!(asked.message(ANN, 0, 2), 0);
    assert_eq!(asked.message(ANN, 0, 2), 2_000);
    assert_eq!(asked.message(ANN, 0, 4), 0);
    assert_eq!(asked.message(CHLOE, 4, 4), 0, "everybody has their own");
}

#[test]
fn what_was_sent_slowly_and_comes_at_once_is_no_flood() {
    let mut asked = a_minute(3);
    for n in 0..100 {
        assert_eq!(asked.message(ANN, 20 * n, 2_000), 0, "message {n}");
    }
    // Sent at once, it is one.
    for _ in 0..3 {
        assert_eq!(asked.message(CHLOE, 10, 11), 0);
    }
    assert_eq!(asked.message(CHLOE, 10, 11), 19_000);
}

#[test]
fn an_update_that_is_tried_again_is_counted_once() {
    let mut asked = a_minute(2);
    for _ in 0..10 {
        assert_eq!(asked.again(ANN, UpdateId(1), 0, 0), 0);
    }
    assert_eq!(asked.again(ANN, UpdateId(2), 0, 0), 0);
    assert_eq!(asked.again(ANN, UpdateId(3), 0, 0), 30_000);
}

#[test]
fn zero_is_no_limit() {
    let mut asked = a_minute(0);
    for _ in 0..10_000 {
        assert_eq!(asked.message(ANN, 0, 0), 0);
    }
    assert_eq!(asked.limits.most(), None);
}

#[test]
fn a_limit_that_is_edited_begins_anew_and_the_same_goes_on() {
    let mut asked = a_minute(2);
    for _ in 0..2 {
        assert_eq!(asked.message(ANN, 0, 0), 0);
    }
    assert_eq!(asked.message(ANN, 0, 0), 30_000);
    let edits = [(2, 2, false), (3, 3, true), (0, 1_000, true), (1, 1, true)];
    for (second, (a_minute, at_once, changes)) in (1..).zip(edits) {
        let changed = asked.limits.change(so_many(a_minute), asked.now(second));
        assert_eq!(changed, changes, "{a_minute}");
        for n in 1..=at_once {
            let waits = asked.message(ANN, second, second);
            assert_eq!(waits == 0, changes, "{a_minute} a minute, message {n}");
        }
    }
    assert_eq!(asked.message(ANN, 4, 4), 60_000);
    assert_eq!(asked.limits.most(), Some(10));
}

#[test]
fn what_was_told_of_a_flood_stays_told_over_an_edit() {
    let mut asked = a_minute(30);
    let last = Some(UpdateId(300));
    asked.limits.waits(ANN, asked.now(0));
    asked.limits.told(ANN, last);
    assert!(asked.limits.change(so_many(1), asked.now(1)));
    assert_eq!(asked.limits.waits(ANN, asked.now(2)), (false, last));
}

#[test]
fn ten_minutes_worth_may_wait() {
    assert_eq!(a_minute(30).limits.most(), Some(300));
    assert_eq!(a_minute(1).limits.most(), Some(10));
}

#[test]
fn a_flood_is_told_once() {
    let mut asked = a_minute(30);
    assert_eq!(asked.limits.waits(ANN, asked.now(0)), (true, None));
    // Telling failed: it is tried again.
    assert_eq!(asked.limits.waits(ANN, asked.now(2)), (true, None));
    asked.limits.told(ANN, None);
    assert_eq!(asked.limits.waits(ANN, asked.now(61)), (false, None));
    assert_eq!(asked.limits.waits(CHLOE, asked.now(61)), (true, None));
    // A minute without a wait, and it is another.
    assert_eq!(asked.limits.waits(ANN, asked.now(121)), (true, None));
}

#[test]
fn what_is_not_taken_stays_so_until_it_is_taken_again() {
    let mut asked = a_minute(30);
    let last = Some(UpdateId(300));
    asked.limits.waits(ANN, asked.now(0));
    asked.limits.told(ANN, last);
    assert_eq!(asked.limits.behind(ANN), last);
    assert_eq!(asked.limits.waits(ANN, asked.now(600)), (false, last));
    asked.limits.taken_again(ANN);
    assert_eq!(asked.limits.behind(ANN), None);
}
