//! People's words and the desk's secrets stand in nobody's `Debug`: whatever ends up in a log, a panic or an error by
//! mistake, they do not.
//!
//! What has no `Debug` (raw updates, units of work, what views are made of) can't be printed at all. What desks log is
//! searched at the end of each test that has one, on paused time (`common/log.rs`) and of the binary (`whole/output.rs`);
//! that this search bites is shown here and in `whole/secrecy.rs`.

use crate::common::{desk::Desk, log};
use bellhop::{
    config::Settings,
    domain::{
        Instant,
        block::{Block, BlockDuration, BlockEffect, BlockForm, BlockInput, BlockStep, Reason},
        command::Command,
        dialogue::*,
        ids::*,
        message::{Entity, Media, MediaKind, MessageContent, TicketMessage},
        notice::{Notice, TeamNotice},
        read_model::{Page, Profile, TicketSummary},
        ticket::{Priority, ReplyClock, Status, Ticket},
    },
    store::{DialogueWrite, NewOutboxRow, OutboxRow, TicketWrite},
    telegram::{Button, ButtonKind, Call, Destination, Markup, callback::ButtonAction},
    view::html::Html,
};
use simulator::{Control, Fault, FaultKind};
use std::fmt::Debug;

/// Stands for whatever somebody typed, or nobody may know.
const SECRET: &str = "xyzzy";

const TICKET: TicketId = TicketId(126);

fn secret() -> String {
    format!("my {SECRET} words")
}

fn now() -> Instant {
    Instant::default()
}

fn words() -> MessageContent {
    MessageContent {
        entities: vec![Entity {
            kind: "text_link".into(),
            offset: 0,
            length: 2,
            url: Some(secret()),
            language: Some(secret()),
        }],
        media: Some(Media {
            kind: MediaKind::Document,
            file_id: Some(secret()),
            in_words: None,
        }),
        ..MessageContent::text(secret())
    }
}

fn form() -> BlockForm {
    BlockForm {
        ticket: TICKET,
        step: BlockStep::Confirm(BlockDuration::Permanent, Reason::Typed(secret())),
        typed: None,
    }
}

fn outgoing() -> NewOutboxRow {
    NewOutboxRow {
        key: "u1 0".into(),
        notice: Notice::ToTeam(TeamNotice::BlockForm {
            anchor: UpdateId(1),
            form: form(),
            fault: None,
        }),
        edits: None,
        replies_to: None,
        thread: None,
    }
}

fn place() -> Destination {
    Destination {
        chat: 1,
        thread: None,
        reply_to: None,
    }
}

fn buttons() -> Markup {
    let button = |does| Button {
        label: secret(),
        does,
    };
    Markup::Buttons(vec![vec![
        button(ButtonKind::Open(secret())),
        button(ButtonKind::Press(ButtonAction::Support)),
    ]])
}

