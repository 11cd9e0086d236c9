//! Recovery: what breaks inside the desk, and the database behind it, is made good; nothing is lost and nothing doubles.

use crate::common::{desk::*, trouble::Goes};
use bellhop::{
    actors::{InjectPanic, TestFaults},
    app::RunningDesk,
    domain::{
        Instant,
        command::Command,
        event::{Event, EventKind},
        ids::{By, *},
        message::{MessageContent, TicketMessage},
        ticket::{Status, Ticket},
    },
    store::{TicketWrite, UnitOfWork},
};
use chrono::TimeDelta;
use simulator::{Control, Writing, limits::Mode};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

mod parked;
mod timers;

/// A panic in the midst of an actor.
const BREAK: InjectPanic = InjectPanic(|| panic!("broken on purpose"));

const ALERT: &str = "SLA Breach!";

/// A desk where Ann and Chloe have a ticket each.
async fn two_tickets(faults: TestFaults) -> Desk {
    let desk = Desk::with(Setup {
        faults,
        ..Default::default()
    })
    .await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    desk.chloe()
        .opens_a_ticket("Printer on fire", "There is a lot of smoke.")
        .await;
    desk
}

/// So many turns of a ticket panic, then none.
fn the_next_turns_panic(ticket: i64) -> (TestFaults, Arc<AtomicU32>) {
    let left = Arc::new(AtomicU32::new(0));
    let counted = left.clone();
    let turn = move |id: TicketId, _: &Command| {
        let more = id.0 == ticket
            && counted
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
                .is_ok();
        assert!(!more, "a turn breaks on purpose");
    };
    let faults = TestFaults {
        turn: Some(Arc::new(turn)),
        ..Default::default()
    };
    (faults, left)
}

/// Whether a turn adds a person's message.
fn writes(work: &UnitOfWork) -> bool {
    let wrote = |event: &Event| matches!(event.what, EventKind::PersonWrote { .. });
    work.ticket
        .as_ref()
        .is_some_and(|write| write.events.iter().any(wrote))
}

/// Whether a turn records that Telegram took an answer.
fn delivers(work: &UnitOfWork) -> bool {
    let taken = |event: &Event| matches!(event.what, EventKind::AnswerDelivered { .. });
    work.ticket
        .as_ref()
        .is_some_and(|write| write.events.iter().any(taken))
}

/// Whether a turn opens a ticket.
fn opens(work: &UnitOfWork) -> bool {
    work.ticket
        .as_ref()
        .is_some_and(|write| write.title.is_some())
}

impl Desk {
    /// Somebody writes while the desk is about to break.
    async fn hears(&self, user: i64, text: &str) {
        let writing = Writing {
            user,
            text: Some(text.into()),
            ..Default::default()
        };
        self.sim
            .control(Control::Write(writing))
            .expect("they write");
        self.struggle(Duration::from_secs(3)).await;
    }

    /// The instant at which a ticket's first message has waited the response time of 30 minutes.
    async fn deadline(&self, ticket: i64) -> Instant {
        let waiting = self.ticket(ticket).await.waiting.expect("somebody waits");
        waiting.since + TimeDelta::minutes(30)
    }

    fn alerts(&self) -> usize {
        self.count(GROUP, ALERT)
    }
}

// ---- panics

/// Its update is tried again and done, its state and timer are there again, and its neighbour notices nothing.
#[actix::test]
async fn a_panic_in_a_turn_is_recovered() {
    let (faults, panics) = the_next_turns_panic(1);
    let desk = two_tickets(faults).await;
    panics.store(2, Ordering::SeqCst);
    desk.ann().writes("It says 404 now.").await;
    desk.struggle(Duration::from_secs(3)).await;

    assert_eq!(panics.load(Ordering::SeqCst), 0, "it did panic");
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);
    assert_eq!(desk.ticket(1).await.messages, 2);
    assert_eq!(desk.count(GROUP, "set aside"), 0);

    let deadline = desk.deadline(1).await;
    desk.pass_until(deadline - TimeDelta::milliseconds(1)).await;
    assert_eq!(desk.alerts(), 0);
    desk.pass_until(deadline + TimeDelta::milliseconds(1)).await;
    assert_eq!(desk.alerts(), 1);
    desk.pass_until(desk.deadline(2).await + TimeDelta::milliseconds(1))
        .await;
    assert_eq!(desk.alerts(), 2);
}

