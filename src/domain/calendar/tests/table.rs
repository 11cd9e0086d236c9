//! Days, nights, holidays, and the two nights of the year on which clocks are changed: the exact instants.

use super::*;
use chrono_tz::{America, Europe, Pacific, UTC};

const OFFICE: &[&str] = &["09:00-13:00", "14:00-18:00"];

/// Monday to Friday, with a break at noon, in Berlin.
fn office() -> Calendar {
    calendar(Europe::Berlin, &[OFFICE; 5], &["12-25", "2026-04-06"])
}

#[test]
fn a_week_in_the_office() {
    // 2026-03-02 is a Monday; Berlin is an hour ahead of UTC.
    for (instant, open, opens) in [
        ("2026-03-02T07:59:59.999Z", false, "2026-03-02T08:00:00Z"),
        ("2026-03-02T08:00:00Z", true, "2026-03-02T08:00:00Z"),
        ("2026-03-02T11:59:59.999Z", true, "2026-03-02T11:59:59.999Z"),
        ("2026-03-02T12:00:00Z", false, "2026-03-02T13:00:00Z"),
        ("2026-03-02T17:00:00Z", false, "2026-03-03T08:00:00Z"),
        ("2026-03-06T17:00:00Z", false, "2026-03-09T08:00:00Z"),
        ("2026-03-07T10:00:00Z", false, "2026-03-09T08:00:00Z"),
        // Easter Monday, by its date; summer time has begun.
        ("2026-04-03T16:00:00Z", false, "2026-04-07T07:00:00Z"),
        // Christmas, by month and day, is a Friday; the Saturday after it is off by the week.
        ("2026-12-24T17:00:00Z", false, "2026-12-28T08:00:00Z"),
        ("2027-12-24T17:00:00Z", false, "2027-12-27T08:00:00Z"),
    ] {
        assert_eq!(office().is_open(at(instant)), open, "{instant}");
        assert_eq!(office().next_opening(at(instant)), at(opens), "{instant}");
    }
}

#[test]
fn working_time_between_two_instants() {
    for (from, to, minutes) in [
        ("2026-03-02T08:00:00Z", "2026-03-02T17:00:00Z", 8 * 60),
        ("2026-03-02T11:30:00Z", "2026-03-02T13:15:00Z", 45),
        ("2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", 5 * 8 * 60),
        ("2026-03-06T16:50:00Z", "2026-03-09T08:10:00Z", 20),
        ("2026-03-07T00:00:00Z", "2026-03-08T23:00:00Z", 0),
        ("2026-12-25T00:00:00Z", "2026-12-26T00:00:00Z", 0),
        ("2026-03-02T12:00:00Z", "2026-03-02T08:00:00Z", 0),
    ] {
        let worked = office().working_time(at(from), at(to));
        assert_eq!(worked, TimeDelta::minutes(minutes), "{from} to {to}");
    }
}

#[test]
fn the_first_instant_after_so_much_work() {
    for (from, minutes, expected) in [
        ("2026-03-02T08:00:00Z", 30, "2026-03-02T08:30:00Z"),
        ("2026-03-02T03:00:00Z", 30, "2026-03-02T08:30:00Z"),
        ("2026-03-02T11:45:00Z", 30, "2026-03-02T13:15:00Z"),
        // Done at the very end of the hours: it is not carried over the break.
        ("2026-03-02T11:45:00Z", 15, "2026-03-02T12:00:00Z"),
        ("2026-03-06T16:50:00Z", 20, "2026-03-09T08:10:00Z"),
        ("2026-03-02T08:00:00Z", 5 * 8 * 60, "2026-03-06T17:00:00Z"),
        ("2026-03-07T10:00:00Z", 0, "2026-03-07T10:00:00Z"),
    ] {
        let after = office().after(at(from), TimeDelta::minutes(minutes));
        assert_eq!(after, at(expected), "{minutes} min from {from}");
    }
}

