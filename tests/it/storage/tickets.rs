//! Tickets as lists and restarts see them.

use super::fixture::*;
use bellhop::{
    domain::{
        command::Command,
        event::{Event, EventKind},
        ids::{By, *},
        message::{Media, MediaKind, MessageContent, Origin, TicketMessage},
        read_model::TicketSummary,
        ticket::{Priority, ReplyClock, Status, Ticket},
    },
    store::{ListOf, Store, TicketWrite, UnitOfWork},
};

const AGENT: By = By::Agent(AgentId(900));

/// An answer is accepted and taken at once.
async fn answer(case: &Case, ticket: &mut Ticket, seconds: i64) {
    let answer = Command::Answer {
        words: MessageContent::text("Hello."),
        confirmed: true,
    };
    let message = ticket.next_message();
    case.done(ticket, answer, AGENT, seconds).await;
    let taken = Command::AnswerTaken {
        message,
        again: Some(0),
    };
    case.done(ticket, taken, By::Desk, seconds).await;
}

pub(crate) async fn lists_have_their_order(case: Case) {
    // 1 waits since 30, 2 since 10 and is late, 3 was answered, 4 is resolved, 5 waits since 20 and is somebody's.
    case.opened(1, 1, 30).await;
    let mut second = case.opened(2, 2, 10).await;
    let mut third = case.opened(3, 3, 5).await;
    let mut fourth = case.opened(4, 4, 1).await;
    let mut fifth = case.opened(5, 5, 20).await;
    answer(&case, &mut third, 40).await;
    case.done(&mut fourth, Command::Close, AGENT, 41).await;
    let mine = Command::Assign {
        to: Some(AgentId(900)),
    };
    case.done(&mut fifth, mine, AGENT, 42).await;
    let breached = Event {
        at: at(320),
        by: By::Desk,
        what: EventKind::Breached {
            episode: 1,
            deadline: at(310),
        },
    };
    case.commit(of_ticket(moved_by(&second, vec![breached])))
        .await;
    second.version += 1;

    for (of, expected) in [
        (ListOf::Unresolved, vec![2, 5, 1, 3]),
        (ListOf::In(Status::Open), vec![2, 5, 1]),
        (ListOf::In(Status::AwaitingUser), vec![3]),
        (ListOf::In(Status::Resolved), vec![]),
        (ListOf::AssignedTo(AgentId(900)), vec![5]),
        (ListOf::AssignedTo(AgentId(901)), vec![]),
        (ListOf::All, vec![5, 4, 3, 2, 1]),
        (ListOf::Of(PersonId(4)), vec![4]),
    ] {
        let page = case.store.list(of, 0, 10).await.unwrap();
        let numbers: Vec<_> = page.rows.iter().map(|t| t.id.0).collect();
        assert_eq!(page.total, numbers.len() as u64, "{of:?}");
        assert_eq!(numbers, expected, "{of:?}");
    }
    let page = case.store.list(ListOf::Unresolved, 0, 1).await.unwrap();
    let late = TicketSummary {
        id: TicketId(2),
        title: "Title of 2".into(),
        status: Status::Open,
        priority: Priority::Normal,
        clock: ReplyClock::First,
        waiting_since: Some(at(10)),
        breached: true,
        opened_at: at(10),
    };
    assert_eq!((page.rows, page.total), (vec![late], 4));
    let page = case.store.list(ListOf::All, 3, 2).await.unwrap();
    let numbers: Vec<_> = page.rows.iter().map(|t| t.id.0).collect();
    assert_eq!((numbers, page.total), (vec![2, 1], 5));
}

pub(crate) async fn unresolved_tickets_are_rebuilt(case: Case) {
    assert_eq!(case.store.unresolved().await, Ok(vec![]));
    let mut first = case.opened(1, 1, 0).await;
    let mut second = case.opened(2, 2, 0).await;
    let mut third = case.opened(3, 3, 0).await;
    answer(&case, &mut first, 10).await;
    case.done(&mut second, Command::Close, AGENT, 11).await;
    case.done(&mut third, Command::View, AGENT, 12).await;
    assert_eq!(case.store.unresolved().await, Ok(vec![first, third]));
    assert_eq!(
        case.store.unresolved_ids().await,
        Ok(vec![(TicketId(1), PersonId(1)), (TicketId(3), PersonId(3))])
    );
}

pub(crate) async fn first_answers_tell_how_long_one_takes(case: Case) {
    let mut tickets = Vec::new();
    for (id, answered) in [(1, 100), (2, 50), (3, 70)] {
        let mut ticket = case.opened(id, id, 10).await;
        answer(&case, &mut ticket, answered).await;
        tickets.push(ticket);
    }
    case.opened(4, 4, 0).await;
    answer(&case, &mut tickets[1], 200).await;
    case.clock(200);
    assert_eq!(case.store.first_answers(10).await, Ok(vec![90, 60, 40]));
    assert_eq!(case.store.first_answers(2).await, Ok(vec![90, 60]));
    case.clock(30 * 86_400 + 71);
    assert_eq!(case.store.first_answers(10).await, Ok(vec![90]));
}

