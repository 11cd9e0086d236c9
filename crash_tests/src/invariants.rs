//! What people wrote, what the chats and the journal show, and what the database holds, against each other.

use crate::{
    Plan,
    records::Records,
    sent_calls::{Key, Sends},
    sent_log::{Line, MessageTag},
    workload::Workload,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// A run in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// How often the process was killed.
    pub kills: u32,
    /// What chance was drawn from.
    pub seed: u64,
    /// What people wrote.
    pub messages: usize,
    /// What agents wrote as replies.
    pub answers: usize,
    /// How many tickets there were.
    pub tickets: usize,
    /// What was written and is nowhere, or was stored and never told.
    pub lost: usize,
    /// What is stored more than once.
    pub twice: usize,
    /// What stands before something that was written earlier.
    pub out_of_order: usize,
    /// People who had two tickets at once.
    pub second_tickets: usize,
    /// Lines of the log that told what somebody wrote or is called, or a secret.
    pub words_in_the_log: usize,
    /// What Telegram was sent again.
    pub repeats: usize,
    /// Of these, how often because the answer to the first was lost by a fault; the others were under way at a kill.
    pub answers_lost: usize,
    /// How many faults hit a call, by kind.
    pub faults: BTreeMap<String, usize>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures {
            kills,
            seed,
            messages,
            answers,
            tickets,
            lost,
            twice,
            out_of_order,
            second_tickets,
            words_in_the_log,
            repeats,
            answers_lost,
            ..
        } = self;
        let at_kills = repeats - answers_lost;
        let faults: usize = self.faults.values().sum();
        let kinds = self.faults.iter().map(|(kind, n)| format!("{kind} {n}"));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let seconds = self.took_ms / 1000;
        write!(
            f,
            "{kills} kills, seed {seed}: {messages} messages, {answers} answers, {tickets} tickets; lost {lost}, stored \
             twice {twice}, out of order {out_of_order}, second tickets {second_tickets}, words in the log \
             {words_in_the_log}; sent again {repeats} ({at_kills} under way at a kill, {answers_lost} after a lost answer); \
             {faults} faults ({kinds}); {seconds} s"
        )
    }
}

/// What the desk says when it does not take what somebody wrote.
const REFUSING: [&str; 4] = [
    "title_not_text",
    "title_too_long",
    "body_too_long",
    "offer_full",
];

/// What is wrong, in sentences; each is counted where it belongs.
struct Verdict<'a> {
    town: &'a Workload,
    records: &'a Records,
    sends: Sends,
    figures: Figures,
    broken: Vec<String>,
}

/// Judges a run that has come to rest.
pub(crate) fn judge(
    plan: &Plan,
    town: &Workload,
    records: &Records,
    took_ms: i64,
) -> (Figures, Vec<String>) {
    let journal = town.sim.journal();
    let mut faults = BTreeMap::new();
    for line in &journal {
        let note = line.note.as_deref().unwrap_or_default();
        if let Some(kind) = note.strip_prefix("fault: ") {
            let name = kind.split([' ', '{']).next().unwrap_or(kind);
            *faults.entry(name.to_owned()).or_default() += 1;
        }
    }
    let figures = Figures {
        kills: plan.kills,
        seed: plan.seed,
        messages: town.book.people.values().map(Vec::len).sum(),
        answers: town.book.agents.len(),
        tickets: records.tickets.len(),
        faults,
        took_ms,
        ..Figures::default()
    };
    let mut verdict = Verdict {
        town,
        records,
        sends: Sends::of(&journal),
        figures,
        broken: Vec::new(),
    };
    verdict.nothing_waits_or_failed();
    verdict.words_of_people_are_kept_once();
    verdict.words_of_agents_are_kept_once();
    verdict.nobody_has_two_tickets();
    verdict.order_is_kept_in_the_database();
    verdict.everything_was_told_in_order();
    verdict.repeats_were_under_way();
    (verdict.figures, verdict.broken)
}

