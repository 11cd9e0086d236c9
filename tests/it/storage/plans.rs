//! No question is answered by a look at all rows of a table that grows.
//!
//! Nobody lists the questions: the store's port is called once in each way, the statements that it really runs are heard,
//! and the database says how it goes about each of them, with a hundred thousand rows in every table. A search counts only
//! if it leaves few rows: one by a chat alone finds all messages of the group. A function of the
//! port that is not called here fails the test, and so does a part of a turn that is left out.

use super::fixture::*;
use crate::common::Kind;
use bellhop::{
    domain::{
        block::{Block, Reason},
        command::Command,
        dialogue,
        ids::{By, *},
        message::{Media, MediaKind, MessageContent, Origin, Part, ShownPart, TicketMessage},
        notice::{Notice, PersonNotice},
        right::Right,
        sla::{Policy, PolicyVersion},
        ticket::Status,
    },
    store::{
        DialogueWrite, InboxOutcome, ListOf, MessageRole, NewOutboxRow, Old, OutboxSettlement,
        OutboxSide, OutboxStatus, SentMessage, Store, TicketWrite, TriedAgain, UnitOfWork, Wanted,
    },
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use secrecy::ExposeSecret as _;
use std::collections::BTreeMap;

const GROUP: i64 = -100;

/// What grows with every ticket, every message, every person.
const GROWING: [&str; 13] = [
    "activity",
    "attachments",
    "blocks",
    "dialogues",
    "earlier_titles",
    "earlier_words",
    "events",
    "inbox",
    "messages",
    "outbox",
    "people",
    "sent_messages",
    "tickets",
];

/// Indexes that hold only what waits, or tickets that are not resolved: a look at all of that is what is asked for.
const OF_WHAT_IS_OPEN: [&str; 13] = [
    "inbox_order",
    "inbox_set_aside",
    "inbox_waiting",
    "outbox_held",
    "outbox_people",
    "outbox_team",
    "outbox_untold",
    "outbox_withheld",
    "sent_offers",
    "tickets_assignee",
    "tickets_one_unresolved",
    "tickets_unresolved",
    "tickets_waiting",
];

/// Questions for the first rows in the order of an index, where every row counts: no more is looked at than is asked for.
const FIRST_ROWS: [(&str, &str); 2] = [
    // The newest tickets, and the newest of all.
    ("tickets", "ORDER BY \"tickets\".\"id\" DESC LIMIT"),
    // Those who are blocked: a block that ended is soon forgotten.
    (
        "blocks",
        "ORDER BY \"blocks\".\"since\" DESC, \"blocks\".\"person_id\" DESC LIMIT",
    ),
];

/// Columns that most rows of their table share, and numbers that grow: what is found by nothing else is not found.
const NOT_FOUND_BY: [&str; 6] = ["chat", "kind", "state", "rowid>", "id>", "update_id>"];

/// A hundred thousand rows of everything: of the first 99 800 people each has a resolved ticket, of the last two hundred
/// an open one. Everything hangs on ticket 1, which is a real one.
const ROWS: [&str; 16] = [
    "INSERT INTO people (id, name, username, username_folded) SELECT i, 'Person', 'P' || i, 'p' || i FROM n",
    "INSERT INTO tickets (id, person_id, title, search, status, priority, asked_at, opened_at, first_answered_at, \
     resolved_at, breached, version, updated_at) SELECT i, i, 'Title', 'title', CASE WHEN i > 99800 THEN 'open' ELSE \
     'resolved' END, 'normal', i * 1000, i * 1000, i * 1000, CASE WHEN i > 99800 THEN NULL ELSE i * 1000 END, FALSE, 1, \
     i * 1000 FROM n",
    "INSERT INTO events (ticket_id, seq, at, kind, payload) SELECT i, 1, at, kind, payload FROM n, events WHERE \
     ticket_id = 1 AND seq = 1",
    "INSERT INTO messages (ticket_id, no, at, text, entities, origin_chat, origin_message) SELECT i, 1, i, 'Words', '[]', \
     i, i FROM n",
    "INSERT INTO attachments (ticket_id, no, nth, kind, file_id) SELECT i, 1, 0, 'photo', 'F' FROM n",
    "INSERT INTO earlier_words (ticket_id, no, nth, text, entities) SELECT i, 1, 0, 'Words', '[]' FROM n",
    "INSERT INTO earlier_titles (ticket_id, version, title) SELECT i, 2, 'Title' FROM n",
    "INSERT INTO outbox (key, person_id, ticket_id, urgency, notice, at, state, attempts, settled_at) SELECT 'row ' || i, \
     CASE WHEN i % 2 = 0 THEN i ELSE NULL END, i, 1, '{\"notice\":\"unblocked\"}', i, 'sent', 0, i FROM n",
    "INSERT INTO outbox (key, urgency, notice, at, state, attempts) SELECT 'waits ' || i, 1, '{\"notice\":\"help\"}', \
     i, 'waiting', 0 FROM n WHERE i <= 2200",
    "INSERT INTO outbox (key, urgency, notice, at, state, attempts, lacks, withheld_at) SELECT 'lacks ' || i, 1, \
     '{\"notice\":\"help\"}', i, 'withheld', 0, CASE WHEN i % 2 = 0 THEN 'photos' ELSE 'videos' END, i FROM n \
     WHERE i <= 1000",
    "INSERT INTO inbox (update_id, lane, at, state, attempts) SELECT i, i % 1000, i, 'done', 0 FROM n",
    "INSERT INTO inbox (update_id, lane, json, at, state, attempts) SELECT 200000 + i, i % 100, '{}', i, 'waiting', 0 FROM \
     n WHERE i <= 1000",
    "INSERT INTO sent_messages (chat, message, ticket_id, role, at) SELECT -100, 10 + i, i / 2, CASE WHEN i % 2 = 0 THEN \
     'card' ELSE 'about' END, i FROM n",
    "INSERT INTO dialogues (kind, id, message, state, set_at) SELECT CASE WHEN i % 2 = 0 THEN 'private' ELSE 'group' END, i, \
     CASE WHEN i % 2 = 0 THEN NULL ELSE i END, '{}', i FROM n",
    "INSERT INTO blocks (person_id, by_id, since, until, reason, told) SELECT i, 7, i, NULL, '{\"typed\":\"Spam\"}', FALSE \
     FROM n",
    "INSERT INTO activity (at, agent_id, person_id, what) SELECT i, 7, i, 'blocked' FROM n",
];

async fn fill(db: &DatabaseConnection) {
    for rows in ROWS {
        let (insert, select) = rows.split_once(" SELECT ").expect("a question");
        let n = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)";
        let rows = format!("{insert} {n} SELECT {select}");
        let filled = db.execute_unprepared(&rows).await;
        filled.unwrap_or_else(|error| panic!("{rows}: {error}"));
    }
}

