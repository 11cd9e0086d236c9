//! What agents do with a ticket: view, close, assign.

use super::*;
use bellhop::domain::{ids::AgentId, ticket::Status};
use simulator::Press;

#[actix::test]
async fn admin_views_ticket_update_status_in_progress() {
    let desk = opened().await;
    desk.dora().clicks("View Ticket").await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            📋 Ticket #1: VPN not connecting
            Status: 🟡 In Progress | Priority: Normal
            User: @ann
            Waiting since: 10:00 (10 seconds)
            Assigned to: nobody

            👤 User (10:00):
            I get error code 403 since this morning.
            [Reply] [Close Ticket]
            [Assign] [Block User]
            [Priority] [Note]
    ");
    desk.behaved();
}

#[actix::test]
async fn view_ticket_twice_changes_nothing() {
    let desk = opened().await;
    let card = desk.find(GROUP, "New ticket #1").id;
    desk.dora().clicks("View Ticket").await;
    let press = Press {
        chat: Some(GROUP),
        message_id: Some(card),
        data: Some("view:1".into()),
        ..Default::default()
    };
    desk.emil().does_press(press).await;
    assert_eq!(desk.count(GROUP, "Ticket #1"), 1);
    desk.behaved();
}

#[actix::test]
async fn view_ticket_elsewhere_moves_the_card() {
    let desk = opened().await;
    let old = desk.find(GROUP, "New ticket #1").id;
    desk.pass(minutes(31)).await;
    desk.dora().clicks_on("SLA Breach", "View Ticket").await;
    let messages = desk.messages(GROUP);
    let new = messages.last().expect("a card").clone();
    assert!(
        new.text
            .starts_with("📋 Ticket #1: VPN not connecting\nStatus: 🟡")
    );
    let moved = messages.iter().find(|m| m.id == old).expect("the old card");
    assert_eq!(moved.text, "📋 Ticket #1: VPN not connecting");
    assert!(
        moved
            .html
            .contains(&format!("https://t.me/c/1000000001/{}", new.id))
    );
    assert!(moved.buttons.is_empty());
    // From now on the new one is kept true, and replied to.
    desk.ann().writes("Hello?").await;
    assert_eq!(desk.find(GROUP, "User replied").reply_to, Some(new.id));
    desk.behaved();
}

#[actix::test]
async fn view_a_resolved_ticket() {
    let desk = resolved().await;
    let toast = desk.dora().clicks("View Ticket").await;
    assert_eq!(toast, None);
    let card = desk.messages(GROUP).pop().expect("a card");
    assert!(card.text.contains(ANSWER), "{}", card.text);
    assert!(card.buttons.is_empty());
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    desk.behaved();
}

#[actix::test]
async fn admin_closes_with_confirmation() {
    let desk = looked_at().await;
    desk.dora().clicks("Close Ticket").await;
    let asked = desk.find(GROUP, "Close ticket #1?");
    assert_eq!(asked.buttons, [["Yes, close it", "No, keep it open"]]);
    desk.dora().clicks("No, keep it open").await;
    desk.find(GROUP, "Ticket #1 stays open.");
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.dora().clicks("Close Ticket").await;
    let toast = desk.dora().clicks("Yes, close it").await;
    assert_eq!(toast.as_deref(), Some("The ticket is closed."));
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            📋 Ticket #1: VPN not connecting
            Status: ✅ Resolved | Priority: Normal
            User: @ann
            Assigned to: nobody
            Closed by the team after 50 seconds
            [View Ticket]
        10:01:00 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin) (edited):
            Ticket #1 stays open.
        10:01:20 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin) (edited):
            ✅ Ticket #1 was closed by @dora.
    ");
    insta::assert_snapshot!(desk.chat(ANN), @r"
        10:00:00 Ann:
            /start
        10:00:00 Bellhop:
            👋 Hello! This is the support desk.
            Press 🎫 Support to get help, or just write what it is about.
            [🎫 Support]
        10:00:10 Bellhop:
            Create a ticket, and we will answer you here, or write to @support.
            [🎫 Create Ticket]
            [💬 Contact Support]
        10:00:20 Bellhop:
            What is it about? Send a short title for your ticket.
            [Cancel]
        10:00:30 Ann:
            VPN not connecting
        10:00:30 Bellhop:
            Now describe the problem. You can send text, a photo, a file, a voice message.
            [Cancel]
        10:00:40 Ann:
            I get error code 403 since this morning.
        10:00:40 Bellhop:
            ✅ Ticket #1 created
            We will answer you here.
            [View Conversation] [Close Ticket]
        10:01:30 Bellhop:
            ✅ Ticket #1 has been resolved
            Support closed it.
            [Still need help]
    ");
    desk.behaved();
}

#[actix::test]
async fn two_agents_close_at_once() {
    let desk = looked_at().await;
    desk.dora().clicks("Close Ticket").await;
    let question = desk.find(GROUP, "Close ticket #1?").id;
    let yes = |user| Press {
        user,
        chat: Some(GROUP),
        message_id: Some(question),
        data: Some("yes:1".into()),
        ..Default::default()
    };
    let press = |user| desk.sim.control(simulator::Control::Press(yes(user)));
    press(DORA).expect("a press");
    press(EMIL).expect("a press");
    desk.struggle(std::time::Duration::from_secs(2)).await;
    assert_eq!(desk.count(ANN, "has been resolved"), 1);
    assert_eq!(desk.count(GROUP, "was closed by"), 1);
    desk.behaved();
}

#[actix::test]
async fn close_while_awaiting_user() {
    let desk = resolved().await;
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    desk.find(ANN, "Support closed it.");
    desk.behaved();
}

