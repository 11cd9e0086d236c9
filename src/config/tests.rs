//! What the settings accept, and the exact words for what they do not.

use super::*;
use crate::domain::{self, language::Language, mode::Mode};
use chrono_tz::Tz;
use secrecy::ExposeSecret;
use std::{path::Path, time::Duration};

mod changes;

const TOKEN: &str = "123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr";

/// The two settings without a default, and what a test adds.
fn env(more: &[(&str, &str)]) -> Vec<(String, String)> {
    [
        ("BELLHOP__TELEGRAM__TOKEN", TOKEN),
        ("BELLHOP__ADMIN__GROUP_ID", "-1001234567890"),
        ("HOME", "/nonexistent"),
    ]
    .iter()
    .chain(more)
    .map(|(name, value)| (name.to_string(), value.to_string()))
    .collect()
}

fn parse(text: &str, more: &[(&str, &str)]) -> Result<Settings, SettingsErrors> {
    Settings::parse(text, env(more).into_iter())
}

/// The settings of a file and variables that are right.
fn settings(text: &str, more: &[(&str, &str)]) -> Settings {
    parse(text, more).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Each fault of a file and variables, as text.
fn faults(text: &str, more: &[(&str, &str)]) -> Vec<String> {
    match parse(text, more) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(SettingsError::to_string).collect(),
    }
}

#[test]
fn the_defaults_are_those_of_the_commented_file() {
    let settings = settings("", &[]);
    assert_eq!(settings.telegram.token.expose_secret(), TOKEN);
    assert_eq!(
        settings.telegram.api_url.as_str(),
        "https://api.telegram.org/"
    );
    assert_eq!(settings.telegram.updates, Updates::Polling);
    assert_eq!(settings.desk.mode, Mode::Both);
    assert_eq!(settings.desk.contact, "@support");
    assert_eq!(settings.desk.default_language, Language::En);
    assert_eq!(settings.desk.time_zone, Tz::UTC);
    assert_eq!(settings.desk.wording, None);
    assert_eq!(settings.admin.group_id, -1_001_234_567_890);
    assert_eq!(settings.admin.tickets_topic_id, None);
    assert_eq!(settings.admin.agents, Vec::<i64>::new());
    assert_eq!(settings.sla.check_interval, Duration::from_secs(60));
    assert_eq!(
        settings.database.url.expose_secret(),
        "sqlite://data/bellhop.db?mode=rwc"
    );
    assert_eq!(settings.log.format, LogFormat::Text);
    assert_eq!(settings.sources.environment, 2);
    let lengths = settings.lengths();
    assert_eq!((lengths.title, lengths.message), ((3, 128), (10, 4000)));
    assert_eq!(
        settings.policy(),
        domain::sla::Policy {
            reply: Some(domain::sla::ReplyPolicy::new(1800, 50, 900)),
            auto_close: Some(domain::sla::AutoClose {
                after_seconds: 48 * 3600,
                warn_before_seconds: 6 * 3600,
            }),
            hours: None,
        }
    );
}

#[test]
fn the_commented_file_names_every_key_once() {
    let mut table = Some("");
    let mut named = Vec::new();
    for line in layers::DEFAULTS.lines() {
        if let Some(list) = line.strip_prefix("# [[") {
            // A list of tables is one key, and none of them is there by default.
            named.push(list.trim_end_matches("]]").to_owned());
            table = None;
        } else if let Some(name) = line.strip_prefix('[') {
            table = Some(name.trim_end_matches(']'));
        } else if let Some(((name, _), table)) = line.split_once(" = ").zip(table) {
            let name = name.trim_start_matches("# ");
            if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                named.push(format!("{table}.{name}"));
            }
        }
    }
    let known: Vec<&str> = keys::KEYS.iter().map(|key| key.name).collect();
    assert_eq!(named, known);
}

