//! A search that finds nothing is none: lines that tell, and lines that do not.

use super::*;
use simulator::{Control, WorldFile, Writing};

const ANN: i64 = 1001;

/// A world where Ann wrote these.
fn secrets(texts: &[&str]) -> Secrets {
    let sim = Simulator::new(WorldFile::demo());
    let does = |action| drop(sim.control(action).expect("she can do that"));
    does(Control::Start {
        user: ANN,
        payload: None,
    });
    for text in texts {
        does(Control::Write(Writing {
            user: ANN,
            text: Some((*text).to_owned()),
            ..Writing::default()
        }));
    }
    Secrets::of(&sim, "postgres://desk:open-sesame@localhost/desk")
}

/// What a line tells of what Ann wrote.
fn check(written: &str, line: &str, told: Option<&str>) {
    assert_eq!(
        secrets(&[written]).told_by(line),
        told,
        "{written:?} in {line:?}"
    );
}

#[test]
fn what_somebody_wrote_is_found_however_it_is_put() {
    let written = "The router \"R2\" is dead.\nPlease <help> me!";
    for line in [
        "text=The router \"R2\" is dead.",
        "text=The router &quot;R2&quot; is dead.",
        r#"Words { text: "The router \"R2\" is dead.\nPlease <help> me!" }"#,
        "text=The router…",
    ] {
        check(written, line, Some("The router"));
    }
    check(written, r"…\nPlease &lt;help", Some("Please"));
    let russian = Some("Не включаетс");
    check("Не включается роутер", "text=Не включается р", russian);
}

#[test]
fn whole_words_only() {
    check("Line 1", "Line 1 is told", Some("Line 1"));
    check("Line 1", "Line 12 is not", None);
    check("restart", "prestart or restarted", None);
    check("the line is down", "the line was slow", None);
    let begins = Some("the line is ");
    check("the line is down", "the line is d", begins);
    check("the line is down", "lathe line is d", None);
}

#[test]
fn what_is_too_short_or_a_command_is_let_be() {
    check("403", "error 403", None);
    check("Help!", "Help!", None);
    check("/tickets", "tickets", None);
    let reason = Some("for his word");
    check("/block 12 - for his words", "for his words", reason);
}

#[test]
fn names_and_secrets() {
    for (line, told) in [
        ("a ticket of Ann", Some("Ann")),
        ("user=ann", Some("ann")),
        ("Annual", None),
        (
            "GET /bot123456:TEST-TOKEN-for-the-local-simulator0/getMe",
            Some("TEST-TOKEN-f"),
        ),
        ("bot 123456", None),
        (
            "postgres://desk:open-sesame@localhost/desk",
            Some("open-sesame"),
        ),
        ("the desk is open", None),
    ] {
        assert_eq!(secrets(&[]).told_by(line), told, "{line}");
    }
}

#[test]
fn each_line_that_tells_is_named() {
    let log = "the desk is open\nuser=ann\nan update failed why=\"no column Router\"\n";
    let told = [
        "\"ann\" stands in: user=ann",
        "\"Router\" stands in: an update failed why=\"no column Router\"",
    ];
    let secrets = secrets(&["Router"]);
    assert_eq!(secrets.told_in(log), told);
    // The token, the password, ten names, and what Ann wrote.
    assert_eq!(secrets.count(), 13);
}
