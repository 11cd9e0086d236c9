//! What no history may ever break, whoever does whatever in whatever order.

use crate::domain::{
    Instant,
    command::{Command, DeliveryFailure, WarningFailure},
    event::{Cause, Event, EventKind},
    ids::{By, *},
    sla::{AutoClose, NO_GRACE, Policy},
    test_support::*,
    ticket::{
        Priority,
        Status::{self, AwaitingUser, InProgress, Open, Resolved},
        Ticket,
    },
};
use chrono::TimeDelta;
use proptest::prelude::*;

/// One thing that somebody tries, or that the clock does.
#[derive(Debug, Clone)]
enum Step {
    Ask(Command, By),
    Due,
    Policy(Policy),
}

fn somebody() -> impl Strategy<Value = By> {
    prop_oneof![
        3 => Just(OWNER),
        1 => Just(By::Person(STRANGER)),
        3 => Just(BY_ANNA),
        2 => Just(BY_BORIS),
        3 => Just(By::Desk),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let why = prop_oneof![
        Just(DeliveryFailure::Unreachable),
        Just(DeliveryFailure::Refused)
    ];
    prop_oneof![
        6 => (-100_000_i64..200_000_000).prop_map(|at| write(ms(at))),
        1 => Just(Command::Close),
        2 => Just(Command::BreakSilence),
        2 => Just(Command::View),
        4 => Just(answer()),
        2 => Just(answer_confirmed()),
        1 => prop_oneof![Just(None), Just(Some(ANNA)), Just(Some(BORIS))]
            .prop_map(|to| Command::Assign { to }),
        1 => prop_oneof![Just(Priority::Low), Just(Priority::Urgent)]
            .prop_map(|priority| Command::SetPriority { priority }),
        2 => Just(note()),
        3 => (1_u32..12).prop_map(edit),
        2 => (1_u32..12).prop_map(edit_of_an_answer),
        1 => Just(Command::CloseForBlock),
        6 => (1_u32..12, 0_u32..2).prop_map(|(message, again)| taken_again(message, again)),
        3 => (1_u32..12, why).prop_map(|(message, why)| lost(message, why)),
        2 => (1_u32..12).prop_map(send_again),
        2 => Just(Command::SilenceWarningTaken),
        2 => (1_i64..40, prop_oneof![Just(WarningFailure::NotTrue), Just(WarningFailure::Refused)])
            .prop_map(|(version, why)| Command::SilenceWarningLost { version, why }),
        1 => Just(Command::PersonLeft),
        1 => Just(Command::PersonCameBack),
    ]
}

/// Who may ask asks more often than who may not, so that histories grow long.
fn ask() -> impl Strategy<Value = Step> {
    (command(), somebody(), prop::bool::weighted(0.8)).prop_map(|(command, anybody, rightful)| {
        let rightful = rightful.then_some(match command {
            Command::Write { .. } | Command::BreakSilence => OWNER,
            Command::Close => anybody,
            Command::Edit { ref of, .. } if of.agent.is_none() => OWNER,
            Command::View
            | Command::Answer { .. }
            | Command::SendAgain { .. }
            | Command::Assign { .. }
            | Command::SetPriority { .. }
            | Command::Note { .. }
            | Command::Edit { .. }
            | Command::CloseForBlock => BY_ANNA,
            _ => By::Desk,
        });
        Step::Ask(command, rightful.unwrap_or(anybody))
    })
}

fn policy() -> impl Strategy<Value = Policy> {
    let clock = (1_i64..60, 1_u8..100, 1_i64..60)
        .prop_map(|(within, percent, cooldown)| reply(within, percent, cooldown));
    let close = (1_i64..200_000, 0_i64..100_000).prop_map(|(after, before)| AutoClose {
        after_seconds: after,
        warn_before_seconds: before,
    });
    (
        prop::option::weighted(0.8, clock),
        prop::option::weighted(0.8, close),
    )
        .prop_map(|(reply, auto_close)| Policy {
            reply,
            auto_close,
            hours: None,
        })
}

/// Steps with the milliseconds before each: often none, sometimes days.
fn history() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let gap = prop_oneof![
        2 => Just(0_i64),
        4 => 0_i64..60_000,
        3 => 0_i64..3_600_000,
        1 => 0_i64..300_000_000,
    ];
    let step = prop_oneof![
        8 => ask(),
        3 => Just(Step::Due),
        1 => policy().prop_map(Step::Policy),
    ];
    prop::collection::vec((gap, step), 0..60)
}

