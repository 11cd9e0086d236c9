//! Nothing can be stored for a while: whoever waits is told so, once, past the database that fails.

use super::*;
use crate::common::trouble::Goes;
use simulator::{Control, Writing};
use std::time::Duration;

const LONGER: &str = "This takes longer than usual.";

impl Desk {
    async fn struggles(&self, seconds: u64) {
        self.struggle(Duration::from_secs(seconds)).await;
    }
}

#[actix::test]
async fn somebody_is_told_once_that_it_takes_longer() {
    let desk = opened().await;
    for outage in 1..=2 {
        desk.trouble.database_is_down(true);
        desk.gets(ANN, &format!("Outage {outage}."));
        desk.struggles(9).await;
        assert_eq!(
            desk.count(ANN, LONGER),
            outage - 1,
            "a hiccup is not worth a word"
        );
        desk.struggles(3).await;
        assert_eq!(desk.count(ANN, LONGER), outage);
        desk.struggles(60).await;
        assert_eq!(desk.count(ANN, LONGER), outage, "once");
        desk.trouble.is_over();
        desk.struggles(5).await;
        assert_eq!(desk.count(GROUP, &format!("Outage {outage}.")), 1);
    }
    assert_eq!(desk.count(CHLOE, LONGER), 0);
    desk.behaved();
}

/// The update is stored; its turn is what fails.
#[actix::test]
async fn a_turn_that_can_t_be_written_down_is_told_too() {
    let desk = opened().await;
    desk.trouble
        .with_turns(|work| work.ticket.as_ref().map(|_| Goes::Away));
    desk.gets(ANN, "Are you there?");
    desk.struggles(9).await;
    assert_eq!(desk.count(ANN, LONGER), 0);
    desk.struggles(60).await;
    assert_eq!(desk.count(ANN, LONGER), 1);
    desk.trouble.is_over();
    desk.struggles(40).await;
    assert_eq!(desk.count(GROUP, "Are you there?"), 1);
    assert_eq!(desk.count(ANN, LONGER), 1);
    desk.behaved();
}

#[actix::test]
async fn each_reads_their_own_language() {
    let desk = opened().await;
    desk.boris().starts().await;
    desk.trouble.database_is_down(true);
    desk.gets(ANN, "Hello?");
    desk.gets(BORIS, "Есть кто?");
    // A member of the team, in the group, is told nothing: the group's talk is not ours.
    let said = Writing {
        user: DORA,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        text: Some("/tickets".into()),
        ..Default::default()
    };
    desk.sim.control(Control::Write(said)).expect("she may");
    desk.struggles(15).await;
    assert_eq!(desk.count(ANN, LONGER), 1);
    assert_eq!(
        desk.count(BORIS, "Это займёт больше времени, чем обычно."),
        1
    );
    assert_eq!(desk.count(GROUP, LONGER) + desk.count(DORA, LONGER), 0);
    desk.trouble.is_over();
    desk.struggles(5).await;
    desk.find(GROUP, "🎫 Active Tickets");
}
