//! What the desk's database holds, read beside it.

use crate::sent_log::{MessageTag, marks};
use sea_orm::{ConnectionTrait as _, Database, DbErr, QueryResult, Statement, TryGetable};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A ticket.
#[derive(Debug)]
pub(crate) struct Ticket {
    pub(crate) id: i64,
    pub(crate) person: i64,
    pub(crate) title: String,
    pub(crate) resolved: bool,
}

/// A message of a ticket.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) ticket: i64,
    /// Its number in the ticket, from 1.
    pub(crate) no: i64,
    pub(crate) agent: Option<i64>,
    /// Whether it is for the team alone.
    pub(crate) note: bool,
    pub(crate) text: String,
}

/// A row of the outbox.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) person: Option<i64>,
    pub(crate) notice: Value,
    pub(crate) replies_to: Option<i64>,
    pub(crate) state: String,
}

/// Everything that is looked at.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) tickets: Vec<Ticket>,
    /// By ticket, then in their order.
    pub(crate) messages: Vec<Message>,
    /// Half-done things as JSON: of a person, or of the group.
    pub(crate) private: BTreeMap<i64, String>,
    pub(crate) group: Vec<String>,
    pub(crate) outbox: Vec<Row>,
    /// How many updates are in which state.
    pub(crate) inbox: BTreeMap<String, u64>,
    pub(crate) blocked: BTreeSet<i64>,
}

impl Records {
    pub(crate) async fn read(url: &str) -> Result<Records, DbErr> {
        let db = Database::connect(url).await?;
        let rows = async |query: &str| {
            let query = Statement::from_string(db.get_database_backend(), query);
            db.query_all_raw(query).await
        };
        // The newest table of those that are read.
        let tables = "dialogues";
        let there = match db.get_database_backend() {
            sea_orm::DbBackend::Sqlite => {
                format!("SELECT name FROM sqlite_master WHERE name = '{tables}'")
            }
            _ => format!(
                "SELECT table_name FROM information_schema.tables WHERE table_name = '{tables}'"
            ),
        };
        if rows(&there).await?.is_empty() {
            // It died before it made any.
            db.close().await?;
            return Ok(Records::default());
        }
        let mut records = Records::default();
        let tickets = "SELECT id, person_id, title, resolved_at FROM tickets ORDER BY id";
        for row in rows(tickets).await? {
            records.tickets.push(Ticket {
                id: get(&row, 0)?,
                person: get(&row, 1)?,
                title: get(&row, 2)?,
                resolved: get::<Option<i64>>(&row, 3)?.is_some(),
            });
        }
        let messages =
            "SELECT ticket_id, no, agent_id, note, text FROM messages ORDER BY ticket_id, no";
        for row in rows(messages).await? {
            records.messages.push(Message {
                ticket: get(&row, 0)?,
                no: get(&row, 1)?,
                agent: get(&row, 2)?,
                note: get(&row, 3)?,
                text: get(&row, 4)?,
            });
        }
        for row in rows("SELECT kind, id, state FROM dialogues").await? {
            let (kind, state) = (get::<String>(&row, 0)?, get(&row, 2)?);
            match kind.as_str() {
                "private" => drop(records.private.insert(get(&row, 1)?, state)),
                _ => records.group.push(state),
            }
        }
        let outbox = "SELECT key, person_id, notice, replies_to, state FROM outbox ORDER BY id";
        for row in rows(outbox).await? {
            let notice: String = get(&row, 2)?;
            records.outbox.push(Row {
                key: get(&row, 0)?,
                person: get(&row, 1)?,
                notice: serde_json::from_str(&notice).unwrap_or_default(),
                replies_to: get(&row, 3)?,
                state: get(&row, 4)?,
            });
        }
        for row in rows("SELECT state, COUNT(*) FROM inbox GROUP BY state").await? {
            let count: i64 = get(&row, 1)?;
            let count = count.unsigned_abs();
            records.inbox.insert(get(&row, 0)?, count);
        }
        for row in rows("SELECT person_id FROM blocks").await? {
            records.blocked.insert(get(&row, 0)?);
        }
        db.close().await?;
        Ok(records)
    }

    /// How much waits to be worked or to be sent.
    pub(crate) fn waiting(&self) -> u64 {
        let inbox = self.inbox.get("waiting").copied().unwrap_or_default();
        let outbox = self.outbox.iter().filter(|row| row.state == "waiting");
        inbox + outbox.count() as u64
    }

    /// People who have two tickets that are not resolved, a sentence each.
    pub(crate) fn people_with_two_tickets(&self) -> Vec<String> {
        let mut open: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for ticket in self.tickets.iter().filter(|ticket| !ticket.resolved) {
            open.entry(ticket.person).or_default().push(ticket.id);
        }
        let two = open.into_iter().filter(|(_, tickets)| tickets.len() > 1);
        two.map(|(person, tickets)| format!("second ticket: {person} has {tickets:?}"))
            .collect()
    }

    /// In how many places each thing that people wrote is kept: as a message, as a title, or in what is half done.
    pub(crate) fn kept_of_people(&self) -> BTreeMap<MessageTag, u32> {
        let said = self.messages.iter().filter(|said| said.agent.is_none());
        let texts = said
            .map(|said| &said.text)
            .chain(self.tickets.iter().map(|ticket| &ticket.title))
            .chain(self.private.values());
        count(texts)
    }

    /// The same for what agents wrote.
    pub(crate) fn kept_of_agents(&self) -> BTreeMap<MessageTag, u32> {
        let said = self.messages.iter().filter(|said| said.agent.is_some());
        count(said.map(|said| &said.text).chain(&self.group))
    }
}

fn count<'a>(texts: impl Iterator<Item = &'a String>) -> BTreeMap<MessageTag, u32> {
    let mut kept = BTreeMap::new();
    for mark in texts.flat_map(|text| marks(text)) {
        *kept.entry(mark).or_default() += 1;
    }
    kept
}

fn get<T: TryGetable>(row: &QueryResult, column: usize) -> Result<T, DbErr> {
    row.try_get_by_index(column)
}
