//! What must be told waits in order, and is told once.

use super::fixture::*;
use bellhop::{
    domain::{
        ids::*,
        notice::{Audience, Notice},
    },
    store::{Outgoing, Role, RowEnd, Sent, Settled, Side, Store, UnitOfWork},
};

const SOMEBODY: Audience = Audience::Person(PersonId(1));

fn settled(row: i64, end: RowEnd, seconds: i64) -> UnitOfWork {
    UnitOfWork {
        settled: vec![Settled {
            row,
            end,
            at: at(seconds),
        }],
        ..Default::default()
    }
}

fn to_person(key: &str, person: i64) -> UnitOfWork {
    UnitOfWork {
        outbox: vec![Outgoing {
            to: Audience::Person(PersonId(person)),
            notice: Notice::Created {
                ticket: TicketId(126),
            },
            ..outgoing(key)
        }],
        ..Default::default()
    }
}

pub(crate) async fn rows_wait_in_the_order_of_their_turns(case: Case) {
    let whole = Outgoing {
        key: "#126 created".into(),
        to: SOMEBODY,
        notice: Notice::Created {
            ticket: TicketId(126),
        },
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
    let behind = case.store.outbox(Side::Team, rows[0].id, 1).await;
    assert_eq!(behind, Ok(rows[1..2].to_vec()));
    let people = case.store.outbox(Side::People, 0, 10).await;
    assert_eq!(people, Ok(rows[2..].to_vec()), "each side by itself");
}

pub(crate) async fn a_key_is_told_once(case: Case) {
    let group = vec![told(&["a", "b", "a"]), told(&["b", "c"])];
    assert_eq!(case.store.commit(group).await, [Ok(()), Ok(())]);
    let first = case.pending().await.remove(0);
    case.commit(settled(first.id, RowEnd::Sent, 1)).await;
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
        RowEnd::Sent,
        RowEnd::Superseded,
        RowEnd::Failed("Bad Request: chat not found".into()),
        RowEnd::Retried,
        RowEnd::Held,
        RowEnd::Held,
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

pub(crate) async fn what_was_sent_rebuilds_the_budgets(case: Case) {
    case.commit(both(
        told(&["old", "team", "superseded", "waits"]),
        to_person("person", 1),
    ))
    .await;
    let rows = case.pending().await;
    case.commit(settled(rows[0].id, RowEnd::Sent, 9)).await;
    case.commit(settled(rows[4].id, RowEnd::Sent, 12)).await;
    case.commit(settled(rows[1].id, RowEnd::Sent, 10)).await;
    case.commit(settled(rows[2].id, RowEnd::Superseded, 11))
        .await;
    assert_eq!(
        case.store.sent_since(at(10)).await,
        Ok(vec![(Audience::Team, at(10)), (SOMEBODY, at(12))])
    );
}

pub(crate) async fn messages_of_ours_lead_back_to_their_tickets(case: Case) {
    let sent = |message, role| Sent {
        chat: -100,
        message,
        ticket: Some(TicketId(126)),
        role,
        anchor: None,
        at: at(message),
    };
    let asks = Sent {
        ticket: None,
        anchor: Some(UpdateId(7)),
        ..sent(4, Role::About)
    };
    let elsewhere = Sent {
        chat: -200,
        ..sent(9, Role::Card)
    };
    case.commit(UnitOfWork {
        sent: vec![
            sent(1, Role::Card),
            sent(2, Role::Card),
            sent(3, Role::About),
            asks,
            elsewhere,
            sent(5, Role::Note),
        ],
        ..Default::default()
    })
    .await;
    assert_eq!(case.store.sent(-100, 4).await, Ok(Some(asks)));
    let note = case.store.sent(-100, 5).await;
    assert_eq!(note, Ok(Some(sent(5, Role::Note))));
    assert_eq!(case.store.sent(-100, 9).await, Ok(None));
    let card = case.store.card(-100, TicketId(126)).await;
    assert_eq!(card, Ok(Some(sent(2, Role::Card))));
    assert_eq!(case.store.card(-100, TicketId(127)).await, Ok(None));
    // A card that was rewritten into something else is no card any more.
    let group = [sent(2, Role::Card), sent(2, Role::About)];
    case.commit(UnitOfWork {
        sent: group.to_vec(),
        ..Default::default()
    })
    .await;
    let card = case.store.card(-100, TicketId(126)).await;
    assert_eq!(card, Ok(Some(sent(1, Role::Card))));
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
