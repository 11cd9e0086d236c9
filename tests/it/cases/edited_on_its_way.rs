//! An answer was edited before all of it had gone out: shorter, longer, with another attachment. It was delivered, and its
//! ticket never learned that.

use super::*;
use bellhop::domain::ticket::{Status, Ticket};
use simulator::{Control, Fault, FaultKind, Writing};

/// So many of a sign that Telegram counts as two in some places: half as many fit into a message of ours.
fn signs(count: usize) -> String {
    "🙂".repeat(count)
}

/// How many of them fit.
const FULL: usize = 1_750;

/// A text that takes so many messages.
fn long(parts: usize) -> String {
    signs(FULL * (parts - 1) + 10)
}

impl Desk {
    /// Telegram does this to the n-th of some calls to Ann.
    fn disturb(&self, method: &str, nth: u32, times: u32, kind: FaultKind) {
        let fault = Fault {
            method: Some(method.into()),
            chat_id: Some(ANN),
            nth,
            times,
            kind,
        };
        self.sim.control(Control::Fault(fault)).expect("a fault");
    }

    /// Dora replies to the card, and nobody waits for what comes of it; the number of her message.
    fn dora_answers(&self, text: &str, media: Option<&str>) -> i64 {
        let writing = Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: Some(self.find(GROUP, "📋 Ticket #1").id),
            text: Some(text.into()),
            media: media.map(str::to_owned),
            ..Default::default()
        };
        let written = self.sim.control(Control::Write(writing));
        written.expect("she may")["message_id"]
            .as_i64()
            .expect("a number")
    }

    async fn dora_edits(&self, message_id: i64, text: &str, media: Option<&str>) {
        let edit = Control::Edit {
            user: DORA,
            chat: Some(GROUP),
            message_id,
            text: text.into(),
            media: media.map(str::to_owned),
            entities: vec![],
        };
        self.control(edit).await;
    }

    /// What Ann reads of the answer: the attachment, the text, and how many buttons stand below.
    fn answer(&self) -> Vec<(Option<String>, String, usize)> {
        let messages = self.messages(ANN).into_iter();
        let answer = messages.skip_while(|m| !m.text.starts_with("Support replied"));
        answer
            .map(|m| (m.media, m.text, m.buttons.iter().flatten().count()))
            .collect()
    }

    /// The reaction on Dora's message, and how the ticket stands.
    async fn stands(&self, message: i64) -> (Vec<String>, Status, Ticket) {
        let messages = self.messages(GROUP).into_iter();
        let hers = messages
            .filter(|m| m.id == message)
            .flat_map(|m| m.reactions);
        let ticket = self.ticket(1).await;
        (hers.collect(), ticket.status, ticket)
    }

    async fn is_delivered(&self, message: i64) {
        let (reactions, status, ticket) = self.stands(message).await;
        assert_eq!(
            (reactions, status),
            (vec!["👌".to_owned()], Status::AwaitingUser)
        );
        assert!(ticket.pending.is_empty() && ticket.refused.is_empty());
    }
}

const FLOOD: FaultKind = FaultKind::Flood { retry_after: 60 };
const HEADING: &str = "Support replied to ticket #1";

fn refusal() -> FaultKind {
    FaultKind::Error {
        code: 400,
        description: "Bad Request: a reason that nobody knows".into(),
    }
}

#[actix::test]
async fn shorter_before_its_last_part_went_out() {
    let desk = looked_at().await;
    desk.disturb("sendMessage", 3, 1, FLOOD);
    let message = desk.dora_answers(&long(3), None);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.answer().len(), 2);
    let shorter = signs(FULL + 100);
    desk.dora_edits(message, &shorter, None).await;
    desk.pass(minutes(2)).await;
    let first = format!("{HEADING} · edited\n{}", signs(FULL));
    assert_eq!(desk.answer(), [(None, first, 0), (None, signs(100), 3)]);
    desk.is_delivered(message).await;
}

#[actix::test]
async fn longer_before_it_went_out() {
    let desk = looked_at().await;
    desk.disturb("sendMessage", 1, 1, FLOOD);
    let message = desk.dora_answers("A moment, please.", None);
    desk.settle().await;
    desk.disturb("sendMessage", 3, 1, FLOOD);
    desk.dora_edits(message, &long(3), None).await;
    desk.pass(minutes(1)).await;
    desk.pass(A_WHILE).await;
    // Two of three are there: that is no answer yet.
    assert_eq!(desk.answer().len(), 2);
    assert_eq!(desk.stands(message).await.1, Status::InProgress);
    desk.pass(minutes(2)).await;
    let first = format!("{HEADING}\n{}", signs(FULL));
    let parts = [(first, 0), (signs(FULL), 0), (signs(10), 3)];
    let parts = parts.map(|(text, buttons)| (None, text, buttons));
    assert_eq!(desk.answer(), parts);
    desk.is_delivered(message).await;
}

