//! What becomes of rows once their call was made: settled, or told to the ticket that must know, whose turn settles them.

use super::{
    DeliveryOutcome, DeliveryReported, NotifierEnv,
    answers::Answer,
    delivery::{CallResult, LaneAction, row_to_send},
};
use crate::{
    actors::{outgoing, outgoing_named},
    domain::{
        Instant,
        command::DeliveryFailure,
        ids::PersonId,
        notice::{Notice, PersonNotice, ReceiptMark, TeamNotice},
    },
    store::{
        MessageRole, NewOutboxRow, OutboxRow, OutboxSettlement, OutboxStatus, SentMessage,
        StoreError, TriedAgain, UnitOfWork,
    },
    telegram::Destination,
};
use std::time::Duration;

impl NotifierEnv {
    /// Settles the rows that one call told, or has their ticket do it. Returns when that is durable.
    pub(super) async fn settle_call(
        &self,
        rows: Vec<OutboxRow>,
        delivered: CallResult,
    ) -> LaneAction {
        let at = self.clock.now();
        let Some(row) = row_to_send(&rows) else {
            return LaneAction::Settled;
        };
        match &delivered {
            // Which of its rows is to blame can't be told, so each is tried by itself.
            CallResult::Later(LaneAction::CountFailure) | CallResult::Lost { .. }
                if rows.len() > 1 =>
            {
                tracing::warn!(
                    rows = rows.len(),
                    "a digest is not taken: its rows go out one by one"
                );
                return LaneAction::SplitDigest;
            }
            // The card alone is written down: the row itself is still to come.
            CallResult::CardFirst { place, message } => {
                let card = SentMessage {
                    role: MessageRole::Card,
                    ..sent(&row, *place, *message, at)
                };
                self.settle(UnitOfWork {
                    sent: vec![card],
                    ..Default::default()
                })
                .await;
                return LaneAction::Again;
            }
            _ => {}
        }
        let ended = match self.row_end(&row, delivered, at) {
            Ok(ended) => ended,
            Err(action) => return action,
        };
        let RowEnd {
            action,
            end,
            outcome,
            sent,
            answer,
            outbox,
            tried_again,
        } = ended;
        let withheld = match &end {
            OutboxStatus::Withheld(right) => Some(*right),
            _ => None,
        };
        let again = tried_again.clone();
        let settle = UnitOfWork {
            settled: rows
                .iter()
                .map(|row| OutboxSettlement {
                    row: row.id,
                    end: end.clone(),
                    at,
                })
                .collect(),
            sent: sent.into_iter().collect(),
            outbox,
            tried_again,
            ..Default::default()
        };
        let report = outcome.map(|outcome| reported(row.row.notice, outcome, answer));
        if let Some((notice, outcome)) = report.filter(|(notice, was)| must_know(notice, *was)) {
            let (settled, durable) = tokio::sync::oneshot::channel();
            self.reports.do_send(DeliveryReported {
                notice,
                outcome,
                settle,
                settled,
            });
            // Wait until the settlement is durable; otherwise a later message could overtake this one if a crash repeats
            // it. The channel carries no value: dropping the sender is the signal.
            let _ = durable.await;
            self.has_settled(&again, withheld);
            return action;
        }
        self.settle(settle).await;
        self.has_settled(&again, withheld);
        action
    }

    /// The end of a row whose call had this result; the next action alone where nothing is written down.
    fn row_end(
        &self,
        row: &OutboxRow,
        delivered: CallResult,
        at: Instant,
    ) -> Result<RowEnd, LaneAction> {
        Ok(match delivered {
            // Counted in the outbox too, so that a row can't end the process again and again.
            CallResult::Later(LaneAction::CountFailure) => {
                RowEnd::untold(LaneAction::CountFailure, OutboxStatus::Retried)
            }
            CallResult::Later(action) => return Err(action),
            // Handled by the caller, which writes the card down.
            CallResult::CardFirst { .. } => return Err(LaneAction::Again),
            CallResult::Withheld { right, said } => {
                tracing::info!(outbox.row = row.id, %said, "withheld");
                RowEnd {
                    outbox: self.lacks(row, right).into_iter().collect(),
                    ..RowEnd::untold(LaneAction::Withheld, OutboxStatus::Withheld(right))
                }
            }
            CallResult::NotTrue { answer } => RowEnd {
                outcome: Some(DeliveryOutcome::NotTrue),
                answer,
                tried_again: self.tried_again(row, None),
                ..RowEnd::untold(LaneAction::Settled, OutboxStatus::Superseded)
            },
            CallResult::Taken {
                place,
                message,
                shows,
                answer,
                unseen,
                used,
            } => RowEnd {
                outcome: Some(DeliveryOutcome::Taken),
                sent: message.map(|message| SentMessage {
                    shows,
                    ..sent(row, place, message, at)
                }),
                answer,
                tried_again: self.tried_again(row, used),
                ..RowEnd::untold(LaneAction::Settled, OutboxStatus::Sent)
            }
            .telling(unseen.and_then(|person| not_seen(row, person))),
            CallResult::Lost {
                why,
                because,
                said,
                answer,
            } => {
                tracing::warn!(outbox.row = row.id, ?why, %said, "not delivered");
                let (action, end) = match why {
                    // A person who blocked the bot may let it in again, and must then find what the team said.
                    DeliveryFailure::Unreachable if outlasts_a_block(&row.row.notice) => {
                        (LaneAction::Held, OutboxStatus::Held)
                    }
                    _ => (LaneAction::Settled, OutboxStatus::Failed(said)),
                };
                RowEnd {
                    outcome: Some(DeliveryOutcome::Lost(why, because)),
                    answer,
                    tried_again: self.tried_again(row, None),
                    ..RowEnd::untold(action, end)
                }
                .telling(not_told(row, why, answer))
            }
        })
    }

