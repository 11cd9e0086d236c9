//! What must be told waits in order, and is told once.

use super::fixture::*;
use bellhop::{
    domain::{
        command::Command,
        ids::{By, *},
        message::{Part, ShownPart},
        notice::{Audience, Notice, PersonNotice, TeamNotice},
        right::Right,
    },
    store::{
        MessageRole, NewOutboxRow, OutboxRow, OutboxSettlement, OutboxSide, OutboxStatus,
        SentMessage, Store, TriedAgain, UnitOfWork, Wanted, Withheld,
    },
};

const SOMEBODY: Audience = Audience::Person(PersonId(1));

fn settled(row: i64, end: OutboxStatus, seconds: i64) -> UnitOfWork {
    UnitOfWork {
        settled: vec![OutboxSettlement {
            row,
            end,
            at: at(seconds),
        }],
        ..Default::default()
    }
}

fn to_person(key: &str, person: i64) -> UnitOfWork {
    UnitOfWork {
        outbox: vec![NewOutboxRow {
            notice: Notice::ToPerson(
                PersonId(person),
                PersonNotice::Created {
                    ticket: TicketId(126),
                },
            ),
            ..outgoing(key)
        }],
        ..Default::default()
    }
}

pub(crate) async fn rows_wait_in_the_order_of_their_turns(case: Case) {
    let whole = NewOutboxRow {
        key: "#126 created".into(),
        notice: Notice::ToPerson(
            PersonId(1),
            PersonNotice::Created {
                ticket: TicketId(126),
            },
        ),
        edits: Some(4),
        replies_to: Some(5),
        thread: Some(0),
    };
    case.clock(7);
    case.commit(told(&["b", "a"])).await;
    case.clock(8);
    case.commit(UnitOfWork {
        outbox: vec![whole.clone()],
        ..Default::default()
    })
    .await;
    let rows = case.pending().await;
    let seen: Vec<_> = rows.iter().map(|p| (p.row.key.as_str(), p.at)).collect();
    assert_eq!(seen, [("b", at(7)), ("a", at(7)), ("#126 created", at(8))]);
    assert_eq!(rows[2].row, whole);
    let behind = case
        .store
        .outbox(OutboxSide::Team, Wanted::each(rows[0].id, 1))
        .await;
    assert_eq!(behind, Ok(rows[1..2].to_vec()));
    let people = case
        .store
        .outbox(OutboxSide::People, Wanted::each(0, 10))
        .await;
    assert_eq!(people, Ok(rows[2..].to_vec()), "each side by itself");
}

/// However many words wait, what is asked for is read; within one urgency rows come in their order.
pub(crate) async fn each_urgency_is_read_by_itself(case: Case) {
    let words = |n: u32| NewOutboxRow {
        notice: Notice::ToTeam(TeamNotice::PersonWrote {
            ticket: TicketId(126),
            message: MessageNo(n),
            part: Part::Text(0),
        }),
        ..outgoing(&format!("words {n}"))
    };
    case.commit(UnitOfWork {
        outbox: (1..=6_500).map(words).collect(),
        ..Default::default()
    })
    .await;
    case.commit(told(&["asked", "asked too"])).await;
    let read = async |wanted| {
        let rows = case.store.outbox(OutboxSide::Team, wanted).await;
        let keys = rows.unwrap().into_iter().map(|row| row.row.key);
        keys.collect::<Vec<_>>()
    };
    let all = Wanted::each(0, 2);
    assert_eq!(
        read(all.clone()).await,
        ["words 1", "words 2", "asked", "asked too"]
    );
    assert_eq!(read(all[..1].to_vec()).await, ["asked", "asked too"]);
    let second = case.pending().await.remove(1);
    let further = Wanted {
        after: second.id,
        ..all[1]
    };
    assert_eq!(read(vec![further]).await, ["words 3", "words 4"]);
    assert_eq!(read(vec![]).await, [""; 0]);
}

