//! Settings and worlds that the desk can't work with, seen from outside: `check` and `run` say what is wrong and what
//! to do, with an exit code, without a panic's text, without a secret.

use super::{output::Ran, process::DeskProcess};
use crate::common::{
    Kind,
    desk::{ANN, GROUP},
    fresh,
};
use simulator::{Control, WorldFile};
use std::os::unix::fs::PermissionsExt as _;

/// Runs a command of a desk to its end. What it says is neither a panic's text nor a `Debug`.
async fn run(desk: &DeskProcess, command: &str) -> Ran {
    let ran = desk.runs(&[command]).await;
    for word in ["panicked", "RUST_BACKTRACE", "Err("] {
        assert!(
            !ran.out.contains(word) && !ran.err.contains(word),
            "{word}: {}{}",
            ran.out,
            ran.err
        );
    }
    ran
}

async fn desk(settings: &str) -> DeskProcess {
    let database = fresh(Kind::File).await.expect("SQLite");
    DeskProcess::build(database, WorldFile::demo(), settings).await
}

#[tokio::test]
async fn a_check_of_a_good_world() {
    let desk = desk("").await;
    let ran = run(&desk, "check").await;
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str(), ran.code),
        (
            "✓ settings   config.toml\n\
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
    let said = desk.sim.chat(GROUP, None, None);
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
    let desk = DeskProcess::build(database, WorldFile::demo(), "").await;
    let ran = run(&desk, "check").await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert!(
        ran.out.contains("\n✓ database   PostgreSQL\n"),
        "{}",
        ran.out
    );
}

/// What is at fault, how the world comes to it, the line of `check` with the remedy, and whether it may be mended while
/// people are served; otherwise `run` ends and says so.
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
            "✗ rights     the bot may not write in the group → let members send messages in the group's permissions, or make \
             the bot an administrator",
            true,
        ),
        (
            "the bot left",
            member("left", &[]),
            "✗ group      -1001000000001: the chat can't be reached: Forbidden: bot is not a member of the supergroup chat \
             → add the bot to the group",
            true,
        ),
        (
            "the group is gone",
            Control::Destroy { chat: GROUP },
            "✗ group      -1001000000001: ",
            true,
        ),
    ];
    for (name, action, line, mended) in table {
        let desk = desk("").await;
        desk.control(action);
        let ran = run(&desk, "check").await;
        assert_eq!(ran.code, Some(1), "{name}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(line), "{name}: {}", ran.out);
        let fault: String = line.chars().skip("✗ subject    ".chars().count()).collect();
        let (problem, remedy) = fault.split_once(" → ").unwrap_or((&fault, ""));
        if mended {
            let mut desk = desk;
            desk.start().await;
            let log = desk.log();
            let said = log.lines().find(|line| line.contains(" ERROR "));
            let said = said.unwrap_or_else(|| panic!("{name}: {log}"));
            let told = format!(
                "people are served, and the team is not told fault=\"The team's group can't be used: {problem}"
            );
            assert!(
                said.contains(&told) && said.contains(remedy),
                "{name}: {said}"
            );
            desk.stop().await;
            continue;
        }
        let ran = run(&desk, "run").await;
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.err);
        let said = ran.err.lines().last().unwrap_or_default();
        let begins = format!("bellhop: The team's group can't be used: {problem}");
        assert!(
            said.starts_with(&begins) && said.contains(remedy),
            "{name}: {said}"
        );
    }
}

/// Texts that Telegram would refuse are told by `check`, and stop the start like faulty settings.
#[tokio::test]
async fn a_text_that_telegram_would_refuse() {
    let desk = desk("desk.wording = \"words\"").await;
    let words = desk.folder.path().join("words");
    std::fs::create_dir(&words).expect("a folder");
    let write = |text: &str| std::fs::write(words.join("en.ftl"), text).expect("written");
    write("answer-heading = <b>We wrote about { $ticket }\ngreting = Hello\n");
    let faults = [
        "words/en.ftl:1: `answer-heading` is no HTML that Telegram takes: <b> is never closed",
        "words/en.ftl:2: the desk has no text named `greting`",
    ];
    let checked = run(&desk, "check").await;
    assert_eq!(checked.code, Some(1), "{}", checked.out);
    let remedy =
        "mend it; locales/ in Bellhop's source has every text with the variables that it may use";
    for fault in faults {
        let line = format!("\n✗ wording    {fault} → {remedy}\n");
        assert!(checked.out.contains(&line), "{}", checked.out);
    }
    assert!(checked.out.contains("\n✓ rights "), "{}", checked.out);
    let ran = run(&desk, "run").await;
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    let [first, second] = faults;
    let told = format!(
        "bellhop: The texts in desk.wording have 2 faults:\n  {first}\n  {second}\nMend this and try again. "
    );
    assert!(ran.err.contains(&told), "{}", ran.err);
    write("answer-heading = <b>We wrote about { $ticket }</b>\n");
    let checked = run(&desk, "check").await;
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    assert!(
        checked.out.contains("\n✓ wording    words\n"),
        "{}",
        checked.out
    );
}

