//! How late alerts come: on real time, over real HTTP, with the group's budget free.
//!
//! `cargo run --release --example measure_alert_delivery` opens tickets one after the other in the simulator, leaves them
//! unanswered, and compares when each alert stood in the group with when it was due: the second of the first message
//! (Telegram's dates have whole seconds) plus `sla.response_within`. It is no test, because a busy machine would fail
//! it; it ends with an error when an alert is more than a second late.

use anyhow::ensure;
use bellhop::{
    app::{self, RunOptions},
    cli::print,
    config::Settings,
};
use common::{Telegram, opens_a_ticket, seen};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

mod common;

/// How many tickets: with a card and an alert each they stay below the group's 20 calls a minute.
const TICKETS: i64 = 8;

/// The time for an answer.
const WITHIN_MS: i64 = 5_000;

fn main() -> anyhow::Result<()> {
    actix::System::new().block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let telegram = Telegram::with(5_000..5_000 + TICKETS).await?;
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite://{}/bellhop.db?mode=rwc", folder.path().display());
    let within = format!("{}s", WITHIN_MS / 1_000);
    let within = ("BELLHOP__SLA__RESPONSE_WITHIN".to_owned(), within);
    let env = telegram.env(&database).into_iter().chain([within]);
    let settings = Settings::parse("", env)?;
    let stop = CancellationToken::new();
    let options = RunOptions {
        stop: stop.clone(),
        ..RunOptions::default()
    };
    let desk = actix_rt::spawn(app::run(settings, options));

    let mut late = Vec::new();
    for n in 1..=TICKETS {
        let user = 4_999 + n;
        let asked = opens_a_ticket(&telegram.sim, user, Duration::ZERO).await?;
        let alert = format!("SLA Breach!\nTicket #{n}\n");
        let alert = seen(&telegram.sim, telegram.group, &alert).await?;
        let due = asked.date / 1_000 * 1_000 + WITHIN_MS;
        print(&format!(
            "ticket #{n}: {} ms after its deadline",
            alert.date - due
        ));
        late.push(alert.date - due);
    }
    stop.cancel();
    desk.await??;

    late.sort_unstable();
    let (least, most) = (late[0], late[late.len() - 1]);
    let median = late[late.len() / 2];
    print(&format!(
        "of {TICKETS} alerts: least {least} ms, median {median} ms, most {most} ms"
    ));
    ensure!(
        least >= 0 && most <= 1_000,
        "an alert did not come within a second of its deadline"
    );
    Ok(())
}
