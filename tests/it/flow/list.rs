//! *Admin Ticket List View*.

use super::*;

/// Fay has #1, Awaiting; Ann #2, Chloe #3 and Boris #4 wait: 45, 20 and 5 minutes when this returns.
async fn four_tickets() -> Desk {
    let desk = Desk::open().await;
    desk.fay().opens_a_ticket("Where is my order?", WORDS).await;
    desk.dora().replies("New ticket #1", "On its way.").await;
    desk.ann()
        .opens_a_ticket("Payment not received", WORDS)
        .await;
    desk.pass(minutes(25)).await;
    desk.chloe().opens_a_ticket("Speed issues", WORDS).await;
    desk.pass(minutes(14)).await;
    desk.boris().opens_a_ticket("Connection help", WORDS).await;
    desk.pass(minutes(5)).await;
    desk
}

#[actix::test]
async fn list_view_with_its_legend_worst_first() {
    let desk = four_tickets().await;
    desk.dora().says("/tickets").await;
    let list = desk.find(GROUP, "🎫 Active Tickets");
    insta::assert_snapshot!(transcript(&[list]), @r"
        10:47:30 Bellhop:
            🎫 Active Tickets

            🔴 #2 - Payment not received (45 min)
            🟡 #3 - Speed issues (20 min)
            🟢 #4 - Connection help (5 min)
            🔵 #1 - Awaiting user response
            🔴 SLA Breached | 🟡 Warning | 🟢 OK | 🔵 Awaiting
            [#2] [#3] [#4] [#1]
    ");
    desk.behaved();
}

/// Who waits longest is not who waits worst, where some may wait longer than others.
#[actix::test]
async fn what_is_over_its_time_stands_before_what_waits_longer() {
    let desk = Desk::set(&[("SLA__PRIORITY__URGENT__RESPONSE_WITHIN", "5m")]).await;
    desk.ann().opens_a_ticket("Speed issues", WORDS).await;
    desk.chloe().opens_a_ticket("Nothing works", WORDS).await;
    desk.dora().clicks_on("New ticket #2", "View Ticket").await;
    desk.dora().clicks("Priority").await;
    desk.dora().clicks_on("How urgent", "Urgent").await;
    desk.pass(minutes(6)).await;
    desk.dora().says("/tickets").await;
    assert_eq!(
        desk.find(GROUP, "🎫 Active Tickets").buttons,
        [["#2", "#1"]]
    );
    desk.behaved();
}

#[actix::test]
async fn each_line_opens_its_ticket() {
    let desk = four_tickets().await;
    desk.dora().says("/tickets").await;
    desk.dora().clicks_on("🎫 Active Tickets", "#3").await;
    let card = desk.find(GROUP, "📋 Ticket #3: Speed issues\nStatus: 🟡 In Progress");
    assert!(card.text.contains("User: @chloe"));
    desk.behaved();
}

#[actix::test]
async fn lists_of_some_tickets() {
    let desk = four_tickets().await;
    desk.dora().clicks("Assign to me").await;
    desk.dora().says("/tickets mine").await;
    assert_eq!(desk.find(GROUP, "🎫 Tickets of @dora").buttons, [["#4"]]);
    desk.dora().says("/tickets open").await;
    assert_eq!(
        desk.find(GROUP, "🎫 Open Tickets").buttons,
        [["#2", "#3", "#4"]]
    );
    desk.dora().says("/tickets awaiting").await;
    assert_eq!(
        desk.find(GROUP, "🎫 Tickets Awaiting Users").buttons,
        [["#1"]]
    );
    desk.fay().presses("Close Ticket").await;
    desk.fay().presses("Yes, close it").await;
    desk.dora().says("/tickets all").await;
    let all = desk.find(GROUP, "🎫 All Tickets");
    assert!(
        all.text.contains("✅ #1 - Where is my order?\n"),
        "{}",
        all.text
    );
    desk.emil().says("/tickets mine").await;
    desk.find(GROUP, "🎫 Tickets of @emil\n\nThere are none.");
    desk.behaved();
}

#[actix::test]
async fn the_list_is_paged_in_place() {
    let desk = Desk::open().await;
    for n in 1..=11 {
        desk.ann()
            .opens_a_ticket(&format!("Trouble {n}"), WORDS)
            .await;
        desk.ann().presses("Close Ticket").await;
        desk.ann().presses("Yes, close it").await;
    }
    desk.dora().says("/tickets").await;
    desk.find(GROUP, "🎫 Active Tickets\n\nThere are none.");
    desk.dora().says("/tickets all").await;
    let first = desk.find(GROUP, "🎫 All Tickets");
    assert_eq!(first.buttons.last().expect("buttons"), &["Next ▶"]);
    assert_eq!(first.text.matches("Trouble").count(), 10);
    desk.dora().clicks("Next ▶").await;
    let second = desk.find(GROUP, "🎫 All Tickets");
    assert_eq!(second.id, first.id);
    assert_eq!(second.text.matches("Trouble").count(), 1);
    desk.dora().clicks("◀ Previous").await;
    assert_eq!(desk.find(GROUP, "🎫 All Tickets").text, first.text);
    desk.behaved();
}
