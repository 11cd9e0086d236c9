//! The people and the agents: what they do next, drawn from the dice, as far as what they see allows it.
//!
//! They look at their chats only, press the buttons that stand there, and go on whether the desk is up or down. One person
//! gets blocked: they fall silent, and nobody confirms the block before everything that they wrote was worked, because
//! what a blocked person writes is kept by nobody.

use crate::{
    process::{GROUP, TOPIC},
    records::Records,
    sent_log::{MessageTag, SentLog},
};
use anyhow::anyhow;
use rand::{Rng as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Map, Value};
use simulator::{
    Album, AlbumItem, Control, Fault, Press, ShownMessage, Simulator, UserEntry, WorldFile,
    Writing, limits::Mode, transcript,
};

/// The people; the last of them gets blocked.
const PEOPLE: [i64; 8] = [1001, 1003, 1101, 1102, 1103, 1104, 1105, TROUBLESOME];
const TROUBLESOME: i64 = 1106;

/// The agents: two administrators and a member of the sample world.
const AGENTS: [i64; 3] = [2001, 2002, 2003];

/// What an agent answers.
const ANSWER: &str = "please restart the router";

/// What is quoted of people's words and of answers: the part without a mark, so that nothing seems to be told twice.
const ASKED: &str = "is down again";
const ANSWERED: &str = "restart the router";

/// How much of what a person wrote may still be without a ticket: the desk keeps 20, and says so beyond.
const PATIENCE: usize = 12;

/// How it stands with the troublesome person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// They write like the others.
    None,
    /// They fell silent, and are going to be blocked.
    Wanted,
    /// They are blocked.
    On,
    /// They were; they stay silent.
    Over,
}

pub(crate) struct Workload {
    pub(crate) sim: Simulator,
    pub(crate) book: SentLog,
    seen: Records,
    block: Block,
    /// Whether all updates were worked when the desk died last.
    all_worked: bool,
}

impl Workload {
    /// A town in which nobody did anything yet.
    pub(crate) fn new() -> Self {
        let mut world = WorldFile::demo();
        let there: Vec<i64> = world.users.iter().map(|user| user.id).collect();
        let new = PEOPLE.iter().filter(|id| !there.contains(id));
        world.users.extend(new.map(|id| UserEntry::person(*id)));
        let sim = Simulator::new(world);
        let mode = Mode::Documented;
        // Setting a known mode is never refused.
        let _ = sim.control(Control::Limits { mode });
        let town = Workload {
            sim,
            book: SentLog::default(),
            seen: Records::default(),
            block: Block::None,
            all_worked: false,
        };
        PEOPLE.iter().for_each(|who| town.starts(*who));
        town
    }

    /// What the database held when the desk died: nobody looks at it while it lives.
    pub(crate) fn remember(&mut self, records: Records) {
        let inbox = records.inbox.get("waiting").copied().unwrap_or_default();
        self.all_worked = inbox == 0 && self.updates_waiting().is_ok_and(|waiting| waiting == 0);
        let blocked = records.blocked.contains(&TROUBLESOME);
        self.block = match self.block {
            Block::Wanted if blocked => Block::On,
            Block::On if !blocked => Block::Over,
            block => block,
        };
        self.seen = records;
    }

    /// Time passes at Telegram.
    pub(crate) fn minutes_pass(&self, ms: i64) -> anyhow::Result<()> {
        let moved = self.sim.control(Control::Advance { ms });
        moved.map(drop).map_err(|why| anyhow!(why))
    }

    /// Sets a fault.
    pub(crate) fn trouble(&self, fault: Fault) {
        // Setting a fault is never refused.
        let _ = self.sim.control(Control::Fault(fault));
    }

    /// Telegram is well again.
    pub(crate) fn is_well(&self) {
        // Nor is this.
        let _ = self.sim.control(Control::ClearFaults);
    }

    /// How many updates the desk has not acknowledged.
    pub(crate) fn updates_waiting(&self) -> anyhow::Result<u64> {
        let token = simulator::DEMO_TOKEN;
        let info = self.sim.call(token, "getWebhookInfo", Map::new());
        let waiting = info.body["result"]["pending_update_count"].as_u64();
        waiting.ok_or_else(|| anyhow!("the simulator does not say how many updates wait"))
    }

    /// So many acts of anybody.
    pub(crate) fn acts(&mut self, dice: &mut StdRng, count: u32) {
        for _ in 0..count {
            if dice.random_bool(0.65) {
                let who = PEOPLE.choose(dice).copied().unwrap_or(TROUBLESOME);
                if who != TROUBLESOME || self.block == Block::None {
                    self.person_acts(dice, who);
                }
            } else {
                let who = AGENTS.choose(dice).copied().unwrap_or_default();
                self.agent_acts(dice, who);
            }
        }
    }