/// How the database would go about a statement.
async fn plan(db: &DatabaseConnection, statement: &str) -> Vec<String> {
    let (explain, column) = match db.get_database_backend() {
        DbBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        _ => ("EXPLAIN", "QUERY PLAN"),
    };
    let asked = format!("{explain} {statement}");
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), asked))
        .await;
    let rows = rows.unwrap_or_else(|error| panic!("{statement}: {error}"));
    rows.iter()
        .map(|row| row.try_get("", column).expect("a line"))
        .collect()
}

/// The word behind another.
fn behind<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(word)?;
    rest.split_whitespace().next()
}

/// Whether the condition of a search leaves few rows: `(chat=? AND ticket_id=?)`, `((chat = 1) AND (ticket_id = 5))`.
fn narrows(line: &str) -> bool {
    let Some((_, condition)) = line.split_once('(') else {
        return false;
    };
    condition.split(" AND ").any(|term| {
        let term = term.replace(['(', ' '], "");
        let end = term.find(['=', '<', '>']).unwrap_or(term.len());
        let column = &term[..end];
        let grows = term.as_bytes().get(end) == Some(&b'>');
        let weak = |known: &&str| **known == *column || (grows && **known == format!("{column}>"));
        !NOT_FOUND_BY.iter().any(weak)
    })
}

