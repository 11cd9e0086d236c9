//! The oracle: the clocks said again, slowly. It keeps for each step what held then, and counts the steps one by one;
//! it shares no code with the reckoning.

use super::world::{STEPS, Settings, World};
use crate::domain::{
    command::{DeliveryFailure, WarningFailure},
    event::{Cause, EventKind},
    ticket::Priority,
};
use std::rc::Rc;

/// The wait that runs.
struct Wait {
    next: bool,
    /// How many open steps there were, up to which step.
    elapsed: usize,
    upto: usize,
    /// When the warning and the breach were passed.
    warn_passed: Option<usize>,
    passed: Option<usize>,
    warned: bool,
    breached: bool,
    told: usize,
    reminders: u32,
    /// The time of the highest step told.
    escalated: Option<usize>,
}

/// The team spoke last.
struct Silent {
    since: usize,
    warned: bool,
    delivered: Option<usize>,
    refused: Option<usize>,
}

/// The resolution clock.
struct Work {
    /// The steps that it counts.
    counts: [bool; STEPS],
    rested: Option<usize>,
    elapsed: usize,
    upto: usize,
    passed: Option<usize>,
    told: bool,
}

pub(super) struct Oracle<'a> {
    world: &'a World,
    /// What held at each step, the present for all that come.
    settings: Vec<Rc<Settings>>,
    priorities: Vec<Priority>,
    viewed: Option<usize>,
    answered: bool,
    /// The person's messages that nothing covers: number and step.
    unanswered: Vec<(u32, usize)>,
    /// Answers on their way, and up to which message each answers.
    accepted: Vec<(u32, u32)>,
    awaiting: bool,
    wait: Option<Wait>,
    episodes: u32,
    silent: Option<Silent>,
    gone: Option<usize>,
    work: Work,
    over: bool,
}

impl<'a> Oracle<'a> {
    pub(super) fn new(world: &'a World, first: Settings) -> Self {
        let mut oracle = Oracle {
            world,
            settings: std::iter::repeat_n(Rc::new(first), STEPS).collect(),
            priorities: vec![Priority::Normal; STEPS],
            viewed: None,
            answered: false,
            unanswered: vec![(1, 0)],
            accepted: Vec::new(),
            awaiting: false,
            wait: None,
            episodes: 0,
            silent: None,
            gone: None,
            work: Work {
                counts: [true; STEPS],
                rested: None,
                elapsed: 0,
                upto: 0,
                passed: None,
                told: false,
            },
            over: false,
        };
        oracle.waits();
        oracle
    }

    pub(super) fn settings_change(&mut self, step: usize, settings: &Settings) {
        self.settings[step..].fill(Rc::new(settings.clone()));
    }

    pub(super) fn happened(&mut self, step: usize, what: &EventKind) {
        match what {
            EventKind::PersonWrote { message, sent_at } => {
                let sent = self.step_of(step, *sent_at);
                self.unanswered.push((message.0, sent));
                self.silent = None;
                if std::mem::take(&mut self.awaiting) {
                    self.works(sent);
                }
                if self.wait.is_none() {
                    self.waits();
                }
            }
            EventKind::Viewed => self.viewed = self.viewed.or(Some(step)),
            EventKind::AnswerAccepted { message, answers } => {
                self.accepted.push((message.0, answers.0))
            }
            EventKind::AnswerFailed {
                message,
                why: DeliveryFailure::Refused,
                ..
            } => self.accepted.retain(|(m, _)| *m != message.0),
            EventKind::AnswerDelivered { message } => {
                let found = self.accepted.iter().position(|(m, _)| *m == message.0);
                let (_, covers) = self.accepted.remove(found.expect("it was accepted"));
                self.answered = true;
                let before = self.unanswered.len();
                self.unanswered.retain(|(m, _)| *m > covers);
                if self.unanswered.is_empty() {
                    self.wait = None;
                    self.awaiting = true;
                    self.falls_silent(step);
                    self.rests(step);
                } else if self.unanswered.len() < before {
                    self.waits();
                }
            }
            EventKind::PriorityChanged { priority } => self.priorities[step..].fill(*priority),
            EventKind::SilenceWarningDelivered => {
                self.silent.as_mut().expect("it was warned").delivered = Some(step);
            }
            EventKind::SilenceWarningLost { why } => {
                let silent = self.silent.as_mut().expect("it was warned");
                silent.warned = false;
                silent.refused = (*why == WarningFailure::Refused).then_some(step);
            }
            EventKind::BecameUnreachable => {
                self.gone = Some(step);
                self.wait = None;
                self.silent = None;
                self.rests(step);
            }
            EventKind::BecameReachable { since } => {
                let step = since.map_or(step, |since| self.step_of(step, since));
                self.gone = None;
                if self.awaiting {
                    self.falls_silent(step);
                } else {
                    self.unanswered
                        .iter_mut()
                        .for_each(|(_, at)| *at = step.max(*at));
                    self.waits();
                    self.works(step);
                }
            }
            EventKind::Resolved { .. } => self.over = true,
            // Rule 12: they are there.
            EventKind::SilenceBroken => self.falls_silent(step),
            // Rule 2: it is no answer, no look, and no word of the person's.
            EventKind::Noted { .. } => {}
            // Rule 13: whoever changes a message starts no clock by that.
            EventKind::Edited { .. } | EventKind::Retitled => {}
            _ => {}
        }
    }

