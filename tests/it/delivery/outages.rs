//! Telegram goes away, for one chat or for all: whoever can be told is told, and nothing is lost.

use super::{digests::*, *};
use bellhop::{
    actors::notifier::OutboxWritten,
    domain::notice::{Notice, TeamNotice},
    store::{NewOutboxRow, UnitOfWork},
};

/// Thirty chats meet a server in between that is down. Nobody else notices.
#[actix::test]
async fn thirty_chats_that_get_502_hold_up_nobody_else() {
    let people = people(30);
    let desk = Desk::with(Setup {
        world: Some(crowd(&people)),
        ..Default::default()
    })
    .await;
    for person in &people {
        desk.control(fault(SEND, *person, 1_000_000, FaultKind::BadGateway))
            .await;
    }
    for person in people.iter().chain([&ANN]) {
        let start = Control::Start {
            user: *person,
            payload: None,
        };
        desk.sim.control(start).expect("they press Start");
    }
    // Thirty-one calls are one more than a second takes.
    desk.settle().await;
    desk.pass_exactly(Duration::from_millis(1_001)).await;
    assert_eq!(desk.count(ANN, "Hello!"), 1, "with no other delay");
    desk.chloe().starts().await;
    assert_eq!(desk.count(CHLOE, "Hello!"), 1);
    desk.control(Control::ClearFaults).await;
    desk.pass(minutes(2)).await;
    for person in people {
        assert_eq!(desk.count(person, "Hello!"), 1);
    }
}

/// Telegram asks one person's chat to wait for an hour. The others go on; that one waits exactly so long.
#[actix::test]
async fn an_hour_of_flood_in_one_chat_is_nobody_elses() {
    let desk = anns_ticket().await;
    desk.control(fault(SEND, ANN, 1, FaultKind::Flood { retry_after: 3_600 }))
        .await;
    let reply_to = Some(desk.find(GROUP, "#1").id);
    desk.control(Control::Write(Writing {
        user: DORA,
        chat: Some(GROUP),
        thread: Some(TOPIC),
        text: Some("Restart it.".into()),
        reply_to,
        ..Default::default()
    }))
    .await;
    let asked = desk.clock.now();
    desk.boris().starts().await;
    assert_eq!(desk.messages(BORIS).iter().filter(|m| m.by_bot).count(), 1);
    desk.ann().writes("Hello?").await;
    assert_eq!(
        desk.count(GROUP, "User replied to #1\nHello?"),
        1,
        "the team's words don't wait either"
    );
    desk.pass_until(asked + chrono::TimeDelta::milliseconds(3_599_999))
        .await;
    assert_eq!(desk.count(ANN, "Restart it."), 0);
    desk.pass_exactly(Duration::from_millis(2)).await;
    assert_eq!(desk.count(ANN, "Restart it."), 1);
}

/// Six hours of 502 in both chats; whether Dora is of the team can't be asked either, so her answers wait too. Afterwards each
/// side has everything, in order and once.
#[actix::test]
async fn after_hours_of_502_nothing_is_missing_and_nothing_repeated() {
    let desk = anns_ticket().await;
    for chat in [ANN, GROUP] {
        desk.control(Control::Fault(Fault {
            method: None,
            chat_id: Some(chat),
            nth: 1,
            times: 1_000_000,
            kind: FaultKind::BadGateway,
        }))
        .await;
    }
    let reply_to = Some(desk.find(GROUP, "#1").id);
    for n in 0..6 {
        desk.sim
            .control(says(ANN, &format!("Line {n}.")))
            .expect("Ann writes");
        let answer = Writing {
            user: DORA,
            chat: Some(GROUP),
            thread: Some(TOPIC),
            text: Some(format!("Answer {n}.")),
            reply_to,
            ..Default::default()
        };
        desk.sim
            .control(Control::Write(answer))
            .expect("Dora writes");
        desk.struggle(Duration::from_secs(5)).await;
        desk.pass(hours(1)).await;
    }
    desk.control(Control::ClearFaults).await;
    desk.pass(minutes(5)).await;
    let lines = desk.texts(GROUP, "User replied to #1");
    assert_eq!(
        lines,
        (0..6)
            .map(|n| format!("User replied to #1\nLine {n}."))
            .collect::<Vec<_>>()
    );
    let answers: Vec<_> = desk.texts(ANN, "Answer ");
    let expected = |n| format!("Support replied to ticket #1\nAnswer {n}.");
    assert_eq!(answers, (0..6).map(expected).collect::<Vec<_>>());
    assert_eq!(desk.settled(1).await.status, Status::AwaitingUser);
    assert_eq!(desk.floods(), 0);
}

/// A reminder that could not be sent while the desk was open is not sent at night.
#[actix::test]
async fn a_reminder_that_comes_too_late_waits_for_the_morning() {
    let weekdays = [
        ("SLA__HOURS__MON", "10:00-12:00".to_owned()),
        ("SLA__HOURS__TUE", "09:00-12:00".to_owned()),
    ];
    let desk = Desk::with(Setup {
        settings: weekdays.into(),
        ..Default::default()
    })
    .await;
    desk.ann()
        .opens_a_ticket("VPN not connecting", "I get error code 403.")
        .await;
    desk.pass(minutes(31)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1, "the alert, at 10:30");
    desk.control(fault(
        SEND,
        GROUP,
        1,
        FaultKind::Flood {
            retry_after: 3 * 3_600,
        },
    ))
    .await;
    // Something that meets the flood, before the reminder.
    desk.ann().writes("Hello?").await;
    desk.pass(hours(4)).await;
    assert_eq!(desk.count(GROUP, "Hello?"), 1, "words come at night");
    assert_eq!(desk.count(GROUP, "SLA Breach"), 1, "reminders don't");
    let tuesday = morning() + chrono::TimeDelta::hours(23);
    desk.pass_until(tuesday - chrono::TimeDelta::milliseconds(1))
        .await;
    assert_eq!(
        desk.count(GROUP, "SLA Breach"),
        1,
        "Tuesday, a moment before 09:00"
    );
    desk.pass_exactly(Duration::from_millis(2)).await;
    assert_eq!(desk.count(GROUP, "SLA Breach"), 2, "{}", desk.everything());
}

/// More waits for the team than the notifier keeps in memory, and none of it can be sent. People notice nothing.
#[actix::test]
async fn what_the_team_cannot_be_told_keeps_nothing_from_people() {
    let desk = Desk::open().await;
    desk.control(fault(
        SEND,
        GROUP,
        1,
        FaultKind::Flood { retry_after: 3_600 },
    ))
    .await;
    let help = |n| NewOutboxRow {
        key: format!("help {n}"),
        notice: Notice::ToTeam(TeamNotice::Help),
        edits: None,
        replies_to: None,
        thread: None,
    };
    let work = UnitOfWork {
        outbox: (0..6_000).map(help).collect(),
        ..Default::default()
    };
    assert_eq!(desk.store.commit(vec![work]).await, [Ok(())]);
    desk.running(|r| r.notifier.do_send(OutboxWritten::default()));
    desk.settle().await;
    desk.ann().starts().await;
    assert_eq!(desk.count(ANN, "Hello!"), 1);
    assert_eq!(desk.calls(0, SEND, GROUP).len(), 1, "the team's wait");
}
