//! Who is of the team, and what those read who are taken for somebody else.
//!
//! Who may act is asked each time, on this side. Whoever replies to a message about a ticket and is not heard is told so in
//! one line, because they believe that they have answered; how many such lines go out is limited, because anybody may write
//! in a public group.

use super::{Failure, GatewayEnv, REMEMBERED, draft::TurnDraft, throttle::ManualClock};
use crate::{
    actors::outgoing_named,
    domain::notice::{NotHeard, Notice, TeamNotice},
    telegram::{CallError, Membership, inbound::Sender},
    view::Toast,
};
use governor::{
    Quota, RateLimiter,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed, keyed::HashMapStateStore},
};
use std::{collections::HashMap, num::NonZeroU32, time::Duration};
use tokio::time::Instant;

/// The limit on telling people that they are not heard: each of them once a minute, and so many in all.
const ONE_SENDER: NonZeroU32 = NonZeroU32::MIN;
const IN_ALL: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);

/// The most users and senders in memory.
const MOST: usize = 10_000;

/// The standing of a sender in the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SenderStanding {
    /// One of the team.
    Agent,
    /// Somebody who is not heard, and may believe that they are.
    NotHeard(NotHeard),
    /// Another bot: nobody who reads.
    Bot,
}

impl From<NotHeard> for Toast {
    fn from(why: NotHeard) -> Self {
        match why {
            NotHeard::Unknown => Toast::MembershipUnknown,
            NotHeard::NotAnAgent | NotHeard::AsGroup | NotHeard::AsChannel => Toast::NotAnAgent,
        }
    }
}

/// Memberships asked for lately, and who was told lately that they are not heard; lost on a restart.
pub struct Members {
    known: HashMap<i64, (Membership, Instant)>,
    began: Instant,
    clock: ManualClock,
    senders: RateLimiter<i64, HashMapStateStore<i64>, ManualClock, NoOpMiddleware<Duration>>,
    all: RateLimiter<NotKeyed, InMemoryState, ManualClock, NoOpMiddleware<Duration>>,
}

impl Members {
    /// Nobody is known yet.
    pub fn new(now: Instant) -> Self {
        let clock = ManualClock::default();
        Members {
            known: HashMap::new(),
            began: now,
            senders: RateLimiter::new(
                Quota::per_minute(ONE_SENDER),
                HashMapStateStore::default(),
                clock.clone(),
            ),
            all: RateLimiter::new(
                Quota::per_minute(IN_ALL),
                InMemoryState::default(),
                clock.clone(),
            ),
            clock,
        }
    }

    fn known(&self, user: i64, now: Instant) -> Option<Membership> {
        let (membership, asked) = self.known.get(&user)?;
        (now - *asked < REMEMBERED).then_some(*membership)
    }

    fn remember(&mut self, user: i64, membership: Membership, now: Instant) {
        // Dropping all of it costs a question to Telegram each, which is less than keeping them in order.
        if self.known.len() > MOST {
            self.known.clear();
        }
        self.known.insert(user, (membership, now));
    }

    /// True if this sender, a user or a channel, may be told now that they are not heard. The call counts as telling.
    fn may_tell(&mut self, sender: i64, now: Instant) -> bool {
        self.clock.set(now.saturating_duration_since(self.began));
        if self.senders.len() > MOST {
            self.senders.retain_recent();
        }
        // In this order: a sender who was told already must not use up what is left for the others.
        self.senders.check_key(&sender).is_ok() && self.all.check().is_ok()
    }
}

impl GatewayEnv {
    /// The standing of a message's sender in the group: the team are the members in their own name, and administrators
    /// who write as the group. Posts of channels, linked ones too, and of bots are nobody's (`behaviour.md`).
    pub(super) async fn standing(&self, by: &Sender) -> Result<SenderStanding, Failure> {
        Ok(match by.sender_chat {
            Some(chat) if !self.team.is_group(chat) => {
                SenderStanding::NotHeard(NotHeard::AsChannel)
            }
            // An anonymous administrator: Telegram shows the group as the sender, and nobody knows who it is.
            Some(_) if self.agents.is_empty() => SenderStanding::Agent,
            Some(_) => SenderStanding::NotHeard(NotHeard::AsGroup),
            None if by.is_bot => SenderStanding::Bot,
            None => self.standing_of(by.profile.id).await?,
        })
    }