/// While one ticket recovers, others are served at once.
#[actix::test]
async fn its_neighbours_notice_nothing() {
    let (faults, panics) = the_next_turns_panic(1);
    let desk = two_tickets(faults).await;
    panics.store(2, Ordering::SeqCst);
    let says = |user, text: &str| {
        Control::Write(Writing {
            user,
            text: Some(text.into()),
            ..Default::default()
        })
    };
    desk.control(says(ANN, "It says 404 now.")).await;
    desk.control(says(CHLOE, "The smoke is gone.")).await;
    assert_eq!(desk.count(GROUP, "It says 404 now."), 0);
    assert_eq!(desk.count(GROUP, "The smoke is gone."), 1);
    desk.struggle(Duration::from_secs(3)).await;
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);
}

/// An update that panics each time is set aside after three tries, the team is told, and **Retry** works once the fault
/// is gone. What the same person writes next is not held up.
#[actix::test]
async fn a_poison_update_is_set_aside() {
    let poisonous = Arc::new(AtomicBool::new(true));
    let tries = Arc::new(AtomicU32::new(0));
    let (is_poison, tried) = (poisonous.clone(), tries.clone());
    let turn = move |_: TicketId, command: &Command| {
        if let Command::Write { words, .. } = command
            && words.text == "poison"
            && is_poison.load(Ordering::SeqCst)
        {
            tried.fetch_add(1, Ordering::SeqCst);
            panic!("a turn breaks on purpose");
        }
    };
    let desk = two_tickets(TestFaults {
        turn: Some(Arc::new(turn)),
        ..Default::default()
    })
    .await;
    desk.ann().writes("poison").await;
    desk.struggle(Duration::from_secs(3)).await;
    desk.ann().writes("And the light is red.").await;

    assert_eq!(tries.load(Ordering::SeqCst), 3);
    assert_eq!(
        desk.count(GROUP, "could not be processed and was set aside"),
        1
    );
    assert_eq!(desk.count(GROUP, "And the light is red."), 1);
    assert_eq!(desk.ticket(1).await.messages, 2);

    poisonous.store(false, Ordering::SeqCst);
    desk.dora().clicks("Retry").await;
    assert_eq!(desk.ticket(1).await.messages, 3);
    assert_eq!(
        desk.messages(GROUP)
            .iter()
            .filter(|m| m.text.ends_with("poison"))
            .count(),
        1
    );
}

/// Each of the four that must not die is back within a moment, and the desk goes on.
#[actix::test]
async fn a_panic_of_the_core_is_recovered() {
    let desk = two_tickets(TestFaults::default()).await;
    for round in 0..4 {
        desk.running(|r| match round {
            0 => r.gateway.do_send(BREAK),
            1 => r.registry.do_send(BREAK),
            2 => r.notifier.do_send(BREAK),
            _ => r.persistence.do_send(BREAK),
        });
        desk.struggle(Duration::from_secs(1)).await;
        let words = format!("Round {round}.");
        desk.ann().writes(&words).await;
        assert_eq!(desk.count(GROUP, &words), 1);
        assert_eq!(desk.ticket(1).await.messages, 2 + round);
    }
    assert!(!desk.running(|r| r.broken.is_cancelled()));
    // The registry's sweep and the tickets' timers are there again.
    desk.pass_until(desk.deadline(1).await + TimeDelta::milliseconds(1))
        .await;
    assert_eq!(desk.alerts(), 1);
}

/// None of the four may die silently: the process ends, for the service manager to start it again.
async fn five_panics_end_the_desk(panics: impl Fn(&RunningDesk)) {
    let desk = Desk::open().await;
    for panic in 1..=5 {
        assert!(!desk.running(|r| r.broken.is_cancelled()), "{panic}");
        desk.running(&panics);
        desk.struggle(Duration::from_secs(1)).await;
    }
    assert!(desk.running(|r| r.broken.is_cancelled()));
}

#[actix::test]
async fn five_panics_of_the_gateway_end_the_desk() {
    five_panics_end_the_desk(|r| r.gateway.do_send(BREAK)).await;
}

