//! `bellhop check`: whether the desk could start, a line for each thing it needs, and for each fault what to do.
//!
//! What can't be looked at because something before it is at fault is marked so, not called a fault itself: whoever reads
//! the list from the top mends causes, not consequences.
//!
//! Invariant: nothing that people can see is changed, but for a short *typing…* in the topic (the Bot API has no other
//! way to ask whether a topic is there).

use crate::{
    config::{ModeSetting, Settings, SettingsErrors, Updates},
    store::sql::Exposure,
    telegram::{CallError, Group, Rights, Telegram},
    view::Wording,
};
use secrecy::ExposeSecret;
use std::fmt;
use url::Url;

mod impact;
#[cfg(test)]
mod tests;

/// The state in which the database was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseCheck {
    /// It can be opened.
    Opens,
    /// It is a file on which a desk is at work.
    InUse,
}

/// The findings of a check, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport(Vec<CheckLine>);

/// A finding about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CheckLine {
    subject: &'static str,
    finding: Finding,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    /// It is as it should be; what it is.
    Well(String),
    Fault {
        problem: String,
        remedy: String,
    },
    /// It works, but not as safely as it should.
    Warning {
        problem: String,
        remedy: String,
    },
    /// It could not be looked at, for want of this.
    Unknown(&'static str),
}

impl CheckReport {
    /// True if no fault was found.
    pub fn is_well(&self) -> bool {
        let fault = |line: &CheckLine| matches!(line.finding, Finding::Fault { .. });
        !self.0.iter().any(fault)
    }

    fn add(&mut self, subject: &'static str, finding: Finding) {
        self.0.push(CheckLine { subject, finding });
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for CheckLine { subject, finding } in &self.0 {
            match finding {
                Finding::Well(what) => writeln!(f, "✓ {subject:<10} {what}")?,
                Finding::Fault { problem, remedy } => {
                    writeln!(f, "✗ {subject:<10} {problem} → {remedy}")?;
                }
                Finding::Warning { problem, remedy } => {
                    writeln!(f, "! {subject:<10} {problem} → {remedy}")?;
                }
                Finding::Unknown(want) => writeln!(f, "- {subject:<10} not checked: {want}")?,
            }
        }
        Ok(())
    }
}

/// The report when the settings are at fault: nothing else can be looked at.
pub fn refused(faults: &SettingsErrors) -> CheckReport {
    let mut report = CheckReport(Vec::new());
    for fault in faults.iter() {
        report.add(
            "settings",
            problem(
                fault,
                "mend it; config.toml in Bellhop's source explains every setting",
            ),
        );
    }
    for subject in ["mode", "database", "token", "group", "topic", "rights"] {
        report.add(subject, Finding::Unknown("the settings are at fault"));
    }
    report
}

/// Looks at everything that the desk needs; `database` is what came of opening it, `telegram` the bot or why there is
/// none.
pub async fn check(
    settings: &Settings,
    database: anyhow::Result<DatabaseCheck>,
    telegram: anyhow::Result<&dyn Telegram>,
) -> CheckReport {
    let mut report = CheckReport(Vec::new());
    report.add("settings", Finding::Well(sources(settings)));
    report.add("mode", Finding::Well(mode(settings)));
    wording(settings, &mut report);
    report.add("database", opened(settings, database));
    if let Some(exposed) = Exposure::of(&settings.database.url) {
        report.add("database", warned(&exposed));
    }
    match telegram {
        Ok(telegram) => ask(settings, telegram, &mut report).await,
        Err(error) => {
            report.add(
                "token",
                problem(
                    format!("{error:#}"),
                    "see telegram.token and telegram.api_url",
                ),
            );
            unknown(
                &mut report,
                &["group", "topic", "rights"],
                "there is no bot",
            );
        }
    }
    report
}

