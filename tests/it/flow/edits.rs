//! *Edits a message of a ticket*: the stored text changes, the earlier one stays, the team's copy says *edited*.

use super::*;
use bellhop::domain::{
    event::EventKind,
    ids::{MessageNo, TicketId},
    ticket::{Status, Ticket},
};
use serde_json::json;
use simulator::{Control, Fault, FaultKind, Writing};

const MORE: &str = "The light is red.";
const CORRECTED: &str = "The light is green.";

impl Desk {
    /// Changes the newest message of somebody's in a chat that holds a text; the desk has not heard of it yet.
    pub(super) fn change(&self, user: i64, chat: i64, from: &str, to: &str) {
        self.change_with(user, chat, from, to, None);
    }

    /// The same, with another attachment.
    pub(super) fn change_with(
        &self,
        user: i64,
        chat: i64,
        from: &str,
        to: &str,
        media: Option<&str>,
    ) {
        let theirs = self.messages(chat).into_iter().rev();
        let mut theirs = theirs.filter(|m| m.author == Some(user) && m.text.contains(from));
        let edit = Control::Edit {
            user,
            chat: Some(chat),
            message_id: theirs.next().expect("a message of theirs").id,
            text: to.into(),
            media: media.map(str::to_owned),
            entities: vec![],
        };
        self.sim.control(edit).expect("they may");
    }

    /// Ann changes what she wrote, and time passes.
    async fn ann_changes(&self, from: &str, to: &str) {
        self.change(ANN, ANN, from, to);
        self.settle().await;
        self.pass(A_WHILE).await;
    }

    /// What message `no` of ticket #1 says, and what it said before.
    pub(super) async fn versions(&self, no: u32) -> (String, Vec<String>) {
        let (ticket, no) = (TicketId(1), MessageNo(no));
        let said = self.store.message(ticket, no).await.expect("a store");
        let earlier = self.store.earlier(ticket, no).await.expect("a store");
        let earlier = earlier.into_iter().map(|words| words.text);
        (said.expect("a message").words.text, earlier.collect())
    }

    /// How many times a text of ours was edited so far.
    fn edits_made(&self) -> usize {
        let journal = self.sim.journal().into_iter();
        let edits = journal.filter(|line| line.method.eq_ignore_ascii_case("editMessageText"));
        edits.count()
    }
}

/// The value without what counts its events.
fn unversioned(ticket: Ticket) -> Ticket {
    Ticket {
        version: 0,
        ..ticket
    }
}

/// Ann's ticket #1 is In Progress, and she wrote once more.
async fn wrote_more() -> Desk {
    let desk = looked_at().await;
    desk.ann().writes(MORE).await;
    desk
}

