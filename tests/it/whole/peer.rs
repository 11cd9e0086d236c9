//! One of several processes on the database of a desk. What it prints is searched as what the desk's own one does.

use super::{output::Printed, process::DeskProcess};
use crate::common::wire::Wire;
use secrecy::ExposeSecret as _;
use std::process::{Child, Command, Stdio};

/// What a process says that leads, and one that does not.
pub(super) const LEADS: &str = "This process leads the desk.";
pub(super) const STANDS_BY: &str = "Another process leads the desk; this one stands by.";

/// A process of `bellhop run`.
pub(super) struct Peer {
    process: Child,
    printed: Printed,
}

impl Peer {
    /// Starts one, and waits for nothing; with these variables in its environment.
    pub(super) fn start(desk: &DeskProcess, env: &[(&str, &str)]) -> Peer {
        let mut command = desk.bellhop(&["run"]);
        command.envs(env.iter().copied());
        Peer::of(desk, command)
    }

    /// Starts one that reaches the database by a wire, and waits for nothing.
    pub(super) fn behind(desk: &DeskProcess, wire: &Wire) -> Peer {
        let url = wire.url().expose_secret();
        Peer::start(desk, &[("BELLHOP__DATABASE__URL", url)])
    }

    /// Starts the process of a command.
    pub(super) fn of(desk: &DeskProcess, mut command: Command) -> Peer {
        let streams = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = streams.spawn().expect("the binary starts");
        let mut printed = Printed::new(desk.searcher());
        printed.follow(&mut process);
        Peer { process, printed }
    }

    /// Its number.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Starts one that leads, and returns when its desk is open.
    pub(super) async fn leading(desk: &DeskProcess) -> Peer {
        let peer = Peer::start(desk, &[]);
        peer.opens(desk).await;
        peer
    }

    /// Starts one that stands by.
    pub(super) async fn standing_by(desk: &DeskProcess) -> Peer {
        let peer = Peer::start(desk, &[]);
        peer.says(desk, &[STANDS_BY]).await;
        peer
    }

    /// Waits until it has said this, and nothing else.
    pub(super) async fn says(&self, desk: &DeskProcess, sentences: &[&str]) {
        let wanted = format!("{}\n", sentences.join("\n"));
        let said = |_: &DeskProcess| (self.said() == wanted).then_some(());
        desk.until(&wanted, said).await;
    }

    /// Waits until its desk is open.
    pub(super) async fn opens(&self, desk: &DeskProcess) {
        self.logs(desk, "the desk is open").await;
    }

    /// Waits until its log has this.
    pub(super) async fn logs(&self, desk: &DeskProcess, text: &str) {
        let logged = |_: &DeskProcess| self.log().contains(text).then_some(());
        desk.until(text, logged).await;
    }

    /// What it has said.
    pub(super) fn said(&self) -> String {
        self.printed.out.since(0)
    }

    /// What it has logged.
    pub(super) fn log(&self) -> String {
        self.printed.log.since(0)
    }

    /// Sends it a signal.
    pub(super) fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status();
        assert!(sent.expect("kill").success());
    }

    /// `kill -9`: it is gone when this returns.
    pub(super) fn kill(mut self) {
        self.process.kill().expect("it is killed");
        self.process.wait().expect("it is gone");
    }

    /// Its exit code, when it ends by itself.
    pub(super) async fn ends(&mut self, desk: &DeskProcess) -> Option<i32> {
        let process = &mut self.process;
        let status = desk
            .until("the process ends", |_| {
                process.try_wait().expect("a process")
            })
            .await;
        status.code()
    }

    /// SIGTERM; its exit code.
    pub(super) async fn stops(&mut self, desk: &DeskProcess) -> Option<i32> {
        self.signal("TERM");
        self.ends(desk).await
    }
}

/// No process outlives its test, and none has told what may stand in no log; a failing test shows what it said.
impl Drop for Peer {
    #[expect(
        clippy::print_stderr,
        reason = "the test's output is where a failure is looked at"
    )]
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let told = self.printed.told();
        if std::thread::panicking() {
            let log = self.log();
            eprintln!(
                "---- {} ----\n{log}\n{}",
                self.process.id(),
                told.join("\n")
            );
        } else {
            assert_eq!(told, [""; 0]);
        }
    }
}