/// A picture with so long a caption that this has no room beside the heading.
#[actix::test]
async fn into_other_parts_before_it_went_out() {
    let desk = looked_at().await;
    desk.disturb("copyMessage", 1, 1, FLOOD);
    let message = desk.dora_answers("The switch", Some("photo"));
    desk.settle().await;
    let caption = "z".repeat(1_000);
    desk.dora_edits(message, &caption, Some("photo")).await;
    desk.pass(minutes(2)).await;
    let photo = Some("photo".to_owned());
    assert_eq!(
        desk.answer(),
        [(None, HEADING.to_owned(), 0), (photo, caption, 3)]
    );
    desk.is_delivered(message).await;
}

#[actix::test]
async fn with_another_attachment_before_it_went_out() {
    let desk = looked_at().await;
    desk.disturb("copyMessage", 1, 1, FLOOD);
    let message = desk.dora_answers("The switch", Some("photo"));
    desk.settle().await;
    desk.dora_edits(message, "The switch, moving", Some("video"))
        .await;
    desk.pass(minutes(2)).await;
    let video = (
        Some("video".to_owned()),
        format!("{HEADING}\nThe switch, moving"),
        3,
    );
    assert_eq!(desk.answer(), [video]);
    desk.is_delivered(message).await;
}

/// What Telegram refused is what the edit took away: the rest of it is all there is.
#[actix::test]
async fn shorter_than_what_was_refused() {
    let desk = looked_at().await;
    desk.disturb("sendMessage", 2, 2, refusal());
    let message = desk.dora_answers(&long(2), None);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    desk.find(GROUP, "this answer was not delivered");
    assert_eq!(desk.stands(message).await.1, Status::InProgress);
    desk.dora_edits(message, "Restart the router.", None).await;
    desk.pass(A_WHILE).await;
    let text = format!("{HEADING} · edited\nRestart the router.");
    assert_eq!(desk.answer(), [(None, text, 3)]);
    desk.is_delivered(message).await;
}

/// **Retry** sends what the answer says by now, each part once, although other parts had been refused.
#[actix::test]
async fn longer_while_it_waits_for_retry() {
    let desk = looked_at().await;
    desk.disturb("sendMessage", 1, 2, refusal());
    let message = desk.dora_answers("A moment, please.", None);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    desk.dora_edits(message, &long(3), None).await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.answer(), []);
    desk.dora().clicks("Retry").await;
    desk.pass(A_WHILE).await;
    let first = format!("{HEADING}\n{}", signs(FULL));
    let parts = [(first, 0), (signs(FULL), 0), (signs(10), 3)];
    let parts = parts.map(|(text, buttons)| (None, text, buttons));
    assert_eq!(desk.answer(), parts);
    desk.is_delivered(message).await;
}

/// It grew, and Telegram refuses what it grew by: the answer is not there, and its agent is told so.
#[actix::test]
async fn longer_and_the_rest_is_refused() {
    let desk = looked_at().await;
    desk.disturb("sendMessage", 1, 1, FLOOD);
    let message = desk.dora_answers("A moment, please.", None);
    desk.settle().await;
    desk.disturb("sendMessage", 2, 3, refusal());
    desk.dora_edits(message, &long(2), None).await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.answer().len(), 1);
    let told = desk.find(GROUP, "was not delivered");
    assert_eq!(told.reply_to, Some(message));
    assert_eq!(desk.stands(message).await.1, Status::InProgress);
    desk.dora().clicks("Retry").await;
    desk.pass(A_WHILE).await;
    let first = format!("{HEADING}\n{}", signs(FULL));
    assert_eq!(desk.answer(), [(None, first, 0), (None, signs(10), 3)]);
    desk.is_delivered(message).await;
}

/// The person is out of reach when the answer is changed; the desk stops and starts before they are back.
#[actix::test]
async fn shorter_while_nobody_can_be_reached() {
    let desk = looked_at().await;
    desk.ann().blocks_the_bot().await;
    let message = desk.dora_answers(&long(3), None);
    desk.settle().await;
    desk.pass(A_WHILE).await;
    desk.dora_edits(message, &signs(FULL + 10), None).await;
    desk.pass(A_WHILE).await;
    desk.restart().await;
    desk.ann().unblocks_the_bot().await;
    desk.pass(A_WHILE).await;
    let first = format!("{HEADING}\n{}", signs(FULL));
    assert_eq!(desk.answer(), [(None, first, 0), (None, signs(10), 3)]);
    desk.is_delivered(message).await;
}

/// The desk dies between the edit and the last part.
#[actix::test]
async fn shorter_and_the_desk_crashes_before_it_went_out() {
    let desk = looked_at().await;
    desk.disturb("sendMessage", 3, 1, FLOOD);
    let message = desk.dora_answers(&long(3), None);
    desk.settle().await;
    desk.dora_edits(message, "Restart the router.", None).await;
    desk.crash().await;
    desk.pass(minutes(2)).await;
    let text = format!("{HEADING} · edited\nRestart the router.");
    assert_eq!(desk.answer(), [(None, text, 3), (None, "…".to_owned(), 0)]);
    desk.is_delivered(message).await;
}