impl Verdict<'_> {
    fn nothing_waits_or_failed(&mut self) {
        for (state, count) in &self.records.inbox {
            if state != "done" {
                self.broken.push(format!("{count} updates are {state}"));
            }
        }
        for row in &self.records.outbox {
            if !matches!(row.state.as_str(), "sent" | "superseded") {
                self.broken.push(format!("{} is {}", row.key, row.state));
            }
        }
    }

    /// Each thing is a message, a title, or in what is half done: in one of these, once. What was refused visibly is
    /// nowhere, and there is a row that told so for each.
    fn words_of_people_are_kept_once(&mut self) {
        let kept = self.records.kept_of_people();
        for (person, lines) in &self.town.book.people {
            let mut nowhere = Vec::new();
            for line in lines {
                match kept.get(&line.mark).copied().unwrap_or_default() {
                    0 => nowhere.push(line.mark),
                    1 => {}
                    times => {
                        self.figures.twice += 1;
                        self.broken
                            .push(format!("{} is stored {times} times", line.mark));
                    }
                }
            }
            let told = self.records.outbox.iter().filter(|row| {
                let says = row.notice["notice"].as_str();
                row.person == Some(*person) && says.is_some_and(|say| REFUSING.contains(&say))
            });
            let told = told.count();
            if nowhere.len() != told {
                self.figures.lost += nowhere.len().abs_diff(told);
                let marks: Vec<_> = nowhere.iter().map(MessageTag::to_string).collect();
                self.broken.push(format!(
                    "lost: {} of {person} is nowhere, and {told} were refused visibly",
                    marks.join(", ")
                ));
            }
        }
    }

    /// An answer is a message or waits for its confirmation, once; or a row replies to it and says that nothing was sent.
    fn words_of_agents_are_kept_once(&mut self) {
        let kept = self.records.kept_of_agents();
        for Line { mark, message, .. } in &self.town.book.agents {
            let times = kept.get(mark).copied().unwrap_or_default();
            let rows = self.records.outbox.iter();
            let replied =
                rows.filter(|row| row.person.is_none() && row.replies_to == Some(*message));
            if times == 0 && replied.count() == 0 {
                self.figures.lost += 1;
                self.broken
                    .push(format!("lost: {mark} is nowhere, and nobody was told"));
            }
            if times > 1 {
                self.figures.twice += 1;
                self.broken.push(format!("{mark} is stored {times} times"));
            }
        }
    }

    fn nobody_has_two_tickets(&mut self) {
        let two = self.records.people_with_two_tickets();
        self.figures.second_tickets += two.len();
        self.broken.extend(two);
    }

    /// A person's words stand in the order in which they were written, over all their tickets; so do an agent's in one,
    /// but for those that waited for the agent's **Send** or **Send anyway**.
    fn order_is_kept_in_the_database(&mut self) {
        let rows = self.records.outbox.iter();
        let asks = |notice: &str| matches!(notice, "just_answered" | "prompt_of_another");
        let asked = rows.filter(|row| row.notice["notice"].as_str().is_some_and(asks));
        let asked: BTreeSet<_> = asked.filter_map(|row| row.replies_to).collect();
        let lines = self.town.book.agents.iter();
        let waited = lines.filter(|line| asked.contains(&line.message));
        let waited: BTreeSet<MessageTag> = waited.map(|line| line.mark).collect();
        let mut last: BTreeMap<(i64, Option<i64>), MessageTag> = BTreeMap::new();
        for said in &self.records.messages {
            let marks = crate::sent_log::marks(&said.text).into_iter();
            for mark in marks.filter(|mark| !waited.contains(mark)) {
                let within = (mark.by, said.agent.map(|_| said.ticket));
                if let Some(before) = last.insert(within, mark)
                    && before > mark
                {
                    self.figures.out_of_order += 1;
                    self.broken
                        .push(format!("out of order: {before} is stored before {mark}"));
                }
            }
        }
    }

    /// What is stored reached the other side, and for the first time in its order; notes reached nobody.
    fn everything_was_told_in_order(&mut self) {
        let mut last: BTreeMap<(i64, bool), (u64, MessageTag)> = BTreeMap::new();
        for said in &self.records.messages {
            for mark in crate::sent_log::marks(&said.text) {
                let answer = said.agent.is_some();
                let key = if answer {
                    Key::Answer(mark)
                } else {
                    Key::Told(mark)
                };
                if said.note {
                    if !self.sends.of_key(&key).is_empty() {
                        self.broken.push(format!("{mark} is a note, and was sent"));
                    }
                    continue;
                }
                let Some(first) = self.sends.of_key(&key).first().map(|send| send.seq) else {
                    // The first words stand on the card, which a digest leaves to the first look.
                    if said.no == 1 && self.sends.name(said.ticket) {
                        continue;
                    }
                    self.figures.lost += 1;
                    self.broken.push(format!("lost: {mark} was never told"));
                    continue;
                };
                let before = last.insert((said.ticket, answer), (first, mark));
                if let Some((seq, before)) = before.filter(|(seq, _)| *seq > first) {
                    self.figures.out_of_order += 1;
                    self.broken.push(format!(
                        "out of order: {before} was told by call {seq}, after {mark} by call {first}"
                    ));
                }
            }
        }
        for ticket in &self.records.tickets {
            let created = !self.sends.of_key(&Key::Created(ticket.id)).is_empty();
            if !created || !self.sends.name(ticket.id) {
                self.figures.lost += 1;
                let id = ticket.id;
                self.broken
                    .push(format!("lost: one side was never told of ticket {id}"));
            }
        }
    }

    /// Each repeat has its reason: the answer to the call before was lost, or the desk died over that call, which means
    /// that it was the last of its lane in that life.
    fn repeats_were_under_way(&mut self) {
        let mut unexplained = Vec::new();
        for (key, sends) in self.sends.by_key() {
            for pair in sends.windows(2) {
                let [first, again] = pair else { continue };
                self.figures.repeats += 1;
                if first.answer_lost {
                    self.figures.answers_lost += 1;
                    continue;
                }
                let last = self.sends.last_of_its_lane(first);
                if first.life == again.life || first.seq != last {
                    unexplained.push(format!(
                        "sent again without a reason: {key:?} by call {} of life {} and call {} of life {}; the last of \
                         its lane in that life was call {last}",
                        first.seq, first.life, again.seq, again.life
                    ));
                }
            }
        }
        self.broken.extend(unexplained);
    }
}

#[cfg(test)]
mod tests;
