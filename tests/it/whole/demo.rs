//! `bellhop demo`: what it prints is typed, line by line, and works.

use crate::common::desk::{ANN, GROUP};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
};

/// The last line of the page.
const END: &str = "Ctrl-C ends the demo.";

#[test]
fn the_walk_through_answers_a_first_ticket() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut demo = Command::new(env!("CARGO_BIN_EXE_bellhop"))
        .args([
            "demo",
            "--no-browser",
            "--listen",
            "127.0.0.1:0",
            "--folder",
            "kept",
        ])
        .current_dir(folder.path())
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let page = BufReader::new(demo.stdout.take().expect("its page"));
    let mut lines = page.lines().map_while(Result::ok);
    let page: Vec<String> = lines.by_ref().take_while(|line| line != END).collect();
    let to_type: Vec<&str> = page
        .iter()
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .collect();
    assert_eq!(to_type.len(), 19, "{page:#?}");

    let typed = type_in(&to_type);
    let out = String::from_utf8_lossy(&typed.stdout).into_owned();
    assert!(typed.status.success(), "{out}");
    for line in out.lines().filter(|line| line.starts_with('{')) {
        assert!(line.starts_with("{\"ok\":true"), "{line}");
    }
    for line in [
        "    🆕 New ticket #1",
        "    Title: VPN not connecting",
        "    ✅ Ticket #1 created",
        "    Support replied to ticket #1",
        "    Please restart the app, then try again.",
        "    [Reply] [View Conversation]",
    ] {
        assert!(out.lines().any(|l| l == line), "{line}: {out}");
    }
    assert!(folder.path().join("kept/bellhop.db").exists());
    assert!(page.iter().any(|line| line.contains(&GROUP.to_string())));
    assert!(page.iter().any(|line| line.contains(&ANN.to_string())));

    // Ctrl-C.
    let id = demo.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.expect("kill").success());
    let ended = demo.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0));
    // What was typed, and who typed it, is in no log.
    let log = String::from_utf8_lossy(&ended.stderr);
    let words = [
        "VPN not connecting",
        "Please restart the app",
        "@ann",
        "Dora",
    ];
    for word in words.into_iter().chain([simulator::DEMO_TOKEN]) {
        assert!(!log.contains(word), "{word}: {log}");
    }
}

#[test]
fn a_folder_of_an_earlier_demo_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("bellhop.db"), "").expect("written");
    let demo = Command::new(env!("CARGO_BIN_EXE_bellhop"))
        .args(["demo", "--listen", "127.0.0.1:0", "--folder", "."])
        .current_dir(folder.path())
        .env_clear()
        .output()
        .expect("the binary starts");
    assert_eq!((demo.status.code(), demo.stdout.len()), (Some(1), 0));
    assert_eq!(
        String::from_utf8_lossy(&demo.stderr),
        "bellhop: . holds the desk of an earlier demo, whose Telegram is gone: name another folder, or remove that one\n"
    );
}

/// Types lines into a shell that stops at the first command that fails.
fn type_in(lines: &[&str]) -> Output {
    Command::new("sh")
        .args(["-euc", &lines.join("\n")])
        .stderr(Stdio::inherit())
        .output()
        .expect("a shell")
}

#[test]
fn an_address_that_others_could_reach_is_refused() {
    let demo = Command::new(env!("CARGO_BIN_EXE_bellhop"))
        .args(["demo", "--listen", "0.0.0.0:0"])
        .env_clear()
        .output()
        .expect("the binary starts");
    assert_eq!(demo.status.code(), Some(1));
    let said = String::from_utf8_lossy(&demo.stderr);
    assert!(
        said.contains("name a loopback address such as 127.0.0.1:8088"),
        "{said}"
    );
}