#[test]
fn the_environment_comes_before_the_file_and_the_file_before_the_defaults() {
    let file = "[sla]\nresponse_within = \"20m\"\nreminder_cooldown = \"5m\"";
    let settings = settings(file, &[("BELLHOP__SLA__RESPONSE_WITHIN", "15m")]);
    assert_eq!(settings.sla.response_within, Duration::from_secs(15 * 60));
    assert_eq!(settings.sla.reminder_cooldown, Duration::from_secs(5 * 60));
    assert_eq!(settings.sla.warn_at_percent, 50);
    assert_eq!(settings.sources.environment, 3);
}

#[test]
fn variables_become_what_their_key_is() {
    let settings = settings(
        "",
        &[
            ("BELLHOP__ADMIN__AGENTS", "1, 2"),
            ("BELLHOP__ADMIN__TICKETS_TOPIC_ID", "5"),
            ("BELLHOP__DESK__TITLE_LENGTH", "[4, 64]"),
            ("BELLHOP__SLA__ENABLED", "false"),
            ("BELLHOP__SLA__WARN_AT_PERCENT", "80"),
            ("BELLHOP__AUTO_CLOSE__ENABLED", "false"),
            ("BELLHOP__LOG__FILTER", "warn"),
            ("BELLHOP__LOG__FORMAT", ""),
        ],
    );
    assert_eq!(settings.admin.agents, [1, 2]);
    assert_eq!(settings.admin.tickets_topic_id, Some(5));
    assert_eq!(settings.desk.title_length, (4, 64));
    assert_eq!(settings.sla.warn_at_percent, 80);
    assert_eq!(settings.log.filter, "warn");
    assert_eq!(settings.log.format, LogFormat::Text);
    let nothing = domain::sla::Policy {
        reply: None,
        auto_close: None,
        hours: None,
    };
    assert_eq!(settings.policy(), nothing);
}

#[test]
fn the_clocks_as_they_can_be_set() {
    let file = r#"
        desk.time_zone = "Asia/Tokyo"
        [sla]
        next_response_within = "1h"
        resolve_within = "3d"
        stop_when_viewed = true
        tell_warnings = true
        max_reminders = 5
        [sla.priority.urgent]
        response_within = "5m"
        [sla.hours]
        mon = ["09:00-13:00", "14:00-18:00"]
        sun = ["22:00-06:00"]
        holidays = ["12-25", "2027-04-05"]
        [[sla.escalation]]
        after = "1h"
        mention = ["@lead"]
        [[sla.escalation]]
        after = "4h"
        mention = ["@lead", "@boss"]"#;
    let policy = settings(file, &[]).policy();
    let mut reply = domain::sla::ReplyPolicy::new(1800, 50, 900);
    reply.next_response = domain::sla::NextResponse::Within(3600);
    reply.resolve_within_seconds = Some(3 * 86_400);
    reply.stop_when_viewed = true;
    reply.tell_warnings = true;
    reply.max_reminders = 5;
    reply.by_priority = [(domain::ticket::Priority::Urgent, 300)].into();
    let step = |after_seconds, mention: &[&str]| domain::sla::Escalation {
        after_seconds,
        mention: mention.iter().map(|name| (*name).to_owned()).collect(),
    };
    reply.escalation = vec![step(3600, &["@lead"]), step(4 * 3600, &["@lead", "@boss"])];
    assert_eq!(policy.reply, Some(reply));
    let hours = policy.hours.expect("they are set");
    assert_eq!(hours.time_zone(), Tz::Asia__Tokyo);
    let json = serde_json::to_value(&hours).expect("a calendar is JSON");
    assert_eq!(
        json["week"][0],
        serde_json::json!(["09:00-13:00", "14:00-18:00"])
    );
    assert_eq!(json["week"][6], serde_json::json!(["22:00-06:00"]));
    assert_eq!(json["holidays"], serde_json::json!(["12-25", "2027-04-05"]));

    for (text, next) in [
        ("", domain::sla::NextResponse::AsFirst),
        ("off", domain::sla::NextResponse::Off),
    ] {
        let file = format!("sla.next_response_within = {text:?}\nsla.resolve_within = {text:?}");
        let reply = settings(&file, &[]).policy().reply.expect("it is on");
        assert_eq!(
            (reply.next_response, reply.resolve_within_seconds),
            (next, None)
        );
    }
}

