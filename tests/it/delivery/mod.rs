//! Delivery: what is told arrives, in order, once, as fast as Telegram takes it, whatever Telegram says.
//!
//! The simulator's limits are on, as Telegram documents them.

use crate::common::desk::*;
use bellhop::{
    actors::InjectPanic,
    domain::ticket::{Status, Ticket},
    telegram::Call,
};
use simulator::{Control, Fault, FaultKind, JournalLine, TopicOp, WorldFile, Writing};
use std::time::Duration;

mod digests;
mod lost_topic;
mod outages;
mod refusals;
mod rush;
mod unreported;
mod upgraded;

/// A panic in the midst of an actor.
const BREAK: InjectPanic = InjectPanic(|| panic!("broken on purpose"));

const SEND: &str = "sendMessage";

fn fault(method: &str, chat: i64, times: u32, kind: FaultKind) -> Control {
    Control::Fault(Fault {
        method: Some(method.into()),
        chat_id: Some(chat),
        nth: 1,
        times,
        kind,
    })
}

fn says(user: i64, text: &str) -> Control {
    Control::Write(Writing {
        user,
        text: Some(text.into()),
        ..Default::default()
    })
}

/// A desk where Ann has a ticket.
async fn anns_ticket() -> Desk {
    let desk = Desk::open().await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    desk.pass(minutes(2)).await;
    desk
}

impl Desk {
    /// The calls of a method to a chat, since the journal had so many lines.
    fn calls(&self, since: usize, method: &str, chat: i64) -> Vec<JournalLine> {
        let journal = self.sim.journal();
        let lines = journal.into_iter().skip(since);
        lines
            .filter(|line| line.method.eq_ignore_ascii_case(method) && line.chat_id == Some(chat))
            .collect()
    }

    /// How often Telegram asked to wait.
    fn floods(&self) -> usize {
        self.sim
            .journal()
            .iter()
            .filter(|line| line.status == 429)
            .count()
    }

    /// The texts of a chat that hold a word, in order.
    fn texts(&self, chat: i64, word: &str) -> Vec<String> {
        let messages = self.messages(chat).into_iter();
        messages
            .map(|m| m.text)
            .filter(|text| text.contains(word))
            .collect()
    }

    /// What the ticket is, and that nothing of it is on its way any more.
    async fn settled(&self, id: i64) -> Ticket {
        let ticket = self.ticket(id).await;
        assert_eq!(ticket.pending, [], "{}", self.everything());
        ticket
    }
}

// ---- limits

/// Telegram asks to wait with one chat: that one waits exactly so long, and nobody else does.
#[actix::test]
async fn a_flood_holds_up_one_chat_for_as_long_as_asked() {
    let desk = Desk::open().await;
    let kind = FaultKind::Flood { retry_after: 7 };
    desk.control(fault(SEND, ANN, 1, kind)).await;
    let start = |user| Control::Start {
        user,
        payload: None,
    };
    desk.control(start(ANN)).await;
    desk.control(start(CHLOE)).await;
    assert_eq!(
        (desk.count(ANN, "Hello!"), desk.count(CHLOE, "Hello!")),
        (0, 1)
    );
    desk.pass_exactly(Duration::from_millis(6_999)).await;
    assert_eq!(desk.count(ANN, "Hello!"), 0);
    desk.pass_exactly(Duration::from_millis(2)).await;
    assert_eq!(desk.count(ANN, "Hello!"), 1);
    assert_eq!(desk.calls(0, SEND, ANN).len(), 2);
}

/// Of a card's edits only the newest is sent, and behind the words that caused it.
#[actix::test]
async fn only_the_newest_edit_of_a_card_is_sent() {
    let desk = anns_ticket().await;
    desk.dora().clicks("View Ticket").await;
    desk.pass(minutes(2)).await;
    let kind = FaultKind::Flood { retry_after: 20 };
    desk.control(fault(SEND, GROUP, 1, kind)).await;
    let before = desk.sim.journal().len();
    for n in 0..3 {
        desk.control(says(ANN, &format!("Line {n}."))).await;
    }
    desk.pass(Duration::from_secs(60)).await;
    assert_eq!(desk.texts(GROUP, "User replied").len(), 3);
    let edits = desk.calls(before, "editMessageText", GROUP);
    assert_eq!(edits.len(), 1, "{edits:?}");
    let words = desk.calls(before, SEND, GROUP);
    assert!(words.iter().all(|line| line.seq < edits[0].seq));
}