    fn person_acts(&mut self, dice: &mut StdRng, who: i64) {
        // What a person can't do now, because no such button stands there, they leave.
        match dice.random_range(0..40) {
            0..=11 => self.writes(who),
            32..=33 => self.writes_behind_a_command(who),
            34..=36 => self.passes_on(dice, who),
            37..=39 => self.quotes(dice, who),
            12..=13 => self.sends_a_photo(who),
            14..=15 => self.sends_an_album(who),
            16..=22 => self.presses(who, who, "🎫 Create Ticket"),
            23 => self.starts(who),
            24 => self.presses(who, who, "🎫 Support"),
            25 => self.presses(who, who, "View Conversation"),
            26 => self.presses(who, who, "Reply"),
            27 => self.edits(dice, who),
            28 => self.commands(who, None, "/tickets"),
            29 => self.presses(who, who, "Close Ticket"),
            30 => self.presses(who, who, "Yes, close it"),
            _ => self.presses(who, who, "Still need help"),
        }
    }

    fn agent_acts(&mut self, dice: &mut StdRng, who: i64) {
        match dice.random_range(0..26) {
            0..=9 => self.answers(dice, who, ANSWER),
            20 => self.answers(dice, who, "// keep an eye on this one"),
            21 => self.answers(dice, who, "/restart is what you want to type"),
            22..=23 => self.presses(who, GROUP, "Reply"),
            24 => self.presses(who, GROUP, "Send"),
            25 => self.presses(who, GROUP, "Drop"),
            10..=12 => self.presses(who, GROUP, "View Ticket"),
            13 => self.presses(who, GROUP, "Assign to me"),
            14 => self.presses(who, GROUP, "Close Ticket"),
            15 => self.presses(who, GROUP, "Yes, close it"),
            16 => self.presses(who, GROUP, "Send anyway"),
            17 => self.commands(who, Some(GROUP), "/tickets"),
            _ => self.goes_on_with_the_block(dice, who),
        }
    }

    // ---- people

    /// Whether so much of theirs is without a ticket that the desk might keep no more.
    fn has_said_enough(&self, who: i64) -> bool {
        let said = self.book.people.get(&who).map_or(0, Vec::len);
        let in_tickets = self.seen.messages.iter().filter(|m| m.agent.is_none());
        let of = |ticket: i64| self.seen.tickets.iter().find(|t| t.id == ticket);
        let theirs = in_tickets.filter(|m| of(m.ticket).is_some_and(|t| t.person == who));
        let titles = self.seen.tickets.iter().filter(|t| t.person == who);
        said.saturating_sub(theirs.count() + titles.count()) >= PATIENCE
    }

    fn writes(&mut self, who: i64) {
        if self.has_said_enough(who) {
            return;
        }
        let mark = self.book.next(who);
        let writing = Writing {
            user: who,
            text: Some(format!("{mark} the line is down again")),
            ..Writing::default()
        };
        if let Some(message) = self.written(writing) {
            self.book.person(mark, message, true);
        }
    }

    fn writes_behind_a_command(&mut self, who: i64) {
        self.says(who, |mark| Writing {
            text: Some(format!("/support {mark} it is down again")),
            ..Writing::default()
        });
    }

    /// Something that somebody else wrote.
    fn passes_on(&mut self, dice: &mut StdRng, who: i64) {
        let from = PEOPLE.choose(dice).copied();
        self.says(who, |mark| Writing {
            forward_from: from,
            text: Some(format!("{mark} is yours down, too?")),
            ..Writing::default()
        });
    }

    /// A part of the answers that they see, or of what they wrote themselves.
    fn quotes(&mut self, dice: &mut StdRng, who: i64) {
        let said = self.sim.chat(who, None, None);
        let quoted = [ASKED, ANSWERED];
        let theirs: Vec<_> = said
            .iter()
            .filter_map(|m| {
                let quote = quoted.iter().find(|quote| m.text.contains(**quote))?;
                Some((m.id, *quote))
            })
            .collect();
        let Some((id, quote)) = theirs.choose(dice).copied() else {
            return;
        };
        self.says(who, |mark| Writing {
            reply_to: Some(id),
            quote: Some(quote.to_owned()),
            text: Some(format!("{mark} what do you mean by that?")),
            ..Writing::default()
        });
    }

    /// Somebody writes something that can't be edited here.
    fn says(&mut self, who: i64, writing: impl FnOnce(MessageTag) -> Writing) {
        if self.has_said_enough(who) {
            return;
        }
        let mark = self.book.next(who);
        let writing = Writing {
            user: who,
            ..writing(mark)
        };
        if let Some(message) = self.written(writing) {
            self.book.person(mark, message, false);
        }
    }

    fn sends_a_photo(&mut self, who: i64) {
        if self.has_said_enough(who) {
            return;
        }
        let mark = self.book.next(who);
        let writing = Writing {
            user: who,
            text: Some(format!("{mark} this is what I see")),
            media: Some("photo".to_owned()),
            ..Writing::default()
        };
        if let Some(message) = self.written(writing) {
            self.book.person(mark, message, false);
        }
    }

