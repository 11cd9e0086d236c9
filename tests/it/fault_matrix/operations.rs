//! What the desk does: where each operation begins, what makes it happen, and the call by which it shows.

use super::*;
use simulator::{Album, AlbumItem, Control, Press, Writing};
use std::time::Duration;

const TITLE: &str = "VPN not connecting";
const WORDS: &str = "I get error code 403 since this morning.";
const MORE: &str = "And the light is red.";
const ANSWER: &str = "Please restart the app.";
const PROMPT: &str = "reply to this message";

/// An operation.
pub(super) struct Operation {
    pub(super) name: &'static str,
    /// Where it begins.
    stage: Stage,
    /// What makes it happen.
    act: Act,
    /// The call that shows it: its method, and the chat, if it names one.
    pub(super) call: Option<(&'static str, Option<i64>)>,
    /// Whether a ticket that is awake takes a turn for it.
    pub(super) turn: bool,
}

/// Where an operation begins.
#[derive(Clone, Copy)]
enum Stage {
    /// Ann is asked for her first message.
    Asked,
    /// Her ticket is there.
    Opened,
    /// Dora looked at it.
    LookedAt,
    /// And Ann wrote once more.
    Wrote,
    /// And Dora answered.
    Answered,
    /// Dora is asked whether to close it.
    TeamCloses,
    /// Ann is.
    AnnCloses,
    /// It is closed.
    Resolved,
    /// Dora is asked how urgent it is.
    PriorityAsked,
    /// Dora is asked for an answer.
    AnswerAsked,
    /// And Emil gave it; he is asked whether to send it.
    AnswerHeld,
    /// Dora is asked for a note.
    NoteAsked,
    /// Dora is asked to confirm that Ann is blocked.
    BlockAsked,
    /// Ann is blocked.
    Blocked,
    /// A second before the alert.
    AlertNears,
    /// A second before the reminder.
    ReminderNears,
    /// A second before the warning of the auto-close.
    WarningNears,
    /// A second before the auto-close.
    CloseNears,
}

/// What makes an operation happen.
enum Act {
    /// Somebody does something.
    Does(fn(&Desk) -> Control),
    /// Time passes.
    Passes(Duration),
}

const SEND: &str = "sendMessage";
const EDIT: &str = "editMessageText";
const TO_ANN: Option<(&str, Option<i64>)> = Some((SEND, Some(ANN)));
const TO_TEAM: Option<(&str, Option<i64>)> = Some((SEND, Some(GROUP)));
const IN_GROUP: Option<(&str, Option<i64>)> = Some((EDIT, Some(GROUP)));

const SECOND: Duration = Duration::from_secs(1);
const TWO_SECONDS: Act = Act::Passes(Duration::from_secs(2));

#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    op("open a ticket", Stage::Asked, Act::Does(|_| writes(WORDS)), TO_TEAM, false),
    op("write", Stage::LookedAt, Act::Does(|_| writes(MORE)), TO_TEAM, true),
    op("send an album", Stage::LookedAt, Act::Does(|_| album()), Some(("copyMessage", Some(GROUP))), true),
    op("write behind a command", Stage::LookedAt, Act::Does(|_| writes("/support And the light is red.")), TO_TEAM, true),
    op("pass on what somebody else wrote", Stage::LookedAt, Act::Does(|_| forwards()), TO_TEAM, true),
    op("quote an answer", Stage::Answered, Act::Does(quotes_the_answer), TO_TEAM, true),
    op("send a contact", Stage::LookedAt, Act::Does(|_| attaches("contact")), TO_TEAM, true),
    op("send a quiz", Stage::LookedAt, Act::Does(|_| quiz()), Some(("copyMessage", Some(GROUP))), true),
    op("write without a ticket", Stage::Resolved, Act::Does(|_| writes(MORE)), TO_ANN, false),
    op("edit a message", Stage::Wrote, Act::Does(edits), IN_GROUP, true),
    op("edit an answer", Stage::Answered, Act::Does(edits_the_answer), Some((EDIT, Some(ANN))), true),
    op("view", Stage::Opened, Act::Does(|_| press(DORA, "View Ticket")), IN_GROUP, true),
    op("answer", Stage::LookedAt, Act::Does(|desk| replies(desk, "Ticket #1", ANSWER)), TO_ANN, true),
    op("answer with a quotation", Stage::Wrote, Act::Does(quotes_a_message), TO_ANN, true),
    op("answer what begins with a slash", Stage::LookedAt, Act::Does(|desk| replies(desk, "Ticket #1", "/restart is the command that you need.")), TO_ANN, true),
    op("keep a remark", Stage::LookedAt, Act::Does(|desk| replies(desk, "Ticket #1", "// she called in May")), Some(("setMessageReaction", Some(GROUP))), true),
    op("answer a colleague's prompt", Stage::AnswerAsked, Act::Does(emil_replies), TO_TEAM, false),
    op("send what was asked about", Stage::AnswerHeld, Act::Does(|_| press(EMIL, "Send")), TO_ANN, true),
    op("edit what was asked about", Stage::AnswerHeld, Act::Does(edits_what_waits), None, false),
    op("close by the team", Stage::TeamCloses, Act::Does(|_| press(DORA, "Yes, close it")), TO_ANN, true),
    op("close by the person", Stage::AnnCloses, Act::Does(|_| press(ANN, "Yes, close it")), TO_ANN, true),
    op("block", Stage::BlockAsked, Act::Does(|_| press(DORA, "Confirm")), TO_ANN, true),
    op("unblock", Stage::Blocked, Act::Does(|_| says("/unblock @ann")), TO_ANN, false),
    op("assign", Stage::Opened, Act::Does(|_| press(DORA, "Assign to me")), IN_GROUP, true),
    op("set the priority", Stage::PriorityAsked, Act::Does(|_| press(DORA, "Urgent")), IN_GROUP, true),
    op("keep a note", Stage::NoteAsked, Act::Does(|desk| replies(desk, "with the note", "She called in May.")), Some(("setMessageReaction", Some(GROUP))), true),
    op("still need help", Stage::Resolved, Act::Does(|_| press(ANN, "Still need help")), TO_ANN, false),
    op("list the tickets", Stage::LookedAt, Act::Does(|_| says("/tickets")), TO_TEAM, false),
    op("alert", Stage::AlertNears, TWO_SECONDS, TO_TEAM, true),
    op("remind", Stage::ReminderNears, TWO_SECONDS, TO_TEAM, true),
    op("warn of the auto-close", Stage::WarningNears, TWO_SECONDS, TO_ANN, true),
    op("auto-close", Stage::CloseNears, TWO_SECONDS, TO_ANN, true),
    op("answer a press", Stage::LookedAt, Act::Does(|_| press(ANN, "View Conversation")), Some(("answerCallbackQuery", None)), false),
];