// ---- order, and what Telegram says

/// Whatever fails in between, what one ticket tells one chat comes in order and once.
#[actix::test]
async fn order_holds_under_failures() {
    let desk = anns_ticket().await;
    for (times, kind) in [
        (1, FaultKind::BadGateway),
        (2, FaultKind::Restart),
        (1, FaultKind::Dropped),
        (1, FaultKind::Flood { retry_after: 3 }),
    ] {
        desk.control(fault(SEND, GROUP, times, kind)).await;
        for n in 0..3 {
            let line = says(ANN, &format!("Line {n}."));
            desk.sim.control(line).expect("Ann writes");
        }
        desk.struggle(minutes(1)).await;
    }
    let lines = desk.texts(GROUP, "Line ");
    assert_eq!(lines.len(), 12, "{lines:#?}");
    for (at, line) in lines.iter().enumerate() {
        assert!(line.contains(&format!("Line {}.", at % 3)), "{lines:#?}");
    }
}

/// Done, but the answer was lost: whether it was done can't be known, so it is said once more at most.
#[actix::test]
async fn an_answer_lost_costs_one_repeat_at_most() {
    let desk = anns_ticket().await;
    desk.control(fault(SEND, GROUP, 1, FaultKind::AnswerLost))
        .await;
    desk.ann().writes("It says 404 now.").await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.texts(GROUP, "It says 404 now.").len(), 2);

    desk.control(fault(SEND, ANN, 1, FaultKind::AnswerLost))
        .await;
    desk.dora().replies("It says 404 now.", "Restart it.").await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.texts(ANN, "Restart it.").len(), 2);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
}

/// An edit that changes nothing is success.
#[actix::test]
async fn not_modified_is_success() {
    let desk = anns_ticket().await;
    let description = "Bad Request: message is not modified: specified new message content and reply markup are exactly \
                       the same as a current content and reply markup of the message";
    let kind = FaultKind::Error {
        code: 400,
        description: description.into(),
    };
    desk.dora().clicks("View Ticket").await;
    let before = desk.sim.journal().len();
    desk.control(fault("editMessageText", GROUP, 1, kind)).await;
    desk.ann().writes("It says 404 now.").await;
    desk.pass(minutes(5)).await;
    assert_eq!(desk.calls(before, "editMessageText", GROUP).len(), 1);
}

/// The team's topic is deleted, lost or closed: what the team must know goes to General.
async fn without_the_topic(op: TopicOp) {
    let desk = Desk::open().await;
    let user = (op != TopicOp::Prune).then_some(DORA);
    desk.control(Control::Topic {
        user,
        chat: GROUP,
        op,
        thread: Some(TOPIC),
        name: None,
    })
    .await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    let card = desk.find(GROUP, "New ticket #1");
    assert_eq!(card.thread, None, "in General");
    desk.ann().writes("It says 404 now.").await;
    assert_eq!(desk.find(GROUP, "It says 404 now.").thread, None);
}

#[actix::test]
async fn a_deleted_topic_sends_the_team_to_general() {
    without_the_topic(TopicOp::Delete).await;
}

#[actix::test]
async fn a_lost_topic_sends_the_team_to_general() {
    without_the_topic(TopicOp::Prune).await;
}

/// The card is gone: its edit posts it again, and everything else goes on.
#[actix::test]
async fn a_card_that_is_gone_stops_nothing() {
    let desk = anns_ticket().await;
    desk.dora().clicks("View Ticket").await;
    let message_id = desk.find(GROUP, "#1").id;
    desk.control(Control::Delete {
        user: DORA,
        chat: Some(GROUP),
        message_id,
    })
    .await;
    desk.ann().writes("It says 404 now.").await;
    desk.ann().writes("And the light is red.").await;
    desk.pass(minutes(2)).await;
    for words in ["It says 404 now.", "And the light is red."] {
        let told = format!("User replied to #1\n{words}");
        assert_eq!(desk.count(GROUP, &told), 1);
    }
    assert_eq!(desk.count(GROUP, "📋 Ticket #1"), 1);
    desk.dora()
        .replies("User replied to #1", "Restart it.")
        .await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
}

