//! One row on its way to Telegram: its call, made again in another form or to another place while that may help.
//!
//! What becomes of each class of error stands in the table of [`delivery`](super::delivery).

use super::{
    NotifierEnv,
    answers::{Answer, answer, is_answer, is_never_copied},
    cards::changes_nothing,
    delivery::{CallResult, LaneAction, NOT_TRUE, cannot_render, lost},
    meant::{is_of_reply, is_refusal, replies_to_meant},
    places::rewritten,
    rights::{self, RefusalMeaning},
};
use crate::{
    domain::{
        command::RefusedFor,
        notice::{Audience, Notice, PersonNotice, TeamNotice},
    },
    store::OutboxRow,
    telegram::{Call, CallError, Destination},
    view::{self, ViewData},
};

/// The most calls for one row, repairs included.
const MOST_CALLS: usize = 6;

/// The number of other forms in which a row can be sent.
const FORMS: usize = 3;

/// A row's call as it stands now, and what was repaired so far.
struct Attempt<'a> {
    env: &'a NotifierEnv,
    row: &'a OutboxRow,
    facts: ViewData,
    place: Destination,
    /// The message that the call edits, if it edits one.
    edits: Option<i64>,
    call: Call,
    /// The row's place in its answer if Telegram takes the call, or if there is nothing to send.
    answer: (Answer, Answer),
    /// Counts the calls made for the row so far.
    calls: usize,
    /// The other forms tried, as [`FORMS`] counts.
    fallbacks: usize,
    /// True once it was sent to General for want of its topic.
    moved: bool,
    /// The last thing that Telegram had against it.
    because: Option<RefusedFor>,
}

/// The ties of a call to other messages, as it was made.
#[derive(Clone, Copy)]
struct ReplyTies {
    /// True if it replies to what its words mean.
    to_meant: bool,
    /// True if it must not be taken without what it replies to.
    as_reply: bool,
}

impl NotifierEnv {
    /// Makes the calls of one row until it is over; what became of it, and how many calls that took.
    pub(super) async fn make_call(&self, row: &OutboxRow) -> (CallResult, usize) {
        match self.attempt(row).await {
            Ok(mut attempt) => loop {
                if let Some(ended) = attempt.call_once().await {
                    return (ended, attempt.calls);
                }
            },
            Err(ended) => (ended, 0),
        }
    }

    /// The first call of a row, or its end where none is to be made.
    async fn attempt<'a>(&'a self, row: &'a OutboxRow) -> Result<Attempt<'a>, CallResult> {
        let facts = self.facts(row).await.map_err(cannot_render)?;
        let notice = &row.row.notice;
        if changes_nothing(notice, &facts) {
            return Err(NOT_TRUE);
        }
        let answer = (answer(notice, &facts, true), answer(notice, &facts, false));
        let not_true = CallResult::NotTrue { answer: answer.1 };
        if is_answer(notice) && is_never_copied(&facts) {
            // Nor does its heading go out: it would stand there alone.
            let error = CallError::CannotDo("no bot can copy such a message".to_owned());
            return Err(lost(error, Some(RefusedFor::NotCopied), answer.0));
        }
        let place = self.place(row, &facts);
        let edits = match notice {
            // The row can't name the message: only the store knows, when the call is made, which card stands there.
            Notice::ToTeam(TeamNotice::OldCard { .. }) => match facts.old_card {
                Some(old) => Some(old),
                None => return Err(not_true),
            },
            _ => row.row.edits,
        };
        let Some(call) = view::render(notice, place, edits, &facts, &self.desk) else {
            return Err(not_true);
        };
        Ok(Attempt {
            env: self,
            row,
            facts,
            place,
            edits,
            call,
            answer,
            calls: 0,
            fallbacks: 0,
            moved: false,
            because: None,
        })
    }
}