#[test]
fn the_hours_may_stand_in_the_environment() {
    let settings = settings(
        "",
        &[
            ("BELLHOP__SLA__HOURS__TUE", "09:00-13:00, 14:00-18:00"),
            ("BELLHOP__SLA__HOURS__TIME_ZONE", "Europe/Berlin"),
            ("BELLHOP__SLA__PRIORITY__LOW__RESPONSE_WITHIN", "8h"),
        ],
    );
    let hours = settings.policy().hours.expect("they are set");
    assert_eq!(hours.time_zone(), Tz::Europe__Berlin);
    assert_eq!(settings.sla.hours.tue.len(), 2);
    assert_eq!(
        settings.sla.priority.low.response_within,
        Some(Duration::from_secs(8 * 3600))
    );
}

#[test]
fn durations_are_whole_seconds_and_a_day_is_24_hours() {
    for (text, seconds) in [
        ("90s", 90),
        ("15m", 900),
        ("2h", 7200),
        ("3d", 259_200),
        ("1h 30m", 5400),
    ] {
        let settings = settings("", &[("BELLHOP__SLA__RESPONSE_WITHIN", text)]);
        assert_eq!(settings.sla.response_within.as_secs(), seconds, "{text}");
    }
    for text in [
        "",
        "30",
        "1M",
        "1500ms",
        "0s",
        "366d",
        "99999999999999999999d",
        "-5m",
        "half an hour",
    ] {
        let file = format!("sla.response_within = {text:?}");
        assert_eq!(faults(&file, &[]).len(), 1, "{text}");
    }
}

