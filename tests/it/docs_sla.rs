//! `docs/sla.md` says what happens: each of its time lines is lived through, and what the clocks tell is what it says.
//!
//! A time line is a fenced block named `timeline`. First come settings, as in `config.toml`, where they differ from the
//! defaults; then what happens, a line each, with its time in `desk.time_zone`. What somebody does is done; everything
//! else in the block is what the clocks tell, and it is compared line by line, so that nothing is missing and nothing is
//! told that the manual does not say.

use bellhop::{
    config::Settings,
    domain::{
        Instant,
        command::Command,
        event::{Event, EventKind},
        ids::{By, *},
        message::MessageContent,
        sla::{NO_GRACE, PolicyHistory},
        ticket::{Priority, Ticket},
    },
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

const MANUAL: &str = include_str!("../../docs/sla.md");
const TOKEN: &str = "123456789:AAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const PERSON: PersonId = PersonId(7);
const ANNA: By = By::Agent(AgentId(101));

/// What stands in the fences of that name, in order.
fn fenced(name: &str) -> Vec<&'static str> {
    let fence = format!("```{name}\n");
    let parts = MANUAL.split(&fence).skip(1);
    parts
        .map(|part| part.split("```").next().unwrap_or_default())
        .collect()
}

/// The settings of the program with these lines, each `key = value`.
fn settings(lines: &[(String, String)]) -> Settings {
    let text: String = lines.iter().map(|(k, v)| format!("{k} = {v}\n")).collect();
    let needed = [("TELEGRAM__TOKEN", TOKEN), ("ADMIN__GROUP_ID", "-1001")];
    let env = needed.map(|(key, value)| (format!("BELLHOP__{key}"), value.to_owned()));
    Settings::parse(&text, env.into_iter()).unwrap_or_else(|faults| panic!("{text}\n{faults}"))
}

/// A ticket that lives through a time line.
struct Life {
    zone: Tz,
    lines: Vec<(String, String)>,
    policies: PolicyHistory,
    ticket: Option<Ticket>,
    /// Whether the desk runs.
    up: bool,
    now: Instant,
    /// The time line as it comes out.
    told: Vec<(Instant, String)>,
}

impl Life {
    fn under(lines: Vec<(String, String)>) -> Life {
        let settings = settings(&lines);
        Life {
            zone: settings.desk.time_zone,
            policies: PolicyHistory::always(settings.policy()),
            lines,
            ticket: None,
            up: true,
            now: Instant::UNIX_EPOCH,
            told: Vec::new(),
        }
    }

    /// `Mon 12:00` in the week of Monday, 2 March 2026, or `2026-03-29 12:00`; seconds where they are not zero.
    fn time(&self, day: &str, clock: &str) -> Instant {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        let date = match day.parse::<chrono::Weekday>() {
            Ok(weekday) => monday + chrono::Days::new(u64::from(weekday.num_days_from_monday())),
            Err(_) => day.parse().unwrap_or_else(|_| panic!("{day:?} is no day")),
        };
        let clock = NaiveTime::parse_from_str(clock, "%H:%M:%S")
            .or_else(|_| NaiveTime::parse_from_str(clock, "%H:%M"))
            .unwrap_or_else(|_| panic!("{clock:?} is no time"));
        let local = self
            .zone
            .from_local_datetime(&NaiveDateTime::new(date, clock));
        local.earliest().expect("a time that there is").to_utc()
    }

    /// The same written down, as the day of the week within that week.
    fn written(&self, at: Instant) -> String {
        let local = at.with_timezone(&self.zone);
        let monday = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        let day = match (local.date_naive() - monday).num_days() {
            0..7 => local.weekday().to_string(),
            _ => local.date_naive().to_string(),
        };
        let clock = local.format("%H:%M:%S").to_string();
        format!("{day} {}", clock.strip_suffix(":00").unwrap_or(&clock))
    }

    fn happens(&mut self, at: Instant, events: Vec<Event>) {
        for event in events {
            if let (Some(told), By::Desk) = (self.tells(at, &event.what), event.by) {
                self.told.push((at, told));
            }
            if let Some(ticket) = &mut self.ticket {
                ticket.apply(&event);
            }
            if event.what == EventKind::SilenceWarned {
                self.command(at, By::Desk, Command::SilenceWarningTaken);
            }
        }
    }

    fn tells(&self, at: Instant, what: &EventKind) -> Option<String> {
        let due = |deadline: Instant| match deadline == at {
            true => String::new(),
            false => format!(", due {}", self.written(deadline)),
        };
        Some(match what {
            EventKind::Warned { .. } => "warning".to_owned(),
            EventKind::Breached { deadline, .. } => format!("breach{}", due(*deadline)),
            EventKind::Reminded { nth, .. } => format!("reminder {nth}"),
            EventKind::Escalated { step, .. } => format!("step {step} of the escalation"),
            EventKind::ResolutionBreached { deadline } => {
                format!("not resolved in time{}", due(*deadline))
            }
            EventKind::SilenceWarned => "the person is warned".to_owned(),
            EventKind::Resolved { .. } => "closed for silence".to_owned(),
            _ => return None,
        })
    }

