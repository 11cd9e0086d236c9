//! One call: facts, wording, Telegram, and the one table of what becomes of each class of error.
//!
//! | Telegram says | then |
//! |---|---|
//! | taken, *not modified* | settled as sent |
//! | message, file gone or not to be copied | the fallback: the file by its name; then a line with the stored text |
//! | topic gone or closed | once more, to General |
//! | flood | that chat alone waits as long as asked |
//! | the person can't be reached | answers are held until they can be, the rest is dropped; the ticket is told |
//! | the group can't be reached, a right is missing | wait and try again: nothing for the team is dropped |
//! | group upgraded | the new number from now on |
//! | token refused | everything waits |
//! | unavailable, unknown outcome | wait and try again |
//! | (the desk itself panics over this row) | twice more, then as below |
//! | anything else | failed visibly: an answer's ticket and agent are told |

use super::{DeliveryReported, NotifierEnv, Outcome};
use crate::{
    domain::{
        command::Undelivered,
        notice::{Audience, Mark, Notice, Telling},
        record::Shown,
        ticket::Status,
    },
    store::{Pending, Role, RowEnd, Sent, Settled, StoreError, UnitOfWork},
    telegram::{Call, CallError, Place, view},
};
use futures::FutureExt as _;
use std::{panic::AssertUnwindSafe, time::Duration};

/// How long everything waits when Telegram refuses the token.
const TOKEN_REST: Duration = Duration::from_secs(30);

/// How many calls one row may take, with every repair.
const MOST_CALLS: usize = 5;

/// How often the desk may panic over one row before it goes on without it.
const PANICS: u32 = 3;

/// What the pump does with the lane.
pub(super) enum Verdict {
    /// The row is settled, or its ticket settles it as held or failed.
    Settled,
    /// The same, but it is held, and may come again.
    Held,
    /// The row stays, and is to blame; the lane rests a while.
    AtFault,
    /// The row stays; the lane rests a while.
    Rest,
    /// The row stays; this chat waits so long.
    Flood(Duration),
    /// The row stays; everything waits so long.
    Refused(Duration),
}

/// What became of a row.
pub(super) enum Delivered {
    /// Telegram took it; the message that came to be.
    Taken { chat: i64, message: Option<i64> },
    /// There is nothing to say any more.
    NotTrue,
    /// It will not arrive as it is.
    Lost { why: Undelivered, said: String },
    /// Not now.
    Later(Verdict),
}

impl NotifierEnv {
    /// Makes the call of a row. What became of it, and how many calls that took. A panic over one row is that row's
    /// fault, as far as can be told, and must not stop all the others.
    pub(super) async fn deliver(&self, row: &Pending) -> (Delivered, usize) {
        let made = AssertUnwindSafe(self.make_call(row)).catch_unwind().await;
        made.unwrap_or_else(|_| {
            tracing::error!(
                outbox.row = row.id,
                "a row can't be sent: the desk panicked over it"
            );
            let delivered = if row.attempts + 1 < PANICS {
                Delivered::Later(Verdict::AtFault)
            } else {
                Delivered::Lost {
                    why: Undelivered::Refused,
                    said: "the desk panicked over it".to_owned(),
                }
            };
            (delivered, 1)
        })
    }

