//! A desk for the binary to stand in: a simulated Telegram, a database, a file of settings, and a process that can be
//! started, stopped and killed.
//!
//! Sentences are those of `common/desk.rs`, but on real time: what follows from them is waited for by name.
//!
//! Its desk logs as much as an operator can ask for, and all that it prints is searched at the end: nobody's words, no
//! name and no secret may stand there (`output.rs`). A test need not ask for it.

use super::output::{Printed, Ran, Searcher};
use crate::common::{
    Database,
    desk::{ANN, GROUP, TOPIC, transcript},
};
use crash_tests::log_leaks::TALKATIVE;
use sea_orm::{ConnectionTrait as _, Statement};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use simulator::{Control, Press, ShownMessage, Simulator, WorldFile, Writing};
use std::{
    fmt::Write as _,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

/// How long anything may take before a test gives up: far longer than it does on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// How often is looked at what does not tell when it changes: the database and the process.
const LOOK: Duration = Duration::from_millis(20);

/// The simulated world, the database, and the process if one runs.
pub(super) struct DeskProcess {
    /// Telegram.
    pub(super) sim: Simulator,
    /// Where it listens: `http://127.0.0.1:port`.
    pub(super) api: String,
    /// The bot's token.
    pub(super) token: String,
    /// Where the settings are.
    pub(super) folder: tempfile::TempDir,
    database: Database,
    printed: Printed,
    process: Option<Child>,
}

impl DeskProcess {
    /// A desk with a desk that is open.
    pub(super) async fn open(database: Database) -> DeskProcess {
        DeskProcess::set(database, "").await
    }

    /// The same with more settings, as lines of `table.key = value`.
    pub(super) async fn set(database: Database, settings: &str) -> DeskProcess {
        let mut desk = DeskProcess::build(database, WorldFile::demo(), settings).await;
        desk.start().await;
        desk
    }

    /// A desk whose desk is not started yet.
    pub(super) async fn build(database: Database, world: WorldFile, settings: &str) -> DeskProcess {
        let token = world.bot.token.clone();
        let sim = Simulator::new(world);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(sim.clone().serve(listener, std::future::pending()));
        let searcher = Searcher {
            sim: sim.clone(),
            database: database.url.clone(),
        };
        let desk = DeskProcess {
            sim,
            api: format!("http://{address}"),
            token,
            folder: tempfile::tempdir().expect("a temporary folder"),
            database,
            printed: Printed::new(searcher),
            process: None,
        };
        desk.write_settings(settings);
        desk
    }

    /// Writes the file of settings anew.
    pub(super) fn write_settings(&self, settings: &str) {
        let DeskProcess { api, token, .. } = self;
        let database = self.database.url.expose_secret();
        let mut lines: Vec<String> = [
            ("telegram.token", format!("{token:?}")),
            ("telegram.api_url", format!("{api:?}")),
            ("admin.group_id", GROUP.to_string()),
            ("admin.tickets_topic_id", TOPIC.to_string()),
            ("database.url", format!("{database:?}")),
            ("log.filter", format!("{TALKATIVE:?}")),
        ]
        .into_iter()
        .filter(|(key, _)| !settings.contains(key))
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
        lines.push(settings.to_owned());
        let file = self.folder.path().join("config.toml");
        std::fs::write(file, lines.join("\n")).expect("the settings are written");
    }

    /// The binary with these arguments, in the folder of the settings, with nothing in its environment.
    pub(super) fn bellhop(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bellhop"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear();
        command
    }

    /// Runs the binary to its end, beside the runtime that serves the simulator.
    pub(super) async fn runs(&self, arguments: &[&str]) -> Ran {
        let mut command = self.bellhop(arguments);
        let output = tokio::task::spawn_blocking(move || command.output().expect("it starts"));
        let ran = Ran::of(&output.await.expect("no panic"));
        let told = self.searcher().told_in(&[&*ran.out, &ran.err].concat());
        assert_eq!(told, [""; 0], "{arguments:?}");
        ran
    }

    /// Whoever knows what may stand in no log of this desk.
    pub(super) fn searcher(&self) -> Searcher {
        self.printed.searcher.clone()
    }

    /// Starts the desk, and returns when it is open.
    pub(super) async fn start(&mut self) {
        self.spawn();
        self.opens().await;
    }

    /// The same in a shell that has set this umask.
    pub(super) async fn start_with_umask(&mut self, umask: &str) {
        let mut shell = Command::new("sh");
        let script = format!("umask {umask} && exec \"$0\" run");
        shell
            .args(["-c", &script, env!("CARGO_BIN_EXE_bellhop")])
            .current_dir(self.folder.path())
            .env_clear();
        self.spawn_as(shell);
        self.opens().await;
    }

    async fn opens(&mut self) {
        let log = &self.printed.log;
        let since = log.begin();
        self.until("the desk is open", |_| {
            log.since(since).contains("the desk is open").then_some(())
        })
        .await;
    }

    /// Starts the desk, and does not wait for anything.
    pub(super) fn spawn(&mut self) {
        let bellhop = self.bellhop(&["run"]);
        self.spawn_as(bellhop);
    }

    fn spawn_as(&mut self, mut bellhop: Command) {
        assert!(self.process.is_none(), "a desk runs already");
        let process = bellhop
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut process = process.expect("the binary starts");
        self.printed.follow(&mut process);
        self.process = Some(process);
    }

    /// `kill -9`: the process is gone when this returns.
    pub(super) fn kill(&mut self) {
        let mut process = self.process.take().expect("a desk runs");
        process.kill().expect("it is killed");
        process.wait().expect("it is gone");
    }

    /// SIGTERM: the process ends by itself, and says that all went well.
    pub(super) async fn stop(&mut self) {
        self.signal("TERM");
        let status = self.ended().await;
        assert_eq!(status.code(), Some(0), "{}", self.everything());
    }

    /// Sends a signal to the process.
    pub(super) fn signal(&self, name: &str) {
        let process = self.process.as_ref().expect("a desk runs");
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &process.id().to_string()])
            .status();
        assert!(sent.expect("kill").success());
    }

    /// How the process ended, when it does by itself.
    pub(super) async fn ended(&mut self) -> ExitStatus {
        let mut process = self.process.take().expect("a desk runs");
        let ended = self.until("the process ends", |_| {
            process.try_wait().expect("a process")
        });
        ended.await
    }

    /// What the process has logged, over all its lives.
    pub(super) fn log(&self) -> String {
        self.printed.log.since(0)
    }

    /// Waits for something to be there.
    pub(super) async fn until<T>(
        &self,
        what: &str,
        mut look: impl FnMut(&DeskProcess) -> Option<T>,
    ) -> T {
        let mut changes = self.sim.changes();
        let seen = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(seen) = look(self) {
                    return seen;
                }
                let _ = tokio::time::timeout(LOOK, changes.changed()).await;
            }
        });
        match seen.await {
            Ok(seen) => seen,
            Err(_) => panic!("waited in vain: {what}\n\n{}", self.everything()),
        }
    }

    /// Waits until a chat has a message with this text or button; the newest such.
    pub(super) async fn sees(&self, chat: i64, text: &str) -> ShownMessage {
        self.sees_after(chat, 0, text).await
    }

    /// The same, among messages that are newer than one.
    pub(super) async fn sees_after(&self, chat: i64, after: i64, text: &str) -> ShownMessage {
        let what = format!("{text:?} in {chat}");
        self.until(&what, |desk| {
            let found = desk.control(Control::Find {
                chat,
                contains: text.to_owned(),
                after,
                thread: None,
            });
            serde_json::from_value(found).ok()
        })
        .await
    }

    /// Waits until the log has this.
    pub(super) async fn logs(&self, text: &str) {
        let what = format!("{text:?} in the log");
        self.until(&what, |desk| desk.log().contains(text).then_some(()))
            .await;
    }

    /// Waits until the first column of a query's rows, as text, is this.
    pub(super) async fn holds(&self, query: &str, rows: &[&str]) {
        let mut last = Vec::new();
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                last = self.rows(query).await;
                if last == rows {
                    return;
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        if waited.await.is_err() {
            panic!(
                "{query}: {last:?} instead of {rows:?}\n\n{}",
                self.everything()
            );
        }
    }

    /// The first column of a query's rows, as text.
    pub(super) async fn rows(&self, query: &str) -> Vec<String> {
        let db = sea_orm::Database::connect(self.database.url.expose_secret()).await;
        let db = db.expect("the database takes connections");
        let query = Statement::from_string(db.get_database_backend(), query);
        let rows = db.query_all_raw(query).await.expect("the database answers");
        let first = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0);
        let rows = rows.iter().map(first).collect::<Result<_, _>>();
        db.close().await.expect("the connection closes");
        rows.expect("a column of text")
    }

    /// A connection to the database of PostgreSQL that bears this name there.
    pub(super) async fn session(&self, name: &str) -> sea_orm::DatabaseConnection {
        self.connection_to(format!("&application_name={name}"))
            .await
    }

    /// The folder of a file of SQLite.
    pub(super) fn database_folder(&self) -> std::path::PathBuf {
        let url = self.database.url.expose_secret();
        let file = url.trim_start_matches("sqlite://").split('?').next();
        let folder = std::path::Path::new(file.unwrap_or_default()).parent();
        folder.expect("a folder").to_owned()
    }

    /// A connection to the database, as another process has one.
    pub(super) async fn connection(&self) -> sea_orm::DatabaseConnection {
        self.connection_to(String::new()).await
    }

    async fn connection_to(&self, more: String) -> sea_orm::DatabaseConnection {
        let url = self.database.url.expose_secret();
        let mut options = sea_orm::ConnectOptions::new(format!("{url}{more}"));
        let db = sea_orm::Database::connect(options.max_connections(1).to_owned()).await;
        db.expect("the database takes connections")
    }

    /// Waits until nothing waits to be worked or to be sent.
    pub(super) async fn rests(&self) {
        let waiting = "SELECT CAST(COUNT(*) AS TEXT) FROM (SELECT state FROM inbox WHERE state = 'waiting' \
             UNION ALL SELECT state FROM outbox WHERE state = 'waiting') AS open";
        self.holds(waiting, &["0"]).await;
    }

    /// Does something to the world; what came of it.
    pub(super) fn control(&self, action: Control) -> Value {
        let shown = format!("{action:?}");
        self.sim
            .control(action)
            .unwrap_or_else(|why| panic!("{shown}: {why}\n\n{}", self.everything()))
    }

    /// Somebody presses Start.
    pub(super) fn starts(&self, user: i64) {
        self.control(Control::Start {
            user,
            payload: None,
        });
    }

    /// Somebody writes to the bot in private; the message's number.
    pub(super) fn writes(&self, user: i64, text: &str) -> i64 {
        let written = self.control(Control::Write(Writing {
            user,
            text: Some(text.to_owned()),
            ..Writing::default()
        }));
        written["message_id"].as_i64().expect("a number")
    }

    /// Somebody replies in the group to a message; the number of theirs.
    pub(super) fn replies(&self, user: i64, to: &ShownMessage, text: &str) -> i64 {
        let written = self.control(Control::Write(Writing {
            user,
            chat: Some(GROUP),
            thread: to.thread,
            reply_to: Some(to.id),
            text: Some(text.to_owned()),
            ..Writing::default()
        }));
        written["message_id"].as_i64().expect("a number")
    }

    /// Somebody presses a button of a message, and the bot answers the press.
    pub(super) async fn presses(&self, user: i64, on: &ShownMessage, button: &str) {
        let chat = if user < 2000 { user } else { GROUP };
        let pressed = self.control(Control::Press(Press {
            user,
            chat: Some(chat),
            message_id: Some(on.id),
            button: Some(button.to_owned()),
            ..Press::default()
        }));
        let query_id = pressed["query_id"].as_str().expect("a press").to_owned();
        self.until("the press is answered", |desk| {
            let query_id = query_id.clone();
            let answer = desk.control(Control::Answer { query_id });
            (answer["answered"] == true).then_some(())
        })
        .await;
    }

    /// Ann goes all the way from Start to a ticket; its card in the group.
    pub(super) async fn opens_a_ticket(&self, title: &str, message: &str) -> ShownMessage {
        self.opens_a_ticket_as(ANN, title, message).await
    }

    /// The same for anybody who reads English.
    pub(super) async fn opens_a_ticket_as(
        &self,
        user: i64,
        title: &str,
        message: &str,
    ) -> ShownMessage {
        self.asks_for_a_ticket(user).await;
        self.writes(user, title);
        self.sees(user, "Now describe the problem").await;
        self.writes(user, message);
        self.sees(user, "created").await;
        self.sees(GROUP, title).await
    }

    /// Somebody goes from Start to the question for a title.
    pub(super) async fn asks_for_a_ticket(&self, user: i64) {
        self.starts(user);
        let greeting = self.sees(user, "🎫 Support").await;
        self.presses(user, &greeting, "🎫 Support").await;
        let offer = self.sees(user, "🎫 Create Ticket").await;
        self.presses(user, &offer, "🎫 Create Ticket").await;
        self.sees(user, "What is it about?").await;
    }

    /// How many messages of the bot in a chat have this in their text.
    pub(super) fn count(&self, chat: i64, text: &str) -> usize {
        let messages = self.sim.chat(chat, None, None);
        let of_bot = messages
            .iter()
            .filter(|m| m.by_bot && m.text.contains(text));
        of_bot.count()
    }

    /// Every chat, then the log: for failures.
    pub(super) fn everything(&self) -> String {
        let mut all = String::new();
        for chat in [1001, 1002, 1003, GROUP] {
            let messages = self.sim.chat(chat, None, None);
            if !messages.is_empty() {
                let _ = writeln!(all, "---- {chat} ----\n{}", transcript(&messages));
            }
        }
        let _ = writeln!(all, "---- log ----\n{}", self.log());
        all
    }
}

/// No process outlives its test, and none has told what may stand in no log; a failing test shows the chats and the log.
impl Drop for DeskProcess {
    #[expect(
        clippy::print_stderr,
        reason = "the test's output is where a failure is looked at"
    )]
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
        let told = self.printed.told();
        if std::thread::panicking() {
            eprintln!(
                "{}
{}",
                self.everything(),
                told.join(
                    "
"
                )
            );
        } else {
            assert_eq!(told, [""; 0]);
        }
    }
}
