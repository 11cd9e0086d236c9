//! An agent changes what they wrote: an answer is changed where the person reads it, a note where it is kept.

use super::*;
use bellhop::domain::ticket::Status;

const RIGHT: &str = "Please restart the router.";

impl Desk {
    /// Dora changes what she wrote in the group, and time passes.
    async fn dora_changes(&self, from: &str, to: &str) {
        self.change(DORA, GROUP, from, to);
        self.settle().await;
        self.pass(A_WHILE).await;
    }
}

#[actix::test]
async fn an_answer_is_changed_where_the_person_reads_it() {
    let desk = answered().await;
    let before = desk.ticket(1).await;
    desk.dora_changes(ANSWER, RIGHT).await;
    let answer = desk.messages(ANN).pop().expect("an answer");
    assert_eq!(
        answer.text,
        "Support replied to ticket #1 · edited\nPlease restart the router."
    );
    assert_eq!(
        answer.buttons,
        [vec!["Reply", "View Conversation"], vec!["Close Ticket"]]
    );
    assert_eq!(desk.versions(2).await, (RIGHT.into(), vec![ANSWER.into()]));
    let card = desk.find(GROUP, "📋 Ticket #1").text;
    assert!(
        card.ends_with(", edited):\nPlease restart the router."),
        "{card}"
    );
    let after = desk.ticket(1).await;
    assert_eq!(
        (after.status, after.silence),
        (before.status, before.silence)
    );
    desk.behaved();
}

/// It is sent when they come back, once, as it is by then.
#[actix::test]
async fn an_answer_that_waits_goes_out_as_it_is_now() {
    let desk = looked_at().await;
    desk.ann().blocks_the_bot().await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.dora_changes(ANSWER, RIGHT).await;
    desk.ann().unblocks_the_bot().await;
    assert_eq!((desk.count(ANN, ANSWER), desk.count(ANN, RIGHT)), (0, 1));
    desk.find(
        ANN,
        "Support replied to ticket #1\nPlease restart the router.",
    );
    assert_eq!(desk.ticket(1).await.status, Status::AwaitingUser);
}

/// Telegram says that the person blocked the bot: the correction is there when they come back.
#[actix::test]
async fn an_edit_waits_for_somebody_out_of_reach() {
    let desk = answered().await;
    let blocked = simulator::Fault {
        method: Some("editMessageText".into()),
        chat_id: Some(ANN),
        nth: 1,
        times: 1,
        kind: simulator::FaultKind::Error {
            code: 403,
            description: "Forbidden: bot was blocked by the user".into(),
        },
    };
    desk.control(simulator::Control::Fault(blocked)).await;
    desk.dora_changes(ANSWER, RIGHT).await;
    desk.find(ANN, ANSWER);
    desk.ann().blocks_the_bot().await;
    desk.ann().unblocks_the_bot().await;
    assert_eq!((desk.count(ANN, ANSWER), desk.count(ANN, RIGHT)), (0, 1));
}

#[actix::test]
async fn telegram_refuses_the_edit_and_the_team_is_told() {
    let desk = answered().await;
    for method in ["editMessageText", "sendMessage"] {
        let fault = simulator::Fault {
            method: Some(method.into()),
            chat_id: Some(ANN),
            nth: 1,
            times: 3,
            kind: simulator::FaultKind::Error {
                code: 400,
                description: "Bad Request: a reason that nobody knows".into(),
            },
        };
        desk.control(simulator::Control::Fault(fault)).await;
    }
    desk.dora_changes(ANSWER, RIGHT).await;
    assert_eq!(
        desk.find(GROUP, "this edit").text,
        "⚠️ Ticket #1: this edit did not reach the user, because Telegram refused it. Send the correction as another answer."
    );
    desk.find(ANN, ANSWER);
}

#[actix::test]
async fn a_note_is_changed_and_stays_the_teams() {
    let desk = looked_at().await;
    desk.dora().clicks("Note").await;
    desk.dora()
        .replies("with the note", "She called in May.")
        .await;
    let hers = desk.chat(ANN);
    desk.dora_changes("May", "She called in June.").await;
    let earlier = vec!["She called in May.".to_owned()];
    assert_eq!(
        desk.versions(2).await,
        ("She called in June.".into(), earlier)
    );
    let card = desk.find(GROUP, "📋 Ticket #1").text;
    assert!(card.ends_with(", edited):\nShe called in June."), "{card}");
    assert_eq!(desk.chat(ANN), hers);
    desk.behaved();
}

#[actix::test]
async fn in_a_resolved_ticket_the_agent_is_told_that_nothing_was_sent() {
    let desk = resolved().await;
    let hers = desk.chat(ANN);
    desk.dora_changes(ANSWER, RIGHT).await;
    let told = desk.messages(GROUP).pop().expect("a line");
    assert_eq!(told.text, "⚠️ Ticket #1 is resolved: nothing was sent.");
    assert_eq!(told.reply_to, Some(desk.find(GROUP, RIGHT).id));
    assert_eq!(desk.chat(ANN), hers);
    assert_eq!(desk.versions(2).await, (ANSWER.into(), vec![]));
    desk.behaved();
}

#[actix::test]
async fn talk_among_the_team_goes_nowhere_however_often_it_is_changed() {
    let desk = answered().await;
    desk.dora().says("Who knows routers?").await;
    let before = (desk.chat(ANN), desk.ticket(1).await);
    desk.dora_changes("routers", "Who knows printers?").await;
    assert_eq!((desk.chat(ANN), desk.ticket(1).await), before);
    desk.behaved();
}
