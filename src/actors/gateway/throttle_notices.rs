//! A person who goes too fast: told once, turned away when too much of theirs waits, told when that is over.
//!
//! Their lane gives up its place and rests until the window opens, so that nobody else waits for them. What they wrote
//! stays in the inbox, in order, up to a most ([`Throttle`](super::throttle::Throttle)); what comes behind that is not taken
//! until all of it is worked, and they are told which message was the last.

use super::GatewayEnv;
use crate::{
    actors::{notifier::OutboxWritten, outgoing_named},
    domain::{
        ids::*,
        notice::{Notice, PersonNotice},
    },
    store::{InboxRow, NewOutboxRow, Store, StoreError, UnitOfWork},
    telegram::inbound::{self, InboundUpdate, UpdateKind},
};
use std::sync::Arc;

impl GatewayEnv {
    /// A row of theirs must wait. A telling that fails is tried again with the next row that must.
    pub(super) async fn slow_down(&self, person: PersonId, row: &InboxRow) {
        if let Err(error) = self.try_to_slow_down(person, row).await {
            tracing::warn!(update.id = row.id.0, %error, "a flood is not told yet");
        }
    }

    async fn try_to_slow_down(&self, person: PersonId, row: &InboxRow) -> Result<(), StoreError> {
        let (tell, known) = self
            .limits
            .borrow_mut()
            .waits(person, crate::clock::monotonic());
        let (lane, most) = (row.lane, self.limits.borrow().most());
        // The query is asked once in a flood: after that the place behind which nothing is taken is known.
        let last = match most.filter(|_| known.is_none()) {
            Some(most) => {
                let last = move |s: Arc<dyn Store>| async move { s.last_within(lane, most).await };
                self.records.read(last).await?
            }
            None => None,
        };
        let behind = known.or(last.as_ref().map(|last| last.id));
        let mut work = UnitOfWork {
            // Rows that came since the last time are turned away as well.
            turned_away: behind.map(|behind| (row.lane, behind)),
            ..Default::default()
        };
        if tell {
            work.outbox
                .push(notice_row(person, row.id, PersonNotice::SlowDown));
        }
        if let Some(last) = last {
            tracing::warn!(person.id = person.0, "so much waits that no more is taken");
            let mut told = notice_row(person, last.id, PersonNotice::NotTaken);
            // As a reply to the last message that counts, so that they see from where on it is lost.
            told.replies_to = inbound::read(&last.json).ok().and_then(message);
            work.outbox.push(told);
        }
        if work.turned_away.is_none() && work.outbox.is_empty() {
            return Ok(());
        }
        self.records.commit(work).await?;
        self.poke.do_send(OutboxWritten::default());
        // Noted only once it is durable: a commit that failed has told nobody.
        self.limits.borrow_mut().told(person, behind);
        Ok(())
    }

    /// A row of a lane is worked. Whether it was the last that was taken: then they are told that they can write again.
    pub(super) async fn taken_again(&self, row: &InboxRow, person: PersonId) -> bool {
        let behind = self.limits.borrow().behind(person);
        let Some(behind) = behind.filter(|behind| row.id >= *behind) else {
            return false;
        };
        let work = UnitOfWork {
            turned_away: Some((row.lane, behind)),
            outbox: vec![notice_row(person, behind, PersonNotice::TakenAgain)],
            ..Default::default()
        };
        if let Err(error) = self.records.commit(work).await {
            // Retried when this person's next row is worked.
            tracing::warn!(update.id = row.id.0, %error, "the end of a flood is not told yet");
            return true;
        }
        self.limits.borrow_mut().taken_again(person);
        self.poke.do_send(OutboxWritten::default());
        true
    }
}

/// The number of a message that somebody wrote.
fn message(update: InboundUpdate) -> Option<i64> {
    match update.what {
        UpdateKind::Wrote { message, .. } => Some(message),
        _ => None,
    }
}

/// Told because of an update.
fn notice_row(person: PersonId, update: UpdateId, saying: PersonNotice) -> NewOutboxRow {
    let key = format!("u{} {saying:?}", update.0);
    outgoing_named(key, Notice::ToPerson(person, saying))
}
