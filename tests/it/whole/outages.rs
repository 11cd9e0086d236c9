//! The database goes away while people write, and comes back: PostgreSQL killed, or silent, or behind a network that drops
//! packets; a file of SQLite locked by somebody else, moved away, or on a disk that is full. What was written meanwhile stays with Telegram or waits, comes through once
//! and in order when the database is back, and nothing is set aside for it. The process is the same all the time.
//!
//! An outage lasts until the desk has noticed it; `BELLHOP_TEST_OUTAGE=30` makes each at least so many seconds long.

use super::{peer::Peer, process::DeskProcess};
use crate::common::{
    Kind,
    desk::{ANN, CHLOE, DORA, GROUP},
    fresh, own_server,
    postgres::OwnServer,
    wire::Wire,
};
use sea_orm::ConnectionTrait as _;
use simulator::{ShownMessage, WorldFile};
use std::{
    process::{Command, Stdio},
    time::Duration,
};

const LONGER: &str = "This takes longer than usual.";
const UNSTORED: &str = "updates can't be stored yet: they stay unacknowledged";

/// A desk at work, and Ann's ticket. The desk goes before its process.
struct Scene {
    desk: Peer,
    process: DeskProcess,
    card: ShownMessage,
}

impl Scene {
    async fn set(process: DeskProcess, desk: Peer) -> Scene {
        desk.opens(&process).await;
        let card = process
            .opens_a_ticket("Router", "The router does not start.")
            .await;
        process.rests().await;
        Scene {
            process,
            desk,
            card,
        }
    }

    /// What is said before the outage and may be half-way when it comes.
    fn before(&self) {
        self.process.writes(ANN, "Line 1");
        self.process.writes(ANN, "Line 2");
    }

    /// What is said during the outage, which ends when this returns: when the log has said so, so many times.
    async fn during(&self, noticed: &str, times: usize) {
        self.process.writes(ANN, "Line 3");
        self.process.replies(DORA, &self.card, "Is it plugged in?");
        self.process.starts(CHLOE);
        let said =
            |_: &DeskProcess| (self.desk.log().matches(noticed).count() >= times).then_some(());
        self.process.until(noticed, said).await;
        let at_least = std::env::var("BELLHOP_TEST_OUTAGE").ok();
        let at_least = at_least.map_or(0, |seconds| seconds.parse().expect("seconds"));
        tokio::time::sleep(Duration::from_secs(at_least)).await;
        self.process.writes(ANN, "Line 4");
    }

    /// Everything is there, once and in order.
    async fn after(mut self) {
        let Scene { process, desk, .. } = &mut self;
        process.sees(GROUP, "Line 4").await;
        process.sees(ANN, "Is it plugged in?").await;
        process.sees(CHLOE, "🎫 Support").await;
        process.rests().await;
        let lines = ["Line 1", "Line 2", "Line 3", "Line 4"];
        let told: Vec<_> = process
            .sim
            .chat(GROUP, None, None)
            .into_iter()
            .filter(|m| m.by_bot && m.text.starts_with("User replied to #1"))
            .filter_map(|m| m.text.lines().last().map(str::to_owned))
            .collect();
        assert_eq!(told, lines, "{}", process.everything());
        assert_eq!(process.count(ANN, "Is it plugged in?"), 1);
        assert_eq!(process.count(CHLOE, "This is the support desk."), 1);
        let of_ann = "SELECT text FROM messages WHERE agent_id IS NULL ORDER BY no";
        assert_eq!(process.rows(of_ann).await[1..], lines);
        let of_team = "SELECT text FROM messages WHERE agent_id IS NOT NULL";
        assert_eq!(process.rows(of_team).await, ["Is it plugged in?"]);
        let left = "SELECT state FROM inbox WHERE state <> 'done'";
        assert_eq!(process.rows(left).await, Vec::<String>::new());
        assert!(!desk.log().contains("a panic"), "{}", desk.log());
        assert_eq!(desk.stops(process).await, Some(0));
    }
}

async fn on_a_server_of_its_own() -> Option<(OwnServer, Scene)> {
    let (server, database) = own_server()?;
    let process = DeskProcess::build(database, WorldFile::demo(), "").await;
    let desk = Peer::start(&process, &[]);
    Some((server, Scene::set(process, desk).await))
}

