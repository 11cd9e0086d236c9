//! The limits at their exact edges.

use proptest::prelude::*;

use super::*;

const PERSON: Spend = Spend {
    chat_id: 7,
    group: false,
    count: 1,
    action: false,
};
const TEAM: Spend = Spend {
    chat_id: -100,
    group: true,
    count: 1,
    action: false,
};
const TYPING: Spend = Spend {
    chat_id: 7,
    group: false,
    count: 1,
    action: true,
};

/// Spends `times` at one instant and expects all to pass.
fn fill(limits: &mut Limits, now_ms: i64, times: u32, spend: Spend) {
    for _ in 0..times {
        assert_eq!(limits.check(now_ms, spend), Ok(()));
    }
}

#[test]
fn each_window_is_half_open() {
    for (mode, spend, most, span_ms, wait) in [
        (Mode::Documented, PERSON, 3, 3_000, 3),
        (Mode::Documented, TEAM, 20, 60_000, 60),
        (Mode::Documented, TYPING, 20, 5_000, 5),
        (Mode::Harsh, PERSON, 1, 3_000, 3),
        (Mode::Harsh, TEAM, 10, 60_000, 60),
        (Mode::Harsh, TYPING, 10, 5_000, 5),
    ] {
        let mut limits = Limits::new(mode);
        fill(&mut limits, 0, most, spend);
        assert_eq!(limits.check(0, spend), Err(wait), "{mode:?} {spend:?} full");
        let mut limits = Limits::new(mode);
        fill(&mut limits, 0, most, spend);
        assert_eq!(
            limits.check(span_ms - 1, spend),
            Err(1),
            "{mode:?} {spend:?} just before"
        );
        fill(&mut limits, span_ms, most, spend);
    }
}

#[test]
fn thirty_a_second_go_out_overall() {
    for (mode, most) in [(Mode::Documented, 30), (Mode::Harsh, 15)] {
        let mut limits = Limits::new(mode);
        let to = |chat_id| Spend { chat_id, ..PERSON };
        for chat_id in 0..most {
            assert_eq!(limits.check(0, to(chat_id)), Ok(()));
        }
        assert_eq!(limits.check(0, to(99)), Err(1));
        assert_eq!(limits.check(999, to(98)), Err(1));
        assert_eq!(
            limits.check(0, TYPING),
            Ok(()),
            "an action costs no message"
        );
        assert_eq!(limits.check(1_000, to(99)), Ok(()));
    }
}

#[test]
fn the_wait_is_until_enough_has_left_the_window() {
    let mut limits = Limits::new(Mode::Documented);
    for (now_ms, spend, answer) in [
        (0, PERSON, Ok(())),
        (500, PERSON, Ok(())),
        (1_000, PERSON, Ok(())),
        (1_000, PERSON, Err(2)),
        (1_001, PERSON, Err(2)),
        (2_000, PERSON, Err(1)),
        (2_000, Spend { count: 2, ..PERSON }, Err(2)),
        (3_000, PERSON, Ok(())),
        (3_499, PERSON, Err(1)),
        (3_500, PERSON, Ok(())),
        (3_500, TEAM, Ok(())),
    ] {
        assert_eq!(limits.check(now_ms, spend), answer, "{now_ms} {spend:?}");
    }
}

#[test]
fn an_album_costs_its_parts() {
    let mut limits = Limits::new(Mode::Documented);
    let album = |count| Spend { count, ..TEAM };
    assert_eq!(limits.check(0, album(10)), Ok(()));
    assert_eq!(limits.check(10_000, album(9)), Ok(()));
    assert_eq!(limits.check(20_000, album(2)), Err(40));
    assert_eq!(limits.check(20_000, album(1)), Ok(()));
    assert_eq!(limits.check(60_000, album(10)), Ok(()));
}

#[test]
fn an_album_above_the_whole_limit_passes_an_empty_window_and_fills_it() {
    let mut limits = Limits::new(Mode::Documented);
    let album = Spend {
        count: 10,
        ..PERSON
    };
    assert_eq!(limits.check(0, PERSON), Ok(()));
    assert_eq!(limits.check(1_000, album), Err(2));
    assert_eq!(limits.check(3_000, album), Ok(()));
    assert_eq!(limits.check(5_999, PERSON), Err(1));
    assert_eq!(limits.check(6_000, PERSON), Ok(()));
}

#[test]
fn harsh_waits_double_up_to_a_minute_until_a_call_passes() {
    let mut limits = Limits::new(Mode::Harsh);
    fill(&mut limits, 0, 1, PERSON);
    let waits: Vec<_> = (0..8).map(|_| limits.check(0, PERSON)).collect();
    assert_eq!(waits, [3, 6, 12, 24, 48, 60, 60, 60].map(Err));
    assert_eq!(limits.check(3_000, PERSON), Ok(()));
    assert_eq!(limits.check(3_000, PERSON), Err(3));
}

#[test]
fn off_refuses_and_notes_nothing() {
    let mut limits = Limits::new(Mode::Off);
    fill(&mut limits, 0, 100, PERSON);
    limits.set_mode(Mode::Documented);
    fill(&mut limits, 0, 3, PERSON);
    assert_eq!(limits.check(0, PERSON), Err(3));
    limits.set_mode(Mode::Off);
    fill(&mut limits, 0, 100, PERSON);
}

#[test]
fn modes_have_one_spelling() {
    for (text, mode) in [
        ("off", Mode::Off),
        ("documented", Mode::Documented),
        ("harsh", Mode::Harsh),
    ] {
        assert_eq!(text.parse(), Ok(mode));
        assert_eq!(
            serde_json::to_value(mode).expect("a mode"),
            serde_json::json!(text)
        );
    }
    let error = "Harsh".parse::<Mode>().expect_err("refused");
    assert_eq!(
        error.to_string(),
        "unknown limits \"Harsh\": use off, documented or harsh"
    );
}

proptest! {
    #[test]
    fn who_waits_as_told_passes(steps in prop::collection::vec((0i64..4_000, 0i64..3, 1u32..11, any::<bool>(), any::<bool>()), 0..200)) {
        for mode in [Mode::Documented, Mode::Harsh] {
            let mut limits = Limits::new(mode);
            let mut now_ms = 0;
            for (pause, chat_id, count, group, action) in &steps {
                now_ms += pause;
                let chat_id = if *group { -1 - chat_id } else { 1 + chat_id };
                let spend = Spend { chat_id, group: *group, count: *count, action: *action };
                if let Err(wait) = limits.check(now_ms, spend) {
                    prop_assert!((1..=60).contains(&wait));
                    now_ms += i64::from(wait) * 1000;
                    prop_assert_eq!(limits.check(now_ms, spend), Ok(()));
                }
            }
        }
    }
}
