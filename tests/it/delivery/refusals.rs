//! What Telegram refuses for good fails visibly, and can be tried again.

use super::*;

const REFUSED: FaultKindOf = |description| FaultKind::Error {
    code: 400,
    description,
};

type FaultKindOf = fn(String) -> FaultKind;

fn refused(times: u32) -> Control {
    Control::Fault(Fault {
        method: None,
        chat_id: Some(ANN),
        nth: 1,
        times,
        kind: REFUSED("Bad Request: message is too bad".into()),
    })
}

/// Dora's answer to Ann is refused: as it is, and as plain text.
async fn refused_answer() -> Desk {
    let desk = anns_ticket().await;
    desk.control(refused(2)).await;
    desk.dora().replies("#1", "Restart it.").await;
    assert_eq!(desk.count(ANN, "Restart it."), 0);
    desk
}

#[actix::test]
async fn a_refused_answer_is_sent_again_by_retry() {
    let desk = refused_answer().await;
    let told = desk.find(GROUP, "because Telegram refused it");
    assert_eq!(told.buttons, [["Retry"]]);
    let toast = desk.emil().clicks("Retry").await;
    assert_eq!(toast.as_deref(), Some("Trying again."));
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
    let toast = desk.dora().clicks("Retry").await;
    assert_eq!(toast.as_deref(), Some("This button is no longer valid."));
    desk.pass(minutes(2)).await;
    assert_eq!(
        desk.count(ANN, "Restart it."),
        1,
        "a second press does no harm"
    );
}

/// An answer in two parts of which the nth is refused, as it is and as plain text: that one alone goes out again.
async fn retry_sends_only_the_part(nth: u32) {
    let (first, second) = ("First:", "Then:");
    let answer = format!("{first}{}\n\n{second}{}", "a".repeat(3000), "b".repeat(900));
    let desk = anns_ticket().await;
    desk.control(Control::Fault(Fault {
        method: None,
        chat_id: Some(ANN),
        nth,
        times: 2,
        kind: REFUSED("Bad Request: message is too bad".into()),
    }))
    .await;
    desk.dora().replies("#1", &answer).await;
    let arrived = [desk.count(ANN, first), desk.count(ANN, second)];
    assert_eq!(arrived, if nth == 1 { [0, 1] } else { [1, 0] });
    assert_eq!(desk.ticket(1).await.status, Status::InProgress);
    desk.dora().clicks("Retry").await;
    let arrived = [desk.count(ANN, first), desk.count(ANN, second)];
    assert_eq!(arrived, [1, 1]);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
    assert_eq!(desk.count(GROUP, "because Telegram refused it"), 1);
}

#[actix::test]
async fn retry_sends_only_the_first_part() {
    retry_sends_only_the_part(1).await;
}

#[actix::test]
async fn retry_sends_only_the_last_part() {
    retry_sends_only_the_part(2).await;
}

