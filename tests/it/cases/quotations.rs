//! Somebody replied to an older message, or quoted a part of one, and nobody on the other side understood what they meant.
//! The copy replies to what is meant where that exists there; else it quotes a line of it.

use super::*;
use serde_json::{Map, Value, json};
use simulator::{Fault, FaultKind, ShownMessage};

/// A desk at which Dora answered twice, and Ann wrote twice since. What Dora answered first and last, and Ann likewise.
struct Talk {
    desk: Desk,
    asked: i64,
    answered: i64,
    wrote: i64,
    added: i64,
}

async fn talk() -> Talk {
    let desk = looked_at().await;
    let asked = desk
        .dora()
        .replies("📋 Ticket #1", "Is it the router or the cable?")
        .await;
    let wrote = desk.ann().writes("I see a red light.").await;
    let added = desk.ann().writes("And it beeps.").await;
    let answered = desk
        .dora()
        .replies("📋 Ticket #1", "Please switch it off.")
        .await;
    Talk {
        desk,
        asked,
        answered,
        wrote,
        added,
    }
}

impl Talk {
    /// The newest message of the bot's in a chat.
    fn newest(&self, chat: i64) -> ShownMessage {
        let mut messages = self.desk.messages(chat).into_iter();
        messages.rfind(|m| m.by_bot).expect("a message")
    }

    /// What Ann was sent of an answer.
    fn copy(&self, chat: i64, text: &str) -> i64 {
        self.desk.find(chat, text).id
    }

    async fn ann_replies(&self, to: i64, quote: Option<&str>, text: &str) -> i64 {
        let writing = Writing {
            reply_to: Some(to),
            quote: quote.map(str::to_owned),
            text: Some(text.into()),
            ..Default::default()
        };
        self.desk.ann().does_write(writing).await
    }

    async fn dora_replies(&self, to: i64, quote: Option<&str>, text: &str) -> i64 {
        let writing = Writing {
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: Some(to),
            quote: quote.map(str::to_owned),
            text: Some(text.into()),
            ..Default::default()
        };
        self.desk.dora().does_write(writing).await
    }

    fn card(&self) -> i64 {
        self.desk.find(GROUP, "📋 Ticket #1").id
    }
}

type Told = (Option<i64>, Option<String>, String);

/// What a message replies to, what it quotes, and what it says.
fn told(message: ShownMessage) -> Told {
    (message.reply_to, message.quote, message.text)
}

fn reply(to: i64, quote: Option<&str>, text: &str) -> Told {
    (Some(to), quote.map(str::to_owned), text.to_owned())
}

#[actix::test]
async fn a_person_replies_to_an_older_answer() {
    let talk = talk().await;
    let to = talk.copy(ANN, "router or the cable");
    talk.ann_replies(to, None, "The router.").await;
    let copy = reply(talk.asked, None, "User replied to #1\nThe router.");
    assert_eq!(told(talk.newest(GROUP)), copy);
    // The conversation says it in a line.
    talk.desk.dora().says("/ticket 1").await;
    let line = "↩ in reply to: Is it the router or the cable?\nThe router.";
    talk.desk.find(GROUP, line);
    talk.desk.ann().writes("/ticket").await;
    talk.desk.find(ANN, line);
    talk.desk.behaved();
}

