//! What nobody may read in a log, and the search for it: the tests of the whole search all that their desks print.
//!
//! A word is looked for as it would turn up. Whatever escapes a text (JSON, HTML, `Debug`) leaves its letters, digits and
//! spaces alone, so a text is taken apart at everything else; and whatever cuts it leaves its beginning, so the first
//! letters of each part are enough. Short parts are let be: `403` stands in a log for other reasons. What remains must
//! stand there as words of its own, not as a part of longer ones.

use aho_corasick::{AhoCorasick, MatchKind};
use simulator::Simulator;
use std::collections::BTreeMap;

/// The filter of a log that holds as much as an operator can ask for: `log.filter` of the settings.
pub const TALKATIVE: &str =
    "trace,hyper=trace,reqwest=trace,sqlx=trace,teloxide=trace,teloxide_core=trace";

/// How many letters of a part are looked for.
const ENOUGH: usize = 12;

/// What is shorter is no trace of what somebody wrote.
const SHORTEST_TEXT: usize = 6;

/// Nor is this of somebody's name.
const SHORTEST_NAME: usize = 3;

/// How the end of a line is written in a text that is escaped: no letter of a word.
const BREAKS: [&str; 3] = ["\\n", "\\r", "\\t"];

/// How what is looked for stands in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stands {
    /// Anywhere, also within a word.
    Anywhere,
    /// From a word's beginning on.
    Beginning,
    /// As whole words.
    Whole,
}

/// What must stand in no output of a desk.
pub struct Secrets {
    /// Each with how it stands, in the finder's order.
    parts: Vec<(String, Stands)>,
    finder: AhoCorasick,
}

impl Secrets {
    /// What a world has confided to its bot so far, and the password in the address of the desk's database.
    ///
    /// # Panics
    /// When there is so much that it can't be looked for.
    pub fn of(sim: &Simulator, database: &str) -> Secrets {
        let confided = sim.confided();
        let mut parts = BTreeMap::new();
        let url = url::Url::parse(database).ok();
        let password = url.as_ref().and_then(url::Url::password);
        for secret in confided.secrets.iter().map(String::as_str).chain(password) {
            // A token's first half is the bot's number, which is no secret.
            let secret = secret.split_once(':').map_or(secret, |(_, secret)| secret);
            parts.insert(beginning(secret).to_owned(), Stands::Anywhere);
        }
        let names = confided.names.iter().map(|name| (name, SHORTEST_NAME));
        let texts = confided.texts.iter().map(|text| (text, SHORTEST_TEXT));
        for (text, shortest) in names.chain(texts) {
            for part in parts_of(text, shortest) {
                let begins = beginning(part);
                let stands = match begins == part {
                    true => Stands::Whole,
                    false => Stands::Beginning,
                };
                parts.entry(begins.to_owned()).or_insert(stands);
            }
        }
        let parts: Vec<_> = parts.into_iter().collect();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(parts.iter().map(|(part, _)| part));
        Secrets {
            finder: finder.expect("a world's words are not that many"),
            parts,
        }
    }

    /// How much is looked for.
    pub fn count(&self) -> usize {
        self.parts.len()
    }

    /// The lines of an output that tell any of it, each with what it tells.
    pub fn told_in(&self, output: &str) -> Vec<String> {
        let lines = output.lines();
        lines
            .filter_map(|line| Some(format!("{:?} stands in: {line}", self.told_by(line)?)))
            .collect()
    }

    fn told_by(&self, line: &str) -> Option<&str> {
        let mut found = self.finder.find_overlapping_iter(line);
        let found = found.find(|found| {
            let before = &line[..found.start()];
            let after_a_break = BREAKS.iter().any(|end| before.ends_with(end));
            let before = before.chars().next_back().filter(|_| !after_a_break);
            let after = line[found.end()..].chars().next();
            let (_, stands) = &self.parts[found.pattern()];
            match stands {
                Stands::Anywhere => true,
                Stands::Beginning => !before.is_some_and(is_of_a_word),
                Stands::Whole => ![before, after].into_iter().flatten().any(is_of_a_word),
            }
        })?;
        Some(&self.parts[found.pattern()].0)
    }
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The parts of a text that no escaping changes. The name of a command is a word of the desk's.
fn parts_of(text: &str, shortest: usize) -> impl Iterator<Item = &str> {
    let text = match text.strip_prefix('/') {
        Some(command) => command.split_once(' ').map_or("", |(_, rest)| rest),
        None => text,
    };
    let parts = text.split(|c: char| !is_of_a_word(c) && c != ' ');
    let parts = parts.map(str::trim);
    parts.filter(move |part| part.chars().count() >= shortest)
}

fn beginning(part: &str) -> &str {
    let end = part.char_indices().nth(ENOUGH);
    end.map_or(part, |(end, _)| &part[..end])
}

#[cfg(test)]
mod tests;
