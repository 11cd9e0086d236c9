//! An answer arrived, and its ticket fails whenever it is told so: nothing else waits for that, and the ticket learns of it
//! in the end.

use super::*;
use bellhop::{
    actors::TestFaults,
    domain::{command::Command, ids::TicketId},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Ann has a ticket that fails as long as the flag says so, and Dora's answer to it has arrived.
async fn answered() -> (Desk, Arc<AtomicBool>) {
    let fails = Arc::new(AtomicBool::new(true));
    let flag = fails.clone();
    let turn = move |_: TicketId, command: &Command| {
        let told = matches!(command, Command::AnswerTaken { .. });
        assert!(!told || !flag.load(Ordering::SeqCst), "broken on purpose");
    };
    let faults = TestFaults {
        turn: Some(Arc::new(turn)),
        ..Default::default()
    };
    let setup = Setup {
        faults,
        ..Default::default()
    };
    let desk = Desk::with(setup).await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    let reply_to = Some(desk.find(GROUP, "#1").id);
    desk.sim
        .control(Control::Write(Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            text: Some("Restart it.".into()),
            reply_to,
            ..Default::default()
        }))
        .expect("Dora writes");
    desk.struggle(Duration::from_secs(60)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(desk.ticket(1).await.pending.len(), 1, "it was not told");
    // Whatever else is for Ann goes on.
    desk.sim
        .control(Control::Start {
            user: ANN,
            payload: None,
        })
        .expect("Ann presses Start");
    desk.struggle(Duration::from_secs(5)).await;
    assert_eq!(desk.count(ANN, "Hello!"), 2);
    (desk, fails)
}

async fn is_told(desk: &Desk) {
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
    assert_eq!(desk.store.untold().await, Ok(vec![]));
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    let agents = desk.find(GROUP, "Restart it.");
    assert_eq!(agents.reactions, ["👌"]);
}

#[actix::test]
async fn a_ticket_that_is_well_again_learns_of_its_answer() {
    let (desk, fails) = answered().await;
    fails.store(false, Ordering::SeqCst);
    desk.struggle(Duration::from_secs(90)).await;
    is_told(&desk).await;
}

#[actix::test]
async fn it_learns_of_it_in_the_next_life_of_the_desk() {
    let (desk, fails) = answered().await;
    fails.store(false, Ordering::SeqCst);
    desk.crash().await;
    desk.pass(minutes(2)).await;
    is_told(&desk).await;
}