/// The person removed a photo before the team got it: its file is still known. When that is gone too, a line says so.
#[actix::test]
async fn an_original_that_is_gone_is_sent_by_its_file() {
    let desk = photo_that_is_removed(0).await;
    let photo = |m: &simulator::ShownMessage| m.media.as_deref() == Some("photo");
    assert_eq!(
        desk.messages(GROUP).iter().filter(|m| photo(m)).count(),
        1,
        "{}",
        desk.everything()
    );
    assert_eq!(desk.count(GROUP, "My screen."), 1);
}

/// Nor is the file known any more: a line says what it was.
#[actix::test]
async fn a_file_that_is_gone_too_is_a_line() {
    let desk = photo_that_is_removed(1).await;
    let photos = desk
        .messages(GROUP)
        .into_iter()
        .filter(|m| m.media.is_some())
        .count();
    assert_eq!(photos, 0, "{}", desk.everything());
    assert_eq!(desk.count(GROUP, "My screen."), 1);
    assert_eq!(desk.count(GROUP, "📷 An attachment was here"), 1);
}

async fn photo_that_is_removed(files_gone: u32) -> Desk {
    let desk = anns_ticket().await;
    let kind = FaultKind::Flood { retry_after: 5 };
    desk.control(fault("copyMessage", GROUP, 1, kind)).await;
    let sent = desk
        .control(Control::Write(Writing {
            user: ANN,
            text: Some("My screen.".into()),
            media: Some("photo".into()),
            ..Default::default()
        }))
        .await;
    desk.control(Control::Delete {
        user: ANN,
        chat: None,
        message_id: sent["message_id"].as_i64().expect("a number"),
    })
    .await;
    if files_gone > 0 {
        let kind = FaultKind::Error {
            code: 400,
            description: "Bad Request: wrong file identifier/HTTP URL specified".into(),
        };
        desk.control(fault("sendPhoto", GROUP, files_gone, kind))
            .await;
    }
    desk.pass(minutes(1)).await;
    desk
}

// ---- people who can't be reached

