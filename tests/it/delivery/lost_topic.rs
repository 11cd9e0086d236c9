//! The Tickets topic is gone, and with it the cards that stood in it: the desk learns of it by one refused call, tells
//! the team once, and goes on in General.

use super::*;

/// What Telegram says of a topic that was deleted, by the method that finds out.
const NOT_FOUND: &str = "Bad Request: message thread not found";
const DELETED: &str = "Bad Request: TOPIC_DELETED";

impl Desk {
    /// The Tickets topic is deleted with all that is in it, or Telegram loses its root message.
    async fn topic_goes(&self, op: TopicOp) {
        self.control(Control::Topic {
            user: (op == TopicOp::Delete).then_some(DORA),
            chat: GROUP,
            op,
            thread: Some(TOPIC),
            name: None,
        })
        .await;
    }

    /// What Telegram refused to write into the group, in its words. That nothing changed is no refusal.
    fn refused(&self) -> Vec<String> {
        let journal = self.sim.journal().into_iter();
        let refused = journal.filter(|line| line.chat_id == Some(GROUP) && line.status == 400);
        let said = refused.filter_map(|line| line.description);
        said.filter(|said| !said.contains("not modified")).collect()
    }

    /// Dora deletes the newest message of the group that holds this.
    async fn is_deleted(&self, message: &str) {
        let message_id = self.find(GROUP, message).id;
        self.control(Control::Delete {
            user: DORA,
            chat: Some(GROUP),
            message_id,
        })
        .await;
    }
}

async fn anns_ticket_without_a_topic() -> Desk {
    let desk = anns_ticket().await;
    desk.topic_goes(TopicOp::Delete).await;
    desk
}

/// The words that found out come as if nothing had been: to General, below the card, which is posted once more.
#[actix::test]
async fn the_team_is_told_once_and_goes_on_in_general() {
    let desk = anns_ticket().await;
    desk.dora().clicks("View Ticket").await;
    desk.topic_goes(TopicOp::Delete).await;
    desk.ann().writes("It says 404 now.").await;
    desk.ann().writes("And the light is red.").await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.refused(), [NOT_FOUND]);
    insta::assert_snapshot!(desk.chat(GROUP), @r"
    10:03:00 Bellhop:
        ⚠️ The topic for tickets is gone
        Telegram takes nothing for topic 5 any more. From now on tickets come here, to General; a card that stood in the topic comes with the next word about its ticket.
        To give them a topic again, make one, put its number into admin.tickets_topic_id and restart the bot.

        1 ticket is open

        🟢 #1 - VPN not connecting (2 min)
        [#1]
    10:03:00 Bellhop (edited):
        📋 Ticket #1: VPN not connecting
        Status: 🟡 In Progress | Priority: Normal
        User: @ann
        Waiting since: 10:00 (2 minutes)
        Assigned to: nobody

        👤 User (10:00):
        I get error code 403.
        👤 User (10:03):
        It says 404 now.
        👤 User (10:03):
        And the light is red.
        [Reply] [Close Ticket]
        [Assign] [Block User]
        [Priority] [Note]
    10:03:00 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin):
        User replied to #1
        It says 404 now.
    10:03:10 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin):
        User replied to #1
        And the light is red.
    ");
    let in_general = |m: &simulator::ShownMessage| m.thread.is_none();
    assert!(desk.messages(GROUP).iter().all(in_general));
}

