//! A thousand tickets by a thousand people within ten minutes, under the limits that Telegram documents.

use super::{digests::*, *};
use std::collections::BTreeMap;

/// Who opens a ticket, and how far apart.
const PEOPLE: i64 = 1_000;
const APART: Duration = Duration::from_millis(600);

/// What somebody does on the way to a ticket, step by step; two tenths of a second more than a second lie between.
fn does(user: i64, step: usize) -> Control {
    match step {
        0 => Control::Start {
            user,
            payload: None,
        },
        1 | 2 => Control::Press(simulator::Press {
            user,
            button: Some("🎫".into()),
            ..Default::default()
        }),
        3 => says(user, &format!("Question of {user}")),
        _ => says(user, "I get error code 403."),
    }
}

/// When each ticket was told to the team, and when the messages that told of new ones came.
fn told(desk: &Desk) -> (BTreeMap<i64, i64>, Vec<i64>) {
    let (mut first, mut cards) = (BTreeMap::new(), Vec::new());
    for message in desk.messages(GROUP) {
        let heading = message.text.lines().next().unwrap_or_default();
        let listed = heading.ends_with("new tickets") || heading.ends_with("new ticket");
        // A card that was looked at or answered has another heading by now.
        let card = heading.contains("New ticket #") || heading.contains("📋 Ticket #");
        if message.by_bot && (listed || card) {
            cards.push(message.date);
            for number in numbers(&message.text) {
                first.entry(number).or_insert(message.date);
            }
        }
    }
    (first, cards)
}

#[actix::test]
async fn a_thousand_tickets_in_ten_minutes() {
    let people = people(PEOPLE);
    let desk = Desk::with(Setup {
        world: Some(crowd(&people)),
        ..Default::default()
    })
    .await;
    let limits = serde_json::json!({"action": "limits", "mode": "documented"});
    let limits = serde_json::from_value(limits).expect("an action");
    desk.control(limits).await;
    // Three who wait already, whose alerts fall due in the midst of it; to a fourth Dora will write.
    for somebody in [ANN, BORIS, CHLOE] {
        desk.person(somebody)
            .opens_a_ticket("VPN not connecting", "I get error code 403.")
            .await;
    }
    desk.pass(minutes(25)).await;

    let mut answers = Vec::new();
    for tick in 0..people.len() + 8 {
        for step in 0..5 {
            let person = tick.checked_sub(2 * step).and_then(|n| people.get(n));
            if let Some(person) = person {
                desk.sim.control(does(*person, step)).expect("they do");
            }
        }
        if tick % 200 == 100 {
            let card = desk.find(GROUP, "New ticket #");
            let text = format!("Answer {tick}.");
            desk.sim
                .control(Control::Write(Writing {
                    user: DORA,
                    chat: Some(GROUP),
                    thread: Some(TOPIC),
                    text: Some(text.clone()),
                    reply_to: Some(card.id),
                    ..Default::default()
                }))
                .expect("Dora writes");
            answers.push((
                numbers(&card.text)[0],
                text,
                desk.clock.now().timestamp_millis(),
            ));
        }
        desk.pass_exactly(APART).await;
    }
    for _ in 0..120 {
        desk.pass_exactly(Duration::from_secs(1)).await;
    }

    assert_eq!(desk.floods(), 0, "Telegram never had to ask to wait");

    let (told, cards) = told(&desk);
    let mut opened = BTreeMap::new();
    let mut confirmed = Vec::new();
    for person in &people {
        let messages = desk.messages(*person);
        let words = messages.iter().find(|m| m.text.contains("error code 403"));
        let words = words.expect("they wrote").date;
        let confirmation = messages.iter().find(|m| m.text.contains(" created"));
        let confirmation = confirmation.expect("they were told");
        confirmed.push(confirmation.date - words);
        opened.insert(numbers(&confirmation.text)[0], words);
    }
    assert_eq!(opened.len(), people.len());
    confirmed.sort_unstable();
    let p99 = confirmed[confirmed.len() * 99 / 100];
    assert!(p99 < 3_000, "confirmed after {p99} ms");

    let untold: Vec<_> = opened.keys().filter(|n| !told.contains_key(n)).collect();
    assert_eq!(untold, [&0; 0]);
    let latest = opened.iter().map(|(number, at)| told[number] - at).max();
    assert!(latest < Some(120_000), "told after {latest:?} ms");

    for number in 1..=3 {
        let alert = desk.find(GROUP, &format!("SLA Breach!\nTicket #{number}\n"));
        let breached = desk.ticket(number).await.waiting.and_then(|w| w.breached);
        let due = breached.expect("it is").timestamp_millis();
        let before: Vec<_> = cards
            .iter()
            .filter(|at| due < **at && **at < alert.date)
            .collect();
        assert!(
            before.is_empty(),
            "alert #{number} behind cards: {before:?}"
        );
        assert!(
            alert.date - due < 1_000,
            "alert #{number} after {} ms",
            alert.date - due
        );
    }
    assert_eq!(answers.len(), 5);
    for (number, text, at) in answers {
        let whose = desk.ticket(number).await.person.0;
        let late = desk.find(whose, &text).date - at;
        assert!(late < 1_000, "an answer after {late} ms");
    }
}