    /// Telegram took it: that is written down however long the database is away, and the lane waits for it.
    pub(super) async fn settle(&self, work: UnitOfWork) {
        for failures in 1.. {
            match self.records.commit(work.clone()).await {
                Err(error @ StoreError::Unavailable(_)) => {
                    tracing::warn!(%error, "a delivery is not recorded yet");
                    self.resting.set(self.resting.get() + 1);
                    tokio::time::sleep(rest(failures)).await;
                    self.resting.set(self.resting.get().saturating_sub(1));
                }
                Err(error) => return tracing::error!(%error, "a delivery can't be recorded"),
                Ok(()) => return,
            }
        }
    }
}

/// The end of a row: what is written down of it, and what its lane does next.
struct RowEnd {
    action: LaneAction,
    end: OutboxStatus,
    /// `None` if its ticket learns nothing of it.
    outcome: Option<DeliveryOutcome>,
    sent: Option<SentMessage>,
    answer: Answer,
    outbox: Vec<NewOutboxRow>,
    tried_again: Vec<TriedAgain>,
}

impl RowEnd {
    /// An end of which nobody is told.
    fn untold(action: LaneAction, end: OutboxStatus) -> Self {
        RowEnd {
            action,
            end,
            outcome: None,
            sent: None,
            answer: Answer::None,
            outbox: Vec::new(),
            tried_again: Vec::new(),
        }
    }

    /// The same end, with a row that tells somebody of it, if there is one.
    fn telling(mut self, row: Option<NewOutboxRow>) -> Self {
        if row.is_some() {
            self.action = LaneAction::SettledWithNotice;
        }
        self.outbox.extend(row);
        self
    }
}

/// True for a notice that is kept until its person can be reached again.
fn outlasts_a_block(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::ToPerson(
            _,
            PersonNotice::Answer { .. }
                | PersonNotice::AnswerEdited { .. }
                | PersonNotice::Closed { .. }
        )
    )
}

/// The report of a row to its ticket. The edit of an answer that is still on its way is a part of that answer; the
/// last of the planned parts reports nothing when edits have given the answer other parts.
fn reported(notice: Notice, outcome: DeliveryOutcome, answer: Answer) -> (Notice, DeliveryOutcome) {
    let outcome = match answer {
        Answer::Whole if matches!(outcome, DeliveryOutcome::Taken | DeliveryOutcome::NotTrue) => {
            DeliveryOutcome::Whole
        }
        _ => outcome,
    };
    let is_last = answer == Answer::Last;
    let notice = match notice {
        Notice::ToPerson(
            person,
            PersonNotice::AnswerEdited {
                ticket,
                message,
                part,
            },
        ) if answer != Answer::None => Notice::ToPerson(
            person,
            PersonNotice::Answer {
                ticket,
                message,
                part,
                last: is_last,
                again: 0,
            },
        ),
        Notice::ToPerson(
            person,
            PersonNotice::Answer {
                ticket,
                message,
                part,
                again,
                ..
            },
        ) => Notice::ToPerson(
            person,
            PersonNotice::Answer {
                ticket,
                message,
                part,
                last: is_last,
                again,
            },
        ),
        other => other,
    };
    (notice, outcome)
}

