//! Texts of the operator's that Telegram would refuse: found when they are read, not when somebody waits for an answer.

use super::*;

const REFUSED: &str = "⚠️ The settings were edited, and the edit is refused: nothing has changed.";

/// A tag that stays open in the heading of every answer.
#[actix::test]
async fn an_open_tag_in_a_text_refuses_every_answer() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let texts = "answer-heading = <b>Acme wrote about ticket { $ticket }\n\
                 button-reply = { \"\" }\n\
                 closed = <b>Ticket { $ticket } is over</b>\n";
    std::fs::write(folder.path().join("en.ftl"), texts).expect("written");
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.edits(&format!("desk.wording = {:?}", folder.path()))
        .await;
    let file = folder.path().join("en.ftl");
    let file = file.display();
    assert_eq!(
        desk.find(GROUP, "The settings were edited").text,
        format!(
            "{REFUSED}\n\
             • desk.wording: {file}:1: `answer-heading` is no HTML that Telegram takes: <b> is never closed\n\
             • desk.wording: {file}:2: `button-reply` says nothing"
        )
    );
    desk.dora()
        .replies("New ticket #1", "Please restart the app.")
        .await;
    assert_eq!(
        desk.find(ANN, "Please restart the app.").text,
        "Support replied to ticket #1\nPlease restart the app.",
    );
    desk.behaved();
}

/// Once they are mended, they hold.
#[actix::test]
async fn texts_that_are_mended_hold() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |text: &str| std::fs::write(folder.path().join("en.ftl"), text).expect("written");
    write("answer-heading = <i>Acme wrote about ticket { $ticket }</b>\n");
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let setting = format!("desk.wording = {:?}", folder.path());
    desk.edits(&setting).await;
    desk.find(GROUP, "<i> is closed by </b>");
    write("answer-heading = <i>Acme wrote about ticket { $ticket }</i>\n");
    desk.edits(&setting).await;
    desk.dora()
        .replies("New ticket #1", "Please restart the app.")
        .await;
    assert_eq!(
        desk.find(ANN, "Please restart the app.").text,
        "Acme wrote about ticket #1\nPlease restart the app.",
    );
    desk.behaved();
}