    /// The standing of a user: by `admin.agents`, if it names anybody, else by membership.
    pub(super) async fn standing_of(&self, user: i64) -> Result<SenderStanding, Failure> {
        // The list is the operator's word; no membership can widen it.
        if !self.agents.is_empty() {
            return Ok(if self.agents.contains(&user) {
                SenderStanding::Agent
            } else {
                SenderStanding::NotHeard(NotHeard::NotAnAgent)
            });
        }
        Ok(match self.membership(user).await? {
            Some(Membership::Inside { .. }) => SenderStanding::Agent,
            Some(Membership::Outside) => SenderStanding::NotHeard(NotHeard::NotAnAgent),
            None => SenderStanding::NotHeard(NotHeard::Unknown),
        })
    }

    /// True if a user belongs to the team.
    pub(super) async fn is_team(&self, user: i64) -> Result<bool, Failure> {
        Ok(self.standing_of(user).await? == SenderStanding::Agent)
    }

    /// True if a user is an anonymous administrator of the group; false if Telegram does not tell.
    pub(super) async fn is_anonymous(&self, user: i64) -> Result<bool, Failure> {
        let membership = self.membership(user).await?;
        Ok(matches!(
            membership,
            Some(Membership::Inside {
                anonymous: true,
                ..
            })
        ))
    }

    /// The membership of a user, cached for 60 s; `None` when Telegram does not tell.
    async fn membership(&self, user: i64) -> Result<Option<Membership>, Failure> {
        let now = crate::clock::monotonic();
        if let Some(known) = self.members.borrow().known(user, now) {
            return Ok(Some(known));
        }
        match self.telegram.member(self.team.group(), user).await {
            Ok(membership) => {
                self.members.borrow_mut().remember(user, membership, now);
                Ok(Some(membership))
            }
            // It is asked again there.
            Err(error @ CallError::Migrated(group)) => {
                self.records.commit(self.team.moved_to(group)).await?;
                Err(Failure::Later(error.to_string()))
            }
            // A question that was not answered is no answer, and is not remembered.
            Err(
                error @ (CallError::Unavailable(_)
                | CallError::Flood(_)
                | CallError::Unauthorized(_)),
            ) => Err(Failure::Later(error.to_string())),
            Err(error) => {
                tracing::warn!(%error, "whether somebody is of the team can't be told: they are not");
                Ok(None)
            }
        }
    }

    /// Tells somebody whose message goes nowhere that it does, and why; and the team, once for ever, of what an operator can
    /// mend.
    pub(super) fn tell_not_heard(
        &self,
        draft: &mut TurnDraft,
        by: &Sender,
        why: NotHeard,
        thread: Option<i64>,
        message: i64,
    ) {
        self.tell_hidden_members(draft, why);
        let sender = by.sender_chat.unwrap_or(by.profile.id);
        let now = crate::clock::monotonic();
        if self.members.borrow_mut().may_tell(sender, now) {
            draft
                .tell_team(thread, TeamNotice::NotHeard { why })
                .replies_to = Some(message);
        }
    }

    /// Tells the team that Telegram does not say who belongs to it, once for ever.
    pub(super) fn tell_hidden_members(&self, draft: &mut TurnDraft, why: NotHeard) {
        if why == NotHeard::Unknown {
            // The key is the same for ever, so that the outbox drops every later row.
            let key = format!("members of {} hidden", self.team.named);
            let told = Notice::ToTeam(TeamNotice::MembersHidden);
            let row = outgoing_named(key, told);
            draft.work.outbox.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sender_is_told_once_a_minute_and_five_in_all() {
        let began = crate::clock::monotonic();
        let mut members = Members::new(began);
        let told = |members: &mut Members, seconds, senders: &[i64]| {
            let now = began + Duration::from_secs(seconds);
            let told = senders.iter().filter(|s| members.may_tell(**s, now));
            told.count()
        };
        assert_eq!(told(&mut members, 0, &[1, 1, 1]), 1);
        assert_eq!(told(&mut members, 0, &[2, 3, 4, 5, 6, 7]), 4);
        assert_eq!(told(&mut members, 59, &[1]), 0);
        assert_eq!(told(&mut members, 60, &[1]), 1);
    }
}