/// The arrows of the state diagram.
fn is_arrow(from: Status, to: Status) -> bool {
    matches!(
        (from, to),
        (Open, InProgress | Resolved)
            | (InProgress, AwaitingUser | Resolved)
            | (AwaitingUser, InProgress | Resolved)
    )
}

/// Walks the events one by one and holds each state between them to what must always be so.
fn check_each_state(story: &Story) {
    let mut ticket = Ticket::opened(TICKET, &story.events[0]).expect("opened");
    let mut numbers = vec![1];
    for (n, event) in story.events.iter().enumerate().skip(1) {
        let before = ticket.status;
        check_close(&ticket, event);
        ticket.apply(event);
        let after = ticket.status;
        assert!(
            before == after || is_arrow(before, after),
            "{before:?} -> {after:?} by {event:?}"
        );
        assert_eq!(
            ticket.version,
            n as i64 + 1,
            "the version counts the events"
        );
        if let EventKind::PersonWrote { message, .. }
        | EventKind::AnswerAccepted { message, .. }
        | EventKind::Noted { message } = event.what
        {
            numbers.push(message.0);
        }
        check_clocks(&ticket);
    }
    let counted: Vec<u32> = (1..=numbers.len() as u32).collect();
    assert_eq!(numbers, counted, "messages are numbered one by one");
    assert_eq!(ticket, story.ticket);
}

/// Silence closes nothing while a message of the person is unanswered, or an answer to them on its way; but for people
/// who can't be reached (`sla.md` rules 3 and 12).
fn check_close(before: &Ticket, event: &Event) {
    let closes = EventKind::Resolved {
        cause: Cause::Silence,
    };
    if event.what == closes && before.unreachable.is_none() {
        assert_eq!((&before.unanswered, &before.pending), (&vec![], &vec![]));
        let since = before.silence.as_ref().map(|silence| silence.since);
        assert!(since.is_some_and(|since| since < event.at), "{before:?}");
    }
}

fn check_clocks(ticket: &Ticket) {
    if ticket.is_resolved() || ticket.unreachable.is_some() {
        assert_eq!((&ticket.waiting, &ticket.silence), (&None, &None));
        return;
    }
    assert_eq!(
        ticket.unanswered.is_empty(),
        ticket.waiting.is_none(),
        "the reply clock runs while a message is unanswered"
    );
    assert_eq!(
        ticket.silence.is_some(),
        ticket.status == AwaitingUser,
        "silence is Awaiting User"
    );
    assert_eq!(
        ticket.waiting.is_none(),
        ticket.status == AwaitingUser,
        "one clock or the other"
    );
    if let Some(waiting) = &ticket.waiting {
        assert_eq!(waiting.episode, ticket.episodes);
    }
}

/// Lives a history; what must hold at each step is asserted on the way.
fn live(history: Vec<(i64, Step)>) -> Story {
    let mut story = Story::opened();
    let mut now: Instant = s(0);
    for (gap, step) in history {
        now += TimeDelta::milliseconds(gap);
        let before = story.ticket.clone();
        match step {
            Step::Ask(command, by) => {
                if story.ask(now, by, command).is_err() {
                    assert_eq!(story.ticket, before);
                }
            }
            Step::Due => {
                story.due(now);
            }
            Step::Policy(policy) => story.policies.change(now, policy),
        }
        if before.is_resolved() {
            assert_eq!(story.ticket, before, "a resolved ticket never changes");
            assert_eq!(
                story.ticket.next_deadline(&story.policies, now, NO_GRACE),
                None
            );
        }
    }
    story
}

proptest! {
    #[test]
    fn no_history_breaks_the_ticket(history in history()) {
        check_each_state(&live(history));
    }

    #[test]
    fn events_survive_the_store(history in history()) {
        for event in live(history).events {
            let json = serde_json::to_string(&event).expect("an event is JSON");
            let read: Event = serde_json::from_str(&json).expect("and reads back");
            prop_assert_eq!(read, event);
        }
    }
}

