//! **Note**: kept with the ticket, never sent.

use super::*;
use bellhop::domain::{
    ids::{AgentId, MessageNo, TicketId},
    ticket::Status,
};
use serde_json::{Value, json};
use simulator::{Control, Fault, FaultKind, Press, Writing};

const NOTE: &str = "He had the same problem in May.";
const RUSSIAN_PROMPT: &str =
    "📝 Обращение #1: пришлите заметку ответом на это сообщение. Пользователь её не увидит.";
const PROMPT: &str = "reply to this message with the note";

/// A desk at which Dora was asked for the note that she wants to keep with ticket #1, In Progress.
async fn asked() -> Desk {
    let desk = looked_at().await;
    desk.dora().clicks("Note").await;
    desk
}

/// A desk at which Dora kept a note with ticket #1, In Progress.
async fn noted() -> Desk {
    let desk = asked().await;
    desk.dora().replies(PROMPT, NOTE).await;
    desk
}

/// The notes of ticket #1: who wrote them, and what they say.
async fn notes(desk: &Desk) -> Vec<(i64, String)> {
    let said = desk.store.conversation(TicketId(1)).await.expect("a store");
    let notes = said.into_iter().filter(|said| said.note);
    notes
        .map(|said| (said.agent.map_or(0, |agent| agent.0), said.words.text))
        .collect()
}

fn by(agent: i64, text: &str) -> (i64, String) {
    (agent, text.to_owned())
}

/// Asserts that nothing of a note was ever sent to Ann: no call to her chat has its words, and none copies anything out
/// of the team's group.
fn ann_heard_nothing(desk: &Desk) {
    let calls = desk.sim.journal().into_iter();
    let leaks: Vec<String> = calls
        .filter(|line| line.chat_id == Some(ANN))
        .map(|line| format!("{} {:?}", line.method, line.params))
        .filter(|call| call.contains(NOTE) || call.contains(&GROUP.to_string()))
        .collect();
    assert_eq!(leaks, [""; 0]);
    assert_eq!(desk.count(ANN, NOTE), 0);
}

#[actix::test]
async fn a_note_is_asked_for_and_kept() {
    let desk = looked_at().await;
    let (before, hers) = (desk.ticket(1).await, desk.chat(ANN));
    assert_eq!(desk.dora().clicks("Note").await, None);
    desk.dora().replies(PROMPT, NOTE).await;
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            📋 Ticket #1: VPN not connecting
            Status: 🟡 In Progress | Priority: Normal
            User: @ann
            Waiting since: 10:00 (30 seconds)
            Assigned to: nobody

            👤 User (10:00):
            I get error code 403 since this morning.
            📝 Note · @dora (10:01):
            He had the same problem in May.
            [Reply] [Close Ticket]
            [Assign] [Block User]
            [Priority] [Note]
        10:01:00 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin):
            📝 Ticket #1: @dora, reply to this message with the note. The user never sees it.
        10:01:10 Dora (to Bellhop: 📝 Ticket #1: @dora, reply to t):
            He had the same problem in May.
            🫡
    ");
    assert_eq!(notes(&desk).await, [by(DORA, NOTE)]);
    assert_eq!(desk.chat(ANN), hers);
    ann_heard_nothing(&desk);
    // No look, no answer, no clock.
    let mut after = desk.ticket(1).await;
    assert_eq!(after.version, before.version + 1);
    (after.version, after.messages) = (before.version, before.messages);
    assert_eq!(after, before);
    desk.behaved();
}

#[actix::test]
async fn media_are_notes_too() {
    let desk = asked().await;
    let photo = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, PROMPT).id),
        media: Some("photo".into()),
        text: Some(NOTE.into()),
        ..Default::default()
    };
    desk.dora().does_write(photo).await;
    let card = desk.find(GROUP, "📋 Ticket #1");
    let line = format!("📝 Note · @dora (10:01):\n📷 {NOTE}");
    assert!(card.text.ends_with(&line), "{}", card.text);
    // She asks for the attachment, as if she knew of it.
    let forged = Press {
        data: Some("file:1:2".into()),
        ..Default::default()
    };
    let before = desk.messages(ANN).len();
    assert_eq!(desk.ann().does_press(forged).await, None);
    assert_eq!(desk.messages(ANN).len(), before);
    ann_heard_nothing(&desk);
    desk.behaved();
}