/// The tables of which a plan looks at all rows, each with the index by which it does.
fn scanned(kind: DbBackend, plan: &[String]) -> Vec<(String, Option<String>)> {
    let mut scanned = Vec::new();
    for (n, line) in plan.iter().enumerate() {
        let found = match kind {
            DbBackend::Sqlite => {
                let by = behind(line, " INDEX ");
                let weak = !narrows(line) || line.contains("AUTOMATIC");
                let searched = behind(line, "SEARCH ").filter(|_| weak);
                let table = behind(line, "SCAN ").or(searched);
                table.map(|table| (table, by))
            }
            _ => {
                let mut below = plan[n + 1..].iter().take_while(|line| !line.contains("->"));
                let narrowed = below.any(|line| line.contains("Index Cond:") && narrows(line));
                let by = behind(line, " using ").or(behind(line, "Bitmap Index Scan on "));
                if let Some(table) = behind(line, "Seq Scan on ") {
                    Some((table, None))
                } else if by.is_some() && !narrowed {
                    let table = behind(line, " on ").unwrap_or_default();
                    Some((table, by))
                } else {
                    None
                }
            }
        };
        if let Some((table, by)) = found {
            scanned.push((table.to_owned(), by.map(str::to_owned)));
        }
    }
    scanned
}

/// What is wrong with the plan of a statement.
fn fault(kind: DbBackend, statement: &str, plan: &[String]) -> Option<String> {
    let allowed = |table: &str, by: Option<&str>| {
        let open = by.is_some_and(|index| OF_WHAT_IS_OPEN.contains(&index));
        let sorts = plan
            .iter()
            .any(|line| line.contains("Sort") || line.contains("FOR ORDER BY"));
        let first = FIRST_ROWS
            .iter()
            .any(|(of, order)| *of == table && statement.contains(order));
        open || (first && !sorts)
    };
    let grows = |table: &str| GROWING.contains(&table) || table.ends_with("_pkey");
    let scanned = scanned(kind, plan);
    let (table, by) = scanned
        .iter()
        .find(|(table, by)| grows(table) && !allowed(table, by.as_deref()))?;
    let plan = plan.join("\n    ");
    Some(format!(
        "all of {table} by {by:?}:\n  {statement}\n    {plan}"
    ))
}

/// The functions of the port, as its source has them.
fn port() -> Vec<String> {
    let source = include_str!("../../../src/store/mod.rs");
    let (_, port) = source.split_once("pub trait Store").expect("the port");
    let (port, _) = port.split_once("\n}\n").expect("its end");
    let functions = port
        .lines()
        .filter_map(|line| line.trim().strip_prefix("async fn "));
    let mut names: Vec<String> = functions
        .filter_map(|line| line.split('(').next().map(str::to_owned))
        .collect();
    names.sort_unstable();
    names
}

/// Every way in which a list may be asked for.
fn lists() -> Vec<ListOf> {
    let next = |of: Option<ListOf>| match of {
        None => Some(ListOf::Unresolved),
        Some(ListOf::Unresolved) => Some(ListOf::AssignedTo(AgentId(7))),
        Some(ListOf::AssignedTo(_)) => Some(ListOf::In(Status::Open)),
        Some(ListOf::In(_)) => Some(ListOf::All),
        Some(ListOf::All) => Some(ListOf::Of(PersonId(5))),
        Some(ListOf::Of(_)) => None,
    };
    std::iter::successors(next(None), |of| next(Some(*of))).collect()
}

/// Every way in which a row of the outbox may end.
fn ends() -> Vec<OutboxStatus> {
    let next = |end: Option<&OutboxStatus>| match end {
        None => Some(OutboxStatus::Sent),
        Some(OutboxStatus::Sent) => Some(OutboxStatus::Untold),
        Some(OutboxStatus::Untold) => Some(OutboxStatus::Superseded),
        Some(OutboxStatus::Superseded) => Some(OutboxStatus::Failed("Bad Request".into())),
        Some(OutboxStatus::Failed(_)) => Some(OutboxStatus::Held),
        Some(OutboxStatus::Held) => Some(OutboxStatus::Withheld(Right::Photos)),
        Some(OutboxStatus::Withheld(_)) => Some(OutboxStatus::Retried),
        Some(OutboxStatus::Retried) => None,
    };
    std::iter::successors(next(None), |end| next(Some(end))).collect()
}

fn photo() -> MessageContent {
    MessageContent {
        media: Some(Media {
            kind: MediaKind::Photo,
            file_id: Some("F".into()),
            in_words: Default::default(),
        }),
        ..MessageContent::text("My screen.")
    }
}