#[actix::test]
async fn five_panics_of_the_registry_end_the_desk() {
    five_panics_end_the_desk(|r| r.registry.do_send(BREAK)).await;
}

#[actix::test]
async fn five_panics_of_the_notifier_end_the_desk() {
    five_panics_end_the_desk(|r| r.notifier.do_send(BREAK)).await;
}

#[actix::test]
async fn five_panics_of_the_writer_end_the_desk() {
    five_panics_end_the_desk(|r| r.persistence.do_send(BREAK)).await;
}

// ---- clocks

/// Somebody sets the clock forward: what is due by it then is told within `sla.check_interval`.
#[actix::test]
async fn a_clock_set_forward_is_noticed_by_the_sweep() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.clock.jump(TimeDelta::hours(2));
    desk.settle().await;
    assert_eq!(desk.alerts(), 0);
    // A timer of no length rings with the next millisecond.
    desk.pass_exactly(Duration::from_secs(121)).await;
    desk.pass_exactly(Duration::from_millis(2)).await;
    // They are late, so they wait a second for each other.
    desk.pass_exactly(Duration::from_millis(1_002)).await;
    assert_eq!(desk.count(GROUP, "2 tickets are over their SLA"), 1);
}

/// Somebody sets the clock back: nobody is alerted before the wall clock says so, and then at once.
#[actix::test]
async fn a_clock_set_back_delays_what_is_due_by_it() {
    let desk = two_tickets(TestFaults::default()).await;
    // The simulator's windows can't go back.
    desk.control(Control::Limits { mode: Mode::Off }).await;
    let deadline = desk.deadline(1).await;
    desk.clock.jump(TimeDelta::hours(-2));
    desk.pass(hours(2)).await;
    assert_eq!(desk.alerts(), 0);
    desk.pass_until(deadline - TimeDelta::milliseconds(1)).await;
    assert_eq!(desk.alerts(), 0);
    desk.pass_until(deadline + TimeDelta::milliseconds(1)).await;
    assert_eq!(desk.alerts(), 1);
}

/// What is in the store and asleep is woken by the sweep, with its clock, and found by its person.
#[actix::test]
async fn the_sweep_wakes_an_open_ticket_that_sleeps() {
    let desk = Desk::open().await;
    desk.chloe().starts().await;
    let now = desk.clock.now();
    let (id, person) = (TicketId(50), PersonId(CHLOE));
    let opened = Ticket::open(person, now, now);
    let after = Ticket::opened(id, &opened).expect("a ticket");
    let said = TicketMessage {
        ticket: id,
        no: MessageNo(1),
        agent: None,
        note: false,
        at: now,
        words: MessageContent::text("No sound at all."),
        edits: 0,
    };
    let work = UnitOfWork {
        ticket: Some(TicketWrite {
            after,
            title: Some("Headset".into()),
            events: vec![opened],
            messages: vec![said],
        }),
        ..Default::default()
    };
    assert_eq!(desk.store.commit(vec![work]).await, [Ok(())]);
    desk.pass(minutes(1)).await;
    desk.chloe().writes("Not even noise.").await;
    assert_eq!(desk.ticket(50).await.messages, 2);
    desk.pass_until(now + TimeDelta::minutes(30) + TimeDelta::milliseconds(1))
        .await;
    assert_eq!(desk.alerts(), 1);
}

/// Somebody who wrote while the desk was down is not closed for silence at its start; somebody silent is, a minute later.
#[actix::test]
async fn what_was_written_during_an_outage_comes_before_closing() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.dora().clicks_on("#1", "View").await;
    for (ticket, card) in [(1, "#1:"), (2, "#2")] {
        desk.dora().replies(card, "Is it better now?").await;
        assert_eq!(
            desk.ticket(ticket).await.status,
            Status::AwaitingUser,
            "{}",
            desk.everything()
        );
    }
    desk.pass(hours(47)).await;
    desk.sim
        .control(Control::Write(Writing {
            user: ANN,
            text: Some("Not at all better.".into()),
            ..Default::default()
        }))
        .expect("Ann writes");
    desk.is_down_for(hours(2)).await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    assert_eq!(desk.ticket(2).await.status, Status::AwaitingUser, "not yet");
    desk.pass_exactly(Duration::from_secs(121)).await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    assert_eq!(desk.ticket(2).await.status, Status::Resolved);
}

