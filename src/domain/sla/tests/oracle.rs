//! An oracle: the reply clock said again, slowly, as somebody with a watch and the whole list of events would. It
//! walks the seconds and asks the list each time; it shares no code with the reckoning.
//!
//! Held against it: a desk that wakes every second tells exactly what the oracle tells, when it does; a desk that
//! sleeps for long tells late, but dates every breach of a running stretch as the oracle does.

use crate::domain::{
    Instant,
    command::By,
    event::{Event, EventKind},
    sla::{Policy, PolicyHistory, ReplyPolicy},
    test_support::*,
};
use chrono::TimeDelta;
use proptest::prelude::*;

/// For how many seconds a history is watched.
const SECONDS: i64 = 240;

/// What somebody does at a second.
#[derive(Debug, Clone)]
enum Deed {
    /// The person writes; the message was sent so many seconds before.
    Write { ago: i64 },
    /// Anna looks.
    View,
    /// Anna answers.
    Answer,
    /// Telegram takes the oldest answer on its way, or the newest.
    Take { newest: bool },
    /// The settings change.
    Policy(Option<ReplyPolicy>),
}

/// Times of whole seconds, the warning's too.
fn clock() -> impl Strategy<Value = ReplyPolicy> {
    (
        1_i64..12,
        prop_oneof![Just(20_u8), Just(60), Just(80)],
        1_i64..40,
    )
        .prop_map(|(fifths, warn_at_percent, cooldown_seconds)| {
            ReplyPolicy::new(fifths * 5, warn_at_percent, cooldown_seconds)
        })
}

fn deeds() -> impl Strategy<Value = Vec<(i64, Deed)>> {
    let deed = prop_oneof![
        4 => (0_i64..8).prop_map(|ago| Deed::Write { ago }),
        1 => Just(Deed::View),
        4 => Just(Deed::Answer),
        4 => any::<bool>().prop_map(|newest| Deed::Take { newest }),
        2 => prop::option::weighted(0.7, clock()).prop_map(Deed::Policy),
    ];
    prop::collection::vec((1_i64..SECONDS, deed), 0..14).prop_map(|mut deeds| {
        deeds.sort_by_key(|(second, _)| *second);
        deeds
    })
}

fn only_replies(reply: Option<ReplyPolicy>) -> Policy {
    Policy {
        reply,
        auto_close: None,
        hours: None,
    }
}

/// The same deed on a story, however it woke before.
fn does(story: &mut Story, deed: &Deed, now: Instant) {
    let asked = match deed {
        Deed::Write { ago } => story.ask(now, OWNER, write(now - TimeDelta::seconds(*ago))),
        Deed::View => story.ask(now, BY_ANNA, crate::domain::command::Command::View),
        Deed::Answer => story.ask(now, BY_ANNA, answer()),
        Deed::Take { newest } => {
            let pending = &story.ticket.pending;
            let answer = if *newest {
                pending.last()
            } else {
                pending.first()
            };
            match answer.map(|p| p.message.0) {
                Some(message) => story.ask(now, By::Desk, taken(message)),
                None => Ok(vec![]),
            }
        }
        Deed::Policy(reply) => {
            story.policies.change(now, only_replies(reply.clone()));
            Ok(vec![])
        }
    };
    asked.expect("nothing here is refused");
}

/// The person's messages that no answer taken covers: (number, since), from nothing but the list.
fn unanswered(events: &[Event]) -> Vec<(u32, Instant)> {
    let mut covered = 0;
    let mut wrote = Vec::new();
    for event in events {
        match event.what {
            EventKind::Opened { sent_at, .. } => wrote.push((1, sent_at)),
            EventKind::PersonWrote { message, sent_at } => wrote.push((message.0, sent_at)),
            EventKind::AnswerDelivered { message } => {
                let answers = events.iter().find_map(|e| match e.what {
                    EventKind::AnswerAccepted {
                        message: m,
                        answers,
                    } if m == message => Some(answers.0),
                    _ => None,
                });
                covered = covered.max(answers.expect("it was accepted"));
            }
            _ => {}
        }
    }
    wrote.retain(|(message, _)| *message > covered);
    wrote
}

/// The policies with when each began.
type Policies = [(Instant, Option<ReplyPolicy>)];

