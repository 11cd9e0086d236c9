//! The group lets the bot send no photos: a line stood in for each of them, nobody was told why, and when it was allowed
//! again, the photos stayed away.

use super::*;
use simulator::{Fault, FaultKind};

/// The bot, in the sample world.
const BOT: i64 = 123_456;

const TOLD: &str = "I am not allowed to send photos in this group";

/// A ticket at which Dora looked; the bot is a plain member of the group, whose members may send no photos.
async fn without_photos() -> Desk {
    let desk = looked_at().await;
    place(&desk, "member").await;
    forbid(&desk, &["can_send_photos"]).await;
    desk
}

/// The bot gets another place in the group, of which Telegram tells it.
async fn place(desk: &Desk, status: &str) {
    desk.control(Control::Member {
        chat: GROUP,
        user: BOT,
        status: status.into(),
        rights: Vec::new(),
        anonymous: false,
        by: Some(DORA),
    })
    .await;
    desk.pass(A_WHILE).await;
}

/// What plain members of the group may not do; of that nobody is told.
async fn forbid(desk: &Desk, denied: &[&str]) {
    let denied = denied.iter().map(|name| (*name).to_owned()).collect();
    let chat = GROUP;
    desk.control(Control::Permissions { chat, denied }).await;
}

async fn sends_of(desk: &Desk, user: i64, media: &str, caption: &str) {
    let writing = Writing {
        user,
        media: Some(media.into()),
        text: Some(caption.into()),
        ..Default::default()
    };
    desk.person(user).does_write(writing).await;
    desk.pass(A_WHILE).await;
}

async fn sends_photo(desk: &Desk, caption: &str) {
    sends_of(desk, ANN, "photo", caption).await;
}

/// The photos of the group, by their captions.
fn photos(desk: &Desk) -> Vec<String> {
    let messages = desk.messages(GROUP).into_iter();
    let photos = messages.filter(|m| m.media.as_deref() == Some("photo"));
    let caption = |m: simulator::ShownMessage| m.text.lines().last().map(str::to_owned);
    photos.filter_map(caption).collect()
}

/// How many attachments the bot tried to send to the group since then.
fn tried(desk: &Desk, since: usize) -> usize {
    let journal = desk.sim.journal();
    let to_group = journal
        .iter()
        .skip(since)
        .filter(|call| call.chat_id == Some(GROUP));
    let attached = to_group
        .filter(|call| ["copymessage", "sendphoto"].contains(&&*call.method.to_lowercase()));
    attached.count()
}

#[actix::test]
async fn the_team_is_told_once_which_right_is_missing() {
    let desk = without_photos().await;
    sends_photo(&desk, "The first").await;
    sends_photo(&desk, "The second").await;
    desk.ann().writes("Do you see it?").await;
    assert_eq!(desk.count(GROUP, TOLD), 1);
    let told = desk.find(GROUP, TOLD);
    assert!(
        told.text
            .contains("Allow it in the permissions of the group"),
        "{}",
        told.text
    );
    assert_eq!(told.buttons, [["Retry"]]);
    assert_eq!(
        desk.count(GROUP, "does not let me show"),
        0,
        "nothing stands in"
    );
    assert_eq!(photos(&desk), [""; 0]);
    assert_eq!(desk.count(ANN, "can't see"), 0);
    // What needs no such right goes on, in the same ticket too.
    desk.find(GROUP, "Do you see it?");
    sends_of(&desk, ANN, "document", "The log").await;
    desk.find(GROUP, "The log");
    assert_eq!(desk.count(GROUP, TOLD), 1);
    // Another right is another matter.
    forbid(&desk, &["can_send_photos", "can_send_documents"]).await;
    sends_of(&desk, ANN, "document", "The other log").await;
    desk.find(GROUP, "I am not allowed to send files in this group");
    assert_eq!(desk.count(GROUP, TOLD), 1);
}

#[actix::test]
async fn it_is_sent_when_the_bots_place_changes() {
    let desk = without_photos().await;
    for caption in ["One", "Two", "Three"] {
        sends_photo(&desk, caption).await;
    }
    let before = desk.sim.journal().len();
    place(&desk, "administrator").await;
    desk.pass(A_WHILE).await;
    assert_eq!(photos(&desk), ["One", "Two", "Three"]);
    assert_eq!(tried(&desk, before), 3);
    let photo = desk.find(GROUP, "Two");
    assert!(
        photo.text.starts_with("User replied to #1"),
        "{}",
        photo.text
    );
    // It is taken away again: that is news.
    place(&desk, "member").await;
    sends_photo(&desk, "Four").await;
    assert_eq!(desk.count(GROUP, TOLD), 2);
}

