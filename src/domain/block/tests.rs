//! For how long somebody is blocked: what is read, when it ends.

use super::*;
use crate::domain::test_support::{ANNA, PERSON, ms, s};
use proptest::prelude::*;

mod form;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn instant(text: &str) -> Instant {
    text.parse().expect("an instant")
}

/// Now is 2026-03-02 12:00 UTC.
fn read(typed: &str) -> Option<BlockDuration> {
    BlockDuration::read(typed, s(0), Tz::UTC)
}

#[test]
fn durations() {
    for (typed, expected) in [
        ("90m", Some(90 * MINUTE)),
        ("12h", Some(12 * HOUR)),
        ("2d", Some(2 * DAY)),
        ("1w", Some(7 * DAY)),
        ("1m", Some(60)),
        ("  2d \n", Some(2 * DAY)),
        ("2 d", Some(2 * DAY)),
        ("007d", Some(7 * DAY)),
        ("3653d", Some(3653 * DAY)),
        ("521w", Some(521 * 7 * DAY)),
        // Nothing, or less.
        ("0m", None),
        ("0d", None),
        ("-5m", None),
        // Too long.
        ("3654d", None),
        ("522w", None),
        ("9223372036854775807m", None),
        ("9223372036854775807w", None),
        ("9223372036854775808m", None),
        ("99999999999999999999999999d", None),
        // No durations.
        ("", None),
        ("  ", None),
        ("d", None),
        ("5", None),
        ("90", None),
        ("90s", None),
        ("2D", None),
        ("1.5h", None),
        ("1h30m", None),
        ("two days", None),
        ("2д", None),
        ("2🙂", None),
        ("日", None),
        ("é", None),
        ("forever", None),
    ] {
        assert_eq!(read(typed), expected.map(BlockDuration::For), "{typed:?}");
    }
}

#[test]
fn dates_end_with_their_day() {
    let (utc, moscow, lima) = (Tz::UTC, Tz::Europe__Moscow, Tz::America__Lima);
    let (west, east) = (Tz::Etc__GMTPlus12, Tz::Etc__GMTMinus12);
    for (typed, zone, expected) in [
        ("2026-12-24", utc, Some("2026-12-25T00:00:00Z")),
        (" 2026-12-24 ", utc, Some("2026-12-25T00:00:00Z")),
        ("2026-12-31", utc, Some("2027-01-01T00:00:00Z")),
        ("2028-02-29", utc, Some("2028-03-01T00:00:00Z")),
        ("2026-12-24", moscow, Some("2026-12-24T21:00:00Z")),
        ("2026-12-24", lima, Some("2026-12-25T05:00:00Z")),
        // The clocks stand otherwise than now, when the day ends.
        (
            "2026-03-28",
            Tz::Europe__Berlin,
            Some("2026-03-28T23:00:00Z"),
        ),
        (
            "2026-07-01",
            Tz::Europe__Berlin,
            Some("2026-07-01T22:00:00Z"),
        ),
        // Midnight is left out there.
        (
            "2026-04-23",
            Tz::Africa__Cairo,
            Some("2026-04-23T22:00:00Z"),
        ),
        // Today ends tonight; yesterday has ended.
        ("2026-03-02", utc, Some("2026-03-03T00:00:00Z")),
        ("2026-03-01", utc, None),
        ("2026-03-01", west, None),
        ("2026-03-02", east, None),
        ("2026-03-03", east, Some("2026-03-03T12:00:00Z")),
        // Ten years at most, leap days included.
        ("2036-03-01", utc, Some("2036-03-02T00:00:00Z")),
        ("2036-03-02", utc, None),
        ("1999-01-01", utc, None),
        ("9999-12-31", utc, None),
        ("+262142-12-31", utc, None),
        ("+262142-12-30", west, None),
        ("-262143-01-01", east, None),
        // No dates.
        ("2026-02-29", utc, None),
        ("2026-13-01", utc, None),
        ("24.12.2026", utc, None),
        ("12/24/2026", utc, None),
        ("2026-12", utc, None),
    ] {
        assert_eq!(
            BlockDuration::read(typed, s(0), zone),
            expected.map(|at| BlockDuration::Until(instant(at))),
            "{typed:?}, {zone}"
        );
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_or_not(typed in "\\PC{0,20}", zone in 0..chrono_tz::TZ_VARIANTS.len()) {
        let zone = chrono_tz::TZ_VARIANTS[zone];
        if let Some(duration) = BlockDuration::read(&typed, s(0), zone) {
            let end = duration.end(s(0)).expect("what is typed ends");
            prop_assert!(end > s(0) && end <= s(3653 * DAY));
        }
    }

    #[test]
    fn any_count_of_any_unit_is_read_or_not(count in any::<i64>(), unit in "[mhdwяé🙂]") {
        let read = read(&format!("{count}{unit}"));
        prop_assert!(read.is_none_or(|d| d.end(s(0)).is_some_and(|end| end > s(0))));
    }
}

#[test]
fn the_end_of_a_block() {
    for (duration, expected) in [
        (BlockDuration::For(HOUR), Some(s(HOUR))),
        (BlockDuration::Until(s(42)), Some(s(42))),
        (BlockDuration::Permanent, None),
        // Longer than any calendar is forever.
        (BlockDuration::For(i64::MAX), None),
    ] {
        assert_eq!(duration.end(s(0)), expected, "{duration:?}");
    }
}

fn block(until: Option<Instant>) -> Block {
    Block {
        person: PERSON,
        by: ANNA,
        since: s(0),
        until,
        reason: Reason::Typed("called me names".into()),
    }
}

#[test]
fn a_block_ends_by_itself() {
    for (now, holds) in [
        (ms(0), true),
        (ms(3_599_999), true),
        (ms(3_600_000), false),
        (ms(3_600_001), false),
    ] {
        assert_eq!(block(Some(s(HOUR))).holds(now), holds, "{now}");
        assert!(block(None).holds(now), "forever");
    }
}

#[test]
fn a_reason_never_stands_in_a_log() {
    let debug = format!("{:?} {:?}", block(None), block(None).reason);
    assert_eq!(
        debug,
        "Block { person: PersonId(7), until: None, .. } Typed(..)"
    );
    let preset = Reason::Preset(Preset::OffTopic);
    assert_eq!(format!("{preset:?}"), "Preset(OffTopic)");
}

#[test]
fn reasons_and_durations_survive_the_store() {
    let presets = Preset::ALL.map(Reason::Preset);
    for reason in presets.into_iter().chain([block(None).reason]) {
        let json = serde_json::to_string(&reason).expect("a reason is JSON");
        assert!(serde_json::from_str::<Reason>(&json).ok() == Some(reason));
    }
    let until = BlockDuration::Until(ms(1));
    for duration in [BlockDuration::For(60), until, BlockDuration::Permanent] {
        let json = serde_json::to_string(&duration).expect("a duration is JSON");
        assert_eq!(
            serde_json::from_str::<BlockDuration>(&json).ok(),
            Some(duration)
        );
    }
}