#[test]
fn a_night_shift_belongs_to_the_day_it_begins_on() {
    let friday_night: &[&str] = &["22:00-06:00"];
    let shift = calendar(UTC, &[&[], &[], &[], &[], friday_night], &["2026-03-13"]);
    // 2026-03-06 is a Friday.
    assert_eq!(
        shift.next_opening(at("2026-03-02T00:00:00Z")),
        at("2026-03-06T22:00:00Z")
    );
    assert!(shift.is_open(at("2026-03-07T05:59:59Z")));
    assert!(!shift.is_open(at("2026-03-07T06:00:00Z")));
    // The Friday after is a holiday: the shift that begins on it does not take place, its morning neither.
    assert!(!shift.is_open(at("2026-03-13T23:00:00Z")));
    assert!(!shift.is_open(at("2026-03-14T05:00:00Z")));
    assert_eq!(
        shift.next_opening(at("2026-03-07T06:00:00Z")),
        at("2026-03-20T22:00:00Z")
    );
}

#[test]
fn a_shift_that_began_the_day_before_a_holiday_runs_to_its_end() {
    let night: &[&str] = &["22:00-06:00"];
    let shift = calendar(UTC, &[night; 7], &["12-25"]);
    assert!(shift.is_open(at("2026-12-25T05:00:00Z")));
    assert!(!shift.is_open(at("2026-12-25T22:00:00Z")));
    assert!(!shift.is_open(at("2026-12-26T05:00:00Z")));
}

#[test]
fn a_day_is_twenty_four_hours_and_the_hours_may_overlap() {
    let always = daily(UTC, &["00:00-24:00"]);
    let twice = daily(UTC, &["00:00-13:00", "12:00-00:00", "23:00-02:00"]);
    let (from, to) = (at("2026-03-01T10:20:30Z"), at("2026-03-11T10:20:30Z"));
    for calendar in [always, twice] {
        assert_eq!(calendar.working_time(from, to), TimeDelta::days(10));
        assert_eq!(calendar.after(from, TimeDelta::days(10)), to);
        assert_eq!(calendar.next_opening(from), from);
    }
}

#[test]
fn the_hour_that_does_not_exist_is_no_working_time() {
    // On 2026-03-29 Berlin's clocks go from 02:00 to 03:00, at 01:00 UTC.
    let night = daily(Europe::Berlin, &["01:00-04:00"]);
    let (midnight, noon) = (at("2026-03-28T23:00:00Z"), at("2026-03-29T10:00:00Z"));
    assert_eq!(night.working_time(midnight, noon), TimeDelta::hours(2));
    assert_eq!(
        night.after(midnight, TimeDelta::minutes(90)),
        at("2026-03-29T01:30:00Z")
    );
    let lost = daily(Europe::Berlin, &["02:00-03:00"]);
    assert_eq!(lost.working_time(midnight, noon), TimeDelta::zero());
    assert_eq!(lost.next_opening(midnight), at("2026-03-30T00:00:00Z"));
    let half = daily(Europe::Berlin, &["02:30-10:00"]);
    assert_eq!(half.next_opening(midnight), at("2026-03-29T01:00:00Z"));
}

#[test]
fn the_hour_that_comes_twice_is_working_time_twice() {
    // On 2026-10-25 Berlin's clocks go from 03:00 back to 02:00, at 01:00 UTC.
    let night = daily(Europe::Berlin, &["01:00-04:00"]);
    let (midnight, noon) = (at("2026-10-24T22:00:00Z"), at("2026-10-25T11:00:00Z"));
    assert_eq!(night.working_time(midnight, noon), TimeDelta::hours(4));
    assert_eq!(
        night.after(midnight, TimeDelta::minutes(210)),
        at("2026-10-25T02:30:00Z")
    );
    let twice = daily(Europe::Berlin, &["02:00-02:30"]);
    assert_eq!(twice.working_time(midnight, noon), TimeDelta::hours(1));
    assert!(twice.is_open(at("2026-10-25T00:29:59Z")));
    assert!(!twice.is_open(at("2026-10-25T00:30:00Z")));
    assert_eq!(
        twice.next_opening(at("2026-10-25T00:30:00Z")),
        at("2026-10-25T01:00:00Z")
    );
    assert_eq!(
        twice.after(midnight, TimeDelta::minutes(45)),
        at("2026-10-25T01:15:00Z")
    );
}

#[test]
fn a_working_day_is_as_long_as_its_clock_says() {
    let office = daily(America::New_York, &["09:00-17:00"]);
    for day in ["2026-03-08", "2026-11-01", "2026-07-01"] {
        let from = at(&format!("{day}T05:00:00Z"));
        let worked = office.working_time(from, from + TimeDelta::hours(23));
        assert_eq!(worked, TimeDelta::hours(8), "{day}");
    }
}

