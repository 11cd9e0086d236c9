//! The binary with settings at fault: what it prints, and its exit code.
//!
//! The words of every fault are held in `src/config/tests.rs`; here it is the process that is looked at, from outside.

use std::{path::Path, process::Command};

mod edits;

/// What the binary prints to either stream, and its exit code, with `file` as its settings and nothing in the
/// environment.
fn bellhop(file: &str, command: &str) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("desk.toml"), file).expect("written");
    run(folder.path(), &["--config", "desk.toml", command])
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_bellhop"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .expect("the binary starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

const RIGHT: &str = "
    telegram.token = \"123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr\"
    admin.group_id = -1001234567890";

#[test]
fn a_fault_stops_the_start_with_what_to_do() {
    let faults = [
        (
            "sla.respones_within = \"15m\"",
            "sla.respones_within (desk.toml): there is no such setting; did you mean sla.response_within?",
        ),
        (
            "sla.enabled = \"yes\"",
            "sla.enabled = \"yes\" (desk.toml): not understood; allowed: true or false",
        ),
        (
            "sla.warn_at_percent = 100",
            "sla.warn_at_percent = 100 (desk.toml): greater than 99; allowed: a whole number from 1 to 99",
        ),
    ];
    for (line, fault) in faults {
        let (code, out, err) = bellhop(&format!("{RIGHT}\n{line}"), "run");
        assert_eq!(code, Some(2), "{line}");
        assert_eq!(out, "", "{line}");
        assert_eq!(
            err,
            format!(
                "bellhop: The settings have a fault:\n  {fault}\nMend this and try again. Every setting is explained in \
                 Bellhop's config.toml; `bellhop check` tests them all.\n"
            )
        );
    }
}

#[test]
fn a_check_of_settings_at_fault_ends_with_1() {
    let (code, out, err) = bellhop(&format!("{RIGHT}\nlog.format = \"xml\""), "check");
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(
        out.starts_with(
            "✗ settings   log.format = \"xml\" (desk.toml): not understood; allowed: \"text\" or \"json\" → mend it;"
        ),
        "{out}"
    );
    assert!(
        out.contains("\n- token      not checked: the settings are at fault\n"),
        "{out}"
    );
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (code, _, err) = run(folder.path(), &["--config", "desk.toml"]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("desk.toml: there is no such file; name one that is there by --config"),
        "{err}"
    );
}

#[test]
fn a_command_that_there_is_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (code, out, err) = run(folder.path(), &["walk"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with("error: unrecognized subcommand 'walk'"),
        "{err}"
    );
}