    fn sends_an_album(&mut self, who: i64) {
        if self.has_said_enough(who) {
            return;
        }
        let marks = [self.book.next(who), self.book.next(who)];
        let items = marks.map(|mark| AlbumItem {
            media: "photo".to_owned(),
            caption: Some(format!("{mark} one of two")),
            file: None,
        });
        let album = Album {
            user: who,
            items: items.into(),
            ..Album::default()
        };
        let sent = self.sim.control(Control::Album(album)).unwrap_or_default();
        let ids = sent["message_ids"].as_array().into_iter().flatten();
        for (mark, id) in marks.into_iter().zip(ids.filter_map(Value::as_i64)) {
            self.book.person(mark, id, false);
        }
    }

    fn edits(&self, dice: &mut StdRng, who: i64) {
        let said = self.book.people.get(&who).into_iter().flatten();
        let texts: Vec<_> = said.filter(|line| line.text).collect();
        if let Some(line) = texts.choose(dice) {
            let edit = Control::Edit {
                user: who,
                chat: None,
                message_id: line.message,
                text: format!("{} the line is down again, corrected", line.mark),
                media: None,
                entities: Vec::new(),
            };
            let _ = self.sim.control(edit);
        }
    }

    fn starts(&self, who: i64) {
        let payload = None;
        let _ = self.sim.control(Control::Start { user: who, payload });
    }

    fn presses(&self, who: i64, chat: i64, button: &str) {
        let press = Press {
            user: who,
            chat: Some(chat),
            button: Some(button.to_owned()),
            ..Press::default()
        };
        let _ = self.sim.control(Control::Press(press));
    }

    fn commands(&self, who: i64, chat: Option<i64>, command: &str) {
        let writing = Writing {
            user: who,
            chat,
            thread: chat.map(|_| TOPIC),
            text: Some(command.to_owned()),
            ..Writing::default()
        };
        self.written(writing);
    }

    fn written(&self, writing: Writing) -> Option<i64> {
        let written = self.sim.control(Control::Write(writing)).ok()?;
        written["message_id"].as_i64()
    }

    // ---- agents

    /// Replies to one of the last things that the desk said about a ticket, quoting a part of it now and then.
    fn answers(&mut self, dice: &mut StdRng, who: i64, text: &str) {
        let said = self.sim.chat(GROUP, None, None);
        let last: Vec<_> = said.iter().rev().filter(|m| is_about(m)).take(20).collect();
        let Some(to) = last.choose(dice) else {
            return;
        };
        let mark = self.book.next(who);
        let quotes = to.text.contains(ASKED) && dice.random_bool(0.3);
        let writing = Writing {
            user: who,
            chat: Some(GROUP),
            thread: to.thread,
            reply_to: Some(to.id),
            quote: quotes.then(|| ASKED.to_owned()),
            text: Some(format!("{text} {mark}")),
            ..Writing::default()
        };
        if let Some(message) = self.written(writing) {
            self.book.agent(mark, message);
        }
    }

    /// One step on the way to the block and out of it again; which one stands there is not looked at, an old button
    /// does no harm.
    fn goes_on_with_the_block(&mut self, dice: &mut StdRng, who: i64) {
        let tickets = self.seen.tickets.iter();
        let ticket = tickets
            .filter(|ticket| ticket.person == TROUBLESOME && !ticket.resolved)
            .map(|ticket| ticket.id)
            .next_back();
        match (self.block, ticket) {
            (Block::None, Some(_)) => self.block = Block::Wanted,
            (Block::Wanted, Some(ticket)) => match dice.random_range(0..4) {
                0 => self.commands(who, Some(GROUP), &format!("/block {ticket}")),
                1 => self.presses(who, GROUP, "1 hour"),
                2 => self.presses(who, GROUP, "Spam"),
                _ if self.all_worked => self.presses(who, GROUP, "Confirm"),
                _ => {}
            },
            (Block::On, _) => self.commands(who, Some(GROUP), &format!("/unblock {TROUBLESOME}")),
            _ => {}
        }
    }

    // ---- for failures

    /// Every chat as a transcript.
    pub(crate) fn chats(&self) -> String {
        let chats = PEOPLE.iter().chain([&GROUP]);
        let chat = |id: &i64| {
            let messages = self.sim.chat(*id, None, None);
            format!("---- {id} ----\n{}", transcript(&messages))
        };
        chats.map(chat).collect()
    }

    /// The journal of calls, a line each.
    pub(crate) fn journal(&self) -> String {
        let journal = self.sim.journal().into_iter();
        let lines = journal.filter_map(|line| serde_json::to_string(&line).ok());
        lines.map(|line| line + "\n").collect()
    }
}

/// Whether a message of the bot's is about one ticket, so that a reply to it is an answer.
fn is_about(message: &ShownMessage) -> bool {
    let about = [
        "User replied to #",
        "New ticket #",
        "📋 Ticket #",
        "reply to this message",
    ];
    message.by_bot && about.iter().any(|begin| message.text.contains(begin))
}
