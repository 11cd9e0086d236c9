//! The settings edited while the desk runs, on paused time: what holds from when on, and what the team is told.

use crate::common::{desk::*, trouble::Goes};
use bellhop::domain::Instant;
use chrono::TimeDelta;
use simulator::{Control, Writing};
use std::time::Duration;

const TITLE: &str = "VPN not connecting";
const WORDS: &str = "I get error code 403 since this morning.";
const ALERT: &str = "SLA Breach!";
const EDITED: &str = "⚙️ The settings were edited.";
const REFUSED: &str = "⚠️ The settings were edited, and the edit is refused: nothing has changed.";
const MS: Duration = Duration::from_millis(1);

/// A desk at which Ann waits for so many minutes, to the millisecond; she may for thirty.
async fn ann_waits(for_minutes: u64) -> Desk {
    let desk = Desk::open().await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    desk.pass_exactly(minutes(for_minutes) - A_WHILE).await;
    desk
}

/// The newest of what the team was told of the settings.
fn told(desk: &Desk) -> String {
    desk.find(GROUP, "The settings were edited").text
}

fn alerts(desk: &Desk) -> usize {
    desk.count(GROUP, ALERT)
}

/// When the wait of Ann's ticket breached.
async fn breached(desk: &Desk) -> Option<Instant> {
    desk.ticket(1).await.waiting.and_then(|w| w.breached)
}

#[actix::test]
async fn a_shorter_limit_alerts_at_once_and_the_breach_dates_from_the_edit() {
    let desk = ann_waits(12).await;
    let edit = desk.clock.now();
    desk.edits("sla.response_within = \"10m\"").await;
    assert_eq!(
        told(&desk),
        "⚙️ The settings were edited. New from now on: sla.response_within\n\
         1 open ticket is over the new limit now, 0 alerts come earlier, 0 later"
    );
    desk.pass_exactly(MS).await;
    assert_eq!(alerts(&desk), 1);
    desk.find(GROUP, "Waiting: 12 minutes");
    assert_eq!(breached(&desk).await, Some(edit));
    desk.pass_exactly(minutes(15) - 2 * MS).await;
    assert_eq!(alerts(&desk), 1, "within the cooldown since the edit");
    desk.pass_exactly(4 * MS).await;
    assert_eq!(alerts(&desk), 2);
    desk.behaved();
}

#[actix::test]
async fn a_longer_limit_carries_over_what_has_elapsed() {
    let desk = ann_waits(12).await;
    desk.edits("sla.response_within = \"60m\"").await;
    assert_eq!(
        told(&desk),
        "⚙️ The settings were edited. New from now on: sla.response_within\n\
         0 open tickets are over the new limit now, 0 alerts come earlier, 1 later"
    );
    desk.pass_exactly(minutes(48) - MS).await;
    assert_eq!(alerts(&desk), 0, "59:59.999");
    desk.pass_exactly(2 * MS).await;
    assert_eq!(alerts(&desk), 1, "60:00.001");
    desk.behaved();
}

/// On Mondays the desk works from ten to twenty past, and again from eleven.
#[actix::test]
async fn what_was_paused_stays_paused() {
    let hours = ("SLA__HOURS__MON", "10:00-10:20,11:00-17:00");
    let desk = Desk::set(&[hours]).await;
    desk.ann().opens_a_ticket(TITLE, WORDS).await;
    let since = desk.ticket(1).await.waiting.expect("she waits").since;
    let counted = morning() + TimeDelta::minutes(20) - since;
    desk.pass_until(morning() + TimeDelta::minutes(63)).await;
    desk.edits("sla.response_within = \"25m\"").await;
    desk.find(
        GROUP,
        "0 open tickets are over the new limit now, 1 alert comes earlier, 0 later",
    );
    let due = morning() + TimeDelta::minutes(60 + 25) - counted;
    desk.pass_until(due - TimeDelta::milliseconds(1)).await;
    assert_eq!(
        alerts(&desk),
        0,
        "of 25 minutes, the desk's and not the clock's, one is left"
    );
    desk.pass_exactly(2 * MS).await;
    assert_eq!(alerts(&desk), 1);
    assert_eq!(breached(&desk).await, Some(due));
    desk.behaved();
}

