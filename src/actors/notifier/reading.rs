//! Reading on in the outbox: what waits comes into memory, in its order, a little at a time.

use super::NotifierActor;
use crate::store::{Pending, RowEnd, Settled, UnitOfWork};
use actix::prelude::*;
use std::time::Duration;

/// How many rows are read at once, and how many may wait in memory.
const READ: u64 = 500;
const IN_MEMORY: usize = 5_000;

/// When the outbox is read again that could not be read.
const READ_AGAIN: Duration = Duration::from_secs(1);

impl NotifierActor {
    /// Reads on in the outbox, then pumps.
    pub(super) fn read(&mut self, ctx: &mut Context<Self>) {
        if self.reading || !self.more || self.lanes.len() >= IN_MEMORY {
            return self.pump(ctx);
        }
        (self.reading, self.more) = (true, false);
        if std::mem::take(&mut self.again) {
            self.cursor = 0;
        }
        let (records, cursor) = (self.env.records.clone(), self.cursor);
        let rows = async move {
            records
                .read(move |store| async move { store.outbox(cursor, READ).await })
                .await
        };
        ctx.spawn(rows.into_actor(self).map(move |rows, this, ctx| {
            this.reading = false;
            match rows {
                Ok(rows) => {
                    this.more |= rows.len() as u64 == READ;
                    // Not when somebody asked for older rows meanwhile.
                    if this.cursor == cursor {
                        this.cursor = rows.last().map_or(cursor, |row| row.id);
                    }
                    let needless = this.lanes.take_in(rows);
                    this.settle_needless(needless, ctx);
                    if this.more {
                        return this.read(ctx);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the outbox can't be read yet");
                    this.unread = true;
                    this.wake_at(crate::clock::monotonic() + READ_AGAIN, ctx);
                }
            }
            this.pump(ctx);
        }));
    }

    fn settle_needless(&mut self, rows: Vec<Pending>, ctx: &mut Context<Self>) {
        if rows.is_empty() {
            return;
        }
        let at = self.env.clock.now();
        let settled = rows
            .iter()
            .map(|row| Settled {
                row: row.id,
                end: RowEnd::Superseded,
                at,
            })
            .collect();
        let (records, work) = (
            self.env.records.clone(),
            UnitOfWork {
                settled,
                ..Default::default()
            },
        );
        self.busy += 1;
        ctx.spawn(
            async move { records.commit(work).await }
                .into_actor(self)
                .map(|result, this, _| {
                    this.busy -= 1;
                    if let Err(error) = result {
                        // They are read, and found needless, again at the next start.
                        tracing::warn!(%error, "superseded rows are not settled");
                    }
                }),
        );
    }
}
