//! Ends of the process in the middle of things, in order and by `kill -9`: nothing is lost, nothing comes twice, and
//! the clocks go on as if it had never been away.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database,
    desk::{ANN, CHLOE, DORA, GROUP},
};
use chrono::TimeDelta;
use simulator::Control;

on_both!(
    in_the_middle_of_a_title,
    in_the_middle_of_an_answer,
    an_alert_that_came_due_while_the_desk_was_down,
    an_alert_that_comes_due_after_the_restart,
    what_came_while_the_desk_was_down_is_worked_in_order,
    what_was_edited_while_the_desk_was_down_is_edited_on_the_other_side,
);

/// How a desk comes to its end.
#[derive(Debug, Clone, Copy)]
enum End {
    Stop,
    Kill,
}

/// What was being sent at a kill may come twice (`README.md`), so it is done before; a stop finishes it.
async fn restart(desk: &mut DeskProcess, end: End) {
    match end {
        End::Stop => desk.stop().await,
        End::Kill => {
            desk.rests().await;
            desk.kill();
        }
    }
    desk.start().await;
}

async fn in_the_middle_of_a_title(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    for (user, end) in [(ANN, End::Stop), (CHLOE, End::Kill)] {
        desk.asks_for_a_ticket(user).await;
        restart(&mut desk, end).await;
        desk.writes(user, "VPN not connecting");
        desk.sees(user, "Now describe the problem.").await;
        restart(&mut desk, end).await;
        desk.writes(user, "I get error code 403...");
        desk.sees(user, "created").await;
        desk.rests().await;
        for (text, times) in [
            ("What is it about?", 1),
            ("Now describe", 1),
            ("created", 1),
        ] {
            assert_eq!(desk.count(user, text), times, "{end:?}: {text}");
        }
    }
    assert_eq!(desk.count(GROUP, "New ticket"), 2);
    let tickets =
        "SELECT title || ': ' || text FROM tickets JOIN messages ON ticket_id = id ORDER BY id";
    let each = "VPN not connecting: I get error code 403...";
    desk.holds(tickets, &[each, each]).await;
}

/// The answer is stored, and can't be sent: Telegram asks for a pause. Then the process ends.
async fn in_the_middle_of_an_answer(database: Database) {
    use simulator::{Control, Fault, FaultKind};
    let mut desk = DeskProcess::open(database).await;
    for (no, user, end) in [(1, ANN, End::Stop), (2, CHLOE, End::Kill)] {
        let card = desk
            .opens_a_ticket_as(user, &format!("Question {no}"), "Where is the invoice?")
            .await;
        desk.rests().await;
        desk.control(Control::Fault(Fault {
            method: None,
            chat_id: Some(user),
            nth: 1,
            times: 1,
            kind: FaultKind::Flood { retry_after: 2 },
        }));
        desk.replies(DORA, &card, "It is under Payments.");
        let stored = format!("SELECT text FROM messages WHERE ticket_id = {no} ORDER BY no");
        desk.holds(&stored, &["Where is the invoice?", "It is under Payments."])
            .await;
        restart(&mut desk, end).await;
        let status = format!("SELECT status FROM tickets WHERE id = {no}");
        desk.holds(&status, &["awaiting_user"]).await;
        desk.rests().await;
        assert_eq!(desk.count(user, "It is under Payments."), 1, "{end:?}");
        desk.holds(&stored, &["Where is the invoice?", "It is under Payments."])
            .await;
    }
}

/// Settings under which an alert comes within a test's time, once.
const SOON: &str = "sla.response_within = \"3s\"\nsla.reminder_cooldown = \"1h\"";

async fn an_alert_that_came_due_while_the_desk_was_down(database: Database) {
    let mut desk = DeskProcess::set(database, SOON).await;
    desk.opens_a_ticket("Too slow", "My line is slow since Monday.")
        .await;
    let asked = whole_second(desk.sees(ANN, "My line is slow").await.date);
    desk.rests().await;
    desk.kill();
    assert_eq!(desk.count(GROUP, "SLA Breach!"), 0);
    desk.until("the deadline passes by 2 s", |desk| {
        (desk.sim.now() >= asked + 5_000).then_some(())
    })
    .await;
    desk.start().await;

    let alert = desk.sees(GROUP, "SLA Breach!").await;
    let waited = TimeDelta::milliseconds(alert.date - asked).num_seconds();
    let told: Vec<_> = alert.text.lines().collect();
    let [heading, ticket, title, user, waiting] = told[..] else {
        panic!("{}", alert.text);
    };
    assert_eq!(
        [heading, ticket, title, user],
        [
            "⚠️ SLA Breach!",
            "Ticket #1",
            "Title: Too slow",
            "User: @ann"
        ]
    );
    assert_eq!(alert.buttons, [["View Ticket"]]);
    // The true time, not the 3 s of the settings: what it says is a second old at most.
    let honest = [waited - 1, waited].map(|s| format!("Waiting: {s} seconds"));
    assert!(honest.iter().any(|h| h == waiting), "{waiting}: {honest:?}");
    not_repeated(&mut desk).await;
}

