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

    super::say(&walk_through(
        address,
        group_id,
        &folder.display().to_string(),
    ));
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

/// What a newcomer types to see a ticket go its way.
fn walk_through(address: SocketAddr, group: i64, folder: &str) -> String {
    let post =
        |action: &str, body: &str| format!("curl -s http://{address}/sim/{action} -d '{body}'");
    let see = |chat: i64| format!("curl -s 'http://{address}/sim/text?chat={chat}'");
    format!(
        "\
Bellhop's demo: a desk, and a simulated Telegram at http://{address} (see simulator/README.md).
Its database is in {folder}. Ann (1001) needs help, Dora (2001) is of the team. End it with Ctrl-C.

In another terminal, a first ticket:

  {}
  {}
  {}
  {}
  {}

What Ann sees, and what the team sees:

  {}
  {}

Dora looks at the ticket, and answers it by replying to its card:

  {}
  {}
  {}
",
        post("start", r#"{"user":1001}"#),
        post("press", r#"{"user":1001,"button":"Support"}"#),
        post("press", r#"{"user":1001,"button":"Create Ticket"}"#),
        post("write", r#"{"user":1001,"text":"VPN not connecting"}"#),
        post(
            "write",
            r#"{"user":1001,"text":"I get error code 403 since this morning."}"#
        ),
        see(1001),
        see(group),
        post(
            "press",
            &format!(r#"{{"user":2001,"chat":{group},"button":"View Ticket"}}"#)
        ),
        post(
            "reply",
            &format!(
                r#"{{"user":2001,"chat":{group},"to":"Ticket #1","text":"Please restart the app, then try again."}}"#
            )
        ),
        see(1001),
    )
}
