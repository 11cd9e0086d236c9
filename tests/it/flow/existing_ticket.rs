//! A person who has a ticket: show it, reply, view, close.

use super::*;
use bellhop::domain::ticket::Status;

#[actix::test]
async fn has_active_ticket_shows_the_existing_ticket() {
    let desk = opened().await;
    desk.ann().presses("🎫 Create Ticket").await;
    let shown = desk.find(ANN, "You have an open ticket");
    assert_eq!(
        shown.text,
        "You have an open ticket.\n📋 Ticket #1: VPN not connecting\nStatus: 🟢 Open"
    );
    assert_eq!(
        shown.buttons,
        [vec!["Reply", "View Conversation"], vec!["Close Ticket"]]
    );
    desk.behaved();
}

#[actix::test]
async fn actions_reply_add_reply_user_replied() {
    let desk = answered().await;
    desk.ann().presses("Reply").await;
    let asked = desk.find(ANN, "Send your reply to ticket #1.");
    assert_eq!(asked.buttons, [["Cancel"]]);
    let written = desk.ann().writes("Still not working").await;
    let told = desk.find(GROUP, "User replied to #1");
    assert_eq!(told.text, "User replied to #1\nStill not working");
    assert_eq!(told.reply_to, Some(desk.find(GROUP, "📋 Ticket #1").id));
    assert_eq!(told.thread, Some(TOPIC));
    let messages = desk.messages(ANN);
    let hers = messages.iter().find(|m| m.id == written);
    assert_eq!(hers.expect("her message").reactions, ["👍"]);
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}

#[actix::test]
async fn user_responds_by_just_writing() {
    let desk = answered().await;
    desk.ann().writes("ok").await;
    desk.find(GROUP, "User replied to #1\nok");
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.behaved();
}

#[actix::test]
async fn a_reply_while_nobody_looked_leaves_the_ticket_open() {
    let desk = opened().await;
    desk.ann().writes("And another thing").await;
    desk.find(GROUP, "User replied to #1\nAnd another thing");
    assert_eq!(desk.ticket(1).await.status, Status::Open);
    desk.behaved();
}

#[actix::test]
async fn a_receipt_is_a_line_where_reactions_are_refused() {
    let desk = opened().await;
    let fault = simulator::Fault {
        method: Some("setMessageReaction".into()),
        chat_id: Some(ANN),
        nth: 1,
        times: 1,
        kind: simulator::FaultKind::Error {
            code: 400,
            description: "Bad Request: REACTION_INVALID".into(),
        },
    };
    desk.control(simulator::Control::Fault(fault)).await;
    desk.ann().writes("And another thing").await;
    desk.find(ANN, "👍 Added to ticket #1.");
}

#[actix::test]
async fn cancel_a_reply() {
    let desk = answered().await;
    desk.ann().presses("Reply").await;
    desk.ann().presses("Cancel").await;
    desk.find(ANN, "Cancelled.");
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.behaved();
}

#[actix::test]
async fn actions_close_asks_once_and_resolves() {
    let desk = opened().await;
    desk.ann().presses("Close Ticket").await;
    let asked = desk.find(ANN, "Close ticket #1?");
    assert_eq!(asked.buttons, [["Yes, close it", "No, keep it open"]]);
    assert_eq!(desk.ticket(1).await.status, Status::Open);
    let toast = desk.ann().presses("Yes, close it").await;
    assert_eq!(toast.as_deref(), Some("The ticket is closed."));
    let told = desk.find(ANN, "has been resolved");
    assert_eq!(told.text, "✅ Ticket #1 has been resolved\nYou closed it.");
    assert_eq!(told.buttons, [["Still need help"]]);
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            📋 Ticket #1: VPN not connecting
            Status: ✅ Resolved | Priority: Normal
            User: @ann
            Assigned to: nobody
            Closed by the user after 20 seconds
            [View Ticket]
    ");
    desk.behaved();
}