    /// Everything that the clocks bring up to an instant, each at its own; what was due while the desk was down, now.
    fn until(&mut self, then: Instant) {
        while let Some(ticket) = self.ticket.clone().filter(|_| self.up) {
            let next = ticket.next_deadline(&self.policies, self.now, NO_GRACE);
            let Some(next) = next.filter(|next| next.at <= then) else {
                break;
            };
            self.now = self.now.max(next.at);
            self.happens(self.now, ticket.due(self.now, &self.policies, NO_GRACE));
        }
        self.now = self.now.max(then);
    }

    fn command(&mut self, at: Instant, by: By, command: Command) {
        let ticket = self.ticket.clone().expect("a ticket");
        let turn = ticket.handle(&command, by, at, &self.policies);
        self.happens(at, turn.unwrap_or_else(|no| panic!("{command:?}: {no}")));
    }

    /// Whether the line is something that somebody does; then it is done.
    fn does(&mut self, at: Instant, line: &str) -> bool {
        if let Some(setting) = line.strip_prefix("the settings change: ") {
            let (key, value) = setting.split_once(" = ").expect("key = value");
            self.lines.retain(|(known, _)| known != key);
            self.lines.push((key.to_owned(), value.to_owned()));
            self.policies.change(at, settings(&self.lines).policy());
            return true;
        }
        if let Some(name) = line.strip_prefix("the priority is ") {
            let named = |priority: &Priority| format!("{priority:?}") == name;
            let priority = Priority::ALL.into_iter().find(named).expect("a priority");
            self.command(at, ANNA, Command::SetPriority { priority });
            return true;
        }
        let owner = By::Person(PERSON);
        let (by, command) = match line {
            "the person writes" => {
                if self.ticket.is_none() {
                    let opened = Ticket::open(PERSON, at, at);
                    self.ticket = Ticket::opened(TicketId(126), &opened);
                    return true;
                }
                let words = MessageContent::text("Hello?");
                (owner, Command::Write { words, sent_at: at })
            }
            "the person presses a button" => (owner, Command::BreakSilence),
            "the person closes the ticket" => (owner, Command::Close),
            "the person blocks the bot" => (By::Desk, Command::PersonLeft),
            "the person unblocks the bot" => (By::Desk, Command::PersonCameBack),
            "an agent looks" => (ANNA, Command::View),
            "an agent takes the ticket" => {
                let to = Some(AgentId(101));
                (ANNA, Command::Assign { to })
            }
            "an agent closes the ticket" => (ANNA, Command::Close),
            "an answer is delivered" => {
                let words = MessageContent::text("Please restart the app.");
                let confirmed = true;
                self.command(at, ANNA, Command::Answer { words, confirmed });
                let ticket = self.ticket.as_ref().expect("a ticket");
                let message = ticket.pending.last().expect("it is on its way").message;
                (
                    By::Desk,
                    Command::AnswerTaken {
                        message,
                        again: Some(0),
                    },
                )
            }
            "the desk is down" => {
                self.up = false;
                return true;
            }
            "the desk is back" => {
                self.up = true;
                return true;
            }
            _ => return false,
        };
        self.command(at, by, command);
        true
    }
}

/// Lives through a time line; how it comes out, in the words of the manual.
fn lived(block: &str) -> String {
    let (head, body) = block.split_once("\n\n").unwrap_or(("", block));
    let lines = head.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| line.split_once(" = ").expect("key = value"));
    let lines = lines.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let mut life = Life::under(lines.collect());
    let mut end = None;
    for line in body.lines().filter(|line| !line.trim().is_empty()) {
        let mut parts = line.splitn(3, ' ');
        let mut part = || {
            parts
                .next()
                .unwrap_or_else(|| panic!("{line:?} is no line"))
        };
        let at = life.time(part(), part());
        let what = part().trim().to_owned();
        // A command comes before a timer of the same instant; what it meets undone it records.
        life.until(at - chrono::TimeDelta::milliseconds(1));
        life.now = life.now.max(at);
        if life.does(at, &what) {
            life.told.push((at, what));
        }
        end = Some(at);
    }
    if let Some(end) = end {
        life.until(end);
    }
    let told = life.told.iter();
    told.map(|(at, what)| format!("{}  {what}\n", life.written(*at)))
        .collect()
}

#[test]
fn every_time_line_of_the_manual_is_what_happens() {
    let blocks = fenced("timeline");
    assert!(blocks.len() >= 12, "{} time lines", blocks.len());
    for block in blocks {
        let body = block.split_once("\n\n").map_or(block, |(_, body)| body);
        assert_eq!(lived(block), body, "the time line\n{block}");
    }
}

#[test]
fn every_rule_of_the_manual_names_tests_that_there_are() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file of tests");
    let rules = read("src/domain/sla/tests/rules.rs");
    let mut named = Vec::new();
    for line in MANUAL.lines().filter(|line| line.starts_with("| ")) {
        for name in line.split('`').skip(1).step_by(2) {
            if let Some((file, test)) = name.split_once("::") {
                let text = match file {
                    "rules" => rules.clone(),
                    "exact" | "restarts" | "jumps" | "many" | "suspended" => {
                        read(&format!("tests/it/clocks/{file}.rs"))
                    }
                    _ => continue,
                };
                let there = text.contains(&format!("fn {test}("));
                assert!(there, "{name} is no test");
                named.push(test);
            }
        }
    }
    let missing = rules.split("\nfn ").skip(1).filter_map(|rest| {
        let name = rest.split('(').next()?;
        (name.starts_with("rule_") && !named.contains(&name)).then_some(name)
    });
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "rules without a line");
}