const fn op(
    name: &'static str,
    stage: Stage,
    act: Act,
    call: Option<(&'static str, Option<i64>)>,
    turn: bool,
) -> Operation {
    Operation {
        name,
        stage,
        act,
        call,
        turn,
    }
}

impl Operation {
    /// Whether time makes it happen, and no update.
    pub(super) fn is_timed(&self) -> bool {
        matches!(self.act, Act::Passes(_))
    }

    /// Whether it is the answer to a press, and nothing else.
    pub(super) fn is_a_toast(&self) -> bool {
        self.call.is_some_and(|(_, chat)| chat.is_none())
    }

    /// Whether its call goes to the team.
    pub(super) fn is_for_the_team(&self) -> bool {
        self.call.is_some_and(|(_, chat)| chat == Some(GROUP))
    }

    /// A desk where it may begin.
    pub(super) async fn begin(&self, setup: Setup) -> Desk {
        let desk = Desk::with(setup).await;
        let ann = desk.ann();
        ann.starts().await;
        ann.presses("🎫 Support").await;
        ann.presses("🎫 Create Ticket").await;
        ann.writes(TITLE).await;
        self.stage.comes(&desk).await;
        desk
    }

    /// It happens; nothing has followed from it yet.
    pub(super) async fn happens(&self, desk: &Desk) {
        match self.act {
            Act::Does(action) => {
                let done = desk.sim.control(action(desk));
                done.unwrap_or_else(|why| panic!("{}: {why}\n{}", self.name, desk.everything()));
            }
            Act::Passes(time) => tokio::time::advance(time).await,
        }
    }
}

impl Stage {
    async fn comes(self, desk: &Desk) {
        let (ann, dora) = (desk.ann(), desk.dora());
        if matches!(self, Stage::Asked) {
            return;
        }
        ann.writes(WORDS).await;
        match self {
            Stage::Asked | Stage::Opened => {}
            Stage::LookedAt => looks(desk).await,
            Stage::Wrote => {
                looks(desk).await;
                ann.writes(MORE).await;
            }
            Stage::Answered => answered(desk).await,
            Stage::TeamCloses => {
                looks(desk).await;
                dora.clicks("Close Ticket").await;
            }
            Stage::AnnCloses => {
                looks(desk).await;
                ann.presses("Close Ticket").await;
            }
            Stage::Resolved => {
                looks(desk).await;
                dora.clicks("Close Ticket").await;
                dora.clicks("Yes, close it").await;
            }
            Stage::PriorityAsked => {
                looks(desk).await;
                dora.clicks("Priority").await;
            }
            Stage::AnswerAsked => {
                looks(desk).await;
                dora.clicks("Reply").await;
            }
            Stage::AnswerHeld => {
                looks(desk).await;
                dora.clicks("Reply").await;
                desk.emil().replies(PROMPT, ANSWER).await;
            }
            Stage::NoteAsked => {
                looks(desk).await;
                dora.clicks("Note").await;
            }
            Stage::BlockAsked => asks_to_block(desk).await,
            Stage::Blocked => {
                asks_to_block(desk).await;
                dora.clicks("Confirm").await;
            }
            Stage::AlertNears => near(desk, minutes(30)).await,
            Stage::ReminderNears => {
                near(desk, minutes(30)).await;
                desk.pass_exactly(2 * SECOND).await;
                desk.pass_exactly(minutes(15) - 2 * SECOND).await;
            }
            Stage::WarningNears => silent_for(desk, hours(42)).await,
            Stage::CloseNears => {
                silent_for(desk, hours(42)).await;
                desk.pass_exactly(2 * SECOND).await;
                desk.pass_exactly(hours(6) - 2 * SECOND).await;
            }
        }
    }
}

async fn looks(desk: &Desk) {
    desk.dora().clicks("View Ticket").await;
}

async fn answered(desk: &Desk) {
    looks(desk).await;
    desk.dora().replies("Ticket #1", ANSWER).await;
}

async fn asks_to_block(desk: &Desk) {
    looks(desk).await;
    let dora = desk.dora();
    dora.clicks("Block User").await;
    dora.clicks("1 day").await;
    dora.clicks("Spam").await;
}

/// A second before Ann has waited so long.
async fn near(desk: &Desk, time: Duration) {
    let waiting = desk.ticket(1).await.waiting.expect("Ann waits");
    desk.pass_until(waiting.since + time - SECOND).await;
}

/// A second before Ann has been silent for so long, [`A_WHILE`] after the answer.
async fn silent_for(desk: &Desk, time: Duration) {
    answered(desk).await;
    desk.pass_exactly(time - A_WHILE - SECOND).await;
}

fn writes(text: &str) -> Control {
    Control::Write(Writing {
        user: ANN,
        text: Some(text.into()),
        ..Default::default()
    })
}

fn says(text: &str) -> Control {
    Control::Write(Writing {
        user: DORA,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        text: Some(text.into()),
        ..Default::default()
    })
}

/// Dora replies to the newest message in the group that holds `to`.
fn replies(desk: &Desk, to: &str, text: &str) -> Control {
    Control::Write(Writing {
        user: DORA,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, to).id),
        text: Some(text.into()),
        ..Default::default()
    })
}