/// Two agents press at the same moment, while the person's chat is slow.
#[actix::test]
async fn a_double_press_on_retry_sends_once() {
    let desk = refused_answer().await;
    desk.control(fault(SEND, ANN, 1, FaultKind::Flood { retry_after: 30 }))
        .await;
    for user in [DORA, EMIL] {
        let press = simulator::Press {
            user,
            chat: Some(GROUP),
            button: Some("Retry".into()),
            ..Default::default()
        };
        desk.sim.control(Control::Press(press)).expect("they press");
    }
    desk.pass(minutes(2)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
}

#[actix::test]
async fn an_answer_that_is_refused_again_is_told_again() {
    let desk = refused_answer().await;
    for times in 2..=3 {
        desk.control(refused(2)).await;
        desk.dora().clicks("Retry").await;
        assert_eq!(desk.count(GROUP, "because Telegram refused it"), times);
    }
    desk.dora().clicks("Retry").await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    desk.settled(1).await;
}

/// Whoever can't be reached gets it when they can be.
#[actix::test]
async fn a_retry_to_somebody_away_waits_for_them() {
    let desk = refused_answer().await;
    desk.ann().blocks_the_bot().await;
    desk.dora().clicks("Retry").await;
    assert_eq!(desk.count(GROUP, "It will be sent if they come back."), 1);
    desk.ann().unblocks_the_bot().await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
}

#[actix::test]
async fn a_stranger_and_a_resolved_ticket_get_no_retry() {
    let desk = refused_answer().await;
    let forged = simulator::Press {
        chat: Some(GROUP),
        data: Some("again:1:1".into()),
        message_id: Some(desk.find(GROUP, "because Telegram refused it").id),
        ..Default::default()
    };
    let toast = desk.dora().does_press(forged).await;
    assert_eq!(
        toast.as_deref(),
        Some("This button is no longer valid."),
        "Ann's own message"
    );
    desk.dora().clicks("Close Ticket").await;
    desk.dora().clicks("Yes, close it").await;
    let toast = desk.dora().clicks("Retry").await;
    assert_eq!(toast.as_deref(), Some("This ticket is already resolved."));
    assert_eq!(desk.count(ANN, "Restart it."), 0);
}

/// The team learns of words that Telegram shows in no form.
#[actix::test]
async fn words_that_cannot_be_shown_are_told_to_the_team() {
    let desk = anns_ticket().await;
    let kind = REFUSED("Bad Request: message is too bad".into());
    // As they are, and as plain text.
    desk.control(fault(SEND, GROUP, 2, kind)).await;
    desk.ann().writes("It says 404 now.").await;
    let told = desk.find(GROUP, "does not let me show here");
    assert!(told.text.starts_with("⚠️ Ticket #1:"), "{}", told.text);
    desk.dora().clicks("View Ticket").await;
    assert_eq!(
        desk.count(GROUP, "It says 404 now."),
        1,
        "the ticket has them"
    );
}

/// A person whom Telegram lets nobody warn is as good as out of reach: closed after the same time once more, from the
/// refusal after 42 hours on.
#[actix::test]
async fn a_warning_that_is_refused_does_not_keep_a_ticket_open_for_ever() {
    let desk = anns_ticket().await;
    desk.dora().replies("#1", "Restart it.").await;
    desk.control(refused(1_000)).await;
    desk.pass(hours(89)).await;
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
    desk.pass(hours(2)).await;
    assert_eq!(desk.settled(1).await.status, Status::Resolved);
}

/// What the desk does about a class of refusals.
struct Row {
    /// Telegram's words.
    description: &'static str,
    code: u16,
    /// What of the answer `Restart it.` came of it, and how many calls to Ann's chat that took.
    arrives: bool,
    calls: usize,
    /// What the agent reads then, if anything.
    agent: Option<&'static str>,
}

/// Each class that a call to a person can meet, once: retried, sent in another form, held, or failed visibly. What the table
/// of `src/telegram/bot/errors.rs` sorts into a class, its own tests say.
#[actix::test]
async fn what_comes_of_each_refusal_toward_a_person() {
    let row = |code, description, arrives, calls, agent| Row {
        description,
        code,
        arrives,
        calls,
        agent,
    };
    let (held, failed) = (
        Some("It will be sent if they come back."),
        Some("because Telegram refused it"),
    );
    let table = [
        row(
            403,
            "Forbidden: bot was blocked by the user",
            false,
            1,
            held,
        ),
        row(403, "Forbidden: user is deactivated", false, 1, held),
        row(
            403,
            "Forbidden: bot can't initiate conversation with a user",
            false,
            1,
            held,
        ),
        row(400, "Bad Request: private chat not found", false, 1, held),
        row(400, "Bad Request: chat not found", false, 1, held),
        row(
            400,
            "Bad Request: have no write access to the chat",
            false,
            1,
            held,
        ),
        row(
            400,
            "Bad Request: can't parse entities: Unsupported start tag",
            true,
            2,
            None,
        ),
        row(400, "Bad Request: message is too long", true, 2, None),
        row(400, "Bad Request: text must be non-empty", true, 2, None),
        row(400, "Bad Request: BUTTON_DATA_INVALID", true, 2, None),
        row(
            400,
            "Bad Request: message to be replied not found",
            true,
            2,
            None,
        ),
        row(400, "Bad Request: something nobody knows", true, 2, None),
        row(401, "Unauthorized", true, 2, None),
        row(500, "Internal Server Error: restart", true, 2, None),
        row(429, "Too Many Requests: retry after 3", true, 2, None),
    ];
    let desk = anns_ticket().await;
    desk.dora().replies("#1", "Hello.").await;
    for Row {
        description,
        code,
        arrives,
        calls,
        agent,
    } in table
    {
        desk.pass(minutes(2)).await;
        let before = (desk.sim.journal().len(), desk.count(ANN, "Restart it."));
        let told = agent.map(|text| desk.count(GROUP, text));
        let kind = FaultKind::Error {
            code,
            description: description.into(),
        };
        desk.control(fault(SEND, ANN, 1, kind)).await;
        desk.dora().replies("#1", "Restart it.").await;
        desk.pass(minutes(1)).await;
        assert_eq!(
            desk.count(ANN, "Restart it.") - before.1,
            usize::from(arrives),
            "{description}"
        );
        assert_eq!(
            desk.calls(before.0, SEND, ANN).len(),
            calls,
            "{description}"
        );
        assert_eq!(
            agent.map(|text| desk.count(GROUP, text)),
            told.map(|n| n + 1),
            "{description}"
        );
        // Whoever was away comes back and gets what was held.
        desk.ann().blocks_the_bot().await;
        desk.ann().unblocks_the_bot().await;
        assert_eq!(
            desk.count(ANN, "Restart it.") - before.1,
            1,
            "{description}"
        );
    }
    // Refused in every form.
    let kind = REFUSED("Bad Request: something nobody knows".into());
    desk.control(fault(SEND, ANN, 2, kind)).await;
    desk.dora().replies("#1", "Look here.").await;
    assert_eq!(desk.count(GROUP, failed.expect("it fails")), 1);
}

/// The same toward the team: nothing that people wrote is dropped, whatever it takes.
#[actix::test]
async fn what_comes_of_each_refusal_toward_the_team() {
    // Telegram's words, and how many calls it took until the team read it, the refused one included.
    let table = [
        (400, "Bad Request: message thread not found", 2),
        (400, "Bad Request: TOPIC_DELETED", 2),
        (400, "Bad Request: TOPIC_CLOSED", 2),
        (
            400,
            "Bad Request: can't parse entities: Unsupported start tag",
            2,
        ),
        (400, "Bad Request: something nobody knows", 2),
        (400, "Bad Request: chat not found", 2),
        (403, "Forbidden: bot was kicked from the supergroup chat", 2),
        (
            400,
            "Bad Request: not enough rights to send text messages to the chat",
            2,
        ),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", 2),
        (401, "Unauthorized", 2),
        (502, "Bad Gateway", 2),
        (429, "Too Many Requests: retry after 3", 2),
    ];
    let desk = anns_ticket().await;
    for (n, (code, description, calls)) in table.into_iter().enumerate() {
        desk.pass(minutes(2)).await;
        let before = desk.sim.journal().len();
        let kind = FaultKind::Error {
            code,
            description: description.into(),
        };
        desk.control(fault(SEND, GROUP, 1, kind)).await;
        let line = format!("Line {n}.");
        desk.control(says(ANN, &line)).await;
        desk.pass(minutes(2)).await;
        assert_eq!(
            desk.count(GROUP, &line),
            1,
            "{description}\n{}",
            desk.everything()
        );
        let says = |call: &&JournalLine| call.params["text"].to_string().contains(&line);
        let made = desk.calls(before, SEND, GROUP);
        let shown: Vec<_> = made
            .iter()
            .map(|call| (&call.params, &call.description))
            .collect();
        assert_eq!(
            made.iter().filter(says).count(),
            calls,
            "{description}\n{shown:#?}"
        );
    }
}