    /// Which step an instant is, up to this one.
    fn step_of(&self, last: usize, instant: crate::domain::Instant) -> usize {
        let found = (0..=last).find(|step| self.world.at(*step) == instant);
        found.expect("a step")
    }

    fn waits(&mut self) {
        self.episodes += 1;
        self.wait = Some(Wait {
            next: self.answered,
            elapsed: 0,
            upto: self.unanswered[0].1,
            warn_passed: None,
            passed: None,
            warned: false,
            breached: false,
            told: 0,
            reminders: 0,
            escalated: None,
        });
    }

    fn falls_silent(&mut self, since: usize) {
        self.silent = Some(Silent {
            since,
            warned: false,
            delivered: None,
            refused: None,
        });
    }

    fn rests(&mut self, step: usize) {
        if self.work.rested.is_none() {
            self.work.rested = Some(step);
            self.work.counts[step..].fill(false);
        }
    }

    /// From the step of a message, which may have been sent before it was seen.
    fn works(&mut self, from: usize) {
        if let Some(rested) = self.work.rested.take() {
            self.work.counts[from.max(rested)..].fill(true);
            (self.work.elapsed, self.work.upto, self.work.passed) = (0, 0, None);
        }
    }

    /// Whether the desk works at a step, by what held then.
    fn open(&self, step: usize) -> bool {
        let hours = self.settings[step].hours;
        hours.is_none_or(|n| self.world.hours[n].open[step])
    }

    /// The steps from one to another that were open, each by what held then.
    fn open_between(&self, from: usize, to: usize) -> usize {
        (from..to).filter(|step| self.open(*step)).count()
    }

    /// How long an answer may take, by what held at a step.
    fn within(&self, next: bool, step: usize) -> Option<usize> {
        let settings = &self.settings[step];
        let own = settings
            .by_priority
            .iter()
            .find(|(p, _)| *p == self.priorities[step]);
        let first = own.map_or(settings.within, |(_, within)| *within);
        let within = match settings.next {
            Some(other) if next => other,
            _ => Some(first),
        };
        within.filter(|_| settings.enabled)
    }

    fn stopped(&self, next: bool, step: usize) -> bool {
        !next && self.settings[step].stop_when_viewed && self.viewed.is_some_and(|v| v <= step)
    }

    /// What is to be told at a step, in the order of the desk.
    pub(super) fn tells(&mut self, step: usize) -> Vec<EventKind> {
        let mut tells: Vec<(usize, EventKind)> = Vec::new();
        if self.over {
            return vec![];
        }
        let auto_close = self.settings[step].auto_close;
        let closed = EventKind::Resolved {
            cause: Cause::Silence,
        };
        if let Some(gone) = self.gone {
            let closes = auto_close.is_some_and(|(after, _)| step >= gone + after);
            return closes.then_some(closed).into_iter().collect();
        }
        // What is due, with when: the desk tells the soonest first, and a wait before the resolution.
        let late = self.late_resolution(step);
        if let Some(at) = late {
            let deadline = self.world.at(at);
            tells.push((at, EventKind::ResolutionBreached { deadline }));
        }
        if let Some((at, what)) = self.ends_silence(step) {
            if what == closed {
                // What is due no sooner than the end is never told.
                tells.retain(|(due, _)| *due < at);
            }
            tells.push((at, what));
        }
        if let Some(mut wait) = self.wait.take() {
            let mut ladder = self.climbs(&mut wait, step);
            ladder.append(&mut tells);
            tells = ladder;
            self.wait = Some(wait);
        }
        tells.sort_by_key(|(at, _)| *at);
        self.work.told |= tells
            .iter()
            .any(|(_, what)| matches!(what, EventKind::ResolutionBreached { .. }));
        tells.into_iter().map(|(_, what)| what).collect()
    }

