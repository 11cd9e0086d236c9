//! An oracle: it walks the minutes, looks at the clock on the wall at each, and counts. It shares no code with the
//! calendar, and is held against it in every IANA zone that changes its clocks, around the changes.

use super::*;
use chrono::{Datelike, Offset, Timelike};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Hours as the oracle knows them: minutes of the day, the end beyond a day when they go past midnight.
type Hours = Vec<(u32, u32)>;

#[derive(Debug, Clone)]
struct Oracle {
    zone: Tz,
    week: Vec<Hours>,
    off: Vec<NaiveDate>,
}

impl Oracle {
    /// Whether the wall clock shows a time within the hours: of its day, or of the day before, past midnight.
    fn is_open(&self, at: Instant) -> bool {
        let wall = at.with_timezone(&self.zone).naive_local();
        let minute = wall.hour() * 60 + wall.minute();
        let shows = |date: NaiveDate, minute: u32| {
            let hours = &self.week[date.weekday().num_days_from_monday() as usize];
            !self.off.contains(&date)
                && hours
                    .iter()
                    .any(|(from, to)| (*from..*to).contains(&minute))
        };
        shows(wall.date(), minute) || shows(wall.date() - Days::new(1), minute + 1440)
    }

    /// As the settings would have it.
    fn calendar(&self) -> Option<Calendar> {
        let written = |(from, to): &(u32, u32)| {
            let to = if *to > 1440 { to - 1440 } else { *to };
            format!(
                "{:02}:{:02}-{:02}:{:02}",
                from / 60,
                from % 60,
                to / 60,
                to % 60
            )
        };
        let day = |hours: &Hours| {
            hours
                .iter()
                .map(|h| written(h).parse().expect("an interval"))
                .collect()
        };
        let week: Vec<Vec<Interval>> = self.week.iter().map(day).collect();
        let off = self.off.iter().map(|day| Holiday::Once(*day)).collect();
        Calendar::new(self.zone, week.try_into().ok()?, off).ok()
    }
}

/// When each zone changes its clocks, 2020 to 2029: found by asking it once a day, then each minute.
static CHANGES: LazyLock<Vec<(Tz, Vec<Instant>)>> = LazyLock::new(|| {
    let zones = chrono_tz::TZ_VARIANTS.iter();
    let changing = zones.map(|zone| (*zone, changes(*zone, 2020, 2030)));
    changing
        .filter(|(_, changes)| !changes.is_empty())
        .collect()
});

fn offset(zone: Tz, at: Instant) -> i32 {
    at.with_timezone(&zone).offset().fix().local_minus_utc()
}

fn changes(zone: Tz, first: i32, last: i32) -> Vec<Instant> {
    let year = |year: i32| {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .and_then(midnight)
            .expect("a year")
    };
    let (mut at, end) = (year(first), year(last));
    let mut found = Vec::new();
    while at < end {
        let next = at + TimeDelta::hours(24);
        if offset(zone, at) != offset(zone, next) {
            let minute = (1..=1440).map(|m| at + TimeDelta::minutes(m));
            let mut before = offset(zone, at);
            for minute in minute {
                if offset(zone, minute) != before {
                    found.push(minute);
                    before = offset(zone, minute);
                }
            }
        }
        at = next;
    }
    found
}

#[test]
fn no_zone_changes_its_clocks_twice_in_a_day() {
    // What `pieces` takes for granted. Zones that have the same rules are looked at all the same: it is cheap enough.
    for (zone, changes) in CHANGES.iter() {
        for pair in changes.windows(2) {
            assert_ne!(pair[0].date_naive(), pair[1].date_naive(), "{zone}");
        }
    }
    assert!(CHANGES.len() > 150, "only {} zones", CHANGES.len());
}

#[test]
fn every_zone_is_right_minute_by_minute_around_its_gap_and_its_fold() {
    let hours: Hours = vec![(0, 35), (90, 121), (150, 179), (600, 700), (1380, 1500)];
    for (zone, changes) in CHANGES.iter() {
        let oracle = Oracle {
            zone: *zone,
            week: vec![hours.clone(); 7],
            off: vec![],
        };
        let calendar = oracle.calendar().expect("it has working time");
        for change in changes.iter().take(2) {
            let start = *change - TimeDelta::minutes(200);
            let mut worked = TimeDelta::zero();
            for minute in 0..400 {
                let now = start + TimeDelta::minutes(minute);
                let open = oracle.is_open(now);
                assert_eq!(calendar.is_open(now), open, "{zone} at {now}");
                if minute % 20 == 0 {
                    assert_eq!(calendar.working_time(start, now), worked, "{zone} at {now}");
                }
                worked += TimeDelta::minutes(open.into());
            }
        }
    }
}

