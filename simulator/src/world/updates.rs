//! The queue of updates, and the two ways to empty it: `getUpdates` and the webhook.
//!
//! The rules are telegram.md 3.3: what may be queued is decided when it happens, acknowledging is asking for a higher
//! id, a second poll ends the first. Waiting for updates is not done here but in `http/`.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::World;
use super::calls::Outcome;
use super::webhook::Webhook;
use crate::answer::{ApiAnswer, Failure};
use crate::params::Params;

/// All kinds of updates of Bot API 10.1.
const KINDS: [&str; 25] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
];
/// Kinds that come only when they are asked for by name.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];
const DAY_MS: i64 = 24 * 3600 * 1000;
/// An answer holds no more than this.
const MAX_BYTES: usize = 4 << 20;

pub(crate) struct Entry {
    pub(crate) id: i64,
    expires: i64,
    /// Updates with the same key are handed to a webhook one after the other.
    pub(crate) key: i64,
    pub(crate) body: Value,
}

/// The right of a poll to the updates, until another begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PollGate {
    generation: u64,
    hurried: bool,
}

pub(crate) struct Queue {
    next_id: i64,
    pub(crate) entries: VecDeque<Entry>,
    /// `None` is the default set.
    pub(crate) allowed: Option<BTreeSet<String>>,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) webhook_set_at: Option<i64>,
    pub(crate) generation: u64,
    pub(crate) ended_by_webhook: bool,
    last_offset: Option<(i64, i64)>,
    /// How many were ever queued; those who wait watch it.
    pub(crate) pushed: u64,
}

impl Queue {
    pub(crate) fn new(first_id: i64) -> Self {
        Self {
            next_id: first_id,
            entries: VecDeque::new(),
            allowed: None,
            webhook: None,
            webhook_set_at: None,
            generation: 0,
            ended_by_webhook: false,
            last_offset: None,
            pushed: 0,
        }
    }

    pub(crate) fn next_id(&self) -> i64 {
        self.next_id
    }

    fn allows(&self, kind: &str) -> bool {
        match &self.allowed {
            Some(set) => set.contains(kind),
            None => !ON_REQUEST.contains(&kind),
        }
    }
}

impl World {
    /// Queues something that just happened.
    pub(crate) fn push_update(&mut self, kind: &str, body: Value, key: i64) {
        self.push_dated(kind, body, key, self.now);
    }

    /// Queues something with the date that its expiry counts from.
    pub(crate) fn push_dated(&mut self, kind: &str, body: Value, key: i64, date: i64) {
        let lives = match kind {
            "callback_query" => 150_000,
            "inline_query" => 30_000,
            "chosen_inline_result" => 600_000,
            _ => DAY_MS,
        };
        if self.updates.allows(kind) && date + lives > self.now {
            self.enqueue(json!({kind: body}), key, date + lives);
        }
    }

    /// Queues an update exactly as given, whatever is in it.
    pub(crate) fn push_raw(&mut self, body: Value) -> i64 {
        self.enqueue(body, 0, self.now + DAY_MS)
    }

    fn enqueue(&mut self, mut body: Value, key: i64, expires: i64) -> i64 {
        self.confide(&body);
        let id = self.updates.next_id;
        self.updates.next_id += 1;
        self.updates.pushed += 1;
        body["update_id"] = json!(id);
        self.updates.entries.push_back(Entry {
            id,
            expires,
            key,
            body,
        });
        id
    }

    pub(crate) fn updates_pushed(&self) -> u64 {
        self.updates.pushed
    }

    /// As after a quiet week: the next update gets a new random number.
    pub(crate) fn renumber_updates(&mut self, first_id: i64) {
        self.updates.entries.clear();
        self.updates.next_id = first_id;
    }

    pub(crate) fn drop_expired(&mut self) {
        let now = self.now;
        self.updates.entries.retain(|entry| entry.expires > now);
    }

    /// `getUpdates` at once. The gate lets a caller that wants to wait ask again without counting as another poll.
    pub(crate) fn get_updates(&mut self, params: &Params) -> Outcome {
        let now = self.now;
        let gate = self.open_poll(now, params)?;
        self.take_updates(now, gate, params)
    }

    /// Begins a poll: any older one that still waits is ended by it.
    pub(crate) fn open_poll(&mut self, now: i64, params: &Params) -> Result<PollGate, Failure> {
        self.now = now;
        if self.updates.webhook.is_some() {
            return Err(Failure::conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            ));
        }
        self.read_allowed(params)?;
        self.updates.generation += 1;
        self.updates.ended_by_webhook = false;
        let offset = params.int("offset");
        let last = self.updates.last_offset.replace((now, offset));
        // Who asks for the same again in a hurry gets one at a time; a test that wants no limits is spared this too.
        let hurried = last.is_some_and(|(at, last)| last == offset && now - at < 500)
            && self.limits_mode != crate::limits::Mode::Off;
        Ok(PollGate {
            generation: self.updates.generation,
            hurried,
        })
    }

    /// Whether the poll still is the newest.
    pub(crate) fn check_gate(&self, gate: PollGate) -> Result<(), Failure> {
        if self.updates.generation == gate.generation {
            return Ok(());
        }
        Err(Failure::conflict(if self.updates.ended_by_webhook {
            "terminated by setWebhook request"
        } else {
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        }))
    }

    /// What a poll gets now.
    pub(crate) fn take_updates(&mut self, now: i64, gate: PollGate, params: &Params) -> Outcome {
        self.now = now;
        self.drop_expired();
        let offset = params.int("offset");
        let limit = match params.has("limit") {
            _ if gate.hurried => 1,
            true => params.int("limit").clamp(1, 100),
            false => 100,
        };
        let queue = &mut self.updates;
        if offset > 0 && offset <= queue.next_id + 10 {
            queue.entries.retain(|entry| entry.id >= offset);
        } else if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let surplus = queue.entries.len().saturating_sub(keep);
            queue.entries.drain(..surplus);
        }
        let mut bytes = 0;
        let mut batch = Vec::new();
        for entry in queue
            .entries
            .iter()
            .take(usize::try_from(limit).unwrap_or(1))
        {
            bytes += entry.body.to_string().len();
            if bytes > MAX_BYTES && !batch.is_empty() {
                break;
            }
            batch.push(entry.body.clone());
        }
        Ok(ApiAnswer::done(Value::Array(batch)))
    }

    pub(crate) fn read_allowed(&mut self, params: &Params) -> Result<(), Failure> {
        let Some(given) = params.json("allowed_updates") else {
            return Ok(());
        };
        let Ok(Value::Array(names)) = given else {
            return Err(Failure::bad("can't parse allowed updates JSON array"));
        };
        let known: BTreeSet<String> = names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_ascii_lowercase)
            .filter(|name| KINDS.contains(&name.as_str()))
            .collect();
        self.updates.allowed = if known.is_empty() { None } else { Some(known) };
        Ok(())
    }
}
