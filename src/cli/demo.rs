//! `bellhop demo`: a desk on this machine, against a simulated Telegram; no token needed.
//!
//! The simulator has a thread and a runtime of its own, as the real Telegram would, so that neither can slow the other in
//! ways that the world does not know. The desk is the one that `bellhop run` starts, with settings that lead there.

use crate::{app, config::Settings};
use anyhow::{Context as _, anyhow};
use simulator::{Simulator, WorldFile};
use std::{net::SocketAddr, path::PathBuf};

/// Runs the demo until it is interrupted. `folder` keeps the database; a temporary one is removed at the end.
///
/// # Errors
/// When the address or the folder can't be used, or the desk can't run.
pub async fn run(folder: Option<PathBuf>, listen: SocketAddr) -> anyhow::Result<()> {
    anyhow::ensure!(
        listen.ip().is_loopback(),
        "{listen} can be reached from outside, and whoever reaches the simulator can do everything: name a loopback \
         address such as 127.0.0.1:9300"
    );
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
    std::fs::create_dir_all(&folder)
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
        .ok_or_else(|| anyhow!("the demo's world has no group"))?;
    let (group_id, topic_id) = (group.id, group.topics.first().map(|topic| topic.id));
    let token = world.bot.token.clone();
    let address = simulate(world, listen)?;

    let mut settings = vec![
        ("BELLHOP__TELEGRAM__TOKEN".to_owned(), token),
        (
            "BELLHOP__TELEGRAM__API_URL".to_owned(),
            format!("http://{address}"),
        ),
        ("BELLHOP__ADMIN__GROUP_ID".to_owned(), group_id.to_string()),
        (
            "BELLHOP__DATABASE__URL".to_owned(),
            format!("sqlite://{}/bellhop.db?mode=rwc", folder.display()),
        ),
        ("BELLHOP__SLA__RESPONSE_WITHIN".to_owned(), "2m".to_owned()),
        (
            "BELLHOP__SLA__REMINDER_COOLDOWN".to_owned(),
            "1m".to_owned(),
        ),
    ];
    settings.extend(topic_id.map(|id| {
        (
            "BELLHOP__ADMIN__TICKETS_TOPIC_ID".to_owned(),
            id.to_string(),
        )
    }));
    let settings = Settings::parse("", settings.into_iter())?;

    let database = match temporary {
        Some(_) => "a temporary one, gone at the end (--folder DIR keeps it)".to_owned(),
        None => folder.join("bellhop.db").display().to_string(),
    };
    super::say(&walk_through(address, group_id, &database));
    let outcome = app::run(settings).await;
    drop(temporary);
    outcome
}

/// Serves the simulator on a thread of its own; where it listens.
fn simulate(world: WorldFile, listen: SocketAddr) -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(listen).with_context(|| {
        format!("{listen} can't be listened on; name another with --listen, or port 0 for any")
    })?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("simulator".into())
        .spawn(move || {
            runtime.block_on(async move {
                let served = match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => {
                        Simulator::new(world)
                            .serve(listener, std::future::pending())
                            .await
                    }
                    Err(error) => Err(error),
                };
                if let Err(error) = served {
                    tracing::error!(%error, "the simulator ended");
                }
            });
        })?;
    Ok(address)
}

/// What a newcomer types to see a ticket go its way. The lines that are indented by two are typed by a test, too.
fn walk_through(address: SocketAddr, group: i64, database: &str) -> String {
    format!(
        r##"Bellhop's demo: a support desk, and a simulated Telegram for it. Nothing leaves this machine.

    Telegram   http://{address} (simulator/README.md says all that it can do)
    database   {database}
    Ann        1001, needs help
    Dora       2001, is of the team, in the group {group}

Paste these into another terminal, a few at a time or all at once.

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

5. Ann writes again, nobody answers, and after 2 minutes the team is alerted:

    curl -s $SIM/write -d '{{"user": 1001, "text": "It still does not work."}}'
    curl -s $SIM/wait -d '{{"chat": {group}, "contains": "SLA Breach!", "timeout_ms": 150000}}'

Ctrl-C ends the demo.
"##
    )
}