    async fn make_call(&self, row: &Pending) -> (Delivered, usize) {
        let facts = match self.facts(row).await {
            Ok(facts) => facts,
            Err(error @ StoreError::Unavailable(_)) => {
                tracing::warn!(%error, "a notice can't be worded yet");
                return (Delivered::Later(Verdict::Rest), 0);
            }
            Err(error) => {
                return (
                    Delivered::Lost {
                        why: Undelivered::Refused,
                        said: error.to_string(),
                    },
                    0,
                );
            }
        };
        let notice = &row.row.notice;
        if is_idle(notice, &facts) {
            return (Delivered::NotTrue, 0);
        }
        let mut place = self.place(row, &facts);
        let edits = match notice {
            Notice::Tell(Telling::OldCard { .. }) => match facts.old_card {
                Some(old) => Some(old),
                None => return (Delivered::NotTrue, 0),
            },
            _ => row.row.edits,
        };
        let Some(mut call) = view::compose(notice, place, edits, &facts, &self.desk) else {
            return (Delivered::NotTrue, 0);
        };
        let (mut calls, mut fallbacks, mut moved) = (0, 0, false);
        loop {
            calls += 1;
            if calls > MOST_CALLS {
                return (Delivered::Later(Verdict::Rest), calls);
            }
            let error = match self.telegram.deliver(&call).await {
                Ok(message) => {
                    return (
                        Delivered::Taken {
                            chat: place.chat,
                            message,
                        },
                        calls,
                    );
                }
                Err(error) => error,
            };
            let error = match error {
                // A group may forbid one kind of message, or reactions, and take all others.
                CallError::NoRights(said)
                    if !matches!(call, Call::Text { .. } | Call::Edit { .. }) =>
                {
                    CallError::CannotDo(said)
                }
                error => error,
            };
            match error {
                CallError::NotModified(_) => {
                    return (
                        Delivered::Taken {
                            chat: place.chat,
                            message: None,
                        },
                        calls,
                    );
                }
                CallError::ThreadGone(_) | CallError::TopicClosed(_)
                    if !moved && place.thread.is_some() =>
                {
                    tracing::warn!(%error, "the team's topic can't be used: writing to General");
                    moved = true;
                    place.thread = None;
                    // A reply goes to the topic of what it replies to, whatever is asked for.
                    place.reply_to = None;
                    call = rewritten(call, place);
                }
                CallError::Migrated(group) if row.row.to == Audience::Team => {
                    tracing::warn!(
                        admin.group_id = group,
                        "the group was upgraded: put its new number into the settings"
                    );
                    self.team.moved_to(group);
                    if matches!(call, Call::Edit { .. } | Call::React { .. }) {
                        // The message it means stands in the old group.
                        return (Delivered::NotTrue, calls);
                    }
                    place.chat = group;
                    call = rewritten(call, place);
                }
                CallError::MessageGone(_)
                | CallError::CannotDo(_)
                | CallError::FileGone(_)
                | CallError::Refused(_)
                    if fallbacks < 2 =>
                {
                    fallbacks += 1;
                    let other = match fallbacks {
                        1 => view::fallback(notice, place, &facts, &self.desk),
                        _ => view::last_resort(notice, place, &facts, &self.desk),
                    };
                    match other {
                        Some(other) => call = other,
                        None => return (lost(error), calls),
                    }
                }
                error => return (self.judge(row, error), calls),
            }
        }
    }

    fn judge(&self, row: &Pending, error: CallError) -> Delivered {
        match error {
            CallError::Flood(wait) => {
                tracing::warn!(wait.s = wait.as_secs(), "Telegram asks to wait");
                Delivered::Later(Verdict::Flood(wait))
            }
            CallError::Unavailable(_) => {
                tracing::warn!(%error, outbox.row = row.id, "not delivered yet");
                Delivered::Later(Verdict::Rest)
            }
            CallError::Unauthorized(_) => {
                tracing::error!(%error, "nothing can be sent");
                Delivered::Later(Verdict::Refused(TOKEN_REST))
            }
            CallError::ChatGone(_)
            | CallError::NoRights(_)
            | CallError::Unreachable(_)
            | CallError::ThreadGone(_)
            | CallError::TopicClosed(_)
                if row.row.to == Audience::Team =>
            {
                tracing::error!(%error, "the team can't be told: is the bot in the group, and may it write there?");
                Delivered::Later(Verdict::Rest)
            }
            CallError::Unreachable(said)
            | CallError::ChatGone(said)
            | CallError::NoRights(said) => Delivered::Lost {
                why: Undelivered::Unreachable,
                said,
            },
            error => lost(error),
        }
    }

    /// Where a row goes.
    fn place(&self, row: &Pending, facts: &view::Facts) -> Place {
        match row.row.to {
            Audience::Person(person) => Place {
                chat: person.0,
                thread: None,
                reply_to: row.row.replies_to,
            },
            Audience::Team => Place {
                chat: self.team.group(),
                thread: match row.row.thread {
                    Some(0) => None,
                    Some(thread) => Some(thread),
                    None => self.team.topic,
                },
                reply_to: row.row.replies_to.or(match row.row.notice {
                    Notice::PersonWrote { .. }
                    | Notice::Alert { .. }
                    | Notice::Escalation { .. }
                    | Notice::ResolutionAlert { .. } => facts.card,
                    Notice::AnswerFailed { .. } | Notice::Mark { .. } => {
                        origin_in(self.team.group(), facts)
                    }
                    _ => None,
                }),
            },
        }
    }

