//! The names of notices: they never change, and no two notices of a ticket share one.

use super::{
    super::{
        Notice::{ToPerson, ToTeam},
        *,
    },
    from_event::told_warnings,
};
use crate::domain::{
    block::{BlockDuration, BlockForm, BlockStep, Preset, Reason},
    command::{Command, DeliveryFailure, WarningFailure},
    event::Cause,
    ids::{By, MessageNo, UpdateId},
    message::{MessageContent, Part},
    test_support::*,
    ticket::Ticket,
};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::HashMap;

/// Rows that wait in the outbox when the desk is upgraded keep their names: these texts never change.
#[test]
fn the_name_of_each_notice() {
    let (ticket, message, version) = (TICKET, MessageNo(7), 11);
    let answer = |part| {
        ToPerson(
            PERSON,
            PersonNotice::Answer {
                ticket,
                message,
                part,
                last: true,
                again: 0,
            },
        )
    };
    let wrote = |part| {
        ToTeam(TeamNotice::PersonWrote {
            ticket,
            message,
            part,
        })
    };
    let mark = |mark| {
        ToTeam(TeamNotice::Mark {
            ticket,
            message,
            mark,
        })
    };
    let failed = |why| {
        ToTeam(TeamNotice::AnswerFailed {
            ticket,
            message,
            why,
            again: 0,
            because: None,
        })
    };
    let (part, last, why) = (Part::Captioned, true, DeliveryFailure::Refused);
    let cause = Cause::Silence;
    let (episode, nth) = (3, 2);
    for (notice, expected) in [
        (
            ToPerson(PERSON, PersonNotice::Created { ticket }),
            "#126 created",
        ),
        (answer(Part::Text(0)), "#126 answer 7 text0"),
        (answer(Part::Captioned), "#126 answer 7 captioned"),
        (answer(Part::Heading), "#126 answer 7 heading"),
        (answer(Part::Original), "#126 answer 7 original"),
        (
            ToPerson(
                PERSON,
                PersonNotice::Answer {
                    ticket,
                    message,
                    part,
                    last,
                    again: 2,
                },
            ),
            "#126 answer 7 captioned again 2",
        ),
        (
            ToTeam(TeamNotice::AnswerFailed {
                ticket,
                message,
                why,
                again: 2,
                because: None,
            }),
            "#126 failed 7 Refused again 2",
        ),
        (
            ToPerson(PERSON, PersonNotice::Receipt { ticket, message }),
            "#126 receipt 7",
        ),
        (
            ToPerson(PERSON, PersonNotice::NotSeen { ticket, message }),
            "#126 not seen 7",
        ),
        (
            ToPerson(PERSON, PersonNotice::Closed { ticket, cause }),
            "#126 closed",
        ),
        (
            ToPerson(PERSON, PersonNotice::SilenceWarning { ticket, version: 9 }),
            "#126 silence 9",
        ),
        (ToTeam(TeamNotice::NewTicket { ticket }), "#126 card"),
        (wrote(Part::Text(12)), "#126 wrote 7 text12"),
        (
            ToTeam(TeamNotice::PersonEdited {
                ticket,
                message,
                part: Part::Text(12),
            }),
            "#126 wrote 7 text12 edit 11",
        ),
        (
            ToPerson(
                PERSON,
                PersonNotice::AnswerEdited {
                    ticket,
                    message,
                    part,
                },
            ),
            "#126 answer 7 captioned edit 11",
        ),
        (ToTeam(TeamNotice::CardEdit { ticket }), "#126 edit 11"),
        (
            ToTeam(TeamNotice::Alert {
                ticket,
                episode,
                nth,
                due: None,
            }),
            "#126 reply clock 3 2",
        ),
        (
            ToTeam(TeamNotice::Escalation {
                ticket,
                episode,
                after_seconds: 3600,
            }),
            "#126 reply clock 3 after 3600",
        ),
        (
            ToTeam(TeamNotice::Warning { ticket, episode: 3 }),
            "#126 reply clock 3 warning",
        ),
        (
            ToTeam(TeamNotice::ResolutionAlert { ticket }),
            "#126 resolution clock",
        ),
        (mark(ReceiptMark::OnItsWay), "#126 mark 7 OnItsWay"),
        (mark(ReceiptMark::Taken), "#126 mark 7 Taken"),
        (mark(ReceiptMark::Noted), "#126 mark 7 Noted"),
        (failed(DeliveryFailure::Refused), "#126 failed 7 Refused"),
        (
            failed(DeliveryFailure::Unreachable),
            "#126 failed 7 Unreachable",
        ),
    ] {
        assert_eq!(notice.key(version).as_deref(), Some(expected));
        assert_eq!(notice.ticket(), Some(TICKET));
    }
    for notice in [
        ToPerson(PERSON, PersonNotice::Blocked),
        ToPerson(PERSON, PersonNotice::Unblocked),
        ToPerson(PERSON, PersonNotice::Offer),
        ToTeam(TeamNotice::Help),
        ToTeam(TeamNotice::Card { ticket }),
    ] {
        assert_eq!(notice.key(version), None, "keyed by the update: {notice:?}");
    }
}