/// The agent is told that it waits; it goes out as soon as the person is back.
#[actix::test]
async fn an_answer_to_somebody_away_is_held_until_they_are_back() {
    let desk = anns_ticket().await;
    desk.ann().blocks_the_bot().await;
    desk.dora().replies("#1", "Restart it.").await;
    assert_eq!(desk.count(GROUP, "this answer was not delivered"), 1);
    assert_eq!(desk.count(ANN, "Restart it."), 0);
    assert!(desk.ticket(1).await.unreachable.is_some());
    desk.pass(minutes(10)).await;
    desk.ann().unblocks_the_bot().await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    let ticket = desk.settled(1).await;
    assert_eq!(
        (ticket.status, ticket.unreachable),
        (Status::AwaitingUser, None)
    );
    desk.pass(minutes(10)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
}

/// Nobody told the desk that they are back, but they write: what was held goes out too.
#[actix::test]
async fn whoever_writes_can_be_reached_again() {
    let desk = anns_ticket().await;
    let kind = FaultKind::Error {
        code: 403,
        description: "Forbidden: bot was blocked by the user".into(),
    };
    desk.control(fault(SEND, ANN, 1, kind)).await;
    desk.dora().replies("#1", "Restart it.").await;
    assert_eq!(desk.count(ANN, "Restart it."), 0);
    assert!(desk.ticket(1).await.unreachable.is_some());
    desk.ann().writes("Hello?").await;
    desk.pass(A_WHILE).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    let ticket = desk.settled(1).await;
    assert_eq!(
        (ticket.status, ticket.unreachable),
        (Status::InProgress, None)
    );
}

// ---- panics, outages, restarts

/// The notifier dies with a call under way: it is made again, and nothing else is.
#[actix::test]
async fn a_panic_of_the_notifier_repeats_one_call_at_most() {
    let desk = anns_ticket().await;
    desk.trouble.answers_are_held(true);
    desk.sim
        .control(says(ANN, "It says 404 now."))
        .expect("Ann writes");
    desk.until("the words are sent", |desk| {
        desk.count(GROUP, "It says 404 now.") == 1
    })
    .await;
    desk.running(|r| r.notifier.do_send(BREAK));
    desk.trouble.is_over();
    desk.struggle(Duration::from_secs(5)).await;
    assert!(desk.count(GROUP, "It says 404 now.") <= 2);
    for n in 0..20 {
        desk.ann().writes(&format!("Line {n}.")).await;
    }
    assert_eq!(
        desk.texts(GROUP, "Line ").len(),
        20,
        "the budget is whole again"
    );
    assert_eq!(desk.floods(), 0);
}

/// A row that the desk itself panics over is tried again; it never takes the others with it.
#[actix::test]
async fn a_row_that_panics_is_tried_thrice() {
    let desk = anns_ticket().await;
    let panics = |left: u32| {
        let mut left = left;
        move |call: &Call| {
            let hit = matches!(call, Call::Text { to, html, .. } if to.chat == ANN && html.contains("Restart it."));
            let more = hit && left > 0;
            left -= u32::from(more);
            more
        }
    };
    desk.trouble.with_calls(panics(2));
    desk.dora().replies("#1", "Restart it.").await;
    desk.pass(minutes(1)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);

    desk.trouble.with_calls(panics(3));
    desk.dora().replies("#1", "Restart it.").await;
    desk.pass(minutes(1)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(
        desk.count(GROUP, "this answer was not delivered"),
        1,
        "its agent is told"
    );
    desk.settled(1).await;
    assert!(!desk.running(|r| r.broken.is_cancelled()));
}

/// An answer arrived while its ticket could not be told, and the registry died over it: the ticket learns of it all the
/// same, however long that takes, and the person reads it once.
#[actix::test]
async fn a_ticket_learns_of_its_delivery_in_the_end() {
    let desk = anns_ticket().await;
    let told = |work: &bellhop::store::UnitOfWork| {
        use bellhop::domain::event::EventKind;
        let taken = |what: &EventKind| matches!(what, EventKind::AnswerDelivered { .. });
        work.ticket
            .as_ref()
            .is_some_and(|w| w.events.iter().any(|e| taken(&e.what)))
    };
    desk.trouble
        .with_turns(move |work| told(work).then_some(crate::common::trouble::Goes::Away));
    let reply_to = Some(desk.find(GROUP, "#1").id);
    desk.sim
        .control(Control::Write(Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            text: Some("Restart it.".into()),
            reply_to,
            ..Default::default()
        }))
        .expect("Dora writes");
    desk.struggle(Duration::from_secs(30)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    desk.running(|r| r.registry.do_send(BREAK));
    desk.struggle(Duration::from_secs(5)).await;
    assert_eq!(desk.ticket(1).await.pending.len(), 1, "it was not told yet");
    desk.trouble.is_over();
    desk.struggle(Duration::from_secs(5)).await;
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
    assert_eq!(desk.count(ANN, "Restart it."), 1);
}

/// What was delivered is recorded before a stop, so that it is not delivered again afterwards.
#[actix::test]
async fn a_stop_records_what_was_just_delivered() {
    let desk = anns_ticket().await;
    desk.trouble.answers_are_held(true);
    let reply_to = Some(desk.find(GROUP, "#1").id);
    desk.sim
        .control(Control::Write(Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            text: Some("Restart it.".into()),
            reply_to,
            ..Default::default()
        }))
        .expect("Dora writes");
    desk.until("the answer is sent", |desk| {
        desk.count(ANN, "Restart it.") == 1
    })
    .await;
    desk.trouble.is_over();
    desk.restart().await;
    desk.pass(minutes(2)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
}

/// The budgets of the minute before a restart hold after it.
#[actix::test]
async fn budgets_are_remembered_over_a_restart() {
    let desk = anns_ticket().await;
    for n in 0..15 {
        desk.control(says(ANN, &format!("Line {n}."))).await;
    }
    desk.restart().await;
    for n in 15..30 {
        desk.control(says(ANN, &format!("Line {n}."))).await;
    }
    desk.pass(minutes(5)).await;
    assert_eq!(desk.texts(GROUP, "Line ").len(), 30);
    assert_eq!(desk.floods(), 0);
}
