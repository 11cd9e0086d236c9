//! One turn is one transaction, and a group of them is as good as each by itself.

use super::fixture::*;
use bellhop::{
    domain::{
        block::{Block, Reason},
        command::Command,
        dialogue::PrivateDialogue,
        ids::{By, *},
        message::{
            Entity, InReplyTo, Media, MediaKind, MessageContent, Origin, Quote, Source, SourceKind,
        },
        read_model::Profile,
    },
    store::{
        DialogueWrite, InboxOutcome, ListOf, OutboxSide, Store, StoreError, UnitOfWork, Wanted,
    },
};

const PERSON: By = By::Person(PersonId(1));
const AGENT: By = By::Agent(AgentId(900));

fn write() -> Command {
    Command::Write {
        words: MessageContent::text("More."),
        sent_at: at(10),
    }
}

pub(crate) async fn an_opening_reads_back_as_written(case: Case) {
    let photo = MessageContent {
        entities: vec![Entity {
            kind: "text_link".into(),
            offset: 5,
            length: 2,
            url: Some("https://example.org".into()),
            language: None,
        }],
        media: Some(Media {
            kind: MediaKind::Photo,
            file_id: Some("AgAC".into()),
            in_words: None,
        }),
        origin: Some(Origin {
            chat: 1,
            message: 17,
        }),
        forwarded_from: Some(Box::new(Source {
            kind: SourceKind::Channel,
            name: "News \0".into(),
            signature: Some("the editor".into()),
            user: None,
        })),
        in_reply_to: Some(Box::new(InReplyTo {
            message: Some((TicketId(125), MessageNo(3))),
            quote: Some(Quote {
                text: "printer".into(),
                entities: Vec::new(),
            }),
            line: "printer".into(),
            source: None,
        })),
        ..MessageContent::text("Look 🖨 here")
    };
    let mut opening = opening(126, 1, 0);
    opening.title = Some("<b>x</b> & <script>".into());
    opening.messages = vec![said(126, 1, None, 0, photo)];
    case.commit(UnitOfWork {
        people: vec![profile(1)],
        ticket: Some(opening.clone()),
        ..Default::default()
    })
    .await;
    let mut answered = moved(
        &opening.after,
        Command::Answer {
            words: MessageContent::text("Hello."),
            confirmed: false,
        },
        AGENT,
        60,
    );
    answered.messages = vec![said(126, 2, Some(900), 60, MessageContent::text("Hello."))];
    case.commit(of_ticket(answered.clone())).await;

    let ticket = TicketId(126);
    let events = [opening.events, answered.events].concat();
    assert_eq!(case.store.events(ticket).await, Ok(events));
    let messages = [opening.messages, answered.messages].concat();
    assert_eq!(
        case.store.message(ticket, MessageNo(1)).await,
        Ok(Some(messages[0].clone()))
    );
    assert_eq!(case.store.conversation(ticket).await, Ok(messages));
    let shown = case.store.shown(ticket).await.unwrap().unwrap();
    assert_eq!(shown.ticket, answered.after);
    assert_eq!(shown.title, "<b>x</b> & <script>");
    assert!(shown.person == profile(1));
    assert!(shown.assignee.is_none());
    assert_eq!(case.store.last_ticket().await, Ok(Some(ticket)));
}

pub(crate) async fn a_turn_is_all_or_nothing(case: Case) {
    let work = UnitOfWork {
        people: vec![profile(1)],
        inbox: Some((UpdateId(5), InboxOutcome::Done)),
        ticket: Some(opening(1, 1, 0)),
        dialogues: vec![DialogueWrite::Private(
            PersonId(1),
            PrivateDialogue::Title {
                kept: vec![],
                refused: Default::default(),
            },
        )],
        outbox: vec![outgoing("a")],
        ..received(1, &[4])
    };
    assert_eq!(
        case.try_commit(work).await,
        Err(StoreError::AlreadyDone(UpdateId(5)))
    );
    assert_eq!(case.waiting().await, [0; 0]);
    assert_eq!(case.pending().await, []);
    assert_eq!(case.store.last_ticket().await, Ok(None));
    assert_eq!(case.store.private_dialogue(PersonId(1)).await, Ok(None));
    assert!(case.store.profile(1).await.unwrap().is_none());
}

pub(crate) async fn an_update_is_done_once(case: Case) {
    case.commit(received(1, &[5])).await;
    let work = || UnitOfWork {
        outbox: vec![outgoing("a")],
        ..ended(5, InboxOutcome::Done)
    };
    let twice = case.store.commit(vec![work(), work()]).await;
    assert_eq!(twice, [Ok(()), Err(StoreError::AlreadyDone(UpdateId(5)))]);
    assert_eq!(case.pending().await.len(), 1);
    assert_eq!(case.waiting().await, [0; 0]);
}