    /// What silence brings, and since when it is due.
    fn ends_silence(&mut self, step: usize) -> Option<(usize, EventKind)> {
        let now = self.settings[step].auto_close;
        let (after, before) = now?;
        let changed = (0..step)
            .rev()
            .find(|at| self.settings[*at].auto_close != now);
        let silent = self.silent.as_mut().filter(|_| self.accepted.is_empty())?;
        let end = silent.since + after;
        let closed = |at: usize| {
            let cause = Cause::Silence;
            (step >= at).then_some((at, EventKind::Resolved { cause }))
        };
        if before == 0 {
            return closed(end);
        }
        if let Some(refused) = silent.refused {
            return closed(end.max(refused + after));
        }
        // The warning told of an end: this one, and the settings meant to close at it.
        let (named, meant) = match silent.delivered {
            None => (end, true),
            Some(taken) => {
                let named = end.max(taken + before);
                let meant = changed.is_none_or(|last| last < named);
                (named, meant && taken + before >= end)
            }
        };
        if !silent.warned || !meant {
            silent.warned = step >= end - before;
            silent.delivered = None;
            return silent
                .warned
                .then_some((end - before, EventKind::SilenceWarned));
        }
        silent.delivered?;
        closed(named)
    }

    /// When the target for resolving passed, if that is to be told.
    fn late_resolution(&mut self, step: usize) -> Option<usize> {
        for at in self.work.upto..=step {
            let target = self.settings[at]
                .resolve_within
                .filter(|_| self.settings[at].enabled);
            let counts = self.work.counts[at];
            if counts
                && self.work.passed.is_none()
                && target.is_some_and(|t| self.work.elapsed >= t)
            {
                self.work.passed = Some(at);
            }
            self.work.elapsed += usize::from(counts && self.open(at));
        }
        self.work.upto = step + 1;
        let settings = &self.settings[step];
        let told = self.work.told || !settings.enabled || settings.resolve_within.is_none();
        self.work.passed.filter(|_| !told)
    }

    /// The ladder of a wait: what is to be told, and since when it is due.
    fn climbs(&self, wait: &mut Wait, step: usize) -> Vec<(usize, EventKind)> {
        for at in wait.upto..=step {
            if let Some(within) = self
                .within(wait.next, at)
                .filter(|_| !self.stopped(wait.next, at))
            {
                let warn_at = self.settings[at].warn_at;
                if wait.warn_passed.is_none() && wait.elapsed * 5 >= within * warn_at {
                    wait.warn_passed = Some(at);
                }
                if wait.passed.is_none() && wait.elapsed >= within {
                    wait.passed = Some(at);
                }
            }
            wait.elapsed += usize::from(self.open(at));
        }
        wait.upto = wait.upto.max(step + 1);
        let mut tells = Vec::new();
        if self.within(wait.next, step).is_none() {
            return tells;
        }
        let (settings, episode) = (&self.settings[step], self.episodes);
        if let Some(at) = wait.warn_passed.filter(|_| !wait.warned && !wait.breached) {
            wait.warned = true;
            tells.push((at, EventKind::Warned { episode }));
        }
        let Some(passed) = wait.passed else {
            return tells;
        };
        if !wait.breached {
            (wait.breached, wait.told) = (true, step);
            let deadline = self.world.at(passed);
            tells.push((passed, EventKind::Breached { episode, deadline }));
        }
        if self.stopped(wait.next, step) || !self.open(step) {
            return tells;
        }
        let lasts = self.open_between(passed, step);
        let reached = settings.escalation.iter().filter(|after| lasts >= **after);
        let reached = reached
            .max()
            .copied()
            .filter(|after| wait.escalated < Some(*after));
        if let Some(after) = reached {
            (wait.escalated, wait.told) = (Some(after), step);
            let place = settings.escalation.iter().position(|one| *one == after);
            tells.push((
                step,
                EventKind::Escalated {
                    episode,
                    step: place.expect("it is one of them") as u32 + 1,
                    after_seconds: after as i64 * 300,
                },
            ));
        }
        let more = settings.max_reminders == 0 || wait.reminders < settings.max_reminders;
        let rested = self.open_between(wait.told, step);
        if more && settings.cooldown > 0 && rested >= settings.cooldown {
            wait.reminders += 1;
            wait.told = step;
            tells.push((
                step,
                EventKind::Reminded {
                    episode,
                    nth: wait.reminders,
                },
            ));
        }
        tells
    }
}