async fn an_alert_that_comes_due_after_the_restart(database: Database) {
    let mut desk = DeskProcess::set(database, SOON).await;
    desk.opens_a_ticket("Too slow", "My line is slow since Monday.")
        .await;
    let asked = whole_second(desk.sees(ANN, "My line is slow").await.date);
    desk.kill();
    desk.start().await;
    let alert = desk.sees(GROUP, "SLA Breach!").await;
    assert!(alert.date >= asked + 3_000, "{} ms", alert.date - asked);
    assert!(alert.text.contains("Waiting: 3 seconds") || alert.date >= asked + 4_000);
    not_repeated(&mut desk).await;
}

/// When a message was written as the bot is told it: Telegram's dates have whole seconds.
fn whole_second(millis: i64) -> i64 {
    millis / 1_000 * 1_000
}

/// Two more starts say nothing more: a third person's turn shows that the desk has been at work since.
async fn not_repeated(desk: &mut DeskProcess) {
    desk.rests().await;
    restart(desk, End::Kill).await;
    desk.rests().await;
    restart(desk, End::Stop).await;
    desk.starts(CHLOE);
    desk.sees(CHLOE, "🎫 Support").await;
    desk.rests().await;
    assert_eq!(desk.count(GROUP, "SLA Breach!"), 1, "{}", desk.everything());
}

async fn what_came_while_the_desk_was_down_is_worked_in_order(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    desk.rests().await;
    desk.kill();
    let mut said = vec!["The router does not start.".to_owned()];
    for no in 1..=5 {
        desk.writes(ANN, &format!("Line {no}"));
        said.push(format!("Line {no}"));
    }
    desk.replies(DORA, &card, "Is it plugged in?");
    desk.start().await;
    desk.sees(ANN, "Is it plugged in?").await;
    desk.sees(GROUP, "Line 5").await;
    desk.rests().await;
    let of_ann: Vec<_> = said.iter().map(String::as_str).collect();
    let stored = "SELECT text FROM messages WHERE agent_id IS NULL ORDER BY no";
    desk.holds(stored, &of_ann).await;
    let told: Vec<_> = desk
        .sim
        .chat(GROUP, None, None)
        .into_iter()
        .filter(|m| m.by_bot && m.text.starts_with("User replied to #1"))
        .filter_map(|m| m.text.lines().last().map(str::to_owned))
        .collect();
    assert_eq!(told, said[1..]);
}

/// The person's words and the agent's, each changed by who wrote them.
async fn what_was_edited_while_the_desk_was_down_is_edited_on_the_other_side(database: Database) {
    let mut desk = DeskProcess::open(database).await;
    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    let theirs = desk.writes(ANN, "It is the red one.");
    desk.sees(GROUP, "It is the red one.").await;
    let answer = desk.replies(DORA, &card, "Is it plugged in?");
    desk.sees(ANN, "Is it plugged in?").await;
    desk.rests().await;
    desk.kill();
    for (user, chat, message_id, text) in [
        (ANN, ANN, theirs, "It is the green one."),
        (DORA, GROUP, answer, "Is it switched on?"),
    ] {
        desk.control(Control::Edit {
            user,
            chat: Some(chat),
            message_id,
            text: text.to_owned(),
            media: None,
            entities: Vec::new(),
        });
    }
    desk.start().await;
    let copy = desk.sees(GROUP, "It is the green one.").await;
    assert!(copy.text.contains("edited"), "{}", copy.text);
    desk.sees(ANN, "Is it switched on?").await;
    desk.rests().await;
    assert_eq!(desk.count(GROUP, "It is the red one."), 0);
    assert_eq!(desk.count(ANN, "Is it plugged in?"), 0);
    let now = "SELECT text FROM messages WHERE edits > 0 ORDER BY no";
    let now = desk.rows(now).await;
    assert_eq!(now, ["It is the green one.", "Is it switched on?"]);
    let before = "SELECT text FROM earlier_words ORDER BY no";
    let before = desk.rows(before).await;
    assert_eq!(before, ["It is the red one.", "Is it plugged in?"]);
}
