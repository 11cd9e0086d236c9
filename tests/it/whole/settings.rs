//! Settings and worlds that the desk can't work with, seen from outside: `check` and `run` say what is wrong and what
//! to do, with an exit code, without a panic's text, without a secret.

use super::house::House;
use crate::common::{
    Kind,
    desk::{ANN, GROUP},
    fresh,
};
use simulator::{Control, WorldFile};
use std::process::Command;

/// What a command printed to either stream, and its exit code.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs a command to its end, beside the runtime that serves the simulator.
async fn run(mut command: Command) -> Ran {
    let output = tokio::task::spawn_blocking(move || command.output().expect("the binary starts"));
    let output = output.await.expect("no panic");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ran = Ran {
        code: output.status.code(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    };
    for word in ["panicked", "RUST_BACKTRACE", "Err(", "TEST-TOKEN"] {
        assert!(
            !ran.out.contains(word) && !ran.err.contains(word),
            "{word}: {}{}",
            ran.out,
            ran.err
        );
    }
    ran
}

async fn house(settings: &str) -> House {
    let database = fresh(Kind::File).await.expect("SQLite");
    House::build(database, WorldFile::demo(), settings).await
}

#[tokio::test]
async fn a_check_of_a_good_world() {
    let house = house("").await;
    let ran = run(house.bellhop(&["check"])).await;
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str(), ran.code),
        (
            "✓ settings   ./config.toml\n\
             ✓ mode       people are offered tickets and @support; updates come by polling\n\
             ✓ database   SQLite\n\
             ✓ token      of @bellhop_demo_bot\n\
             ✓ group      -1001000000001, a supergroup with topics\n\
             ✓ topic      5\n\
             ✓ rights     administrator, may write\n",
            "",
            Some(0)
        )
    );
    // It left nothing behind that people see.
    let said = house.sim.chat(GROUP, None, None);
    assert!(
        said.iter().all(|message| message.service.is_some()),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_check_on_postgresql() {
    let Some(database) = fresh(Kind::Postgres).await else {
        return;
    };
    let house = House::build(database, WorldFile::demo(), "").await;
    let ran = run(house.bellhop(&["check"])).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert!(
        ran.out.contains("\n✓ database   PostgreSQL\n"),
        "{}",
        ran.out
    );
}

/// What is at fault, how the world comes to it, the line of `check` with the remedy, and what `run` says, if it ends.
#[tokio::test]
async fn what_is_at_fault_in_the_world_is_told_with_what_to_do() {
    let bot = WorldFile::demo().bot_id();
    let member = |status: &str, rights: &[&str]| Control::Member {
        chat: GROUP,
        user: bot,
        status: status.to_owned(),
        rights: rights.iter().map(|right| (*right).to_owned()).collect(),
        anonymous: false,
        by: None,
    };
    let table = [
        (
            "the bot may not write",
            member("restricted", &["can_invite_users"]),
            "✗ rights     the bot may not write in the group → let members send messages",
        ),
        (
            "the bot left",
            member("left", &[]),
            "✗ group      -1001000000001: the chat can't be reached: Forbidden: bot is not a member of the supergroup chat \
             → add the bot to the group",
        ),
        (
            "the group is gone",
            Control::Destroy { chat: GROUP },
            "✗ group      -1001000000001: ",
        ),
        (
            "the topic is gone",
            Control::Topic {
                user: Some(2001),
                chat: GROUP,
                op: simulator::TopicOp::Delete,
                thread: Some(5),
                name: None,
            },
            "✗ topic      5: the topic is gone: Bad Request: message thread not found → set admin.tickets_topic_id to the number",
        ),
    ];
    for (name, action, line) in table {
        let house = house("").await;
        house.control(action);
        let ran = run(house.bellhop(&["check"])).await;
        assert_eq!(ran.code, Some(1), "{name}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(line), "{name}: {}", ran.out);
    }
}

#[tokio::test]
async fn a_token_that_telegram_refuses() {
    let house = house("telegram.token = \"123456:another-token-of-the-right-form-12345\"").await;
    let checked = run(house.bellhop(&["check"])).await;
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.out.contains(
            "✗ token      Telegram refuses the token: Unauthorized → copy it again from @BotFather, or have a new one \
             made there by /token\n- group      not checked: the token is not known to work\n"
        ),
        "{}",
        checked.out
    );
    let ran = run(house.bellhop(&["run"])).await;
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.ends_with(
            "bellhop: Telegram refuses the token (Unauthorized). Ask @BotFather for the bot's token, put it into \
             telegram.token, and try `bellhop check`\n"
        ),
        "{}",
        ran.err
    );
}

