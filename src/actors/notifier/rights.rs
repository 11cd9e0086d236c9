//! What the bot lacks a right for in the team's group is kept until it has it.
//!
//! A group may forbid one kind of message and take all others. What is refused for that is withheld in the outbox, and
//! everything else goes on, in the same ticket too: that an agent reads what can be shown is worth more than the place of
//! a photo among the words. What is withheld keeps its own order. The team is told once for each right, until the bot had
//! it again.
//!
//! Of each right only the oldest row is tried: every ten minutes (what is allowed to the group as a whole brings no
//! update), when the bot's own place in the group changes, at **Retry**, and at the start. When Telegram takes it, all the
//! others wait again. A row that is refused after 24 hours goes the way of whatever can't be shown
//! ([`delivery`](super::delivery)).
//!
//! That the bot may not write at all is another matter: nothing could be told then, so everything rests in its lane and
//! is tried for as long as it takes ([`contact`](super::contact)).

use super::{NotifierActor, NotifierEnv};
use crate::{
    actors::outgoing_named,
    domain::{
        Instant as Time,
        notice::{Audience, Notice, TeamNotice, Urgency},
        right::Right,
    },
    store::{NewOutboxRow, OutboxRow, OutboxSide, TriedAgain, UnitOfWork},
    telegram::{
        Call, CallError,
        right::{Lack, lack, needed},
    },
    view,
};
use actix::prelude::*;
use chrono::TimeDelta;
use std::{collections::BTreeMap, time::Duration};
use tokio::time::Instant;

/// The interval at which a missing right is tried.
const EVERY: Duration = Duration::from_secs(600);

/// The time for which a row is withheld.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Sent by: the gateway, when the bot's place in the group changed, or somebody pressed **Retry**. The oldest of what is
/// withheld is tried, of each right or of this one.
#[derive(Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct TryWithheld {
    /// `None` for every right.
    pub right: Option<Right>,
}

/// The rights that the bot lacks in the team's group. Rebuilt from the outbox.
#[derive(Debug, Default)]
pub struct Missing {
    /// The next try of each.
    tries: BTreeMap<Right, Instant>,
    /// True if rows wait again that were read before.
    released: bool,
}

impl Missing {
    /// These are missing, as far as is known, and tried at once.
    pub fn new(rights: impl IntoIterator<Item = Right>, now: Instant) -> Self {
        Missing {
            tries: rights.into_iter().map(|right| (right, now)).collect(),
            released: false,
        }
    }

    /// A call was refused for want of a right; whether that is news.
    fn is_refused(&mut self, right: Right, now: Instant) -> bool {
        self.tries.insert(right, now + EVERY).is_none()
    }

    /// Telegram took what needs a right; whether that is news.
    fn is_granted(&mut self, right: Right) -> bool {
        self.tries.remove(&right).is_some()
    }

    /// Those that are to be tried now, and are not again for a while.
    fn due(&mut self, now: Instant) -> Vec<Right> {
        let due = self.tries.iter_mut().filter(|(_, next)| **next <= now);
        let tried = due.map(|(right, next)| {
            *next = now + EVERY;
            *right
        });
        tried.collect()
    }

    /// The time of the next try.
    pub(super) fn next(&self) -> Option<Instant> {
        self.tries.values().min().copied()
    }

    /// This one is to be tried now, or all are.
    fn asks(&mut self, right: Option<Right>, now: Instant) {
        for (missing, next) in &mut self.tries {
            if right.is_none_or(|right| right == *missing) {
                *next = now;
            }
        }
    }

    /// True, once, if rows wait again that were read before.
    pub(super) fn has_released(&mut self) -> bool {
        std::mem::take(&mut self.released)
    }
}

/// The meaning of a refusal for want of a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RefusalMeaning {
    /// It is kept until the bot has this right.
    Withheld(Right, String),
    Is(CallError),
}

/// The meaning of a refusal of this row's call at `now`; a refusal that is not for want of a right stays as it is. A
/// person who takes no voice messages, and a group that takes no reactions, take something else instead.
pub(super) fn refused(row: &OutboxRow, call: &Call, error: CallError, now: Time) -> RefusalMeaning {
    let CallError::NoRights(said) = error else {
        return RefusalMeaning::Is(error);
    };
    if let Call::Text { .. } | Call::Edit { .. } | Call::EditCaption { .. } = call {
        return RefusalMeaning::Is(CallError::NoRights(said));
    }
    let relayed = matches!(call, Call::Copy { .. } | Call::File { .. });
    if row.row.to() != Audience::Team || !relayed {
        return RefusalMeaning::Is(CallError::CannotDo(said));
    }
    let expired = row.withheld.is_some_and(|row| now - row.since >= KEPT);
    match lack(&said) {
        Lack::Write => RefusalMeaning::Is(CallError::NoRights(said)),
        Lack::Send(_) if expired => RefusalMeaning::Is(CallError::CannotDo(said)),
        Lack::Send(right) => RefusalMeaning::Withheld(right, said),
    }
}

