//! Answers that went nowhere in silence: the desk took their author for none of the team.

use super::*;

/// Emil replies to the card, in whatever way.
async fn emil_answers(desk: &Desk, writing: Writing) -> i64 {
    let reply = Writing {
        chat: Some(GROUP),
        thread: Some(TOPIC),
        reply_to: Some(desk.find(GROUP, "New ticket #1").id),
        text: Some(ANSWER.into()),
        ..writing
    };
    desk.emil().does_write(reply).await
}

/// A desk whose group hides its members, at which Ann has ticket #1; the bot has no rights.
async fn hidden_members() -> Desk {
    let mut world = simulator::WorldFile::demo();
    world.chats[0].hidden_members = true;
    world.bot.can_read_all_group_messages = true;
    let desk = Desk::with(Setup {
        world: Some(world),
        ..Default::default()
    })
    .await;
    desk.control(Control::Member {
        chat: GROUP,
        user: 123_456,
        status: "member".into(),
        rights: Vec::new(),
        anonymous: false,
        by: Some(DORA),
    })
    .await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk
}

#[actix::test]
async fn the_members_are_hidden() {
    let desk = hidden_members().await;
    let written = emil_answers(&desk, Writing::default()).await;
    let told = desk.find(GROUP, "Nothing was sent");
    assert_eq!(
        told.text,
        "⚠️ Nothing was sent: Telegram does not tell me whether you belong to this group. \
         An administrator of the bot can change that."
    );
    assert_eq!(told.reply_to, Some(written));
    assert_eq!(desk.count(ANN, ANSWER), 0);
    assert_eq!(
        desk.find(GROUP, "who belongs to this group").text,
        "⚠️ Telegram does not tell me who belongs to this group, because its members are hidden and I have no rights here. \
         What those members write or press goes nowhere. Make me an administrator (no right in particular is needed), \
         or name the team in admin.agents."
    );
    // Another agent is told, too; the remedy is told once, over restarts too.
    desk.restart().await;
    desk.dora().replies("New ticket #1", ANSWER).await;
    assert_eq!(desk.count(GROUP, "Nothing was sent"), 2);
    assert_eq!(desk.count(GROUP, "who belongs to this group"), 1);
}

#[actix::test]
async fn a_press_says_the_same() {
    let desk = hidden_members().await;
    let toast = desk.emil().clicks("View Ticket").await;
    assert_eq!(
        toast.as_deref(),
        Some(
            "Telegram does not tell me whether you belong to this group. \
             An administrator of the bot can change that."
        )
    );
    assert_eq!(desk.count(GROUP, "who belongs to this group"), 1);
}

#[actix::test]
async fn a_command_says_the_same() {
    let desk = hidden_members().await;
    desk.emil().says("/tickets").await;
    desk.find(GROUP, "Nothing was sent: Telegram does not tell me");
    assert_eq!(desk.count(GROUP, "Active Tickets"), 0);
}

/// Only Dora is named in `admin.agents`.
async fn dora_alone() -> Desk {
    let desk = Desk::with(Setup {
        settings: vec![("ADMIN__AGENTS", format!("[{DORA}]"))],
        ..Default::default()
    })
    .await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk
}

#[actix::test]
async fn the_settings_name_others() {
    let desk = dora_alone().await;
    let written = emil_answers(&desk, Writing::default()).await;
    let told = desk.find(GROUP, "Nothing was sent");
    assert_eq!(
        told.text,
        "⚠️ Nothing was sent: you are not one of this desk's team."
    );
    assert_eq!(told.reply_to, Some(written));
    let toast = desk.emil().clicks("View Ticket").await;
    assert_eq!(
        toast.as_deref(),
        Some("You are not one of this desk's team.")
    );
    assert_eq!(desk.count(ANN, ANSWER), 0);
    // What is said among the members is talk, whoever it is.
    desk.emil().says("I would restart it").await;
    assert_eq!(desk.count(GROUP, "Nothing was sent"), 1);
    desk.behaved();
}

#[actix::test]
async fn somebody_who_tries_again_and_again_is_told_once_a_minute() {
    let desk = dora_alone().await;
    for _ in 0..4 {
        emil_answers(&desk, Writing::default()).await;
    }
    assert_eq!(desk.count(GROUP, "Nothing was sent"), 1);
    desk.pass(minutes(1)).await;
    emil_answers(&desk, Writing::default()).await;
    assert_eq!(desk.count(GROUP, "Nothing was sent"), 2);
    desk.behaved();
}

#[actix::test]
async fn an_edit_of_an_answer_by_somebody_who_is_no_agent_any_more() {
    let desk = answered().await;
    let answer = desk.find(GROUP, ANSWER).id;
    desk.edits("admin.agents = [2002]\n").await;
    desk.changes(DORA, GROUP, answer, "Please restart it twice.")
        .await;
    desk.find(
        GROUP,
        "⚠️ Nothing was sent: you are not one of this desk's team.",
    );
    assert_eq!(desk.count(ANN, "twice"), 0);
    desk.behaved();
}

#[actix::test]
async fn an_answer_in_the_name_of_a_channel() {
    let mut world = simulator::WorldFile::demo();
    let channel = -1_001_000_000_009;
    world.chats.push(simulator::ChatEntry {
        id: channel,
        kind: "channel".into(),
        title: "Emil's channel".into(),
        ..world.chats[0].clone()
    });
    let entry = world.chats.last_mut().expect("the channel");
    (entry.is_forum, entry.topics) = (false, Vec::new());
    let desk = Desk::with(Setup {
        world: Some(world),
        ..Default::default()
    })
    .await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let as_channel = Writing {
        as_channel: Some(channel),
        ..Default::default()
    };
    let written = emil_answers(&desk, as_channel).await;
    let told = desk.find(GROUP, "Nothing was sent");
    assert_eq!(
        told.text,
        "⚠️ Nothing was sent: you wrote as a channel or another group, and I can't tell who you are. \
         Write under your own name."
    );
    assert_eq!(told.reply_to, Some(written));
    assert_eq!(desk.count(ANN, ANSWER), 0);
    desk.behaved();
}