#[actix::test]
async fn what_was_told_is_not_told_again() {
    let desk = ann_waits(30).await;
    desk.pass_exactly(2 * MS).await;
    assert_eq!(alerts(&desk), 1);
    let verdict = breached(&desk).await;
    for (limit, minute) in [("10m", 32), ("60m", 34), ("31m", 36), ("30m", 38)] {
        desk.pass_exactly(minutes(2)).await;
        desk.edits(&format!("sla.response_within = \"{limit}\""))
            .await;
        desk.pass_exactly(MS).await;
        assert_eq!(alerts(&desk), 1, "minute {minute}");
        assert_eq!(
            told(&desk),
            "⚙️ The settings were edited. New from now on: sla.response_within\n\
             No alert of an open ticket moves"
        );
    }
    assert_eq!(desk.count(GROUP, EDITED), 4);
    assert_eq!(breached(&desk).await, verdict);
    desk.pass_exactly(minutes(7)).await;
    assert_eq!(alerts(&desk), 2, "its reminder, at minute 45");
    desk.behaved();
}

#[actix::test]
async fn an_edit_that_means_the_same_is_not_told() {
    let desk = ann_waits(12).await;
    for same in ["# Half an hour.", "sla.response_within = \"1800s\"", ""] {
        desk.edits(same).await;
    }
    assert_eq!(desk.count(GROUP, "The settings"), 0);
    desk.behaved();
}

#[actix::test]
async fn a_faulty_edit_changes_nothing_and_is_told_once_with_the_key() {
    let desk = ann_waits(12).await;
    let faulty =
        "sla.respones_within = \"10m\"\nsla.warn_at_percent = 100\ndesk.mode = \"contact\"";
    let refusal = format!(
        "{REFUSED}\n\
         • sla.respones_within (config.toml): there is no such setting; did you mean sla.response_within?\n\
         • sla.warn_at_percent = 100 (config.toml): greater than 99; allowed: a whole number from 1 to 99"
    );
    desk.edits(faulty).await;
    assert_eq!(told(&desk), refusal);
    for same in [faulty.to_owned(), format!("# once more\n{faulty}")] {
        desk.pass_exactly(minutes(1)).await;
        desk.edits(&same).await;
    }
    assert_eq!(desk.count(GROUP, REFUSED), 1, "the same faults");
    desk.pass_exactly(minutes(1)).await;
    desk.edits("sla.enabled = 1").await;
    assert_eq!(
        told(&desk),
        format!(
            "{REFUSED}\n• sla.enabled = 1 (config.toml): not understood; allowed: true or false"
        )
    );
    desk.chloe().starts().await;
    desk.chloe().presses("🎫 Support").await;
    desk.find(CHLOE, "Create a ticket, and we will answer you here");
    desk.pass_exactly(minutes(15) - 2 * A_WHILE - MS).await;
    assert_eq!(alerts(&desk), 0, "29:59.999 of the old limit");
    desk.pass_exactly(2 * MS).await;
    assert_eq!(alerts(&desk), 1);
    // Mended, and broken again.
    desk.edits("").await;
    assert_eq!(desk.count(GROUP, EDITED), 0);
    desk.edits(faulty).await;
    assert_eq!(desk.count(GROUP, REFUSED), 3);
    desk.behaved();
}