/// Somebody removed the bot from the group, and the desk is started: people are served, the log says once what is wrong, and
/// the team is told once it is back.
#[tokio::test]
async fn a_desk_that_starts_while_its_bot_is_out_of_the_group() {
    let mut desk = desk("").await;
    let bot = |status: &str, right: &str| Control::Member {
        chat: GROUP,
        user: WorldFile::demo().bot_id(),
        status: status.to_owned(),
        rights: vec![right.to_owned()],
        anonymous: false,
        by: None,
    };
    desk.control(bot("left", ""));
    desk.start().await;
    desk.asks_for_a_ticket(ANN).await;
    desk.writes(ANN, "Router");
    desk.sees(ANN, "Now describe the problem").await;
    desk.writes(ANN, "The router does not start.");
    desk.sees(ANN, "Ticket #1 created").await;
    desk.logs("the team still can't be told").await;
    desk.control(bot("administrator", "can_manage_topics"));
    let told = desk.sees(GROUP, "I was not in this group").await;
    assert!(
        told.text.ends_with(
            " nothing could be told here. People could write all the while, and were served: what waited comes now."
        ),
        "{}",
        told.text
    );
    desk.sees(GROUP, "New ticket #1").await;
    desk.logs("the team can be told again").await;
    desk.stop().await;
    assert_eq!(desk.count(GROUP, "I was not in this group"), 1);
    let log = desk.log();
    for once in [
        "people are served, and the team is not told",
        "the team can't be told: is the bot in the group",
    ] {
        assert_eq!(log.matches(once).count(), 1, "{log}");
    }
}

#[tokio::test]
async fn a_token_that_telegram_refuses() {
    let desk = desk("telegram.token = \"123456:another-token-of-the-right-form-12345\"").await;
    let checked = run(&desk, "check").await;
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.out.contains(
            "✗ token      Telegram refuses the token: Unauthorized → copy it again from @BotFather, or have a new one \
             made there by /token\n- group      not checked: the token is not known to work\n"
        ),
        "{}",
        checked.out
    );
    let ran = run(&desk, "run").await;
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

/// What people wrote is for the owner alone, whatever the umask, and stays so over restarts.
#[tokio::test]
async fn the_files_of_the_database_are_for_their_owner_alone() {
    let mut desk = desk("database.url = \"sqlite://data/of/desk.db?mode=rwc\"").await;
    let data = desk.folder.path().join("data");
    let mode = |path: &str| {
        let file = std::fs::metadata(data.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        format!("{:o}", file.permissions().mode() & 0o777)
    };
    let set = |path: &str, mode: u32| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(data.join(path), mode).expect("it is mine");
    };
    for life in ["made anew", "started again"] {
        desk.start_with_umask("000").await;
        assert_eq!(mode(""), "700", "{life}");
        assert_eq!(mode("of"), "700", "{life}");
        for file in [
            "of/desk.db",
            "of/desk.db-wal",
            "of/desk.db-shm",
            "of/desk.db.lock",
        ] {
            assert_eq!(mode(file), "600", "{file}, {life}");
        }
        desk.stop().await;
    }
    let checked = run(&desk, "check").await;
    assert_eq!(
        (checked.code, checked.out.contains('!')),
        (Some(0), false),
        "{}",
        checked.out
    );

    // What somebody opened to others is left as it is, and told.
    set("of/desk.db", 0o644);
    let checked = run(&desk, "check").await;
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    let file = data.canonicalize().expect("a folder").join("of/desk.db");
    let line = format!(
        "\n! database   others of this machine can read what people wrote → chmod 600 {}",
        file.display()
    );
    assert!(checked.out.contains(&line), "{}", checked.out);
    desk.start().await;
    assert_eq!(mode("of/desk.db"), "644");
    desk.stop().await;
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
        let desk = desk(settings).await;
        let checked = run(&desk, "check").await;
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
        let ran = run(&desk, "run").await;
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
    let mut desk = desk("").await;
    desk.start().await;
    let ran = run(&desk, "run").await;
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .ends_with("is in use by another process; only one desk may run on it\n"),
        "{}",
        ran.err
    );
    desk.stop().await;
}

/// Rights that are lost while the desk runs end nothing: what the team must be told waits.
#[tokio::test]
async fn a_group_that_does_not_let_the_desk_write_any_more() {
    let mut desk = desk("").await;
    desk.start().await;
    let bot = |status: &str, right: &str| Control::Member {
        chat: GROUP,
        user: WorldFile::demo().bot_id(),
        status: status.to_owned(),
        rights: vec![right.to_owned()],
        anonymous: false,
        by: None,
    };
    desk.control(bot("restricted", "can_invite_users"));
    desk.asks_for_a_ticket(ANN).await;
    desk.writes(ANN, "Router");
    desk.sees(ANN, "Now describe the problem").await;
    desk.writes(ANN, "The router does not start.");
    desk.sees(ANN, "Ticket #1 created").await;
    desk.logs("the team can't be told: is the bot in the group, and may it write there?")
        .await;
    desk.control(bot("administrator", "can_manage_topics"));
    desk.sees(GROUP, "New ticket #1").await;
    desk.stop().await;
}
