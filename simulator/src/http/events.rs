//! `GET /sim/events`: what changed, as server-sent events, for a page that shows the world.
//!
//! An event says which chats may have changed and brings the new lines of the journal; what stands in a chat is asked
//! for by whoever shows it. The first event brings everything, so that a page which lost the connection needs no memory.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use serde::Serialize;
use tokio::sync::watch;

use super::server::AppState;
use crate::journal::JournalLine;

/// The journal's newest lines in a first event; the rest can be read at `/sim/journal`.
const LINES_AT_FIRST: usize = 200;

/// How often is looked at the bot's process.
const LOOK: Duration = Duration::from_secs(1);

/// One event.
#[derive(Debug, Serialize)]
struct News {
    /// Whether everything before this is void: a page begins, or the world began anew.
    begin: bool,
    /// The simulator's clock, in Unix milliseconds.
    now: i64,
    /// Chats that may have changed.
    chats: Vec<i64>,
    /// New lines of the journal.
    journal: Vec<JournalLine>,
    /// Whether the front end is down, and how many faults wait for a call.
    trouble: (bool, usize),
    /// Whether the bot's process is there; null when nobody keeps it.
    running: Option<bool>,
}

/// What a page has been told.
struct Listener {
    office: AppState,
    changes: watch::Receiver<u64>,
    editions: BTreeMap<i64, u64>,
    seen: usize,
    trouble: (bool, usize),
    running: Option<bool>,
    now: i64,
    begun: bool,
}

pub(super) async fn events(
    State(office): State<AppState>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listener = Listener {
        changes: office.sim.changes(),
        office,
        editions: BTreeMap::new(),
        seen: 0,
        trouble: (false, 0),
        running: None,
        now: 0,
        begun: false,
    };
    let events = futures::stream::unfold(listener, |mut listener| async move {
        let news = listener.next().await?;
        // Plain fields with text for keys: this can't fail.
        let event = Event::default().json_data(&news).unwrap_or_default();
        Some((Ok(event), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

impl Listener {
    /// Waits until there is something to tell; none when the server stops.
    async fn next(&mut self) -> Option<News> {
        loop {
            self.changes.mark_unchanged();
            if let Some(news) = self.news() {
                return Some(news);
            }
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                // A bot that ends by itself tells nobody.
                () = tokio::time::sleep(LOOK) => {}
                () = self.office.closing.cancelled() => return None,
            }
        }
    }

    fn news(&mut self) -> Option<News> {
        let sim = &self.office.sim;
        let (editions, lines, trouble) = sim.since(self.seen);
        let (now, running) = (sim.now(), sim.bot_runs());
        let anew = lines.is_none();
        let begin = !self.begun || anew;
        let mut journal = lines.unwrap_or_else(|| sim.journal());
        self.seen = if anew { 0 } else { self.seen } + journal.len();
        if begin {
            journal.drain(..journal.len().saturating_sub(LINES_AT_FIRST));
        }
        let changed = |(id, edition): (&i64, &u64)| {
            (begin || self.editions.get(id) != Some(edition)).then_some(*id)
        };
        let chats: Vec<i64> = editions.iter().filter_map(changed).collect();
        let leap = now - self.now > 60_000;
        let same = (trouble, running) == (self.trouble, self.running);
        (self.begun, self.editions) = (true, editions);
        (self.trouble, self.running) = (trouble, running);
        if !begin && chats.is_empty() && journal.is_empty() && same && !leap {
            return None;
        }
        self.now = now;
        Some(News {
            begin,
            now,
            chats,
            journal,
            trouble,
            running,
        })
    }
}
