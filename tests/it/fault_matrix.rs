//! Faults × operations: whatever goes wrong once in the midst of whatever the desk does, the end is the same.
//!
//! A cell takes a desk to where an operation begins, makes the fault happen at that moment, lets things settle, and holds
//! chats and database against those of a desk where all went well: they are equal, but for one message that may stand
//! twice. Each cell says whether its fault *fired*; a fault that can't hit an operation is listed as such, with the
//! reason, and counted. So the table below is whole: every cell is one of the two.
//!
//! What differs by nature is taken out before: times of day, waits, and the numbers of tickets (an opening that was not
//! done leaves a gap).

use crate::common::desk::*;
use bellhop::domain::message::MessageContent;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

mod faults;
mod operations;

use faults::{Fault, Outcome};
use operations::{OPERATIONS, Operation};

/// How a desk stands at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stand {
    /// What Ann sees, in order.
    ann: Vec<String>,
    /// What the team sees, sorted: between tickets and the rest of the group there is no order.
    team: Vec<String>,
    /// What the database holds.
    records: Vec<String>,
}

impl Stand {
    async fn of(desk: &Desk) -> Self {
        let shown = |chat| {
            let messages = desk.messages(chat).into_iter();
            messages.map(|message| plain(&transcript(&[message])))
        };
        let mut team: Vec<_> = shown(GROUP).collect();
        team.sort();
        Stand {
            ann: shown(ANN).collect(),
            team,
            records: records(desk).await,
        }
    }

    /// The messages of this stand that another lacks.
    fn beyond(&self, other: &Stand) -> Vec<String> {
        let mut beyond = minus(&self.ann, &other.ann);
        beyond.extend(minus(&self.team, &other.team));
        beyond
    }

    /// Whether Ann sees the same in the same order, once a repeat is left out.
    fn reads_like(&self, other: &Stand) -> bool {
        let once = |messages: &[String]| {
            let mut messages = messages.to_vec();
            messages.dedup();
            messages
        };
        once(&self.ann) == once(&other.ann)
    }
}

/// What stands more often in `these` than in `those`.
fn minus(these: &[String], those: &[String]) -> Vec<String> {
    let mut left = those.to_vec();
    let more = these
        .iter()
        .filter(|message| match left.iter().position(|m| m == *message) {
            Some(at) => {
                left.remove(at);
                false
            }
            None => true,
        });
    more.cloned().collect()
}

/// What is stored of the tickets, the talk with Ann and what is to be done, a line each.
async fn records(desk: &Desk) -> Vec<String> {
    let store = &desk.store;
    let mut lines = Vec::new();
    let last = store.last_ticket().await.expect("a store");
    for id in 1..=last.map_or(0, |ticket| ticket.0) {
        let ticket = bellhop::domain::ids::TicketId(id);
        let Some(shown) = store.shown(ticket).await.expect("a store") else {
            continue;
        };
        let t = &shown.ticket;
        lines.push(format!(
            "ticket {:?}: {:?} {:?}, assigned to {:?}, {} messages, {:?}",
            shown.title,
            t.status,
            t.priority,
            t.assignee,
            t.messages,
            t.waiting.is_some()
        ));
        for said in store.conversation(ticket).await.expect("a store") {
            let MessageContent {
                text,
                media,
                forwarded_from,
                in_reply_to,
                ..
            } = &said.words;
            let words = (text, media, forwarded_from, in_reply_to);
            let before = store.earlier(ticket, said.no).await.expect("a store");
            let before: Vec<_> = before.iter().map(|words| &words.text).collect();
            lines.push(format!(
                "said by {:?}: {words:?}, before {before:?}",
                said.agent
            ));
        }
        for event in store.events(ticket).await.expect("a store") {
            lines.push(format!("event by {:?}: {:?}", event.by, event.what));
        }
    }
    let ann = bellhop::domain::ids::PersonId(ANN);
    let dialogue = store.private_dialogue(ann).await.expect("a store");
    lines.push(format!("dialogue: {:?}", dialogue.map(|(state, _)| state)));
    let blocked = store.blocked(ann, desk.clock.now()).await.expect("a store");
    lines.push(format!("blocked: {}", blocked.is_some()));
    for side in bellhop::store::OutboxSide::BOTH {
        for waiting in store
            .outbox(side, bellhop::store::Wanted::each(0, 100))
            .await
            .expect("a store")
        {
            lines.push(format!("still to be told: {:?}", waiting.row.notice));
        }
    }
    let inbox = store.inbox(vec![], 100, 100).await.expect("a store");
    lines.extend(
        inbox
            .iter()
            .map(|row| format!("still to be worked: {:?}", row.id)),
    );
    lines.into_iter().map(|line| plain(&line)).collect()
}

/// A text without what may differ: times of day, instants, waits, and numbers of tickets.
fn plain(text: &str) -> String {
    static VARYING: OnceLock<Vec<(regex::Regex, &str)>> = OnceLock::new();
    let varying = VARYING.get_or_init(|| {
        let patterns = [
            (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "(then)"),
            (r"\d\d:\d\d(:\d\d)?", "(time)"),
            (r"\d+ (second|minute|hour)s?", "(a while)"),
            (r"#\d+", "#n"),
            (r"TicketId\(\d+\)", "(n)"),
        ];
        let compiled = patterns.map(|(pattern, instead)| {
            let pattern = regex::Regex::new(pattern).expect("a pattern");
            (pattern, instead)
        });
        compiled.into()
    });
    let mut text = text.to_owned();
    for (pattern, instead) in varying {
        text = pattern.replace_all(&text, *instead).into_owned();
    }
    text
}

