//! How much room a ticket takes, and what is left of that when what has no further use was forgotten.
//!
//! `cargo test --test it storage::room -- --ignored --nocapture` prints the table of `docs/storage.md`.

use super::fixture::*;
use crate::common::Kind;
use bellhop::{
    domain::{
        command::Command,
        event::Event,
        ids::{By, *},
        message::{MessageContent, Origin, ShownPart},
        notice::{self, Audience, EventContent, Notice, PersonNotice, TeamNotice},
        sla::Policy,
        ticket::Ticket,
    },
    store::{
        InboxOutcome, MessageRole, NewOutboxRow, NewUpdate, Old, OutboxSettlement, OutboxSide,
        OutboxStatus, SentMessage, Store, TicketWrite, UnitOfWork, Wanted,
    },
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use secrecy::ExposeSecret as _;
use std::fmt::Write as _;

const TICKETS: i64 = 200;
const GROUP: i64 = -1_001_000_000_001;

/// An update of about the size that Telegram sends.
fn update(id: i64, person: i64) -> NewUpdate {
    let json = format!(
        "{{\"update_id\":{id},\"message\":{{\"message_id\":{id},\"from\":{{\"id\":{person},\"is_bot\":false,\
         \"first_name\":\"Ann\",\"username\":\"ann\",\"language_code\":\"en\"}},\"chat\":{{\"id\":{person},\
         \"first_name\":\"Ann\",\"type\":\"private\"}},\"date\":1767225600,\"text\":\"I get error code 403.\"}}}}"
    );
    NewUpdate {
        id: UpdateId(id),
        lane: person,
        json,
        at: at(0),
    }
}

/// What the events of a turn make the desk tell, as its tickets write it.
fn told_of(
    ticket: &Ticket,
    events: &[Event],
    words: Option<&MessageContent>,
) -> (Ticket, Vec<NewOutboxRow>) {
    let (mut after, mut rows) = (ticket.clone(), Vec::new());
    for event in events {
        after.apply(event);
        let spoken = words.map(|words| EventContent {
            words,
            before: None,
        });
        let told = notice::notices_for(event, &after, spoken, &Policy::default());
        rows.extend(told.into_iter().map(|notice| NewOutboxRow {
            key: notice.key(after.version).expect("a name"),
            notice,
            ..outgoing("")
        }));
    }
    (after, rows)
}

struct Life {
    case: Case,
    /// Numbers of updates and messages.
    next: i64,
}

impl Life {
    fn number(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    fn words(&mut self, chat: i64, text: &str) -> MessageContent {
        MessageContent {
            origin: Some(Origin {
                chat,
                message: self.number(),
            }),
            ..MessageContent::text(text)
        }
    }

    /// A turn that an update asks for.
    async fn turn(&mut self, person: i64, mut work: UnitOfWork) {
        let id = self.number();
        let mut came = UnitOfWork::default();
        came.received.push(update(id, person));
        self.case.commit(came).await;
        work.inbox = Some((UpdateId(id), InboxOutcome::Done));
        self.case.commit(work).await;
    }

    /// A command with all that it makes the desk tell.
    async fn does(
        &mut self,
        ticket: &mut Ticket,
        command: Command,
        by: By,
        words: Option<MessageContent>,
    ) {
        let events = ticket.decide(&command, by, at(60)).expect("it agrees");
        let (after, outbox) = told_of(ticket, &events, words.as_ref());
        let messages = words.map(|words| {
            let agent = match by {
                By::Agent(agent) => Some(agent.0),
                _ => None,
            };
            said(ticket.id.0, after.messages, agent, 60, words)
        });
        let write = TicketWrite {
            after: after.clone(),
            title: None,
            events,
            messages: messages.into_iter().collect(),
        };
        let work = UnitOfWork {
            outbox,
            ..of_ticket(write)
        };
        match by {
            By::Desk => self.case.commit(work).await,
            _ => self.turn(ticket.person.0, work).await,
        }
        *ticket = after;
        self.sends(ticket.id).await;
    }

    /// Telegram takes all that waits, and what came of it is remembered.
    async fn sends(&mut self, ticket: TicketId) {
        let mut work = UnitOfWork::default();
        for side in OutboxSide::BOTH {
            let rows = self.case.store.outbox(side, Wanted::each(0, 100)).await;
            for row in rows.expect("the outbox") {
                let superseded = matches!(
                    row.row.notice,
                    Notice::ToTeam(TeamNotice::Mark {
                        mark: notice::ReceiptMark::OnItsWay,
                        ..
                    })
                );
                work.settled.push(OutboxSettlement {
                    row: row.id,
                    end: if superseded {
                        OutboxStatus::Superseded
                    } else {
                        OutboxStatus::Sent
                    },
                    at: at(61),
                });
                let shows = match row.row.notice {
                    Notice::ToPerson(_, PersonNotice::Answer { message, part, .. })
                    | Notice::ToTeam(TeamNotice::PersonWrote { message, part, .. }) => {
                        Some(ShownPart {
                            no: message,
                            part,
                            edits: 0,
                            says_what_is_meant: false,
                        })
                    }
                    _ => None,
                };
                let brings = matches!(
                    row.row.notice,
                    Notice::ToTeam(TeamNotice::NewTicket { .. })
                        | Notice::ToPerson(
                            _,
                            PersonNotice::Created { .. } | PersonNotice::Closed { .. } | _
                        )
                );
                if brings || shows.is_some() {
                    work.sent.push(SentMessage {
                        chat: match row.row.to() {
                            Audience::Person(person) => person.0,
                            Audience::Team => GROUP,
                        },
                        message: self.number(),
                        ticket: Some(ticket),
                        role: match row.row.notice {
                            Notice::ToTeam(TeamNotice::NewTicket { .. }) => MessageRole::Card,
                            _ => MessageRole::About,
                        },
                        anchor: None,
                        asked: None,
                        at: at(61),
                        thread: Some(5),
                        shows,
                    });
                }
            }
        }
        self.case.commit(work).await;
    }

    /// A ticket as most are: opened, looked at, answered, one more question, one more answer, closed.
    async fn ticket(&mut self, id: i64) {
        let person = 10_000 + id;
        let agent = By::Agent(AgentId(7));
        let write = opening(id, person, 50);
        let event = &write.events[0];
        let mut ticket = write.after.clone();
        let first = self.words(person, "I cannot connect to the VPN since this morning.");
        let told = notice::notices_for(
            event,
            &ticket,
            Some(EventContent {
                words: &first,
                before: None,
            }),
            &Policy::default(),
        );
        let outbox = told.into_iter().map(|notice| NewOutboxRow {
            key: notice.key(1).expect("a name"),
            notice,
            ..outgoing("")
        });
        let opens = UnitOfWork {
            people: vec![profile(person)],
            outbox: outbox.collect(),
            ..of_ticket(write)
        };
        self.turn(person, opens).await;
        self.sends(ticket.id).await;
        self.does(&mut ticket, Command::View, agent, None).await;
        for _ in 0..2 {
            let words = self.words(
                GROUP,
                "Please restart the app, and tell us what it says then.",
            );
            let answer = Command::Answer {
                words: words.clone(),
                confirmed: true,
            };
            self.does(&mut ticket, answer, agent, Some(words)).await;
            let taken = Command::AnswerTaken {
                message: MessageNo(ticket.messages),
                again: Some(0),
            };
            self.does(&mut ticket, taken, By::Desk, None).await;
            let words = self.words(person, "It says error code 403 now.");
            let write = Command::Write {
                words: words.clone(),
                sent_at: at(60),
            };
            let by = By::Person(PersonId(person));
            self.does(&mut ticket, write, by, Some(words)).await;
        }
        self.does(&mut ticket, Command::Close, agent, None).await;
    }
}

/// Rows and bytes of each table, with its indexes.
async fn room(db: &DatabaseConnection) -> Vec<(String, i64, i64)> {
    let kind = db.get_database_backend();
    let sizes = match kind {
        DbBackend::Sqlite => {
            "SELECT m.tbl_name AS name, SUM(s.pgsize) AS bytes FROM dbstat s JOIN sqlite_master m ON m.name = s.name \
             GROUP BY m.tbl_name ORDER BY 1"
        }
        _ => {
            "SELECT CAST(relname AS text) AS name, pg_total_relation_size(relid) AS bytes FROM \
             pg_catalog.pg_statio_user_tables ORDER BY 1"
        }
    };
    let ask = async |sql: String| {
        let rows = db.query_all_raw(Statement::from_string(kind, sql)).await;
        rows.expect("an answer")
    };
    let mut all = Vec::new();
    for row in ask(sizes.into()).await {
        let name: String = row.try_get("", "name").expect("a name");
        let bytes: i64 = row.try_get("", "bytes").expect("a size");
        let count = ask(format!("SELECT COUNT(*) AS n FROM {name}")).await;
        let count: i64 = count[0].try_get("", "n").expect("a number");
        if count > 100 {
            all.push((name, count, bytes));
        }
    }
    all
}

async fn measured(case: Case) {
    let url = case.database.url.expose_secret().to_owned();
    let kind = case.kind;
    let mut life = Life {
        case,
        next: 1_000_000,
    };
    for id in 1..=TICKETS {
        life.ticket(id).await;
    }
    let mut printed = format!("{kind:?}: rows and bytes a ticket\n");
    for moment in ["as it is resolved", "when what is old is forgotten"] {
        let db = Database::connect(&url).await.expect("a connection");
        db.execute_unprepared("VACUUM").await.expect("room");
        let all = room(&db).await;
        let _ = writeln!(printed, "  {moment}");
        let (mut rows, mut bytes) = (0.0, 0.0);
        let each = |n: i64| n as f64 / TICKETS as f64;
        for (name, count, size) in all {
            let _ = writeln!(
                printed,
                "    {name:14} {:5.1} {:7.0}",
                each(count),
                each(size)
            );
            (rows, bytes) = (rows + each(count), bytes + each(size));
        }
        let _ = writeln!(printed, "    {:14} {rows:5.1} {bytes:7.0}", "all");
        db.close().await.expect("the end");
        let old = Old {
            worked: at(1_000),
            deliveries: at(1_000),
        };
        while life.case.store.forget(old).await.expect("it forgets") {}
    }
    #[expect(clippy::print_stdout, reason = "it is asked for to be read")]
    {
        println!("{printed}");
    }
}

#[tokio::test]
#[ignore = "it measures: docs/storage.md says how to run it"]
async fn what_a_ticket_leaves_behind() {
    run(Kind::File, measured).await;
    run(Kind::Postgres, measured).await;
}