pub(crate) async fn a_ticket_moves_on_from_the_version_expected_only(case: Case) {
    let ticket = case.opened(1, 1, 0).await;
    let viewed = moved(&ticket, Command::View, AGENT, 10);
    let wrote = moved(&ticket, write(), PERSON, 10);
    case.commit(of_ticket(viewed.clone())).await;
    let conflict = Err(StoreError::Conflict(TicketId(1)));
    assert_eq!(case.try_commit(of_ticket(wrote)).await, conflict);
    assert_eq!(case.try_commit(of_ticket(viewed.clone())).await, conflict);
    let shown = case.store.shown(TicketId(1)).await.unwrap().unwrap();
    assert_eq!(shown.ticket, viewed.after);
    assert_eq!(case.store.events(TicketId(1)).await.unwrap().len(), 2);
    // A turn without events is fenced off as well.
    let nothing = moved_by(&ticket, vec![]);
    assert_eq!(case.try_commit(of_ticket(nothing)).await, conflict);
}

pub(crate) async fn a_ticket_number_is_given_once(case: Case) {
    case.opened(1, 1, 0).await;
    let work = UnitOfWork {
        people: vec![profile(2)],
        ..of_ticket(opening(1, 2, 0))
    };
    assert_eq!(
        case.try_commit(work).await,
        Err(StoreError::Conflict(TicketId(1)))
    );
}

pub(crate) async fn a_person_has_one_unresolved_ticket(case: Case) {
    let mut first = case.opened(1, 1, 0).await;
    let second = || of_ticket(opening(2, 1, 5));
    assert_eq!(
        case.try_commit(second()).await,
        Err(StoreError::HasOpenTicket)
    );
    case.done(&mut first, Command::Close, PERSON, 6).await;
    case.commit(second()).await;
    let mine = case.store.list(ListOf::Of(PersonId(1)), 0, 10).await;
    let mine = mine.unwrap();
    let numbers: Vec<_> = mine.rows.iter().map(|t| t.id.0).collect();
    assert_eq!((numbers, mine.total), (vec![2, 1], 2));
    let open = case.store.unresolved_ids().await;
    assert_eq!(open, Ok(vec![(TicketId(2), PersonId(1))]));
}

pub(crate) async fn a_group_is_applied_in_order(case: Case) {
    let opening = opening(1, 1, 0);
    let viewed = moved(&opening.after, Command::View, AGENT, 10);
    let closed = moved(&viewed.after, Command::Close, AGENT, 11);
    let group = vec![
        UnitOfWork {
            people: vec![profile(1)],
            outbox: vec![outgoing("first")],
            ticket: Some(opening),
            ..received(1, &[7])
        },
        UnitOfWork {
            outbox: vec![outgoing("second")],
            ticket: Some(viewed),
            ..ended(7, InboxOutcome::Done)
        },
        UnitOfWork {
            outbox: vec![outgoing("third")],
            ..of_ticket(closed.clone())
        },
        UnitOfWork {
            outbox: vec![outgoing("fourth")],
            ..of_ticket(self::opening(2, 1, 12))
        },
    ];
    assert_eq!(case.store.commit(group).await, [const { Ok(()) }; 4]);
    let shown = case.store.shown(TicketId(1)).await.unwrap().unwrap();
    assert_eq!(shown.ticket, closed.after);
    let keys: Vec<_> = case
        .pending()
        .await
        .into_iter()
        .map(|p| p.row.key)
        .collect();
    assert_eq!(keys, ["first", "second", "third", "fourth"]);
    assert_eq!(case.waiting().await, [0; 0]);
}

pub(crate) async fn a_bad_turn_fails_alone(case: Case) {
    let ticket = case.opened(1, 1, 0).await;
    case.commit(received(2, &[3])).await;
    let good = |key| UnitOfWork {
        people: vec![profile(2)],
        ..told(&[key])
    };
    let block_of_nobody = UnitOfWork {
        block: Some(Block {
            person: PersonId(77),
            by: AgentId(900),
            since: at(0),
            until: None,
            reason: Reason::Typed("secret".into()),
        }),
        ..told(&["of nobody"])
    };
    let mut late = moved(&ticket, Command::View, AGENT, 1);
    late.after.version += 5;
    let group = vec![
        good("before"),
        UnitOfWork {
            outbox: vec![outgoing("twice")],
            ..of_ticket(opening(2, 1, 0))
        },
        UnitOfWork {
            outbox: vec![outgoing("late")],
            ..of_ticket(late)
        },
        ended(4, InboxOutcome::Done),
        block_of_nobody,
        ended(3, InboxOutcome::Done),
        good("after"),
    ];
    let results = case.store.commit(group).await;
    assert_eq!(results[0], Ok(()));
    assert_eq!(results[1], Err(StoreError::HasOpenTicket));
    assert_eq!(results[2], Err(StoreError::Conflict(TicketId(1))));
    assert_eq!(results[3], Err(StoreError::AlreadyDone(UpdateId(4))));
    assert!(matches!(results[4], Err(StoreError::Refused(_))));
    assert_eq!(results[5..], [Ok(()), Ok(())]);
    let keys: Vec<_> = case
        .pending()
        .await
        .into_iter()
        .map(|p| p.row.key)
        .collect();
    assert_eq!(keys, ["before", "after"]);
    assert_eq!(case.waiting().await, [0; 0]);
}

