//! Crashes at any instant: the real binary against the simulator, people and agents writing all the while, `kill -9` at
//! moments drawn from a seed, and faults of Telegram's on top.
//!
//! Read in this order: [`Plan`] is what is asked for and [`run`] the whole of it; `workload` is what people and agents do,
//! `crash_point` when the process dies, `fault_injection` what Telegram does wrong, `process` the desk, `records` what its
//! database holds; `sent_log` remembers who wrote what, `sent_calls` which calls told it, `invariants` holds all of them
//! against each other, and `log_leaks` looks for people's words in what the desk prints. The tests run this with a fixed seed and few kills; the program `crash_tests` for as long as
//! one likes.
//!
//! The seed fixes what is done and when; how far the desk gets in that time is the machine's. So nothing here is judged
//! by time, only by what stands in the chats, in the journal of calls and in the database when all is quiet.
//!
//! While the desk is down, a minute passes: its group takes 20 calls a minute, and the run shall not wait for those.

mod crash_point;
mod fault_injection;
mod invariants;
pub mod log_leaks;
pub mod postgres;
mod process;
mod records;
mod sent_calls;
mod sent_log;
mod workload;

use anyhow::{Context as _, bail};
use crash_point::CrashPoint;
pub use invariants::Figures;
use log_leaks::Secrets;
use process::{Desk, OPEN};
use rand::{SeedableRng as _, rngs::StdRng};
use records::Records;
use std::{path::PathBuf, time::Duration};
use workload::Workload;

/// A minute, which passes while the desk is down.
const MINUTE_MS: i64 = 60_000;

/// How often is looked at what does not tell when it changes: the database and the process.
const LOOK: Duration = Duration::from_millis(20);

/// How many looks may pass without anything being done, until the desk is given another minute of its group's budget.
const IDLE_LOOKS: u32 = 50;

/// How often it gets one before the run gives up: a desk that never comes to rest is a finding too.
const MINUTES: u32 = 400;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How often the process is killed.
    pub kills: u32,
    /// What all chance is drawn from.
    pub seed: u64,
    /// The address of a fresh database, as in the settings.
    pub database: String,
    /// The binary.
    pub bellhop: PathBuf,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// The run in numbers.
    pub figures: Figures,
    /// Every promise that was broken, a sentence each.
    pub broken: Vec<String>,
    /// The chats, the journal of calls and the desk's log, for whoever looks into it.
    pub evidence: String,
}

/// Runs a plan to its end.
///
/// # Errors
/// When the binary can't be started, the database can't be read, or the desk does not come to rest.
pub async fn run(plan: &Plan) -> anyhow::Result<Outcome> {
    let mut town = Workload::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let api = format!("http://{}", listener.local_addr()?);
    let sim = town.sim.clone();
    let served = tokio::spawn(sim.clone().serve(listener, std::future::pending()));
    let began = sim.now();
    let mut desk = Desk::new(plan.bellhop.clone(), &api, &plan.database)?;
    let mut dice = StdRng::seed_from_u64(plan.seed);
    let mut endings = Vec::new();
    let mut twice_open = Vec::new();

    for _ in 0..plan.kills {
        town.acts(&mut dice, 2);
        desk.start()?;
        CrashPoint::draw(&mut dice)
            .comes(&mut town, &mut dice, &desk)
            .await;
        endings.extend(desk.kill()?);
        let records = Records::read(&plan.database).await?;
        twice_open.extend(records.people_with_two_tickets());
        town.remember(records);
        a_minute_passes(&town, &mut desk)?;
    }

    town.is_well();
    let records = comes_to_rest(&town, &mut desk, &plan.database).await?;
    desk.stop().await?;
    served.abort();
    let took = sim.now() - began - desk.ahead();
    let (mut figures, mut broken) = invariants::judge(plan, &town, &records, took);
    let log = desk.log();
    let told = Secrets::of(&sim, &plan.database).told_in(&log);
    figures.words_in_the_log = told.len();
    broken.extend(told);
    if !log.contains(OPEN) {
        broken.push("there is no log in which anything could stand".to_owned());
    }
    figures.second_tickets += twice_open.len();
    broken.extend(twice_open);
    broken.extend(endings);
    let evidence = format!(
        "{}\n---- journal ----\n{}\n---- log ----\n{}",
        town.chats(),
        town.journal(),
        log
    );
    Ok(Outcome {
        figures,
        broken,
        evidence,
    })
}

fn a_minute_passes(town: &Workload, desk: &mut Desk) -> anyhow::Result<()> {
    town.minutes_pass(MINUTE_MS)?;
    desk.will_be_ahead(MINUTE_MS);
    Ok(())
}

/// Lets the desk finish: everything that came is worked and everything that is to be told is told. It is stopped in
/// order and started again whenever it only waits for its group's budget.
async fn comes_to_rest(
    town: &Workload,
    desk: &mut Desk,
    database: &str,
) -> anyhow::Result<Records> {
    for _ in 0..MINUTES {
        desk.start()?;
        let (mut last, mut idle) = (None, 0);
        while idle < IDLE_LOOKS {
            tokio::time::sleep(LOOK).await;
            let records = Records::read(database).await?;
            let left = (town.updates_waiting()?, records.waiting());
            if left == (0, 0) {
                return Ok(records);
            }
            idle = if last.as_ref() == Some(&left) {
                idle + 1
            } else {
                0
            };
            last = Some(left);
        }
        desk.stop().await?;
        a_minute_passes(town, desk)?;
    }
    let left = Records::read(database).await.context("at the end")?;
    bail!(
        "the desk does not come to rest: {} rows wait\n{}\n---- log ----\n{}",
        left.waiting(),
        town.chats(),
        desk.log()
    )
}
