//! Dialogues with which nobody went on end after a day, and whoever trusted in them is told.
//!
//! Each is dropped in the transaction that tells, and only as it was read: whoever goes on with it in the meantime wins.

use super::{GatewayActor, GatewayEnv};
use crate::{
    actors::{notifier::OutboxWritten, outgoing_named},
    domain::{
        Instant,
        dialogue::{Dialogue, LIFETIME, Whose},
    },
    store::{DialogueWrite, NewOutboxRow, OldDialogue, StoreError, UnitOfWork},
};
use actix::prelude::*;
use std::time::Duration;

/// The interval between looks for old dialogues, and the number ended at once; when there are more, the next look
/// follows soon.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(60);
const AT_ONCE: u64 = 50;
const SOON: Duration = Duration::from_secs(1);

/// Sent by: the gateway to itself: dialogues may have ended.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct DialoguesEnd;

impl Handler<DialoguesEnd> for GatewayActor {
    type Result = ();

    fn handle(&mut self, _: DialoguesEnd, ctx: &mut Context<Self>) {
        let env = self.env.clone();
        self.ending = true;
        let ended = async move { env.end_dialogues().await };
        ctx.spawn(ended.into_actor(self).map(|more, this, ctx| {
            this.ending = false;
            let next = if more { SOON } else { LOOK_EVERY };
            ctx.notify_later(DialoguesEnd, next);
        }));
    }
}

impl GatewayEnv {
    /// Ends what is over. Whether there may be more of it.
    async fn end_dialogues(&self) -> bool {
        let before = self.clock.now() - LIFETIME;
        let over = self
            .records
            .read(move |s| async move { s.old_dialogues(before, AT_ONCE).await });
        let over = match over.await {
            Ok(over) => over,
            Err(error) => {
                tracing::warn!(%error, "old dialogues are not ended yet");
                return false;
            }
        };
        let full = over.len() as u64 == AT_ONCE;
        // Each in a transaction of its own: one that can't be ended must not hold up the others.
        for old in over {
            match self.records.commit(end(old)).await {
                Ok(()) => self.poke.do_send(OutboxWritten::default()),
                // They went on with it.
                Err(StoreError::AlreadyEnded) => {}
                Err(error) => {
                    tracing::warn!(%error, "an old dialogue is not ended yet");
                    // Or it is, unheard: then nobody was poked.
                    self.poke.do_send(OutboxWritten::default());
                    return false;
                }
            }
        }
        full
    }
}

fn end(
    OldDialogue {
        whose,
        since,
        state,
    }: OldDialogue,
) -> UnitOfWork {
    // The words in it are lost to the desk, but Telegram still shows them; a row that blocks the clean-up for ever
    // would be worse.
    if state.is_none() {
        tracing::error!(?whose, "a dialogue can't be read any more: it is dropped");
    }
    UnitOfWork {
        outbox: state
            .map(|state| rows_for_end(&state, since))
            .unwrap_or_default(),
        dialogues: vec![DialogueWrite::Ended(whose, since)],
        ..Default::default()
    }
}

/// The rows for the end of a dialogue that was set at `since`, which is part of their key: it is told once, whoever
/// notices.
pub(super) fn rows_for_end(dialogue: &Dialogue, since: Instant) -> Vec<NewOutboxRow> {
    let Some(farewell) = dialogue.farewell() else {
        return Vec::new();
    };
    let whose = match dialogue.whose() {
        Whose::Person(person) => format!("words of {}", person.0),
        Whose::Anchor(update) => format!("u{}", update.0),
    };
    let notices = farewell.notices.into_iter().enumerate();
    let rows = notices.map(|(nth, notice)| {
        let key = format!("{whose} ended {} {nth}", since.timestamp_millis());
        NewOutboxRow {
            replies_to: farewell.replies_to,
            ..outgoing_named(key, notice)
        }
    });
    rows.collect()
}
