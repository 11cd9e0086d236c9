//! Where the histories play: two days of some zone, in steps, with calendars and the settings that use them.
//!
//! Everything is a multiple of a step of five minutes, the offsets of all zones included, so that the oracle need not
//! look in between. For each calendar it is written down beforehand, by looking at the wall clock, whether it is open
//! at each step; the histories are many, the calendars few.

use crate::domain::{
    Instant,
    calendar::{Calendar, Interval},
    sla::{AutoClose, Escalation, NextResponse, Policy, ReplyPolicy},
    ticket::Priority,
};
use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, Timelike};
use chrono_tz::Tz;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

/// Minutes of a step.
const STEP: i64 = 5;
/// How many steps a history has: 42 hours.
pub(super) const STEPS: usize = 504;
/// How many calendars a world has, besides none.
const CALENDARS: usize = 3;

/// A calendar, and whether it is open at each step.
pub(super) struct Hours {
    calendar: Calendar,
    pub(super) open: Vec<bool>,
}

/// Two days around a change of clocks.
pub(super) struct World {
    zone: Tz,
    start: Instant,
    pub(super) hours: Vec<Hours>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} from {}", self.zone, self.start)
    }
}

/// Settings in steps, as the oracle reads them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    pub(super) enabled: bool,
    pub(super) within: usize,
    pub(super) by_priority: Vec<(Priority, usize)>,
    pub(super) next: Option<Option<usize>>,
    /// In fifths.
    pub(super) warn_at: usize,
    pub(super) cooldown: usize,
    pub(super) stop_when_viewed: bool,
    pub(super) max_reminders: u32,
    pub(super) escalation: Vec<usize>,
    pub(super) resolve_within: Option<usize>,
    pub(super) auto_close: Option<(usize, usize)>,
    /// Which of the world's calendars.
    pub(super) hours: Option<usize>,
}

const PRIORITIES: [Priority; 4] = [
    Priority::Low,
    Priority::Normal,
    Priority::High,
    Priority::Urgent,
];

pub(super) fn priority(random: &mut StdRng) -> Priority {
    *PRIORITIES.choose(random).expect("there are some")
}

impl World {
    pub(super) fn at(&self, step: usize) -> Instant {
        self.start + TimeDelta::minutes(STEP * step as i64)
    }

    pub(super) fn settings(&self, random: &mut StdRng) -> Settings {
        let mut fifths = |most: usize| 5 * random.random_range(1..=most);
        let (within, urgent, low, next) = (fifths(16), fifths(6), fifths(30), fifths(12));
        let mut escalation: Vec<usize> = (0..random.random_range(0..3))
            .map(|_| random.random_range(1..60))
            .collect();
        escalation.sort_unstable();
        escalation.dedup();
        let after = random.random_range(2..200);
        Settings {
            enabled: random.random_bool(0.9),
            within,
            by_priority: if random.random_bool(0.5) {
                vec![(Priority::Urgent, urgent), (Priority::Low, low)]
            } else {
                vec![]
            },
            next: match random.random_range(0..4) {
                0 => Some(Some(next)),
                1 => Some(None),
                _ => None,
            },
            warn_at: random.random_range(1..5),
            cooldown: random.random_range(0..30),
            stop_when_viewed: random.random_bool(0.2),
            max_reminders: if random.random_bool(0.5) {
                0
            } else {
                random.random_range(1..4)
            },
            escalation,
            resolve_within: random
                .random_bool(0.4)
                .then(|| random.random_range(20..200)),
            auto_close: random
                .random_bool(0.8)
                .then(|| (after, random.random_range(0..after))),
            hours: random
                .random_bool(0.7)
                .then(|| random.random_range(0..CALENDARS)),
        }
    }

    /// The same as the desk reads it.
    pub(super) fn policy(&self, settings: &Settings) -> Policy {
        let seconds = |steps: usize| steps as i64 * STEP * 60;
        let percent = u8::try_from(settings.warn_at * 20).expect("below 100");
        let mut reply = ReplyPolicy::new(
            seconds(settings.within),
            percent,
            seconds(settings.cooldown),
        );
        reply.by_priority = settings
            .by_priority
            .iter()
            .map(|(p, steps)| (*p, seconds(*steps)))
            .collect();
        reply.next_response = match settings.next {
            None => NextResponse::AsFirst,
            Some(None) => NextResponse::Off,
            Some(Some(steps)) => NextResponse::Within(seconds(steps)),
        };
        reply.stop_when_viewed = settings.stop_when_viewed;
        reply.max_reminders = settings.max_reminders;
        let step = |steps: &usize| Escalation {
            after_seconds: seconds(*steps),
            mention: vec!["@lead".into()],
        };
        reply.escalation = settings.escalation.iter().map(step).collect();
        reply.resolve_within_seconds = settings.resolve_within.map(seconds);
        Policy {
            reply: settings.enabled.then_some(reply),
            auto_close: settings.auto_close.map(|(after, before)| AutoClose {
                after_seconds: seconds(after),
                warn_before_seconds: seconds(before),
            }),
            hours: settings.hours.map(|n| self.hours[n].calendar.clone()),
        }
    }
}

