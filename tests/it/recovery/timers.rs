//! Timers and what replaces one that is lost: the restart after a panic, and the sweep.

use super::*;
use bellhop::{
    actors::{
        registry::{ActiveTicket, OpenTicket, PolicyChanged, SweepEvery, ToTicket},
        ticket::Execute,
    },
    domain::{read_model::Profile, ticket::NewTicket},
};

const MS: TimeDelta = TimeDelta::milliseconds(1);

/// What the registry is asked when Dora does something with a ticket.
fn by_dora(ticket: i64, command: Command) -> ToTicket {
    ToTicket {
        ticket: TicketId(ticket),
        execute: Execute {
            command,
            by: By::Agent(AgentId(DORA)),
            also: UnitOfWork::default(),
        },
    }
}

/// What the registry is asked when Boris opens a ticket.
fn by_boris(desk: &Desk) -> OpenTicket {
    OpenTicket {
        ticket: NewTicket {
            person: PersonId(BORIS),
            title: "Роутер".into(),
            messages: vec![MessageContent::text("Не включается.")],
            sent_at: desk.clock.now(),
        },
        also: UnitOfWork {
            people: vec![Profile {
                id: BORIS,
                name: "Борис".into(),
                username: None,
                language_code: Some("ru".into()),
                topic: None,
            }],
            ..Default::default()
        },
    }
}

/// Whatever is due once the deadline of Ann's ticket has passed, by a timer's grain and no more, is told.
async fn is_told_in_time(desk: &Desk) {
    let deadline = desk.deadline(1).await;
    desk.pass_until(deadline - MS).await;
    assert_eq!(desk.alerts(), 0);
    desk.pass_until(deadline + MS).await;
    assert_eq!(desk.alerts(), 1);
}

/// It has cancelled the timer that it was started with, and the one that it is restarted with has the same number.
#[actix::test]
async fn a_panic_while_a_timer_is_armed_costs_no_timer() {
    let breaks = Arc::new(AtomicBool::new(false));
    let (faults, broke) = (breaks.clone(), breaks.clone());
    let faults = TestFaults {
        timer: Some(Arc::new(move |id| {
            let well = id.0 != 1 || !faults.swap(false, Ordering::SeqCst);
            assert!(well, "a timer breaks on purpose");
            false
        })),
        ..Default::default()
    };
    let desk = two_tickets(faults).await;
    desk.restart().await;
    breaks.store(true, Ordering::SeqCst);
    desk.running(|r| r.registry.do_send(PolicyChanged));
    desk.struggle(Duration::from_secs(3)).await;
    assert!(!broke.load(Ordering::SeqCst), "it did break");
    is_told_in_time(&desk).await;
}

/// The same with the registry, and the timer to its next sweep.
#[actix::test]
async fn a_panic_right_behind_an_edit_of_the_interval_costs_no_sweep() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.restart().await;
    desk.running(|r| {
        r.registry.do_send(SweepEvery(minutes(1)));
        r.registry.do_send(SweepEvery(minutes(1)));
        r.registry.do_send(BREAK);
    });
    desk.struggle(Duration::from_secs(1)).await;
    desk.trouble.asked();
    for _ in 0..3 {
        desk.pass_exactly(minutes(1) + Duration::from_millis(2))
            .await;
    }
    assert_eq!(desk.trouble.asked().get("unresolved_ids"), Some(&3));
}

/// The registry panics before the new ticket's actor has heard what it shall open: nothing was opened, and nobody waits
/// for it.
#[actix::test]
async fn an_opening_that_its_ticket_never_heard_of_is_forgotten() {
    let desk = two_tickets(TestFaults::default()).await;
    let registry = desk.running(|r| r.registry.clone());
    let (opened, ()) = futures::join!(registry.send(by_boris(&desk)), async {
        registry.do_send(BREAK);
    });
    assert!(opened.is_err(), "its outcome is unknown");
    desk.struggle(Duration::from_secs(1)).await;
    let again = registry.send(by_boris(&desk)).await.expect("a registry");
    let (ticket, _) = again.expect("a ticket");
    assert_eq!(ticket, TicketId(4));
}

/// Nobody knows how; but what the timer should have told is told all the same, a sweep later.
#[actix::test]
async fn a_timer_that_is_lost_is_armed_again_by_the_sweep() {
    let loses = Arc::new(AtomicBool::new(false));
    let lost = loses.clone();
    let faults = TestFaults {
        timer: Some(Arc::new(move |id| id.0 == 1 && lost.load(Ordering::SeqCst))),
        ..Default::default()
    };
    let desk = two_tickets(faults).await;
    loses.store(true, Ordering::SeqCst);
    desk.dora().clicks_on("#1", "View").await;
    loses.store(false, Ordering::SeqCst);
    let deadline = desk.deadline(1).await;
    desk.pass_until(deadline + TimeDelta::seconds(1)).await;
    assert_eq!(desk.alerts(), 0, "its timer is lost");
    // At the next sweep, or, if that came within the second that a timer may be late, at the one after it.
    desk.pass_exactly(Duration::from_millis(60_002)).await;
    desk.pass_exactly(Duration::from_millis(2)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach!\nTicket #1\n"), 1);
    let told = desk.ticket(1).await.waiting.expect("she waits");
    assert_eq!(told.breached, Some(deadline), "the true time");
    desk.pass(minutes(5)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach!\nTicket #1\n"), 1, "once");
}

/// The store takes minutes over its answer: it is not asked again meanwhile.
#[actix::test]
async fn there_is_one_sweep_at_a_time() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble.delays(Some("unresolved_ids"));
    desk.trouble.asked();
    for _ in 0..5 {
        tokio::time::advance(minutes(1) + Duration::from_millis(2)).await;
        desk.struggle(Duration::from_millis(1)).await;
    }
    assert_eq!(desk.trouble.asked().get("unresolved_ids"), Some(&1));
    desk.trouble.delays(None);
    desk.settle().await;
    for _ in 0..3 {
        desk.pass_exactly(minutes(1) + Duration::from_millis(2))
            .await;
    }
    assert_eq!(desk.trouble.asked().get("unresolved_ids"), Some(&3));
}

/// A ticket is closed while the store takes its time to say that it is open: its person has none all the same.
#[actix::test]
async fn an_answer_to_the_sweep_that_is_old_opens_nothing_again() {
    let desk = two_tickets(TestFaults::default()).await;
    desk.trouble.delays(Some("unresolved_ids"));
    tokio::time::advance(minutes(1)).await;
    let asked = |desk: &Desk| desk.trouble.asked().contains_key("unresolved_ids");
    desk.until("the sweep asks", asked).await;
    let registry = desk.running(|r| r.registry.clone());
    let closed = registry.send(by_dora(1, Command::Close)).await;
    assert!(closed.expect("a registry").is_ok());
    desk.trouble.delays(None);
    desk.settle().await;
    let active = registry.send(ActiveTicket(PersonId(ANN))).await;
    assert_eq!(active.expect("a registry"), None);
    let active = registry.send(ActiveTicket(PersonId(CHLOE))).await;
    assert_eq!(active.expect("a registry"), Some(TicketId(2)));
}
