//! When more waits for the team than Telegram takes in a minute, and after an outage, what is alike is told together, once,
//! as it is then.

use super::*;
use crate::common::trouble::Goes;
use bellhop::store::UnitOfWork;
use std::collections::BTreeSet;

/// So many people, from 3001 on, who write English and have no username.
pub(super) fn people(count: i64) -> Vec<i64> {
    (3001..3001 + count).collect()
}

/// The sample world, and these people in it.
pub(super) fn crowd(people: &[i64]) -> WorldFile {
    let mut world = WorldFile::demo();
    for id in people {
        let mut user = world.users[0].clone();
        (user.id, user.first_name, user.username) = (*id, format!("Person {id}"), None);
        world.users.push(user);
    }
    world
}

/// A desk with these people, who are all about to send the first message of their tickets.
pub(super) async fn all_about_to_open(
    people: &[i64],
    settings: Vec<(&'static str, String)>,
) -> Desk {
    let desk = Desk::with(Setup {
        world: Some(crowd(people)),
        settings,
        ..Default::default()
    })
    .await;
    let all = async |does: &dyn Fn(i64) -> Control| {
        for person in people {
            desk.sim.control(does(*person)).expect("they do");
        }
        desk.pass_exactly(Duration::from_millis(10)).await;
        desk.pass_exactly(Duration::from_secs(3)).await;
        desk.pass_exactly(Duration::from_secs(7)).await;
    };
    let press = |user: i64| {
        Control::Press(simulator::Press {
            user,
            button: Some("🎫".into()),
            ..Default::default()
        })
    };
    all(&|user| Control::Start {
        user,
        payload: None,
    })
    .await;
    all(&press).await;
    all(&press).await;
    all(&|user| says(user, "VPN not connecting")).await;
    desk
}

/// They all send it, at once.
pub(super) async fn all_open(desk: &Desk, people: &[i64]) {
    for person in people {
        desk.sim
            .control(says(*person, "I get error code 403."))
            .expect("they write");
    }
    desk.pass_exactly(Duration::from_millis(10)).await;
    for _ in 0..4 {
        desk.pass_exactly(Duration::from_millis(500)).await;
    }
}

/// What is told of forty tickets that are opened at once.
pub(super) const DIGEST: &str = "40 new tickets";

/// Forty people opened tickets at once.
async fn forty() -> (Desk, Vec<i64>) {
    let people = people(40);
    let desk = all_about_to_open(&people, Vec::new()).await;
    all_open(&desk, &people).await;
    (desk, people)
}

/// The numbers behind `#` in a text.
pub(super) fn numbers(text: &str) -> Vec<i64> {
    let parts = text.split('#').skip(1);
    let digits = |part: &str| {
        part.chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
    };
    parts.filter_map(|part| digits(part).parse().ok()).collect()
}

/// The messages of the group that hold a text.
fn told(desk: &Desk, text: &str) -> Vec<simulator::ShownMessage> {
    let messages = desk.messages(GROUP).into_iter();
    messages
        .filter(|m| m.by_bot && m.text.contains(text))
        .collect()
}

/// Forty people open tickets at once. Telegram never has to refuse; they hear at once that their tickets are there, and so
/// does the team, of each ticket once; people's words come at once as well.
#[actix::test]
async fn forty_tickets_at_once_fit_into_the_budgets() {
    let (desk, people) = forty().await;
    for person in &people {
        assert_eq!(
            desk.count(*person, "created"),
            1,
            "confirmed within two seconds"
        );
    }
    desk.control(says(people[0], "It is urgent!")).await;
    desk.pass_exactly(Duration::from_secs(1)).await;
    assert_eq!(desk.count(GROUP, "It is urgent!"), 1);
    desk.pass(minutes(5)).await;
    let digests = told(&desk, "new tickets");
    assert_eq!(digests.len(), 1, "{}", desk.everything());
    assert!(digests[0].text.starts_with("40 new tickets\n\n🟢 #"));
    let listed = numbers(&digests[0].text);
    assert_eq!(listed.len(), 40);
    let all: BTreeSet<i64> = listed.into_iter().collect();
    assert_eq!(all, (1..=40).collect(), "each once");
    assert_eq!(desk.count(GROUP, "New ticket"), 1, "the card of the words");
    assert_eq!(desk.floods(), 0, "no call was refused");
    desk.behaved();
}

/// Twenty wait no longer than a minute: each gets its card.
#[actix::test]
async fn twenty_tickets_at_once_get_their_cards() {
    let people = people(20);
    let desk = all_about_to_open(&people, Vec::new()).await;
    all_open(&desk, &people).await;
    assert_eq!(
        desk.count(GROUP, "New ticket"),
        18,
        "nine tenths of the group's minute"
    );
    desk.pass(minutes(1)).await;
    assert_eq!(desk.count(GROUP, "New ticket"), 20);
    assert_eq!(desk.count(GROUP, "new tickets"), 0);
    assert_eq!(desk.floods(), 0);
}

/// Whose ticket was told in a digest: the last one's.
async fn told_in_a_digest() -> (Desk, i64, String) {
    let (desk, people) = forty().await;
    desk.pass(minutes(5)).await;
    let digest = desk.find(GROUP, DIGEST);
    let number = numbers(&digest.text)[39];
    let name = format!("Ticket #{number}");
    let whose = people.iter().find(|person| desk.count(**person, &name) > 0);
    (desk, *whose.expect("somebody's"), format!("#{number}"))
}

#[actix::test]
async fn its_next_words_bring_the_card_of_a_ticket_told_in_a_digest() {
    let (desk, person, number) = told_in_a_digest().await;
    for n in 0..3 {
        desk.control(says(person, &format!("Line {n}."))).await;
    }
    let cards = told(&desk, &format!("New ticket {number}\n"));
    assert_eq!(cards.len(), 1, "{}", desk.everything());
    for n in 0..3 {
        let words = desk.find(GROUP, &format!("Line {n}."));
        assert_eq!(words.reply_to, Some(cards[0].id));
    }
}

#[actix::test]
async fn the_first_look_brings_the_card_of_a_ticket_told_in_a_digest() {
    let (desk, person, number) = told_in_a_digest().await;
    desk.dora().clicks_on(DIGEST, &number).await;
    let card = desk.find(GROUP, &format!("📋 Ticket {number}:"));
    desk.control(says(person, "It says 404 now.")).await;
    desk.pass(minutes(2)).await;
    let messages = desk.messages(GROUP);
    let shows = messages.iter().find(|m| m.id == card.id).map(|m| &m.text);
    assert!(shows.is_some_and(|text| text.contains("It says 404 now.")));
    assert_eq!(desk.count(GROUP, &format!("New ticket {number}\n")), 0);
    let words = desk.find(GROUP, &format!("User replied to {number}"));
    assert_eq!(words.reply_to, Some(card.id));
    desk.dora()
        .replies(&format!("User replied to {number}"), "Restart it.")
        .await;
    assert_eq!(desk.count(person, "Restart it."), 1);
}

#[actix::test]
async fn a_reply_to_a_digest_is_answered_and_goes_nowhere() {
    let (desk, ..) = told_in_a_digest().await;
    let written = desk.dora().replies(DIGEST, "I take these.").await;
    let answer = desk.find(GROUP, "I can't tell which ticket this belongs to");
    assert_eq!(answer.reply_to, Some(written));
}

/// The desk dies when Telegram has taken the digest and nobody wrote that down.
#[actix::test]
async fn a_crash_in_the_midst_of_a_digest_costs_one_repeat_at_most() {
    let people = people(40);
    let desk = all_about_to_open(&people, Vec::new()).await;
    let settles = |work: &UnitOfWork| work.settled.len() > 1;
    desk.trouble
        .with_turns(move |work| settles(work).then_some(Goes::Away));
    all_open(&desk, &people).await;
    desk.struggle(minutes(1)).await;
    assert_eq!(told(&desk, DIGEST).len(), 1, "it waits for the database");
    desk.trouble.is_over();
    desk.crash().await;
    desk.pass(minutes(5)).await;
    let digests = told(&desk, DIGEST);
    let told: Vec<_> = digests.iter().map(|m| numbers(&m.text)).collect();
    assert_eq!(told.len(), 2, "{}", desk.everything());
    assert_eq!(told[0], told[1]);
    assert_eq!(desk.count(GROUP, "New ticket"), 0, "and no card");
    assert_eq!(desk.floods(), 0);
}

/// Should Telegram not take the digest, the tickets are told one by one.
#[actix::test]
async fn a_digest_that_is_refused_falls_into_its_cards() {
    let people = people(40);
    let desk = all_about_to_open(&people, Vec::new()).await;
    let kind = FaultKind::Error {
        code: 400,
        description: "Bad Request: reply markup is too long".into(),
    };
    // It is tried twice, as everything that Telegram refuses for what it is.
    desk.control(fault(SEND, GROUP, 2, kind)).await;
    all_open(&desk, &people).await;
    desk.pass(minutes(4)).await;
    assert_eq!(desk.count(GROUP, "new tickets"), 0);
    let cards: BTreeSet<i64> = told(&desk, "New ticket")
        .iter()
        .flat_map(|m| numbers(&m.text))
        .collect();
    assert_eq!(cards, (1..=40).collect());
    assert_eq!(desk.floods(), 0);
}

/// For hours the group can't be written to. Thirty tickets pass their deadlines meanwhile and are reminded of; of three the
/// person got an answer, and one they closed themselves. Afterwards one digest tells of the others, with true times.
#[actix::test]
async fn after_an_outage_one_digest_tells_what_is_overdue() {
    let people = people(30);
    let desk = all_about_to_open(&people, Vec::new()).await;
    all_open(&desk, &people).await;
    for number in 1..=3 {
        let press = simulator::Press {
            user: DORA,
            chat: Some(GROUP),
            message_id: Some(desk.find(GROUP, "30 new tickets").id),
            data: Some(format!("view:{number}")),
            ..Default::default()
        };
        desk.control(Control::Press(press)).await;
        desk.find(GROUP, &format!("📋 Ticket #{number}:"));
    }
    desk.pass(minutes(5)).await;
    desk.control(fault(SEND, GROUP, 1_000_000, FaultKind::BadGateway))
        .await;
    desk.control(fault(
        "editMessageText",
        GROUP,
        1_000_000,
        FaultKind::BadGateway,
    ))
    .await;
    let before = desk.sim.journal().len();
    desk.pass(hours(1)).await;
    for number in 1..=3 {
        desk.dora()
            .replies(&format!("📋 Ticket #{number}:"), "Restart it.")
            .await;
    }
    let closed = people
        .iter()
        .find(|p| desk.count(**p, "Ticket #30 created") > 0);
    let closed = desk.person(*closed.expect("whose it is"));
    closed
        .does_write(Writing {
            text: Some("/ticket".into()),
            ..Default::default()
        })
        .await;
    closed.presses("Close Ticket").await;
    closed.presses("Yes, close it").await;
    desk.pass(hours(1)).await;
    assert_eq!(told(&desk, "SLA").len(), 0, "nothing gets through");

    desk.control(Control::ClearFaults).await;
    desk.pass(minutes(3)).await;
    let digests = told(&desk, "over their SLA");
    assert_eq!(digests.len(), 1, "{}", desk.everything());
    assert!(
        digests[0]
            .text
            .starts_with("26 tickets are over their SLA\n"),
        "{}",
        digests[0].text
    );
    let mut listed = numbers(&digests[0].text);
    listed.sort_unstable();
    assert_eq!(listed, (4..=29).collect::<Vec<_>>());
    assert!(
        digests[0].text.contains("(2 h "),
        "true times: {}",
        digests[0].text
    );
    assert_eq!(
        told(&desk, "SLA Breach").len(),
        0,
        "and nothing else of that"
    );
    // Each minute of the outage costs one try of many, not one of each.
    let tries = desk.calls(before, SEND, GROUP).len();
    assert!(tries < 600, "{tries}");
    assert_eq!(desk.floods(), 0);
}

/// Tickets that all came due in an outage are told in one message, few as they are.
fn told_of_five(desk: &Desk, waited: &str) {
    let told = told(desk, "SLA");
    assert_eq!(told.len(), 1, "{}", desk.everything());
    let text = &told[0].text;
    assert!(text.starts_with("5 tickets are over their SLA\n"), "{text}");
    assert_eq!(text.matches(waited).count(), 5, "true times: {text}");
    assert_eq!(desk.floods(), 0);
}

#[actix::test]
async fn what_came_due_while_the_desk_was_down_is_told_once() {
    let people = people(5);
    let desk = all_about_to_open(&people, Vec::new()).await;
    all_open(&desk, &people).await;
    desk.pass(minutes(5)).await;
    desk.is_down_for(hours(2)).await;
    desk.pass(minutes(2)).await;
    told_of_five(&desk, "(2 h ");
}

#[actix::test]
async fn what_came_due_while_the_group_was_away_is_told_once() {
    let people = people(5);
    let desk = all_about_to_open(&people, Vec::new()).await;
    all_open(&desk, &people).await;
    desk.pass(minutes(5)).await;
    desk.control(fault(SEND, GROUP, 1_000_000, FaultKind::BadGateway))
        .await;
    desk.pass(minutes(35)).await;
    assert_eq!(told(&desk, "SLA").len(), 0, "nothing gets through");
    desk.control(Control::ClearFaults).await;
    desk.pass(minutes(2)).await;
    told_of_five(&desk, " min)");
}