/// One wrong value each: the file, the fault.
const ONE_FAULT: &[(&str, &str)] = &[
    (
        "sla.respones_within = \"15m\"",
        "sla.respones_within (config.toml): there is no such setting; did you mean sla.response_within?",
    ),
    (
        "sla.default_language = \"en\"",
        "sla.default_language (config.toml): there is no such setting; did you mean desk.default_language?",
    ),
    (
        "[telgram]\ntoken = \"123:secret\"",
        "telgram (config.toml): there is no such setting; did you mean telegram?",
    ),
    (
        "colour = \"red\"",
        "colour (config.toml): there is no such setting",
    ),
    (
        "sla.warn_at_percent = \"half\"",
        "sla.warn_at_percent = \"half\" (config.toml): not understood; allowed: a whole number from 1 to 99",
    ),
    (
        "sla.warn_at_percent = 100",
        "sla.warn_at_percent = 100 (config.toml): greater than 99; allowed: a whole number from 1 to 99",
    ),
    (
        "sla.enabled = \"yes\"",
        "sla.enabled = \"yes\" (config.toml): not understood; allowed: true or false",
    ),
    (
        "sla.response_within = 30",
        "sla.response_within = 30 (config.toml): not understood; allowed: a duration of 1s to 365d, such as \"30m\"",
    ),
    (
        "sla.next_response_within = \"never\"",
        "sla.next_response_within = \"never\" (config.toml): not understood; allowed: a duration of 1s to 365d, such as \
         \"30m\", or \"off\", or \"\" for sla.response_within",
    ),
    (
        "sla.next_response_within = \"0s\"",
        "sla.next_response_within = \"0s\" (config.toml): too short; allowed: a duration of 1s to 365d, such as \
         \"30m\", or \"off\", or \"\" for sla.response_within",
    ),
    (
        "sla.resolve_within = \"366d\"",
        "sla.resolve_within = \"366d\" (config.toml): too long; allowed: a duration of 1s to 365d, such as \"24h\", or \
         \"off\"",
    ),
    (
        "sla.hours.mon = [\"12:00-13:00\"]\nsla.resolve_within = \"365d\"",
        "sla.resolve_within = \"365d\" (config.toml): more than ten years of sla.hours; allowed: a duration of 1s to 365d, \
         such as \"24h\", or \"off\"",
    ),
    (
        "sla.hours.mon = [\"12:00-12:01\"]\nsla.priority.low.response_within = \"1d\"",
        "sla.priority.low.response_within = \"1d\" (config.toml): more than ten years of sla.hours; allowed: a duration of \
         1s to 365d, such as \"5m\", or \"\" for sla.response_within",
    ),
    (
        "sla.hours.mon = [\"12:00-12:01\"]\nsla.next_response_within = \"1d\"",
        "sla.next_response_within = \"1d\" (config.toml): more than ten years of sla.hours; allowed: a duration of 1s to \
         365d, such as \"30m\", or \"off\", or \"\" for sla.response_within",
    ),
    (
        "sla.hours.mon = [\"12:00-12:01\"]\nsla.escalation = [{ after = \"1d\", mention = [\"@lead\"] }]",
        "sla.escalation = [{ after = \"1d\", mention = [\"@lead\"] }] (config.toml): more than ten years of sla.hours; \
         allowed: steps [[sla.escalation]], the soonest first, each with after = \"1h\" (1s to 365d) and mention = \
         [\"@lead\"]",
    ),
    (
        "sla.max_reminders = -1",
        "sla.max_reminders = -1 (config.toml): not understood; allowed: a whole number from 0 to 1000, 0 for no end",
    ),
    (
        "sla.priority.urgent.response_within = \"soon\"",
        "sla.priority.urgent.response_within = \"soon\" (config.toml): not understood; allowed: a duration of 1s to 365d, \
         such as \"5m\", or \"\" for sla.response_within",
    ),
    (
        "sla.priority.urgnt.response_within = \"5m\"",
        "sla.priority.urgnt (config.toml): there is no such setting; did you mean sla.priority.urgent?",
    ),
    (
        "sla.hours.mon = [\"09:00-13:00\", \"14-18\"]",
        "sla.hours.mon = [\"09:00-13:00\", \"14-18\"] (config.toml): not understood; allowed: a list of hours such as \
         [\"09:00-13:00\", \"14:00-18:00\"] or [\"22:00-06:00\"], or []",
    ),
    (
        "sla.hours = { mon = [\"09:00-17:00\"], time_zone = \"Berlin\" }",
        "sla.hours.time_zone = \"Berlin\" (config.toml): not understood; allowed: an IANA name, such as \
         \"Europe/Berlin\", or \"\" for desk.time_zone",
    ),
    (
        "sla.hours = { mon = [\"09:00-17:00\"], holidays = [\"25.12.\"] }",
        "sla.hours.holidays = [\"25.12.\"] (config.toml): not understood; allowed: a list of days such as [\"12-25\", \
         \"2027-04-05\"], or []",
    ),
    (
        "sla.hours.time_zone = \"Europe/Berlin\"",
        "sla.hours.mon = [] (default): no day of sla.hours has any working time, though it is set; allowed: a list of \
         hours such as [\"09:00-13:00\", \"14:00-18:00\"] or [\"22:00-06:00\"], or []",
    ),
    (
        "[[sla.escalation]]\nafter = \"1h\"\nmention = [\"the boss\"]",
        "sla.escalation = [{ after = \"1h\", mention = [\"the boss\"] }] (config.toml): a step calls somebody who is no \
         Telegram name; allowed: steps [[sla.escalation]], the soonest first, each with after = \"1h\" (1s to 365d) and \
         mention = [\"@lead\"]",
    ),
    (
        "[[sla.escalation]]\nafter = \"1h\"\nnames = []",
        "sla.escalation = [{ after = \"1h\", names = [] }] (config.toml): not understood; allowed: steps \
         [[sla.escalation]], the soonest first, each with after = \"1h\" (1s to 365d) and mention = [\"@lead\"]",
    ),
    (
        "sla.check_interval = \"2h\"",
        "sla.check_interval = \"2h\" (config.toml): too long; allowed: a duration of 1s to 1h, such as \"60s\"",
    ),
    (
        "sla = 5",
        "sla = (integer, hidden) (config.toml): not understood; allowed: a table of settings",
    ),
    (
        "auto_close.after = \"2h\"",
        "auto_close.warn_before = \"6h\" (default): not shorter than auto_close.after, 2h; allowed: a duration shorter \
         than auto_close.after, such as \"6h\", or \"0s\" for no warning",
    ),
    (
        "desk.mode = \"phone\"",
        "desk.mode = \"phone\" (config.toml): not understood; allowed: \"tickets\", \"contact\" or \"both\"",
    ),
    (
        "desk.contact = \"\"",
        "desk.contact = \"\" (config.toml): not set, though desk.mode offers the contact; allowed: a Telegram name such \
         as \"@support\": @, then 4 to 32 of A-Z a-z 0-9 _",
    ),
    (
        "desk.contact = \"support\"",
        "desk.contact = \"support\" (config.toml): not a Telegram name; allowed: a Telegram name such as \"@support\": \
         @, then 4 to 32 of A-Z a-z 0-9 _",
    ),
    (
        "desk.title_length = [20, 10]",
        "desk.title_length = [20, 10] (config.toml): the least is more than the most; allowed: the least and the most, \
         within 1 to 128, such as [3, 128]",
    ),
    (
        "desk.title_length = [3, 200]",
        "desk.title_length = [3, 200] (config.toml): out of bounds; allowed: the least and the most, within 1 to 128, \
         such as [3, 128]",
    ),
    (
        "desk.message_length = [10, -1]",
        "desk.message_length = [10, -1] (config.toml): not understood; allowed: the least and the most, within 1 to \
         4000, such as [10, 4000]",
    ),
    (
        "desk.default_language = \"de\"",
        "desk.default_language = \"de\" (config.toml): not understood; allowed: \"en\" or \"ru\"",
    ),
    (
        "desk.time_zone = \"Europe/Berln\"",
        "desk.time_zone = \"Europe/Berln\" (config.toml): not understood; allowed: an IANA name, such as \"UTC\" or \
         \"Europe/Berlin\"",
    ),
    (
        "desk.wording = \"/nonexistent/words\"",
        "desk.wording = \"/nonexistent/words\" (config.toml): there is no such folder; allowed: the path of a folder, \
         or \"\"",
    ),
    (
        "admin.tickets_topic_id = 1",
        "admin.tickets_topic_id = 1 (config.toml): not the number of a topic; allowed: the number of a topic, 2 or \
         higher; leave it out for General",
    ),
    (
        "admin.tickets_topic_id = 2147483648",
        "admin.tickets_topic_id = 2147483648 (config.toml): not the number of a topic; allowed: the number of a topic, 2 \
         or higher; leave it out for General",
    ),
    (
        "admin.layout = \"topic_per_ticket\"",
        "admin.layout = \"topic_per_ticket\" (config.toml): not understood; allowed: \"shared_topic\" \
         (\"topic_per_ticket\" is not built yet)",
    ),
    (
        "admin.agents = [1001, \"@alice\"]",
        "admin.agents = [1001, \"@alice\"] (config.toml): not understood; allowed: a list of Telegram user numbers, such \
         as [1001, 1002], or []",
    ),
    (
        "admin.agents = [1001, -5]",
        "admin.agents = [1001, -5] (config.toml): lower than 1; allowed: a list of Telegram user numbers, such as [1001, \
         1002], or []",
    ),
    (
        "telegram.api_url = \"ftp://example.org\"",
        "telegram.api_url = \"ftp://example.org\" (config.toml): not an http address; allowed: an http or https address",
    ),
    (
        "telegram.updates = \"webhook\"",
        "telegram.webhook.public_url = \"\" (default): not set, though telegram.updates = \"webhook\" needs it; \
         allowed: an https address (http on the loopback interface only)",
    ),
    (
        "telegram.webhook.public_url = \"http://example.org/\"",
        "telegram.webhook.public_url = \"http://example.org/\" (config.toml): not an https address; allowed: an https \
         address (http on the loopback interface only)",
    ),
    (
        "telegram.webhook.public_url = \"https://example.org/?desk=1\"",
        "telegram.webhook.public_url = \"https://example.org/?desk=1\" (config.toml): has a ? or a #, behind which no path \
         can follow; allowed: an https address (http on the loopback interface only)",
    ),
    (
        "telegram.webhook.listen = \"8443\"",
        "telegram.webhook.listen = \"8443\" (config.toml): not understood; allowed: an IP address and a port, such as \
         \"127.0.0.1:8443\"",
    ),
    (
        "telegram.webhook.secret_token = \"sesame, open\"",
        "telegram.webhook.secret_token = (hidden) (config.toml): not of that form; allowed: 1 to 256 characters of A-Z \
         a-z 0-9 _ -, or \"\"",
    ),
    (
        "database.url = \"mysql://root:hunter2@localhost/desk\"",
        "database.url = (hidden) (config.toml): neither SQLite nor PostgreSQL; allowed: sqlite://PATH?mode=rwc or \
         postgres://USER:PASSWORD@HOST/NAME",
    ),
    (
        "database = \"postgres://root:hunter2@localhost/desk\"",
        "database = (string, hidden) (config.toml): not understood; allowed: a table of settings",
    ),
    (
        "log.filter = \"bellhop=chatty\"",
        "log.filter = \"bellhop=chatty\" (config.toml): not a filter; allowed: a level (error, warn, info, debug, trace) \
         or a list such as \"info,bellhop=debug\"",
    ),
    (
        "[sla]\nenabled = true\nwarn_at_percent = = 50",
        "config.toml: not valid TOML: line 3: extra `=`, expected nothing",
    ),
];

