//! What became of calls, as far as a ticket must know it: told to the ticket until it took it.
//!
//! The notifier tells each report once and then forgets its row, so a report lives here until a turn of its
//! ticket has recorded it and settled the row, in one transaction. A database that is away is waited for, however long.
//!
//! A ticket that fails again and again keeps nothing else waiting: what Telegram took is written down as untold, what it
//! did not take stays a row that waits, and the notifier goes on. The ticket is told more slowly from then on, and after a
//! restart of the desk, too, until it took it: else an answer that arrived would be on its way for ever, and its clock
//! would run on.

use super::RegistryActor;
use crate::{
    actors::{
        notifier::{DeliveryOutcome, DeliveryReported},
        ticket::{Execute, TurnError},
    },
    domain::{
        Instant,
        command::{Command, DeliveryFailure, WarningFailure},
        ids::By,
        notice::{Notice, PersonNotice},
    },
    store::{OutboxRow, OutboxSettlement, OutboxStatus, StoreError, UnitOfWork},
};
use actix::prelude::*;
use std::{collections::HashMap, time::Duration};
use tokio::sync::oneshot;

/// The time that a report waits before it is told to its ticket again.
const AGAIN: Duration = Duration::from_secs(1);

/// After how many tries whatever waits for a report goes on without its ticket.
const TRIES: u32 = 10;

/// The time that such a report waits each time.
const LATER: Duration = Duration::from_secs(60);

/// Reports that no ticket has taken yet, by a number of their own.
#[derive(Default)]
pub(super) struct Reports {
    waiting: HashMap<u64, DeliveryReport>,
    last: u64,
}

struct DeliveryReport {
    what: DeliveryReported,
    /// The number of times that its ticket could not take it, for reasons other than the database's.
    tries: u32,
    /// True if nothing waits for it any more.
    late: bool,
}

impl DeliveryReport {
    fn rest(&self) -> Duration {
        if self.late { LATER } else { AGAIN }
    }
}

/// Sent by: the registry to itself when it starts. Reads what Telegram took in a previous run and no ticket was told of.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct ReadUntold;

/// Sent by: the registry to itself. One report is due to be told, again or at first.
#[derive(Message)]
#[rtype(result = "()")]
struct Tell(u64);

impl Handler<DeliveryReported> for RegistryActor {
    type Result = ();

    fn handle(&mut self, what: DeliveryReported, ctx: &mut Context<Self>) {
        self.take(what, false, ctx);
    }
}

impl Handler<ReadUntold> for RegistryActor {
    type Result = ();

    fn handle(&mut self, _: ReadUntold, ctx: &mut Context<Self>) {
        let records = self.env.records.clone();
        let asked = async move { records.read(|s| async move { s.untold().await }).await };
        self.busy += 1;
        ctx.spawn(asked.into_actor(self).map(|rows, this, ctx| {
            this.busy -= 1;
            match rows {
                // Settled as sent, with their tickets not told: a crash, or a ticket that could not take it, came in
                // between.
                Ok(rows) => rows.into_iter().for_each(|row| {
                    let taken = taken(row, this.env.clock.now());
                    this.take(taken, true, ctx);
                }),
                Err(error) => {
                    tracing::warn!(%error, "what no ticket was told can't be read yet");
                    ctx.notify_later(ReadUntold, AGAIN);
                }
            }
        }));
    }
}

impl Handler<Tell> for RegistryActor {
    type Result = ();

    fn handle(&mut self, Tell(number): Tell, ctx: &mut Context<Self>) {
        self.tell(number, ctx);
    }
}

impl RegistryActor {
    fn take(&mut self, what: DeliveryReported, late: bool, ctx: &mut Context<Self>) {
        self.reports.last += 1;
        let number = self.reports.last;
        let report = DeliveryReport {
            what,
            tries: 0,
            late,
        };
        self.reports.waiting.insert(number, report);
        self.tell(number, ctx);
    }

    /// After a restart, whose panic dropped every telling under way. One that did reach its ticket is taken twice, which
    /// changes nothing.
    pub(super) fn tell_again(&mut self, ctx: &mut Context<Self>) {
        for (number, report) in &mut self.reports.waiting {
            // It may be this one that panics.
            report.tries += 1;
            ctx.notify_later(Tell(*number), report.rest());
        }
    }

    fn tell(&mut self, number: u64, ctx: &mut Context<Self>) {
        let Some(report) = self.reports.waiting.get(&number) else {
            return;
        };
        let command = command_for(&report.what);
        let (Some(command), Some(id)) = (command, report.what.notice.ticket()) else {
            // Nothing in it is the ticket's business, or it belongs to none: the row is settled all the same.
            return self.settle_alone(number, ctx);
        };
        // A ticket that breaks over one report must not hold up its lane, and everything behind it, for ever.
        if report.tries >= TRIES && !report.late {
            return self.go_on_without(number, ctx);
        }
        let asked = Execute {
            command,
            by: By::Desk,
            // The settlement is part of the turn's transaction: both hold, or neither does.
            also: report.what.settle.clone(),
        };
        let answer = self.ask(id, asked, ctx);
        self.busy += 1;
        ctx.spawn(answer.into_actor(self).map(move |result, this, ctx| {
            this.busy -= 1;
            this.record_outcome(&result);
            match result {
                Ok(_) => drop(this.reports.waiting.remove(&number)),
                Err(TurnError::Refused(_) | TurnError::Unknown(_)) => {
                    this.settle_alone(number, ctx);
                }
                Err(error) => {
                    tracing::warn!(ticket.id = id.0, %error, "a delivery is not recorded yet");
                    // The database's trouble is not the ticket's fault, and counts for nothing.
                    let world = matches!(
                        error,
                        TurnError::Store(
                            StoreError::Unavailable(_)
                                | StoreError::Conflict(_)
                                | StoreError::Deposed(_)
                        )
                    );
                    if let Some(report) = this.reports.waiting.get_mut(&number) {
                        report.tries += u32::from(!world);
                        ctx.notify_later(Tell(number), report.rest());
                    }
                }
            }
        }));
    }

