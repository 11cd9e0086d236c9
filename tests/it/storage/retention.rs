//! What has no further use is forgotten, and nothing else.

use super::fixture::*;
use bellhop::{
    domain::{
        block::{Block, Reason},
        command::Command,
        ids::{By, *},
        notice::{Notice, PersonNotice, TeamNotice},
    },
    store::{NewOutboxRow, Old, OutboxSettlement, OutboxStatus, Store, UnitOfWork},
};

/// Nothing but deliveries from before this is old.
fn deliveries(before: i64) -> Old {
    Old {
        worked: at(-1_000_000),
        deliveries: at(before),
    }
}

fn edit(key: &str, ticket: i64) -> NewOutboxRow {
    NewOutboxRow {
        notice: Notice::ToTeam(TeamNotice::CardEdit {
            ticket: TicketId(ticket),
        }),
        ..outgoing(key)
    }
}

fn settled(row: i64, end: OutboxStatus, seconds: i64) -> OutboxSettlement {
    OutboxSettlement {
        row,
        end,
        at: at(seconds),
    }
}

/// The keys that may be told again, because their rows are gone.
async fn forgotten(case: &Case, keys: &[&str]) -> Vec<String> {
    let before: Vec<i64> = case.pending().await.iter().map(|row| row.id).collect();
    case.commit(told(keys)).await;
    let rows = case.pending().await.into_iter();
    let new = rows.filter(|row| !before.contains(&row.id));
    new.map(|row| row.row.key).collect()
}

pub(crate) async fn what_a_resolved_ticket_told_is_forgotten_in_time(case: Case) {
    let mut resolved = case.opened(1, 1, 0).await;
    case.opened(2, 2, 0).await;
    let by = By::Agent(AgentId(7));
    case.done(&mut resolved, Command::Close, by, 5).await;
    let ticket = TicketId(1);
    let held = NewOutboxRow {
        notice: Notice::ToPerson(PersonId(1), PersonNotice::Created { ticket }),
        ..edit("held", 1)
    };
    case.commit(UnitOfWork {
        outbox: vec![
            edit("sent", 1),
            edit("superseded", 1),
            edit("failed", 1),
            edit("untold", 1),
            held,
            edit("later", 1),
            edit("waits", 1),
            edit("open", 2),
            outgoing("of no ticket"),
        ],
        ..Default::default()
    })
    .await;
    let rows = case.pending().await;
    let ends = [
        ("sent", OutboxStatus::Sent, 9),
        ("superseded", OutboxStatus::Superseded, 9),
        ("failed", OutboxStatus::Failed("Bad Request".into()), 9),
        ("untold", OutboxStatus::Untold, 9),
        ("held", OutboxStatus::Held, 9),
        ("later", OutboxStatus::Sent, 10),
        ("open", OutboxStatus::Sent, 9),
        ("of no ticket", OutboxStatus::Sent, 9),
    ];
    let ends = ends.map(|(key, end, seconds)| {
        let row = rows.iter().find(|row| row.row.key == key);
        settled(row.expect("its row").id, end, seconds)
    });
    case.commit(UnitOfWork {
        settled: ends.to_vec(),
        ..Default::default()
    })
    .await;
    assert_eq!(case.store.forget(deliveries(10)).await, Ok(false));
    assert_eq!(case.store.untold().await.map(|rows| rows.len()), Ok(1));
    let keys = [
        "sent",
        "superseded",
        "failed",
        "untold",
        "held",
        "later",
        "waits",
        "open",
        "of no ticket",
    ];
    let gone = ["sent", "superseded", "failed"];
    assert_eq!(forgotten(&case, &keys).await, gone);
}

pub(crate) async fn a_block_that_ended_is_forgotten_in_time(case: Case) {
    let block = |person, until: Option<i64>| UnitOfWork {
        people: vec![profile(person)],
        block: Some(Block {
            person: PersonId(person),
            by: AgentId(7),
            since: at(0),
            until: until.map(at),
            reason: Reason::Typed("spam".into()),
        }),
        ..Default::default()
    };
    for (person, until) in [(1, None), (2, Some(9)), (3, Some(10))] {
        case.commit(block(person, until)).await;
    }
    let old = Old {
        worked: at(10),
        deliveries: at(0),
    };
    assert_eq!(case.store.forget(old).await, Ok(false));
    let left = case.store.all_blocked(at(0), 0, 10).await.unwrap().rows;
    let mut left: Vec<i64> = left.iter().map(|b| b.person.id).collect();
    left.sort_unstable();
    assert_eq!(left, [1, 3]);
}

/// Two hundred and one rows take three steps, so that nobody waits long for the writer.
pub(crate) async fn what_is_forgotten_goes_in_steps(case: Case) {
    let mut ticket = case.opened(1, 1, 0).await;
    case.done(&mut ticket, Command::Close, By::Agent(AgentId(7)), 5)
        .await;
    let keys: Vec<String> = (0..201).map(|n| format!("row {n}")).collect();
    case.commit(UnitOfWork {
        outbox: keys.iter().map(|key| edit(key, 1)).collect(),
        ..Default::default()
    })
    .await;
    let rows = case.store.outbox(
        bellhop::store::OutboxSide::Team,
        bellhop::store::Wanted::each(0, 2_000),
    );
    let rows = rows.await.unwrap();
    case.commit(UnitOfWork {
        settled: rows
            .iter()
            .map(|row| settled(row.id, OutboxStatus::Sent, 9))
            .collect(),
        ..Default::default()
    })
    .await;
    for more in [true, true, false, false] {
        assert_eq!(case.store.forget(deliveries(10)).await, Ok(more));
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    assert_eq!(forgotten(&case, &keys).await, keys);
}