#[test]
fn a_fault_tells_its_key_what_was_found_where_and_what_is_allowed() {
    for (file, fault) in ONE_FAULT {
        assert_eq!(faults(file, &[]), [*fault], "{file}");
    }
}

#[test]
fn a_fault_of_the_environment_names_the_variable() {
    assert_eq!(
        faults("", &[("BELLHOP__SLA__RESPONSE_WITHIN", "soon")]),
        [
            "sla.response_within = \"soon\" (BELLHOP__SLA__RESPONSE_WITHIN): not understood; allowed: a duration of 1s to \
          365d, such as \"30m\""
        ]
    );
    assert_eq!(
        faults("", &[("BELLHOP__ADMIN__GROUP", "-100")]),
        [
            "admin.group (BELLHOP__ADMIN__GROUP): there is no such setting; did you mean admin.group_id?"
        ]
    );
}

#[test]
fn all_faults_are_told_at_once_with_what_to_do() {
    let file = "
        [telegram]
        tokn = \"123:secret\"
        [sla]
        response_within = \"soon\"
        warn_at_percent = 0
        [log]
        format = 7";
    let told = Settings::parse(file, std::iter::empty())
        .map(|_| ())
        .map_err(|faults| faults.to_string());
    assert_eq!(
        told,
        Err("\
The settings have 6 faults:
  telegram.tokn (config.toml): there is no such setting; did you mean telegram.token?
  log.format = 7 (config.toml): not understood; allowed: \"text\" or \"json\"
  sla.response_within = \"soon\" (config.toml): not understood; allowed: a duration of 1s to 365d, such as \"30m\"
  telegram.token: not set; make a bot with @BotFather in Telegram and put the token it gives into the variable BELLHOP__TELEGRAM__TOKEN, or into a file named by telegram.token_file
  admin.group_id = 0 (default): not set; allowed: the number of the team's supergroup, negative, such as -1001234567890
  sla.warn_at_percent = 0 (config.toml): lower than 1; allowed: a whole number from 1 to 99
Mend this and try again. Every setting is explained in Bellhop's config.toml; `bellhop check` tests them all."
            .to_owned())
    );
}