pub(crate) async fn a_key_is_told_once(case: Case) {
    let group = vec![told(&["a", "b", "a"]), told(&["b", "c"])];
    assert_eq!(case.store.commit(group).await, [Ok(()), Ok(())]);
    let first = case.pending().await.remove(0);
    case.commit(settled(first.id, OutboxStatus::Sent, 1)).await;
    case.commit(told(&["a", "d"])).await;
    let keys: Vec<_> = case
        .pending()
        .await
        .into_iter()
        .map(|p| p.row.key)
        .collect();
    assert_eq!(keys, ["b", "c", "d"]);
}

pub(crate) async fn each_end_of_a_row(case: Case) {
    case.commit(told(&["sent", "superseded", "failed", "retried"]))
        .await;
    case.commit(both(to_person("held", 1), to_person("held too", 2)))
        .await;
    let rows = case.pending().await;
    let ends = [
        OutboxStatus::Sent,
        OutboxStatus::Superseded,
        OutboxStatus::Failed("Bad Request: chat not found".into()),
        OutboxStatus::Retried,
        OutboxStatus::Held,
        OutboxStatus::Held,
    ];
    for (row, end) in rows.iter().zip(ends) {
        case.commit(settled(row.id, end, 5)).await;
    }
    let left = case.pending().await;
    let left: Vec<_> = left.iter().map(|p| (&*p.row.key, p.attempts)).collect();
    assert_eq!(left, [("retried", 1)]);
    case.commit(UnitOfWork {
        released: Some(PersonId(1)),
        ..Default::default()
    })
    .await;
    let left = case.pending().await;
    let left: Vec<_> = left.iter().map(|p| (p.id, &*p.row.key)).collect();
    assert_eq!(left, [(rows[3].id, "retried"), (rows[4].id, "held")]);
}

/// What Telegram took is not sent again, and is known until its ticket is told.
pub(crate) async fn what_no_ticket_was_told_is_known(case: Case) {
    case.commit(both(told(&["a", "b"]), to_person("c", 1)))
        .await;
    let rows = case.pending().await;
    for row in [&rows[2], &rows[0]] {
        case.commit(settled(row.id, OutboxStatus::Untold, 5)).await;
    }
    assert_eq!(case.pending().await, [rows[1].clone()]);
    let untold = Ok(vec![rows[0].clone(), rows[2].clone()]);
    assert_eq!(case.store.untold().await, untold);
    case.commit(settled(rows[0].id, OutboxStatus::Sent, 6))
        .await;
    assert_eq!(case.store.untold().await, Ok(vec![rows[2].clone()]));
}

/// Of each right the oldest is tried, or all that lack it; since when it is withheld stays with a row.
pub(crate) async fn what_lacks_a_right_is_kept_and_tried_again(case: Case) {
    case.commit(told(&["a", "b", "c", "d"])).await;
    let rows = case.pending().await;
    let withhold = async |nth: usize, right, seconds| {
        let end = OutboxStatus::Withheld(right);
        case.commit(settled(rows[nth].id, end, seconds)).await;
    };
    for (nth, right) in [
        (2, Right::Photos),
        (0, Right::Photos),
        (3, Right::Videos),
        (1, Right::Photos),
    ] {
        withhold(nth, right, 5).await;
    }
    assert_eq!(case.pending().await, []);
    let mut missing = case.store.missing_rights().await.unwrap();
    missing.sort();
    assert_eq!(missing, [Right::Photos, Right::Videos]);

    let try_again = async |which| {
        case.commit(UnitOfWork {
            tried_again: vec![which],
            ..Default::default()
        })
        .await;
        case.pending().await
    };
    let lacked = |nth: usize, right, seconds| OutboxRow {
        withheld: Some(Withheld {
            right,
            since: at(seconds),
        }),
        ..rows[nth].clone()
    };
    let oldest = TriedAgain::Oldest(Right::Photos);
    let first = lacked(0, Right::Photos, 5);
    assert_eq!(try_again(oldest).await, [first]);
    withhold(0, Right::Stickers, 9).await;
    let next = lacked(1, Right::Photos, 5);
    assert_eq!(try_again(oldest).await, std::slice::from_ref(&next));
    // In the transaction that settles it, all others.
    case.commit(UnitOfWork {
        tried_again: vec![TriedAgain::All(Right::Photos)],
        ..settled(next.id, OutboxStatus::Sent, 9)
    })
    .await;
    let third = lacked(2, Right::Photos, 5);
    assert_eq!(case.pending().await, std::slice::from_ref(&third));
    let stickers = TriedAgain::Oldest(Right::Stickers);
    let lacks_another = lacked(0, Right::Stickers, 5);
    assert_eq!(try_again(stickers).await, [lacks_another, third]);
    let missing = case.store.missing_rights().await;
    assert_eq!(missing, Ok(vec![Right::Videos]));
}

