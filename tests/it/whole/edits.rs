//! The settings edited under the running binary, in every way in which files are edited, and SIGHUP; and what
//! `check --impact` says beforehand, beside the desk.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database, Kind,
    desk::{ANN, GROUP},
    fresh,
};
use simulator::WorldFile;
use std::{fs, os::unix::fs::symlink};

const ALERT: &str = "SLA Breach!";
const TOLD: &str = "The settings were edited. New from now on: sla.response_within\n\
                    1 open ticket is over the new limit now, 0 alerts come earlier, 0 later";

const PATIENT: &str = "sla.response_within = \"1h\"";
const STRICT: &str = "sla.response_within = \"1s\"";

/// A desk at which Ann waits, and may for an hour; longer than a second she has already.
async fn ann_waits(database: Database) -> DeskProcess {
    let desk = DeskProcess::set(database, PATIENT).await;
    longer_than_a_second(&desk).await;
    desk
}

async fn longer_than_a_second(desk: &DeskProcess) {
    let card = desk
        .opens_a_ticket("Router", "The router does not start.")
        .await;
    // The wait began when the words were sent, before the card.
    let since = card.date;
    desk.until("Ann waits for two seconds", |desk| {
        (desk.sim.now() - since > 2_000).then_some(())
    })
    .await;
}

/// The team is told of the edit, and alerted at once.
async fn the_edit_holds(desk: &mut DeskProcess) {
    desk.sees(GROUP, TOLD).await;
    desk.sees(GROUP, ALERT).await;
    desk.logs("the settings were edited at_once=[\"sla.response_within\"]")
        .await;
    desk.stop().await;
    assert_eq!(desk.count(GROUP, "The settings"), 1);
    assert!(!desk.log().contains(&desk.token), "{}", desk.log());
}

async fn a_file_that_is_written_in_place(database: Database) {
    let mut desk = ann_waits(database).await;
    desk.write_settings(STRICT);
    the_edit_holds(&mut desk).await;
}

async fn a_file_that_is_renamed_over_the_old_one(database: Database) {
    let mut desk = ann_waits(database).await;
    let file = desk.folder.path().join("config.toml");
    let old = fs::read_to_string(&file).expect("the settings");
    let new = desk.folder.path().join(".config.toml.swp");
    fs::write(&new, old.replace("\"1h\"", "\"1s\"")).expect("written");
    fs::rename(&new, &file).expect("renamed");
    the_edit_holds(&mut desk).await;
}

/// As Kubernetes mounts a map of files: each version is a folder, `..data` leads to the newest, and the file is a
/// symlink through it, which itself never changes.
async fn a_symlink_that_leads_elsewhere(database: Database) {
    let mut desk = DeskProcess::build(database, WorldFile::demo(), PATIENT).await;
    let folder = desk.folder.path().to_owned();
    let (file, old, new) = (
        folder.join("config.toml"),
        folder.join("..1"),
        folder.join("..2"),
    );
    let text = fs::read_to_string(&file).expect("the settings");
    for (version, text) in [(&old, &text), (&new, &text.replace("\"1h\"", "\"1s\""))] {
        fs::create_dir(version).expect("a folder");
        fs::write(version.join("config.toml"), text).expect("written");
    }
    fs::remove_file(&file).expect("removed");
    symlink("..1", folder.join("..data")).expect("a symlink");
    symlink("..data/config.toml", &file).expect("a symlink");
    desk.start().await;
    longer_than_a_second(&desk).await;
    symlink("..2", folder.join("..data_tmp")).expect("a symlink");
    fs::rename(folder.join("..data_tmp"), folder.join("..data")).expect("renamed");
    fs::remove_dir_all(&old).expect("removed");
    desk.sees(GROUP, TOLD).await;
    // And once more, in the folder that it leads to now.
    fs::write(
        new.join("config.toml"),
        format!("{text}\n# edited").replace("\"1h\"", "\"2s\""),
    )
    .expect("written");
    desk.until("the second edit is told", |desk| {
        (desk.count(GROUP, "The settings were edited") == 2).then_some(())
    })
    .await;
    desk.stop().await;
}

/// A symlink to a file in a folder elsewhere, which is written in place.
async fn a_file_behind_a_symlink(database: Database) {
    let mut desk = DeskProcess::build(database, WorldFile::demo(), PATIENT).await;
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let (file, real) = (
        desk.folder.path().join("config.toml"),
        elsewhere.path().join("desk.toml"),
    );
    let text = fs::read_to_string(&file).expect("the settings");
    fs::rename(&file, desk.folder.path().join("old")).expect("moved");
    fs::write(&real, &text).expect("written");
    symlink(&real, &file).expect("a symlink");
    desk.start().await;
    longer_than_a_second(&desk).await;
    fs::write(&real, text.replace("\"1h\"", "\"1s\"")).expect("written");
    the_edit_holds(&mut desk).await;
}

