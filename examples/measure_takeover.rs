//! How long a desk is away when its process is killed, hangs, or is stopped: real processes, real time, real HTTP.
//!
//! `cargo build --release && cargo run --release --example measure_takeover -- URL [KILLS] [HANGS] [STOPS]`, where URL names an
//! empty database. On PostgreSQL a second process stands by; each time it takes over, a new one is started to stand by.
//! On SQLite nobody can, so only stops are asked for.
//!
//! Killed (`kill -9`) or hanging (SIGSTOP): somebody presses Start at that moment; measured is until the answer stands
//! in the chat. Stopped (SIGTERM): in the middle of 60 people who press Start, one each 20 ms; measured is until the
//! process has ended, which must be with 0. At the end everybody must have been answered; answers that came twice are
//! counted.

use anyhow::{Context as _, ensure};
use bellhop::cli::print;
use common::Telegram;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

#[expect(dead_code, reason = "other measurements need more of it")]
mod common;

/// How many people press Start around a stop, and how far apart.
const CROWD: i64 = 60;
const APART: Duration = Duration::from_millis(20);

/// After how many of them the process is stopped.
const STOPPED_AFTER: i64 = 30;

/// The number before the first person's.
const FIRST: i64 = 1_000_000;

/// How long each step may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a process says that is ready to take over.
const STANDS_BY: &str = "stands by";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Killed,
    Hangs,
    Stopped,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .context("name an empty database, as database.url does")?;
    let mut number = |otherwise: i64| match arguments.next() {
        Some(number) => number.parse::<i64>().context("a number"),
        None => Ok(otherwise),
    };
    let (kills, hangs, stops) = (number(20)?, number(5)?, number(20)?);
    let mut bench = Bench::new(url, kills + hangs + stops * CROWD).await?;
    ensure!(
        bench.stands_by || kills + hangs == 0,
        "on SQLite nobody takes over: KILLS and HANGS must be 0"
    );
    for (end, times) in [
        (End::Killed, kills),
        (End::Hangs, hangs),
        (End::Stopped, stops),
    ] {
        let mut took = Vec::new();
        for _ in 0..times {
            took.push(bench.measure(end).await?);
        }
        report(end, took);
    }
    bench.everybody_answered().await
}

fn report(end: End, mut took: Vec<Duration>) {
    took.sort_unstable();
    let (Some(most), n) = (took.last(), took.len()) else {
        return;
    };
    let (median, p99) = (took[n / 2], took[(n * 99).div_ceil(100) - 1]);
    print(&format!(
        "{end:?}: n {n}, median {} ms, p99 {} ms, most {} ms",
        median.as_millis(),
        p99.as_millis(),
        most.as_millis()
    ));
}

struct Bench {
    telegram: Telegram,
    /// The settings of each process.
    env: Vec<(String, String)>,
    /// Whether a second process can stand by.
    stands_by: bool,
    /// Who leads, then who stands by.
    processes: Vec<Process>,
    /// The last person who pressed Start.
    last: i64,
}

struct Process {
    child: Child,
    /// What it says about its role, and the lines of its log.
    lines: mpsc::UnboundedReceiver<String>,
}

impl Bench {
    async fn new(url: String, people: i64) -> anyhow::Result<Bench> {
        let telegram = Telegram::with(FIRST + 1..=FIRST + people).await?;
        let mut bench = Bench {
            env: telegram.env(&url),
            telegram,
            stands_by: !url.starts_with("sqlite"),
            processes: Vec::new(),
            last: FIRST,
        };
        bench.man().await?;
        Ok(bench)
    }

    /// Starts what is missing: one that leads, and one that stands by.
    async fn man(&mut self) -> anyhow::Result<()> {
        if self.processes.is_empty() {
            let mut leader = self.start()?;
            leader.says("the desk is open").await?;
            self.processes.push(leader);
        }
        if self.stands_by && self.processes.len() < 2 {
            let mut standby = self.start()?;
            standby.says(STANDS_BY).await?;
            self.processes.push(standby);
        }
        Ok(())
    }