#[tokio::test]
async fn postgresql_is_killed_and_started_again() {
    let Some((mut server, scene)) = on_a_server_of_its_own().await else {
        return;
    };
    scene.before();
    server.kill();
    scene.during(UNSTORED, 1).await;
    scene.process.sees(ANN, LONGER).await;
    scene.process.sees(CHLOE, LONGER).await;
    server.start_again();
    scene
        .desk
        .logs(&scene.process, "this process leads on")
        .await;
    assert_eq!(scene.process.count(ANN, LONGER), 1);
    assert_eq!(scene.process.count(CHLOE, LONGER), 1);
    scene.after().await;
}

#[tokio::test]
async fn postgresql_is_silent_for_a_while() {
    let Some((mut server, scene)) = on_a_server_of_its_own().await else {
        return;
    };
    scene.before();
    server.freeze();
    scene.during("this process is not sure to lead", 1).await;
    server.thaw();
    scene
        .desk
        .logs(&scene.process, "this process leads on")
        .await;
    scene.after().await;
}

/// The connections of before are forgotten by what stands in between: they stay open, and nothing comes of them any more.
#[tokio::test]
async fn the_network_to_postgresql_drops_packets() {
    let Some(database) = fresh(Kind::Postgres).await else {
        return;
    };
    let wire = Wire::to(&database).await;
    let process = DeskProcess::build(database, WorldFile::demo(), "").await;
    let desk = Peer::behind(&process, &wire);
    let scene = Scene::set(process, desk).await;
    scene.before();
    wire.drops_packets();
    scene.during(UNSTORED, 1).await;
    wire.flows_for_new_connections();
    scene
        .desk
        .logs(&scene.process, "this process leads on")
        .await;
    scene.after().await;
}

#[tokio::test]
async fn a_file_of_sqlite_is_locked_by_somebody_else() {
    let database = fresh(Kind::File).await.expect("SQLite");
    let process = DeskProcess::build(database, WorldFile::demo(), "").await;
    let desk = Peer::start(&process, &[]);
    let scene = Scene::set(process, desk).await;
    let other = scene.process.connection().await;
    scene.before();
    other
        .execute_unprepared("BEGIN EXCLUSIVE")
        .await
        .expect("locked");
    scene.during(UNSTORED, 1).await;
    other.execute_unprepared("ROLLBACK").await.expect("free");
    scene.after().await;
}

#[tokio::test]
async fn a_file_of_sqlite_is_moved_away() {
    let database = fresh(Kind::File).await.expect("SQLite");
    let process = DeskProcess::build(database, WorldFile::demo(), "").await;
    let desk = Peer::start(&process, &[]);
    let scene = Scene::set(process, desk).await;
    let file = scene.process.database_folder().join("bellhop.db");
    let elsewhere = file.with_extension("elsewhere");
    scene.before();
    std::fs::rename(&file, &elsewhere).expect("it is moved");
    scene.during(UNSTORED, 1).await;
    std::fs::rename(&elsewhere, &file).expect("it is back");
    scene.after().await;
}

/// A process that may make no file longer than it is now: SQLite gets an error from the system for each page that it
/// would append, as it does from a full disk.
#[tokio::test]
async fn the_disk_of_a_file_of_sqlite_is_full() {
    let database = fresh(Kind::File).await.expect("SQLite");
    let process = DeskProcess::build(database, WorldFile::demo(), "").await;
    let bellhop = process.bellhop(&[]).get_program().to_owned();
    let mut command = Command::new("sh");
    // Who exceeds the limit gets a signal, too, that ends the process unless it is ignored.
    command
        .args(["-c", "trap '' XFSZ; exec \"$0\" run"])
        .arg(bellhop)
        .current_dir(process.folder.path());
    let desk = Peer::of(&process, command);
    let scene = Scene::set(process, desk).await;
    scene.before();
    limit_files(&scene.desk, "4096");
    // An error spoils no later transaction, however many there were.
    scene.during(UNSTORED, 4).await;
    limit_files(&scene.desk, "unlimited");
    scene.after().await;
}

/// Limits how long a file the process can make, in bytes; the limit can be raised again.
fn limit_files(desk: &Peer, bytes: &str) {
    let limited = Command::new("prlimit")
        .args(["--pid", &desk.id().to_string()])
        .arg(format!("--fsize={bytes}:unlimited"))
        .stdout(Stdio::null())
        .status();
    assert!(limited.expect("prlimit, of util-linux").success());
}
