//! The process: started, killed, stopped in order; what it prints.
//!
//! It is the binary's own desk on a clock that can be set ahead (the hidden command that the demo starts its desk with):
//! the same as `bellhop run` in all else. Its standard input is its leash, so that it does not outlive this process.

use crate::{LOOK, log_leaks::TALKATIVE};
use anyhow::Context as _;
use std::{
    io::{BufRead as _, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

/// How long a stop in order may take.
const STOP: Duration = Duration::from_secs(30);

/// What each life of it logs that comes so far.
pub(crate) const OPEN: &str = "the desk is open";

/// The team's group in the sample world, and its Tickets topic.
pub(crate) const GROUP: i64 = -1_001_000_000_001;
pub(crate) const TOPIC: i64 = 5;

pub(crate) struct Desk {
    bellhop: PathBuf,
    folder: tempfile::TempDir,
    child: Option<Child>,
    ahead: i64,
    log: Arc<Mutex<Log>>,
    /// Who read what this life of it prints, to the end.
    readers: Vec<JoinHandle<()>>,
}

/// Both its streams.

#[derive(Default)]
struct Log {
    text: String,
    /// Where the newest life begins.
    life: usize,
}

impl Desk {
    pub(crate) fn new(bellhop: PathBuf, api: &str, database: &str) -> anyhow::Result<Desk> {
        let folder = tempfile::tempdir()?;
        let token = simulator::DEMO_TOKEN;
        let settings = format!(
            "telegram.token = {token:?}\ntelegram.api_url = {api:?}\nadmin.group_id = {GROUP}\n\
             admin.tickets_topic_id = {TOPIC}\ndatabase.url = {database:?}\nsla.response_within = \"10m\"\n\
             sla.reminder_cooldown = \"20m\"\nlog.filter = {TALKATIVE:?}\n"
        );
        std::fs::write(folder.path().join("config.toml"), settings)?;
        Ok(Desk {
            bellhop,
            folder,
            child: None,
            ahead: 0,
            log: Arc::default(),
            readers: Vec::new(),
        })
    }

    /// By how many milliseconds its clock is ahead of the machine's.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead
    }

    /// From its next start on, its clock is further ahead.
    pub(crate) fn will_be_ahead(&mut self, ms: i64) {
        self.ahead += ms;
    }

    pub(crate) fn start(&mut self) -> anyhow::Result<()> {
        let mut child = Command::new(&self.bellhop)
            .args(["demo-desk", "--ahead", &self.ahead.to_string()])
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} can't be started", self.bellhop.display()))?;
        with(&self.log, |log| log.life = log.text.len());
        let (out, err) = (child.stdout.take(), child.stderr.take());
        self.read(out.context("its output")?);
        self.read(err.context("its log")?);
        self.child = Some(child);
        Ok(())
    }

    fn read(&mut self, stream: impl Read + Send + 'static) {
        let log = self.log.clone();
        self.readers.push(std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                with(&log, |log| {
                    log.text.push_str(&line);
                    log.text.push('\n');
                });
            }
        }));
    }

    /// The process is gone: what it printed is read.
    fn is_over(&mut self) {
        for reader in self.readers.drain(..) {
            // A reader that panicked has read what it could.
            let _ = reader.join();
        }
    }

    /// Returns when this life of it has opened.
    pub(crate) async fn opens(&self) {
        let open = |log: &mut Log| log.text[log.life..].contains(OPEN);
        while !with(&self.log, open) {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// `kill -9`; a sentence when it had ended by itself.
    pub(crate) fn kill(&mut self) -> anyhow::Result<Option<String>> {
        let mut child = self.child.take().context("no desk runs")?;
        let by_itself = child.try_wait()?;
        child.kill()?;
        child.wait()?;
        self.is_over();
        Ok(by_itself.map(|status| format!("the desk ended by itself: {status}")))
    }

    /// Lets it finish what it is doing, and end.
    pub(crate) async fn stop(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("no desk runs")?;
        drop(child.stdin.take());
        let ended = async {
            loop {
                if let Some(status) = child.try_wait()? {
                    return anyhow::Ok(status);
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        let status: ExitStatus = match tokio::time::timeout(STOP, ended).await {
            Ok(status) => status?,
            Err(_) => {
                child.kill()?;
                child.wait()?
            }
        };
        self.is_over();
        anyhow::ensure!(
            status.success(),
            "the desk did not stop in order: {status}\n{}",
            self.log()
        );
        Ok(())
    }

    /// What it printed, in all its lives that are over.
    pub(crate) fn log(&self) -> String {
        with(&self.log, |log| log.text.clone())
    }
}

fn with<T>(log: &Mutex<Log>, work: impl FnOnce(&mut Log) -> T) -> T {
    work(&mut log.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