/// One of everything that may hold words, and can be printed.
fn everything() -> Vec<Box<dyn Debug>> {
    let opened = Ticket::open(PersonId(7), now(), now());
    let ticket = Ticket::opened(TICKET, &opened).expect("an opening");
    let listed = TicketSummary {
        id: TICKET,
        title: secret(),
        status: Status::Open,
        priority: Priority::Normal,
        clock: ReplyClock::First,
        waiting_since: None,
        breached: false,
        opened_at: now(),
    };
    let said = TicketMessage {
        ticket: TICKET,
        no: MessageNo(1),
        agent: None,
        note: false,
        at: now(),
        words: words(),
        edits: 0,
    };
    let person = Profile {
        id: 7,
        name: secret(),
        username: Some(secret()),
        language_code: Some(secret()),
        topic: None,
    };
    let block = Block {
        person: PersonId(7),
        by: AgentId(8),
        since: now(),
        until: None,
        reason: Reason::Typed(secret()),
    };
    let answer = GroupDialogue::ConfirmAnswer {
        ticket: TICKET,
        agent: AgentId(8),
        words: words(),
        prompt_of: None,
    };
    let body = PrivateDialogue::Body {
        title: secret(),
        title_from: None,
        kept: vec![words()],
        refused: Default::default(),
    };
    vec![
        Box::new(words()),
        Box::new(said.clone()),
        Box::new(Page {
            rows: vec![listed],
            total: 1,
        }),
        Box::new(person),
        Box::new(block),
        Box::new(DialogueWrite::Private(PersonId(7), body)),
        Box::new(PrivateDialogue::Offered {
            kept: vec![words()],
        }),
        Box::new(PrivateDialogue::Title {
            kept: vec![words()],
            refused: Default::default(),
        }),
        Box::new(PrivateInput::Said(words())),
        Box::new(PrivateEffect::Open {
            title: secret(),
            title_from: None,
            words: vec![words()],
        }),
        Box::new(PrivateEffect::Write {
            ticket: TICKET,
            words: words(),
        }),
        Box::new(DialogueWrite::Group(UpdateId(1), Some(answer))),
        Box::new(GroupDialogue::Block(form())),
        Box::new(BlockInput::Typed(secret())),
        Box::new(BlockInput::Reason(Reason::Typed(secret()))),
        Box::new(BlockEffect::NotAReason(form())),
        Box::new(BlockEffect::Block(
            BlockDuration::Permanent,
            Reason::Typed(secret()),
        )),
        Box::new(Command::Write {
            words: words(),
            sent_at: now(),
        }),
        Box::new(Command::Answer {
            words: words(),
            confirmed: true,
        }),
        Box::new(TicketWrite {
            after: ticket,
            title: Some(secret()),
            events: vec![opened],
            messages: vec![said],
        }),
        Box::new(OutboxRow {
            id: 1,
            at: now(),
            attempts: 0,
            withheld: None,
            row: outgoing(),
        }),
        Box::new(Html::escaped(SECRET)),
        Box::new(Call::Text {
            to: place(),
            html: secret(),
            markup: buttons(),
        }),
        Box::new(Call::Copy {
            to: place(),
            from: bellhop::domain::message::Origin {
                chat: 1,
                message: 2,
            },
            caption: Some(secret()),
            markup: Markup::ForceReply(secret()),
        }),
        Box::new(Call::File {
            to: place(),
            kind: MediaKind::Photo,
            file_id: secret(),
            caption: Some(secret()),
            markup: Markup::None,
        }),
        Box::new(Call::Edit {
            chat: 1,
            message: 2,
            html: secret(),
            markup: buttons(),
        }),
        Box::new(Call::Toast {
            callback: secret(),
            text: Some(secret()),
        }),
    ]
}

#[test]
fn no_value_shows_anybodys_words() {
    let told: Vec<String> = everything()
        .iter()
        .map(|value| format!("{value:?} {value:#?}"))
        .filter(|shown| shown.contains(SECRET))
        .collect();
    assert_eq!(told, [""; 0]);
}

#[test]
fn no_settings_show_a_secret() {
    let token = format!("123456789:AAbbccddeeffgghhiijj{SECRET}kkllmmnnoo");
    let file = format!(
        "telegram.token = \"{token}\"\nadmin.group_id = -1001234567890\n\
         telegram.webhook.secret_token = \"{SECRET}_1\"\n\
         database.url = \"postgres://desk:{SECRET}@localhost/desk\""
    );
    let settings = Settings::parse(&file, std::iter::empty());
    let shown = format!("{settings:?} {settings:#?}");
    assert!(settings.is_ok(), "{shown}");
    assert!(!shown.contains(SECRET), "{shown}");
}

const WORDS: &str = "The router does not start.";

#[actix::test]
async fn what_a_desk_logs_is_taken_down() {
    let desk = Desk::open().await;
    desk.control(Control::Fault(Fault {
        method: Some("sendMessage".into()),
        chat_id: None,
        nth: 1,
        times: 1,
        kind: FaultKind::BadGateway,
    }))
    .await;
    desk.ann().starts().await;
    assert!(log::so_far().contains("not delivered yet"));
}

#[actix::test]
#[should_panic = "stands in: "]
async fn a_desk_that_logs_somebodys_words_fails_its_test() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().writes(WORDS).await;
    tracing::trace!(target: "bellhop::anywhere", text = WORDS, "a message came");
}
