//! Every (status, command, by): the exact events and the next status, or the refusal. What a row does not name is
//! refused as *not theirs*, in every status.

use crate::domain::{
    command::{
        Command,
        DeliveryFailure::{Refused, Unreachable},
        Refusal::{self, AlreadyResolved, NotYours},
        WarningFailure,
    },
    event::{
        Cause,
        EventKind::{
            self, Assigned, BecameReachable, BecameUnreachable, Opened, PriorityChanged,
            SilenceBroken, SilenceWarningDelivered, SilenceWarningLost, Viewed,
        },
    },
    ids::{By, *},
    message::{MessageContent, Part},
    test_support::*,
    ticket::{
        Priority,
        Status::{self, AwaitingUser, InProgress, Open},
    },
};

/// What comes of a command: the events and the status after them.
type Outcome = Result<(Vec<EventKind>, Status), Refusal>;

/// A command by somebody who may ask for it, and what comes of it in each status.
struct Row {
    command: Command,
    by: By,
    open: Outcome,
    in_progress: Outcome,
    awaiting: Outcome,
    resolved: Outcome,
}

/// Nobody looked; one message of the person.
fn open() -> Story {
    Story::opened()
}

/// Looked at; the answer 2 to message 1 is on its way, and Anna has the ticket.
fn in_progress() -> Story {
    Story::viewed()
        .and(min(1), BY_ANNA, Command::Assign { to: Some(ANNA) })
        .and(min(2), BY_ANNA, answer())
}

/// The answer 2 was taken, the answer 3 is on its way, the silence warning too; Anna has the ticket.
fn awaiting() -> Story {
    in_progress()
        .and(min(2), By::Desk, taken(2))
        .and_due(min(2) + chrono::TimeDelta::hours(42))
        .and(min(2) + chrono::TimeDelta::hours(42), BY_ANNA, answer())
}

fn resolved() -> Story {
    awaiting().and(now(), OWNER, Command::Close)
}

/// When each command comes: long after any answer, so that the guard *somebody just answered* is silent.
fn now() -> crate::domain::Instant {
    h(43)
}

fn yes(what: impl Into<Vec<EventKind>>, then: Status) -> Outcome {
    Ok((what.into(), then))
}

/// Nothing happens.
fn same(status: Status) -> Outcome {
    yes([], status)
}

/// The same row for an event that leaves every unresolved status as it is.
fn stays(command: Command, by: By, what: &[EventKind], resolved: Outcome) -> Row {
    Row {
        command,
        by,
        open: yes(what, Open),
        in_progress: yes(what, InProgress),
        awaiting: yes(what, AwaitingUser),
        resolved,
    }
}