    fn start(&self) -> anyhow::Result<Process> {
        let examples = std::env::current_exe()?;
        let bin = examples.ancestors().nth(2).context("no folder")?;
        let mut child = Command::new(bin.join("bellhop"))
            .arg("run")
            .env_clear()
            .envs(self.env.iter().map(|(key, value)| (key, value)))
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("build the binary first, with the same profile")?;
        let log = BufReader::new(child.stderr.take().context("no log")?);
        let (sender, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Ok(Process { child, lines })
    }

    /// Ends the leader so; how long that was felt.
    #[expect(
        clippy::disallowed_methods,
        reason = "it measures the machine's own time"
    )]
    async fn measure(&mut self, end: End) -> anyhow::Result<Duration> {
        let mut leader = self.processes.remove(0);
        let took = match end {
            End::Killed | End::Hangs => {
                let began = Instant::now();
                leader.signal(if end == End::Killed { "KILL" } else { "STOP" })?;
                let person = self.somebody_starts()?;
                self.answered(person).await?;
                began.elapsed()
            }
            End::Stopped => {
                for _ in 0..STOPPED_AFTER {
                    self.somebody_starts()?;
                    tokio::time::sleep(APART).await;
                }
                let began = Instant::now();
                leader.signal("TERM")?;
                let ending = tokio::task::spawn_blocking(move || {
                    let status = leader.child.wait();
                    (leader, status, began.elapsed())
                });
                for _ in STOPPED_AFTER..CROWD {
                    self.somebody_starts()?;
                    tokio::time::sleep(APART).await;
                }
                let (ended, status, took) = ending.await?;
                ensure!(status?.success(), "a stopped process did not end with 0");
                leader = ended;
                took
            }
        };
        if end == End::Hangs {
            leader.signal("CONT")?;
            let status = tokio::task::spawn_blocking(move || leader.child.wait()).await??;
            ensure!(!status.success(), "a deposed leader ended with 0");
        }
        if let Some(next) = self.processes.first_mut() {
            next.says("the desk is open").await?;
        }
        self.man().await?;
        Ok(took)
    }

    fn somebody_starts(&mut self) -> anyhow::Result<i64> {
        self.last += 1;
        common::starts(&self.telegram.sim, self.last)?;
        Ok(self.last)
    }

    fn answers(&self, person: i64) -> usize {
        let said = self.telegram.sim.chat(person, None, None);
        said.iter().filter(|message| message.by_bot).count()
    }

    /// Waits until somebody is answered.
    async fn answered(&self, person: i64) -> anyhow::Result<()> {
        let mut changes = self.telegram.sim.changes();
        let waited = tokio::time::timeout(PATIENCE, async {
            while self.answers(person) == 0 {
                let _ = changes.changed().await;
            }
        });
        waited.await.context("somebody was not answered")
    }

    async fn everybody_answered(&self) -> anyhow::Result<()> {
        for person in FIRST + 1..=self.last {
            self.answered(person).await?;
        }
        let twice = (FIRST + 1..=self.last).filter(|person| self.answers(*person) > 1);
        print(&format!(
            "{} people pressed Start, all were answered, {} of them twice",
            self.last - FIRST,
            twice.count()
        ));
        Ok(())
    }
}

impl Process {
    fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status()?;
        ensure!(sent.success(), "kill -{name}");
        Ok(())
    }

    /// Waits for a line with this.
    async fn says(&mut self, text: &str) -> anyhow::Result<()> {
        let said = tokio::time::timeout(PATIENCE, async {
            while let Some(line) = self.lines.recv().await {
                if line.contains(text) {
                    return true;
                }
            }
            false
        });
        ensure!(said.await?, "a process ended before it said: {text}");
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