#[actix::test]
async fn closing_an_open_ticket_counts_as_viewed() {
    let desk = opened().await;
    // The folded card has no such button; the one of a list's card or a forged one does it.
    let press = Press {
        chat: Some(GROUP),
        data: Some("yes:1".into()),
        ..Default::default()
    };
    desk.dora().does_press(press).await;
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    desk.find(ANN, "has been resolved");
}

#[actix::test]
async fn assign_to_me() {
    let desk = opened().await;
    let toast = desk.dora().clicks("Assign to me").await;
    assert_eq!(toast.as_deref(), Some("The assignee is set."));
    let ticket = desk.ticket(1).await;
    assert_eq!(ticket.assignee, Some(AgentId(DORA)));
    assert_eq!(ticket.status, Status::Open, "assigning is not looking");
    desk.emil().clicks("View Ticket").await;
    desk.find(GROUP, "Assigned to: @dora");
    desk.behaved();
}

#[actix::test]
async fn assign_to_another_and_to_nobody() {
    let desk = looked_at().await;
    desk.dora().clicks("Assign").await;
    let choice = desk.find(GROUP, "Who takes ticket #1?");
    insta::assert_snapshot!(transcript(std::slice::from_ref(&choice)), @r"
        10:01:00 Bellhop:
            Who takes ticket #1?
            [Assign to me]
            [Dora] [Emil]
            [Nobody]
    ");
    desk.dora().clicks_on("Who takes ticket #1?", "Emil").await;
    assert_eq!(desk.ticket(1).await.assignee, Some(AgentId(EMIL)));
    desk.find(GROUP, "Ticket #1 is assigned to @emil.");
    desk.find(GROUP, "Assigned to: @emil");
    desk.dora().clicks("Assign").await;
    desk.dora().clicks("Nobody").await;
    assert_eq!(desk.ticket(1).await.assignee, None);
    desk.find(GROUP, "Ticket #1 is assigned to nobody.");
    desk.find(GROUP, "Assigned to: nobody");
    desk.behaved();
}

#[actix::test]
async fn assigning_stops_no_clock() {
    let desk = opened().await;
    desk.dora().clicks("Assign to me").await;
    desk.pass(minutes(31)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1);
}

#[actix::test]
async fn old_buttons_on_a_resolved_ticket() {
    let desk = resolved().await;
    for data in [
        "ans:1", "close:1", "yes:1", "no:1", "me:1", "assign:1", "to:1:0", "note:1",
    ] {
        let press = Press {
            chat: Some(GROUP),
            data: Some(data.into()),
            ..Default::default()
        };
        let toast = desk.dora().does_press(press).await;
        assert_eq!(
            toast.as_deref(),
            Some("This ticket is already resolved."),
            "{data}"
        );
    }
    assert_eq!(desk.count(ANN, "has been resolved"), 1);
}

#[actix::test]
async fn buttons_of_tickets_that_do_not_exist() {
    let desk = opened().await;
    let before = desk.chat(GROUP);
    for data in [
        "view:99",
        "ans:99",
        "close:99",
        "yes:99",
        "no:99",
        "me:99",
        "assign:99",
        "to:99:0",
        "note:99",
    ] {
        let press = Press {
            chat: Some(GROUP),
            data: Some(data.into()),
            ..Default::default()
        };
        let toast = desk.dora().does_press(press).await;
        assert_eq!(
            toast.as_deref(),
            Some("This button is no longer valid."),
            "{data}"
        );
    }
    assert_eq!(desk.chat(GROUP), before);
}

#[actix::test]
async fn commands_of_the_team() {
    let desk = opened().await;
    desk.dora().says("/help").await;
    desk.find(GROUP, "What the team can do");
    desk.dora().says("/ticket").await;
    desk.find(GROUP, "Usage: /ticket 126");
    desk.dora().says("/ticket 99").await;
    desk.find(GROUP, "There is no ticket #99.");
    desk.dora().says("/ticket@bellhop_demo_bot #1").await;
    desk.find(GROUP, "📋 Ticket #1: VPN not connecting\nStatus: 🟡");
    desk.dora().says("/unblock").await;
    desk.find(GROUP, "Usage: /unblock @name");
    desk.dora().says("/unblock @nobody_here").await;
    desk.find(GROUP, "Nobody of that name or number is blocked.");
    desk.dora().says("/block").await;
    desk.find(GROUP, "Usage: /block 126");
    desk.dora().says("/blocked").await;
    desk.find(GROUP, "Nobody is blocked.");
    let before = desk.messages(GROUP).len();
    desk.dora().says("/tickets@another_bot").await;
    desk.dora().says("/no_such_command").await;
    assert_eq!(desk.messages(GROUP).len(), before + 2);
    desk.behaved();
}

/// The first fresh card is not sent yet when the second is asked for.
#[actix::test]
async fn view_pressed_twice_elsewhere_leaves_one_card() {
    let desk = opened().await;
    desk.pass(minutes(31)).await;
    for user in [DORA, EMIL] {
        let press = simulator::Press {
            user,
            chat: Some(GROUP),
            message_id: Some(desk.find(GROUP, "SLA Breach").id),
            button: Some("View Ticket".into()),
            ..Default::default()
        };
        desk.sim
            .control(simulator::Control::Press(press))
            .expect("a button");
    }
    desk.settle().await;
    desk.pass(minutes(1)).await;
    let unfolded = desk.messages(GROUP).into_iter();
    let unfolded: Vec<_> = unfolded.filter(|m| m.text.contains("Status: ")).collect();
    assert_eq!(unfolded.len(), 1, "{}", desk.chat(GROUP));
    assert_eq!(desk.count(GROUP, "📋 Ticket #1: VPN not connecting"), 3);
    desk.behaved();
}