/// Every zone that changes its clocks, around both changes.
pub(super) struct Worlds(Vec<World>);

impl Worlds {
    pub(super) fn all() -> Worlds {
        let mut random = StdRng::seed_from_u64(0);
        let zones = chrono_tz::TZ_VARIANTS.iter();
        let worlds =
            zones.flat_map(|zone| changes(*zone).into_iter().map(|change| (*zone, change)));
        let worlds: Vec<World> = worlds
            .map(|(zone, change)| {
                let start =
                    change - TimeDelta::minutes(STEP * random.random_range(0..STEPS as i64));
                let hours = (0..CALENDARS)
                    .map(|_| hours(zone, start, &mut random))
                    .collect();
                World { zone, start, hours }
            })
            .collect();
        Worlds(worlds)
    }

    pub(super) fn any(&self, random: &mut StdRng) -> &World {
        self.0.choose(random).expect("there are some")
    }

    pub(super) fn zones(&self) -> usize {
        let zones: std::collections::BTreeSet<&str> =
            self.0.iter().map(|w| w.zone.name()).collect();
        zones.len()
    }
}

fn offset(zone: Tz, at: Instant) -> i32 {
    at.with_timezone(&zone).offset().fix().local_minus_utc()
}

/// When the zone's clocks change in 2026.
fn changes(zone: Tz) -> Vec<Instant> {
    let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_454);
    let mut found = Vec::new();
    for day in 0..365 {
        let (from, to) = (
            start + TimeDelta::days(day),
            start + TimeDelta::days(day + 1),
        );
        if offset(zone, from) != offset(zone, to) {
            let steps = (1..=288).map(|n| from + TimeDelta::minutes(STEP * n));
            found.extend(
                steps
                    .into_iter()
                    .find(|at| offset(zone, *at) != offset(zone, from)),
            );
        }
    }
    found
}

fn hours(zone: Tz, start: Instant, random: &mut StdRng) -> Hours {
    loop {
        let mut week: [Vec<(u32, u32)>; 7] = Default::default();
        for day in &mut week {
            for _ in 0..random.random_range(0..4) {
                let from = random.random_range(0..288) * 5;
                day.push((from, from + 5 * random.random_range(1..200)));
            }
        }
        let off = random
            .random_bool(0.3)
            .then(|| start.date_naive() + TimeDelta::days(1));
        let written = |(from, to): &(u32, u32)| {
            let to = if *to > 1440 { to - 1440 } else { *to };
            let text = format!(
                "{:02}:{:02}-{:02}:{:02}",
                from / 60,
                from % 60,
                to / 60,
                to % 60
            );
            text.parse::<Interval>().expect("an interval")
        };
        let intervals = week.clone().map(|day| day.iter().map(written).collect());
        let holidays = off
            .iter()
            .map(|day| day.to_string().parse().expect("a day"))
            .collect();
        if let Ok(calendar) = Calendar::new(zone, intervals, holidays) {
            let at = |step: usize| start + TimeDelta::minutes(STEP * step as i64);
            let open = (0..STEPS)
                .map(|step| is_open(zone, &week, off, at(step)))
                .collect();
            return Hours { calendar, open };
        }
    }
}

/// Whether the wall clock shows a time within the hours: of its day, or of the day before, past midnight.
fn is_open(zone: Tz, week: &[Vec<(u32, u32)>; 7], off: Option<NaiveDate>, at: Instant) -> bool {
    let wall = at.with_timezone(&zone).naive_local();
    let minute = wall.hour() * 60 + wall.minute();
    let shows = |date: NaiveDate, minute: u32| {
        let hours = &week[date.weekday().num_days_from_monday() as usize];
        off != Some(date)
            && hours
                .iter()
                .any(|(from, to)| (*from..*to).contains(&minute))
    };
    shows(wall.date(), minute) || shows(wall.date() - TimeDelta::days(1), minute + 1440)
}