/// A turn that does all that one can, and names each part, so that a new one is not forgotten here.
fn everything(write: TicketWrite, update: i64, end: InboxOutcome) -> UnitOfWork {
    let person = PersonId(50_000 + update % 10);
    let by = AgentId(7);
    UnitOfWork {
        received: received(3, &[update]).received,
        inbox: Some((UpdateId(update), end)),
        people: vec![profile(person.0)],
        came_by: Some((person, "spring-sale".into())),
        title_from: Some(update),
        reworded: vec![(UpdateId(77), "{}".into())],
        ticket: Some(write),
        dialogues: vec![
            DialogueWrite::Private(
                person,
                dialogue::PrivateDialogue::Title {
                    kept: vec![],
                    refused: Default::default(),
                },
            ),
            DialogueWrite::Private(PersonId(9), dialogue::PrivateDialogue::Idle),
        ],
        block: Some(Block {
            person,
            by,
            since: at(0),
            until: None,
            reason: Reason::Typed("Spam".into()),
        }),
        unblock: Some((PersonId(60_000 + update % 10), by)),
        told_blocked: Some(PersonId(9)),
        outbox: vec![NewOutboxRow {
            notice: Notice::ToPerson(person, PersonNotice::Greeting),
            ..outgoing(&format!("u{update}"))
        }],
        settled: ends()
            .into_iter()
            .zip(100_000..)
            .map(|(end, row)| OutboxSettlement {
                row,
                end,
                at: at(5),
            })
            .collect(),
        released: Some(person),
        tried_again: vec![
            TriedAgain::Oldest(Right::Photos),
            TriedAgain::All(Right::Photos),
        ],
        sent: vec![SentMessage {
            chat: GROUP,
            message: 1,
            ticket: Some(TicketId(1)),
            role: MessageRole::About,
            anchor: None,
            asked: None,
            at: at(5),
            thread: None,
            shows: Some(ShownPart {
                no: MessageNo(1),
                part: Part::Text(0),
                edits: 0,
                says_what_is_meant: false,
            }),
        }],
        policy: Some(PolicyVersion {
            since: at(update),
            policy: Policy::default(),
        }),
        retried: vec![UpdateId(77)],
        turned_away: Some((3, UpdateId(150_000))),
        group_moved: Some((-1, -2)),
        topic_gone: Some((GROUP, 5)),
        card_gone: Some((GROUP, 12)),
    }
}

