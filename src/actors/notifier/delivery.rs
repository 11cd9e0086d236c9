//! One call, and the one table of what becomes of each class of error. The calls of a row, with their repairs, are made
//! in [`attempt`](super::attempt).
//!
//! | Telegram says | then |
//! |---|---|
//! | taken, *not modified* | settled as sent |
//! | message, file gone or not to be copied | the file by its name; then a line with what it says, of which its author is told; for an answer that is a loss |
//! | what the words reply to is gone or does not hold what they quote | once more, with a line of it above them |
//! | the card is gone, when it is edited or replied to | posted again, as the newest message; a line that links to it is not missed |
//! | the Tickets topic is gone | remembered, the team is told once; from now on to General, each open ticket's card first |
//! | it is closed, or another topic is gone | once more, to General: a closed one may open again, and its cards stand |
//! | flood | that chat alone waits as long as asked |
//! | the person can't be reached | answers are held until they can be, the rest is dropped; the ticket is told |
//! | the group can't be reached, the bot may not write there | wait and try again: nothing for the team is dropped |
//! | the group takes no such attachment from the bot | withheld until it does ([`rights`](super::rights)), the team is told once; after 24 hours as if it could not be copied |
//! | group upgraded | the new number from now on, also after a restart |
//! | token refused | everything waits |
//! | unavailable, unknown outcome | wait and try again |
//! | (the desk itself panics over this row) | twice more, then as below |
//! | anything else | failed visibly: an answer's agent is told, with **Retry**; of a person's words the team is told |
//!
//! A digest is a call for many rows; when it is refused they go out one by one. A person's words reply to their ticket's
//! card, which is sent first where there is none ([`cards`](super::cards)), unless they mean another message
//! ([`meant`](super::meant)).

use super::{NotifierEnv, answers::Answer};
use crate::{
    domain::{
        command::{DeliveryFailure, RefusedFor},
        ids::PersonId,
        message::ShownPart,
        notice::{Audience, Notice, TeamNotice},
        right::Right,
    },
    store::{OutboxRow, StoreError},
    telegram::{CallError, Destination},
};
use futures::FutureExt as _;
use std::{panic::AssertUnwindSafe, time::Duration};

/// The time for which everything waits when Telegram refuses the token.
const TOKEN_REST: Duration = Duration::from_secs(30);

/// The number of panics over one row before the desk goes on without it.
const PANICS: u32 = 3;

/// The pump's next action on the lanes of a call.
pub(super) enum LaneAction {
    /// The row is settled, or its ticket settles it as held or failed.
    Settled,
    /// The same, and another row tells the team so.
    SettledWithNotice,
    /// The same, but it is held, and may come again.
    Held,
    /// The same, and another row may tell the team why.
    Withheld,
    /// The row stays; something else had to be sent before it.
    Again,
    /// The row stays, and goes to another place; another row tells the team so.
    Rerouted,
    /// The rows stay, and go out one by one.
    SplitDigest,
    /// The row stays, and is to blame; the lane rests a while.
    CountFailure,
    /// The row stays; the lane rests a while.
    Rest,
    /// The same; another row tells the team why.
    RestWithNotice,
    /// The row stays; this chat waits so long.
    Flood(Duration),
    /// The row stays; everything waits so long.
    Unauthorized(Duration),
}

/// The result of a row's call.
pub(super) enum CallResult {
    /// Telegram took it; the message that came to be, or that shows somebody's words now, and what it shows.
    Taken {
        place: Destination,
        message: Option<i64>,
        shows: Option<ShownPart>,
        answer: Answer,
        /// The author, when a line stands in for words that the team does not see.
        unseen: Option<PersonId>,
        /// The right that it took, if it is an attachment for the team.
        used: Option<Right>,
    },
    /// The bot lacks this right.
    Withheld {
        right: Right,
        said: String,
    },
    /// Telegram took the card that the row replies to; the row is still to come.
    CardFirst {
        place: Destination,
        message: i64,
    },
    /// There is nothing to say any more.
    NotTrue {
        answer: Answer,
    },
    /// It will not arrive as it is.
    Lost {
        why: DeliveryFailure,
        because: Option<RefusedFor>,
        said: String,
        answer: Answer,
    },
    Later(LaneAction),
}

impl NotifierEnv {
    /// Makes the call of a row, or of a digest of many. What became of it, and how many calls that took. A panic over one
    /// row is that row's fault, as far as can be told, and must not stop all the others.
    pub(super) async fn deliver(&self, rows: &[OutboxRow]) -> (CallResult, usize) {
        let Some(row) = row_to_send(rows) else {
            return (NOT_TRUE, 0);
        };
        let made = AssertUnwindSafe(self.in_order(&row)).catch_unwind().await;
        made.unwrap_or_else(|_| {
            tracing::error!(
                outbox.row = row.id,
                "a row can't be sent: the desk panicked over it"
            );
            // A panic may come of the moment, so it is tried again; but a row that always panics must not block its lane.
            let delivered = if row.attempts + 1 < PANICS {
                CallResult::Later(LaneAction::CountFailure)
            } else {
                CallResult::Lost {
                    why: DeliveryFailure::Refused,
                    because: None,
                    said: "the desk panicked over it".to_owned(),
                    answer: Answer::None,
                }
            };
            (delivered, 1)
        })
    }

