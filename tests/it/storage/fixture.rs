//! An empty store with a clock that stands still, and the turns that most promises begin with.

use crate::common::{self, Database, Kind};
use bellhop::{
    domain::{
        Instant,
        command::Command,
        event::Event,
        ids::{By, *},
        message::{MessageContent, TicketMessage},
        notice::{Notice, TeamNotice},
        read_model::Profile,
        ticket::Ticket,
    },
    store::{
        InboxOutcome, NewOutboxRow, NewUpdate, OutboxRow, OutboxSide, Store, StoreError,
        TicketWrite, UnitOfWork, Wanted,
        sql::{Options, SqlStore},
    },
};
use chrono::TimeDelta;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

/// A store and what belongs to it.
pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) store: SqlStore,
    pub(crate) database: Database,
    /// Each statement that the store runs.
    pub(crate) heard: Heard,
    now: Arc<AtomicI64>,
}

/// Statements, with their values.
pub(crate) type Heard = Arc<Mutex<Vec<String>>>;

/// Runs a promise on a fresh database of that kind.
pub(crate) async fn run<P: AsyncFnOnce(Case)>(kind: Kind, promise: P) {
    let Some(database) = common::fresh(kind).await else {
        return;
    };
    let now = Arc::new(AtomicI64::new(0));
    let heard = Heard::default();
    let store = SqlStore::connect(&database.url, options(&now, &heard))
        .await
        .expect("a fresh database opens");
    promise(Case {
        kind,
        store,
        database,
        heard,
        now,
    })
    .await;
}

fn options(now: &Arc<AtomicI64>, heard: &Heard) -> Options {
    let (now, heard) = (now.clone(), heard.clone());
    let hears = move |statement: &str| {
        heard.lock().expect("nobody panics").push(statement.into());
    };
    Options {
        statements: Some(Arc::new(hears)),
        ..Options::new(move || at(now.load(Ordering::Relaxed)))
    }
}

/// So many seconds after the beginning of the tests.
pub(crate) fn at(seconds: i64) -> Instant {
    Instant::from_timestamp_millis(1_767_225_600_000).expect("2026") + TimeDelta::seconds(seconds)
}

impl Case {
    /// Opens the same database once more.
    pub(crate) async fn again(&self) -> Result<SqlStore, bellhop::store::sql::ConnectError> {
        SqlStore::connect(&self.database.url, options(&self.now, &self.heard)).await
    }

    /// It is so many seconds after the beginning.
    pub(crate) fn clock(&self, seconds: i64) {
        self.now.store(seconds, Ordering::Relaxed);
    }

    /// Commits one turn.
    pub(crate) async fn try_commit(&self, work: UnitOfWork) -> Result<(), StoreError> {
        let mut results = self.store.commit(vec![work]).await;
        assert_eq!(results.len(), 1);
        results.remove(0)
    }

    /// Commits one turn, which must hold.
    pub(crate) async fn commit(&self, work: UnitOfWork) {
        self.try_commit(work).await.expect("the turn holds");
    }

    /// Opens a ticket and gives its value.
    pub(crate) async fn opened(&self, id: i64, person: i64, seconds: i64) -> Ticket {
        let write = opening(id, person, seconds);
        let ticket = write.after.clone();
        self.commit(UnitOfWork {
            people: vec![profile(person)],
            ticket: Some(write),
            ..Default::default()
        })
        .await;
        ticket
    }

    /// Carries a command out on a ticket, which must hold.
    pub(crate) async fn done(&self, ticket: &mut Ticket, command: Command, by: By, seconds: i64) {
        let write = moved(ticket, command, by, seconds);
        *ticket = write.after.clone();
        self.commit(of_ticket(write)).await;
    }

    /// The rows of the outbox that wait, of both sides.
    pub(crate) async fn pending(&self) -> Vec<OutboxRow> {
        let mut rows = Vec::new();
        for side in OutboxSide::BOTH {
            rows.extend(
                self.store
                    .outbox(side, Wanted::each(0, 1000))
                    .await
                    .expect("the outbox"),
            );
        }
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// The numbers of the updates that wait.
    pub(crate) async fn waiting(&self) -> Vec<i64> {
        let waiting = self.store.inbox(vec![], 1000, 1000).await;
        waiting.expect("the inbox").iter().map(|w| w.id.0).collect()
    }
}

pub(crate) fn profile(id: i64) -> Profile {
    Profile {
        id,
        name: format!("Person {id}"),
        username: Some(format!("Person_{id}")),
        language_code: Some("en".into()),
        topic: None,
    }
}

/// The opening of a ticket by a person, with a title and a first message.
pub(crate) fn opening(id: i64, person: i64, seconds: i64) -> TicketWrite {
    let event = Ticket::open(PersonId(person), at(seconds), at(seconds));
    TicketWrite {
        after: Ticket::opened(TicketId(id), &event).expect("an opening"),
        title: Some(format!("Title of {id}")),
        events: vec![event],
        messages: vec![said(
            id,
            1,
            None,
            seconds,
            MessageContent::text("It does not print."),
        )],
    }
}

/// What a command makes of a ticket.
pub(crate) fn moved(ticket: &Ticket, command: Command, by: By, seconds: i64) -> TicketWrite {
    let decided = ticket.decide(&command, by, at(seconds));
    moved_by(ticket, decided.expect("the ticket agrees"))
}

/// What events make of a ticket.
pub(crate) fn moved_by(ticket: &Ticket, events: Vec<Event>) -> TicketWrite {
    let mut after = ticket.clone();
    events.iter().for_each(|event| after.apply(event));
    TicketWrite {
        after,
        title: None,
        events,
        messages: vec![],
    }
}

pub(crate) fn of_ticket(write: TicketWrite) -> UnitOfWork {
    UnitOfWork {
        ticket: Some(write),
        ..Default::default()
    }
}

pub(crate) fn said(
    id: i64,
    no: u32,
    agent: Option<i64>,
    seconds: i64,
    words: MessageContent,
) -> TicketMessage {
    TicketMessage {
        ticket: TicketId(id),
        no: MessageNo(no),
        agent: agent.map(AgentId),
        note: false,
        at: at(seconds),
        words,
        edits: 0,
    }
}

/// Updates of a lane come.
pub(crate) fn received(lane: i64, updates: &[i64]) -> UnitOfWork {
    let received = updates.iter().map(|id| NewUpdate {
        id: UpdateId(*id),
        lane,
        json: format!("{{\"update_id\":{id}}}"),
        at: at(0),
    });
    UnitOfWork {
        received: received.collect(),
        ..Default::default()
    }
}

/// The outbox of both, and what both received.
pub(crate) fn both(mut one: UnitOfWork, other: UnitOfWork) -> UnitOfWork {
    one.received.extend(other.received);
    one.outbox.extend(other.outbox);
    one
}

/// An update ends.
pub(crate) fn ended(update: i64, end: InboxOutcome) -> UnitOfWork {
    UnitOfWork {
        inbox: Some((UpdateId(update), end)),
        ..Default::default()
    }
}

/// A call to come: help for the team.
pub(crate) fn outgoing(key: &str) -> NewOutboxRow {
    NewOutboxRow {
        key: key.into(),
        notice: Notice::ToTeam(TeamNotice::Help),
        edits: None,
        replies_to: None,
        thread: None,
    }
}

/// Calls to come.
pub(crate) fn told(keys: &[&str]) -> UnitOfWork {
    UnitOfWork {
        outbox: keys.iter().map(|key| outgoing(key)).collect(),
        ..Default::default()
    }
}