/// True if the ticket's own turn must record this.
fn must_know(notice: &Notice, outcome: DeliveryOutcome) -> bool {
    match outcome {
        DeliveryOutcome::Whole => true,
        DeliveryOutcome::Taken => matches!(
            notice,
            Notice::ToPerson(
                _,
                PersonNotice::Answer { last: true, .. } | PersonNotice::SilenceWarning { .. }
            )
        ),
        DeliveryOutcome::Lost(DeliveryFailure::Unreachable, _) => notice.ticket().is_some(),
        DeliveryOutcome::Lost(DeliveryFailure::Refused, _) => matches!(
            notice,
            Notice::ToPerson(
                _,
                PersonNotice::Answer { .. } | PersonNotice::SilenceWarning { .. }
            )
        ),
        // Its ticket waits for it, and would wait for ever.
        DeliveryOutcome::NotTrue => matches!(
            notice,
            Notice::ToPerson(_, PersonNotice::SilenceWarning { .. })
        ),
    }
}

/// A person must learn that the team does not see what they sent: once for each message.
fn not_seen(row: &OutboxRow, person: PersonId) -> Option<NewOutboxRow> {
    let Notice::ToTeam(
        TeamNotice::PersonWrote {
            ticket, message, ..
        }
        | TeamNotice::PersonEdited {
            ticket, message, ..
        },
    ) = row.row.notice
    else {
        return None;
    };
    let notice = Notice::ToPerson(person, PersonNotice::NotSeen { ticket, message });
    Some(outgoing(notice, 0))
}

/// The team must learn of words that Telegram takes in no form: a line that says whose ticket to open, or that an edit of
/// theirs reached nobody.
fn not_told(row: &OutboxRow, why: DeliveryFailure, answer: Answer) -> Option<NewOutboxRow> {
    let told = match row.row.notice {
        Notice::ToTeam(
            TeamNotice::PersonWrote { ticket, .. }
            | TeamNotice::PersonEdited { ticket, .. }
            | TeamNotice::NewTicket { ticket },
        ) => TeamNotice::NotShown { ticket },
        // Of an answer that is still on its way, its ticket tells.
        Notice::ToPerson(_, PersonNotice::AnswerEdited { ticket, .. })
            if why == DeliveryFailure::Refused && answer == Answer::None =>
        {
            TeamNotice::EditRefused { ticket }
        }
        _ => return None,
    };
    let told = Notice::ToTeam(told);
    let key = format!("{} not shown", row.row.key);
    Some(outgoing_named(key, told))
}

/// The record of a message of ours.
fn sent(row: &OutboxRow, place: Destination, message: i64, at: Instant) -> SentMessage {
    let notice = &row.row.notice;
    let role = match notice {
        // An edit of a card brings a message when it is posted again.
        Notice::ToTeam(
            TeamNotice::NewTicket { .. } | TeamNotice::CardEdit { .. } | TeamNotice::Card { .. },
        ) => MessageRole::Card,
        Notice::ToPerson(_, PersonNotice::Conversation { .. } | PersonNotice::Tickets { .. })
        | Notice::ToTeam(TeamNotice::Tickets { .. } | TeamNotice::BlockedList { .. }) => {
            MessageRole::Page
        }
        Notice::ToTeam(
            TeamNotice::AskNote { .. }
            | TeamNotice::Attachment { note: true, .. }
            | TeamNotice::Mark {
                mark: ReceiptMark::Noted,
                ..
            },
        ) => MessageRole::Note,
        Notice::ToPerson(_, PersonNotice::Attachment { .. })
        | Notice::ToTeam(TeamNotice::Attachment { .. }) => MessageRole::Again,
        Notice::ToPerson(_, saying) if saying.is_offer() => MessageRole::Offer,
        _ => MessageRole::About,
    };
    let anchor = match notice {
        Notice::ToTeam(
            TeamNotice::BlockForm { anchor, .. }
            | TeamNotice::JustAnswered { anchor, .. }
            | TeamNotice::PromptOfAnother { anchor, .. },
        ) => Some(*anchor),
        _ => None,
    };
    let asked = match notice {
        Notice::ToTeam(TeamNotice::AskAnswer { agent, .. } | TeamNotice::AskNote { agent, .. }) => {
            Some(*agent)
        }
        _ => None,
    };
    SentMessage {
        chat: place.chat,
        message,
        ticket: notice.ticket(),
        role,
        anchor,
        asked,
        at,
        thread: place.thread,
        shows: None,
    }
}

/// The rest after the n-th failure in a row: 1, 2, 4, … at most 60 s.
pub(super) fn rest(failures: u32) -> Duration {
    Duration::from_secs(1 << (failures - 1).min(6)).min(Duration::from_secs(60))
}

#[cfg(test)]
mod tests;
