//! The whole reckoning against a brute-force oracle, over random histories: writes, answers and what becomes of them, views, notes, edits, priorities,
//! settings, people who leave and come back, resolutions; with random working hours in every zone that changes its
//! clocks, around the change.
//!
//! The desk sleeps to its next deadline and wakes then, as the actor does; the oracle looks at every step of five
//! minutes. Both must tell the same at the same time.
//!
//! `BELLHOP_HISTORIES` sets how many (10 000), `BELLHOP_SEED` with which number they begin (1). A failure names the
//! number of its history: to see it again, `BELLHOP_SEED=that BELLHOP_HISTORIES=1`.

mod late;
mod oracle;
mod world;

use crate::domain::{
    command::{Command, DeliveryFailure, WarningFailure},
    event::{Event, EventKind},
    ids::By,
    sla::{NO_GRACE, PolicyHistory},
    test_support::*,
    ticket::{Priority, Ticket},
};
use oracle::Oracle;
use rand::{Rng, SeedableRng, rngs::StdRng};
use world::{STEPS, Settings, World, Worlds};

/// What somebody does.
#[derive(Debug, Clone)]
enum Deed {
    /// The person writes; the message was sent so many steps before.
    Write { ago: usize },
    /// Anna looks.
    View,
    /// Anna keeps a note.
    Note,
    /// The person changes a message of theirs, or Anna an answer.
    Edit { by_person: bool },
    /// Anna answers.
    Answer,
    /// Telegram takes the oldest answer on its way, or the newest.
    Take { newest: bool },
    /// The oldest answer on its way does not arrive.
    Lose(DeliveryFailure),
    /// Anna takes the ticket.
    Assign,
    /// Anna changes how urgent it is.
    Priority(Priority),
    /// The settings change.
    Settings(Box<Settings>),
    /// Telegram takes the warning that silence closes the ticket.
    WarningTaken,
    /// Nobody will get it.
    WarningLost(WarningFailure),
    /// The person blocks the bot.
    Leave,
    /// And unblocks it.
    ComeBack,
    /// Anna closes the ticket.
    Close,
    /// The ticket's person is blocked.
    Block,
}

fn deed(random: &mut StdRng, world: &World) -> Deed {
    match random.random_range(0..105) {
        0..22 => Deed::Write {
            ago: random.random_range(0_usize..30).saturating_sub(20),
        },
        22..26 => Deed::View,
        26..31 => Deed::Note,
        31..48 => Deed::Answer,
        48..52 => Deed::Lose(DeliveryFailure::Refused),
        52..54 => Deed::Lose(DeliveryFailure::Unreachable),
        54 => Deed::Assign,
        55..70 => Deed::Take {
            newest: random.random(),
        },
        70..78 => Deed::Priority(world::priority(random)),
        78..86 => Deed::Settings(Box::new(world.settings(random))),
        86..90 => Deed::WarningTaken,
        90 => Deed::WarningLost(WarningFailure::NotTrue),
        91 => Deed::WarningLost(WarningFailure::Refused),
        92..95 => Deed::Leave,
        95..98 => Deed::ComeBack,
        98 => Deed::Close,
        99 => Deed::Block,
        _ => Deed::Edit {
            by_person: random.random(),
        },
    }
}

/// What a deed asks of the ticket, and by whom; `None` for the settings, which are the desk's.
fn asked(ticket: &Ticket, world: &World, step: usize, deed: &Deed) -> Option<(By, Command)> {
    let message = |newest: bool| {
        let pending = &ticket.pending;
        let found = if newest {
            pending.last()
        } else {
            pending.first()
        };
        found.map_or(0, |p| p.message.0)
    };
    Some(match deed {
        Deed::Write { ago } => (OWNER, write(world.at(step.saturating_sub(*ago)))),
        Deed::View => (BY_ANNA, Command::View),
        Deed::Note => (BY_ANNA, note()),
        Deed::Edit { by_person: true } => (OWNER, edit(1)),
        Deed::Edit { by_person: false } => (BY_ANNA, edit_of_an_answer(2)),
        Deed::Answer => (BY_ANNA, answer_confirmed()),
        Deed::Take { newest } => (By::Desk, taken(message(*newest))),
        Deed::Lose(why) => (By::Desk, lost(message(false), *why)),
        Deed::Assign => (BY_ANNA, Command::Assign { to: Some(ANNA) }),
        Deed::Priority(priority) => (
            BY_ANNA,
            Command::SetPriority {
                priority: *priority,
            },
        ),
        Deed::WarningTaken => (By::Desk, Command::SilenceWarningTaken),
        Deed::WarningLost(why) => {
            let warning = ticket.silence.as_ref().and_then(|s| s.warning);
            let (version, why) = (warning.unwrap_or(0), *why);
            (By::Desk, Command::SilenceWarningLost { version, why })
        }
        Deed::Leave => (By::Desk, Command::PersonLeft),
        Deed::ComeBack => (By::Desk, Command::PersonCameBack),
        Deed::Close => (BY_ANNA, Command::Close),
        Deed::Block => (BY_ANNA, Command::CloseForBlock),
        Deed::Settings(_) => return None,
    })
}