pub(crate) async fn what_was_sent_rebuilds_the_budgets(case: Case) {
    case.commit(both(
        told(&["old", "team", "superseded", "waits"]),
        to_person("person", 1),
    ))
    .await;
    let rows = case.pending().await;
    case.commit(settled(rows[0].id, OutboxStatus::Sent, 9))
        .await;
    case.commit(settled(rows[4].id, OutboxStatus::Sent, 12))
        .await;
    case.commit(settled(rows[1].id, OutboxStatus::Sent, 10))
        .await;
    case.commit(settled(rows[2].id, OutboxStatus::Superseded, 11))
        .await;
    assert_eq!(
        case.store.sent_since(at(10)).await,
        Ok(vec![(Audience::Team, at(10)), (SOMEBODY, at(12))])
    );
}

pub(crate) async fn messages_of_ours_lead_back_to_their_tickets(case: Case) {
    let sent = |message, role| SentMessage {
        chat: -100,
        message,
        ticket: Some(TicketId(126)),
        role,
        anchor: None,
        asked: None,
        at: at(message),
        thread: None,
        shows: None,
    };
    let asks = SentMessage {
        ticket: None,
        anchor: Some(UpdateId(7)),
        asked: None,
        ..sent(4, MessageRole::About)
    };
    let elsewhere = SentMessage {
        chat: -200,
        ..sent(9, MessageRole::Card)
    };
    case.commit(UnitOfWork {
        sent: vec![
            sent(1, MessageRole::Card),
            sent(2, MessageRole::Card),
            sent(3, MessageRole::About),
            asks,
            elsewhere,
            sent(5, MessageRole::Note),
        ],
        ..Default::default()
    })
    .await;
    assert_eq!(case.store.sent(-100, 4).await, Ok(Some(asks)));
    let note = case.store.sent(-100, 5).await;
    assert_eq!(note, Ok(Some(sent(5, MessageRole::Note))));
    assert_eq!(case.store.sent(-100, 9).await, Ok(None));
    let card = case.store.card(-100, TicketId(126)).await;
    assert_eq!(card, Ok(Some(sent(2, MessageRole::Card))));
    assert_eq!(case.store.card(-100, TicketId(127)).await, Ok(None));
    // A card that was rewritten into something else is no card any more.
    let group = [sent(2, MessageRole::Card), sent(2, MessageRole::About)];
    case.commit(UnitOfWork {
        sent: group.to_vec(),
        ..Default::default()
    })
    .await;
    let card = case.store.card(-100, TicketId(126)).await;
    assert_eq!(card, Ok(Some(sent(1, MessageRole::Card))));
}

