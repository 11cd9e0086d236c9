//! A person who blocks the bot, and comes back.

use super::*;
use bellhop::domain::ticket::Status;

#[actix::test]
async fn the_agent_is_told_why_and_the_answer_is_sent_when_they_come_back() {
    let desk = looked_at().await;
    desk.ann().blocks_the_bot().await;
    let written = desk.dora().replies("📋 Ticket #1", ANSWER).await;
    let told = desk.find(GROUP, "was not delivered");
    assert_eq!(
        told.text,
        "⚠️ Ticket #1: this answer was not delivered, because the user has blocked the bot or is gone. It will be sent if they come back."
    );
    assert_eq!(told.reply_to, Some(written));
    desk.find(GROUP, "⚠️ The user can't be reached.");
    assert_ne!(desk.ticket(1).await.status, Status::AwaitingUser);
    desk.pass(hours(3)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 0, "nobody waits");
    desk.ann().unblocks_the_bot().await;
    desk.find(ANN, "Support replied to ticket #1\nPlease restart the app.");
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
    assert_eq!(desk.find(GROUP, ANSWER).text.matches(ANSWER).count(), 1);
    assert_eq!(desk.count(ANN, ANSWER), 1);
}

#[actix::test]
async fn a_person_who_stays_away_is_closed_in_silence() {
    let desk = looked_at().await;
    desk.ann().blocks_the_bot().await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.pass(hours(47)).await;
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.pass(hours(2)).await;
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    assert_eq!(desk.count(ANN, "has been resolved"), 0);
}

#[actix::test]
async fn a_person_who_comes_back_by_start() {
    let desk = looked_at().await;
    desk.ann().blocks_the_bot().await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.ann().unblocks_the_bot().await;
    desk.ann().starts().await;
    assert_eq!(desk.count(ANN, ANSWER), 1);
    desk.ann().writes("I am back").await;
    desk.find(GROUP, "User replied to #1\nI am back");
}
