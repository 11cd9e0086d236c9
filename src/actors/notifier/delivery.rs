//! One call: facts, wording, Telegram, and the one table of what becomes of each class of error.
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

use super::{
    NotifierEnv,
    answers::{Answer, answer, is_answer, is_never_copied},
    cards::changes_nothing,
    meant::{is_of_reply, is_refusal, replies_to_meant},
    places::rewritten,
    rights::{self, RefusalMeaning},
};
use crate::{
    domain::{
        command::{DeliveryFailure, RefusedFor},
        ids::PersonId,
        message::ShownPart,
        notice::{Audience, Notice, PersonNotice, TeamNotice},
        right::Right,
    },
    store::{OutboxRow, StoreError},
    telegram::{Call, CallError, Destination},
    view,
};
use futures::FutureExt as _;
use std::{panic::AssertUnwindSafe, time::Duration};

/// The time for which everything waits when Telegram refuses the token.
const TOKEN_REST: Duration = Duration::from_secs(30);

/// The most calls for one row, repairs included.
const MOST_CALLS: usize = 6;

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
                _ => self.make_call(row).await,
            },
            Err(error) => (cannot_render(error), 0),
        }
    }

    async fn make_call(&self, row: &OutboxRow) -> (CallResult, usize) {
        let mut facts = match self.facts(row).await {
            Ok(facts) => facts,
            Err(error) => return (cannot_render(error), 0),
        };
        let notice = &row.row.notice;
        if changes_nothing(notice, &facts) {
            return (NOT_TRUE, 0);
        }
        let (answer, without) = (answer(notice, &facts, true), answer(notice, &facts, false));
        let not_true = CallResult::NotTrue { answer: without };
        if is_answer(notice) && is_never_copied(&facts) {
            // Nor does its heading go out: it would stand there alone.
            let error = CallError::CannotDo("no bot can copy such a message".to_owned());
            return (lost(error, Some(RefusedFor::NotCopied), answer), 0);
        }
        let mut place = self.place(row, &facts);
        let edits = match notice {
            Notice::ToTeam(TeamNotice::OldCard { .. }) => match facts.old_card {
                Some(old) => Some(old),
                None => return (not_true, 0),
            },
            _ => row.row.edits,
        };
        let composed = |place, facts: &_| view::render(notice, place, edits, facts, &self.desk);
        let Some(mut call) = composed(place, &facts) else {
            return (not_true, 0);
        };
        let (mut calls, mut fallbacks, mut moved) = (0, 0, false);
        let mut because = None;
        loop {
            let sent_to = place;
            let stands_in = view::stands_in(notice, &facts, &call);
            let used = rights::used(row, &call, &facts);
            if stands_in && is_answer(notice) {
                let said = "a line may not stand in for an answer".to_owned();
                return (lost(CallError::Refused(said), because, answer), calls);
            }
            let shows = view::shows(notice, &facts);
            let author = facts.shown.as_ref().map(|shown| shown.ticket.person);
            let taken = |message| CallResult::Taken {
                place: sent_to,
                message,
                shows,
                answer,
                unseen: author.filter(|_| stands_in),
                used,
            };
            calls += 1;
            if calls > MOST_CALLS {
                return (CallResult::Later(LaneAction::Rest), calls);
            }
            let is_new = call_is_new(&call);
            let to_meant = replies_to_meant(notice, &call, &facts);
            let as_reply = to_meant || is_new && self.replies_to_card(row, &facts, place);
            let quote = facts.meant.as_ref().filter(|_| to_meant);
            let quote = quote.and_then(|meant| meant.quote.as_deref());
            let made = match as_reply {
                true => self.telegram.deliver_as_reply(&call, quote).await,
                false => self.telegram.deliver(&call).await,
            };
            let error = match made {
                Ok(message) => {
                    if row.row.to() == Audience::Team {
                        self.team.is_reached();
                    }
                    let message = message.or(copy(notice, &call));
                    return (taken(message), calls);
                }
                Err(error) => error,
            };
            // A group may forbid one kind of message, or reactions, and take all others.
            let error = match rights::refused(row, &call, error, self.clock.now()) {
                RefusalMeaning::Withheld(right, said) => {
                    return (CallResult::Withheld { right, said }, calls);
                }
                RefusalMeaning::Is(error) => error,
            };
            if to_meant && is_refusal(&error) {
                // What is meant can't be replied to, or does not hold what is quoted: a line above the words says it.
                facts.meant = None;
                place = self.place(row, &facts);
                let other = match fallbacks {
                    0 => composed(place, &facts),
                    _ => view::fallback(notice, place, &facts, &self.desk),
                };
                if let Some(other) = other {
                    call = other;
                    continue;
                }
            }
            because = error.because().or(because);
            match error {
                CallError::NotModified(_) => return (taken(copy(notice, &call)), calls),
                CallError::ThreadGone(_)
                    if row.row.to() == Audience::Team
                        && let Some(topic) = place.thread.filter(|t| self.team.is_named(*t)) =>
                {
                    self.lose_topic(topic).await;
                    return (CallResult::Later(LaneAction::Rerouted), calls);
                }
                CallError::ThreadGone(_) | CallError::TopicClosed(_)
                    if !moved && (place.thread.is_some() || place.reply_to.is_some()) =>
                {
                    tracing::warn!(%error, "a topic can't be used: writing to General");
                    moved = true;
                    place.thread = None;
                    // A reply goes to the topic of what it replies to, whatever is asked for.
                    place.reply_to = None;
                    let anew = match facts.meant.take() {
                        Some(_) if to_meant => composed(place, &facts),
                        _ => None,
                    };
                    call = anew.unwrap_or_else(|| rewritten(call, place));
                }
                CallError::Migrated(group) if row.row.to() == Audience::Team => {
                    self.settle(self.team.moved_to(group)).await;
                    if matches!(
                        call,
                        Call::Edit { .. } | Call::EditCaption { .. } | Call::React { .. }
                    ) {
                        // The message it means stands in the old group.
                        return (not_true, calls);
                    }
                    place.chat = group;
                    call = rewritten(call, place);
                }
                CallError::MessageGone(said) if as_reply && is_of_reply(&said) => {
                    self.lose_card(row, place).await;
                    return (CallResult::Later(LaneAction::Again), calls);
                }
                CallError::MessageGone(_)
                    if matches!(notice, Notice::ToTeam(TeamNotice::OldCard { .. })) =>
                {
                    return (not_true, calls);
                }
                CallError::MessageGone(_)
                | CallError::CannotDo(_)
                | CallError::FileGone(_)
                | CallError::Refused(_)
                    if fallbacks < 3 =>
                {
                    let other = loop {
                        fallbacks += 1;
                        let other = match fallbacks {
                            1 => view::fallback(notice, place, &facts, &self.desk),
                            2 => view::from_file(notice, place, &facts, &self.desk),
                            3 => view::last_resort(notice, place, &facts, &self.desk),
                            _ => break None,
                        };
                        if other.is_some() {
                            break other;
                        }
                    };
                    match other {
                        Some(other) => call = other,
                        // What was to be emptied is not there any more.
                        None if copy(notice, &call).is_some() => {
                            return (not_true, calls);
                        }
                        None => return (lost(error, because, answer), calls),
                    }
                }
                error => return (self.judge(row, error, because, answer).await, calls),
            }
        }
    }

    async fn judge(
        &self,
        row: &OutboxRow,
        error: CallError,
        because: Option<RefusedFor>,
        answer: Answer,
    ) -> CallResult {
        match error {
            CallError::Flood(wait) => {
                tracing::warn!(wait.s = wait.as_secs(), "Telegram asks to wait");
                CallResult::Later(LaneAction::Flood(wait))
            }
            CallError::Unavailable(_) => {
                tracing::warn!(%error, outbox.row = row.id, "not delivered yet");
                CallResult::Later(LaneAction::Rest)
            }
            CallError::Unauthorized(_) => {
                tracing::error!(%error, "nothing can be sent");
                CallResult::Later(LaneAction::Unauthorized(TOKEN_REST))
            }
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

/// The copy of somebody's words that a call changes, or the offer that it takes away.
fn copy(notice: &Notice, call: &Call) -> Option<i64> {
    match (notice, call) {
        (
            Notice::ToTeam(TeamNotice::PersonEdited { .. })
            | Notice::ToPerson(_, PersonNotice::AnswerEdited { .. }),
            Call::Edit { message, .. } | Call::EditCaption { message, .. },
        )
        | (
            Notice::ToPerson(_, PersonNotice::OldOffer { .. }),
            Call::Delete { message, .. } | Call::Edit { message, .. },
        ) => Some(*message),
        _ => None,
    }
}

/// True for a call that sends a message, which can reply to another.
fn call_is_new(call: &Call) -> bool {
    matches!(
        call,
        Call::Text { .. } | Call::Copy { .. } | Call::File { .. }
    )
}

/// The row that is sent: the one there is, or a digest of many. A digest names its tickets; whose rows it settles is
/// known to whoever sends it.
pub(super) fn row_to_send(rows: &[OutboxRow]) -> Option<OutboxRow> {
    let mut told = rows.first()?.clone();
    if rows.len() > 1 {
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
fn cannot_render(error: StoreError) -> CallResult {
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

fn lost(error: CallError, because: Option<RefusedFor>, answer: Answer) -> CallResult {
    CallResult::Lost {
        why: DeliveryFailure::Refused,
        because,
        said: error.to_string(),
        answer,
    }
}

/// There was nothing to send, and nothing waits for it.
const NOT_TRUE: CallResult = CallResult::NotTrue {
    answer: Answer::None,
};
