//! The demo from its start to its end: the folder, the simulator, the desk, and the text on the terminal.

use super::process::DeskProcess;
use crate::cli::print::{print, print_error};
use anyhow::{Context as _, anyhow, bail};
use simulator::{BotProcess as _, Simulator, WorldFile};
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// The port of the page when nobody names one; the next ones when it is taken.
const PORTS: std::ops::RangeInclusive<u16> = 8088..=8107;

/// The interval at which the desk's process is checked.
const LOOK: Duration = Duration::from_millis(500);

/// Runs the demo until it is interrupted. `folder` keeps the database, and a temporary one is removed at the end;
/// `listen` is where page and simulator are; `browser` opens the page where there is a screen.
///
/// # Errors
/// If the address or the folder can't be used, or the desk can't be started.
pub async fn run(
    folder: Option<PathBuf>,
    listen: Option<SocketAddr>,
    browser: bool,
) -> anyhow::Result<()> {
    let listener = listener(listen)?;
    let address = listener.local_addr()?;
    let (folder, temporary) = match folder {
        Some(folder) => (folder, None),
        None => {
            let made = tempfile::Builder::new()
                .prefix("bellhop-demo-")
                .tempdir()
                .context("no temporary folder")?;
            (made.path().to_owned(), Some(made))
        }
    };
    // Closed to others of this machine, as the database of a real desk should be.
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("{} can't be made", folder.display()))?;
    // A new Telegram counts from the beginning again: a desk that remembers another one would take its numbers for old.
    anyhow::ensure!(
        !folder.join("bellhop.db").exists(),
        "{} holds the desk of an earlier demo, whose Telegram is gone: name another folder, or remove that one",
        folder.display()
    );

    let world = WorldFile::demo();
    let group = world
        .chats
        .first()
        .ok_or_else(|| anyhow!("the demo's world has no group"))?
        .id;
    // A file, so that a desk that is killed and started again reads the same settings.
    let settings = folder.join("demo.toml");
    std::fs::write(&settings, settings_for(&world, address, &folder)?)
        .with_context(|| format!("{} can't be written", settings.display()))?;

    let desk = Arc::new(DeskProcess::new(settings, folder.clone())?);
    let simulator = Simulator::new(world);
    simulator.kept_by(desk.clone());
    // Before the desk, whose first call asks for its own account.
    simulate(simulator, listener)?;
    desk.start().map_err(|why| anyhow!(why))?;

    let database = match temporary {
        Some(_) => "a temporary one, gone at the end (--folder DIR keeps it)".to_owned(),
        None => folder.join("bellhop.db").display().to_string(),
    };
    print(&walk_through(address, group, &database));
    if browser && has_screen() {
        // The address was printed: a browser that does not come up is no fault.
        let _ = open::that_detached(format!("http://{address}/"));
    }
    watch(&desk).await?;
    desk.stop().await;
    drop(temporary);
    Ok(())
}

/// Waits for SIGINT or SIGTERM, and prints a line when the desk ends by itself.
async fn watch(desk: &DeskProcess) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            _ = interrupted.recv() => return Ok(()),
            _ = terminated.recv() => return Ok(()),
            () = tokio::time::sleep(LOOK) => {}
        }
        if let Some(status) = desk.ended_by_itself() {
            print_error(&format!(
                "the desk ended by itself ({status}). \"Restart it\" in the page starts it again; Ctrl-C ends the demo"
            ));
        }
    }
}

/// Binds the address asked for, or the first free one of [`PORTS`].
fn listener(asked: Option<SocketAddr>) -> anyhow::Result<TcpListener> {
    if let Some(asked) = asked {
        anyhow::ensure!(
            asked.ip().is_loopback(),
            "{asked} can be reached from outside, and whoever reaches the simulator can do everything: name a loopback \
             address such as 127.0.0.1:8088"
        );
        return TcpListener::bind(asked).with_context(|| {
            format!("{asked} can't be listened on; name another with --listen, or port 0 for any")
        });
    }
    for port in PORTS {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok(listener);
        }
    }
    bail!("no port from 8088 to 8107 is free; name one with --listen 127.0.0.1:PORT")
}