#[tokio::test]
async fn a_database_that_can_t_be_reached() {
    // A port that nobody listens on.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let address = format!("database.url = \"postgres://desk:sesame@127.0.0.1:{port}/desk\"");
    let table = [
        (
            address.as_str(),
            format!("PostgreSQL at 127.0.0.1:{port} can't be reached: "),
            "is it running, and may this machine connect to it?",
        ),
        (
            "database.url = \"sqlite://nowhere/desk.db\"",
            "there is no database nowhere/desk.db".to_owned(),
            "put ?mode=rwc behind its address to have it created",
        ),
        (
            "database.url = \"sqlite:///proc/desk/desk.db?mode=rwc\"",
            "the folder /proc/desk of the database can't be created: ".to_owned(),
            "",
        ),
    ];
    for (settings, problem, remedy) in table {
        let house = house(settings).await;
        let checked = run(house.bellhop(&["check"])).await;
        assert_eq!(checked.code, Some(1), "{settings}");
        let line = checked
            .out
            .lines()
            .find(|line| line.starts_with("✗ database"));
        let line = line.unwrap_or_else(|| panic!("{}", checked.out));
        assert!(
            line.contains(&problem) && line.contains(remedy) && line.contains(" → see whether"),
            "{line}"
        );
        let ran = run(house.bellhop(&["run"])).await;
        assert_eq!(ran.code, Some(1), "{settings}");
        let said = ran.err.lines().last().unwrap_or_default();
        assert!(
            said.starts_with(&format!("bellhop: {problem}")) && said.contains(remedy),
            "{said}"
        );
        for text in [&checked.out, &checked.err, &ran.out, &ran.err] {
            assert!(!text.contains("sesame"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_second_desk_on_the_same_file() {
    let mut house = house("").await;
    house.start().await;
    let ran = run(house.bellhop(&["run"])).await;
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .ends_with("is in use by another process; only one desk may run on it\n"),
        "{}",
        ran.err
    );
    house.stop().await;
}

#[tokio::test]
async fn a_desk_whose_group_does_not_let_it_write_says_so_and_goes_on() {
    let mut house = house("").await;
    house.control(Control::Member {
        chat: GROUP,
        user: 123_456,
        status: "restricted".to_owned(),
        rights: vec!["can_invite_users".to_owned()],
        anonymous: false,
        by: None,
    });
    house.spawn();
    house.logs("the team can't be told").await;
    house.stop().await;
}

/// The most talkative filter there is, over a whole ticket: neither the token, nor a password, nor anybody's words.
#[tokio::test]
async fn no_secret_is_ever_logged() {
    let mut house =
        house("log.filter = \"trace,hyper=trace,reqwest=trace,teloxide=trace,sqlx=trace\"").await;
    house.start().await;
    house
        .opens_a_ticket("A title nobody else knows", "Words that are private.")
        .await;
    house.control(Control::Down { on: true });
    house.logs("updates can't be fetched").await;
    house.control(Control::ClearFaults);
    house.logs("updates come again").await;
    house.writes(ANN, "More private words.");
    house.sees(GROUP, "More private words.").await;
    house.stop().await;
    let log = house.log();
    assert!(log.contains("DEBUG") || log.contains("TRACE"), "{log}");
    for secret in ["TEST-TOKEN", "nobody else knows", "private", "Ann", "@ann"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
