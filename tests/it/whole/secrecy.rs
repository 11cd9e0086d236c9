//! A whole run at `trace`, with words in every place where somebody can put them, errors of database and Telegram
//! included: nobody's words and no secret are in the log. Every desk searches its log at the end (`output.rs`); that this
//! search bites is shown here, too.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database, Kind,
    desk::{ANN, DORA, GROUP},
    fresh,
};
use simulator::{Control, Fault, FaultKind, FileGift, WorldFile, Writing};

on_both!(nobodys_words_are_in_the_log);

/// Every word that nobody may read holds this.
const SECRET: &str = "xyzzy";

/// A word of a kind of its own, so that a failure says which it was.
fn secret(what: &str) -> String {
    format!("{what}{SECRET}")
}

async fn nobodys_words_are_in_the_log(database: Database) {
    let mut world = WorldFile::demo();
    let (bot, _) = world.bot.token.split_once(':').expect("a token");
    world.bot.token = format!("{bot}:{}", [SECRET; 6].join("-"));
    for user in &mut world.users {
        user.first_name = secret("Name");
        user.last_name = Some(secret("Surname"));
    }
    let hook = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let hook = hook.expect("a free port").local_addr().expect("an address");
    let settings = format!(
        "telegram.updates = \"webhook\"\ntelegram.webhook.listen = \"{hook}\"\n\
         telegram.webhook.public_url = \"http://{hook}\"\ntelegram.webhook.secret_token = \"{}\"",
        secret("Hook")
    );
    let mut desk = DeskProcess::build(database, world, &settings).await;
    desk.start().await;

    // Words in every place where somebody can put them.
    let card = desk
        .opens_a_ticket(&secret("Title"), &secret("A first message "))
        .await;
    desk.control(Control::Write(Writing {
        user: ANN,
        text: Some(secret("Caption")),
        media: Some("document".into()),
        file: Some(FileGift {
            name: secret("File"),
            text: Some(secret("Content")),
            ..FileGift::default()
        }),
        ..Writing::default()
    }));
    desk.sees(GROUP, &secret("Caption")).await;

    // Telegram fails in its ways.
    let kinds = [
        FaultKind::BadGateway,
        FaultKind::Dropped,
        FaultKind::Restart,
        FaultKind::Error {
            code: 400,
            description: "Bad Request: can't parse entities".into(),
        },
    ];
    for (n, kind) in kinds.into_iter().enumerate() {
        desk.control(Control::Fault(Fault {
            method: Some("sendMessage".into()),
            chat_id: Some(ANN),
            nth: 1,
            times: 1,
            kind,
        }));
        let answer = secret(&format!("Answer{n}"));
        desk.replies(DORA, &card, &answer);
        desk.sees(ANN, &answer).await;
    }

    // So does the database: a table is not there for a while.
    desk.rows("ALTER TABLE dialogues RENAME TO lost").await;
    desk.writes(ANN, &secret("Unstored"));
    desk.logs("update").await;
    desk.rows("ALTER TABLE lost RENAME TO dialogues").await;

    // An update that nobody can read.
    let broken = serde_json::json!({"message": {"text": secret("Broken"), "chat": {"id": ANN}}});
    let update = broken.as_object().expect("an object").clone();
    desk.control(Control::Update { update });
    desk.sees(GROUP, "was set aside").await;

    // A reason, typed.
    let form = desk.sees(GROUP, "Ticket #1").await;
    desk.presses(DORA, &form, "Block User").await;
    let form = desk.sees(GROUP, "For how long?").await;
    desk.presses(DORA, &form, "1 day").await;
    let form = desk.sees(GROUP, "Why?").await;
    desk.replies(DORA, &form, &secret("Reason"));
    let form = desk
        .sees(GROUP, &format!("Reason: {}", secret("Reason")))
        .await;
    desk.presses(DORA, &form, "Confirm").await;
    desk.sees(ANN, &secret("Reason")).await;
    desk.stop().await;

    let log = desk.log();
    for failure in ["not delivered yet", "not delivered", "an update failed"] {
        assert!(
            log.contains(failure),
            "the log speaks of {failure:?}\n{log}"
        );
    }
    let told: Vec<&str> = log.lines().filter(|line| line.contains(SECRET)).collect();
    assert_eq!(told, [""; 0]);
}

/// The errors of requests hold their addresses, and those the token.
#[tokio::test]
async fn telegram_is_down_while_the_desk_polls() {
    let database = fresh(Kind::File).await.expect("SQLite");
    let mut desk = DeskProcess::open(database).await;
    desk.control(Control::Down { on: true });
    desk.logs("updates can't be fetched").await;
    desk.control(Control::ClearFaults);
    desk.logs("updates come again").await;
    desk.stop().await;
}

/// Settings are quoted when they are at fault, so this process prints what Ann wrote.
#[tokio::test]
#[should_panic = "stands in: "]
async fn a_desk_that_prints_somebodys_words_fails_its_test() {
    let database = fresh(Kind::File).await.expect("SQLite");
    let words = "The router does not start.";
    let settings = format!("sla.response_within = {words:?}");
    let mut desk = DeskProcess::build(database, WorldFile::demo(), &settings).await;
    desk.starts(ANN);
    desk.writes(ANN, words);
    desk.spawn();
    assert_eq!(desk.ended().await.code(), Some(2));
}
