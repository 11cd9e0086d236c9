//! An answer that began with a slash was run as a command, and a remark that began with two went to the person.

use super::*;

#[actix::test]
async fn an_answer_that_begins_with_a_slash_is_sent() {
    let desk = looked_at().await;
    for text in [
        "/start the bot again, then write to us",
        "/start",
        "/help is a command of ours",
        "/block the sender in your settings",
        "/tickets are sold at the door",
        "/etc/hosts is the file",
    ] {
        desk.dora().replies("📋 Ticket #1", text).await;
        desk.find(ANN, &format!("Support replied to ticket #1\n{text}"));
    }
    assert_eq!(desk.count(GROUP, "Usage:"), 0);
    assert_eq!(desk.count(GROUP, "What the team can do"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_command_with_arguments_that_fit_is_a_command_wherever_it_replies_to() {
    let desk = looked_at().await;
    desk.dora().replies("📋 Ticket #1", "/tickets").await;
    desk.find(GROUP, "🎫 Active Tickets");
    desk.dora().replies("📋 Ticket #1", "/block 1").await;
    desk.find(GROUP, "block @ann");
    assert_eq!(desk.count(ANN, "/tickets") + desk.count(ANN, "/block"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_command_without_its_number_means_the_ticket_replied_to() {
    let desk = looked_at().await;
    desk.dora().replies("📋 Ticket #1", "/sla").await;
    desk.find(GROUP, "Ticket #1: VPN not connecting");
    assert_eq!(desk.count(GROUP, "Usage:"), 0);
    // Where it replies to nothing, how to use it is told.
    desk.dora().says("/sla").await;
    assert_eq!(desk.find(GROUP, "Usage:").text, "Usage: /sla 126");
    assert_eq!(desk.count(ANN, "/sla"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_reply_to_a_prompt_is_never_a_command() {
    let desk = looked_at().await;
    desk.dora().clicks("Reply").await;
    desk.dora()
        .replies("reply to this message", "/tickets")
        .await;
    desk.find(ANN, "Support replied to ticket #1\n/tickets");
    assert_eq!(desk.count(GROUP, "🎫 Active Tickets"), 0);
    desk.dora().clicks_on("📋 Ticket #1", "Note").await;
    let note = desk.dora().replies("with the note", "/help").await;
    assert_eq!(desk.count(GROUP, "What the team can do"), 0);
    let note = desk.messages(GROUP).into_iter().find(|m| m.id == note);
    assert_eq!(note.expect("the note").reactions, ["🫡"]);
    desk.behaved();
}

#[actix::test]
async fn a_reason_that_begins_with_a_slash_is_typed_into_the_form() {
    let desk = looked_at().await;
    desk.dora().clicks("Block User").await;
    desk.dora().clicks("1 hour").await;
    desk.dora()
        .replies("eason", "/help yourself, he said")
        .await;
    desk.find(GROUP, "/help yourself, he said");
    assert_eq!(desk.count(GROUP, "What the team can do"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_remark_is_kept_and_never_sent() {
    let desk = looked_at().await;
    desk.dora().clicks("Reply").await;
    for to in ["📋 Ticket #1", "reply to this message"] {
        let remark = desk
            .emil()
            .replies(to, "// he is one of the loud ones")
            .await;
        let remark = desk.messages(GROUP).into_iter().find(|m| m.id == remark);
        assert_eq!(remark.expect("the remark").reactions, ["🫡"], "{to}");
    }
    let photo = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        text: Some("//see the picture".into()),
        media: Some("photo".into()),
        ..Default::default()
    };
    desk.emil().does_write(photo).await;
    assert_eq!(desk.count(ANN, "loud ones") + desk.count(ANN, "see the"), 0);
    let photos = desk
        .messages(ANN)
        .iter()
        .filter(|m| m.media.is_some())
        .count();
    assert_eq!(photos, 0);
    desk.dora().says("/ticket 1").await;
    desk.find(GROUP, "// he is one of the loud ones");
    assert_eq!(desk.count(GROUP, "Send it?"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_remark_about_a_resolved_ticket_is_refused() {
    let desk = resolved().await;
    desk.dora().replies("Ticket #1", "// at last").await;
    desk.find(GROUP, "⚠️ Ticket #1 is resolved: the note was not kept.");
    assert_eq!(desk.count(ANN, "at last"), 0);
    desk.behaved();
}

#[actix::test]
async fn an_edit_makes_no_remark_of_an_answer() {
    let desk = answered().await;
    let answer = desk.find(GROUP, ANSWER).id;
    desk.changes(DORA, GROUP, answer, "// he is one of the loud ones")
        .await;
    let told = desk.find(GROUP, "an edit can't turn");
    assert_eq!(
        told.text,
        "⚠️ Ticket #1: an edit can't turn an answer into a remark. The user has the answer as it was before this edit."
    );
    assert_eq!(told.reply_to, Some(answer));
    desk.find(ANN, ANSWER);
    assert_eq!(desk.count(ANN, "loud ones"), 0);
    desk.behaved();
}