#[actix::test]
async fn edits_a_message_of_a_ticket() {
    let desk = wrote_more().await;
    let before = unversioned(desk.ticket(1).await);
    desk.ann_changes(MORE, CORRECTED).await;
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            📋 Ticket #1: VPN not connecting
            Status: 🟡 In Progress | Priority: Normal
            User: @ann
            Waiting since: 10:00 (30 seconds)
            Assigned to: nobody

            👤 User (10:00):
            I get error code 403 since this morning.
            👤 User (10:01, edited):
            The light is green.
            [Reply] [Close Ticket]
            [Assign] [Block User]
            [Priority] [Note]
        10:01:00 Bellhop (to Bellhop: 📋 Ticket #1: VPN not connectin) (edited):
            User replied to #1 · edited
            The light is green.
    ");
    assert_eq!(
        desk.versions(2).await,
        (CORRECTED.into(), vec![MORE.into()])
    );
    assert_eq!(unversioned(desk.ticket(1).await), before, "no clock moves");
    let events = desk.store.events(TicketId(1)).await.expect("a store");
    let edited = EventKind::Edited {
        message: MessageNo(2),
        nth: 1,
        note: false,
    };
    assert_eq!(events.last().map(|event| &event.what), Some(&edited));
    desk.ann().writes("/ticket").await;
    insta::assert_snapshot!(desk.find(ANN, "📋 Ticket #1").text, @r"
        📋 Ticket #1: VPN not connecting
        Status: 🟡 In Progress | Priority: Normal

        👤 User (10:00):
        I get error code 403 since this morning.
        👤 User (10:01, edited):
        The light is green.
    ");
    desk.behaved();
}

/// The card is the team's copy of the first message, whether somebody looked or not.
#[actix::test]
async fn edits_the_first_message() {
    let desk = opened().await;
    desk.ann_changes(WORDS, "I get error code 404.").await;
    insta::assert_snapshot!(desk.chat(GROUP), @r"
        10:00:40 Bellhop (edited):
            🆕 New ticket #1
            Title: VPN not connecting
            User: @ann
            Priority: Normal
            ✏️ edited

            I get error code 404.
            [View Ticket] [Assign to me]
    ");
    desk.dora().clicks("View Ticket").await;
    desk.ann_changes("404", "I get error code 405.").await;
    let card = desk.find(GROUP, "📋 Ticket #1").text;
    let end = "👤 User (10:00, edited):\nI get error code 405.";
    assert!(card.ends_with(end), "{card}");
    let earlier = vec![WORDS.to_owned(), "I get error code 404.".into()];
    let now = "I get error code 405.".to_owned();
    assert_eq!(desk.versions(1).await, (now, earlier));
    desk.behaved();
}

/// Of edits that wait, the newest is told, by one call.
#[actix::test]
async fn many_edits_cost_one_call() {
    let desk = wrote_more().await;
    let fault = Fault {
        method: Some("editMessageText".into()),
        chat_id: Some(GROUP),
        nth: 1,
        times: 1,
        kind: FaultKind::Flood { retry_after: 30 },
    };
    desk.control(Control::Fault(fault)).await;
    desk.ann_changes(MORE, "The light is pink.").await;
    let before = desk.edits_made();
    for light in ["blue", "grey", "green"] {
        desk.change(ANN, ANN, "The light is", &format!("The light is {light}."));
        desk.settle().await;
    }
    desk.pass(minutes(1)).await;
    // One for the copy, one for the card.
    assert_eq!(desk.edits_made() - before, 2);
    desk.find(GROUP, "User replied to #1 · edited\nThe light is green.");
    let (now, earlier) = desk.versions(2).await;
    assert_eq!((now.as_str(), earlier.len()), (CORRECTED, 4));
}

/// Telegram does not take the copy at first: when it does, it shows the words as they are now, and nothing was edited.
#[actix::test]
async fn an_edit_before_the_copy_has_gone_out() {
    let desk = looked_at().await;
    let fault = Fault {
        method: Some("sendMessage".into()),
        chat_id: Some(GROUP),
        nth: 1,
        times: 1,
        kind: FaultKind::Flood { retry_after: 20 },
    };
    desk.control(Control::Fault(fault)).await;
    desk.ann().writes(MORE).await;
    desk.ann_changes(MORE, CORRECTED).await;
    assert_eq!(desk.count(GROUP, "User replied to #1"), 0);
    desk.pass(minutes(1)).await;
    let copy = desk.find(GROUP, "User replied to #1");
    assert_eq!(copy.text, format!("User replied to #1\n{CORRECTED}"));
    assert!(!copy.edited);
    assert_eq!(desk.count(GROUP, MORE), 0);
}

/// It is Awaiting User and stays so; no reply clock starts. The person is there, so the silence begins anew.
#[actix::test]
async fn an_edit_after_the_answer_starts_no_clock() {
    let desk = answered().await;
    desk.pass(hours(1)).await;
    let before = desk.ticket(1).await;
    desk.change(ANN, ANN, WORDS, "I get error code 404.");
    desk.settle().await;
    let after = desk.ticket(1).await;
    assert_eq!((after.status, after.waiting), (Status::AwaitingUser, None));
    assert_eq!(after.episodes, before.episodes);
    let silent_since = after.silence.map(|silence| silence.since);
    assert_eq!(silent_since, Some(desk.clock.now()));
    desk.pass(hours(41)).await;
    assert_eq!(desk.count(ANN, "We are waiting for you"), 0);
    assert_eq!(desk.count(GROUP, "SLA Breach!"), 0);
    desk.behaved();
}

/// The alert comes thirty minutes after the message, not after its edit.
#[actix::test]
async fn an_edit_moves_no_alert() {
    let desk = opened().await;
    desk.pass(minutes(20)).await;
    desk.ann_changes(WORDS, "I get error code 404.").await;
    let wrote = desk.find(ANN, "404").date;
    desk.pass(minutes(10)).await;
    let alert = desk.find(GROUP, "SLA Breach!");
    assert!(
        alert.text.ends_with("Waiting: 30 minutes"),
        "{}",
        alert.text
    );
    let waited = alert.date - wrote;
    assert!(waited < 31 * 60_000, "{waited} ms");
    assert_eq!(desk.count(GROUP, "SLA Breach!"), 1);
}

#[actix::test]
async fn an_edit_in_a_resolved_ticket_changes_nothing_and_says_so() {
    let desk = resolved().await;
    let before = (desk.chat(GROUP), desk.ticket(1).await);
    desk.ann_changes(WORDS, "It is broken again.").await;
    assert_eq!(
        desk.messages(ANN).pop().expect("a line").text,
        "Ticket #1 has been resolved: what you changed is not passed on any more. Just write to get help again."
    );
    assert_eq!((desk.chat(GROUP), desk.ticket(1).await), before);
    assert_eq!(desk.versions(1).await, (WORDS.into(), vec![]));
    desk.behaved();
}

#[actix::test]
async fn an_edit_of_somebody_blocked_reaches_nobody() {
    let desk = looked_at().await;
    let dora = desk.dora();
    dora.clicks("Block User").await;
    dora.clicks("1 day").await;
    dora.clicks("Spam").await;
    dora.clicks("Confirm").await;
    let before = desk.chat(GROUP);
    desk.ann_changes(WORDS, "You are all fools!").await;
    desk.ann_changes("fools", "You are all fools, all of you!")
        .await;
    assert_eq!(desk.chat(GROUP), before);
    assert_eq!(desk.count(ANN, "You are blocked"), 1, "told once");
    assert_eq!(desk.versions(1).await, (WORDS.into(), vec![]));
    desk.behaved();
}

#[actix::test]
async fn an_edit_of_what_is_in_no_ticket_is_passed_over() {
    let desk = looked_at().await;
    desk.ann().writes("/help").await;
    let before = (desk.chat(GROUP), desk.ticket(1).await);
    let told = desk.count(ANN, "");
    desk.ann_changes("/help", "/support").await;
    assert_eq!((desk.chat(GROUP), desk.ticket(1).await), before);
    assert_eq!(desk.count(ANN, ""), told);
    desk.behaved();
}

/// As Telegram repeats updates, and tells of edits that change nothing of the words.
#[actix::test]
async fn an_edit_that_changes_nothing_does_nothing() {
    let desk = wrote_more().await;
    desk.ann_changes(MORE, CORRECTED).await;
    let before = (desk.chat(ANN), desk.chat(GROUP), desk.ticket(1).await);
    let message = desk.find(ANN, CORRECTED).id;
    for n in 0..40 {
        let update = json!({"edited_message": {
            "message_id": message, "date": 1_795_000_000, "edit_date": 1_795_000_100 + n, "text": CORRECTED,
            "chat": {"id": ANN, "type": "private"}, "from": {"id": ANN, "is_bot": false, "first_name": "Ann"},
            "link_preview_options": {"is_disabled": n % 2 == 0},
        }});
        let update = update.as_object().expect("an object").clone();
        desk.sim
            .control(Control::Update { update })
            .expect("it is queued");
    }
    desk.settle().await;
    desk.pass(A_WHILE).await;
    let after = (desk.chat(ANN), desk.chat(GROUP), desk.ticket(1).await);
    assert_eq!(after, before, "it is no flood either");
    assert_eq!(
        desk.versions(2).await,
        (CORRECTED.into(), vec![MORE.into()])
    );
    desk.behaved();
}

/// Three at once, then one in 20 s.
#[actix::test]
async fn edits_count_towards_the_limits() {
    let desk = Desk::set(&[("LIMITS__MESSAGES_PER_MINUTE", "3")]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.pass(minutes(2)).await;
    for n in 1..=5 {
        desk.change(ANN, ANN, "error code", &format!("error code {n}"));
    }
    desk.settle().await;
    assert_eq!(desk.versions(1).await.0, "error code 3");
    assert_eq!(desk.count(ANN, "You are writing faster"), 1);
    desk.pass(minutes(1)).await;
    let (now, earlier) = desk.versions(1).await;
    assert_eq!((now.as_str(), earlier.len()), ("error code 5", 5));
}

// ---- words that are in no ticket yet

#[actix::test]
async fn an_edit_of_words_kept_changes_them_where_they_are_kept() {
    let desk = Desk::open().await;
    let ann = desk.ann();
    ann.starts().await;
    ann.writes("My printer prints nothing but stars").await;
    ann.writes("Since Monday").await;
    desk.ann_changes("printer", "My printer prints nothing but moons")
        .await;
    ann.presses("🎫 Create Ticket").await;
    desk.ann_changes("Monday", "Since Tuesday").await;
    ann.writes("Printer").await;
    let printer = "My printer prints nothing but moons".to_owned();
    assert_eq!(desk.versions(1).await, (printer, vec![]));
    assert_eq!(desk.versions(2).await, ("Since Tuesday".into(), vec![]));
    assert_eq!(desk.count(GROUP, "edited"), 0);
    desk.behaved();
}

// ---- media, long texts

fn media(kind: &str, caption: &str) -> Writing {
    Writing {
        media: Some(kind.into()),
        text: Some(caption.into()),
        ..Default::default()
    }
}

/// The copies of Ann's words in the group: whether it was changed, what it is, what it says.
fn copies(desk: &Desk) -> Vec<(bool, Option<String>, String)> {
    let messages = desk.messages(GROUP).into_iter();
    let copies = messages.filter(|m| m.service.is_none() && !m.text.starts_with("📋"));
    copies.map(|m| (m.edited, m.media, m.text)).collect()
}

fn copy(edited: bool, media: Option<&str>, text: &str) -> (bool, Option<String>, String) {
    let edits = if edited { " · edited" } else { "" };
    let text = format!("User replied to #1{edits}\n{text}");
    (edited, media.map(str::to_owned), text)
}

#[actix::test]
async fn edits_a_caption_and_replaces_a_photo() {
    let desk = looked_at().await;
    desk.ann().does_write(media("photo", MORE)).await;
    desk.ann_changes(MORE, CORRECTED).await;
    assert_eq!(copies(&desk), [copy(true, Some("photo"), CORRECTED)]);
    desk.change_with(ANN, ANN, CORRECTED, "Look at this.", Some("video"));
    desk.settle().await;
    let anew = (
        false,
        Some("video".to_owned()),
        "User replied to #1 · edited\nLook at this.".to_owned(),
    );
    assert_eq!(copies(&desk), [copy(true, Some("photo"), CORRECTED), anew]);
    let [before, after] = ["green", "Look at"].map(|text| desk.find(GROUP, text));
    assert_eq!(after.reply_to, Some(before.id));
    desk.ann_changes("Look at", "Look there.").await;
    desk.find(GROUP, "User replied to #1 · edited\nLook there.");
    assert_eq!(copies(&desk).len(), 2, "the newer copy is changed");
    let earlier = vec![MORE.to_owned(), CORRECTED.into(), "Look at this.".into()];
    assert_eq!(desk.versions(2).await, ("Look there.".into(), earlier));
    desk.behaved();
}

#[actix::test]
async fn edits_a_part_of_an_album() {
    let desk = looked_at().await;
    let item = |caption: &str| simulator::AlbumItem {
        media: "photo".into(),
        caption: Some(caption.into()),
        file: None,
    };
    let album = simulator::Album {
        user: ANN,
        items: vec![item("The front"), item("The back")],
        ..Default::default()
    };
    desk.control(Control::Album(album)).await;
    desk.pass(A_WHILE).await;
    desk.ann_changes("The back", "The left side").await;
    assert_eq!(
        copies(&desk),
        [
            copy(false, Some("photo"), "The front"),
            copy(true, Some("photo"), "The left side")
        ]
    );
    desk.behaved();
}

/// A text that grows has its rest sent, one that shrinks has its rest emptied; a photo may be added to either.
#[actix::test]
async fn a_message_that_falls_into_other_parts() {
    let desk = wrote_more().await;
    let long = format!("{MORE}{}", "w".repeat(3_500));
    desk.ann_changes(MORE, &long).await;
    let (head, tail) = long.split_at(3_500);
    let rest = |edited, text: &str| (edited, None, text.to_owned());
    assert_eq!(copies(&desk), [copy(true, None, head), rest(false, tail)]);
    desk.ann_changes(MORE, CORRECTED).await;
    assert_eq!(
        copies(&desk),
        [copy(true, None, CORRECTED), rest(true, "…")]
    );
    desk.change_with(ANN, ANN, CORRECTED, CORRECTED, Some("photo"));
    desk.settle().await;
    let photo = (
        false,
        Some("photo".to_owned()),
        format!("User replied to #1 · edited\n{CORRECTED}"),
    );
    let now = [copy(true, None, "…"), rest(true, "…"), photo];
    assert_eq!(copies(&desk), now);
    desk.behaved();
}

/// Somebody of the team deleted the copy: the words come as a new one.
#[actix::test]
async fn a_copy_that_was_deleted_comes_anew() {
    let desk = wrote_more().await;
    let deleted = Control::Delete {
        user: DORA,
        chat: Some(GROUP),
        message_id: desk.find(GROUP, MORE).id,
    };
    desk.control(deleted).await;
    desk.ann_changes(MORE, CORRECTED).await;
    let text = format!("User replied to #1 · edited\n{CORRECTED}");
    assert_eq!(copies(&desk), [(false, None, text)]);
    desk.ann_changes(CORRECTED, MORE).await;
    assert_eq!(copies(&desk), [copy(true, None, MORE)]);
}
