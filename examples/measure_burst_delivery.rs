//! A rush: many people open tickets within minutes, on real time, over real HTTP, under the limits that Telegram documents.
//!
//! `cargo run --release --example measure_burst_delivery -- --tickets 1000 --minutes 10` prints one line of figures: how often Telegram had
//! to ask to wait, how soon people were told that their tickets are there, and how soon the team was told of each, by its
//! card or in a digest. It is no test, because a busy machine would fail it; it ends with an error when a figure is not
//! what was promised (no 429, confirmations in under 3 s for 99 of 100, the team within 2 minutes). The same on virtual
//! time is a test: `tests/it/delivery/rush.rs`.

use anyhow::{Context as _, ensure};
use bellhop::{
    app::{self, RunOptions},
    cli::print,
    config::Settings,
};
use clap::Parser;
use common::{Telegram, act, opens_a_ticket, seen};
use simulator::{ShownMessage, Simulator};
use std::{collections::HashMap, time::Duration};
use tokio_util::sync::CancellationToken;

mod common;

/// How long somebody takes for each step.
const A_MOMENT: Duration = Duration::from_millis(1_200);

/// How much is asked for.
#[derive(Parser)]
struct Asked {
    /// How many tickets, each by a person of its own.
    #[arg(long, default_value_t = 1_000)]
    tickets: i64,
    /// Within how many minutes they are opened, one after the other.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    actix::System::new().block_on(measure(asked))
}

async fn measure(Asked { tickets, minutes }: Asked) -> anyhow::Result<()> {
    let people: Vec<i64> = (5_000..5_000 + tickets).collect();
    let telegram = Telegram::with(people.iter().copied()).await?;
    let (sim, group) = (telegram.sim.clone(), telegram.group);
    let limits = serde_json::json!({"action": "limits", "mode": "documented"});
    act(&sim, serde_json::from_value(limits)?)?;
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite://{}/bellhop.db?mode=rwc", folder.path().display());
    let settings = Settings::parse("", telegram.env(&database).into_iter())?;
    let stop = CancellationToken::new();
    let options = RunOptions {
        stop: stop.clone(),
        ..RunOptions::default()
    };
    let desk = actix_rt::spawn(app::run(settings, options));

    let apart = Duration::from_secs(60 * minutes) / u32::try_from(tickets)?.max(1);
    let mut opening = Vec::new();
    for user in &people {
        opening.push(actix_rt::spawn(confirmed(sim.clone(), *user)));
        tokio::time::sleep(apart).await;
    }
    let mut opened = HashMap::new();
    let mut confirmed = Vec::new();
    for person in opening {
        let (number, at, after) = person.await??;
        opened.insert(number, at);
        confirmed.push(after);
    }
    // What is not told within two minutes of the last ticket is not told in time.
    let mut told = told_to_the_team(&sim, group);
    for _ in 0..120 {
        if opened.keys().all(|number| told.contains_key(number)) {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        told = told_to_the_team(&sim, group);
    }
    stop.cancel();
    desk.await??;

    let journal = sim.journal();
    let floods = journal.iter().filter(|line| line.status == 429).count();
    let untold = opened.keys().filter(|number| !told.contains_key(number));
    let untold = untold.count();
    let mut waited: Vec<i64> = opened
        .iter()
        .filter_map(|(number, at)| Some(told.get(number)? - at))
        .collect();
    confirmed.sort_unstable();
    waited.sort_unstable();
    let of = |sorted: &[i64], percent: usize| {
        let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(at).copied().unwrap_or_default()
    };
    let messages = sim.chat(group, None, None);
    let digest = |m: &&ShownMessage| m.by_bot && m.text.contains("new tickets\n");
    print(&format!(
        "{} tickets in {minutes} min: {floods} calls refused with 429; confirmed after p50 {} ms, p99 {} ms, most {} ms; told to \
         the team after p50 {:.1} s, p99 {:.1} s, most {:.1} s, in {} digests and cards; not told: {untold}",
        opened.len(),
        of(&confirmed, 50),
        of(&confirmed, 99),
        of(&confirmed, 100),
        of(&waited, 50) as f64 / 1_000.0,
        of(&waited, 99) as f64 / 1_000.0,
        of(&waited, 100) as f64 / 1_000.0,
        messages.iter().filter(digest).count(),
    ));
    ensure!(floods == 0, "Telegram had to ask to wait");
    ensure!(of(&confirmed, 99) < 3_000, "people were told too late");
    ensure!(
        untold == 0 && of(&waited, 100) < 120_000,
        "the team was told too late"
    );
    Ok(())
}

/// When each ticket was told first, by its number, in Unix milliseconds.
fn told_to_the_team(sim: &Simulator, group: i64) -> HashMap<i64, i64> {
    let mut told = HashMap::new();
    for message in sim.chat(group, None, None).into_iter().filter(|m| m.by_bot) {
        for part in message.text.split('#').skip(1) {
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse() {
                told.entry(number).or_insert(message.date);
            }
        }
    }
    told
}

/// Somebody opens a ticket: its number, when its first message was written, and how many milliseconds later it was confirmed.
async fn confirmed(sim: Simulator, user: i64) -> anyhow::Result<(i64, i64, i64)> {
    let written = opens_a_ticket(&sim, user, A_MOMENT).await?.date;
    let confirmed = seen(&sim, user, " created").await?;
    let number = confirmed
        .text
        .split(['#', ' '])
        .find_map(|word| word.parse().ok());
    let number = number.context("the confirmation names no ticket")?;
    Ok((number, written, confirmed.date - written))
}