fn rows() -> Vec<Row> {
    let why = WarningFailure::Refused;
    let end = |cause| EventKind::Resolved { cause };
    let closes = |command: Command, by: By, in_open: Vec<EventKind>, cause| Row {
        command,
        by,
        open: yes(in_open, Status::Resolved),
        in_progress: yes([end(cause)], Status::Resolved),
        awaiting: yes([end(cause)], Status::Resolved),
        resolved: Err(AlreadyResolved),
    };
    let answers = |command: Command| Row {
        command,
        by: BY_BORIS,
        open: yes([Viewed, accepted(2, 1)], InProgress),
        in_progress: yes([accepted(3, 1)], InProgress),
        awaiting: yes([accepted(4, 1)], AwaitingUser),
        resolved: Err(AlreadyResolved),
    };
    let assigns = |to| Command::Assign { to };
    let urgent = |priority| Command::SetPriority { priority };
    vec![
        Row {
            command: write(h(42)),
            by: OWNER,
            open: yes([wrote(2, h(42))], Open),
            in_progress: yes([wrote(3, h(42))], InProgress),
            awaiting: yes([wrote(4, h(42))], InProgress),
            resolved: Err(AlreadyResolved),
        },
        // `message.date` in the future: the earlier of it and now counts.
        Row {
            command: write(h(50)),
            by: OWNER,
            open: yes([wrote(2, now())], Open),
            in_progress: yes([wrote(3, now())], InProgress),
            awaiting: yes([wrote(4, now())], InProgress),
            resolved: Err(AlreadyResolved),
        },
        Row {
            command: Command::BreakSilence,
            by: OWNER,
            open: same(Open),
            in_progress: same(InProgress),
            awaiting: yes([SilenceBroken], AwaitingUser),
            resolved: same(Status::Resolved),
        },
        closes(
            Command::Close,
            OWNER,
            vec![end(Cause::Person)],
            Cause::Person,
        ),
        closes(
            Command::Close,
            BY_BORIS,
            vec![Viewed, end(Cause::Team)],
            Cause::Team,
        ),
        closes(
            Command::CloseForBlock,
            BY_BORIS,
            vec![end(Cause::Block)],
            Cause::Block,
        ),
        Row {
            command: Command::View,
            by: BY_BORIS,
            open: yes([Viewed], InProgress),
            in_progress: same(InProgress),
            awaiting: same(AwaitingUser),
            resolved: same(Status::Resolved),
        },
        answers(answer()),
        answers(answer_confirmed()),
        // Nothing that could be sent again: message 2 is on its way In Progress, and was taken in Awaiting User.
        stays(send_again(2), BY_BORIS, &[], Err(AlreadyResolved)),
        stays(
            assigns(Some(BORIS)),
            BY_BORIS,
            &[Assigned { to: Some(BORIS) }],
            Err(AlreadyResolved),
        ),
        Row {
            command: assigns(Some(ANNA)),
            by: BY_BORIS,
            open: yes([Assigned { to: Some(ANNA) }], Open),
            in_progress: same(InProgress),
            awaiting: same(AwaitingUser),
            resolved: Err(AlreadyResolved),
        },
        Row {
            command: assigns(None),
            by: BY_ANNA,
            open: same(Open),
            in_progress: yes([Assigned { to: None }], InProgress),
            awaiting: yes([Assigned { to: None }], AwaitingUser),
            resolved: Err(AlreadyResolved),
        },
        stays(
            urgent(Priority::Urgent),
            BY_BORIS,
            &[PriorityChanged {
                priority: Priority::Urgent,
            }],
            Err(AlreadyResolved),
        ),
        Row {
            command: note(),
            by: BY_BORIS,
            open: yes([noted(2)], Open),
            in_progress: yes([noted(3)], InProgress),
            awaiting: yes([noted(4)], AwaitingUser),
            resolved: Err(AlreadyResolved),
        },
        // Whoever changes a message is there: the silence begins anew, and nothing else does.
        Row {
            command: edit(1),
            by: OWNER,
            open: yes([edited(1)], Open),
            in_progress: yes([edited(1)], InProgress),
            awaiting: yes([SilenceBroken, edited(1)], AwaitingUser),
            resolved: Err(AlreadyResolved),
        },
        stays(
            edit_of_an_answer(2),
            BY_ANNA,
            &[edited(2)],
            Err(AlreadyResolved),
        ),
        // It says the same.
        stays(
            Command::Edit {
                of: Box::new(said(1, "still not working")),
                words: MessageContent::text("still not working"),
            },
            OWNER,
            &[],
            Err(AlreadyResolved),
        ),
        // It is so already.
        stays(urgent(Priority::Normal), BY_ANNA, &[], Err(AlreadyResolved)),
        // Message 2 is on its way In Progress, and was taken before in Awaiting User.
        Row {
            command: taken(2),
            by: By::Desk,
            open: same(Open),
            in_progress: yes([delivered(2)], AwaitingUser),
            awaiting: same(AwaitingUser),
            resolved: same(Status::Resolved),
        },
        // Message 3 is on its way in Awaiting User.
        Row {
            command: taken(3),
            by: By::Desk,
            open: same(Open),
            in_progress: same(InProgress),
            awaiting: yes([delivered(3)], AwaitingUser),
            resolved: same(Status::Resolved),
        },
        Row {
            command: lost(2, Refused),
            by: By::Desk,
            open: same(Open),
            in_progress: yes([failed(2, Refused)], InProgress),
            awaiting: same(AwaitingUser),
            resolved: same(Status::Resolved),
        },
        Row {
            command: lost(3, Refused),
            by: By::Desk,
            open: same(Open),
            in_progress: same(InProgress),
            awaiting: yes([failed(3, Refused)], AwaitingUser),
            resolved: same(Status::Resolved),
        },
        Row {
            command: lost(2, Unreachable),
            by: By::Desk,
            open: same(Open),
            in_progress: yes([failed(2, Unreachable), BecameUnreachable], InProgress),
            awaiting: same(AwaitingUser),
            resolved: same(Status::Resolved),
        },
        Row {
            command: lost(3, Unreachable),
            by: By::Desk,
            open: same(Open),
            in_progress: same(InProgress),
            awaiting: yes([failed(3, Unreachable), BecameUnreachable], AwaitingUser),
            resolved: same(Status::Resolved),
        },
        Row {
            command: Command::SilenceWarningTaken,
            by: By::Desk,
            open: same(Open),
            in_progress: same(InProgress),
            awaiting: yes([SilenceWarningDelivered], AwaitingUser),
            resolved: same(Status::Resolved),
        },
        Row {
            command: Command::SilenceWarningLost { version: 6, why },
            by: By::Desk,
            open: same(Open),
            in_progress: same(InProgress),
            awaiting: yes([SilenceWarningLost { why }], AwaitingUser),
            resolved: same(Status::Resolved),
        },
        stays(
            Command::PersonLeft,
            By::Desk,
            &[BecameUnreachable],
            same(Status::Resolved),
        ),
        stays(
            Command::PersonCameBack,
            By::Desk,
            &[],
            same(Status::Resolved),
        ),
    ]
}