/// The right without which Telegram would not have taken a call for the team.
pub(super) fn used(row: &OutboxRow, call: &Call, facts: &view::ViewData) -> Option<Right> {
    let relayed = matches!(call, Call::Copy { .. } | Call::File { .. });
    if !relayed || row.row.to() != Audience::Team {
        return None;
    }
    let media = facts
        .said
        .as_ref()
        .and_then(|said| said.words.media.as_ref());
    let lacked = row.withheld.map(|withheld| withheld.right);
    media.and_then(|media| needed(media.kind)).or(lacked)
}

impl NotifierEnv {
    /// The bot lacks a right; what tells the team so, if it does not know it yet. What an agent asked for and does not get
    /// is news each time.
    pub(super) fn lacks(&self, row: &OutboxRow, right: Right) -> Option<NewOutboxRow> {
        let now = crate::clock::monotonic();
        let news = self.missing.borrow_mut().is_refused(right, now);
        let asked = row.row.notice.urgency() == Urgency::Asked && row.withheld.is_none();
        if news {
            tracing::error!(
                right = right.name(),
                "the bot lacks a right in the team's group"
            );
        }
        (news || asked).then(|| NewOutboxRow {
            thread: row.row.thread,
            ..outgoing_named(
                format!("{} lacks {}", row.row.key, right.name()),
                Notice::ToTeam(TeamNotice::RightMissing { right }),
            )
        })
    }

    /// The rows that wait again once a row is settled: all that lack a right that the bot turned out to have; else the
    /// next that lacks the same one, because this one found nothing out.
    ///
    /// Nothing is taken for granted, and nothing read again, before that is durable: [`NotifierEnv::has_settled`].
    pub(super) fn tried_again(&self, row: &OutboxRow, used: Option<Right>) -> Vec<TriedAgain> {
        let missing = self.missing.borrow();
        let lacked = row.withheld.map(|withheld| withheld.right);
        let unclear = |right: Right| matches!(right, Right::Media | Right::Unnamed);
        let known = missing.tries.keys().copied();
        let granted = known.filter(|right| {
            // A row that was edited into another kind says nothing of the right that it lacked.
            Some(*right) == used || used.is_some() && Some(*right) == lacked && unclear(*right)
        });
        let mut again: Vec<TriedAgain> = granted.map(TriedAgain::All).collect();
        let next = lacked.filter(|right| !again.contains(&TriedAgain::All(*right)));
        again.extend(next.map(TriedAgain::Oldest));
        again
    }

    /// It is durable that these wait again, or that a row is withheld: now the rights are known, and the rows can be read.
    pub(super) fn has_settled(&self, again: &[TriedAgain], withheld: Option<Right>) {
        let now = crate::clock::monotonic();
        let mut missing = self.missing.borrow_mut();
        for which in again {
            if let TriedAgain::All(right) = which
                && missing.is_granted(*right)
            {
                tracing::info!(right = right.name(), "the bot has this right again");
            }
        }
        // It may have been granted by another row while this one was being written down.
        if let Some(right) = withheld {
            missing.tries.entry(right).or_insert(now + EVERY);
        }
        missing.released |= !again.is_empty();
    }
}

impl NotifierActor {
    /// Has the oldest row of each right wait again that is to be tried now.
    pub(super) fn try_withheld(&mut self, ctx: &mut Context<Self>) {
        let now = crate::clock::monotonic();
        let due = self.env.missing.borrow_mut().due(now);
        if due.is_empty() || self.stopping {
            return;
        }
        let work = UnitOfWork {
            tried_again: due.into_iter().map(TriedAgain::Oldest).collect(),
            ..Default::default()
        };
        let records = self.env.records.clone();
        self.busy += 1;
        ctx.spawn(
            async move { records.commit(work).await }
                .into_actor(self)
                .map(|result, this, ctx| {
                    this.busy -= 1;
                    match result {
                        Ok(()) => {
                            this.reads_again(OutboxSide::Team);
                            this.read(ctx);
                        }
                        // It is tried in ten minutes.
                        Err(error) => tracing::warn!(%error, "what is withheld is not tried"),
                    }
                }),
        );
    }

    /// Older rows of a side wait again too.
    pub(super) fn reads_again(&mut self, side: OutboxSide) {
        let reading = &mut self.readings[side as usize];
        reading.again = true;
        reading.more();
    }
}

impl Handler<TryWithheld> for NotifierActor {
    type Result = ();

    fn handle(&mut self, asked: TryWithheld, ctx: &mut Context<Self>) {
        let now = crate::clock::monotonic();
        self.env.missing.borrow_mut().asks(asked.right, now);
        if asked.right.is_none() {
            self.schedule.lanes.tries_team_again();
        }
        self.try_withheld(ctx);
        self.read(ctx);
    }
}

#[cfg(test)]
mod tests;
