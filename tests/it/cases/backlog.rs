//! However much waits to be told to the team, what an agent asks for is the next that goes out.

use super::*;
use bellhop::{
    actors::notifier::OutboxWritten,
    domain::{
        ids::{MessageNo, TicketId},
        message::Part,
        notice::{Notice, TeamNotice},
    },
    store::{NewOutboxRow, UnitOfWork},
};
use std::time::Duration;

/// A desk whose group has more to read than Telegram takes in five hours.
async fn flooded() -> Desk {
    let desk = Desk::open().await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    desk.ann().writes("It says 404 now.").await;
    desk.pass(minutes(2)).await;
    let limits = serde_json::json!({"action": "limits", "mode": "documented"});
    desk.control(serde_json::from_value(limits).expect("an action"))
        .await;
    let words = |n: u32| NewOutboxRow {
        key: format!("flood {n}"),
        notice: Notice::ToTeam(TeamNotice::PersonWrote {
            ticket: TicketId(1),
            message: MessageNo(2),
            part: Part::Text(0),
        }),
        edits: None,
        replies_to: None,
        thread: None,
    };
    let flood = UnitOfWork {
        outbox: (1..=6_500).map(words).collect(),
        ..Default::default()
    };
    assert_eq!(desk.store.commit(vec![flood]).await, [Ok(())]);
    desk.running(|r| r.notifier.do_send(OutboxWritten::default()));
    desk.settle().await;
    desk.pass_exactly(Duration::from_secs(30)).await;
    desk
}

impl Desk {
    /// Dora asks for something in the group, and has it within the minute that Telegram's budget has.
    async fn answers_within_a_minute(&self, command: &str, heading: &str) {
        let writing = simulator::Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            text: Some(command.into()),
            ..Default::default()
        };
        let before = self.count(GROUP, heading);
        let written = self.sim.control(simulator::Control::Write(writing));
        written.expect("she may write");
        // A timer fires in the millisecond after its time.
        for _ in 0..=60 {
            self.pass_exactly(Duration::from_secs(1)).await;
        }
        assert_eq!(self.count(GROUP, heading), before + 1, "{command}");
    }
}

/// Four people at the thirty messages a minute that they may write are enough to get there in an hour.
#[actix::test]
async fn with_thousands_of_rows_waiting_the_team_s_list_comes_at_once() {
    let desk = flooded().await;
    desk.answers_within_a_minute("/tickets", "🎫 Active Tickets")
        .await;
    // So does what concerns the very ticket whose words wait.
    desk.answers_within_a_minute("/sla 1", "⏱ Ticket #1").await;
    desk.answers_within_a_minute("/ticket 1", "Status: ").await;
    assert!(desk.count(GROUP, "User replied to #1") > 20);
    desk.behaved();
}