#[actix::test]
async fn close_and_keep_it_open() {
    let desk = opened().await;
    desk.ann().presses("Close Ticket").await;
    desk.ann().presses("No, keep it open").await;
    desk.find(ANN, "Ticket #1 stays open.");
    assert_eq!(desk.ticket(1).await.status, Status::Open);
    desk.behaved();
}

#[actix::test]
async fn keep_it_open_when_it_is_resolved_already() {
    let desk = answered().await;
    desk.ann().presses("Close Ticket").await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    let toast = desk.ann().presses("No, keep it open").await;
    assert_eq!(toast.as_deref(), Some("This ticket is already resolved."));
    assert_eq!(desk.count(ANN, "stays open"), 0);
    desk.behaved();
}

#[actix::test]
async fn double_presses_on_close_do_no_harm() {
    let desk = opened().await;
    desk.ann().presses("Close Ticket").await;
    desk.ann().presses("Yes, close it").await;
    let toast = desk.ann().presses("Yes, close it").await;
    assert_eq!(toast.as_deref(), Some("This ticket is already resolved."));
    assert_eq!(desk.count(ANN, "has been resolved"), 1);
    let toast = desk.ann().presses("Close Ticket").await;
    assert_eq!(toast.as_deref(), Some("This ticket is already resolved."));
    desk.behaved();
}

#[actix::test]
async fn record_close_time_notify_ticket_closed() {
    let desk = resolved().await;
    let ticket = desk.ticket(1).await;
    let (at, _) = ticket.resolved.expect("resolved");
    assert_eq!(at - morning(), chrono::TimeDelta::seconds(80));
    assert_eq!(
        ticket.next_deadline(
            &bellhop::domain::sla::PolicyHistory::always(bellhop::domain::sla::Policy::default()),
            at,
            bellhop::domain::sla::NO_GRACE,
        ),
        None
    );
    assert_eq!(
        desk.find(ANN, "has been resolved").text,
        "✅ Ticket #1 has been resolved\nSupport closed it."
    );
    desk.pass(hours(100)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 0);
    assert_eq!(desk.count(ANN, "has been resolved"), 1);
    desk.behaved();
}

#[actix::test]
async fn the_tickets_of_a_person_are_paged_newest_first() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().writes("/tickets").await;
    assert_eq!(desk.count(ANN, "You have no tickets."), 1);
    for n in 1..=9 {
        desk.ann()
            .opens_a_ticket(&format!("Trouble {n}"), WORDS)
            .await;
        desk.ann().presses("Close Ticket").await;
        desk.ann().presses("Yes, close it").await;
    }
    desk.ann().opens_a_ticket("The newest", WORDS).await;
    desk.ann().writes("/tickets").await;
    let list = desk.find(ANN, "📋 Your tickets");
    insta::assert_snapshot!(transcript(&[list]), @r"
        10:11:40 Bellhop:
            📋 Your tickets
            [🟢 #10 · The newest]
            [✅ #9 · Trouble 9]
            [✅ #8 · Trouble 8]
            [✅ #7 · Trouble 7]
            [✅ #6 · Trouble 6]
            [✅ #5 · Trouble 5]
            [✅ #4 · Trouble 4]
            [✅ #3 · Trouble 3]
            [Next ▶]
    ");
    desk.ann().presses("Next ▶").await;
    let list = desk.find(ANN, "📋 Your tickets");
    insta::assert_snapshot!(transcript(&[list]), @r"
        10:11:40 Bellhop (edited):
            📋 Your tickets
            [✅ #2 · Trouble 2]
            [✅ #1 · Trouble 1]
            [◀ Previous]
    ");
    assert_eq!(desk.count(ANN, "📋 Your tickets"), 1, "turned in place");
    desk.ann().presses("Trouble 1").await;
    let view = desk.find(ANN, "📋 Ticket #1: Trouble 1");
    assert!(view.text.contains("✅ Resolved"));
    assert!(view.buttons.is_empty());
    desk.behaved();
}