#[test]
fn a_day_that_a_zone_left_out_is_no_working_time() {
    // Samoa had no 2011-12-30, a Friday.
    let fridays: &[&str] = &["00:00-24:00"];
    let samoa = calendar(Pacific::Apia, &[&[], &[], &[], &[], fridays], &[]);
    let (from, to) = (at("2011-12-26T00:00:00Z"), at("2012-01-03T00:00:00Z"));
    assert_eq!(samoa.working_time(from, to), TimeDelta::zero());
}

#[test]
fn a_calendar_without_working_time_cannot_be_made() {
    let hours = |text: &str| vec![text.parse::<Interval>().expect("an interval")];
    let empty: [Vec<Interval>; 7] = Default::default();
    let none = Calendar::new(UTC, empty.clone(), vec![]);
    assert_eq!(none, Err(NoCalendar::NoWorkingTime));
    let every_day = (0..366)
        .map(|n| NaiveDate::from_ymd_opt(2028, 1, 1).expect("a day") + Days::new(n))
        .map(|day| day.format("%m-%d").to_string().parse().expect("a day"))
        .collect::<Vec<Holiday>>();
    let mut monday = empty;
    monday[0] = hours("09:00-17:00");
    let never = Calendar::new(UTC, monday.clone(), every_day.clone());
    assert_eq!(never, Err(NoCalendar::NoWorkingTime));
    let one_day = Calendar::new(UTC, monday, every_day[1..].to_vec()).expect("New Year's Day");
    // The next New Year's Day that is a Monday.
    assert_eq!(
        one_day.next_opening(at("2026-03-01T00:00:00Z")),
        at("2029-01-01T09:00:00Z")
    );
}

#[test]
fn what_takes_longer_than_any_desk_is_never() {
    let short = calendar(UTC, &[&["09:00-09:01"]], &[]);
    assert_eq!(
        short.after(at("2026-03-01T00:00:00Z"), TimeDelta::days(365)),
        Instant::MAX_UTC
    );
    assert_eq!(
        short.after(Instant::MAX_UTC, TimeDelta::days(1)),
        Instant::MAX_UTC
    );
}

#[test]
fn intervals_and_holidays_as_they_are_written() {
    for text in ["09:00-13:00", "00:00-24:00", "22:00-06:00", "23:59-00:00"] {
        let read: Interval = text.parse().expect("an interval");
        assert_eq!(read.to_string(), text);
    }
    assert_eq!("9:00 - 13:00".parse::<Interval>(), Err(NotRead::Interval));
    assert_eq!(
        "09:00 - 13:00".parse::<Interval>().map(|i| i.to_string()),
        Ok("09:00-13:00".into())
    );
    for text in [
        "",
        "9-13",
        "09:00",
        "09:00-",
        "09:60-10:00",
        "24:00-01:00",
        "09:00-09:00",
        "00:00-00:00",
        "09:00-24:01",
        "+9:00-10:00",
        "09:00-13:00-14:00",
        "٠٩:00-10:00",
    ] {
        assert_eq!(text.parse::<Interval>(), Err(NotRead::Interval), "{text}");
    }
    for text in ["12-25", "02-29", "2027-04-05"] {
        let read: Holiday = text.parse().expect("a day");
        assert_eq!(read.to_string(), text);
    }
    for text in [
        "",
        "25.12.",
        "12-32",
        "02-30",
        "13-01",
        "2027-02-29",
        "27-04-05",
        "+027-04-05",
        "2027-4-5",
    ] {
        assert_eq!(text.parse::<Holiday>(), Err(NotRead::Holiday), "{text}");
    }
}

#[test]
fn a_calendar_survives_the_store() {
    let json = serde_json::to_string(&office()).expect("a calendar is JSON");
    assert_eq!(
        json,
        r#"{"time_zone":"Europe/Berlin","week":[["09:00-13:00","14:00-18:00"],["09:00-13:00","14:00-18:00"],["09:00-13:00","14:00-18:00"],["09:00-13:00","14:00-18:00"],["09:00-13:00","14:00-18:00"],[],[]],"holidays":["12-25","2026-04-06"]}"#
    );
    assert_eq!(serde_json::from_str::<Calendar>(&json).ok(), Some(office()));
    let closed = r#"{"time_zone":"UTC","week":[[],[],[],[],[],[],[]],"holidays":[]}"#;
    assert!(serde_json::from_str::<Calendar>(closed).is_err());
}