pub(crate) async fn a_note_reads_back_as_one(case: Case) {
    let mut ticket = case.opened(1, 1, 0).await;
    let words = MessageContent::text("He had the same problem in May.");
    let note = Command::Note {
        words: words.clone(),
    };
    let mut write = moved(&ticket, note, AGENT, 10);
    let noted = TicketMessage {
        note: true,
        ..said(1, 2, Some(900), 10, words)
    };
    write.messages = vec![noted.clone()];
    ticket = write.after.clone();
    case.commit(of_ticket(write)).await;
    let id = ticket.id;
    assert_eq!(case.store.message(id, MessageNo(2)).await, Ok(Some(noted)));
    let said = case.store.conversation(id).await.expect("a conversation");
    let notes: Vec<bool> = said.iter().map(|said| said.note).collect();
    assert_eq!(notes, [false, true]);
    assert_eq!(case.store.unresolved().await, Ok(vec![ticket]));
}

/// A turn that edits message 1.
fn edited(ticket: &Ticket, of: &TicketMessage, words: MessageContent, seconds: i64) -> TicketWrite {
    let command = Command::Edit {
        of: Box::new(of.clone()),
        words: words.clone(),
    };
    let mut write = moved(ticket, command, By::Person(ticket.person), seconds);
    write.messages = vec![TicketMessage {
        words,
        edits: of.edits + 1,
        ..of.clone()
    }];
    write
}

/// Text, formatting and attachment; also when both edits are of one group with other turns.
pub(crate) async fn an_edit_keeps_what_was_said_before(case: Case) {
    let mut ticket = case.opened(1, 1, 0).await;
    case.opened(2, 2, 0).await;
    let (id, no) = (ticket.id, MessageNo(1));
    let first = case
        .store
        .message(id, no)
        .await
        .unwrap()
        .expect("message 1");
    let photo = MessageContent {
        media: Some(Media {
            kind: MediaKind::Photo,
            file_id: Some("a file".into()),
            in_words: None,
        }),
        origin: first.words.origin,
        ..MessageContent::text("The light\0 is red.")
    };
    let mut group = Vec::new();
    let mut before = first.clone();
    for (n, words) in [photo.clone(), MessageContent::text("It is green.")]
        .into_iter()
        .enumerate()
    {
        let write = edited(&ticket, &before, words, 10 + n as i64);
        ticket = write.after.clone();
        before = write.messages[0].clone();
        group.push(of_ticket(write));
    }
    assert_eq!(case.store.commit(group).await, [Ok(()), Ok(())]);
    assert_eq!(case.store.message(id, no).await, Ok(Some(before.clone())));
    assert_eq!(case.store.conversation(id).await, Ok(vec![before]));
    let cleaned = MessageContent {
        text: "The light\u{FFFD} is red.".into(),
        origin: None,
        ..photo
    };
    let said = MessageContent {
        origin: None,
        ..first.words
    };
    assert_eq!(case.store.earlier(id, no).await, Ok(vec![said, cleaned]));
    assert_eq!(case.store.earlier(TicketId(2), no).await, Ok(vec![]));
    let events = case.store.events(id).await.unwrap();
    let edits = events.iter().filter_map(|event| match event.what {
        EventKind::Edited { nth, .. } => Some(nth),
        _ => None,
    });
    assert_eq!(edits.collect::<Vec<_>>(), [1, 2]);
    assert!(case.store.unresolved().await.unwrap().contains(&ticket));
}

pub(crate) async fn a_message_is_found_by_its_original(case: Case) {
    let origin = Origin {
        chat: 1,
        message: 11,
    };
    let mut opening = opening(1, 1, 0);
    let first = &mut opening.messages[0];
    first.words.origin = Some(origin);
    first.words.media = Some(Media {
        kind: MediaKind::Photo,
        file_id: None,
        in_words: None,
    });
    let first = first.clone();
    let people = vec![profile(1)];
    case.commit(UnitOfWork {
        people,
        ..of_ticket(opening)
    })
    .await;
    case.opened(2, 2, 0).await;
    assert_eq!(case.store.said_as(origin).await, Ok(Some(first)));
    for elsewhere in [
        Origin {
            chat: origin.chat + 1,
            ..origin
        },
        Origin {
            message: origin.message + 1,
            ..origin
        },
    ] {
        assert_eq!(case.store.said_as(elsewhere).await, Ok(None));
    }
}

pub(crate) async fn a_missing_ticket_is_none(case: Case) {
    let none = TicketId(404);
    assert!(case.store.shown(none).await.unwrap().is_none());
    assert_eq!(case.store.events(none).await, Ok(vec![]));
    assert_eq!(case.store.conversation(none).await, Ok(vec![]));
    assert_eq!(case.store.message(none, MessageNo(1)).await, Ok(None));
    assert_eq!(case.store.earlier(none, MessageNo(1)).await, Ok(vec![]));
    assert_eq!(case.store.last_ticket().await, Ok(None));
}

/// The longest waiting first, those that wait for nobody at the end, also when there are more than a statement takes.
pub(crate) async fn tickets_come_by_their_numbers(case: Case) {
    case.opened(1, 1, 30).await;
    case.opened(2, 2, 10).await;
    let mut third = case.opened(3, 3, 5).await;
    case.opened(4, 4, 20).await;
    answer(&case, &mut third, 40).await;
    let listed = async |numbers: Vec<i64>| -> Vec<i64> {
        let tickets = numbers.into_iter().map(TicketId).collect();
        let listed = case.store.listed(tickets).await.expect("a list");
        listed.iter().map(|row| row.id.0).collect()
    };
    assert_eq!(listed(vec![1, 3, 4]).await, [4, 1, 3]);
    assert_eq!(listed(vec![99]).await, [0; 0]);
    let many = (1..=2).chain(1_000..2_500).chain(3..=4).collect();
    assert_eq!(listed(many).await, [2, 4, 1, 3]);
}
