//! What has no further use does not stay for ever, and nothing that has some goes with it.

use super::*;
use std::time::Duration;

impl Desk {
    /// How many deliveries the desk knows of since the beginning.
    async fn deliveries(&self) -> usize {
        let sent = self.store.sent_since(morning()).await;
        sent.expect("a store").len()
    }
}

/// An edit of the setting holds at once; a reply to what was forgotten is still refused with its reason.
#[actix::test]
async fn what_a_resolved_ticket_was_told_is_forgotten_and_its_messages_are_known() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().replies("New ticket #1", "Restart it.").await;
    desk.ann().writes("That helped, thank you!").await;
    desk.pass(hours(2)).await;
    let before = desk.deliveries().await;
    desk.edits("[retention]\ndeliveries = \"1h\"\n").await;
    desk.pass(Duration::from_secs(1)).await;
    // The team reads of the edit; of an open ticket nothing is forgotten.
    assert_eq!(desk.deliveries().await, before + 1);

    desk.ann().presses("Close Ticket").await;
    desk.ann().presses("Yes, close it").await;
    let before = desk.deliveries().await;
    desk.pass(hours(2)).await;
    let after = desk.deliveries().await;
    assert!(after < before, "{after} of {before} are left");

    desk.dora()
        .replies("User replied to #1", "You are welcome.")
        .await;
    desk.find(GROUP, "Ticket #1 is resolved: nothing was sent.");
    assert_eq!(desk.count(ANN, "You are welcome."), 0);
    desk.behaved();
}
