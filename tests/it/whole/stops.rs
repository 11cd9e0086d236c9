//! SIGTERM while people write: the process ends by itself, with 0; nothing is lost, and nothing comes twice while Telegram
//! answers. How long it takes is measured by `examples/measure_takeover.rs`.

use super::{on_both, process::DeskProcess};
use crate::common::{
    Database,
    desk::{ANN, GROUP},
};
use simulator::{UserEntry, WorldFile};

on_both!(in_the_middle_of_a_crowd,);

/// How many people press Start, one after the other.
const CROWD: i64 = 60;

/// The number of the first of them.
const FIRST: i64 = 1_500;

fn world() -> WorldFile {
    let mut world = WorldFile::demo();
    world.users.extend((0..CROWD).map(|n| UserEntry {
        id: FIRST + n,
        first_name: format!("Person {n}"),
        last_name: None,
        username: None,
        language_code: Some("en".to_owned()),
        is_premium: false,
        is_bot: false,
        started: false,
        deactivated: false,
        hides_forwards: false,
    }));
    world
}

async fn in_the_middle_of_a_crowd(database: Database) {
    let mut desk = DeskProcess::build(database, world(), "").await;
    desk.start().await;
    desk.opens_a_ticket("Router", "The router does not start.")
        .await;
    let mut lines = Vec::new();
    let mut press = |desk: &DeskProcess, people: std::ops::Range<i64>| {
        for n in people {
            desk.starts(FIRST + n);
            if n % 10 == 0 {
                lines.push(format!("Line {n}"));
                desk.writes(ANN, &format!("Line {n}"));
            }
        }
    };
    press(&desk, 0..20);
    // Some are answered, some are being answered, some are not read.
    desk.sees(FIRST, "🎫 Support").await;
    press(&desk, 20..40);
    desk.signal("TERM");
    press(&desk, 40..CROWD);
    assert_eq!(desk.ended().await.code(), Some(0), "{}", desk.everything());
    desk.start().await;
    for n in 0..CROWD {
        desk.sees(FIRST + n, "🎫 Support").await;
    }
    desk.sees(GROUP, "Line 50").await;
    desk.rests().await;
    for n in 0..CROWD {
        let said = desk.sim.chat(FIRST + n, None, None);
        assert_eq!(said.iter().filter(|m| m.by_bot).count(), 1, "person {n}");
    }
    let told: Vec<_> = desk
        .sim
        .chat(GROUP, None, None)
        .into_iter()
        .filter(|m| m.by_bot && m.text.starts_with("User replied to #1"))
        .filter_map(|m| m.text.lines().last().map(str::to_owned))
        .collect();
    assert_eq!(told, lines);
    let stored = "SELECT text FROM messages ORDER BY no";
    assert_eq!(desk.rows(stored).await[1..], lines);
    desk.stop().await;
}
