//! Bad input of every kind: whatever comes, nobody panics, Telegram refuses nothing, and who behaves is served.
//!
//! Each case has a number, which is its seed; a failure says it. `BELLHOP_FUZZ_CASES` says how many cases there are in
//! all (100 000, of which a hundredth goes through the whole desk), `BELLHOP_FUZZ_SEED` at which number they begin.

mod make;

use crate::common::desk::*;
use bellhop::{
    actors::gateway::ReceiveUpdates,
    domain::message::{Entity, TEXT_PART, length, stretches, visible_length},
    telegram::{
        callback::ButtonAction as Data,
        inbound::{self, UpdateKind},
    },
    view::html::Html,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use simulator::{Control, Press, Writing, text::parse_html};
use std::{cell::Cell, sync::Once};
use unicode_segmentation::UnicodeSegmentation as _;

/// No limit on what people do: they do a lot here.
const UNLIMITED: &[(&str, &str)] = &[
    ("LIMITS__MESSAGES_PER_MINUTE", "0"),
    ("LIMITS__OPEN_TICKETS_PER_MINUTE", "0"),
];

fn number(variable: &str, otherwise: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.map_or(otherwise, |n| n.parse().expect("a number"))
}

/// The numbers of a share of all cases, in hundredths.
fn cases(hundredths: u64) -> impl Iterator<Item = u64> {
    let first = number("BELLHOP_FUZZ_SEED", 1);
    let count = number("BELLHOP_FUZZ_CASES", 100_000) * hundredths / 100;
    first..first + count.max(1)
}

/// Says which case it was, when that one panics.
struct Case(u64);

impl Case {
    fn new(seed: u64) -> (Case, StdRng) {
        (Case(seed), StdRng::seed_from_u64(seed))
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        if std::thread::panicking() {
            #[expect(clippy::print_stderr, reason = "it belongs to the failure's message")]
            {
                eprintln!("it was case {0}: BELLHOP_FUZZ_SEED={0}", self.0);
            }
        }
    }
}

thread_local! {
    static PANICS: Cell<u32> = const { Cell::new(0) };
}

/// Counts the panics of each thread, those that are caught too: all of a desk under test is on its test's thread.
fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.set(PANICS.get() + 1);
            before(panic);
        }));
    });
    PANICS.set(0);
}

// ---- what reads and what words, by itself

/// Our HTML is HTML to Telegram, and shows the text and nothing else.
fn shows(text: &str, html: &Html) {
    let parsed = parse_html(html.as_str());
    let (visible, _) = parsed.unwrap_or_else(|why| panic!("{why}: {:?}", html.as_str()));
    assert_eq!(visible, text);
    assert_eq!(html.visible(), text);
}

/// A text is cut where a reader sees no cut.
fn is_cut_well(text: &str) {
    let cuts = stretches(text);
    let whole: String = cuts.iter().map(|range| &text[range.clone()]).collect();
    assert_eq!(whole, text);
    let boundaries: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
    for range in &cuts {
        let stretch = &text[range.clone()];
        assert!(length(stretch) <= TEXT_PART);
        let longest = text.graphemes(true).map(length).max();
        assert!(
            range.start == 0
                || range.start == text.len()
                || boundaries.binary_search(&range.start).is_ok()
                || longest > Some(TEXT_PART),
            "cut at {}",
            range.start
        );
    }
}

#[test]
fn updates_are_read_or_refused() {
    for seed in cases(49) {
        let (_case, mut rng) = Case::new(seed);
        let json = make::update(seed as i64, &mut rng);
        let address = inbound::address(&json);
        let Ok(update) = inbound::read(&json) else {
            continue;
        };
        assert_eq!(address.expect("it was read").id, update.id);
        if let UpdateKind::Wrote { words, .. } = update.what {
            shows(&words.text, &Html::formatted(&words.text, &words.entities));
            assert!(!words.parts().is_empty());
        }
    }
}

#[test]
fn data_of_buttons_is_read_or_refused() {
    for seed in cases(40) {
        let (_case, mut rng) = Case::new(seed);
        let data = make::data(&mut rng);
        if let Some(press) = Data::read(&data) {
            assert_eq!(press.data(), data);
        }
    }
}

#[test]
fn texts_are_shown_as_they_are() {
    for seed in cases(10) {
        let (_case, mut rng) = Case::new(seed);
        let length = if rng.random_ratio(1, 20) { 12_000 } else { 60 };
        let text = make::text(length, &mut rng);
        let entities: Vec<Entity> = make::entities(&text, &mut rng)
            .into_iter()
            .filter_map(|entity| serde_json::from_value(entity).ok())
            .collect();
        shows(&text, &Html::escaped(&text));
        shows(&text, &Html::formatted(&text, &entities));
        is_cut_well(&text);
        assert!(visible_length(&text) <= text.chars().count());
    }
}

// ---- the whole desk

/// Calls that Telegram refuses because of what somebody made up, not because of how we put it: a message, a chat or a
/// press that is not there.
const MADE_UP: &[&str] = &[
    "not found",
    "query is too old",
    "message can't be edited",
    "have no rights to send",
    "wrong file identifier",
    "bot was blocked by the user",
];