pub(crate) async fn a_refusal_names_no_value(case: Case) {
    let mut write = opening(1, 1, 0);
    write
        .messages
        .push(said(1, 1, None, 0, MessageContent::text("secret")));
    write.title = Some("secret".into());
    let work = UnitOfWork {
        people: vec![Profile {
            name: "secret".into(),
            ..profile(1)
        }],
        ..of_ticket(write)
    };
    let Err(StoreError::Refused(why)) = case.try_commit(work).await else {
        panic!("two messages of one number are refused");
    };
    assert!(why.contains("messages"), "{why}");
    assert!(!why.contains("secret"), "{why}");
}

pub(crate) async fn every_nul_becomes_a_sign_of_the_same_length(case: Case) {
    let mut write = opening(1, 1, 0);
    write.title = Some("a\0b".into());
    write.messages = vec![said(1, 1, None, 0, MessageContent::text("x\0y"))];
    let kept = PrivateDialogue::Offered {
        kept: vec![MessageContent::text("k\0")],
    };
    let mut update = received(1, &[1]);
    update.received[0].json = "{\"a\":\"\0\\u0000\"}".into();
    case.commit(UnitOfWork {
        people: vec![Profile {
            name: "n\0".into(),
            username: Some("U\0".into()),
            ..profile(1)
        }],
        ticket: Some(write),
        dialogues: vec![DialogueWrite::Private(PersonId(1), kept.clone())],
        ..update
    })
    .await;
    let shown = case.store.shown(TicketId(1)).await.unwrap().unwrap();
    assert_eq!(shown.title, "a\u{FFFD}b");
    assert_eq!(shown.person.name, "n\u{FFFD}");
    assert!(case.store.profile_named("u\0").await.unwrap().is_some());
    let said = case.store.message(TicketId(1), MessageNo(1)).await;
    assert_eq!(said.unwrap().unwrap().words.text, "x\u{FFFD}y");
    let waiting = case.store.inbox(vec![], 1, 1).await.unwrap();
    assert_eq!(waiting[0].json, "{\"a\":\"\u{FFFD}\\u0000\"}");
    // Our own JSON escapes it, so that nothing is replaced.
    let dialogue = case.store.private_dialogue(PersonId(1)).await;
    assert_eq!(dialogue, Ok(Some((kept, at(0)))));
}

pub(crate) async fn more_rows_than_a_statement_takes(case: Case) {
    let updates: Vec<i64> = (1..=2500).collect();
    let keys: Vec<String> = updates.iter().map(|n| format!("key {n}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    case.commit(both(received(1, &updates), told(&keys))).await;
    assert_eq!(
        case.store.inbox(vec![], 5000, 5000).await.unwrap().len(),
        2500
    );
    let rows = case
        .store
        .outbox(OutboxSide::Team, Wanted::each(0, 5000))
        .await
        .unwrap();
    let order: Vec<_> = rows.into_iter().map(|p| p.row.key).collect();
    assert_eq!(order, keys);
}

/// A paused clock moves by itself whenever nobody but the database works; a parked thread holds it.
pub(crate) async fn a_paused_clock_that_is_moved_by_hand_does_no_harm(case: Case) {
    let (parked, release) = std::sync::mpsc::channel::<()>();
    let thread = tokio::task::spawn_blocking(move || release.recv());
    tokio::time::pause();
    for day in 0..50 {
        let key = format!("key {day}");
        let (written, read) =
            futures::join!(case.try_commit(told(&[&key])), case.store.last_ticket());
        assert_eq!((written, read), (Ok(()), Ok(None)));
        tokio::time::advance(std::time::Duration::from_secs(86_400)).await;
    }
    assert_eq!(case.pending().await.len(), 50);
    drop(parked);
    let _ = thread.await;
}

pub(crate) async fn nothing_is_written_after_the_end(case: Case) {
    case.store.close().await;
    let group = vec![told(&["a"]), told(&["b"])];
    let closed = || Err(StoreError::Unavailable("it was closed".into()));
    assert_eq!(case.store.commit(group).await, [closed(), closed()]);
    assert_eq!(
        case.store.last_ticket().await,
        Err(StoreError::Unavailable("it was closed".into()))
    );
}
