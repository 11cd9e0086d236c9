//! A forced reply opened for every agent, and the newer of two prompts took the answer meant for the older one.

use super::*;

/// Ann has ticket #1, and Chloe ticket #2.
async fn two_tickets() -> Desk {
    let desk = opened().await;
    desk.chloe()
        .opens_a_ticket("Refund", "I want my money back, please")
        .await;
    desk
}

/// Somebody presses **Reply** on the card of a ticket.
async fn asks_to_reply(agent: Somebody<'_>, ticket: &str) {
    agent.clicks_on(ticket, "Reply").await;
}

/// Somebody writes into the field of their app, which may have opened a reply.
async fn writes_into_the_field(agent: Somebody<'_>, text: &str) {
    let writing = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        text: Some(text.into()),
        to_forced: true,
        ..Default::default()
    };
    agent.does_write(writing).await;
}

/// Dora is asked for the answer to #1.
async fn dora_is_asked() -> Desk {
    let desk = looked_at().await;
    asks_to_reply(desk.dora(), "📋 Ticket #1").await;
    desk
}

fn drop_or_send(desk: &Desk) -> ShownAsked {
    let asked = desk.find(GROUP, "This was");
    ShownAsked {
        text: asked.text,
        buttons: asked.buttons,
    }
}

/// What an agent is asked, with the buttons below.
#[derive(Debug, PartialEq)]
struct ShownAsked {
    text: String,
    buttons: Vec<Vec<String>>,
}

#[actix::test]
async fn a_prompt_opens_a_reply_for_whoever_pressed_alone() {
    let desk = dora_is_asked().await;
    let prompt = desk.find(GROUP, "reply to this message");
    assert_eq!(
        prompt.text,
        "✍ Ticket #1: @dora, reply to this message with the answer."
    );
    assert_eq!(prompt.forces, [DORA]);
    // Fay has no username: her name is a mention all the same.
    desk.fay().clicks("Reply").await;
    assert_eq!(desk.find(GROUP, "Fay, reply to this").forces, [FAY]);
    desk.fay().clicks("Note").await;
    let note = desk.find(GROUP, "with the note");
    assert_eq!(note.forces, [FAY]);
    desk.behaved();
}

