//! How late alerts come: on real time, over real HTTP, with the group's budget free.
//!
//! `cargo run --release --example alert_latency` opens tickets one after the other in the simulator, leaves them
//! unanswered, and compares when each alert stood in the group with when it was due: the second of the first message
//! (Telegram's dates have whole seconds) plus `sla.response_within`. It is no test, because a busy machine would fail
//! it; it ends with an error when an alert is more than a second late.

use anyhow::{Context as _, ensure};
use bellhop::{app, cli::say, config::Settings};
use simulator::{Control, Press, ShownMessage, Simulator, UserEntry, WorldFile, Writing};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How many tickets: with a card and an alert each they stay below the group's 20 calls a minute.
const TICKETS: i64 = 8;

/// The time for an answer.
const WITHIN_MS: i64 = 5_000;

/// How long each step may take.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> anyhow::Result<()> {
    actix::System::new().block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let mut world = WorldFile::demo();
    let person = |id| UserEntry {
        id,
        first_name: format!("Person {id}"),
        last_name: None,
        username: None,
        language_code: Some("en".to_owned()),
        is_premium: false,
        is_bot: false,
        started: false,
        deactivated: false,
        hides_forwards: false,
    };
    world.users.extend((0..TICKETS).map(|n| person(5_000 + n)));
    let group = world.chats.first().context("the world has no group")?.id;
    let token = world.bot.token.clone();
    let sim = Simulator::new(world);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let api = format!("http://{}", listener.local_addr()?);
    actix_rt::spawn(sim.clone().serve(listener, std::future::pending()));

    let folder = tempfile::tempdir()?;
    let database = format!("sqlite://{}/bellhop.db?mode=rwc", folder.path().display());
    let settings = [
        ("TELEGRAM__TOKEN", token),
        ("TELEGRAM__API_URL", api),
        ("ADMIN__GROUP_ID", group.to_string()),
        ("ADMIN__TICKETS_TOPIC_ID", "5".to_owned()),
        ("SLA__RESPONSE_WITHIN", format!("{}s", WITHIN_MS / 1000)),
        ("DATABASE__URL", database),
    ];
    let env = settings.map(|(key, value)| (format!("BELLHOP__{key}"), value));
    let settings = Settings::parse("", env.into_iter())?;
    let stop = CancellationToken::new();
    let desk = actix_rt::spawn(app::run_until(settings, stop.clone()));

    let mut late = Vec::new();
    for n in 1..=TICKETS {
        let user = 4_999 + n;
        let asked = open_a_ticket(&sim, user, n).await?;
        let alert = seen(&sim, group, &format!("SLA Breach!\nTicket #{n}\n")).await?;
        let due = asked / 1_000 * 1_000 + WITHIN_MS;
        say(&format!(
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
    say(&format!(
        "of {TICKETS} alerts: least {least} ms, median {median} ms, most {most} ms"
    ));
    ensure!(
        least >= 0 && most <= 1_000,
        "an alert did not come within a second of its deadline"
    );
    Ok(())
}

/// From Start to the first message; when that was written, in Unix milliseconds.
async fn open_a_ticket(sim: &Simulator, user: i64, n: i64) -> anyhow::Result<i64> {
    let start = Control::Start {
        user,
        payload: None,
    };
    act(sim, start)?;
    for button in ["🎫 Support", "🎫 Create Ticket"] {
        seen(sim, user, button).await?;
        let press = Press {
            user,
            button: Some(button.to_owned()),
            ..Press::default()
        };
        act(sim, Control::Press(press))?;
    }
    seen(sim, user, "What is it about?").await?;
    write(sim, user, &format!("Question {n}"))?;
    seen(sim, user, "Now describe").await?;
    write(sim, user, "Nobody will answer this.")?;
    Ok(seen(sim, user, "Nobody will answer this.").await?.date)
}

fn write(sim: &Simulator, user: i64, text: &str) -> anyhow::Result<()> {
    let writing = Writing {
        user,
        text: Some(text.to_owned()),
        ..Writing::default()
    };
    act(sim, Control::Write(writing))
}

fn act(sim: &Simulator, action: Control) -> anyhow::Result<()> {
    sim.control(action).map(drop).map_err(anyhow::Error::msg)
}

/// Waits until a chat shows a text or a button.
async fn seen(sim: &Simulator, chat: i64, text: &str) -> anyhow::Result<ShownMessage> {
    let find = Control::Find {
        chat,
        contains: text.to_owned(),
        after: 0,
        thread: None,
    };
    let mut changes = sim.changes();
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            let found = sim.control(find.clone()).unwrap_or_default();
            if let Ok(message) = serde_json::from_value(found) {
                return message;
            }
            let _ = changes.changed().await;
        }
    });
    waited
        .await
        .with_context(|| format!("{text:?} did not appear in {chat}"))
}