/// Ann quotes a part of the answer that she got.
fn quotes_the_answer(desk: &Desk) -> Control {
    Control::Write(Writing {
        user: ANN,
        reply_to: Some(desk.find(ANN, ANSWER).id),
        quote: Some("restart the app".into()),
        text: Some("How?".into()),
        ..Default::default()
    })
}

/// Dora quotes a part of what Ann wrote.
fn quotes_a_message(desk: &Desk) -> Control {
    Control::Write(Writing {
        user: DORA,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, MORE).id),
        quote: Some("the light".into()),
        text: Some("Which one?".into()),
        ..Default::default()
    })
}

fn emil_replies(desk: &Desk) -> Control {
    Control::Write(Writing {
        user: EMIL,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, PROMPT).id),
        text: Some(ANSWER.into()),
        ..Default::default()
    })
}

fn edits_what_waits(desk: &Desk) -> Control {
    let said = desk.messages(GROUP).into_iter();
    let mut said = said.filter(|m| !m.by_bot && m.text == ANSWER);
    let answer = said.next().expect("an answer").id;
    edit(EMIL, GROUP, answer, "Please restart the router.")
}

/// Ann passes on what Boris wrote to her.
fn forwards() -> Control {
    Control::Write(Writing {
        user: ANN,
        forward_from: Some(BORIS),
        text: Some(MORE.into()),
        ..Default::default()
    })
}

fn attaches(media: &str) -> Control {
    Control::Write(Writing {
        user: ANN,
        media: Some(media.into()),
        ..Default::default()
    })
}

/// A poll with a right answer, which no bot can copy.
fn quiz() -> Control {
    let poll = serde_json::json!({
        "id": "9", "type": "quiz", "question": "Which light is red?", "options": [
            {"text": "The left one", "voter_count": 0}, {"text": "The right one", "voter_count": 0},
        ],
        "total_voter_count": 0, "is_closed": false, "is_anonymous": true, "allows_multiple_answers": false,
    });
    Control::Write(Writing {
        user: ANN,
        extra: serde_json::Map::from_iter([("poll".to_owned(), poll)]),
        ..Default::default()
    })
}

fn album() -> Control {
    let photo = |caption: &str| AlbumItem {
        media: "photo".into(),
        caption: Some(caption.into()),
        file: None,
    };
    Control::Album(Album {
        user: ANN,
        items: vec![photo("The front"), photo("The back")],
        ..Default::default()
    })
}

fn edits(desk: &Desk) -> Control {
    edit(ANN, ANN, desk.find(ANN, MORE).id, "And the light is green.")
}

fn edits_the_answer(desk: &Desk) -> Control {
    let answers = desk.messages(GROUP).into_iter();
    let mut answers = answers.filter(|m| !m.by_bot && m.text == ANSWER);
    let answer = answers.next().expect("an answer").id;
    edit(DORA, GROUP, answer, "Please restart the router.")
}

fn edit(user: i64, chat: i64, message_id: i64, text: &str) -> Control {
    Control::Edit {
        user,
        chat: Some(chat),
        message_id,
        text: text.into(),
        media: None,
        entities: vec![],
    }
}

fn press(user: i64, button: &str) -> Control {
    Control::Press(Press {
        user,
        chat: Some(if user == ANN { ANN } else { GROUP }),
        button: Some(button.into()),
        ..Default::default()
    })
}