/// Up to three stretches a day, on some days none, in the zone and around the change of clocks given.
fn cases() -> impl Strategy<Value = (Oracle, Instant, i64)> {
    let interval =
        (0_u32..288, 1_u32..280).prop_map(|(from, length)| (from * 5, from * 5 + length * 5));
    let fits = interval.prop_filter("past the next midnight", |(from, to)| *to < *from + 1440);
    let day = prop::collection::vec(fits, 0..4);
    (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        -1500_i64..200,
        prop::collection::vec(day, 7),
        prop::collection::vec(0_u64..6, 0..3),
        0_i64..2000,
    )
        .prop_map(|(zone, change, minutes, week, off, working)| {
            let (zone, changes) = &CHANGES[zone.index(CHANGES.len())];
            let start = changes[change.index(changes.len())] + TimeDelta::minutes(minutes);
            let first = start.date_naive();
            let off = off.into_iter().map(|day| first + Days::new(day)).collect();
            (
                Oracle {
                    zone: *zone,
                    week,
                    off,
                },
                start,
                working,
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_calendar_counts_what_the_oracle_counts((oracle, start, working) in cases()) {
        let Some(calendar) = oracle.calendar() else { return Ok(()) };
        let minute = |n: i64| start + TimeDelta::minutes(n);
        let (mut worked, mut opened, mut done) = (0, None, (working == 0).then_some(start));
        for n in 0..3 * 1440 {
            let now = minute(n);
            if n % 97 == 0 {
                prop_assert_eq!(calendar.working_time(start, now), TimeDelta::minutes(worked));
            }
            let open = oracle.is_open(now);
            prop_assert_eq!(calendar.is_open(now), open, "at {}", now);
            opened = opened.or(open.then_some(now));
            worked += i64::from(open);
            done = done.or((open && worked == working).then_some(minute(n + 1)));
        }
        let horizon = minute(3 * 1440);
        let sooner = |at: Instant| (at <= horizon).then_some(at);
        prop_assert_eq!(sooner(calendar.after(start, TimeDelta::minutes(working))), done);
        prop_assert_eq!(Some(calendar.next_opening(start)).filter(|at| *at < horizon), opened);
    }

    #[test]
    fn what_after_says_is_what_working_time_counts((oracle, start, working) in cases(), seconds in 0_i64..90) {
        let Some(calendar) = oracle.calendar() else { return Ok(()) };
        let working = TimeDelta::minutes(working) + TimeDelta::seconds(seconds);
        let end = calendar.after(start, working);
        if end < Instant::MAX_UTC {
            prop_assert_eq!(calendar.working_time(start, end), working);
            let before = end - TimeDelta::milliseconds(1);
            prop_assert!(end == start || calendar.working_time(start, before) < working);
        }
        let opening = calendar.next_opening(start);
        prop_assert!(opening == Instant::MAX_UTC || calendar.is_open(opening));
        prop_assert_eq!(calendar.working_time(start, opening), TimeDelta::zero());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// The same around the turn of a year and 29 February, with days off of both kinds, in any zone at all.
    #[test]
    fn the_turn_of_the_year_is_counted_as_the_wall_clock_shows_it(
        (oracle, _, working) in cases(),
        zone in any::<prop::sample::Index>(),
        year in 2026_i32..2031,
        february in any::<bool>(),
        minutes in -2500_i64..1500,
        yearly in prop::sample::subsequence(vec!["12-31", "01-01", "02-28", "02-29", "03-01"], 0..3),
    ) {
        let zone = chrono_tz::TZ_VARIANTS[zone.index(chrono_tz::TZ_VARIANTS.len())];
        let (month, day) = if february { (3, 1) } else { (1, 1) };
        let turn = midnight(NaiveDate::from_ymd_opt(year, month, day).expect("a day")).expect("a midnight");
        let start = turn + TimeDelta::minutes(minutes);
        let off: Vec<NaiveDate> = (-5..8)
            .filter_map(|n| turn.date_naive().checked_add_signed(TimeDelta::days(n)))
            .filter(|date| yearly.contains(&date.format("%m-%d").to_string().as_str()))
            .collect();
        let oracle = Oracle { zone, off, ..oracle };
        let Some(calendar) = oracle.calendar() else { return Ok(()) };
        let holidays = yearly.iter().map(|text| text.parse().expect("a day")).collect();
        let calendar = Calendar::new(zone, calendar.week, holidays).expect("open");
        let minute = |n: i64| start + TimeDelta::minutes(n);
        let (mut worked, mut done) = (0, (working == 0).then_some(start));
        for n in 0..3 * 1440 {
            let now = minute(n);
            if n % 97 == 0 {
                prop_assert_eq!(calendar.working_time(start, now), TimeDelta::minutes(worked));
            }
            let open = oracle.is_open(now);
            prop_assert_eq!(calendar.is_open(now), open, "at {}", now);
            worked += i64::from(open);
            done = done.or((open && worked == working).then_some(minute(n + 1)));
        }
        let horizon = minute(3 * 1440);
        let found = calendar.after(start, TimeDelta::minutes(working));
        prop_assert_eq!((found <= horizon).then_some(found), done);
    }
}