#[actix::test]
async fn a_key_that_needs_a_restart_says_so_and_the_others_hold() {
    let desk = ann_waits(12).await;
    desk.edits("log.format = \"json\"").await;
    assert_eq!(
        told(&desk),
        "⚙️ The settings were edited.\nlog.format needs a restart: until then the old value holds."
    );
    desk.pass_exactly(minutes(1)).await;
    let more = "log.format = \"json\"\ntelegram.updates = \"webhook\"\n\
                telegram.webhook.public_url = \"https://desk.example\"\nsla.response_within = \"15m\"";
    desk.edits(more).await;
    assert_eq!(
        told(&desk),
        "⚙️ The settings were edited. New from now on: sla.response_within\n\
         0 open tickets are over the new limit now, 1 alert comes earlier, 0 later\n\
         telegram.updates, telegram.webhook.public_url need a restart: until then the old values hold."
    );
    desk.pass_exactly(minutes(2)).await;
    desk.edits("sla.response_within = \"15m\"").await;
    assert_eq!(
        desk.count(GROUP, EDITED),
        2,
        "back at what the desk was started with"
    );
    desk.behaved();
}

#[actix::test]
async fn what_people_meet_changes_with_the_file() {
    let desk = Desk::open().await;
    desk.ann().starts().await;
    desk.ann().presses("🎫 Support").await;
    desk.ann().presses("🎫 Create Ticket").await;
    desk.edits("desk.title_length = [12, 128]\nadmin.language = \"ru\"\nadmin.agents = [2001]")
        .await;
    desk.find(
        GROUP,
        "⚙️ Настройки изменены. Теперь действуют новые: desk.title_length, admin.agents, admin.language",
    );
    desk.ann().writes("VPN is out").await;
    desk.find(ANN, "at least 12 characters");
    desk.ann().writes(TITLE).await;
    desk.ann().writes(WORDS).await;
    desk.find(GROUP, "Новое обращение #1");
    desk.emil().clicks("Открыть обращение").await;
    assert!(
        desk.ticket(1).await.viewed.is_none(),
        "he is no agent any more"
    );
    desk.dora().clicks("Открыть обращение").await;
    assert!(desk.ticket(1).await.viewed.is_some());
    desk.behaved();
}

#[actix::test]
async fn a_wording_that_is_faulty_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("en.ftl"), "greting = Hello!").expect("written");
    let desk = ann_waits(1).await;
    desk.edits(&format!("desk.wording = {:?}", folder.path()))
        .await;
    let told = told(&desk);
    assert!(
        told.starts_with(&format!("{REFUSED}\n• desk.wording: ")),
        "{told}"
    );
    assert!(
        told.ends_with("en.ftl:1: the desk has no text named `greting`"),
        "{told}"
    );
    desk.behaved();
}

#[actix::test]
async fn the_sweep_comes_as_often_as_the_file_says_now() {
    let desk = ann_waits(12).await;
    desk.edits("sla.check_interval = \"5s\"").await;
    desk.clock.jump(TimeDelta::minutes(20));
    desk.pass_exactly(Duration::from_secs(5) - MS).await;
    assert_eq!(alerts(&desk), 0, "nobody has looked at the clock yet");
    desk.pass_exactly(2 * MS).await;
    desk.pass_exactly(MS).await;
    assert_eq!(alerts(&desk), 1);
    desk.behaved();
}

#[actix::test]
async fn an_edit_while_the_database_is_away_holds_when_it_is_back_and_dates_from_the_edit() {
    let desk = ann_waits(12).await;
    let edit = desk.clock.now();
    desk.trouble.database_is_down(true);
    desk.edits("sla.response_within = \"10m\"\nadmin.language = \"ru\"")
        .await;
    desk.struggle(Duration::from_secs(10)).await;
    assert_eq!(desk.count(GROUP, "Настройки") + alerts(&desk), 0);
    desk.trouble.is_over();
    desk.struggle(Duration::from_secs(2)).await;
    assert_eq!(
        desk.count(GROUP, "1 открытое обращение уже за новым пределом"),
        1
    );
    desk.find(GROUP, "Ожидание: 12 минут");
    assert_eq!(breached(&desk).await, Some(edit));
    assert_eq!(desk.store.policies().await.expect("it is back").len(), 2);
    desk.behaved();
}