#[actix::test]
async fn the_newer_of_two_prompts_takes_no_answer_of_the_other_agent() {
    let desk = two_tickets().await;
    desk.dora().clicks_on("New ticket #1", "View Ticket").await;
    desk.emil().clicks_on("New ticket #2", "View Ticket").await;
    asks_to_reply(desk.dora(), "📋 Ticket #1").await;
    asks_to_reply(desk.emil(), "📋 Ticket #2").await;
    writes_into_the_field(desk.dora(), "For Ann").await;
    writes_into_the_field(desk.emil(), "For Chloe").await;
    desk.find(ANN, "Support replied to ticket #1\nFor Ann");
    desk.find(CHLOE, "Support replied to ticket #2\nFor Chloe");
    assert_eq!(
        desk.count(ANN, "For Chloe") + desk.count(CHLOE, "For Ann"),
        0
    );
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_a_colleagues_prompt_is_asked_about_first() {
    let desk = dora_is_asked().await;
    let written = desk.emil().replies("reply to this message", ANSWER).await;
    let asked = desk.find(GROUP, "This was");
    assert_eq!(asked.text, "⚠️ This was @dora's prompt for #1. Send it?");
    assert_eq!(asked.buttons, [["Send", "Drop"]]);
    assert_eq!(asked.reply_to, Some(written));
    assert_eq!(desk.count(ANN, ANSWER), 0);
    for button in ["Send", "Drop"] {
        let toast = desk.dora().clicks_on("This was", button).await;
        assert_eq!(toast.as_deref(), Some("Somebody else must decide this."));
    }
    assert_eq!(desk.emil().clicks_on("This was", "Send").await, None);
    desk.find(ANN, ANSWER);
    desk.find(GROUP, "Ticket #1: the answer was sent.");
    assert_eq!(desk.count(GROUP, "This was"), 0, "decided in place");
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_a_colleagues_prompt_is_dropped() {
    let desk = dora_is_asked().await;
    desk.emil().replies("reply to this message", ANSWER).await;
    assert_eq!(desk.emil().clicks_on("This was", "Drop").await, None);
    desk.find(
        GROUP,
        "Ticket #1: the answer was dropped, nothing was sent.",
    );
    assert_eq!(desk.count(ANN, ANSWER), 0);
    // Dora's own answer is not asked about.
    desk.dora().replies("reply to this message", ANSWER).await;
    desk.find(ANN, ANSWER);
    desk.behaved();
}

#[actix::test]
async fn the_question_outlives_a_restart() {
    let desk = dora_is_asked().await;
    desk.emil().replies("reply to this message", ANSWER).await;
    desk.restart().await;
    desk.pass(minutes(60)).await;
    assert_eq!(
        drop_or_send(&desk),
        ShownAsked {
            text: "⚠️ This was @dora's prompt for #1. Send it?".into(),
            buttons: vec![vec!["Send".into(), "Drop".into()]],
        }
    );
    desk.emil().clicks_on("This was", "Send").await;
    desk.find(ANN, ANSWER);
    desk.behaved();
}

/// Whose prompt it was is one question, that somebody else has just answered is another.
#[actix::test]
async fn somebody_just_answered_is_asked_afterwards() {
    let desk = dora_is_asked().await;
    desk.emil().replies("reply to this message", ANSWER).await;
    desk.dora().replies("reply to this message", "Hello!").await;
    desk.emil().clicks_on("This was", "Send").await;
    let asked = desk.find(GROUP, "answered seconds ago");
    assert_eq!(asked.buttons, [["Send anyway", "Drop"]]);
    assert_eq!(desk.count(ANN, ANSWER), 0);
    desk.emil()
        .clicks_on("answered seconds ago", "Send anyway")
        .await;
    desk.find(ANN, ANSWER);
    desk.behaved();
}

#[actix::test]
async fn a_prompt_for_a_resolved_ticket_asks_nothing() {
    let desk = dora_is_asked().await;
    desk.ann().writes("It works again").await;
    desk.ann().presses("Close Ticket").await;
    desk.ann().presses("Yes, close it").await;
    desk.emil().replies("reply to this message", ANSWER).await;
    desk.find(GROUP, "⚠️ Ticket #1 is resolved: nothing was sent.");
    assert_eq!(desk.count(GROUP, "Send it?"), 0);
    desk.behaved();
}

async fn becomes_anonymous(desk: &Desk, user: i64) {
    desk.control(Control::Member {
        chat: GROUP,
        user,
        status: "administrator".into(),
        rights: vec!["all".into()],
        anonymous: true,
        by: Some(DORA),
    })
    .await;
}

/// A forced reply would open for everybody, or name who wants to stay unknown.
#[actix::test]
async fn an_anonymous_presser_is_forced_to_nothing_and_not_named() {
    let desk = looked_at().await;
    becomes_anonymous(&desk, EMIL).await;
    for (button, text) in [
        (
            "Reply",
            "✍ Ticket #1: reply to this message with the answer.",
        ),
        (
            "Note",
            "📝 Ticket #1: reply to this message with the note. The user never sees it.",
        ),
    ] {
        desk.emil().clicks_on("📋 Ticket #1", button).await;
        let prompt = desk.find(GROUP, "reply to this message");
        assert_eq!(prompt.text, text);
        assert_eq!(prompt.asks, None, "{button}");
    }
    let anonymous = |text: &str| Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "with the answer").id),
        text: Some(text.into()),
        as_anonymous: true,
        ..Default::default()
    };
    desk.emil().does_write(anonymous(ANSWER)).await;
    desk.find(ANN, ANSWER);
    // Somebody who shows their name is asked.
    desk.fay().replies("with the answer", "So do I.").await;
    assert_eq!(
        desk.find(GROUP, "Send it?").text,
        "⚠️ This was an anonymous administrator's prompt for #1. Send it?"
    );
    assert_eq!(desk.count(ANN, "So do I."), 0);
    desk.behaved();
}

/// The other way round: the group's reply to a named agent's prompt may be another administrator's.
#[actix::test]
async fn an_anonymous_reply_to_a_named_prompt_is_asked_about() {
    let desk = dora_is_asked().await;
    becomes_anonymous(&desk, EMIL).await;
    let writing = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "reply to this message").id),
        text: Some(ANSWER.into()),
        as_anonymous: true,
        ..Default::default()
    };
    desk.emil().does_write(writing).await;
    assert_eq!(desk.count(ANN, ANSWER), 0);
    let toast = desk.fay().clicks_on("This was", "Send").await;
    assert_eq!(toast.as_deref(), Some("Somebody else must decide this."));
    desk.emil().clicks_on("This was", "Send").await;
    desk.find(ANN, ANSWER);
    desk.behaved();
}
