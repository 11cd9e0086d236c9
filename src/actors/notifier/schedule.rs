//! Which call is made next, and when: what waits ([`Lanes`]) and what Telegram takes ([`Budget`]) put together.
//!
//! A look costs the same however much waits: of the team's lanes only the first of each line is looked at, and a person's
//! chat that takes nothing now is not looked at again until it does.
//!
//! Pure: the instant of the timers and the time of the day are arguments. The pump makes the calls, and says what became of them.

use super::{
    budget::{self, Budget},
    delivery::LaneAction,
    lanes::{
        Lanes,
        id::{DigestKind, LaneId},
    },
    ready_queue::DispatchKey,
    settle::rest,
};
use crate::{
    domain::{
        Instant as Time,
        notice::{Audience, Urgency},
    },
    store::OutboxRow,
};
use chrono::TimeDelta;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// The time between two digests of a kind: of two kinds that never end, neither keeps the group's whole budget from
/// the other.
const BETWEEN_DIGESTS: Duration = Duration::from_secs(10);

/// An alert later than this was held up by an outage of the desk, the group or Telegram: overdue tickets are then told
/// together (`sla.md` rule 10), whatever there is room for.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// The time for which a late alert waits for others, after it was written: everything that an outage made late comes
/// at once.
const GATHERS: TimeDelta = TimeDelta::seconds(1);

/// The most calls to people under way at once: first tries, and those that failed before. Calls may hang for as long
/// as the port lets them, so those that are likely to hang have places of their own; the team's calls, as many as its
/// budget opens, take none from people.
const FIRST: usize = 24;
const AGAIN: usize = 8;

/// The delay before a chat is looked at again while a call that bypasses the outbox is under way.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Of how many chats it is remembered what they took before those that take everything again are forgotten.
const CHATS: usize = 1_000;

/// The rows that wait, and the budgets that decide when each may be sent.
pub(super) struct Schedule {
    /// Rebuilt from the outbox.
    pub(super) lanes: Lanes,
    /// The budget of each chat; rebuilt from the last minute's settled rows.
    chats: HashMap<Audience, Budget>,
    /// The budget of all chats together.
    all: Budget,
    /// The time from which the next digest of each kind may go out.
    digests: [Option<Instant>; 2],
    /// The calls under way, by [`ConcurrencyPool`].
    under_way: [usize; 3],
    /// Counts how often a lane was looked at.
    #[cfg(test)]
    looks: usize,
}

/// The pool whose places a call takes while it is under way.
#[derive(Clone, Copy)]
enum ConcurrencyPool {
    Team,
    First,
    Again,
}

impl ConcurrencyPool {
    /// The most calls under way at once.
    fn places(self) -> usize {
        match self {
            ConcurrencyPool::Team => usize::MAX,
            ConcurrencyPool::First => FIRST,
            ConcurrencyPool::Again => AGAIN,
        }
    }
}

/// A call to one chat that has begun.
pub(super) struct StartedCall {
    /// The lanes whose rows it tells: more than one for a digest.
    pub(super) lanes: Vec<LaneId>,
    /// The rows that it tells, and settles.
    pub(super) rows: Vec<OutboxRow>,
}

/// The next thing to do.
pub(super) enum Next {
    /// A call to make.
    Call(StartedCall),
    /// Nothing before this, nor, if there is nothing to wait for, before a call ends or a row comes.
    Nothing(Option<Instant>),
}

impl Schedule {
    /// One in which nothing waits and nothing was sent.
    pub(super) fn new() -> Self {
        Schedule {
            lanes: Lanes::default(),
            chats: HashMap::new(),
            all: Budget::new(budget::ALL),
            digests: [None; 2],
            under_way: [0; 3],
            #[cfg(test)]
            looks: 0,
        }
    }

    /// A call to this chat that a former life of this process made, and when it ended.
    pub(super) fn remember(&mut self, to: Audience, ended: Instant) {
        self.chat(to).remember(ended);
        self.all.remember(ended);
    }