/// A copy is refused with another text; it means the same.
#[actix::test]
async fn a_photo_finds_out_as_words_do() {
    let desk = anns_ticket_without_a_topic().await;
    desk.ann()
        .does_write(Writing {
            text: Some("My screen.".into()),
            media: Some("photo".into()),
            ..Default::default()
        })
        .await;
    assert_eq!(desk.refused(), [DELETED]);
    insta::assert_snapshot!(desk.chat(GROUP), @r"
    10:02:50 Bellhop:
        ⚠️ The topic for tickets is gone
        Telegram takes nothing for topic 5 any more. From now on tickets come here, to General; a card that stood in the topic comes with the next word about its ticket.
        To give them a topic again, make one, put its number into admin.tickets_topic_id and restart the bot.

        1 ticket is open

        🟢 #1 - VPN not connecting (2 min)
        [#1]
    10:02:50 Bellhop:
        🆕 New ticket #1
        Title: VPN not connecting
        User: @ann
        Priority: Normal

        I get error code 403.
        [View Ticket] [Assign to me]
    10:02:50 Bellhop (to Bellhop: 🆕 New ticket #1):
        <photo>
        User replied to #1
        My screen.
    ");
}

/// The alert, the reminder behind it and a call to somebody find their card, as the words do.
#[actix::test]
async fn an_alert_brings_the_card_of_its_ticket() {
    let desk = anns_ticket_without_a_topic().await;
    desk.pass(minutes(29)).await;
    assert_eq!(desk.refused(), [NOT_FOUND]);
    insta::assert_snapshot!(desk.chat(GROUP), @r"
    10:30:50 Bellhop:
        ⚠️ The topic for tickets is gone
        Telegram takes nothing for topic 5 any more. From now on tickets come here, to General; a card that stood in the topic comes with the next word about its ticket.
        To give them a topic again, make one, put its number into admin.tickets_topic_id and restart the bot.

        1 ticket is open

        🔴 #1 - VPN not connecting (30 min)
        [#1]
    10:30:50 Bellhop:
        🆕 New ticket #1
        Title: VPN not connecting
        User: @ann
        Priority: Normal

        I get error code 403.
        [View Ticket] [Assign to me]
    10:30:50 Bellhop (to Bellhop: 🆕 New ticket #1):
        ⚠️ SLA Breach!
        Ticket #1
        Title: VPN not connecting
        User: @ann
        Waiting: 30 minutes
        [View Ticket]
    ");
}

/// Forty tickets that are told together find out together, and are told together in General.
#[actix::test]
async fn a_digest_finds_out_as_words_do() {
    let people = digests::people(40);
    let desk = digests::all_about_to_open(&people, Vec::new()).await;
    desk.topic_goes(TopicOp::Delete).await;
    digests::all_open(&desk, &people).await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.refused(), [NOT_FOUND]);
    for once in [digests::DIGEST, "The topic for tickets is gone"] {
        assert_eq!(desk.count(GROUP, once), 1, "{once}");
    }
}

/// Whoever looks at a ticket gets its card, from the list that the team was told or from `/ticket`.
#[actix::test]
async fn a_look_brings_the_card() {
    let desk = anns_ticket().await;
    desk.chloe()
        .opens_a_ticket("Refund", "I want my money back, please.")
        .await;
    desk.topic_goes(TopicOp::Delete).await;
    desk.ann().writes("It says 404 now.").await;
    desk.dora().clicks_on("The topic for tickets", "#2").await;
    desk.pass(minutes(1)).await;
    let card = desk.find(GROUP, "📋 Ticket #2: Refund");
    assert_eq!(card.thread, None);
    assert_eq!(desk.count(GROUP, "📋 Ticket #2"), 1);
    assert_eq!(desk.refused(), [NOT_FOUND]);
}

/// Nothing of a ticket is told but that its card changed: then the card comes once more. A resolved ticket needs none.
#[actix::test]
async fn an_edit_posts_the_card_once_more() {
    let desk = anns_ticket().await;
    desk.ann().blocks_the_bot().await;
    desk.dora().replies("#1", "Restart it.").await;
    desk.chloe()
        .opens_a_ticket("Refund", "I want my money back, please.")
        .await;
    desk.topic_goes(TopicOp::Delete).await;
    desk.chloe().writes("Hello?").await;
    desk.chloe().presses("Close Ticket").await;
    desk.chloe().presses("Yes").await;
    assert_eq!(desk.count(GROUP, "📋 Ticket #1"), 0);
    // The answer that was held goes out: that is all that changes.
    desk.ann().unblocks_the_bot().await;
    desk.pass(minutes(1)).await;
    assert_eq!(desk.count(GROUP, "📋 Ticket #1"), 1);
    assert_eq!(desk.count(ANN, "Restart it."), 1);
}

/// It is remembered: a restart neither asks again nor tells again, and the cards in General stay the cards.
#[actix::test]
async fn it_is_remembered_over_a_restart() {
    let desk = anns_ticket_without_a_topic().await;
    desk.ann().writes("It says 404 now.").await;
    desk.restart().await;
    desk.ann().writes("And the light is red.").await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.refused(), [NOT_FOUND]);
    assert_eq!(desk.count(GROUP, "The topic for tickets is gone"), 1);
    let card = desk.find(GROUP, "New ticket #1");
    assert_eq!(desk.count(GROUP, "New ticket #1"), 1);
    let words = desk.find(GROUP, "And the light is red.");
    assert_eq!((words.thread, words.reply_to), (None, Some(card.id)));
}

/// A crash between the refusal and the words: what was found out is there or is found out again; the team is told once.
#[actix::test]
async fn a_crash_tells_the_team_once_all_the_same() {
    let desk = anns_ticket_without_a_topic().await;
    desk.trouble.answers_are_held(true);
    desk.sim
        .control(says(ANN, "It says 404 now."))
        .expect("Ann writes");
    desk.until("the topic is refused", |desk| desk.refused().len() == 1)
        .await;
    desk.trouble.is_over();
    desk.crash().await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.count(GROUP, "The topic for tickets is gone"), 1);
    assert_eq!(desk.count(GROUP, "It says 404 now."), 1);
}

/// Telegram lost the root of a topic that people still see: what stands in it stands, and answers to it arrive.
#[actix::test]
async fn replies_to_what_stood_in_the_topic_find_their_ticket() {
    let desk = anns_ticket().await;
    desk.topic_goes(TopicOp::Prune).await;
    let old = desk.find(GROUP, "New ticket #1");
    desk.ann().writes("It says 404 now.").await;
    let new = desk.find(GROUP, "New ticket #1");
    assert_ne!(new.id, old.id);
    desk.dora()
        .does_write(Writing {
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: Some(old.id),
            text: Some("Restart it.".into()),
            ..Default::default()
        })
        .await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
    // Of two cards the newer one is kept true; a list that is asked for in the topic can't be told there.
    desk.pass(minutes(1)).await;
    let card = desk.find(GROUP, "📋 Ticket #1");
    assert_eq!(card.id, new.id);
    desk.dora().says("/tickets").await;
    assert_eq!(desk.find(GROUP, "🎫 Active Tickets").thread, None);
    assert_eq!(desk.count(GROUP, "The topic for tickets is gone"), 1);
}

/// A topic that is closed may be opened again: its cards stand, nobody is told that it is gone, and it is tried each time.
#[actix::test]
async fn a_closed_topic_is_not_gone() {
    let desk = anns_ticket().await;
    let card = desk.find(GROUP, "New ticket #1");
    let kind = FaultKind::Error {
        code: 400,
        description: "Bad Request: TOPIC_CLOSED".into(),
    };
    desk.control(fault(SEND, GROUP, 1, kind)).await;
    desk.ann().writes("It says 404 now.").await;
    desk.ann().writes("And the light is red.").await;
    let words = |text| {
        let message = desk.find(GROUP, text);
        (message.thread, message.reply_to)
    };
    assert_eq!(words("It says 404 now."), (None, None));
    assert_eq!(
        words("And the light is red."),
        (Some(TOPIC), Some(card.id)),
        "{}",
        desk.everything()
    );
    assert_eq!(desk.count(GROUP, "The topic for tickets is gone"), 0);
    assert_eq!(desk.count(GROUP, "New ticket #1"), 1);
}

/// Somebody deleted a card by hand: the next words about its ticket, which reply to it, find that out and wait for it.
#[actix::test]
async fn a_card_that_was_deleted_by_hand_comes_back_before_what_replies_to_it() {
    let desk = anns_ticket().await;
    desk.dora().clicks("View Ticket").await;
    desk.chloe()
        .opens_a_ticket("Refund", "I want my money back, please.")
        .await;
    desk.is_deleted("📋 Ticket #1").await;
    let kind = FaultKind::Flood { retry_after: 5 };
    desk.control(fault(SEND, GROUP, 1, kind)).await;
    let before = desk.sim.journal().len();
    desk.control(says(ANN, "It says 404 now.")).await;
    desk.control(says(CHLOE, "Hello?")).await;
    desk.pass(minutes(2)).await;
    let calls = desk.sim.journal().into_iter().skip(before);
    let text = |line: &JournalLine| {
        let text = line.params["text"].as_str().unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        format!("{} {}: {first}", line.method, line.status)
    };
    let told: Vec<String> = calls
        .filter(|line| line.chat_id == Some(GROUP) && line.params.contains_key("text"))
        .map(|line| text(&line))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    SendMessage 429: <b>User replied to #1</b>
    SendMessage 400: <b>User replied to #1</b>
    SendMessage 200: <b>User replied to #2</b>
    SendMessage 200: 📋 Ticket #1: VPN not connecting
    SendMessage 200: <b>User replied to #1</b>
    EditMessageText 400: 📋 Ticket #1: VPN not connecting
    ");
    let card = desk.find(GROUP, "📋 Ticket #1");
    assert_eq!(card.thread, Some(TOPIC));
    desk.ann().writes("And the light is red.").await;
    let words = desk.find(GROUP, "And the light is red.");
    assert_eq!(words.reply_to, Some(card.id));
}