/// A step of a lively history: all of it rightful, some of it refused.
fn step() -> impl Strategy<Value = Option<(By, Command)>> {
    let why = prop_oneof![
        Just(DeliveryFailure::Unreachable),
        Just(DeliveryFailure::Refused)
    ];
    prop_oneof![
        4 => Just(Some((OWNER, write(s(0))))),
        4 => Just(Some((BY_ANNA, answer_confirmed()))),
        1 => Just(Some((BY_ANNA, Command::View))),
        2 => Just(Some((BY_BORIS, note()))),
        2 => (1_u32..20).prop_map(|n| Some((OWNER, edit(n)))),
        1 => (1_u32..20).prop_map(|n| Some((BY_BORIS, edit_of_an_answer(n)))),
        4 => (2_u32..20).prop_map(|n| Some((By::Desk, taken(n)))),
        2 => (2_u32..20, why).prop_map(|(n, why)| Some((By::Desk, lost(n, why)))),
        2 => (2_u32..20).prop_map(|n| Some((BY_BORIS, send_again(n)))),
        1 => Just(Some((By::Desk, Command::PersonLeft))),
        1 => Just(Some((By::Desk, Command::PersonCameBack))),
        1 => Just(Some((By::Desk, Command::SilenceWarningTaken))),
        1 => (2_i64..40).prop_map(|version| {
            let why = WarningFailure::NotTrue;
            Some((By::Desk, Command::SilenceWarningLost { version, why }))
        }),
        1 => Just(Some((BY_BORIS, Command::Assign { to: Some(ANNA) }))),
        4 => Just(None),
    ]
}

proptest! {
    #[test]
    fn no_two_notices_of_a_ticket_share_a_name(
        steps in prop::collection::vec((0_i64..100_000, step()), 0..60),
        long in any::<bool>(),
    ) {
        let mut story = Story::opened();
        let mut now = s(0);
        for (gap, step) in steps {
            now += TimeDelta::seconds(gap);
            match step {
                Some((by, command)) => drop(story.ask(now, by, command)),
                None => drop(story.due(now)),
            }
        }
        let words = MessageContent::text("w".repeat(if long { 3600 } else { 10 }));
        let mut seen: HashMap<String, Notice> = HashMap::new();
        for n in 0..story.events.len() {
            let ticket = Ticket::replay(TICKET, &story.events[..=n]).expect("opened");
            let spoken = Some(EventContent { words: &words, before: None });
            for notice in notices_for(&story.events[n], &ticket, spoken, &told_warnings()) {
                prop_assert_eq!(notice.ticket(), Some(TICKET));
                let key = notice.key(ticket.version).expect("what an event tells has a name");
                let repeated = seen.insert(key.clone(), notice.clone());
                // The same failure of the same answer is told once, however often it is reported.
                let told_once = matches!(notice, ToTeam(TeamNotice::AnswerFailed { .. }));
                prop_assert!(
                    repeated.is_none_or(|before| told_once && before == notice),
                    "{}", key
                );
            }
        }
    }
}

#[test]
fn a_notice_survives_the_store() {
    let ticket = TICKET;
    let form = |step| {
        ToTeam(TeamNotice::BlockForm {
            anchor: UpdateId(5),
            form: BlockForm {
                ticket,
                step,
                typed: None,
            },
            fault: Some(FormFault::Duration),
        })
    };
    let typed = Reason::Typed("rude".into());
    let notices = [
        ToPerson(PERSON, PersonNotice::Created { ticket }),
        ToPerson(
            PERSON,
            PersonNotice::Answer {
                ticket,
                message: MessageNo(2),
                part: Part::Text(1),
                last: false,
                again: 0,
            },
        ),
        ToPerson(
            PERSON,
            PersonNotice::SilenceWarning {
                ticket,
                version: i64::MAX,
            },
        ),
        ToPerson(PERSON, PersonNotice::Blocked),
        ToPerson(PERSON, PersonNotice::Unblocked),
        ToPerson(PERSON, PersonNotice::Greeting),
        ToPerson(PERSON, PersonNotice::Conversation { ticket, page: 3 }),
        ToTeam(TeamNotice::Help),
        ToTeam(TeamNotice::Assigned { ticket, to: None }),
        ToTeam(TeamNotice::Tickets {
            filter: ListFilter::Mine(ANNA),
            page: 0,
        }),
        ToTeam(TeamNotice::Tickets {
            filter: ListFilter::Awaiting,
            page: 1,
        }),
        ToTeam(TeamNotice::Usage {
            command: UsageOf::Block,
        }),
        form(BlockStep::Duration),
        form(BlockStep::Reason(BlockDuration::Until(s(60)))),
        form(BlockStep::Confirm(BlockDuration::Permanent, typed)),
    ];
    for notice in notices {
        let (json, read) = match &notice {
            ToPerson(person, notice) => {
                let json = serde_json::to_string(notice).expect("a notice is JSON");
                let read = serde_json::from_str(&json).ok();
                (json, read.map(|read| ToPerson(*person, read)))
            }
            ToTeam(notice) => {
                let json = serde_json::to_string(notice).expect("a notice is JSON");
                let read = serde_json::from_str(&json).ok();
                (json, read.map(ToTeam))
            }
        };
        assert_eq!(read, Some(notice), "{json}");
    }
}

#[test]
fn the_preset_of_a_button() {
    let all: Vec<_> = (0..4).map(Reason::preset).collect();
    let preset = |p| Some(Reason::Preset(p));
    assert!(
        all == [
            preset(Preset::Spam),
            preset(Preset::Abuse),
            preset(Preset::OffTopic),
            None
        ]
    );
}