/// Everything that only Telegram knows.
async fn ask(settings: &Settings, telegram: &dyn Telegram, report: &mut CheckReport) {
    let api = without_password(&settings.telegram.api_url);
    match telegram.me().await {
        Ok(me) => {
            let name = me.username.unwrap_or(me.name);
            report.add("token", Finding::Well(format!("of @{name}")));
        }
        Err(error) => {
            let remedy = match error {
                CallError::Unauthorized(_) => {
                    "copy it again from @BotFather, or have a new one made there by /token".into()
                }
                _ => format!("see whether {api} (telegram.api_url) can be reached from here"),
            };
            report.add("token", problem(error, remedy));
            return unknown(
                report,
                &["group", "topic", "rights"],
                "the token is not known to work",
            );
        }
    }
    let group_id = settings.admin.group_id;
    let forum_needed = settings.admin.tickets_topic_id.is_some();
    let rights = match (
        telegram.group(group_id).await,
        telegram.rights(group_id).await,
    ) {
        (Ok(group), Ok(rights)) => {
            let finding = fit(group_id, &group, &rights, forum_needed);
            let found = matches!(finding, Finding::Well(_));
            report.add("group", finding);
            found.then_some(rights)
        }
        (Err(error), _) | (_, Err(error)) => {
            report.add("group", unreachable(group_id, error));
            None
        }
    };
    let Some(rights) = rights else {
        return unknown(report, &["topic", "rights"], "the group is at fault");
    };
    let topic = settings.admin.tickets_topic_id;
    let probed = telegram.probe_topic(group_id, topic).await;
    report.add("topic", open(topic, probed));
    report.add(
        "rights",
        sufficient(&rights, settings.admin.agents.is_empty()),
    );
}

/// An address as it may be shown.
fn without_password(address: &Url) -> Url {
    let mut shown = address.clone();
    // What can't be set is not there.
    let _ = (shown.set_username(""), shown.set_password(None));
    shown
}

/// A fault that keeps the desk from its team, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupFault {
    /// The settings name what can be no team's group.
    Mistake(String),
    /// The bot is out of the group, or may not write there: that can be mended while the desk serves people.
    OutOfReach(String),
}

/// The reason that the desk can't work in the team's group, asked at the start of a run. `None` when it can, and also
/// while Telegram does not say, or when the group has another number now: the desk copes with both.
pub async fn group_at_fault(settings: &Settings, telegram: &dyn Telegram) -> Option<GroupFault> {
    let id = settings.admin.group_id;
    let (findings, out) = match (telegram.group(id).await, telegram.rights(id).await) {
        (Ok(group), Ok(rights)) => (
            vec![fit(id, &group, &rights, false), sufficient(&rights, false)],
            group.kind == "supergroup",
        ),
        (Err(error), _) | (_, Err(error)) => match error {
            CallError::Unavailable(_) | CallError::Flood(_) | CallError::Migrated(_) => {
                return None;
            }
            error => {
                // Telegram knows no such chat, or the bot never was there: most likely the number is wrong.
                let unknown = error.to_string().contains("chat not found");
                (vec![unreachable(id, error)], !unknown)
            }
        },
    };
    findings.into_iter().find_map(|finding| match finding {
        Finding::Fault { problem, remedy } => {
            let said = |then: &str| {
                format!(
                    "The team's group can't be used: {problem}. What to do: {remedy}; then {then}"
                )
            };
            Some(match out {
                true => GroupFault::OutOfReach(said("the desk tells it what waits")),
                false => GroupFault::Mistake(said("try `bellhop check`")),
            })
        }
        Finding::Well(_) | Finding::Warning { .. } | Finding::Unknown(_) => None,
    })
}

