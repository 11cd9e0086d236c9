//! The warning that silence will close a ticket: the time it names, in the desk's zone and in the reader's language; and
//! how the team reads of the close.

use super::{every::facts_for, world::*};
use crate::{
    domain::{
        Instant,
        event::Cause,
        language::Language,
        notice::{Notice, PersonNotice, TeamNotice},
        sla::AutoClose,
        ticket::Status,
    },
    view::render,
};
use chrono::TimeDelta;

const WARNING: Notice = Notice::ToPerson(
    OWNER,
    PersonNotice::SilenceWarning {
        ticket: TICKET,
        version: 9,
    },
);

/// The last line of the warning about a close at this instant, worded on Saturday, 14 March 2026, 10:30 UTC.
fn warning(close: Instant, zone: chrono_tz::Tz, language: Language) -> String {
    let mut desk = desk();
    desk.time_zone = zone;
    let mut facts = facts_for(&WARNING, language);
    facts.policy.auto_close = Some(AutoClose {
        after_seconds: 48 * 3600,
        warn_before_seconds: 60,
    });
    let silence = facts.shown.as_mut().and_then(|s| s.ticket.silence.as_mut());
    silence.expect("it is silent").since = close - TimeDelta::hours(48);
    let call = render(&WARNING, place(person()), None, &facts, &desk).expect("it is true");
    html(&call).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_warning_names_the_time_in_the_desks_zone_and_the_readers_language() {
    use chrono_tz::{Europe::Berlin, UTC};
    let table = [
        (
            at(16, 30),
            UTC,
            "today 16:30, in 6 hours",
            "сегодня в 16:30",
            "6 часов",
        ),
        (
            at(24, 0),
            UTC,
            "tomorrow 00:00, in 13 hours 30 minutes",
            "завтра в 00:00",
            "13 часов 30 минут",
        ),
        (
            at(23, 30),
            Berlin,
            "tomorrow 00:30, in 13 hours",
            "завтра в 00:30",
            "13 часов",
        ),
        (
            at(48 + 10, 30),
            UTC,
            "Monday 16 March 10:30, in 2 days",
            "в понедельник, 16 марта, в 10:30",
            "2 дня",
        ),
        // The clocks of Berlin go forward at 01:00 UTC on 29 March.
        (
            at(15 * 24 + 2, 30),
            Berlin,
            "Sunday 29 March 04:30, in 14 days 16 hours",
            "в воскресенье, 29 марта, в 04:30",
            "14 дней 16 часов",
        ),
    ];
    for (close, zone, english, russian, left) in table {
        assert_eq!(
            warning(close, zone, Language::En),
            format!("It will be closed {english}, unless you write.")
        );
        assert_eq!(
            warning(close, zone, Language::Ru),
            format!("Если вы не напишете, оно закроется {russian}. Осталось: {left}.")
        );
    }
}

#[test]
fn the_warning_has_two_ways_out() {
    let call = to_person(WARNING, &facts_for(&WARNING, Language::En)).expect("it is true");
    assert_eq!(labels(&call), [["Still need help", "It's solved"]]);
    let call = to_person(WARNING, &facts_for(&WARNING, Language::Ru)).expect("it is true");
    assert_eq!(labels(&call), [["Вопрос не решён", "Вопрос решён"]]);
}

#[test]
fn the_team_reads_how_long_the_silence_was_by_the_settings_that_closed_it() {
    let table = [
        (TimeDelta::hours(48), "48 h", "48 ч"),
        (TimeDelta::days(7), "168 h", "168 ч"),
        (TimeDelta::minutes(90), "90 min", "90 мин"),
        (TimeDelta::seconds(45), "45 s", "45 с"),
    ];
    for (silence, english, russian) in table {
        for (language, expected) in [
            (Language::En, format!("Closed after {english} of silence")),
            (Language::Ru, format!("Закрыто после {russian} молчания")),
        ] {
            let mut facts = facts();
            facts.language = language;
            facts.silence = Some(silence);
            let shown = facts.shown.as_mut().expect("a ticket");
            shown.ticket.status = Status::Resolved;
            shown.ticket.resolved = Some((at(10, 25), Cause::Silence));
            for notice in [
                Notice::ToTeam(TeamNotice::CardEdit { ticket: TICKET }),
                Notice::ToTeam(TeamNotice::Card { ticket: TICKET }),
            ] {
                let card = to_team(notice, &facts).expect("a card");
                assert!(html(&card).contains(&expected), "{}", html(&card));
            }
        }
    }
}
