//! An agent's answer on its way to the person.

use super::*;
use bellhop::domain::ticket::Status;

#[actix::test]
async fn write_reply_send_reply_notify_user_awaiting_user() {
    let desk = looked_at().await;
    desk.dora().clicks("Reply").await;
    let prompt = desk.find(GROUP, "reply to this message with the answer");
    assert_eq!(
        prompt.text,
        "✍ Ticket #1: @dora, reply to this message with the answer."
    );
    let written = desk.dora().replies("reply to this message", ANSWER).await;
    let answer = desk.find(ANN, ANSWER);
    assert_eq!(
        answer.text,
        "Support replied to ticket #1\nPlease restart the app."
    );
    assert_eq!(
        answer.buttons,
        [vec!["Reply", "View Conversation"], vec!["Close Ticket"]]
    );
    let messages = desk.messages(GROUP);
    let theirs = messages
        .iter()
        .find(|m| m.id == written)
        .expect("the answer");
    assert_eq!(theirs.reactions, ["👌"]);
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.find(GROUP, "Status: 🔵 Awaiting User");
    desk.behaved();
}

#[actix::test]
async fn an_answer_on_its_way_bears_a_writing_hand() {
    let desk = looked_at().await;
    desk.dora().replies("Ticket #1", ANSWER).await;
    let journal = desk.sim.journal();
    let marks: Vec<_> = journal
        .iter()
        .filter(|line| line.method == "SetMessageReaction" && line.chat_id == Some(GROUP))
        .map(|line| line.params["reaction"].to_string())
        .collect();
    assert_eq!(marks.len(), 2);
    assert!(
        marks[0].contains("✍") && marks[1].contains("👌"),
        "{marks:?}"
    );
}

#[actix::test]
async fn an_answer_to_an_open_ticket_counts_as_viewed() {
    let desk = opened().await;
    desk.dora().replies("New ticket #1", ANSWER).await;
    desk.find(ANN, ANSWER);
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.behaved();
}

#[actix::test]
async fn an_answer_to_a_resolved_ticket_is_refused() {
    let desk = resolved().await;
    let written = desk.dora().replies("📋 Ticket #1", "One more thing").await;
    let told = desk.find(GROUP, "nothing was sent");
    assert_eq!(told.text, "⚠️ Ticket #1 is resolved: nothing was sent.");
    assert_eq!(told.reply_to, Some(written));
    assert_eq!(desk.count(ANN, "One more thing"), 0);
    desk.behaved();
}

#[actix::test]
async fn an_answer_that_telegram_refuses_is_told() {
    let desk = looked_at().await;
    let fault = simulator::Fault {
        method: None,
        chat_id: Some(ANN),
        nth: 1,
        times: 9,
        kind: simulator::FaultKind::Error {
            code: 400,
            description: "Bad Request: message is too bad".into(),
        },
    };
    desk.control(simulator::Control::Fault(fault)).await;
    let written = desk.dora().replies("Ticket #1", ANSWER).await;
    let told = desk.find(GROUP, "was not delivered");
    assert_eq!(
        told.text,
        "⚠️ Ticket #1: this answer was not delivered, because Telegram refused it. Try again, or send it in another form."
    );
    assert_eq!(told.reply_to, Some(written));
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
}