fn outcome(mut story: Story, by: By, command: &Command) -> Outcome {
    let before = story.clone();
    let outcome = story.ask(now(), by, command.clone());
    if outcome.is_err() {
        assert_eq!(story.ticket, before.ticket, "a refusal changes nothing");
    }
    outcome.map(|what| (what, story.ticket.status))
}

#[test]
fn what_comes_of_each_command_in_each_status() {
    for row in rows() {
        for (story, expected) in [
            (open(), row.open),
            (in_progress(), row.in_progress),
            (awaiting(), row.awaiting),
            (resolved(), row.resolved),
        ] {
            let status = story.ticket.status;
            assert_eq!(
                outcome(story, row.by, &row.command),
                expected,
                "{status:?}: {:?} by {:?}",
                row.command,
                row.by
            );
        }
    }
}

/// Agents are alike: what Boris may do, Anna may; so the table above names one of them.
fn alike(one: By, other: By) -> bool {
    one == other || matches!((one, other), (By::Agent(_), By::Agent(_)))
}

#[test]
fn what_nobody_may_ask_for_is_refused_in_every_status() {
    let rows = rows();
    let everybody = [OWNER, By::Person(STRANGER), BY_ANNA, By::Desk];
    let mut refused = 0;
    for row in &rows {
        for by in everybody {
            let allowed = rows
                .iter()
                .any(|other| other.command == row.command && alike(other.by, by));
            if allowed {
                continue;
            }
            for story in [open(), in_progress(), awaiting(), resolved()] {
                let status = story.ticket.status;
                assert_eq!(
                    outcome(story, by, &row.command),
                    Err(NotYours),
                    "{status:?}: {:?} by {by:?}",
                    row.command
                );
                refused += 1;
            }
        }
    }
    // 29 rows with three of four refused, but for closing (two rows of two, who may both).
    assert_eq!(refused, (27 * 3 + 2 * 2) * 4);
}

#[test]
fn the_person_who_left_comes_back_in_each_status() {
    for (story, status, clocks) in [
        (open(), Open, (true, false)),
        (in_progress(), InProgress, (true, false)),
        (awaiting(), AwaitingUser, (false, true)),
    ] {
        let mut story = story.and(now(), By::Desk, Command::PersonLeft);
        assert_eq!(
            (&story.ticket.waiting, &story.ticket.silence),
            (&None, &None)
        );
        assert_eq!(story.ask(now(), By::Desk, Command::PersonLeft), Ok(vec![]));
        assert_eq!(
            story.ask(h(44), By::Desk, Command::PersonCameBack),
            Ok(vec![BecameReachable { since: None }])
        );
        let ticket = &story.ticket;
        assert_eq!(ticket.status, status);
        assert_eq!((ticket.waiting.is_some(), ticket.silence.is_some()), clocks);
        assert_eq!(ticket.unreachable, None);
    }
}