/// Returns the settings of a desk in this world, as TOML. It alerts after two minutes, so that nobody waits long.
fn settings_for(world: &WorldFile, address: SocketAddr, folder: &Path) -> anyhow::Result<String> {
    let group = world
        .chats
        .first()
        .ok_or_else(|| anyhow!("the demo's world has no group"))?;
    let mut admin = toml::Table::new();
    admin.insert("group_id".into(), group.id.into());
    if let Some(topic) = group.topics.first() {
        admin.insert("tickets_topic_id".into(), topic.id.into());
    }
    let database = format!("sqlite://{}/bellhop.db?mode=rwc", folder.display());
    // Warnings only: the log shares the terminal with the walk-through.
    let mut settings = toml::toml! {
        [sla]
        response_within = "2m"
        reminder_cooldown = "10m"
        [log]
        filter = "warn"
    };
    let table = |pairs: Vec<(&str, String)>| {
        let pairs = pairs.into_iter();
        toml::Table::from_iter(pairs.map(|(key, value)| (key.to_owned(), value.into())))
    };
    let telegram = table(vec![
        ("token", world.bot.token.clone()),
        ("api_url", format!("http://{address}")),
    ]);
    settings.insert("telegram".into(), telegram.into());
    settings.insert("admin".into(), admin.into());
    settings.insert("database".into(), table(vec![("url", database)]).into());
    Ok(settings.to_string())
}

/// Starts a thread that serves the simulator until the process ends.
fn simulate(simulator: Simulator, listener: TcpListener) -> anyhow::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("simulator".into())
        .spawn(move || {
            runtime.block_on(async move {
                let served = match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => simulator.serve(listener, std::future::pending()).await,
                    Err(error) => Err(error),
                };
                if let Err(error) = served {
                    tracing::error!(%error, "the simulator ended");
                }
            });
        })?;
    Ok(())
}

/// Returns true if a browser can be opened: macOS, or a display of X11 or Wayland.
fn has_screen() -> bool {
    // Without a display, xdg-open may start a text browser in this very terminal.
    cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The lines that a newcomer types to see a ticket from start to end. A test types the lines that are indented by two,
/// too.
fn walk_through(address: SocketAddr, group: i64, database: &str) -> String {
    format!(
        r##"Bellhop's demo: a support desk, and a simulated Telegram for it. Nothing leaves this machine.

    See and try it in a browser:   http://{address}/

    database   {database}
    Ann        1001, needs help
    Dora       2001, is of the team, in the group {group}

Or paste these into another terminal, a few at a time or all at once (simulator/README.md says all that it can do).

1. Ann opens a ticket. She is as quick as the bot: before each step she waits for what it says.

  SIM=http://{address}/sim
  curl -s $SIM/start -d '{{"user": 1001}}'
  curl -so /dev/null $SIM/wait -d '{{"chat": 1001, "contains": "🎫 Support"}}'
  curl -s $SIM/press -d '{{"user": 1001, "button": "🎫 Support"}}'
  curl -so /dev/null $SIM/wait -d '{{"chat": 1001, "contains": "🎫 Create Ticket"}}'
  curl -s $SIM/press -d '{{"user": 1001, "button": "🎫 Create Ticket"}}'
  curl -so /dev/null $SIM/wait -d '{{"chat": 1001, "contains": "What is it about?"}}'
  curl -s $SIM/write -d '{{"user": 1001, "text": "VPN not connecting"}}'
  curl -so /dev/null $SIM/wait -d '{{"chat": 1001, "contains": "describe the problem"}}'
  curl -s $SIM/write -d '{{"user": 1001, "text": "I get error code 403 since this morning."}}'
  curl -so /dev/null $SIM/wait -d '{{"chat": 1001, "contains": "Ticket #1 created"}}'

2. Her chat with the bot, and the team's group:

  curl -s "$SIM/text?chat=1001"
  curl -s "$SIM/text?chat={group}"

3. Dora looks at the ticket, and answers by replying to its card:

  curl -s $SIM/press -d '{{"user": 2001, "chat": {group}, "button": "View Ticket"}}'
  curl -so /dev/null $SIM/wait -d '{{"chat": {group}, "contains": "In Progress"}}'
  curl -s $SIM/write -d '{{"user": 2001, "chat": {group}, "reply_to_text": "Ticket #1", "text": "Please restart the app, then try again."}}'
  curl -so /dev/null $SIM/wait -d '{{"chat": 1001, "contains": "Support replied"}}'

4. What Ann sees, and the team:

  curl -s "$SIM/text?chat=1001"
  curl -s "$SIM/text?chat={group}"

5. Ann writes again, nobody answers, and after 2 minutes (or after a click on "+5 min") the team is alerted:

    curl -s $SIM/write -d '{{"user": 1001, "text": "It still does not work."}}'
    curl -s $SIM/wait -d '{{"chat": {group}, "contains": "SLA Breach!", "timeout_ms": 150000}}'

Ctrl-C ends the demo.
"##
    )
}