#[actix::test]
async fn an_edit_whose_commit_is_not_heard_of_is_told_once() {
    let desk = ann_waits(12).await;
    desk.trouble
        .with_one_turn(Goes::Unheard, |work| work.policy.is_some());
    desk.edits("sla.response_within = \"20m\"").await;
    desk.struggle(Duration::from_secs(3)).await;
    assert_eq!(desk.count(GROUP, EDITED), 1);
    assert_eq!(
        told(&desk),
        "⚙️ The settings were edited. New from now on: sla.response_within\n\
         0 open tickets are over the new limit now, 1 alert comes earlier, 0 later"
    );
    assert_eq!(desk.store.policies().await.expect("a store").len(), 2);
    desk.pass(minutes(8)).await;
    assert_eq!(alerts(&desk), 1);
    desk.behaved();
}

#[actix::test]
async fn after_a_restart_and_after_a_crash_the_edit_holds_and_nothing_is_told_again() {
    let desk = ann_waits(12).await;
    desk.edits("sla.response_within = \"10m\"").await;
    desk.pass_exactly(MS).await;
    let verdict = breached(&desk).await;
    desk.restart().await;
    desk.crash().await;
    desk.pass(minutes(14)).await;
    assert_eq!((alerts(&desk), desk.count(GROUP, EDITED)), (1, 1));
    assert_eq!(breached(&desk).await, verdict);
    desk.dora().says("/sla 1").await;
    desk.find(GROUP, "Version 2 of the settings holds.");
    desk.behaved();
}

/// Ann writes so much at once.
fn gets_a_flood(desk: &Desk, how_much: std::ops::RangeInclusive<u32>) {
    for n in how_much {
        let writing = Writing {
            user: ANN,
            text: Some(format!("flood {n}.")),
            ..Default::default()
        };
        desk.sim.control(Control::Write(writing)).expect("she may");
    }
}

#[actix::test]
async fn who_waits_because_of_a_limit_goes_on_when_it_is_lifted() {
    let desk = ann_waits(1).await;
    desk.edits("limits.messages_per_minute = 1").await;
    assert_eq!(
        told(&desk),
        "⚙️ The settings were edited. New from now on: limits.messages_per_minute"
    );
    gets_a_flood(&desk, 1..=12);
    desk.settle().await;
    assert_eq!(desk.ticket(1).await.messages, 2, "one at once");
    desk.pass_exactly(Duration::from_secs(10)).await;
    desk.find(ANN, "what you send after it is not taken");
    assert_eq!(desk.ticket(1).await.messages, 2, "and one a minute");

    desk.edits("limits.messages_per_minute = 4").await;
    assert_eq!(desk.ticket(1).await.messages, 6, "four at once");
    desk.edits("limits.messages_per_minute = 0").await;
    assert_eq!(
        desk.ticket(1).await.messages,
        12,
        "all that was not turned away"
    );
    // Telegram takes so much at its own pace.
    desk.pass(minutes(3)).await;
    desk.find(ANN, "What was waiting is through");
    gets_a_flood(&desk, 13..=112);
    desk.settle().await;
    assert_eq!(desk.ticket(1).await.messages, 112, "no limit");
    let slow = "You are writing faster than the desk can take it.";
    assert_eq!(desk.count(ANN, slow), 1, "told once");
}

#[actix::test]
async fn a_limit_that_an_edit_sets_holds_at_once() {
    let desk = ann_waits(1).await;
    desk.edits("limits.messages_per_minute = 0").await;
    gets_a_flood(&desk, 1..=50);
    desk.settle().await;
    assert_eq!(desk.ticket(1).await.messages, 51);
    desk.edits("limits.messages_per_minute = 5").await;
    gets_a_flood(&desk, 51..=60);
    desk.settle().await;
    assert_eq!(desk.ticket(1).await.messages, 56);
    // The sixth may come with the next share of the minute.
    desk.pass_exactly(Duration::from_secs(12) + MS).await;
    assert_eq!(desk.ticket(1).await.messages, 57);
}