/// The desk's own words are followed like the settings, and SIGHUP has all of it read again.
async fn words_are_followed_and_sighup_has_everything_read_again(database: Database) {
    let mut desk = DeskProcess::build(database, WorldFile::demo(), "").await;
    let words = desk.folder.path().join("words");
    fs::create_dir(&words).expect("a folder");
    fs::write(
        words.join("en.ftl"),
        "greeting = Welcome to the first shop.",
    )
    .expect("written");
    desk.write_settings("desk.wording = \"words\"");
    desk.start().await;
    let unchanged = "the settings were read again, and are as they were";
    desk.logs(unchanged).await;
    desk.starts(ANN);
    desk.sees(ANN, "Welcome to the first shop.").await;
    let read = |times: usize| {
        move |desk: &DeskProcess| (desk.log().matches(unchanged).count() == times).then_some(())
    };
    desk.signal("HUP");
    desk.until("they are read again", read(2)).await;
    fs::write(
        words.join("en.ftl"),
        "greeting = Welcome to the second shop.",
    )
    .expect("written");
    desk.until("they are read once more", read(3)).await;
    desk.starts(ANN);
    desk.sees(ANN, "Welcome to the second shop.").await;
    fs::write(words.join("en.ftl"), "greting = Hello.").expect("written");
    desk.sees(
        GROUP,
        "• desk.wording: words/en.ftl:1: the desk has no text named `greting`",
    )
    .await;
    desk.stop().await;
    assert_eq!(desk.count(GROUP, "The settings"), 1);
}

async fn a_faulty_edit_ends_nothing(database: Database) {
    let mut desk = ann_waits(database).await;
    desk.write_settings("sla.response_within = \"soon\"\ntelegram.tokn = \"123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr\"");
    let told = desk
        .sees(GROUP, "the edit is refused: nothing has changed.")
        .await;
    let faults = "• telegram.tokn (config.toml): there is no such setting; did you mean telegram.token?\n\
                  • sla.response_within = \"soon\" (config.toml): not understood; allowed: a duration of 1s to 365d, such as \
                  \"30m\"";
    assert!(told.text.ends_with(faults), "{}", told.text);
    desk.logs("an edit of the settings is refused fault=sla.response_within")
        .await;
    desk.write_settings(STRICT);
    desk.sees(GROUP, TOLD).await;
    desk.sees(GROUP, ALERT).await;
    desk.stop().await;
    assert!(!desk.log().contains("AAbbcc"), "{}", desk.log());
}

async fn check_says_beforehand_what_an_edit_does(database: Database) {
    let mut desk = ann_waits(database).await;
    let running = fs::read_to_string(desk.folder.path().join("config.toml")).expect("settings");
    let edits = [
        (running.clone(), "the clocks go by these settings already"),
        (
            running.replace("\"1h\"", "\"1s\""),
            "1 open ticket is over the new limit now, 0 alerts come earlier, 0 later",
        ),
        (
            running.replace("\"1h\"", "\"2h\""),
            "0 open tickets are over the new limit now, 0 alerts come earlier, 1 later",
        ),
        (
            running.replace("\"1h\"", "\"30m\""),
            "0 open tickets are over the new limit now, 1 alert comes earlier, 0 later",
        ),
    ];
    for life in ["beside the desk", "when it is stopped"] {
        for (file, said) in &edits {
            fs::write(desk.folder.path().join("new.toml"), file).expect("written");
            let checked = check(&desk, &["--config", "new.toml", "check", "--impact"]).await;
            let line = format!("\n✓ impact     {said}\n");
            assert!(checked.contains(&line), "{life}: {checked}");
            assert!(!checked.contains('✗'), "{life}: {checked}");
        }
        if life == "beside the desk" {
            let checked = check(&desk, &["check"]).await;
            assert!(!checked.contains('✗'), "{checked}");
            desk.stop().await;
        }
    }
    desk.start().await;
    desk.stop().await;
    assert_eq!(desk.count(GROUP, "The settings"), 0, "nothing was written");
}

/// What a command prints that ends well.
async fn check(desk: &DeskProcess, arguments: &[&str]) -> String {
    let ran = desk.runs(arguments).await;
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    ran.out
}

on_both! {
    a_file_that_is_written_in_place,
    a_file_that_is_renamed_over_the_old_one,
    a_symlink_that_leads_elsewhere,
    words_are_followed_and_sighup_has_everything_read_again,
    a_faulty_edit_ends_nothing,
    check_says_beforehand_what_an_edit_does,
}

/// These differ in nothing that the database has a part in.
#[tokio::test]
async fn a_symlink_to_another_folder() {
    a_file_behind_a_symlink(fresh(Kind::File).await.expect("SQLite")).await;
}

#[tokio::test]
async fn check_where_no_desk_ever_was() {
    let database = fresh(Kind::File).await.expect("SQLite");
    let desk = DeskProcess::build(database, WorldFile::demo(), "").await;
    let checked = check(&desk, &["check", "--impact"]).await;
    let line = "\n✓ impact     no desk was ever at work on this database\n";
    assert!(checked.contains(line), "{checked}");
}