/// One of each kind; the compiler asks for a new one when a kind is added.
fn one_of_each() -> Vec<EventKind> {
    let kinds = vec![
        EventKind::Opened {
            person: PersonId(i64::MAX),
            sent_at: ms(1),
        },
        wrote(2, ms(-1)),
        EventKind::Viewed,
        accepted(u32::MAX, 1),
        delivered(3),
        failed(3, DeliveryFailure::Refused),
        failed(3, DeliveryFailure::Unreachable),
        EventKind::Assigned { to: Some(ANNA) },
        EventKind::Assigned { to: None },
        EventKind::PriorityChanged {
            priority: Priority::Urgent,
        },
        noted(4),
        edited(3),
        EventKind::Edited {
            message: MessageNo(4),
            nth: u32::MAX,
            note: true,
        },
        EventKind::Retitled,
        EventKind::Warned { episode: 1 },
        EventKind::Breached {
            episode: 1,
            deadline: ms(1_800_000),
        },
        EventKind::AnswerSentAgain {
            message: MessageNo(2),
        },
        EventKind::Reminded { episode: 1, nth: 2 },
        EventKind::Escalated {
            episode: 1,
            step: 2,
            after_seconds: 3600,
        },
        EventKind::ResolutionBreached { deadline: ms(5) },
        EventKind::SilenceWarned,
        EventKind::SilenceWarningDelivered,
        EventKind::SilenceWarningLost {
            why: WarningFailure::Refused,
        },
        EventKind::SilenceBroken,
        EventKind::BecameUnreachable,
        EventKind::BecameReachable { since: None },
        EventKind::BecameReachable { since: Some(ms(7)) },
        EventKind::Resolved {
            cause: Cause::Silence,
        },
    ];
    for kind in &kinds {
        match kind {
            EventKind::Opened { .. }
            | EventKind::PersonWrote { .. }
            | EventKind::Viewed
            | EventKind::AnswerAccepted { .. }
            | EventKind::AnswerDelivered { .. }
            | EventKind::AnswerFailed { .. }
            | EventKind::AnswerSentAgain { .. }
            | EventKind::Assigned { .. }
            | EventKind::PriorityChanged { .. }
            | EventKind::Noted { .. }
            | EventKind::Edited { .. }
            | EventKind::Retitled
            | EventKind::Escalated { .. }
            | EventKind::ResolutionBreached { .. }
            | EventKind::Warned { .. }
            | EventKind::Breached { .. }
            | EventKind::Reminded { .. }
            | EventKind::SilenceWarned
            | EventKind::SilenceWarningDelivered
            | EventKind::SilenceWarningLost { .. }
            | EventKind::SilenceBroken
            | EventKind::BecameUnreachable
            | EventKind::BecameReachable { .. }
            | EventKind::Resolved { .. } => {}
        }
    }
    kinds
}

#[test]
fn an_event_of_each_kind_survives_the_store() {
    for what in one_of_each() {
        for by in [OWNER, BY_ANNA, By::Desk] {
            let event = Event {
                at: ms(42),
                by,
                what: what.clone(),
            };
            let json = serde_json::to_string(&event).expect("an event is JSON");
            assert_eq!(
                serde_json::from_str::<Event>(&json).ok(),
                Some(event),
                "{json}"
            );
        }
    }
}

#[test]
fn the_stored_form_of_an_event() {
    let event = Event {
        at: ms(1),
        by: BY_ANNA,
        what: accepted(2, 1),
    };
    assert_eq!(
        serde_json::to_string(&event).expect("an event is JSON"),
        r#"{"at":"2026-03-02T12:00:00.001Z","by":{"agent":101},"what":"answer_accepted","message":2,"answers":1}"#
    );
}

#[test]
fn a_return_that_was_seen_at_once_is_stored_without_an_instant() {
    let old = r#"{"at":"2026-03-02T12:00:00.001Z","by":"desk","what":"became_reachable"}"#;
    let event = serde_json::from_str::<Event>(old).expect("an event is JSON");
    assert_eq!(event.what, EventKind::BecameReachable { since: None });
    assert_eq!(serde_json::to_string(&event).ok().as_deref(), Some(old));
}
