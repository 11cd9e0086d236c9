//! The checks themselves, from the settings to the bot's rights.

use super::CheckReport;
use crate::{
    app::preflight::{Finding, check_group, check_rights, fault, group_unreachable},
    config::{Settings, SettingsErrors, Updates},
    domain::mode::Mode,
    store::sql::Exposure,
    telegram::{CallError, Telegram},
    view::Wording,
};
use secrecy::ExposeSecret;
use url::Url;

/// The state in which the database was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseCheck {
    /// It can be opened.
    Opens,
    /// It is a file on which a desk is at work.
    InUse,
}

/// Reports faulty settings, without which nothing else can be looked at.
pub fn settings_refused(faults: &SettingsErrors) -> CheckReport {
    let mut report = CheckReport::new();
    for error in faults.iter() {
        report.add(
            "settings",
            fault(
                error,
                "mend it; config.toml in Bellhop's source explains every setting",
            ),
        );
    }
    for subject in ["mode", "database", "token", "group", "topic", "rights"] {
        report.add(subject, Finding::Unknown("the settings are at fault"));
    }
    report
}

/// Checks everything that the desk needs. `database` is the outcome of opening it, `telegram` the client, or the reason
/// that there is none.
pub async fn check(
    settings: &Settings,
    database: anyhow::Result<DatabaseCheck>,
    telegram: anyhow::Result<&dyn Telegram>,
) -> CheckReport {
    let mut report = CheckReport::new();
    report.add("settings", Finding::Well(sources(settings)));
    report.add("mode", Finding::Well(mode(settings)));
    check_wording(settings, &mut report);
    report.add("database", check_database(settings, database));
    if let Some(exposed) = Exposure::of(&settings.database.url) {
        report.add("database", exposure_warning(&exposed));
    }
    match telegram {
        Ok(telegram) => ask_telegram(settings, telegram, &mut report).await,
        Err(error) => {
            report.add(
                "token",
                fault(
                    format!("{error:#}"),
                    "see telegram.token and telegram.api_url",
                ),
            );
            mark_unknown(
                &mut report,
                &["group", "topic", "rights"],
                "there is no bot",
            );
        }
    }
    report
}

/// Checks what only Telegram knows: token, group, topic and rights.
async fn ask_telegram(settings: &Settings, telegram: &dyn Telegram, report: &mut CheckReport) {
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
            report.add("token", fault(error, remedy));
            return mark_unknown(
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
            let finding = check_group(group_id, &group, &rights, forum_needed);
            let found = matches!(finding, Finding::Well(_));
            report.add("group", finding);
            found.then_some(rights)
        }
        (Err(error), _) | (_, Err(error)) => {
            report.add("group", group_unreachable(group_id, error));
            None
        }
    };
    // Who can't use the group can't use its topic: one cause, one fault.
    let Some(rights) = rights else {
        return mark_unknown(report, &["topic", "rights"], "the group is at fault");
    };
    // `probe_topic` shows "typing…" for a moment: the Bot API has no other way to ask.
    let topic = settings.admin.tickets_topic_id;
    let probed = telegram.probe_topic(group_id, topic).await;
    report.add("topic", check_topic(topic, probed));
    report.add(
        "rights",
        check_rights(&rights, settings.admin.agents.is_empty()),
    );
}

/// Returns the address without its user and password, fit to be shown.
fn without_password(address: &Url) -> Url {
    let mut shown = address.clone();
    // What can't be set is not there.
    let _ = (shown.set_username(""), shown.set_password(None));
    shown
}

fn mark_unknown(report: &mut CheckReport, subjects: &[&'static str], want: &'static str) {
    for subject in subjects {
        report.add(subject, Finding::Unknown(want));
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
        Mode::Tickets => "tickets".into(),
        Mode::Contact => contact.clone(),
        Mode::Both => format!("tickets and {contact}"),
    };
    let updates = match settings.telegram.updates {
        Updates::Polling => "polling",
        Updates::Webhook => "a webhook",
    };
    format!("people are offered {offer}; updates come by {updates}")
}

/// Checks the operator's own texts, if the settings name a folder of them.
fn check_wording(settings: &Settings, report: &mut CheckReport) {
    let Some(folder) = &settings.desk.wording else {
        return;
    };
    match Wording::load(Some(folder)) {
        Ok(_) => report.add("wording", Finding::Well(folder.display().to_string())),
        Err(faults) => {
            // All of them at once, so that one round of edits mends them.
            for error in faults.iter() {
                report.add(
                    "wording",
                    fault(
                        error,
                        "mend it; locales/ in Bellhop's source has every text with the variables that it may use",
                    ),
                );
            }
        }
    }
}

fn check_database(settings: &Settings, database: anyhow::Result<DatabaseCheck>) -> Finding {
    let sqlite = settings.database.url.expose_secret().starts_with("sqlite:");
    match (database, sqlite) {
        (Ok(DatabaseCheck::InUse), _) => Finding::Well("SQLite; a desk is at work on it".into()),
        (Ok(DatabaseCheck::Opens), true) => Finding::Well("SQLite".into()),
        (Ok(DatabaseCheck::Opens), false) => Finding::Well("PostgreSQL".into()),
        (Err(error), true) => fault(
            format!("{error:#}"),
            "see whether the folder named by database.url is there and may be written, and no other desk runs on it",
        ),
        (Err(error), false) => fault(
            format!("{error:#}"),
            "see whether the server runs, and database.url names its host, database, user and password",
        ),
    }
}

/// Warns that others can read what people wrote; a desk works all the same.
fn exposure_warning(exposed: &Exposure) -> Finding {
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

fn check_topic(topic: Option<i64>, probed: Result<(), CallError>) -> Finding {
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
    fault(format!("{name}: {error}"), remedy)
}
