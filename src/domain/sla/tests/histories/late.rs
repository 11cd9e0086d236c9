//! A desk that sleeps through all its timers judges as one that never does: whatever a command meets undone is recorded
//! before it. The same histories are lived twice, once waking at each deadline, once only when somebody does something.
//!
//! The settings of these histories never turn a clock off, because what is due while a clock is off is not told at all,
//! and nothing closes by itself, because a ticket that is closed later hears more.

use super::{
    Deed, asked, history, setting,
    world::{STEPS, Settings, World, Worlds},
};
use crate::domain::{
    event::EventKind,
    sla::{NO_GRACE, PolicyHistory},
    test_support::*,
    ticket::Ticket,
};
use rand::{SeedableRng, rngs::StdRng};

/// The same settings, with every clock of the team on and none of the person's.
fn on(settings: &Settings) -> Settings {
    Settings {
        enabled: true,
        next: settings.next.filter(Option::is_some),
        resolve_within: settings.resolve_within.or(Some(60)),
        auto_close: None,
        ..settings.clone()
    }
}

/// How the desk judged, in the order of what is judged; `wakes`: whether it hears its timers.
fn verdicts(world: &World, first: &Settings, deeds: &[(usize, Deed)], wakes: bool) -> Vec<String> {
    let mut policies = PolicyHistory::always(world.policy(&on(first)));
    let opening = Ticket::open(PERSON, world.at(0), world.at(0));
    let mut ticket = Ticket::opened(TICKET, &opening).expect("it opens");
    let mut judged = Vec::new();
    let mut live = |ticket: &mut Ticket, events: Vec<crate::domain::event::Event>| {
        for event in events {
            ticket.apply(&event);
            if let EventKind::Warned { .. }
            | EventKind::Breached { .. }
            | EventKind::ResolutionBreached { .. } = event.what
            {
                judged.push(format!("{:?}", event.what));
            }
        }
    };
    for (step, deed) in deeds {
        let now = world.at(*step);
        if let Deed::Settings(settings) = deed {
            policies.change(now, world.policy(&on(settings)));
        }
        if wakes {
            let due = ticket.due(now, &policies, NO_GRACE);
            live(&mut ticket, due);
        }
        let turn = asked(&ticket, world, *step, deed)
            .and_then(|(by, command)| ticket.handle(&command, by, now, &policies).ok());
        live(&mut ticket, turn.unwrap_or_default());
    }
    let end = ticket.due(world.at(STEPS), &policies, NO_GRACE);
    live(&mut ticket, end);
    judged.sort();
    judged
}

#[test]
fn a_desk_that_sleeps_through_its_timers_judges_as_one_that_does_not() {
    let (first, count) = (
        setting("BELLHOP_SEED", 1),
        setting("BELLHOP_HISTORIES", 2_000),
    );
    let worlds = Worlds::all();
    let mut breached = 0;
    for seed in first..first + count {
        let mut random = StdRng::seed_from_u64(seed);
        let world = worlds.any(&mut random);
        let (settings, mut deeds) = history(&mut random, world);
        // What two do in the same instant has no order of its own.
        deeds.dedup_by_key(|(step, _)| *step);
        let awake = verdicts(world, &settings, &deeds, true);
        let asleep = verdicts(world, &settings, &deeds, false);
        assert_eq!(
            asleep, awake,
            "\nBELLHOP_SEED={seed} BELLHOP_HISTORIES=1 shows this history again\n{world:?}\n{settings:?}\n{deeds:#?}"
        );
        breached += awake.len();
    }
    assert!(breached as u64 >= count, "too little is judged: {breached}");
}