/// An edit may take away what Telegram refused of an answer, or bring it: then all of it is there, however it came.
#[test]
fn an_answer_whose_parts_are_all_there_has_arrived() {
    let mut refused = in_progress()
        .and(min(3), By::Desk, lost_part(2, Part::Text(1), Refused))
        .and(min(4), BY_ANNA, edit_of_an_answer(2));
    assert_eq!(
        refused.ask(now(), By::Desk, taken(2)),
        Ok(vec![]),
        "a last part alone says nothing"
    );
    let arrived = refused.ask(now(), By::Desk, taken_whole(2));
    assert_eq!(arrived, Ok(vec![delivered(2)]));
    assert_eq!(
        refused.ask(now(), By::Desk, taken_whole(2)),
        Ok(vec![]),
        "it is known"
    );
    let ticket = refused.ticket;
    assert_eq!(ticket.status, AwaitingUser);
    assert_eq!((ticket.pending, ticket.refused), (vec![], vec![]));
}

/// A refused answer waits for whoever has it sent again: once for each refusal, with what it answered.
#[test]
fn a_refused_answer_is_sent_again_in_each_status() {
    let sent = || {
        vec![EventKind::AnswerSentAgain {
            message: MessageNo(2),
        }]
    };
    let refused = || in_progress().and(min(3), By::Desk, lost(2, Refused));
    let awaiting = refused()
        .and(min(4), BY_ANNA, answer())
        .and(min(5), By::Desk, taken(3));
    for (mut story, status, then) in [
        (refused(), InProgress, AwaitingUser),
        (awaiting, AwaitingUser, AwaitingUser),
    ] {
        assert_eq!(story.ticket.status, status);
        assert_eq!(story.ask(now(), By::Desk, send_again(2)), Err(NotYours));
        assert_eq!(story.ask(now(), BY_BORIS, send_again(2)), Ok(sent()));
        assert_eq!(story.ticket.pending.len(), 1);
        assert_eq!(
            story.ask(now(), BY_ANNA, send_again(2)),
            Ok(vec![]),
            "a second press"
        );
        let mut failing = story.clone();
        assert_eq!(
            story.ask(now(), By::Desk, taken(2)),
            Ok(vec![]),
            "what went out before"
        );
        let arrived = story.ask(now(), By::Desk, taken_again(2, 1));
        assert_eq!(arrived, Ok(vec![delivered(2)]));
        assert_eq!((story.ticket.status, story.ticket.pending.len()), (then, 0));
        assert_eq!(
            story.ask(now(), BY_BORIS, send_again(2)),
            Ok(vec![]),
            "it arrived"
        );
        let once_more = failing.ask(now(), By::Desk, lost(2, Refused));
        assert_eq!(once_more, Ok(vec![failed(2, Refused)]));
        assert_eq!(failing.ask(now(), BY_BORIS, send_again(2)), Ok(sent()));
        assert_eq!(failing.ticket.sent_again(MessageNo(2)), 2);
    }
    let mut resolved = refused().and(min(4), BY_ANNA, Command::Close);
    assert_eq!(
        resolved.ask(now(), BY_BORIS, send_again(2)),
        Err(AlreadyResolved)
    );
    assert_eq!(resolved.ticket.refused, []);
}

#[test]
fn the_first_event_opens_the_ticket() {
    let story = open();
    let ticket = &story.ticket;
    assert_eq!(
        story.events[0].what,
        Opened {
            person: PERSON,
            sent_at: s(0)
        }
    );
    assert_eq!((ticket.status, ticket.version), (Open, 1));
    assert_eq!(ticket.priority, crate::domain::ticket::Priority::Normal);
    assert_eq!((ticket.assignee, ticket.opened_at), (None, s(0)));
    assert_eq!(ticket.next_message(), MessageNo(2));
}

#[test]
fn nothing_else_opens_a_ticket() {
    use crate::domain::ticket::Ticket;
    let viewed = Story::viewed().events.remove(1);
    assert_eq!(Ticket::opened(TICKET, &viewed), None);
    assert_eq!(Ticket::replay(TICKET, [&viewed]), None);
    assert_eq!(Ticket::replay(TICKET, []), None);
}
