//! What became of calls, as far as a ticket must know it: told to the ticket until it took it.
//!
//! The notifier tells each report once and then thinks no more of its row, so a report lives here until a turn of its
//! ticket has recorded it and settled the row, in one transaction. A ticket that can't take it at all has its row
//! settled without; a database that is away is waited for, however long.

use super::RegistryActor;
use crate::{
    actors::{
        notifier::{DeliveryReported, Outcome},
        ticket::{Execute, TurnError},
    },
    domain::{
        command::{By, Command, Undelivered, WarningLost},
        notice::Notice,
    },
    store::StoreError,
};
use actix::prelude::*;
use std::{collections::HashMap, time::Duration};

/// How long a report waits before it is told to its ticket again.
const AGAIN: Duration = Duration::from_secs(1);

/// After how many tries a report that its ticket can't take is settled without it.
const TRIES: u32 = 10;

/// Reports that no ticket has taken yet, by a number of their own.
#[derive(Default)]
pub(super) struct Reports {
    waiting: HashMap<u64, Report>,
    last: u64,
}

struct Report {
    what: DeliveryReported,
    /// How often its ticket could not take it, for reasons other than the database's.
    tries: u32,
}

/// Sent by: the registry to itself. One report is due to be told, again or at first.
#[derive(Message)]
#[rtype(result = "()")]
struct Tell(u64);

impl Handler<DeliveryReported> for RegistryActor {
    type Result = ();

    fn handle(&mut self, what: DeliveryReported, ctx: &mut Context<Self>) {
        self.reports.last += 1;
        let number = self.reports.last;
        self.reports
            .waiting
            .insert(number, Report { what, tries: 0 });
        self.tell(number, ctx);
    }
}

impl Handler<Tell> for RegistryActor {
    type Result = ();

    fn handle(&mut self, Tell(number): Tell, ctx: &mut Context<Self>) {
        self.tell(number, ctx);
    }
}

impl RegistryActor {
    /// After a restart, whose panic dropped every telling under way. One that did reach its ticket is taken twice, which
    /// changes nothing.
    pub(super) fn tell_again(&mut self, ctx: &mut Context<Self>) {
        for (number, report) in &mut self.reports.waiting {
            // It may be this one that panics.
            report.tries += 1;
            ctx.notify_later(Tell(*number), AGAIN);
        }
    }

    fn tell(&mut self, number: u64, ctx: &mut Context<Self>) {
        let Some(report) = self.reports.waiting.get(&number) else {
            return;
        };
        let command = command_for(&report.what).filter(|_| report.tries < TRIES);
        let (Some(command), Some(id)) = (command, report.what.notice.ticket()) else {
            return self.settle_alone(number, ctx);
        };
        let asked = Execute {
            command,
            by: By::Desk,
            also: report.what.settle.clone(),
        };
        let answer = self.ask(id, asked, ctx);
        self.busy += 1;
        ctx.spawn(answer.into_actor(self).map(move |result, this, ctx| {
            this.busy -= 1;
            this.learn(&result);
            match result {
                Ok(_) => drop(this.reports.waiting.remove(&number)),
                Err(TurnError::Refused(_) | TurnError::Unknown(_)) => {
                    this.settle_alone(number, ctx);
                }
                Err(error) => {
                    tracing::warn!(ticket.id = id.0, %error, "a delivery is not recorded yet");
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
                    }
                    ctx.notify_later(Tell(number), AGAIN);
                }
            }
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

/// What a ticket must know of a delivery.
fn command_for(report: &DeliveryReported) -> Option<Command> {
    Some(match (&report.notice, report.outcome) {
        (
            Notice::Answer {
                message,
                last: true,
                again,
                ..
            },
            Outcome::Taken,
        ) => Command::AnswerTaken {
            message: *message,
            again: *again,
        },
        (Notice::Answer { message, part, .. }, Outcome::Lost(why)) => Command::AnswerLost {
            message: *message,
            part: *part,
            why,
        },
        (Notice::SilenceWarning { .. }, Outcome::Taken) => Command::SilenceWarningTaken,
        (Notice::SilenceWarning { version, .. }, Outcome::NotTrue) => Command::SilenceWarningLost {
            version: *version,
            why: WarningLost::NotTrue,
        },
        (Notice::SilenceWarning { version, .. }, Outcome::Lost(Undelivered::Refused)) => {
            Command::SilenceWarningLost {
                version: *version,
                why: WarningLost::Refused,
            }
        }
        (_, Outcome::Lost(Undelivered::Unreachable)) if report.notice.ticket().is_some() => {
            Command::PersonLeft
        }
        _ => return None,
    })
}
