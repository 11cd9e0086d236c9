//! The sequence diagram of the flow, message by message, with the database where the diagram names it.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database,
    desk::{ANN, DORA, GROUP, TOPIC},
};
use simulator::ShownMessage;

on_both!(the_sequence_diagram);

const TICKET: &str = "SELECT status || ' ' || priority || ' ' || CASE WHEN resolved_at IS NULL THEN 'open' ELSE \
     'closed' END FROM tickets";
const MESSAGES: &str = "SELECT CAST(no AS TEXT) || ' ' || CASE WHEN agent_id IS NULL THEN 'user' WHEN note THEN 'note' \
     ELSE 'team' END || ': ' || text FROM messages ORDER BY no";

async fn the_sequence_diagram(database: Database) {
    let mut desk = DeskProcess::open(database).await;

    // U->>B: Click "Create Ticket"; B->>DB: Check existing tickets; B->>U: Enter title prompt
    desk.starts(ANN);
    let greeting = desk.sees(ANN, "🎫 Support").await;
    desk.presses(ANN, &greeting, "🎫 Support").await;
    let offer = desk.sees(ANN, "🎫 Create Ticket").await;
    desk.presses(ANN, &offer, "🎫 Create Ticket").await;
    desk.sees(ANN, "What is it about?").await;
    desk.holds(TICKET, &[]).await;

    // U->>B: "VPN not connecting"; B->>U: Enter message prompt; U->>B: "I get error code 403..."
    desk.writes(ANN, "VPN not connecting");
    desk.sees(ANN, "Now describe the problem.").await;
    desk.holds(TICKET, &[]).await;
    desk.writes(ANN, "I get error code 403...");

    // B->>DB: Create ticket (status=open), first message; B->>A: notification to the topic; B->>U: "Ticket created"
    let card = desk.sees(GROUP, "New ticket #1").await;
    assert_eq!(card.thread, Some(TOPIC));
    assert_eq!(
        shown(&card),
        "🆕 New ticket #1\nTitle: VPN not connecting\nUser: @ann\nPriority: Normal\n\nI get error code 403...\n\
         [View Ticket] [Assign to me]"
    );
    let created = desk.sees(ANN, "Ticket #1 created").await;
    assert_eq!(
        shown(&created),
        "✅ Ticket #1 created\nWe will answer you here.\n[View Conversation] [Close Ticket]"
    );
    desk.holds(TICKET, &["open normal open"]).await;
    desk.holds(MESSAGES, &["1 user: I get error code 403..."])
        .await;

    // A->>B: Admin clicks ticket notification; B->>DB: status = in_progress; B->>A: Show ticket details
    desk.presses(DORA, &card, "View Ticket").await;
    let card = desk.sees(GROUP, "In Progress").await;
    desk.holds(TICKET, &["in_progress normal open"]).await;
    for line in [
        "📋 Ticket #1: VPN not connecting",
        "Status: 🟡 In Progress | Priority: Normal",
        "User: @ann",
        "I get error code 403...",
        "[Reply] [Close Ticket]",
        "[Assign] [Block User]",
    ] {
        assert!(shown(&card).lines().any(|l| l == line), "{}", shown(&card));
    }

    // A->>B: Type reply; B->>DB: Add message (administrator), status = awaiting_user; B->>U: "Support replied"
    desk.replies(DORA, &card, "Please try restarting the app...");
    let answer = desk.sees(ANN, "Support replied to ticket #1").await;
    assert_eq!(
        shown(&answer),
        "Support replied to ticket #1\nPlease try restarting the app...\n[Reply] [View Conversation]\n[Close Ticket]"
    );
    desk.holds(TICKET, &["awaiting_user normal open"]).await;
    let two = [
        "1 user: I get error code 403...",
        "2 team: Please try restarting the app...",
    ];
    desk.holds(MESSAGES, &two).await;

    // U->>B: View ticket; B->>DB: Load messages; B->>U: Show conversation
    desk.presses(ANN, &answer, "View Conversation").await;
    let view = desk.sees(ANN, "📋 Ticket #1: VPN not connecting").await;
    assert_eq!(
        without_times(&shown(&view)),
        "📋 Ticket #1: VPN not connecting\nStatus: 🔵 Awaiting User | Priority: Normal\n\n👤 User (…):\n\
         I get error code 403...\n👨‍💼 Support (…):\nPlease try restarting the app...\n[Reply] [Close Ticket]"
    );

    // U->>B: Add reply; B->>DB: Add message, status = in_progress; B->>A: "User replied to #1"
    desk.presses(ANN, &view, "Reply").await;
    desk.sees(ANN, "Send your reply to ticket #1.").await;
    desk.writes(ANN, "Still not working after restart");
    let told = desk.sees(GROUP, "User replied to #1").await;
    assert!(
        told.text.ends_with("Still not working after restart"),
        "{}",
        told.text
    );
    assert_eq!((told.thread, told.reply_to), (Some(TOPIC), Some(card.id)));
    desk.holds(TICKET, &["in_progress normal open"]).await;
    let three = [two[0], two[1], "3 user: Still not working after restart"];
    desk.holds(MESSAGES, &three).await;

    // Between the lines: what the team notes is kept, and nobody else sees it.
    desk.presses(DORA, &card, "Note").await;
    let prompt = desk
        .sees(GROUP, "reply to this message with the note")
        .await;
    desk.replies(DORA, &prompt, "He had the same in May.");
    desk.sees(GROUP, "📝 Note · @dora").await;
    let four = [two[0], two[1], three[2], "4 note: He had the same in May."];
    desk.holds(MESSAGES, &four).await;
    desk.holds(TICKET, &["in_progress normal open"]).await;

    // A->>B: Close ticket; B->>DB: status = resolved, closed_at; B->>U: "Ticket has been resolved"
    desk.presses(DORA, &card, "Close Ticket").await;
    let sure = desk.sees(GROUP, "Close ticket #1?").await;
    desk.presses(DORA, &sure, "Yes, close it").await;
    let resolved = desk.sees(ANN, "Ticket #1 has been resolved").await;
    assert_eq!(
        shown(&resolved),
        "✅ Ticket #1 has been resolved\nSupport closed it.\n[Still need help]"
    );
    desk.holds(TICKET, &["resolved normal closed"]).await;
    desk.rests().await;
    assert_eq!(desk.count(ANN, "in May"), 0);
    // Nobody types as fast as this test does.
    let mut lint = desk.sim.lint();
    lint.retain(|line| !line.contains("more than one message a second"));
    assert_eq!(lint, Vec::<String>::new());
    desk.stop().await;
}

/// A message as it stands on a screen, its buttons below it.
fn shown(message: &ShownMessage) -> String {
    let rows = message.buttons.iter().map(|row| {
        let buttons: Vec<_> = row.iter().map(|button| format!("[{button}]")).collect();
        buttons.join(" ")
    });
    let lines: Vec<_> = [message.text.clone()].into_iter().chain(rows).collect();
    lines.join("\n")
}

/// The same with the times of the speakers left out.
fn without_times(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(" (") {
        Some((speaker, time)) if time.ends_with("):") => format!("{speaker} (…):"),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
