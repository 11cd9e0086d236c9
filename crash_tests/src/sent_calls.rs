//! The calls that made a message, read from the journal: what each told, and in which life of the desk.

use crate::{
    process::GROUP,
    sent_log::{MessageTag, marks},
};
use simulator::JournalLine;
use std::collections::{BTreeMap, BTreeSet};

/// What can be told once only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// A person's words, to the team.
    Told(MessageTag),
    /// An agent's words, to the person.
    Answer(MessageTag),
    /// **New ticket**.
    Card(i64),
    /// **Ticket created**.
    Created(i64),
    /// **Ticket has been resolved**.
    Closed(i64),
}

/// A call that Telegram carried out, and that made a message.
#[derive(Debug, Clone)]
pub(crate) struct Send {
    /// Its number in the journal.
    pub(crate) seq: u64,
    /// In which life of the desk: each begins with asking who the bot is.
    pub(crate) life: u32,
    /// Whether a fault kept the answer from the desk.
    pub(crate) answer_lost: bool,
    lane: (i64, Option<i64>),
}

/// All of them.
pub(crate) struct Sends {
    keys: BTreeMap<Key, Vec<Send>>,
    /// The tickets that any message in the group names, digests and lists among them.
    named: BTreeSet<i64>,
    /// The last call of each lane in each life.
    last: BTreeMap<(u32, (i64, Option<i64>)), u64>,
}

impl Sends {
    pub(crate) fn of(journal: &[JournalLine]) -> Self {
        let (mut keys, mut last) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::new());
        let mut named = BTreeSet::new();
        let mut life = 0;
        for line in journal {
            let method = line.method.to_ascii_lowercase();
            life += u32::from(method == "getme");
            let sends = method == "copymessage" || method.starts_with("send");
            let answer_lost = line.note.as_deref() == Some("fault: AnswerLost");
            let done = line.status == 200 || answer_lost;
            let Some(chat) = line
                .chat_id
                .filter(|_| sends && done && method != "sendchataction")
            else {
                continue;
            };
            let text = ["text", "caption"]
                .iter()
                .find_map(|name| line.params.get(*name)?.as_str());
            let text = text.unwrap_or_default();
            // A list names many tickets, and is in the lane of none.
            let of_one = chat == GROUP && !text.contains("🎫");
            let ticket = number_after(text, "#").filter(|_| of_one);
            let send = Send {
                seq: line.seq,
                life,
                answer_lost,
                lane: (chat, ticket),
            };
            last.insert((life, send.lane), line.seq);
            if chat == GROUP && !text.contains("Active Tickets") {
                let after = text.split('#').skip(1);
                named.extend(after.filter_map(|rest| number_after(rest, "")));
            }
            for key in told(chat, text) {
                keys.entry(key).or_default().push(send.clone());
            }
        }
        Sends { keys, named, last }
    }

    /// The calls that told this, in their order.
    pub(crate) fn of_key(&self, key: &Key) -> &[Send] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether the team was told of a ticket, by its card or in a digest.
    pub(crate) fn name(&self, ticket: i64) -> bool {
        self.named.contains(&ticket)
    }

    pub(crate) fn by_key(&self) -> impl Iterator<Item = (&Key, &Vec<Send>)> {
        self.keys.iter()
    }

    /// The last call of its lane (a private chat, a ticket in the group) in the same life. The lane goes on only when
    /// what it sent is recorded, so nothing but this one can have been under way when the desk died.
    pub(crate) fn last_of_its_lane(&self, send: &Send) -> u64 {
        let last = self.last.get(&(send.life, send.lane));
        last.copied().unwrap_or(send.seq)
    }
}

/// What a message tells for the first time. Views show again what was told before, and so does what says that it was edited.
fn told(chat: i64, text: &str) -> Vec<Key> {
    if text.contains("📋") || text.contains("<i>edited</i>") {
        return Vec::new();
    }
    let numbered = |before, key: fn(i64) -> Key| number_after(text, before).map(key);
    if chat != GROUP {
        let answers = marks(text)
            .into_iter()
            .filter(|mark| mark.by >= 2000)
            .map(Key::Answer);
        let created = numbered("Ticket #", Key::Created).filter(|_| text.contains("created"));
        let closed =
            numbered("Ticket #", Key::Closed).filter(|_| text.contains("has been resolved</b>"));
        return answers.chain(created).chain(closed).collect();
    }
    let card = numbered("New ticket #", Key::Card);
    let words = text.contains("User replied to") || card.is_some();
    let told = marks(text).into_iter().filter(|_| words).map(Key::Told);
    told.chain(card).collect()
}

fn number_after(text: &str, before: &str) -> Option<i64> {
    let (_, rest) = text.split_once(before)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