#[actix::test]
async fn a_person_replies_to_the_newest_answer() {
    let talk = talk().await;
    let to = talk.copy(ANN, "switch it off");
    talk.ann_replies(to, None, "Done.").await;
    let copy = reply(talk.card(), None, "User replied to #1\nDone.");
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn a_person_quotes_a_part_of_an_answer() {
    let talk = talk().await;
    let to = talk.copy(ANN, "switch it off");
    talk.ann_replies(to, Some("switch it off"), "How?").await;
    let copy = reply(
        talk.answered,
        Some("switch it off"),
        "User replied to #1\nHow?",
    );
    assert_eq!(told(talk.newest(GROUP)), copy);
    // Of the heading nothing can be meant.
    let heading = Some("Support replied to ticket");
    talk.ann_replies(to, heading, "Really?").await;
    let copy = reply(talk.card(), None, "User replied to #1\nReally?");
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn a_person_replies_to_what_they_wrote_themselves() {
    let talk = talk().await;
    let to = talk.copy(GROUP, "red light");
    talk.ann_replies(talk.wrote, Some("red"), "It is green now.")
        .await;
    let copy = reply(to, Some("red"), "User replied to #1\nIt is green now.");
    assert_eq!(told(talk.newest(GROUP)), copy);
    // Their first message stands on the card, to which all of theirs reply.
    let first = talk.desk.find(ANN, WORDS).id;
    talk.ann_replies(first, None, "It came back.").await;
    let text = format!("User replied to #1\n↩ in reply to: {WORDS}\nIt came back.");
    assert_eq!(told(talk.newest(GROUP)), reply(talk.card(), None, &text));
    talk.ann_replies(first, Some("error code 403"), "It is 404 now.")
        .await;
    let copy = reply(
        talk.card(),
        Some("error code 403"),
        "User replied to #1\nIt is 404 now.",
    );
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn an_agent_replies_to_an_older_message() {
    let talk = talk().await;
    let to = talk.copy(GROUP, "red light");
    talk.dora_replies(to, None, "Since when?").await;
    let copy = reply(
        talk.wrote,
        None,
        "Support replied to ticket #1\nSince when?",
    );
    assert_eq!(told(talk.newest(ANN)), copy);
    let to = talk.copy(GROUP, "it beeps");
    talk.dora_replies(to, None, "How often?").await;
    let copy = "Support replied to ticket #1\nHow often?".to_owned();
    assert_eq!(told(talk.newest(ANN)), (None, None, copy));
    talk.dora_replies(to, Some("beeps"), "Loudly?").await;
    let copy = reply(
        talk.added,
        Some("beeps"),
        "Support replied to ticket #1\nLoudly?",
    );
    assert_eq!(told(talk.newest(ANN)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn an_agent_quotes_from_the_card() {
    let talk = talk().await;
    let first = talk.desk.find(ANN, WORDS).id;
    let card = talk.card();
    talk.dora_replies(card, Some("error code 403"), "Which page?")
        .await;
    let copy = reply(
        first,
        Some("error code 403"),
        "Support replied to ticket #1\nWhich page?",
    );
    assert_eq!(told(talk.newest(ANN)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn nothing_of_a_note_is_quoted() {
    let talk = talk().await;
    let card = talk.card();
    talk.dora_replies(card, None, "// he is one of the loud ones")
        .await;
    talk.desk.dora().says("/ticket 1").await;
    let card = talk.card();
    for quote in ["one of the loud ones", "@dora"] {
        talk.dora_replies(card, Some(quote), "Hello?").await;
        let copy = "Support replied to ticket #1\nHello?".to_owned();
        assert_eq!(told(talk.newest(ANN)), (None, None, copy), "{quote}");
    }
    assert_eq!(talk.desk.count(ANN, "loud ones"), 0);
    talk.desk.behaved();
}

/// The next message to the group is refused.
async fn refused_once(talk: &Talk, description: &str) {
    let fault = Fault {
        method: Some("sendMessage".into()),
        chat_id: Some(GROUP),
        nth: 1,
        times: 1,
        kind: FaultKind::Error {
            code: 400,
            description: description.into(),
        },
    };
    talk.desk.control(Control::Fault(fault)).await;
}

#[actix::test]
async fn what_is_meant_was_deleted_there() {
    let talk = talk().await;
    let delete = Control::Delete {
        user: DORA,
        chat: Some(GROUP),
        message_id: talk.asked,
    };
    talk.desk.control(delete).await;
    let to = talk.copy(ANN, "router or the cable");
    talk.ann_replies(to, None, "The router.").await;
    let text = "User replied to #1\n↩ in reply to: Is it the router or the cable?\nThe router.";
    assert_eq!(told(talk.newest(GROUP)), reply(talk.card(), None, text));
    assert_eq!(talk.desk.refusals().len(), 1);
    // Whoever edits it takes the line away no more than anything else.
    let wrote = talk.desk.find(ANN, "The router.").id;
    talk.desk.changes(ANN, ANN, wrote, "No, the cable.").await;
    let text = "User replied to #1 · edited\n↩ in reply to: Is it the router or the cable?\nNo, the cable.";
    assert_eq!(told(talk.newest(GROUP)), reply(talk.card(), None, text));
}

#[actix::test]
async fn what_is_quoted_is_not_there_any_more() {
    let talk = talk().await;
    let to = talk.copy(ANN, "router or the cable");
    refused_once(&talk, "Bad Request: QUOTE_TEXT_INVALID").await;
    talk.ann_replies(to, Some("the router"), "That one.").await;
    let text = "User replied to #1\n↩ in reply to: the router\nThat one.";
    assert_eq!(told(talk.newest(GROUP)), reply(talk.card(), None, text));
}

#[actix::test]
async fn a_quotation_keeps_its_formatting() {
    let talk = talk().await;
    let bold = json!({"type": "bold", "offset": 6, "length": 4});
    let writing = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(talk.card()),
        text: Some("Press <OK> & wait.".into()),
        entities: vec![bold],
        ..Default::default()
    };
    let answer = talk.desk.dora().does_write(writing).await;
    let to = talk.copy(ANN, "Press <OK>");
    talk.ann_replies(to, Some("<OK> & wait"), "How long?").await;
    let copy = reply(answer, Some("<OK> & wait"), "User replied to #1\nHow long?");
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn a_person_replies_to_an_answer_of_an_older_ticket() {
    let talk = talk().await;
    let desk = &talk.desk;
    let to = talk.copy(ANN, "router or the cable");
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    desk.ann()
        .opens_a_ticket("Printer broken", "It prints nothing at all.")
        .await;
    talk.ann_replies(to, None, "It was the cable, by the way.")
        .await;
    let text = "User replied to #2\n↩ in reply to: Is it the router or the cable?\nIt was the cable, by the way.";
    let card = desk.find(GROUP, "🆕 New ticket #2").id;
    assert_eq!(told(talk.newest(GROUP)), reply(card, None, text));
    desk.behaved();
}

#[actix::test]
async fn a_person_quotes_from_another_chat() {
    let talk = talk().await;
    let origin = json!({"type": "channel", "date": 1, "message_id": 7, "chat": {"id": -1_009, "type": "channel", "title": "News"}});
    let extra: [(&str, Value); 2] = [
        ("external_reply", json!({"origin": origin})),
        (
            "quote",
            json!({"text": "The network is down\nuntil noon.", "position": 0, "is_manual": true}),
        ),
    ];
    let writing = Writing {
        text: Some("Is it that?".into()),
        extra: Map::from_iter(extra.map(|(name, value)| (name.to_owned(), value))),
        ..Default::default()
    };
    talk.desk.ann().does_write(writing).await;
    let text = "User replied to #1\n↩ in reply to News: The network is down\nIs it that?";
    assert_eq!(told(talk.newest(GROUP)), reply(talk.card(), None, text));
    talk.desk.behaved();
}

#[actix::test]
async fn a_photo_replies_too_and_an_edit_changes_nothing_of_it() {
    let talk = talk().await;
    let to = talk.copy(ANN, "router or the cable");
    let photo = Writing {
        media: Some("photo".into()),
        reply_to: Some(to),
        text: Some("This one.".into()),
        ..Default::default()
    };
    let sent = talk.desk.ann().does_write(photo).await;
    let copy = reply(talk.asked, None, "User replied to #1\nThis one.");
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.changes(ANN, ANN, sent, "That one.").await;
    let copy = reply(talk.asked, None, "User replied to #1 · edited\nThat one.");
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.dora().says("/ticket 1").await;
    let shown = "↩ in reply to: Is it the router or the cable?\n📷 That one.";
    talk.desk.find(GROUP, shown);
    talk.desk.behaved();
}

#[actix::test]
async fn the_topic_of_what_is_meant_is_closed() {
    let talk = talk().await;
    refused_once(&talk, "Bad Request: TOPIC_CLOSED").await;
    let to = talk.copy(ANN, "router or the cable");
    talk.ann_replies(to, None, "The router.").await;
    let text = "User replied to #1\n↩ in reply to: Is it the router or the cable?\nThe router.";
    let copy = talk.newest(GROUP);
    assert_eq!((copy.thread, copy.text.as_str()), (None, text));
}

#[actix::test]
async fn a_person_quotes_from_the_conversation_that_they_look_at() {
    let talk = talk().await;
    talk.desk.ann().writes("/ticket").await;
    let view = talk.copy(ANN, "📋 Ticket #1");
    talk.ann_replies(view, Some("the router or the cable"), "Both.")
        .await;
    let copy = reply(
        talk.asked,
        Some("the router or the cable"),
        "User replied to #1\nBoth.",
    );
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn a_reply_to_an_attachment_that_was_sent_again() {
    let talk = talk().await;
    let photo = Writing {
        media: Some("photo".into()),
        text: Some("The router.".into()),
        ..Default::default()
    };
    let sent = talk.desk.ann().does_write(photo.clone()).await;
    let copied = talk.newest(GROUP).id;
    talk.desk.pass(minutes(1)).await;
    talk.desk.ann().does_write(photo).await;
    talk.desk.ann().writes("/ticket").await;
    talk.desk.ann().presses("📷 10:01").await;
    let again = talk.newest(ANN).id;
    talk.ann_replies(again, None, "This one is mine.").await;
    let copy = reply(copied, None, "User replied to #1\nThis one is mine.");
    assert_eq!(told(talk.newest(GROUP)), copy);
    talk.desk.dora().says("/ticket 1").await;
    talk.desk.dora().clicks("📷 10:01").await;
    let again = talk.newest(GROUP).id;
    talk.dora_replies(again, None, "Is it yours?").await;
    let copy = reply(sent, None, "Support replied to ticket #1\nIs it yours?");
    assert_eq!(told(talk.newest(ANN)), copy);
    talk.desk.behaved();
}

#[actix::test]
async fn a_custom_emoji_can_not_be_quoted_and_is_told_in_a_line() {
    let talk = talk().await;
    let emoji =
        json!({"type": "custom_emoji", "offset": 11, "length": 2, "custom_emoji_id": "5368"});
    let writing = Writing {
        text: Some("It says so 🔴 all day.".into()),
        entities: vec![emoji],
        ..Default::default()
    };
    talk.desk.ann().does_write(writing).await;
    let to = talk.copy(GROUP, "It says so");
    talk.dora_replies(to, Some("so 🔴 all day"), "Which one?")
        .await;
    let text = "Support replied to ticket #1\n↩ in reply to: so 🔴 all day\nWhich one?".to_owned();
    assert_eq!(told(talk.newest(ANN)), (None, None, text));
    talk.desk.behaved();
}