/// Two notes, an answer, and a third note; then Ann looks at everything that there is to look at.
#[actix::test]
async fn the_person_sees_no_sign_of_a_note() {
    let desk = noted().await;
    desk.emil().replies(PROMPT, &format!("{NOTE} Twice.")).await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.dora().replies(PROMPT, &format!("{NOTE} Sigh.")).await;
    desk.ann().writes("/ticket").await;
    insta::assert_snapshot!(transcript(&[desk.find(ANN, "📋 Ticket #1")]), @r"
        10:01:50 Bellhop:
            📋 Ticket #1: VPN not connecting
            Status: 🔵 Awaiting User | Priority: Normal

            👤 User (10:00):
            I get error code 403 since this morning.
            👨‍💼 Support (10:01):
            Please restart the app.
            [Reply] [Close Ticket]
    ");
    desk.ann().writes("/tickets").await;
    desk.ann().writes("Thank you").await;
    for number in 1..=7 {
        let forged = Press {
            data: Some(format!("file:1:{number}")),
            ..Default::default()
        };
        desk.ann().does_press(forged).await;
    }
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    desk.ann().writes("/tickets").await;
    let forged = Press {
        data: Some("conv:1:0".into()),
        ..Default::default()
    };
    desk.ann().does_press(forged).await;
    assert_eq!(notes(&desk).await.len(), 3);
    assert_eq!(desk.count(ANN, "📝"), 0);
    ann_heard_nothing(&desk);
    // The team still reads them.
    desk.dora().clicks("View Ticket").await;
    let card = desk.find(GROUP, "📋 Ticket #1");
    assert_eq!(card.text.matches(NOTE).count(), 3, "{}", card.text);
    desk.behaved();
}

#[actix::test]
async fn a_note_stops_no_clock_and_breaks_no_silence() {
    let desk = noted().await;
    desk.pass(minutes(31)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1);
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.pass(hours(41)).await;
    desk.dora().replies(PROMPT, "Still nothing.").await;
    desk.pass(hours(8)).await;
    assert_eq!(desk.ticket(1).await.status, Status::Resolved);
    ann_heard_nothing(&desk);
    desk.behaved();
}

#[actix::test]
async fn the_prompt_is_answered_by_a_colleague_twice_and_by_nobody_with_a_name() {
    let desk = noted().await;
    desk.emil().replies(PROMPT, "In June as well.").await;
    desk.emil().replies(PROMPT, "And in July.").await;
    let anonymous = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, PROMPT).id),
        text: Some("Not in August.".into()),
        as_anonymous: true,
        ..Default::default()
    };
    desk.dora().does_write(anonymous).await;
    let all = [
        by(DORA, NOTE),
        by(EMIL, "In June as well."),
        by(EMIL, "And in July."),
        by(AgentId::ANONYMOUS.0, "Not in August."),
    ];
    assert_eq!(notes(&desk).await, all);
    let card = desk.find(GROUP, "📋 Ticket #1");
    let line = "📝 Note · an anonymous administrator (10:01):\nNot in August.";
    assert!(card.text.ends_with(line), "{}", card.text);
    assert_eq!(desk.count(ANN, "Support replied"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_the_note_itself_is_talk_among_the_team() {
    let desk = noted().await;
    let card = desk.find(GROUP, "📋 Ticket #1").text;
    desk.emil().replies(NOTE, "I remember.").await;
    assert_eq!(desk.find(GROUP, "📋 Ticket #1").text, card);
    assert_eq!(notes(&desk).await, [by(DORA, NOTE)]);
    assert_eq!(desk.count(GROUP, "nothing was sent"), 0);
    assert_eq!(desk.count(ANN, "I remember."), 0);
    desk.behaved();
}

#[actix::test]
async fn the_ticket_is_resolved_before_the_prompt_is_answered() {
    let desk = asked().await;
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    let hers = desk.chat(ANN);
    let written = desk.dora().replies(PROMPT, NOTE).await;
    let told = desk.find(GROUP, "is resolved");
    assert_eq!(
        told.text,
        "⚠️ Ticket #1 is resolved: the note was not kept."
    );
    assert_eq!(told.reply_to, Some(written));
    // Nor does it become an answer when it is said again to that.
    desk.dora().replies("the note was not kept", NOTE).await;
    desk.find(GROUP, "⚠️ Ticket #1 is resolved: nothing was sent.");
    assert_eq!(notes(&desk).await, []);
    assert_eq!(desk.chat(ANN), hers);
    ann_heard_nothing(&desk);
    desk.behaved();
}

#[actix::test]
async fn the_desk_restarts_before_and_after_the_prompt_is_answered() {
    let desk = asked().await;
    desk.restart().await;
    desk.dora().replies(PROMPT, NOTE).await;
    desk.crash().await;
    desk.dora().replies(PROMPT, "In June as well.").await;
    desk.crash().await;
    let both = [by(DORA, NOTE), by(DORA, "In June as well.")];
    assert_eq!(notes(&desk).await, both);
    assert_eq!(desk.find(GROUP, "In June").reactions, ["🫡"]);
    assert_eq!(desk.ticket(1).await.last_from_person, MessageNo(1));
    ann_heard_nothing(&desk);
    desk.behaved();
}

/// Dora replies to a message of the bot's that says `text`, of which the desk has no record.
async fn replies_without_a_record(desk: &Desk, text: &str) {
    let chat =
        json!({"id": GROUP, "type": "supergroup", "title": "Support team", "is_forum": true});
    let in_topic = |mut message: Value| {
        message["chat"] = chat.clone();
        message["date"] = json!(1_795_428_000);
        message["message_thread_id"] = json!(TOPIC);
        message["is_topic_message"] = json!(true);
        message
    };
    let bot = json!({"id": 123_456, "is_bot": true, "first_name": "Bellhop"});
    let dora = json!({"id": DORA, "is_bot": false, "first_name": "Dora", "username": "dora"});
    let lost = in_topic(json!({"message_id": 8_000, "from": bot, "text": text}));
    let reply = json!({"message_id": 9_000, "from": dora, "text": NOTE, "reply_to_message": lost});
    let Value::Object(update) = json!({"message": in_topic(reply)}) else {
        panic!("an update is an object");
    };
    desk.control(Control::Update { update }).await;
    desk.pass(A_WHILE).await;
}

#[actix::test]
async fn the_record_of_the_prompt_is_lost() {
    let desk = asked().await;
    let prompt = desk.find(GROUP, PROMPT).text;
    replies_without_a_record(&desk, &prompt).await;
    assert_eq!(notes(&desk).await, [by(DORA, NOTE)]);
    ann_heard_nothing(&desk);
    // To nobody in particular, in the other language.
    replies_without_a_record(&desk, RUSSIAN_PROMPT).await;
    assert_eq!(notes(&desk).await.len(), 2);
    ann_heard_nothing(&desk);
    // No sentence of ours, a number of no ticket, or none at all: nothing is kept, nothing is sent, and Dora is told.
    for prompt in [
        "📝 Note for #1",
        "📝 #1",
        "📝 Note for #99",
        "📝 A note, please",
    ] {
        replies_without_a_record(&desk, prompt).await;
    }
    assert_eq!(notes(&desk).await.len(), 2);
    assert_eq!(desk.count(GROUP, "I can't tell which ticket"), 4);
    ann_heard_nothing(&desk);
    // The same of the prompt for an answer does reach Ann: it is the sign that makes the difference.
    replies_without_a_record(&desk, "✍ Ticket #1: reply to this message with the answer.").await;
    assert_eq!(desk.count(ANN, NOTE), 1);
}

#[actix::test]
async fn where_reactions_are_refused_a_line_tells_and_what_replies_to_it_is_a_note() {
    let desk = asked().await;
    let fault = Fault {
        method: Some("setMessageReaction".into()),
        chat_id: Some(GROUP),
        nth: 1,
        times: 1,
        kind: FaultKind::Error {
            code: 400,
            description: "Bad Request: REACTION_INVALID".into(),
        },
    };
    desk.control(Control::Fault(fault)).await;
    let written = desk.dora().replies(PROMPT, NOTE).await;
    let told = desk.find(GROUP, "the note is kept");
    assert_eq!(told.text, "📝 Ticket #1: the note is kept.");
    assert_eq!(told.reply_to, Some(written));
    desk.dora()
        .replies("the note is kept", "In June as well.")
        .await;
    let both = [by(DORA, NOTE), by(DORA, "In June as well.")];
    assert_eq!(notes(&desk).await, both);
    assert_eq!(desk.count(ANN, "In June as well."), 0);
    ann_heard_nothing(&desk);
}

/// Who left the team in the meantime is nobody's colleague.
#[actix::test]
async fn only_the_team_keeps_notes() {
    let desk = Desk::set(&[("ADMIN__AGENTS", "[2001, 2002]")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.dora().clicks("View Ticket").await;
    desk.dora().clicks("Note").await;
    desk.fay().replies(PROMPT, NOTE).await;
    assert_eq!(notes(&desk).await, []);
    assert_eq!(desk.count(ANN, NOTE), 0);
    desk.dora().replies(PROMPT, NOTE).await;
    assert_eq!(notes(&desk).await, [by(DORA, NOTE)]);
    desk.behaved();
}
