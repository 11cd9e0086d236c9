//! The card of a ticket at which nobody looked, deleted by somebody of the team: nothing ever edits such a card, so nothing
//! noticed, and the words that came next stood alone.

use super::*;
use simulator::ShownMessage;

impl Desk {
    /// Somebody of the team deletes the newest message with this text.
    async fn deletes(&self, text: &str) -> i64 {
        let message_id = self.find(GROUP, text).id;
        self.control(Control::Delete {
            user: DORA,
            chat: Some(GROUP),
            message_id,
        })
        .await;
        message_id
    }
}

#[actix::test]
async fn the_card_comes_back_with_the_next_word() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let deleted = desk.deletes("New ticket #1").await;
    desk.ann().writes("It says 404 now.").await;
    desk.ann().writes("And the light is red.").await;
    desk.pass(minutes(1)).await;
    let card = desk.find(GROUP, "New ticket #1");
    assert!(card.id > deleted);
    assert_eq!(desk.count(GROUP, "New ticket #1"), 1);
    for words in ["It says 404 now.", "And the light is red."] {
        let told = desk.find(GROUP, &format!("User replied to #1\n{words}"));
        assert_eq!(told.reply_to, Some(card.id), "{}", desk.everything());
        assert_eq!(desk.count(GROUP, words), 1);
    }
    desk.dora().clicks_on("New ticket #1", "View Ticket").await;
    desk.find(GROUP, "📋 Ticket #1");
}

/// Photos are copied, which tells nobody what the copy replies to.
#[actix::test]
async fn the_card_comes_back_with_the_next_photo() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.deletes("New ticket #1").await;
    desk.ann()
        .does_write(Writing {
            text: Some("My screen.".into()),
            media: Some("photo".into()),
            ..Default::default()
        })
        .await;
    desk.pass(minutes(1)).await;
    let card = desk.find(GROUP, "New ticket #1");
    let photo = |m: &ShownMessage| m.media.as_deref() == Some("photo");
    let photos: Vec<ShownMessage> = desk.messages(GROUP).into_iter().filter(photo).collect();
    assert_eq!(photos.len(), 1, "{}", desk.everything());
    assert_eq!(photos[0].reply_to, Some(card.id), "{}", desk.everything());
}

#[actix::test]
async fn the_card_comes_back_before_the_alert() {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.deletes("New ticket #1").await;
    desk.pass(minutes(31)).await;
    let card = desk.find(GROUP, "New ticket #1");
    let alert = desk.find(GROUP, "SLA Breach!");
    assert_eq!(alert.reply_to, Some(card.id), "{}", desk.everything());
    assert_eq!(desk.count(GROUP, "SLA Breach!"), 1);
}