    /// Settles the row, or has its ticket do it. Returns when that is durable.
    pub(super) async fn conclude(&self, row: Pending, delivered: Delivered) -> Verdict {
        let at = self.clock.now();
        let mut verdict = Verdict::Settled;
        let (end, outcome, sent) = match delivered {
            Delivered::Later(Verdict::AtFault) => {
                // Counted in the outbox too, so that a row can't end the process again and again.
                verdict = Verdict::AtFault;
                (RowEnd::Retried, None, None)
            }
            Delivered::Later(verdict) => return verdict,
            Delivered::NotTrue => (RowEnd::Superseded, None, None),
            Delivered::Taken { chat, message } => {
                let sent = message.map(|message| sent(&row, chat, message, at));
                (RowEnd::Sent, Some(Outcome::Taken), sent)
            }
            Delivered::Lost { why, said } => {
                tracing::warn!(outbox.row = row.id, ?why, %said, "not delivered");
                let waits = matches!(
                    row.row.notice,
                    Notice::Answer { .. } | Notice::Closed { .. }
                );
                let end = match why {
                    Undelivered::Unreachable if waits => {
                        verdict = Verdict::Held;
                        RowEnd::Held
                    }
                    _ => RowEnd::Failed(said),
                };
                (end, Some(Outcome::Lost(why)), None)
            }
        };
        let settle = UnitOfWork {
            settled: vec![Settled {
                row: row.id,
                end,
                at,
            }],
            sent: sent.into_iter().collect(),
            ..Default::default()
        };
        if let Some(outcome) = outcome.filter(|outcome| must_know(&row.row.notice, *outcome)) {
            let (settled, durable) = tokio::sync::oneshot::channel();
            self.reports.do_send(DeliveryReported {
                notice: row.row.notice,
                outcome,
                settle,
                settled,
            });
            // Whatever went out behind it before this would stand in front of it if a crash has it sent again. Nothing
            // is ever sent here: the report's end is what is waited for.
            let _ = durable.await;
            return verdict;
        }
        self.settle(settle).await;
        verdict
    }

    /// Telegram took it: that is written down however long the database is away, and the lane waits for it.
    async fn settle(&self, work: UnitOfWork) {
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

/// Whether an edit would change nothing: the card of a ticket at which nobody looked shows nothing that can change but
/// its assignee, and Telegram counts an edit without a change like any other.
fn is_idle(notice: &Notice, facts: &view::Facts) -> bool {
    let untouched =
        |shown: &Shown| shown.ticket.status == Status::Open && shown.ticket.assignee.is_none();
    matches!(notice, Notice::CardEdit { .. }) && facts.shown.as_ref().is_some_and(untouched)
}

/// The agent's message that a notice speaks of, where it still stands in the group.
fn origin_in(group: i64, facts: &view::Facts) -> Option<i64> {
    let origin = facts.said.as_ref()?.words.origin?;
    (origin.chat == group).then_some(origin.message)
}

/// Whether the ticket's own turn records this.
fn must_know(notice: &Notice, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Taken => matches!(
            notice,
            Notice::Answer { last: true, .. } | Notice::SilenceWarning { .. }
        ),
        Outcome::Lost(Undelivered::Unreachable) => notice.ticket().is_some(),
        Outcome::Lost(Undelivered::Refused) => matches!(notice, Notice::Answer { .. }),
    }
}

fn lost(error: CallError) -> Delivered {
    Delivered::Lost {
        why: Undelivered::Refused,
        said: error.to_string(),
    }
}

/// The same call to another place.
fn rewritten(mut call: Call, place: Place) -> Call {
    match &mut call {
        Call::Text { to, .. } | Call::Copy { to, .. } | Call::File { to, .. } => *to = place,
        Call::Edit { chat, .. } | Call::React { chat, .. } => *chat = place.chat,
        Call::Toast { .. } => {}
    }
    call
}

/// What is remembered of a message of ours.
fn sent(row: &Pending, chat: i64, message: i64, at: crate::domain::Instant) -> Sent {
    let notice = &row.row.notice;
    let role = match notice {
        Notice::NewTicket { .. } | Notice::Tell(Telling::Card { .. }) => Role::Card,
        Notice::Say(
            crate::domain::notice::Saying::Conversation { .. }
            | crate::domain::notice::Saying::Tickets { .. },
        )
        | Notice::Tell(Telling::Tickets { .. } | Telling::BlockedList { .. }) => Role::Page,
        Notice::Tell(Telling::AskNote { .. })
        | Notice::Mark {
            mark: Mark::Noted, ..
        } => Role::Note,
        _ => Role::About,
    };
    let anchor = match notice {
        Notice::Tell(Telling::BlockForm { anchor, .. } | Telling::JustAnswered { anchor, .. }) => {
            Some(*anchor)
        }
        _ => None,
    };
    Sent {
        chat,
        message,
        ticket: notice.ticket(),
        role,
        anchor,
        at,
    }
}

/// The rest after the n-th failure in a row: 1, 2, 4, … at most 60 s.
pub(super) fn rest(failures: u32) -> Duration {
    Duration::from_secs(1 << (failures - 1).min(6)).min(Duration::from_secs(60))
}