#[actix::test]
async fn a_change_that_grants_nothing_costs_one_call() {
    let desk = without_photos().await;
    for caption in ["One", "Two", "Three"] {
        sends_photo(&desk, caption).await;
    }
    let before = desk.sim.journal().len();
    place(&desk, "member").await;
    assert_eq!((photos(&desk).len(), tried(&desk, before)), (0, 1));
    assert_eq!(desk.count(GROUP, TOLD), 1);
}

#[actix::test]
async fn it_is_sent_at_retry() {
    let desk = without_photos().await;
    sends_photo(&desk, "One").await;
    sends_photo(&desk, "Two").await;
    let toast = desk.emil().clicks("Retry").await;
    assert_eq!(toast.as_deref(), Some("Trying again."));
    assert_eq!(photos(&desk), [""; 0]);
    forbid(&desk, &[]).await;
    desk.emil().clicks("Retry").await;
    desk.pass(A_WHILE).await;
    assert_eq!(photos(&desk), ["One", "Two"]);
    desk.emil().clicks("Retry").await;
    desk.pass(minutes(20)).await;
    assert_eq!(photos(&desk), ["One", "Two"], "a second press does no harm");
    assert_eq!(desk.count(GROUP, TOLD), 1);
}

/// What a group allows as a whole brings no update.
#[actix::test]
async fn it_is_sent_within_ten_minutes_of_being_allowed_to_all() {
    let desk = without_photos().await;
    for caption in ["One", "Two", "Three"] {
        sends_photo(&desk, caption).await;
    }
    let before = desk.sim.journal().len();
    for times in 1..=6 {
        desk.pass(minutes(11)).await;
        assert_eq!(
            tried(&desk, before),
            times,
            "one of them, every ten minutes"
        );
    }
    forbid(&desk, &[]).await;
    assert_eq!(photos(&desk), [""; 0]);
    desk.pass(minutes(11)).await;
    assert_eq!(photos(&desk), ["One", "Two", "Three"]);
}

/// A new photo shows that they may be sent.
#[actix::test]
async fn the_next_that_goes_through_takes_the_others_with_it() {
    let desk = without_photos().await;
    sends_photo(&desk, "One").await;
    forbid(&desk, &[]).await;
    sends_photo(&desk, "Two").await;
    assert_eq!(photos(&desk), ["Two", "One"]);
}

#[actix::test]
async fn after_a_day_a_line_stands_in_and_its_person_is_told() {
    let desk = without_photos().await;
    sends_photo(&desk, "The first").await;
    desk.pass(hours(12)).await;
    sends_photo(&desk, "The second").await;
    desk.pass(hours(11)).await;
    assert_eq!(desk.count(GROUP, "The first"), 1, "on its card alone");
    let told = desk.messages(ANN).len();
    desk.pass(minutes(90)).await;
    assert_eq!(desk.count(GROUP, "The second"), 1);
    let first: Vec<_> = desk
        .messages(GROUP)
        .into_iter()
        .filter(|m| m.text.contains("The first"))
        .collect();
    assert_eq!(first.len(), 2, "{}", desk.everything());
    assert_eq!(desk.messages(ANN).len(), told + 1);
    desk.pass(hours(13)).await;
    assert_eq!(desk.messages(ANN).len(), told + 2);
    assert_eq!(desk.count(GROUP, TOLD), 1);
    assert_eq!(photos(&desk), [""; 0]);
}

#[actix::test]
async fn it_outlives_the_process() {
    let desk = without_photos().await;
    sends_photo(&desk, "One").await;
    desk.crash().await;
    sends_photo(&desk, "Two").await;
    assert_eq!(
        desk.count(GROUP, TOLD),
        1,
        "the next life knows that they know"
    );
    assert_eq!(photos(&desk), [""; 0]);
    forbid(&desk, &[]).await;
    desk.restart().await;
    desk.pass(A_WHILE).await;
    assert_eq!(photos(&desk), ["One", "Two"]);
}

/// What was kept comes as it reads by then, once.
#[actix::test]
async fn what_is_edited_meanwhile_comes_as_it_reads_now() {
    let desk = without_photos().await;
    sends_photo(&desk, "The ruoter").await;
    let photo = desk.messages(ANN).into_iter().rfind(|m| m.media.is_some());
    let photo = photo.expect("her photo").id;
    desk.changes(ANN, ANN, photo, "The router").await;
    desk.pass(minutes(25)).await;
    assert_eq!(desk.count(GROUP, TOLD), 1);
    place(&desk, "administrator").await;
    desk.pass(minutes(2)).await;
    assert_eq!(photos(&desk), ["The router"], "{}", desk.everything());
}