    /// The number of calls under way.
    pub(super) fn under_way(&self) -> usize {
        self.under_way.iter().sum()
    }

    /// The next call, which has begun with this, or until when there is none. `time` is what the clock says `now`.
    pub(super) fn next(&mut self, now: Instant, time: Time) -> Next {
        // To the whole of Telegram every call is the same.
        match self.all.opens(Urgency::Words, now) {
            Some(at) if at <= now => {}
            later => return Next::Nothing(later),
        }
        self.lanes.end_rests(now);
        let mut later = None;
        let mut heads = self.lanes.heads().into_iter();
        while let Some((turn, lane)) = heads.next() {
            match (self.look(turn, lane, now, time), lane.to) {
                (Ok(lanes), _) => return Next::Call(self.begin(lanes)),
                (Err(Some(at)), Audience::Person(_)) => {
                    // The next in its line takes its place.
                    self.lanes.sleeps(lane, at);
                    // After every call to sleep the order may be another one, so the lanes are asked from the start.
                    (later, heads) = (None, self.lanes.heads().into_iter());
                }
                (Err(at), _) => later = later.into_iter().chain(at).min(),
            }
        }
        Next::Nothing(later.into_iter().chain(self.lanes.wakes()).min())
    }

    /// The lanes that go out in one call because it is this one's turn; or when it can be, if no call under way decides that.
    fn look(
        &mut self,
        turn: DispatchKey,
        lane: LaneId,
        now: Instant,
        time: Time,
    ) -> Result<Vec<LaneId>, Option<Instant>> {
        #[cfg(test)]
        {
            self.looks += 1;
        }
        let share = self.share(lane);
        // A full pool opens when one of its calls ends, which pumps again; there is no time to name.
        if self.under_way[share as usize] >= share.places() {
            return Err(None);
        }
        match (self.chat(lane.to).opens(turn.urgency, now), lane.to) {
            (Some(at), _) if at <= now => {}
            // A person's lane sleeps and makes room for the next in its line; the team's lanes all share one chat.
            (None, Audience::Person(_)) => return Err(Some(now + LOOK_AGAIN)),
            (later, _) => return Err(later),
        }
        let Some(kind) = self.lanes.kind(lane) else {
            return Ok(vec![lane]);
        };
        // More than a minute's worth: what is alike is told together.
        if self.lanes.queue() > self.chat(Audience::Team).calls(now) {
            return self.digest(kind, now).map_err(Some);
        }
        match self.digest_delay(lane, time) {
            None => Ok(vec![lane]),
            Some(Duration::ZERO) => self.digest(kind, now).map_err(Some),
            Some(rest) => Err(Some(now + rest)),
        }
    }

    /// The time for which a late alert of a lane still waits for others.
    fn digest_delay(&self, lane: LaneId, time: Time) -> Option<Duration> {
        let (due, written) = self.lanes.alert(lane)?;
        let age = time - written;
        let waits = (TimeDelta::zero()..GATHERS).contains(&age);
        let rest = if waits {
            GATHERS - age
        } else {
            TimeDelta::zero()
        };
        (time - due >= LATE).then(|| rest.to_std().unwrap_or_default())
    }

    fn digest(&mut self, kind: DigestKind, now: Instant) -> Result<Vec<LaneId>, Instant> {
        let next = &mut self.digests[kind as usize];
        match *next {
            Some(next) if next > now => Err(next),
            _ => {
                *next = Some(now + BETWEEN_DIGESTS);
                Ok(self.lanes.alike(kind))
            }
        }
    }

    /// The same from when a call for a lane begins until it has ended.
    fn share(&self, lane: LaneId) -> ConcurrencyPool {
        match lane.to {
            Audience::Team => ConcurrencyPool::Team,
            Audience::Person(_) if self.lanes.has_failed(lane) => ConcurrencyPool::Again,
            Audience::Person(_) => ConcurrencyPool::First,
        }
    }