fn unknown(report: &mut CheckReport, subjects: &[&'static str], want: &'static str) {
    for subject in subjects {
        report.add(subject, Finding::Unknown(want));
    }
}

fn problem(problem: impl ToString, remedy: impl Into<String>) -> Finding {
    Finding::Fault {
        problem: problem.to_string(),
        remedy: remedy.into(),
    }
}

fn sources(settings: &Settings) -> String {
    let file = match &settings.sources.file {
        Some(path) => path.display().to_string(),
        None => "the defaults".into(),
    };
    match settings.sources.environment {
        0 => file,
        n => format!("{file}, {n} from the environment"),
    }
}

fn mode(settings: &Settings) -> String {
    let contact = &settings.desk.contact;
    let offer = match settings.desk.mode {
        ModeSetting::Tickets => "tickets".into(),
        ModeSetting::Contact => contact.clone(),
        ModeSetting::Both => format!("tickets and {contact}"),
    };
    let updates = match settings.telegram.updates {
        Updates::Polling => "polling",
        Updates::Webhook => "a webhook",
    };
    format!("people are offered {offer}; updates come by {updates}")
}

/// The texts that a folder of the operator's overrides, if one is named.
fn wording(settings: &Settings, report: &mut CheckReport) {
    let Some(folder) = &settings.desk.wording else {
        return;
    };
    match Wording::load(Some(folder)) {
        Ok(_) => report.add("wording", Finding::Well(folder.display().to_string())),
        Err(faults) => {
            for fault in faults.iter() {
                report.add(
                    "wording",
                    problem(
                        fault,
                        "mend it; locales/ in Bellhop's source has every text with the variables that it may use",
                    ),
                );
            }
        }
    }
}

fn opened(settings: &Settings, database: anyhow::Result<DatabaseCheck>) -> Finding {
    let sqlite = settings.database.url.expose_secret().starts_with("sqlite:");
    match (database, sqlite) {
        (Ok(DatabaseCheck::InUse), _) => Finding::Well("SQLite; a desk is at work on it".into()),
        (Ok(DatabaseCheck::Opens), true) => Finding::Well("SQLite".into()),
        (Ok(DatabaseCheck::Opens), false) => Finding::Well("PostgreSQL".into()),
        (Err(error), true) => problem(
            format!("{error:#}"),
            "see whether the folder named by database.url is there and may be written, and no other desk runs on it",
        ),
        (Err(error), false) => problem(
            format!("{error:#}"),
            "see whether the server runs, and database.url names its host, database, user and password",
        ),
    }
}

/// Warns who else can read what people wrote; nothing that keeps a desk from its work.
fn warned(exposed: &Exposure) -> Finding {
    match exposed {
        Exposure::Files(files) => {
            let files: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
            Finding::Warning {
                problem: "others of this machine can read what people wrote".into(),
                remedy: format!("chmod 600 {}", files.join(" ")),
            }
        }
        Exposure::Network { at, mode } => Finding::Warning {
            problem: format!(
                "nobody makes sure that it is the server who answers at {at} (sslmode={mode}): who is between can read \
                 and change all of it"
            ),
            remedy: "put sslmode=verify-full into database.url, and sslrootcert=PATH for an authority of your own".into(),
        },
    }
}

fn fit(id: i64, group: &Group, rights: &Rights, forum_needed: bool) -> Finding {
    if group.kind != "supergroup" {
        return problem(
            format!("{id} is a {}, not a supergroup", group.kind),
            "name the team's group in admin.group_id; an ordinary group becomes a supergroup, with a new number, when \
             topics are switched on in its settings",
        );
    }
    if !rights.member {
        return problem(
            format!("the bot is not in {id}"),
            "add the bot to the group",
        );
    }
    if forum_needed && !group.forum {
        return problem(
            format!("{id} has no topics, though admin.tickets_topic_id is set"),
            "switch topics on in the group's settings, or leave admin.tickets_topic_id out",
        );
    }
    let topics = if group.forum {
        "with topics"
    } else {
        "without topics"
    };
    Finding::Well(format!("{id}, a supergroup {topics}"))
}

fn unreachable(id: i64, error: CallError) -> Finding {
    let remedy = match &error {
        CallError::Migrated(new) => format!("set admin.group_id = {new}"),
        CallError::Unavailable(_) | CallError::Flood(_) => "try again in a minute".into(),
        _ => "add the bot to the group, and see that admin.group_id is its number (a supergroup's begins with -100)"
            .into(),
    };
    problem(format!("{id}: {error}"), remedy)
}

fn open(topic: Option<i64>, probed: Result<(), CallError>) -> Finding {
    let name = match topic {
        Some(id) => id.to_string(),
        None => "General".into(),
    };
    let Err(error) = probed else {
        return Finding::Well(name);
    };
    let remedy = match &error {
        CallError::ThreadGone(_) => {
            "set admin.tickets_topic_id to the number of a topic that is there: the middle one of the three in the link \
             to a message of it, t.me/c/GROUP/TOPIC/MESSAGE"
        }
        CallError::TopicClosed(_) => "reopen it, or let the bot manage topics",
        CallError::NoRights(_) => "let the bot write in the group",
        _ => "try again in a minute",
    };
    problem(format!("{name}: {error}"), remedy)
}

/// An ordinary member sees replies to it and can write; only an administrator is sure to hear who is a member
/// (Bot API, `getChatMember`) and sees every command.
fn sufficient(rights: &Rights, asks_for_members: bool) -> Finding {
    match rights {
        Rights { can_send: false, .. } => problem(
            "the bot may not write in the group",
            "let members send messages in the group's permissions, or make the bot an administrator",
        ),
        Rights { administrator: true, .. } => Finding::Well("administrator, may write".into()),
        _ if asks_for_members => Finding::Well(
            "may write; make the bot an administrator, so that Telegram always tells it who is in the team".into(),
        ),
        _ => Finding::Well("may write".into()),
    }
}