// ---- the database

/// The database is away in the middle of everything: what was acknowledged waits, and is done in order when it is back.
#[actix::test]
async fn updates_wait_for_the_database() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble
        .with_turns(|work| work.inbox.is_some().then_some(Goes::Away));
    for n in 0..5 {
        desk.ann().writes(&format!("Line {n}.")).await;
    }
    desk.chloe().writes("Hello?").await;
    desk.struggle(minutes(3)).await;
    assert_eq!(desk.count(GROUP, "Line "), 0, "turns fail without effect");
    assert_eq!(desk.ticket(1).await.messages, 1);

    desk.trouble.is_over();
    desk.pass(minutes(2)).await;
    let lines: Vec<_> = desk
        .messages(GROUP)
        .into_iter()
        .filter(|m| m.text.contains("Line "))
        .collect();
    for (n, line) in lines.iter().enumerate() {
        assert!(
            line.text.contains(&format!("Line {n}.")),
            "{}",
            desk.everything()
        );
    }
    assert_eq!(lines.len(), 5);
    assert_eq!(desk.count(GROUP, "Hello?"), 1);
    assert_eq!(desk.count(GROUP, "set aside"), 0);
    assert_eq!(desk.ticket(1).await.messages, 6);
}

/// The database is away altogether: nothing is acknowledged, nothing is sent, and all of it comes when it is back.
#[actix::test]
async fn nothing_is_acknowledged_that_is_not_stored() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble.database_is_down(true);
    desk.ann().writes("It says 404 now.").await;
    desk.struggle(minutes(1)).await;
    assert_eq!(desk.count(GROUP, "It says 404 now."), 0);
    desk.trouble.is_over();
    desk.pass(minutes(1)).await;
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);
}

/// A deadline that passes while the database is away is told when it is back, once.
#[actix::test]
async fn a_deadline_waits_for_the_database() {
    let desk = two_tickets(TestFaults::default()).await;
    let deadline = desk.deadline(1).await;
    desk.pass_until(deadline - TimeDelta::seconds(5)).await;
    desk.trouble.database_is_down(true);
    desk.struggle(Duration::from_secs(30)).await;
    assert_eq!(desk.alerts(), 0);
    desk.trouble.is_over();
    desk.pass(Duration::from_secs(5)).await;
    assert_eq!(desk.alerts(), 1);
    desk.pass(minutes(5)).await;
    assert_eq!(desk.alerts(), 2, "and the other's in its turn");
}

/// The database refuses one turn, and would again: that is the row's own fault, and nobody else's.
#[actix::test]
async fn a_turn_that_the_database_refuses_is_set_aside() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble
        .with_turns(|work| writes(work).then_some(Goes::Refused));
    desk.ann().writes("It says 404 now.").await;
    desk.struggle(Duration::from_secs(3)).await;
    assert_eq!(desk.count(GROUP, "set aside"), 1);
    assert_eq!(desk.ticket(1).await.messages, 1);
    desk.trouble.is_over();
    desk.dora().clicks("Retry").await;
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);
    assert_eq!(desk.ticket(1).await.messages, 2);
}

/// Done, but nobody heard it: the retry finds it done, nothing doubles, and the ticket reloads.
#[actix::test]
async fn a_turn_with_unknown_outcome_happens_once() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble.with_one_turn(Goes::Unheard, writes);
    desk.ann().writes("It says 404 now.").await;
    desk.ann().writes("And the light is red.").await;
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);
    assert_eq!(desk.count(GROUP, "And the light is red."), 1);
    assert_eq!(desk.count(GROUP, "set aside"), 0);
    assert_eq!(desk.ticket(1).await.messages, 3);
}

/// The writer panics in the middle of a turn: the same.
#[actix::test]
async fn a_turn_that_breaks_the_writer_is_tried_again() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble.with_one_turn(Goes::Panics, writes);
    desk.hears(ANN, "It says 404 now.").await;
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);
    assert_eq!(desk.ticket(1).await.messages, 2);
}

