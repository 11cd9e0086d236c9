//! A verdict that can't fail is none: each promise, broken.

use super::*;
use crate::{
    records::{Message, Ticket},
    sent_log::MessageTag,
};
use serde_json::{Map, Value, json};

const ANN: i64 = 1001;
const DORA: i64 = 2001;

fn plan() -> Plan {
    Plan {
        kills: 1,
        seed: 1,
        database: String::new(),
        bellhop: "bellhop".into(),
    }
}

fn mark(by: i64, no: u32) -> MessageTag {
    MessageTag { by, no }
}

/// A town where Ann wrote so many things.
fn town(things: u32) -> Workload {
    let mut town = Workload::new();
    for no in 1..=things {
        town.book.person(mark(ANN, no), i64::from(no), true);
    }
    town
}

/// What the database holds when these are Ann's messages.
fn holding(marks: &[MessageTag]) -> Records {
    let message = |(no, mark): (i64, &MessageTag)| Message {
        ticket: 1,
        no,
        agent: (mark.by == DORA).then_some(DORA),
        note: false,
        text: format!("{mark} the line is down again"),
    };
    Records {
        messages: (1..).zip(marks).map(message).collect(),
        ..Records::default()
    }
}

fn ticket(id: i64) -> Ticket {
    Ticket {
        id,
        person: ANN,
        title: "Router".into(),
        resolved: false,
    }
}

/// The desk calls Telegram; `getMe` begins a life of it.
fn call(town: &Workload, method: &str, params: Value) {
    let params = params.as_object().cloned().unwrap_or_else(Map::new);
    let answer = town.sim.call(simulator::DEMO_TOKEN, method, params);
    assert_eq!(answer.status, 200, "{:?}", answer.body);
}

fn begins(town: &Workload) {
    call(town, "getMe", json!({}));
}

fn says(town: &Workload, text: &str) {
    call(town, "sendMessage", json!({"chat_id": ANN, "text": text}));
}

fn broken(town: &Workload, records: &Records) -> Vec<String> {
    judge(&plan(), town, records, 0).1
}

#[test]
fn nothing_written_is_nothing_broken() {
    assert_eq!(broken(&town(0), &Records::default()), [""; 0]);
}

#[test]
fn what_is_nowhere_is_lost() {
    let said = broken(&town(2), &Records::default());
    assert_eq!(
        said,
        ["lost: w1001x1, w1001x2 of 1001 is nowhere, and 0 were refused visibly"]
    );
}

#[test]
fn what_is_stored_and_was_never_told_is_lost() {
    let said = broken(&town(1), &holding(&[mark(ANN, 1)]));
    assert_eq!(said, ["lost: w1001x1 was never told"]);
}

#[test]
fn what_is_stored_twice_is_seen() {
    let said = broken(&town(1), &holding(&[mark(ANN, 1), mark(ANN, 1)]));
    assert_eq!(said[0], "w1001x1 is stored 2 times");
}

#[test]
fn what_stands_in_the_wrong_order_is_seen() {
    let said = broken(&town(2), &holding(&[mark(ANN, 2), mark(ANN, 1)]));
    assert_eq!(said[0], "out of order: w1001x2 is stored before w1001x1");
}

#[test]
fn a_second_ticket_is_seen() {
    let records = Records {
        tickets: vec![ticket(1), ticket(2)],
        ..Records::default()
    };
    let said = broken(&town(0), &records);
    assert_eq!(said[0], "second ticket: 1001 has [1, 2]");
}

/// An answer that Telegram was sent twice, with `between` in between.
fn sent_twice(between: impl Fn(&Workload)) -> Vec<String> {
    let town = town(0);
    begins(&town);
    says(
        &town,
        "Support replied to ticket #1\nw2001x1 please restart",
    );
    between(&town);
    says(
        &town,
        "Support replied to ticket #1\nw2001x1 please restart",
    );
    broken(&town, &Records::default())
}

#[test]
fn a_repeat_after_a_kill_over_it_has_its_reason() {
    assert_eq!(sent_twice(begins), [""; 0]);
}

#[test]
fn a_repeat_in_one_life_has_none() {
    assert_eq!(sent_twice(|_| {}).len(), 1);
}

#[test]
fn a_repeat_of_what_was_over_before_the_kill_has_none() {
    let said = sent_twice(|town| {
        says(town, "Something later");
        begins(town);
    });
    assert_eq!(said.len(), 1, "{said:?}");
}

#[test]
fn a_repeat_after_a_lost_answer_has_its_reason() {
    let town = town(0);
    begins(&town);
    town.trouble(simulator::Fault {
        method: None,
        chat_id: Some(ANN),
        nth: 1,
        times: 1,
        kind: simulator::FaultKind::AnswerLost,
    });
    let answer = json!({"chat_id": ANN, "text": "w2001x1 please restart"});
    let params = answer.as_object().cloned().unwrap_or_default();
    let lost = town.sim.call(simulator::DEMO_TOKEN, "sendMessage", params);
    assert_eq!(lost.status, 0);
    says(&town, "w2001x1 please restart");
    let (figures, broken) = judge(&plan(), &town, &Records::default(), 0);
    assert_eq!(broken, [""; 0]);
    assert_eq!((figures.repeats, figures.answers_lost), (1, 1));
}