/// What asks and tells each question of the port once, and the names of those that it asked.
async fn asked(case: &Case, store: &impl Store) -> Vec<String> {
    let mut names = Vec::new();
    macro_rules! ask {
        ($name:ident $arguments:tt) => {{
            names.push(stringify!($name).to_owned());
            store.$name $arguments.await.expect(stringify!($name))
        }};
    }
    let (ticket, no, person) = (TicketId(1), MessageNo(1), PersonId(5));
    ask!(inbox(vec![1, 2, 3], 10, 200));
    ask!(last_within(5, 5));
    for side in OutboxSide::BOTH {
        ask!(outbox(side, Wanted::each(50, 500)));
    }
    ask!(untold());
    ask!(missing_rights());
    ask!(sent_since(at(0)));
    ask!(set_aside(5));
    ask!(titled(Origin {
        chat: 5,
        message: 5
    }));
    ask!(earlier_titles(ticket));
    ask!(offers(GROUP));
    ask!(old_dialogues(at(-100_000_000), 10));
    ask!(events(ticket));
    ask!(unresolved());
    ask!(unresolved_ids());
    ask!(last_ticket());
    ask!(shown(ticket));
    for of in lists() {
        ask!(list(of, 20, 10));
    }
    ask!(listed(vec![ticket, TicketId(2)]));
    ask!(message(ticket, no));
    ask!(said_as(Origin {
        chat: 5,
        message: 5
    }));
    ask!(earlier(ticket, no));
    ask!(conversation(ticket));
    ask!(first_answers(50));
    ask!(profile(5));
    ask!(profile_named("P5"));
    let _ = store.private_dialogue(person).await;
    names.push("private_dialogue".into());
    let _ = store.group_dialogue(UpdateId(5)).await;
    names.push("group_dialogue".into());
    let _ = store.dialogue_keeping(5).await;
    names.push("dialogue_keeping".into());
    ask!(blocked(person, at(0)));
    ask!(all_blocked(at(0), 20, 10));
    ask!(sent(GROUP, 50));
    ask!(copies(GROUP, ticket, no));
    ask!(card(GROUP, ticket));
    ask!(old_card(GROUP, ticket));
    ask!(lost_its_card(GROUP, TicketId(5)));
    ask!(policies());
    ask!(get_or_insert_value("secret", "value"));
    ask!(group_now(GROUP));
    ask!(topic_is_gone(GROUP, 5));

    let opens = opening(200_001, 200_001, 50);
    let opened = opens.after.clone();
    let mut opens = everything(opens, 300_001, InboxOutcome::Done);
    opens.people.push(profile(200_001));
    let command = Command::Answer {
        words: MessageContent::text("Please restart it."),
        confirmed: false,
    };
    let mut answers = moved(&opened, command, By::Agent(AgentId(7)), 60);
    answers.messages = vec![
        said(200_001, 2, Some(7), 60, photo()),
        TicketMessage {
            edits: 1,
            ..said(200_001, 1, None, 60, photo())
        },
    ];
    let ended = DialogueWrite::Group(UpdateId(5), None);
    let group = dialogue::GroupDialogue::ConfirmAnswer {
        ticket,
        words: MessageContent::text("Later."),
        agent: AgentId(7),
        prompt_of: None,
    };
    let mut answers = everything(answers, 300_002, InboxOutcome::Failed);
    let begun = DialogueWrite::Group(UpdateId(5), Some(group));
    answers.dialogues.extend([begun, ended]);
    let close = moved(
        &answers.ticket.as_ref().expect("its part").after,
        Command::Close,
        By::Agent(AgentId(7)),
        70,
    );
    let close = everything(close, 300_003, InboxOutcome::SetAside);
    names.push("commit".into());
    for work in [opens, answers, close] {
        case.clock(80);
        assert_eq!(store.commit(vec![work]).await, [Ok(())]);
    }
    ask!(forget(Old {
        worked: at(-100_000_000),
        deliveries: at(-100_000_000),
    }));
    names
}

pub(crate) async fn each_query_goes_through_an_index(case: Case) {
    if case.kind == Kind::Memory {
        // Planned as a file is, and nobody else can fill it.
        return;
    }
    case.opened(1, 1, 0).await;
    case.store.close().await;
    let url = case.database.url.expose_secret();
    let db = Database::connect(url).await.expect("a connection");
    fill(&db).await;
    let store = case.again().await.expect("it opens again");
    case.heard.lock().expect("nobody panics").clear();
    let mut names = asked(&case, &store).await;
    names.push("close".into());
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, port(), "each function of the port is called here");

    // One of each: what differs in its values only is planned alike.
    let heard = std::mem::take(&mut *case.heard.lock().expect("nobody panics"));
    let alike = |statement: &String| {
        let digits = |c: char| if c.is_ascii_digit() { '#' } else { c };
        statement.chars().map(digits).collect::<String>()
    };
    let each: BTreeMap<String, String> = heard.into_iter().map(|s| (alike(&s), s)).collect();
    let first = |statement: &&String| {
        let word = statement.split_whitespace().next();
        word.is_some_and(|word| ["SELECT", "INSERT", "UPDATE", "DELETE"].contains(&word))
    };
    let each: Vec<&String> = each.values().filter(first).collect();
    assert!(each.len() > 60, "{} statements are heard", each.len());
    let backend = db.get_database_backend();
    let mut faults = Vec::new();
    // SQLite counts its rows only when it is told to, which nobody may have done; PostgreSQL does it by itself.
    for counted in [false, true] {
        if counted {
            db.execute_unprepared("ANALYZE").await.expect("it counts");
        } else if backend == DbBackend::Sqlite {
            // As it was asked once, and all messages of the group were looked at.
            let once = "SELECT * FROM sent_messages WHERE chat = -100 AND ticket_id = 5 AND role IN ('card', 'lost_card') \
                        ORDER BY message DESC LIMIT 1";
            let plan = plan(&db, once).await;
            assert!(fault(backend, once, &plan).is_some(), "{plan:?}");
        } else {
            continue;
        }
        for statement in &each {
            let plan = plan(&db, statement).await;
            faults.extend(fault(backend, statement, &plan));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    store.close().await;
    db.close().await.expect("the end");
}