/// Does a deed; the events that come of it, none when it is refused.
fn happens(
    ticket: &mut Ticket,
    policies: &mut PolicyHistory,
    world: &World,
    step: usize,
    deed: &Deed,
) -> Vec<Event> {
    let now = world.at(step);
    if let Deed::Settings(settings) = deed {
        policies.change(now, world.policy(settings));
    }
    let events = asked(ticket, world, step, deed)
        .and_then(|(by, command)| ticket.decide(&command, by, now).ok())
        .unwrap_or_default();
    events.iter().for_each(|event| ticket.apply(event));
    events
}

/// A history to live: its settings at first, and who does what at which step.
fn history(random: &mut StdRng, world: &World) -> (Settings, Vec<(usize, Deed)>) {
    let first = world.settings(random);
    let mut deeds: Vec<(usize, Deed)> = (0..random.random_range(2..24))
        .map(|_| (random.random_range(1..STEPS), deed(random, world)))
        .collect();
    deeds.sort_by_key(|(step, _)| *step);
    (first, deeds)
}

/// What a history came to, for the count of what was covered.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    warned: usize,
    breached: usize,
    reminded: usize,
    escalated: usize,
    resolution: usize,
    silence: usize,
}

impl Seen {
    fn count(&mut self, told: &[EventKind]) {
        for what in told {
            *match what {
                EventKind::Warned { .. } => &mut self.warned,
                EventKind::Breached { .. } => &mut self.breached,
                EventKind::Reminded { .. } => &mut self.reminded,
                EventKind::Escalated { .. } => &mut self.escalated,
                EventKind::ResolutionBreached { .. } => &mut self.resolution,
                _ => &mut self.silence,
            } += 1;
        }
    }
}

/// Lives one history; what the desk tells is held against what the oracle tells.
fn live(worlds: &Worlds, seed: u64, seen: &mut Seen) {
    let mut random = StdRng::seed_from_u64(seed);
    let world = worlds.any(&mut random);
    let (first, deeds) = history(&mut random, world);
    let mut policies = PolicyHistory::always(world.policy(&first));
    let opening = Ticket::open(PERSON, world.at(0), world.at(0));
    let mut ticket = Ticket::opened(TICKET, &opening).expect("it opens");
    let mut oracle = Oracle::new(world, first.clone());
    let mut deeds_left = deeds.as_slice();
    let mut next = ticket.next_deadline(&policies, world.at(0), NO_GRACE);
    for step in 0..STEPS {
        let now = world.at(step);
        while let [(at, deed), rest @ ..] = deeds_left
            && *at == step
        {
            let events = happens(&mut ticket, &mut policies, world, step, deed);
            if let Deed::Settings(settings) = deed {
                oracle.settings_change(step, settings);
            }
            events
                .iter()
                .for_each(|event| oracle.happened(step, &event.what));
            next = ticket.next_deadline(&policies, now, NO_GRACE);
            deeds_left = rest;
        }
        let mut told = Vec::new();
        if next.is_some_and(|deadline| deadline.at <= now) {
            for event in ticket.due(now, &policies, NO_GRACE) {
                ticket.apply(&event);
                told.push(event.what);
            }
            next = ticket.next_deadline(&policies, now, NO_GRACE);
        }
        let expected = oracle.tells(step);
        assert_eq!(
            told, expected,
            "\nhistory {seed}, {now}, step {step}, in {world:?}\nfirst {first:?}\nthen {deeds:#?}"
        );
        seen.count(&told);
        if ticket.is_resolved() {
            break;
        }
    }
}

fn setting(name: &str, default: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(default, |text| text.parse().expect("a number"))
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "whoever runs it reads the seed and what was covered"
)]
#[test]
fn the_desk_tells_what_the_oracle_tells_in_ten_thousand_histories() {
    let (first, count) = (
        setting("BELLHOP_SEED", 1),
        setting("BELLHOP_HISTORIES", 10_000),
    );
    let worlds = Worlds::all();
    let mut seen = Seen::default();
    for seed in first..first + count {
        let lived = std::panic::AssertUnwindSafe(|| live(&worlds, seed, &mut seen));
        if let Err(panic) = std::panic::catch_unwind(lived) {
            eprintln!("BELLHOP_SEED={seed} BELLHOP_HISTORIES=1 shows this history again");
            std::panic::resume_unwind(panic);
        }
    }
    println!(
        "{count} histories from {first}, in {} zones: {seen:?}",
        worlds.zones()
    );
    if count >= 10_000 {
        let Seen {
            warned,
            breached,
            reminded,
            escalated,
            resolution,
            silence,
        } = seen;
        let least = [warned, breached, reminded, escalated, resolution, silence]
            .into_iter()
            .min();
        assert!(
            least > Some(300),
            "the histories have too little in them: {seen:?}"
        );
    }
}