/// Telegram took an answer, and the database is away: what comes after it to the same person waits until that is written
/// down, or a crash would have the answer sent again behind it.
#[actix::test]
async fn an_answer_is_recorded_before_anything_else_goes_out() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble
        .with_turns(|work| delivers(work).then_some(Goes::Away));
    let card = desk.find(GROUP, "#1").id;
    for answer in ["Restart the app.", "Then log in again."] {
        let writing = Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: Some(card),
            text: Some(answer.into()),
            ..Default::default()
        };
        desk.sim.control(Control::Write(writing)).expect("she may");
        desk.struggle(Duration::from_secs(3)).await;
    }
    assert_eq!(desk.count(ANN, "Restart the app."), 1);
    assert_eq!(desk.count(ANN, "Then log in again."), 0);

    desk.trouble.is_over();
    desk.crash().await;
    desk.pass(A_WHILE).await;
    let told: Vec<_> = desk.messages(ANN).into_iter().map(|m| m.text).collect();
    let told: Vec<_> = told.iter().filter_map(|text| text.lines().nth(1)).collect();
    let once_more = ["Restart the app.", "Restart the app.", "Then log in again."];
    assert!(told.ends_with(&once_more), "{told:?}");
}

/// Opened, or not, and nobody knows: there is one ticket in the end, and the person's next words are part of it.
async fn an_opening_that_goes(goes: Goes, number: i64) {
    let desk = Desk::open().await;
    desk.trouble.with_one_turn(goes, opens);
    desk.ann().starts().await;
    desk.ann().presses("🎫").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes("VPN not connecting").await;
    desk.hears(ANN, "I get error code 403.").await;
    desk.ann().writes("And the light is red.").await;
    assert_eq!(desk.count(ANN, "created"), 1);
    assert_eq!(desk.count(GROUP, "New ticket"), 1);
    assert_eq!(desk.ticket(number).await.messages, 2);
    let unresolved = desk.store.unresolved_ids().await.expect("a store");
    assert_eq!(unresolved, [(TicketId(number), PersonId(ANN))]);
    let deadline = desk.deadline(number).await;
    desk.pass_until(deadline + TimeDelta::milliseconds(1)).await;
    assert_eq!(desk.alerts(), 1, "its clock runs");
}

#[actix::test]
async fn an_opening_that_was_done_unheard_is_not_done_again() {
    an_opening_that_goes(Goes::Unheard, 1).await;
}

/// A gap in the numbers is fine.
#[actix::test]
async fn an_opening_that_was_not_done_is_tried_again() {
    an_opening_that_goes(Goes::Away, 2).await;
}

#[actix::test]
async fn an_opening_that_breaks_the_writer_is_tried_again() {
    an_opening_that_goes(Goes::Panics, 2).await;
}

/// Another process wrote the ticket: the turn is decided again on what it is now.
#[actix::test]
async fn a_turn_that_lost_a_race_is_decided_again() {
    let desk = two_tickets(TestFaults::default()).await;
    let behind = |ticket: Ticket, what: EventKind| {
        let store = desk.store.clone();
        let event = Event {
            at: desk.clock.now(),
            by: By::Agent(AgentId(DORA)),
            what,
        };
        let mut after = ticket;
        after.apply(&event);
        async move {
            let work = UnitOfWork {
                ticket: Some(TicketWrite {
                    after,
                    title: None,
                    events: vec![event],
                    messages: vec![],
                }),
                ..Default::default()
            };
            assert_eq!(store.commit(vec![work]).await, [Ok(())]);
        }
    };
    let to = Some(AgentId(DORA));
    behind(desk.ticket(1).await, EventKind::Assigned { to }).await;
    desk.ann().writes("It says 404 now.").await;
    let ticket = desk.ticket(1).await;
    assert_eq!((ticket.assignee, ticket.messages), (to, 2));
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);

    // So is a deadline.
    behind(desk.ticket(1).await, EventKind::Assigned { to: None }).await;
    let deadline = desk.deadline(1).await;
    desk.pass_until(deadline + TimeDelta::milliseconds(1)).await;
    desk.pass(Duration::from_secs(2)).await;
    assert_eq!(desk.alerts(), 1);
    assert_eq!(desk.ticket(1).await.assignee, None);
}
