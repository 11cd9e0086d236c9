//! An edit of words that were still waiting was dropped, and the old text went out (once with a password in it).

use super::*;

/// Dora has answered, and Emil's answer waits; the number of his message.
async fn emils_answer_waits() -> (Desk, i64) {
    let desk = looked_at().await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    let answer = desk
        .emil()
        .replies("📋 Ticket #1", "Log in with hunter2")
        .await;
    desk.find(GROUP, "answered seconds ago");
    (desk, answer)
}

#[actix::test]
async fn an_answer_that_waits_goes_out_as_it_reads_now() {
    let (desk, answer) = emils_answer_waits().await;
    desk.changes(EMIL, GROUP, answer, "Log in with your password")
        .await;
    desk.restart().await;
    desk.changes(EMIL, GROUP, answer, "Log in with your new password")
        .await;
    desk.emil().clicks("Send anyway").await;
    desk.find(ANN, "Log in with your new password");
    assert_eq!(desk.count(ANN, "hunter2"), 0);
    // From then on it is an answer like any other.
    desk.changes(EMIL, GROUP, answer, "Log in with the password you know")
        .await;
    desk.find(ANN, "Log in with the password you know");
    desk.behaved();
}

#[actix::test]
async fn an_answer_that_waits_and_becomes_a_remark_is_sent_to_nobody() {
    let (desk, answer) = emils_answer_waits().await;
    desk.changes(EMIL, GROUP, answer, "// Dora has it").await;
    desk.emil().clicks("Send anyway").await;
    assert_eq!(
        desk.count(ANN, "Dora has it") + desk.count(ANN, "hunter2"),
        0
    );
    desk.find(
        GROUP,
        "Ticket #1: the answer was dropped, nothing was sent.",
    );
    let remark = desk.messages(GROUP).into_iter().find(|m| m.id == answer);
    assert_eq!(remark.expect("the remark").reactions, ["🫡"]);
    desk.behaved();
}

#[actix::test]
async fn an_answer_to_a_colleagues_prompt_is_followed_too() {
    let desk = looked_at().await;
    desk.dora().clicks("Reply").await;
    let answer = desk
        .emil()
        .replies("reply to this message", "Log in with hunter2")
        .await;
    desk.changes(EMIL, GROUP, answer, "Log in with your password")
        .await;
    desk.emil().clicks_on("This was", "Send").await;
    desk.find(ANN, "Log in with your password");
    assert_eq!(desk.count(ANN, "hunter2"), 0);
    desk.behaved();
}

#[actix::test]
async fn the_reason_of_a_block_is_followed() {
    let desk = looked_at().await;
    desk.dora().clicks("Block User").await;
    desk.dora().clicks("1 hour").await;
    let reason = desk.dora().replies("eason", "hunter2 told me").await;
    desk.changes(DORA, GROUP, reason, "He is rude").await;
    desk.find(GROUP, "He is rude");
    desk.dora().clicks("Confirm").await;
    desk.find(ANN, "He is rude");
    assert_eq!(desk.count(ANN, "hunter2"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_duration_that_was_refused_is_typed_again_by_an_edit() {
    let desk = looked_at().await;
    desk.dora().clicks("Block User").await;
    desk.dora().clicks("Custom").await;
    let duration = desk.dora().replies("block @ann", "a while").await;
    desk.changes(DORA, GROUP, duration, "2d").await;
    desk.find(GROUP, "eason");
    desk.behaved();
}
