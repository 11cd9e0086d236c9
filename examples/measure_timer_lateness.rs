//! How late the clocks are when much is due: deadline → committed to the outbox, on real time, for 10 000 tickets whose
//! deadlines lie within one minute, by the whole desk over a real database.
//!
//! `cargo run --release --example measure_timer_lateness` measures on an SQLite file; with the address of an empty PostgreSQL database
//! behind `--`, on that. It prints one line. `measure_alert_delivery` measures the rest of the way, to Telegram.
//!
//! It is no test, because a busy machine would fail it. It ends with an error when a ticket is missing.

use anyhow::{Context as _, ensure};
use bellhop::{
    actors::TestFaults,
    app::{self, DeskParts},
    cli::print,
    clock::Clock,
    config::Settings,
    domain::event::EventKind,
    store::{
        Store as _,
        sql::{Options, SqlStore},
    },
    telegram::{Telegram as _, bot::TeloxideBot},
};
use chrono::TimeDelta;
use common::Telegram;
use secrecy::SecretString;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use trouble::{FaultyStore, Trouble};

#[expect(dead_code, reason = "other measurements need more of it")]
mod common;
#[path = "../tests/it/common/crowd.rs"]
mod crowd;
#[path = "../tests/it/common/trouble.rs"]
#[expect(dead_code, reason = "the tests break what is only listened to here")]
mod trouble;

/// How many tickets, and over how many milliseconds their deadlines are spread.
const TICKETS: i64 = 10_000;
const WITHIN_MS: i64 = 60_000;

/// How long before the first deadline the desk is started: it loads the tickets meanwhile.
const LEAD: TimeDelta = TimeDelta::seconds(45);

/// How long after the last deadline the last ticket may come.
const PATIENCE: Duration = Duration::from_secs(300);

fn main() -> anyhow::Result<()> {
    actix::System::new().block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let telegram = Telegram::with(std::iter::empty()).await?;
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite://{}/bellhop.db?mode=rwc", folder.path().display());
    let url = std::env::args().nth(1).unwrap_or(file);
    let database = url.split(':').next().unwrap_or_default().to_owned();
    let env = telegram.env(&url).into_iter();
    let settings = Settings::parse("", env)?;

    let clock = Clock::System;
    let url = SecretString::from(url);
    let options = Options::new(|| Clock::System.now());
    let store = Arc::new(SqlStore::connect(&url, options).await?);
    let first = clock.now() + LEAD;
    let within = TimeDelta::from_std(settings.sla.response_within)?;
    let due = |n: i64| first + TimeDelta::milliseconds(n * WITHIN_MS / TICKETS);
    crowd::waits(&*store, TICKETS, |n| due(n) - within).await;
    ensure!(
        clock.now() < first,
        "the tickets were due before they were stored"
    );

    let late: Arc<Mutex<Vec<i64>>> = Arc::default();
    let trouble = Trouble::default();
    let heard = late.clone();
    trouble.hears_commits(move |work| {
        let now = Clock::System.now();
        let events = work.ticket.iter().flat_map(|write| &write.events);
        for event in events {
            if let (EventKind::Breached { deadline, .. }, Ok(mut late)) =
                (&event.what, heard.lock())
            {
                late.push((now - *deadline).num_milliseconds());
            }
        }
    });
    let bot = TeloxideBot::new(
        &settings.telegram.token,
        &settings.telegram.api_url,
        Duration::from_secs(30),
    )?;
    let parts = DeskParts {
        me: bot.me().await?,
        store: Arc::new(FaultyStore {
            inner: store.clone(),
            trouble,
        }),
        telegram: Arc::new(bot),
        clock: clock.clone(),
        faults: TestFaults::default(),
    };
    let running = app::start(&settings, parts).await?;
    ensure!(
        clock.now() < first,
        "the tickets were due before the desk had started"
    );

    let all = || late.lock().is_ok_and(|late| late.len() as i64 >= TICKETS);
    let last = clock.until(due(TICKETS)) + PATIENCE;
    let waited = tokio::time::timeout(last, async {
        while !all() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    waited.await.context("a ticket is missing")?;
    running.stop_but_keep_the_store().await;
    store.close().await;

    let mut late = late.lock().map(|late| late.clone()).unwrap_or_default();
    late.sort_unstable();
    let at = |percent: usize| late[(late.len() * percent / 100).min(late.len() - 1)];
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    print(&format!(
        "{} tickets due within {} s, {database}, {build} build: deadline to outbox p50 {} ms, p99 {} ms, max {} ms",
        late.len(),
        WITHIN_MS / 1_000,
        at(50),
        at(99),
        at(100),
    ));
    ensure!(late.len() as i64 == TICKETS, "a ticket was told twice");
    ensure!(at(0) >= 0, "a ticket was told too soon");
    Ok(())
}