    /// Nothing waits for this report any more, but its ticket is still to be told.
    fn go_on_without(&mut self, number: u64, ctx: &mut Context<Self>) {
        let Some(report) = self.reports.waiting.get(&number) else {
            return;
        };
        tracing::error!(
            ticket.id = report.what.notice.ticket().map(|id| id.0),
            "a ticket can't be told of a delivery: it is told later"
        );
        let mut work = report.what.settle.clone();
        match report.what.outcome {
            DeliveryOutcome::Taken | DeliveryOutcome::Whole => work
                .settled
                .iter_mut()
                // Marked in the row, which is the memory: the next start reads it and tells the ticket.
                .for_each(|row| row.end = OutboxStatus::Untold),
            // Nothing arrived: in the next life it is tried again.
            DeliveryOutcome::Lost(..) | DeliveryOutcome::NotTrue => work.settled.clear(),
        }
        let records = self.env.records.clone();
        self.busy += 1;
        let done = async move { records.commit(work).await };
        ctx.spawn(done.into_actor(self).map(move |result, this, ctx| {
            this.busy -= 1;
            let Some(report) = this.reports.waiting.get_mut(&number) else {
                return;
            };
            match result {
                Err(error @ StoreError::Unavailable(_)) => {
                    tracing::warn!(%error, "a delivery is not recorded yet");
                }
                result => {
                    if let Err(error) = result {
                        tracing::error!(%error, "a delivery can't be recorded");
                    }
                    report.late = true;
                    // From now on nobody waits for this report: the drop of its sender lets the lane go on.
                    report.what.settled = nobody();
                    // The rest of it holds already.
                    report.what.settle = UnitOfWork {
                        settled: std::mem::take(&mut report.what.settle.settled),
                        ..Default::default()
                    };
                }
            }
            ctx.notify_later(Tell(number), report.rest());
        }));
    }

    fn settle_alone(&mut self, number: u64, ctx: &mut Context<Self>) {
        let Some(report) = self.reports.waiting.get(&number) else {
            return;
        };
        let (records, settle) = (self.env.records.clone(), report.what.settle.clone());
        self.busy += 1;
        ctx.spawn(
            async move { records.commit(settle).await }
                .into_actor(self)
                .map(move |result, this, ctx| {
                    this.busy -= 1;
                    if let Err(error @ StoreError::Unavailable(_)) = result {
                        tracing::warn!(%error, "a delivery is not recorded yet");
                        ctx.notify_later(Tell(number), AGAIN);
                        return;
                    }
                    if let Err(error) = result {
                        tracing::error!(%error, "a delivery can't be recorded");
                    }
                    this.reports.waiting.remove(&number);
                }),
        );
    }
}

/// Nobody waits until a row is settled.
fn nobody() -> oneshot::Sender<()> {
    oneshot::channel().0
}

/// The report of a row that Telegram took in a previous run.
fn taken(row: OutboxRow, now: Instant) -> DeliveryReported {
    let settled = OutboxSettlement {
        row: row.id,
        end: OutboxStatus::Sent,
        at: now,
    };
    let outcome = match row.row.notice {
        // Neither would have been told before the last part was taken.
        Notice::ToPerson(
            _,
            PersonNotice::Answer { last: false, .. } | PersonNotice::AnswerEdited { .. },
        ) => DeliveryOutcome::Whole,
        _ => DeliveryOutcome::Taken,
    };
    DeliveryReported {
        notice: row.row.notice,
        outcome,
        settle: UnitOfWork {
            settled: vec![settled],
            ..Default::default()
        },
        settled: nobody(),
    }
}

/// The command that tells a ticket about a delivery.
fn command_for(report: &DeliveryReported) -> Option<Command> {
    Some(match (&report.notice, report.outcome) {
        (
            Notice::ToPerson(
                _,
                PersonNotice::Answer {
                    message,
                    last: true,
                    again,
                    ..
                },
            ),
            DeliveryOutcome::Taken,
        ) => Command::AnswerTaken {
            message: *message,
            again: Some(*again),
        },
        (
            Notice::ToPerson(
                _,
                PersonNotice::Answer { message, .. } | PersonNotice::AnswerEdited { message, .. },
            ),
            DeliveryOutcome::Whole,
        ) => Command::AnswerTaken {
            message: *message,
            again: None,
        },
        (
            Notice::ToPerson(_, PersonNotice::Answer { message, part, .. }),
            DeliveryOutcome::Lost(why, because),
        ) => Command::AnswerLost {
            message: *message,
            part: *part,
            why,
            because,
        },
        (Notice::ToPerson(_, PersonNotice::SilenceWarning { .. }), DeliveryOutcome::Taken) => {
            Command::SilenceWarningTaken
        }
        (
            Notice::ToPerson(_, PersonNotice::SilenceWarning { version, .. }),
            DeliveryOutcome::NotTrue,
        ) => Command::SilenceWarningLost {
            version: *version,
            why: WarningFailure::NotTrue,
        },
        (
            Notice::ToPerson(_, PersonNotice::SilenceWarning { version, .. }),
            DeliveryOutcome::Lost(DeliveryFailure::Refused, _),
        ) => Command::SilenceWarningLost {
            version: *version,
            why: WarningFailure::Refused,
        },
        (_, DeliveryOutcome::Lost(DeliveryFailure::Unreachable, _))
            if report.notice.ticket().is_some() =>
        {
            Command::PersonLeft
        }
        _ => return None,
    })
}