/// What has a heading of its own is told of at once; when it comes, it replies to the card.
#[actix::test]
async fn a_heading_goes_ahead() {
    let desk = without_photos().await;
    let card = desk.find(GROUP, "📋 Ticket #1").id;
    let caption = format!("What I see: {}", "dots ".repeat(185));
    sends_photo(&desk, &caption).await;
    assert_eq!(desk.count(GROUP, "User replied to #1"), 1);
    assert_eq!(photos(&desk).len(), 0);
    place(&desk, "administrator").await;
    desk.pass(A_WHILE).await;
    let messages = desk.messages(GROUP).into_iter();
    let photo = messages.filter(|m| m.media.is_some()).map(|m| m.reply_to);
    assert_eq!(photo.collect::<Vec<_>>(), [Some(card)]);
    assert_eq!(desk.count(GROUP, "User replied to #1"), 1);
}

/// A ticket that begins with a photo has its card at once.
#[actix::test]
async fn a_card_waits_for_no_photo() {
    let desk = Desk::open().await;
    place(&desk, "member").await;
    forbid(&desk, &["can_send_photos"]).await;
    desk.ann().starts().await;
    desk.ann().presses("Support").await;
    desk.ann().presses("Create Ticket").await;
    desk.ann().writes(TITLE).await;
    sends_photo(&desk, "It looks like this").await;
    desk.find(GROUP, "New ticket #1");
    desk.find(GROUP, TOLD);
    forbid(&desk, &[]).await;
    desk.dora().clicks("Retry").await;
    desk.pass(A_WHILE).await;
    assert_eq!(photos(&desk).len(), 1, "{}", desk.everything());
    assert_eq!(desk.count(GROUP, "New ticket #1"), 1);
}

/// A desk whose bot may not write at all can tell nobody so: it waits, and says it when it can.
#[actix::test]
async fn what_the_bot_may_not_write_comes_in_its_order_when_it_may() {
    let desk = without_photos().await;
    forbid(&desk, &["can_send_messages", "can_send_photos"]).await;
    desk.ann().writes("First words.").await;
    sends_photo(&desk, "Then a photo").await;
    desk.ann().writes("Last words.").await;
    desk.pass(hours(30)).await;
    assert_eq!(desk.count(GROUP, "First words."), 0);
    place(&desk, "administrator").await;
    desk.pass(minutes(1)).await;
    assert_eq!(
        desk.count(GROUP, "I was not allowed to write in this group"),
        1
    );
    let said = |text: &str| desk.find(GROUP, text).id;
    assert!(said("First words.") < said("Then a photo"));
    assert!(said("Then a photo") < said("Last words."));
}

/// A voice message that its person does not take is refused, and nothing is withheld.
#[actix::test]
async fn a_persons_chat_is_another_matter() {
    let desk = without_photos().await;
    desk.control(Control::Fault(Fault {
        method: None,
        chat_id: Some(ANN),
        nth: 1,
        times: 3,
        kind: FaultKind::Error {
            code: 400,
            description: "Bad Request: VOICE_MESSAGES_FORBIDDEN".into(),
        },
    }))
    .await;
    let voice = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "📋 Ticket #1").id),
        media: Some("voice".into()),
        ..Default::default()
    };
    desk.dora().does_write(voice).await;
    desk.pass(A_WHILE).await;
    desk.find(GROUP, "the user takes no voice or video messages");
    assert_eq!(desk.count(GROUP, "I am not allowed"), 0);
}

/// The group takes everything but reactions: an answer is delivered all the same, and nobody is told of a right.
#[actix::test]
async fn a_mark_is_no_delivery() {
    let desk = looked_at().await;
    place(&desk, "member").await;
    forbid(&desk, &["can_react_to_messages"]).await;
    desk.dora().replies("📋 Ticket #1", ANSWER).await;
    desk.find(ANN, ANSWER);
    assert_eq!(desk.count(GROUP, "I am not allowed"), 0);
}

/// What is written down of the photo that goes through is delayed, and other calls end in between.
#[actix::test]
async fn another_call_ends_before_the_grant_is_written_down() {
    let desk = without_photos().await;
    desk.chloe().starts().await;
    sends_photo(&desk, "The first").await;
    sends_photo(&desk, "The second").await;
    forbid(&desk, &[]).await;
    let grants = |work: &bellhop::store::UnitOfWork| {
        !work.tried_again.is_empty() && !work.settled.is_empty()
    };
    desk.trouble
        .with_one_turn(crate::common::trouble::Goes::Away, grants);
    let photo = Writing {
        user: ANN,
        media: Some("photo".into()),
        text: Some("The third".into()),
        ..Default::default()
    };
    let sent = desk.sim.control(Control::Write(photo));
    sent.expect("she may write");
    desk.pass(std::time::Duration::from_millis(200)).await;
    // Whatever is said to anybody ends a call.
    desk.gets(CHLOE, "/start");
    desk.pass(minutes(1)).await;
    assert_eq!(photos(&desk), ["The third", "The first", "The second"]);
}
