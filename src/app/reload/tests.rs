//! By which settings a process leads that stood by for a while. What an edit does to a desk at work is in
//! `tests/it/settings/edits.rs`.

use super::{super::startup::view_settings, newest};
use crate::config::Settings;
use std::{sync::Arc, time::Duration};

const GIVEN: &str =
    "telegram.token = \"123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr\"\nadmin.group_id = -100\n";

#[test]
fn who_stood_by_leads_by_what_is_in_the_file_now() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("desk.toml");
    let write = |line: &str| std::fs::write(&file, format!("{GIVEN}{line}")).expect("written");
    let words = folder.path().join("en.ftl");
    std::fs::write(words, "cancelled = <b>Dropped").expect("written");
    let faulty_text = format!(
        "sla.response_within = \"10m\"\ndesk.wording = {:?}",
        folder.path()
    );
    let table = [
        ("sla.response_within = \"10m\"", 10, "edited meanwhile"),
        ("sla.response_within = \"soon\"", 30, "a fault"),
        (
            "sla.response_within = \"10m\"\ntelegram.api_url = \"http://localhost:8081\"",
            30,
            "what it was built of has changed: the edit is followed, and told, once the desk runs",
        ),
        (&faulty_text, 30, "a text that Telegram would refuse"),
    ];
    for (line, minutes, why) in table {
        write("");
        let started = Settings::load(Some(&file), std::iter::empty()).expect("they are right");
        write(line);
        let desk = Arc::new(view_settings(&started).expect("so are the texts"));
        let limit = newest(started, desk).0.sla.response_within;
        assert_eq!(limit, Duration::from_secs(60 * minutes), "{why}");
    }
}
