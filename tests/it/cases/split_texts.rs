//! A text longer than a message: the app splits it, and it stays one text to the desk.

use super::*;

/// What Telegram's apps make of a long text: full messages, and the rest of it at once.
fn splits(desk: &Desk, user: i64) {
    desk.gets(user, &"my VPN ".repeat(585));
    desk.gets(user, "and that is all.");
}

#[actix::test]
async fn a_split_text_is_refused_once_as_a_title_and_its_rest_is_none() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    splits(&desk, ANN);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "Title too long"), 1);
    assert_eq!(desk.count(ANN, "Now describe the problem"), 0);
    desk.ann().writes(TITLE).await;
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, &format!("Title: {TITLE}\n"));
    assert_eq!(desk.ticket(1).await.messages, 1);
    desk.behaved();
}

#[actix::test]
async fn a_split_text_is_refused_once_as_a_message() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    desk.ann().writes(TITLE).await;
    splits(&desk, ANN);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "Message too long"), 1);
    assert_eq!(desk.count(ANN, "created"), 0);
    desk.ann().writes(WORDS).await;
    assert_eq!(desk.ticket(1).await.messages, 1);
    desk.behaved();
}

/// Nobody splits what fits into one message: what follows soon is the next attempt.
#[actix::test]
async fn a_short_title_right_after_one_that_was_too_long_is_taken() {
    let desk = Desk::open().await;
    desk.ann().asks_for_a_ticket().await;
    desk.gets(ANN, &"long ".repeat(40));
    desk.gets(ANN, TITLE);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "Title too long"), 1);
    desk.find(ANN, "Now describe the problem");
    desk.behaved();
}

#[actix::test]
async fn all_pieces_are_kept_with_one_offer() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    splits(&desk, ANN);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "What you wrote is kept"), 1);
    desk.ann().presses("🎫 Create Ticket").await;
    desk.ann().writes(TITLE).await;
    assert_eq!(desk.ticket(1).await.messages, 2);
    desk.find(GROUP, "User replied to #1\nand that is all.");
    desk.behaved();
}