/// The newest first; a copy that is brought up to date is the same message, and shows another version.
pub(crate) async fn copies_tell_what_they_show(case: Case) {
    let copy = |message, no, edits| SentMessage {
        chat: -100,
        message,
        ticket: Some(TicketId(126)),
        role: MessageRole::About,
        anchor: None,
        asked: None,
        at: at(message),
        thread: None,
        shows: Some(ShownPart {
            no: MessageNo(no),
            part: Part::Text(1),
            edits,
            says_what_is_meant: false,
        }),
    };
    let elsewhere = SentMessage {
        chat: -200,
        ..copy(5, 2, 0)
    };
    for sent in [
        copy(1, 2, 0),
        copy(2, 3, 0),
        copy(3, 2, 1),
        elsewhere,
        copy(1, 2, 4),
    ] {
        case.commit(UnitOfWork {
            sent: vec![sent],
            ..Default::default()
        })
        .await;
    }
    let copies = async |no| case.store.copies(-100, TicketId(126), MessageNo(no)).await;
    assert_eq!(copies(2).await, Ok(vec![copy(3, 2, 1), copy(1, 2, 4)]));
    assert_eq!(copies(3).await, Ok(vec![copy(2, 3, 0)]));
    assert_eq!(copies(4).await, Ok(vec![]));
}

pub(crate) async fn the_newest_number_of_a_group_counts(case: Case) {
    assert_eq!(case.store.group_now(-5).await, Ok(-5), "it never moved");
    for group in [-1_005, -1_006] {
        case.commit(UnitOfWork {
            group_moved: Some((-5, group)),
            ..Default::default()
        })
        .await;
        assert_eq!(case.store.group_now(-5).await, Ok(group));
    }
    assert_eq!(case.store.group_now(-6).await, Ok(-6));
}

/// With a topic go the cards of open tickets that stood in it: of no other topic or group, and nothing else that stood there.
pub(crate) async fn with_a_topic_go_the_cards_of_open_tickets(case: Case) {
    for id in 1..=3 {
        case.opened(id, id, 0).await;
    }
    let mut resolved = case.opened(4, 4, 0).await;
    let by = By::Person(PersonId(4));
    case.done(&mut resolved, Command::Close, by, 1).await;
    // The ticket, the group, the message, what it is, and where it stands.
    let stood = [
        (1, -100, 11, MessageRole::Card, Some(5)),
        (1, -100, 12, MessageRole::About, Some(5)),
        (1, -200, 13, MessageRole::Card, Some(5)),
        (2, -100, 14, MessageRole::Card, None),
        (2, -100, 15, MessageRole::Card, Some(5)),
        (3, -100, 16, MessageRole::Card, Some(6)),
        (4, -100, 17, MessageRole::Card, Some(5)),
    ];
    let sent = stood.map(|(ticket, chat, message, role, thread)| SentMessage {
        chat,
        message,
        ticket: Some(TicketId(ticket)),
        role,
        anchor: None,
        asked: None,
        at: at(message),
        thread,
        shows: None,
    });
    case.commit(UnitOfWork {
        sent: sent.to_vec(),
        ..Default::default()
    })
    .await;
    assert_eq!(case.store.topic_is_gone(-100, 5).await, Ok(false));
    let gone = UnitOfWork {
        topic_gone: Some((-100, 5)),
        ..Default::default()
    };
    // Twice: it may be found out by several calls at once.
    for _ in 0..2 {
        case.commit(gone.clone()).await;
    }
    for (group, topic, gone) in [(-100, 5, true), (-100, 6, false), (-200, 5, false)] {
        let known = case.store.topic_is_gone(group, topic).await;
        assert_eq!(known, Ok(gone), "{topic} in {group}");
    }
    // Each ticket's card by now, and whether it had one that is gone.
    for (ticket, chat, card, lost) in [
        (1, -100, None, true),
        (1, -200, Some(13), false),
        (2, -100, Some(14), true),
        (3, -100, Some(16), false),
        (4, -100, Some(17), false),
    ] {
        let found = case.store.card(chat, TicketId(ticket)).await;
        let found = found.expect("an answer").map(|sent| sent.message);
        let was_lost = case.store.lost_its_card(chat, TicketId(ticket)).await;
        assert_eq!((found, was_lost), (card, Ok(lost)), "#{ticket} in {chat}");
    }
    let about = case.store.sent(-100, 11).await;
    let about = about.expect("an answer").and_then(|sent| sent.ticket);
    assert_eq!(about, Some(TicketId(1)), "a reply still finds its ticket");
}