#[test]
fn the_token_may_stand_in_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("token");
    std::fs::write(&path, format!("{TOKEN}\n")).expect("written");
    let file = format!(
        "admin.group_id = -100\ntelegram.token_file = {:?}",
        path.display().to_string()
    );
    let settings = Settings::parse(&file, std::iter::empty()).expect("right");
    assert_eq!(settings.telegram.token.expose_secret(), TOKEN);

    let besides = faults(&file, &[]);
    assert_eq!(besides.len(), 1);
    assert!(
        besides[0].ends_with(
            "set beside telegram.token, of which one is enough; allowed: the path of a file that holds the token, or \"\""
        ),
        "{besides:?}"
    );
    std::fs::write(&path, "not a token").expect("written");
    let wrong = Settings::parse(&file, std::iter::empty()).map_err(|faults| faults.to_string());
    assert!(wrong.is_err_and(|text| text.contains(": holds no token;")));
}

#[test]
fn no_secret_is_ever_shown() {
    let shown = format!(
        "{:?}",
        settings("database.url = \"postgres://me:hunter2@db/desk\"", &[])
    );
    assert!(
        !shown.contains(TOKEN) && !shown.contains("hunter2"),
        "{shown}"
    );

    let token_somewhere = [
        format!("telegram.token = \"{TOKEN}!\""),
        format!("telegram.tokn = \"{TOKEN}\""),
        format!("telegram = \"{TOKEN}\""),
        format!("telegram.token_file = \"{TOKEN}\""),
        format!("telegram.api_url = \"x://api.telegram.org/bot{TOKEN}/\""),
        format!("telegram.token = {TOKEN}"),
        format!("telegram.token = \"{TOKEN}"),
        format!("[{TOKEN}"),
    ];
    for file in token_somewhere {
        let told = Settings::parse(&file, std::iter::empty())
            .map(|_| ())
            .expect_err(&file)
            .to_string();
        assert!(!told.contains("AAbbcc"), "{told}");
    }
}

