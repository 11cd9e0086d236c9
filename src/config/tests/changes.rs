//! What an edit of the settings comes to, and what the file says of it.

use super::super::keys::{KEYS, TakesEffect};
use super::*;

/// What changes between two files; the desk was started with the first.
fn edit(before: &str, after: &str) -> SettingsDiff {
    let (before, after) = (settings(before, &[]), settings(after, &[]));
    SettingsDiff::between(&before, &before, &after)
}

fn at_once(keys: &[&'static str]) -> SettingsDiff {
    SettingsDiff {
        at_once: keys.to_vec(),
        after_restart: vec![],
    }
}

fn after_restart(keys: &[&'static str]) -> SettingsDiff {
    SettingsDiff {
        at_once: vec![],
        after_restart: keys.to_vec(),
    }
}

#[test]
fn what_an_edit_comes_to() {
    let table = [
        ("", "", SettingsDiff::default()),
        (
            "sla.response_within = \"30m\"",
            "# Half an hour, in other words.\nsla.response_within = \"1800s\"",
            SettingsDiff::default(),
        ),
        (
            "",
            "sla.response_within = \"10m\"\ndesk.mode = \"tickets\"\nadmin.agents = [1001]",
            at_once(&["desk.mode", "admin.agents", "sla.response_within"]),
        ),
        (
            "",
            "sla.priority.urgent.response_within = \"5m\"\nsla.hours.mon = [\"09:00-17:00\"]\nsla.max_reminders = 3",
            at_once(&[
                "sla.max_reminders",
                "sla.priority.urgent.response_within",
                "sla.hours.mon",
            ]),
        ),
        (
            "sla.escalation = [{ after = \"1h\", mention = [\"@lead\"] }]",
            "sla.escalation = [{ after = \"1h\", mention = [\"@boss\"] }]",
            at_once(&["sla.escalation"]),
        ),
        (
            "admin.tickets_topic_id = 5",
            "database.url = \"postgres://desk:sesame@db/desk\"\nlog.format = \"json\"",
            after_restart(&["admin.tickets_topic_id", "database.url", "log.format"]),
        ),
        (
            "telegram.webhook.secret_token = \"one\"",
            "telegram.webhook.secret_token = \"other\"",
            after_restart(&["telegram.webhook.secret_token"]),
        ),
        (
            "",
            "log.filter = \"debug\"\ntelegram.api_url = \"http://localhost:8081\"",
            SettingsDiff {
                at_once: vec!["log.filter"],
                after_restart: vec!["telegram.api_url"],
            },
        ),
    ];
    for (before, after, expected) in table {
        assert_eq!(edit(before, after), expected, "{before:?} → {after:?}");
    }
}

#[test]
fn a_key_that_needs_a_restart_is_named_once_and_not_when_it_is_back() {
    let started = settings("admin.tickets_topic_id = 5", &[]);
    let moved = settings("admin.tickets_topic_id = 6", &[]);
    let and_more = settings("admin.tickets_topic_id = 6\ndesk.mode = \"tickets\"", &[]);
    let named = after_restart(&["admin.tickets_topic_id"]);
    assert_eq!(SettingsDiff::between(&started, &started, &moved), named);
    assert_eq!(
        SettingsDiff::between(&started, &moved, &and_more),
        at_once(&["desk.mode"])
    );
    assert!(SettingsDiff::between(&started, &moved, &started).is_empty());
}

/// `config.toml` is the manual: it names what needs a restart, and nothing else.
#[test]
fn the_commented_file_says_what_needs_a_restart() {
    let header = layers::DEFAULTS.split("\n\n").next().unwrap_or_default();
    let header = header.replace("\n# ", " ");
    let (_, list) = header
        .split_once("These keys need a restart, and keep their old values until then: ")
        .expect("the sentence");
    let (list, _) = list.split_once(". ").expect("its end");
    let named: Vec<&str> = list.split(", ").collect();
    for key in KEYS {
        let table = key.name.split('.').next().unwrap_or_default();
        let is_named = named.contains(&key.name) || named.contains(&format!("{table}.*").as_str());
        assert_eq!(
            is_named,
            key.effect == TakesEffect::AfterRestart,
            "{}",
            key.name
        );
    }
}

#[test]
fn settings_are_read_again_from_where_they_were_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("desk.toml");
    std::fs::write(&file, "sla.response_within = \"20m\"").expect("written");
    let more = [("BELLHOP__SLA__REMINDER_COOLDOWN", "5m")];
    let first = Settings::load(Some(&file), env(&more).into_iter()).expect("they are right");
    assert_eq!(first.sources.path(), file);
    std::fs::write(&file, "sla.response_within = \"10m\"").expect("written");
    let second = first.load_again().expect("they are right");
    assert_eq!(second.sla.reminder_cooldown, Duration::from_secs(5 * 60));
    assert_eq!(
        SettingsDiff::between(&first, &first, &second),
        at_once(&["sla.response_within"])
    );
    std::fs::write(&file, "sla.response_within = \"ten\"").expect("written");
    let faults = second.load_again().expect_err("a fault").to_string();
    assert!(
        faults.contains("sla.response_within = \"ten\" (") && !faults.contains(TOKEN),
        "{faults}"
    );
    let printed = format!("{second:?}");
    assert!(!printed.contains(TOKEN), "{printed}");
}