impl<'a> Attempt<'a> {
    fn notice(&self) -> &'a Notice {
        &self.row.row.notice
    }

    /// Makes the call; the end of the row, or `None` when the call was changed and is to be made again.
    async fn call_once(&mut self) -> Option<CallResult> {
        if is_answer(self.notice()) && self.stands_in() {
            // The person would take the line for the answer, and the agent would believe that it arrived.
            let said = "a line may not stand in for an answer".to_owned();
            return Some(lost(CallError::Refused(said), self.because, self.answer.0));
        }
        self.calls += 1;
        if self.calls > MOST_CALLS {
            // Telegram's answers may lead repairs in a circle; the rest of the lane bounds what that costs the chat.
            return Some(CallResult::Later(LaneAction::Rest));
        }
        let to_meant = replies_to_meant(self.notice(), &self.call, &self.facts);
        let to_card =
            is_new(&self.call) && self.env.replies_to_card(self.row, &self.facts, self.place);
        let ties = ReplyTies {
            to_meant,
            as_reply: to_meant || to_card,
        };
        let error = match self.send(ties).await {
            Ok(message) => {
                if self.row.row.to() == Audience::Team {
                    self.env.team.is_reached();
                }
                return Some(self.taken(message.or(self.copy())));
            }
            Err(error) => error,
        };
        // A group may forbid one kind of message, or reactions, and take all others.
        let error = match rights::refused(self.row, &self.call, error, self.env.clock.now()) {
            RefusalMeaning::Withheld(right, said) => {
                return Some(CallResult::Withheld { right, said });
            }
            RefusalMeaning::Is(error) => error,
        };
        if to_meant && is_refusal(&error) && self.is_reworded_without_meant() {
            return None;
        }
        self.because = error.because().or(self.because);
        self.repair(error, ties).await
    }

    async fn send(&self, ties: ReplyTies) -> Result<Option<i64>, CallError> {
        let quote = self.facts.meant.as_ref().filter(|_| ties.to_meant);
        let quote = quote.and_then(|meant| meant.quote.as_deref());
        if ties.as_reply {
            // Telegram would otherwise send it without the reply when the other message is gone, and say nothing of it.
            self.env.telegram.deliver_as_reply(&self.call, quote).await
        } else {
            self.env.telegram.deliver(&self.call).await
        }
    }

    /// Changes the call after an error, where that may help; else the end of the row.
    async fn repair(&mut self, error: CallError, ties: ReplyTies) -> Option<CallResult> {
        let team = self.row.row.to() == Audience::Team;
        match error {
            // It shows this already: nothing had changed, or the edit was taken before a crash and not written down.
            CallError::NotModified(_) => Some(self.taken(self.copy())),
            // Only the topic that the settings name is given up for good; any other concerns this one row.
            CallError::ThreadGone(_)
                if team
                    && let Some(topic) = self
                        .place
                        .thread
                        .filter(|topic| self.env.team.is_named(*topic)) =>
            {
                self.env.lose_topic(topic).await;
                Some(CallResult::Later(LaneAction::Rerouted))
            }
            CallError::ThreadGone(_) | CallError::TopicClosed(_)
                if !self.moved
                    && (self.place.thread.is_some() || self.place.reply_to.is_some()) =>
            {
                tracing::warn!(%error, "a topic can't be used: writing to General");
                self.move_to_general(ties);
                None
            }
            CallError::Migrated(group) if team => self.follow_group(group).await,
            // The card comes first, with a call of its own when its turn comes: the budget counts calls.
            CallError::MessageGone(said) if ties.as_reply && is_of_reply(&said) => {
                self.env.lose_card(self.row, self.place).await;
                Some(CallResult::Later(LaneAction::Again))
            }
            // It would have become a link to the new card: where somebody deleted it, nothing is left that misleads.
            CallError::MessageGone(_)
                if matches!(self.notice(), Notice::ToTeam(TeamNotice::OldCard { .. })) =>
            {
                Some(self.not_true())
            }
            CallError::MessageGone(_)
            | CallError::CannotDo(_)
            | CallError::FileGone(_)
            | CallError::Refused(_)
                if self.fallbacks < FORMS =>
            {
                self.fall_back(error)
            }
            error => Some(
                self.env
                    .judge(self.row, error, self.because, self.answer.0)
                    .await,
            ),
        }
    }

    /// Puts a line above the words in place of the reply, because what is meant can't be replied to, or does not hold
    /// what is quoted. False if there is no such form.
    fn is_reworded_without_meant(&mut self) -> bool {
        self.facts.meant = None;
        self.place = self.env.place(self.row, &self.facts);
        // A form that was refused already must not come back, or the two would take turns.
        let other = match self.fallbacks {
            0 => self.composed(),
            _ => view::fallback(self.notice(), self.place, &self.facts, &self.env.desk),
        };
        other.map(|other| self.call = other).is_some()
    }

    /// Sends it to General from now on: its topic is closed, or is one that the settings do not name.
    fn move_to_general(&mut self, ties: ReplyTies) {
        self.moved = true;
        self.place.thread = None;
        // A reply goes to the topic of what it replies to, whatever is asked for.
        self.place.reply_to = None;
        // Without its reply the words no longer show what they mean, so they are worded anew.
        let anew = match self.facts.meant.take() {
            Some(_) if ties.to_meant => self.composed(),
            _ => None,
        };
        self.call = anew.unwrap_or_else(|| rewritten(self.call.clone(), self.place));
    }

    /// Goes on in the supergroup that the team's group became.
    async fn follow_group(&mut self, group: i64) -> Option<CallResult> {
        // Durable before the next call: after a crash in between the old number would be all that is known.
        self.env.settle(self.env.team.moved_to(group)).await;
        if matches!(
            self.call,
            Call::Edit { .. } | Call::EditCaption { .. } | Call::React { .. }
        ) {
            // The message it means stands in the old group.
            return Some(self.not_true());
        }
        self.place.chat = group;
        self.call = rewritten(self.call.clone(), self.place);
        None
    }

    /// Takes the next form that there is of the row, from the most to the least that it can show.
    fn fall_back(&mut self, error: CallError) -> Option<CallResult> {
        let (notice, desk) = (self.notice(), &self.env.desk);
        while self.fallbacks < FORMS {
            self.fallbacks += 1;
            let other = match self.fallbacks {
                1 => view::fallback(notice, self.place, &self.facts, desk),
                2 => view::from_file(notice, self.place, &self.facts, desk),
                _ => view::last_resort(notice, self.place, &self.facts, desk),
            };
            if let Some(other) = other {
                self.call = other;
                return None;
            }
        }
        Some(if self.copy().is_some() {
            // What was to be emptied is not there any more.
            self.not_true()
        } else {
            lost(error, self.because, self.answer.0)
        })
    }

    fn composed(&self) -> Option<Call> {
        view::render(
            self.notice(),
            self.place,
            self.edits,
            &self.facts,
            &self.env.desk,
        )
    }

    fn stands_in(&self) -> bool {
        view::stands_in(self.notice(), &self.facts, &self.call)
    }

    /// The end of a row that Telegram took as this message.
    fn taken(&self, message: Option<i64>) -> CallResult {
        let author = self.facts.shown.as_ref().map(|shown| shown.ticket.person);
        CallResult::Taken {
            place: self.place,
            message,
            shows: view::shows(self.notice(), &self.facts),
            answer: self.answer.0,
            unseen: author.filter(|_| self.stands_in()),
            used: rights::used(self.row, &self.call, &self.facts),
        }
    }

    fn not_true(&self) -> CallResult {
        CallResult::NotTrue {
            answer: self.answer.1,
        }
    }

    fn copy(&self) -> Option<i64> {
        copy(self.notice(), &self.call)
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
fn is_new(call: &Call) -> bool {
    matches!(
        call,
        Call::Text { .. } | Call::Copy { .. } | Call::File { .. }
    )
}