#[test]
fn a_named_file_must_be_there() {
    let told = Settings::load(
        Some(Path::new("/nonexistent/desk.toml")),
        std::iter::empty(),
    )
    .map(|_| ())
    .map_err(|faults| {
        faults
            .iter()
            .map(SettingsError::to_string)
            .collect::<Vec<_>>()
    });
    assert_eq!(
        told,
        Err(vec![
            "/nonexistent/desk.toml: there is no such file; name one that is there by --config"
                .to_owned()
        ])
    );
}

#[test]
fn a_webhook_may_be_plain_http_on_the_loopback_interface() {
    for url in [
        "http://127.0.0.1:8443/",
        "http://localhost/",
        "http://[::1]:80/x",
        "https://example.org/",
    ] {
        let file = format!("telegram.updates = \"webhook\"\ntelegram.webhook.public_url = {url:?}");
        let settings = settings(&file, &[]);
        assert_eq!(settings.telegram.updates, Updates::Webhook);
        assert!(settings.telegram.webhook.public_url.is_some());
    }
}

/// Open from eight to ten on 29 February, unless that is a weekend.
#[test]
fn a_time_that_days_off_keep_from_ever_passing_is_a_fault() {
    let days = (0..366).filter_map(|day| {
        let day = chrono::NaiveDate::from_ymd_opt(2028, 1, 1)? + chrono::Days::new(day);
        Some(day.format("%m-%d").to_string())
    });
    let off: Vec<_> = days.filter(|day| day != "02-29").collect();
    let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| format!("{day} = [\"08:00-10:00\"]"));
    let text = |within: &str| {
        format!(
            "sla.response_within = \"{within}\"\n[sla.hours]\n{}\nholidays = {off:?}",
            days.join("\n")
        )
    };
    settings(&text("1h"), &[]);
    let faults = faults(&text("6h"), &[]);
    let said = "sla.response_within = \"6h\" (config.toml): more than ten years of sla.hours; allowed: a duration of 1s to \
                365d, such as \"30m\"";
    assert_eq!(faults, [said]);
}