    /// The card before the words that reply to it, each when its turn comes: the budget counts calls.
    async fn in_order(&self, row: &OutboxRow) -> (CallResult, usize) {
        match self.card_for(row).await {
            Ok(None) => self.make_call(row).await,
            Ok(Some(card)) => match self.make_call(&card).await {
                (
                    CallResult::Taken {
                        place,
                        message: Some(message),
                        ..
                    },
                    calls,
                ) => (CallResult::CardFirst { place, message }, calls),
                later @ (CallResult::Later(_), _) => later,
                // The card can't be had in any way; words without a card are better than no words.
                _ => self.make_call(row).await,
            },
            Err(error) => (cannot_render(error), 0),
        }
    }

    /// The end of a row that no repair helps, by the class of the error.
    pub(super) async fn judge(
        &self,
        row: &OutboxRow,
        error: CallError,
        because: Option<RefusedFor>,
        answer: Answer,
    ) -> CallResult {
        match error {
            // The chat waits; one that had room left also tells that all calls together were too many (`adjust_budgets`).
            CallError::Flood(wait) => {
                tracing::warn!(wait.s = wait.as_secs(), "Telegram asks to wait");
                CallResult::Later(LaneAction::Flood(wait))
            }
            CallError::Unavailable(_) => {
                tracing::warn!(%error, outbox.row = row.id, "not delivered yet");
                CallResult::Later(LaneAction::Rest)
            }
            // Not the row's fault, and no other row would fare better: nothing is counted or dropped until the token is
            // put right.
            CallError::Unauthorized(_) => {
                tracing::error!(%error, "nothing can be sent");
                CallResult::Later(LaneAction::Unauthorized(TOKEN_REST))
            }
            // What the team must know is never dropped: an administrator can let the bot back in at any time.
            CallError::ChatGone(_)
            | CallError::NoRights(_)
            | CallError::Unreachable(_)
            | CallError::ThreadGone(_)
            | CallError::TopicClosed(_)
                if row.row.to() == Audience::Team =>
            {
                let told = self.lose_contact(&error).await;
                CallResult::Later(if told {
                    LaneAction::RestWithNotice
                } else {
                    LaneAction::Rest
                })
            }
            CallError::Unreachable(said)
            | CallError::ChatGone(said)
            | CallError::NoRights(said) => CallResult::Lost {
                why: DeliveryFailure::Unreachable,
                because: None,
                said,
                answer,
            },
            error => lost(error, because, answer),
        }
    }
}

/// The row that is sent: the one there is, or a digest of many. A digest names its tickets; whose rows it settles is
/// known to whoever sends it.
pub(super) fn row_to_send(rows: &[OutboxRow]) -> Option<OutboxRow> {
    let mut told = rows.first()?.clone();
    if rows.len() > 1 {
        // Rows of one ticket stand next to each other, because whole lanes go into a digest.
        let mut tickets: Vec<_> = rows.iter().filter_map(|r| r.row.notice.ticket()).collect();
        tickets.dedup();
        let overdue =
            |row: &OutboxRow| matches!(row.row.notice, Notice::ToTeam(TeamNotice::Alert { .. }));
        told.row.notice = Notice::ToTeam(if rows.iter().any(overdue) {
            TeamNotice::Overdue { tickets }
        } else {
            TeamNotice::NewTickets { tickets }
        });
    }
    Some(told)
}

/// The error for data of a notice that can't be read.
pub(super) fn cannot_render(error: StoreError) -> CallResult {
    if let StoreError::Unavailable(_) = error {
        tracing::warn!(%error, "a notice can't be worded yet");
        return CallResult::Later(LaneAction::Rest);
    }
    CallResult::Lost {
        why: DeliveryFailure::Refused,
        because: None,
        said: error.to_string(),
        answer: Answer::None,
    }
}

/// The end of a row that Telegram refused for good.
pub(super) fn lost(error: CallError, because: Option<RefusedFor>, answer: Answer) -> CallResult {
    CallResult::Lost {
        why: DeliveryFailure::Refused,
        because,
        said: error.to_string(),
        answer,
    }
}

/// There was nothing to send, and nothing waits for it.
pub(super) const NOT_TRUE: CallResult = CallResult::NotTrue {
    answer: Answer::None,
};
