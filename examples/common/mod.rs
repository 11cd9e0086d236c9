//! What the measurements share: a simulated Telegram full of people, what they do there, and what a chat shows them.

use anyhow::Context as _;
use simulator::{Control, Press, ShownMessage, Simulator, UserEntry, WorldFile, Writing};
use std::time::Duration;

/// How long a chat may take to show something before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A simulated Telegram that is being served.
pub(crate) struct Telegram {
    /// What happens there.
    pub(crate) sim: Simulator,
    /// The team's group.
    pub(crate) group: i64,
    token: String,
    api: String,
}

impl Telegram {
    /// One with these people in it, beside those of the sample world. Call it inside the runtime that is to serve it.
    pub(crate) async fn with(people: impl Iterator<Item = i64>) -> anyhow::Result<Telegram> {
        let mut world = WorldFile::demo();
        world.users.extend(people.map(UserEntry::person));
        let group = world.chats.first().context("the world has no group")?.id;
        let token = world.bot.token.clone();
        let sim = Simulator::new(world);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let api = format!("http://{}", listener.local_addr()?);
        tokio::task::spawn(sim.clone().serve(listener, std::future::pending()));
        Ok(Telegram {
            sim,
            group,
            token,
            api,
        })
    }

    /// The settings of a desk there, as the environment names them, with the Tickets topic.
    pub(crate) fn env(&self, database: &str) -> Vec<(String, String)> {
        let settings = [
            ("TELEGRAM__TOKEN", &*self.token),
            ("TELEGRAM__API_URL", &*self.api),
            ("ADMIN__GROUP_ID", &*self.group.to_string()),
            ("ADMIN__TICKETS_TOPIC_ID", "5"),
            ("DATABASE__URL", database),
        ];
        let named = |(key, value): (_, &str)| (format!("BELLHOP__{key}"), value.to_owned());
        settings.map(named).to_vec()
    }
}

/// Somebody presses Start.
pub(crate) fn starts(sim: &Simulator, user: i64) -> anyhow::Result<()> {
    let start = Control::Start {
        user,
        payload: None,
    };
    act(sim, start)
}

/// From Start to the first message, each step this long after what it answers; the message, as it stands in the chat.
pub(crate) async fn opens_a_ticket(
    sim: &Simulator,
    user: i64,
    moment: Duration,
) -> anyhow::Result<ShownMessage> {
    starts(sim, user)?;
    for button in ["🎫 Support", "🎫 Create Ticket"] {
        seen(sim, user, button).await?;
        tokio::time::sleep(moment).await;
        let press = Press {
            user,
            button: Some(button.to_owned()),
            ..Press::default()
        };
        act(sim, Control::Press(press))?;
    }
    let title = format!("Question of {user}");
    for (asked, text) in [
        ("What is it about?", &*title),
        ("Now describe", "Somebody will answer this."),
    ] {
        seen(sim, user, asked).await?;
        tokio::time::sleep(moment).await;
        let writing = Writing {
            user,
            text: Some(text.to_owned()),
            ..Writing::default()
        };
        act(sim, Control::Write(writing))?;
    }
    seen(sim, user, "Somebody will answer this.").await
}

/// Something happens in the simulated Telegram.
pub(crate) fn act(sim: &Simulator, action: Control) -> anyhow::Result<()> {
    sim.control(action).map(drop).map_err(anyhow::Error::msg)
}

/// Waits until a chat shows a text or a button; looks ten times a second, so that a thousand people need not be woken
/// by each other's messages.
pub(crate) async fn seen(sim: &Simulator, chat: i64, text: &str) -> anyhow::Result<ShownMessage> {
    let find = Control::Find {
        chat,
        contains: text.to_owned(),
        after: 0,
        thread: None,
    };
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            let found = sim.control(find.clone()).unwrap_or_default();
            if let Ok(message) = serde_json::from_value(found) {
                return message;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    waited
        .await
        .with_context(|| format!("{text:?} did not appear in {chat}"))
}