fn only_made_up(desk: &Desk) {
    let refusals = desk.refusals().into_iter();
    let ours: Vec<String> = refusals
        .filter(|said| !MADE_UP.iter().any(|made_up| said.contains(made_up)))
        .collect();
    assert_eq!(ours, [""; 0]);
}

#[actix::test]
async fn the_desk_takes_any_update() {
    count_panics();
    let desk = Desk::set(UNLIMITED).await;
    desk.ann()
        .opens_a_ticket("VPN", "I get error code 403.")
        .await;
    // From now on the search of the log knows them.
    desk.ann().writes(make::WORDS).await;
    desk.chloe()
        .opens_a_ticket("Printer", "It burns again.")
        .await;
    let all: Vec<u64> = cases(1).collect();
    for (round, batch) in all.chunks(40).enumerate() {
        let (_case, _) = Case::new(batch[0]);
        let update = |seed: &u64| make::update(1_000_000 + *seed as i64, &mut Case::new(*seed).1);
        let updates = batch.iter().map(update).collect();
        let gateway = desk.running(|r| r.gateway.clone());
        let stored = gateway
            .send(ReceiveUpdates(updates))
            .await
            .expect("an answer");
        stored.expect("it is stored");
        // A row that is set aside is tried three times before.
        desk.struggle(std::time::Duration::from_millis(750)).await;
        desk.settle().await;
        tokio::time::advance(minutes(2)).await;
        assert_eq!(PANICS.get(), 0, "updates {batch:?}");
        if round % 5 == 0 {
            let words = format!("Round {round}.");
            desk.chloe().writes(&words).await;
            let said = desk
                .store
                .conversation(bellhop::domain::ids::TicketId(2))
                .await;
            let said = said.expect("a store");
            assert!(
                said.iter().any(|s| s.words.text == words),
                "Chloe is served"
            );
        }
    }
    only_made_up(&desk);
}

#[actix::test]
async fn the_desk_takes_any_press() {
    count_panics();
    let desk = Desk::set(UNLIMITED).await;
    desk.ann()
        .opens_a_ticket("VPN", "I get error code 403.")
        .await;
    desk.dora().starts().await;
    for seed in cases(1).step_by(2) {
        let (_case, mut rng) = Case::new(seed);
        let (user, chat) = make::one(
            &[(ANN, ANN), (DORA, GROUP), (DORA, DORA), (FAY, GROUP)],
            &mut rng,
        );
        let messages = desk.messages(chat);
        let ours: Vec<i64> = messages.iter().filter(|m| m.by_bot).map(|m| m.id).collect();
        let press = Press {
            user,
            chat: Some(chat),
            message_id: Some(make::one(&ours, &mut rng)),
            data: Some(make::data(&mut rng)),
            ..Default::default()
        };
        let pressed = desk.sim.control(Control::Press(press));
        pressed.unwrap_or_else(|why| panic!("{why}"));
        desk.settle().await;
        tokio::time::advance(std::time::Duration::from_secs(20)).await;
        assert_eq!(PANICS.get(), 0);
    }
    desk.settle().await;
    only_made_up(&desk);
}

/// Titles, messages, answers, reasons and names that are hardly text.
#[actix::test]
async fn the_desk_takes_any_text() {
    count_panics();
    let desk = Desk::set(UNLIMITED).await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    for seed in cases(1).step_by(20) {
        let (_case, mut rng) = Case::new(seed);
        let long = |rng: &mut StdRng| {
            let length = make::one(&[40, 40, 400, 4_000], rng);
            let text = make::text(length, rng);
            text.chars().take(4_096).collect::<String>()
        };
        let title = format!("Title {}", make::text(40, &mut rng));
        let said = |text: String, rng: &mut StdRng| Writing {
            entities: make::entities(&text, rng),
            text: Some(text),
            ..Default::default()
        };
        desk.ann().presses("🎫 Create Ticket").await;
        desk.ann()
            .writes(&title.chars().take(100).collect::<String>())
            .await;
        for _ in 0..3 {
            let text = format!("It is so: {}", long(&mut rng));
            let written = said(text.chars().take(4_096).collect(), &mut rng);
            desk.ann().does_write(written).await;
        }
        let card = desk.messages(GROUP).into_iter().rev().find(|m| m.by_bot);
        let answer = said(format!("Try: {}", make::text(300, &mut rng)), &mut rng);
        let reply = Writing {
            chat: Some(GROUP),
            thread: Some(TOPIC),
            reply_to: card.map(|card| card.id),
            ..answer
        };
        desk.dora().does_write(reply).await;
        desk.dora().says("/tickets").await;
        desk.ann().writes("/ticket").await;
        desk.ann().writes("/tickets").await;
        desk.ann().writes("/cancel").await;
        desk.pass_exactly(minutes(3)).await;
        desk.pass_exactly(minutes(3)).await;
        for _ in 0..2 {
            let open = desk.store.unresolved_ids().await.expect("a store");
            for (ticket, _) in open {
                let close = Press {
                    user: ANN,
                    data: Some(format!("pyes:{}", ticket.0)),
                    ..Default::default()
                };
                desk.ann().does_press(close).await;
            }
        }
        desk.ann().starts().await;
        desk.ann().presses("🎫 Support").await;
        assert_eq!(PANICS.get(), 0);
        assert_eq!(desk.refusals(), [""; 0]);
    }
}
