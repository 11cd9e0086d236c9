//! A private chat with topics: the desk answered outside of the topic in which somebody wrote.

use super::*;

/// The topics that Ann made of her chat with the bot.
const WORK: i64 = 71;
const HOME: i64 = 72;

/// A desk whose bot has topics in private chats.
async fn with_topics() -> Desk {
    let mut world = simulator::WorldFile::demo();
    world.bot.has_topics_enabled = true;
    let desk = Desk::with(Setup {
        world: Some(world),
        ..Default::default()
    })
    .await;
    desk.ann().starts().await;
    desk
}

async fn ann_writes(desk: &Desk, thread: i64, text: &str) -> i64 {
    let writing = Writing {
        thread: Some(thread),
        text: Some(text.into()),
        ..Default::default()
    };
    desk.ann().does_write(writing).await
}

/// Ann has ticket #1, opened in a topic.
async fn opened_in_a_topic() -> Desk {
    let desk = with_topics().await;
    ann_writes(&desk, WORK, WORDS).await;
    desk.ann().presses("Create Ticket").await;
    ann_writes(&desk, WORK, TITLE).await;
    desk
}

#[actix::test]
async fn what_answers_a_message_goes_to_its_topic() {
    let desk = opened_in_a_topic().await;
    assert_eq!(desk.find(ANN, "Send a short title").thread, Some(WORK));
    assert_eq!(desk.find(ANN, "Ticket #1 created").thread, Some(WORK));
    desk.dora().replies("New ticket #1", ANSWER).await;
    assert_eq!(desk.find(ANN, ANSWER).thread, Some(WORK));
    desk.ann().presses("Close Ticket").await;
    assert_eq!(desk.find(ANN, "Close ticket").thread, Some(WORK));
    desk.behaved();
}

#[actix::test]
async fn an_answer_goes_where_the_person_wrote_last() {
    let desk = opened_in_a_topic().await;
    ann_writes(&desk, HOME, "I am at home now").await;
    desk.dora().replies("New ticket #1", ANSWER).await;
    assert_eq!(desk.find(ANN, ANSWER).thread, Some(HOME));
    desk.ann().writes("Outside of all topics").await;
    desk.dora().replies("Ticket #1", "Here, too").await;
    assert_eq!(desk.find(ANN, "Here, too").thread, None);
    desk.behaved();
}

#[actix::test]
async fn an_agent_seen_in_the_group_keeps_their_own_topic() {
    let desk = with_topics().await;
    desk.dora().starts().await;
    let writing = Writing {
        thread: Some(WORK),
        text: Some("My own printer is broken".into()),
        ..Default::default()
    };
    desk.dora().does_write(writing).await;
    desk.dora().says("/tickets").await;
    desk.dora().presses("Create Ticket").await;
    assert_eq!(desk.find(DORA, "Send a short title").thread, Some(WORK));
    desk.behaved();
}