/// How a desk stands after an operation with which nothing interfered; found out once.
fn undisturbed(operation: &'static Operation) -> Stand {
    static KNOWN: OnceLock<Mutex<HashMap<&str, Stand>>> = OnceLock::new();
    let known = KNOWN.get_or_init(Mutex::default);
    if let Some(stand) = known.lock().expect("no panic").get(operation.name) {
        return stand.clone();
    }
    let stand = on_a_desk(async {
        let desk = operation.begin(Setup::default()).await;
        operation.happens(&desk).await;
        desk.struggle(faults::RECOVERS).await;
        desk.pass(faults::SETTLES).await;
        Stand::of(&desk).await
    });
    let mut known = known.lock().expect("no panic");
    known.insert(operation.name, stand.clone());
    stand
}

/// Each desk stands on a runtime of its own: paused time can't be paused again.
fn on_a_desk<T>(life: impl Future<Output = T>) -> T {
    actix::System::new().block_on(life)
}

/// One row of the table: a fault, and every operation.
fn row(fault: &'static Fault) {
    let (mut exercised, mut not_applicable, mut broken) = (0, 0, Vec::new());
    for operation in OPERATIONS {
        if fault.cannot_hit(operation).is_some() {
            not_applicable += 1;
            continue;
        }
        exercised += 1;
        if let Err(why) = cell(fault, operation) {
            broken.push(format!("== {} × {}\n{why}", fault.name, operation.name));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
    assert_eq!(exercised + not_applicable, OPERATIONS.len());
}

/// What the team reads once the bot is back in its group.
const WAS_OUT: &str = "I was not in this group";

/// One cell.
fn cell(fault: &'static Fault, operation: &'static Operation) -> Result<(), String> {
    let wanted = undisturbed(operation);
    let fired = Arc::new(AtomicBool::new(false));
    on_a_desk(async {
        let desk = operation.begin(fault.setup(&fired)).await;
        fault.strikes(&desk, operation, &fired).await;
        desk.struggle(faults::RECOVERS).await;
        desk.trouble.is_over();
        desk.pass(faults::SETTLES).await;
        let stand = Stand::of(&desk).await;
        let verdict = judge(
            fault,
            operation,
            &wanted,
            &stand,
            fired.load(Ordering::SeqCst),
        );
        verdict.map_err(|why| format!("{why}\n{}", desk.everything()))
    })
}

fn judge(
    fault: &Fault,
    operation: &Operation,
    wanted: &Stand,
    stand: &Stand,
    fired: bool,
) -> Result<(), String> {
    if !fired {
        return Err("the fault never happened".into());
    }
    let outcome = fault.outcome(operation);
    let mut stand = stand.clone();
    if let Outcome::SameAndTold = outcome {
        let before = stand.team.len();
        stand.team.retain(|message| !message.contains(WAS_OUT));
        if before - stand.team.len() != 1 {
            return Err(format!(
                "{WAS_OUT:?} stands {} times",
                before - stand.team.len()
            ));
        }
    }
    let stand = &stand;
    let (missing, more) = (wanted.beyond(stand), stand.beyond(wanted));
    let twice = more
        .iter()
        .all(|m| wanted.ann.contains(m) || wanted.team.contains(m));
    let thrice = more
        .iter()
        .enumerate()
        .any(|(at, message)| more[..at].contains(message));
    let repeats = match outcome {
        Outcome::Same { repeats } => Some(repeats),
        Outcome::SameAndTold => Some(0),
        Outcome::OneMessageLess => None,
    };
    match repeats {
        Some(repeats) => {
            if stand.records != wanted.records {
                let lost = minus(&wanted.records, &stand.records);
                let new = minus(&stand.records, &wanted.records);
                return Err(format!("records: without {lost:#?}\nbut with {new:#?}"));
            }
            if !missing.is_empty()
                || more.len() > repeats
                || !twice
                || thrice
                || !stand.reads_like(wanted)
            {
                return Err(format!("chats: without {missing:#?}\nbut with {more:#?}"));
            }
        }
        None => {
            let open = stand
                .records
                .iter()
                .filter(|line| line.starts_with("still"));
            let said = |stand: &Stand| {
                let lines = stand.records.iter().filter(|line| line.starts_with("said"));
                lines.cloned().collect::<Vec<_>>()
            };
            if open.count() > 0 || said(stand) != said(wanted) {
                return Err(format!("records: {:#?}", stand.records));
            }
        }
    }
    Ok(())
}

/// A test for each row, and the table of them all.
macro_rules! rows {
    ($($fault:ident),* $(,)?) => {
        $(#[test]
        fn $fault() {
            row(&faults::$fault);
        })*

        const FAULTS: &[&Fault] = &[$(&faults::$fault),*];
    };
}
rows!(
    the_database_is_away,
    the_database_does_it_and_says_nothing,
    the_database_refuses_it_once,
    the_writer_panics,
    the_turn_panics,
    the_call_panics,
    killed_before_it_is_worked,
    killed_under_the_call,
    stopped_and_started,
    telegram_answers_a_page_of_html,
    telegram_restarts,
    the_connection_breaks_before,
    the_answer_is_lost,
    telegram_asks_to_wait,
    telegram_forbids_it,
    telegram_refuses_it,
);

/// The table is whole, and this is how large it is.
#[test]
fn every_cell_is_exercised_or_has_its_reason() {
    let cells = || {
        FAULTS
            .iter()
            .flat_map(|f| OPERATIONS.iter().map(move |o| (f, o)))
    };
    let reasons: Vec<_> = cells()
        .filter_map(|(f, o)| Some((f.name, o.name, f.cannot_hit(o)?)))
        .collect();
    let exercised = cells().count() - reasons.len();
    assert_eq!(
        (FAULTS.len(), OPERATIONS.len(), exercised, reasons.len()),
        (16, 33, 509, 19),
        "{reasons:#?}"
    );
}