    fn begin(&mut self, lanes: Vec<LaneId>) -> StartedCall {
        let rows = self.lanes.begin(&lanes);
        if let Some(lane) = lanes.first() {
            self.under_way[self.share(*lane) as usize] += 1;
            self.chat(lane.to).begin();
        }
        self.all.begin();
        StartedCall { lanes, rows }
    }

    /// Records the end of a started call, and the number of calls that it took.
    pub(super) fn ended(
        &mut self,
        lanes: Vec<LaneId>,
        action: &LaneAction,
        calls: usize,
        now: Instant,
    ) {
        self.all.end(calls, now);
        if let Some(lane) = lanes.first() {
            self.under_way[self.share(*lane) as usize] -= 1;
            self.chat(lane.to).end(calls, now);
            self.adjust_budgets(action, lane.to, now);
        }
        for lane in lanes {
            self.release_lane(lane, action, now);
        }
        // Idle budgets hold nothing that a new one would not.
        if self.chats.len() > CHATS {
            self.chats.retain(|_, budget| !budget.is_idle(now));
        }
    }

    /// Tells the budgets what Telegram's answer means for them.
    fn adjust_budgets(&mut self, action: &LaneAction, to: Audience, now: Instant) {
        match action {
            LaneAction::Flood(wait) => {
                // A chat that had room left was not what was too much.
                let other = !self.chat(to).is_spent(now) && self.all.is_busy(now);
                if other {
                    self.all.learn(*wait, now);
                }
                self.chat(to).learn(*wait, now);
                self.chat(to).close_for(*wait, now);
            }
            // Telegram refuses everything with a bad token: no chat is better off than another.
            LaneAction::Unauthorized(wait) => self.all.close_for(*wait, now),
            _ => {}
        }
    }

    /// Puts a lane back, or to sleep, after a call for it.
    fn release_lane(&mut self, lane: LaneId, action: &LaneAction, now: Instant) {
        match action {
            LaneAction::Settled | LaneAction::SettledWithNotice => self.lanes.settled(lane),
            LaneAction::Held | LaneAction::Withheld => self.lanes.held(lane),
            LaneAction::Again | LaneAction::Rerouted => self.lanes.again(lane),
            LaneAction::SplitDigest => self.lanes.split_digest(lane),
            LaneAction::CountFailure => {
                self.lanes.at_fault(lane);
                self.lanes.failed(lane, now, rest);
            }
            LaneAction::Rest | LaneAction::RestWithNotice => self.lanes.failed(lane, now, rest),
            LaneAction::Flood(_) | LaneAction::Unauthorized(_) => {
                // The budget says when, so the lane itself needs no rest.
                self.lanes.failed(lane, now, |_| Duration::ZERO);
            }
        }
    }

    /// A call that bypasses the outbox begins, if the chat takes one at once; whether it does.
    pub(super) fn begins_aside(&mut self, to: Audience, now: Instant) -> bool {
        // The same limits as every other call, but no place in a queue: whoever pressed waits for it now.
        let chat = self.chat(to).opens(Urgency::Asked, now);
        let all = self.all.opens(Urgency::Asked, now);
        let open = [chat, all].iter().all(|opens| *opens == Some(now));
        if open {
            self.chat(to).begin();
            self.all.begin();
        }
        open
    }

    /// A call that bypasses the outbox ended.
    pub(super) fn ended_aside(&mut self, to: Audience, now: Instant) {
        self.chat(to).end(1, now);
        self.all.end(1, now);
    }

    /// Whatever was under way will not be heard of: after a restart of the actor.
    pub(super) fn nothing_under_way(&mut self, now: Instant) {
        self.lanes.nothing_under_way();
        self.all.nothing_under_way(now);
        self.chats
            .values_mut()
            .for_each(|chat| chat.nothing_under_way(now));
        self.under_way = [0; 3];
    }

    fn chat(&mut self, to: Audience) -> &mut Budget {
        self.chats.entry(to).or_insert_with(|| {
            Budget::new(match to {
                Audience::Person(_) => budget::PERSON,
                Audience::Team => budget::GROUP,
            })
        })
    }
}

#[cfg(test)]
mod tests;