/// The first second, up to `now`, at which somebody who waits since `since` had waited for `percent` of the time that
/// the policy of that second allows.
fn passed(
    since: Instant,
    policies: &Policies,
    percent: fn(&ReplyPolicy) -> i64,
    now: Instant,
) -> Option<Instant> {
    let seconds = (now - since).num_seconds();
    let too_long = |waited: &i64| {
        let second = since + TimeDelta::seconds(*waited);
        let newest = policies.iter().rev().find(|(from, _)| *from <= second);
        newest
            .and_then(|(_, clock)| clock.as_ref())
            .is_some_and(|clock| waited * 100 >= clock.within_seconds * percent(clock))
    };
    let waited = (0..=seconds).find(too_long)?;
    Some(since + TimeDelta::seconds(waited))
}

/// What the oracle remembers of the stretch that runs: which oldest message it is about, and what was told.
#[derive(Default)]
struct Oracle {
    episode: u32,
    about: Option<u32>,
    warned: bool,
    told: Option<Instant>,
    reminders: u32,
}

impl Oracle {
    /// Sees which stretch runs.
    fn sees(&mut self, events: &[Event]) {
        let about = unanswered(events).first().map(|(message, _)| *message);
        if about.is_some() && self.about != about {
            *self = Oracle {
                episode: self.episode + 1,
                ..Oracle::default()
            };
        }
        self.about = about;
    }

    /// What is to be told at `now`, if the oracle looks every second.
    fn tells(&mut self, events: &[Event], policies: &Policies, now: Instant) -> Vec<EventKind> {
        self.sees(events);
        let Some((_, since)) = unanswered(events).first().copied() else {
            return vec![];
        };
        let Some((_, Some(clock))) = policies.last() else {
            return vec![];
        };
        let episode = self.episode;
        let mut tells = Vec::new();
        if let Some(told) = self.told {
            if (now - told).num_seconds() >= clock.cooldown_seconds {
                self.reminders += 1;
                self.told = Some(now);
                let nth = self.reminders;
                tells.push(EventKind::Reminded { episode, nth });
            }
            return tells;
        }
        let warned = passed(since, policies, |c| i64::from(c.warn_at_percent), now);
        if !self.warned && warned.is_some() {
            self.warned = true;
            tells.push(EventKind::Warned { episode });
        }
        if let Some(deadline) = passed(since, policies, |_| 100, now) {
            self.told = Some(now);
            tells.push(EventKind::Breached { episode, deadline });
        }
        tells
    }
}

fn under(first: Option<ReplyPolicy>) -> Story {
    let mut story = Story::opened();
    story.policies = PolicyHistory::always(only_replies(first));
    story
}

/// Before all time: the first policy holds from here.
const EVER: Instant = Instant::MIN_UTC;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_desk_that_wakes_every_second_tells_what_the_oracle_tells(
        first in prop::option::weighted(0.9, clock()),
        deeds in deeds(),
    ) {
        let mut story = under(first.clone());
        let mut policies = vec![(EVER, first)];
        let mut oracle = Oracle::default();
        for second in 0..SECONDS {
            let now = s(second);
            for (_, deed) in deeds.iter().filter(|(at, _)| *at == second) {
                does(&mut story, deed, now);
                if let Deed::Policy(reply) = deed {
                    policies.push((now, reply.clone()));
                }
                // A stretch that begins and ends within a second counts too.
                oracle.sees(&story.events);
            }
            let expected = oracle.tells(&story.events, &policies, now);
            prop_assert_eq!(story.due(now), expected, "at second {}", second);
        }
    }

    #[test]
    fn a_desk_that_sleeps_for_long_dates_as_one_that_does_not(
        first in clock(),
        deeds in deeds(),
        wakes in prop::collection::vec(any::<bool>(), SECONDS as usize),
        rare in any::<bool>(),
    ) {
        let mut awake = under(Some(first.clone()));
        let mut sleepy = under(Some(first));
        for second in 0..SECONDS {
            let now = s(second);
            for (_, deed) in deeds.iter().filter(|(at, _)| *at == second) {
                does(&mut awake, deed, now);
                does(&mut sleepy, deed, now);
            }
            awake.due(now);
            let wakes = wakes[second as usize] && (!rare || second % 37 == 0);
            if !wakes && second + 1 < SECONDS {
                continue;
            }
            sleepy.due(now);
            if sleepy.policies.newest().reply.is_none() {
                continue;
            }
            let verdict = |story: &Story| {
                let waiting = story.ticket.waiting.as_ref();
                waiting.map(|w| (w.episode, w.since, w.breached, w.warned.is_some()))
            };
            prop_assert_eq!(verdict(&sleepy), verdict(&awake), "at second {}", second);
        }
    }
}
