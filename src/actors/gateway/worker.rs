//! One update: read, worked by whom it concerns, tried again or set aside.
//!
//! Infrastructure that fails is waited for, however long, and counts for nothing. An error of a row's own (a panic, a row
//! that the database refuses) counts: after [`TRIES`] the row is set aside with its JSON, and the team is told.

use super::{
    GatewayEnv,
    draft::{self, TurnDraft},
    group::GroupMessage,
    throttle::LimitedAction,
};
use crate::{
    actors::{
        notifier::{OutboxWritten, rights::TryWithheld},
        outgoing_named,
        ticket::TurnError,
    },
    domain::{
        Instant,
        ids::*,
        notice::{Notice, TeamNotice},
        title::Lengths,
    },
    store::{InboxOutcome, InboxRow, StoreError, UnitOfWork},
    telegram::inbound,
    view,
};
use actix::MailboxError;
use futures::FutureExt as _;
use std::{panic::AssertUnwindSafe, time::Duration};

/// The number of tries for a row that fails by its own fault.
const TRIES: u32 = 3;

/// The reason that a row is not done.
#[derive(Debug)]
pub(super) enum Failure {
    /// An infrastructure failure: try again later.
    Later(String),
    /// The row's own fault, as far as can be told.
    Fault(String),
    /// Its person went too fast: it may be tried again when so long has passed.
    TooFast(Duration),
    /// Somebody else ended at the same moment what it was to end.
    AlreadyEnded,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Conflict(_) | StoreError::Deposed(_) => {
                Failure::Later(error.to_string())
            }
            StoreError::AlreadyEnded => Failure::AlreadyEnded,
            _ => Failure::Fault(error.to_string()),
        }
    }
}

impl From<TurnError> for Failure {
    fn from(error: TurnError) -> Self {
        match error {
            TurnError::Store(error) => error.into(),
            error => Failure::Fault(error.to_string()),
        }
    }
}

impl From<MailboxError> for Failure {
    fn from(_: MailboxError) -> Self {
        Failure::Fault("an actor was restarted".to_owned())
    }
}

impl GatewayEnv {
    /// Works rows of one lane, in order. A row that waits for the world makes the ones behind it wait. When their person
    /// went too fast, the rest of the rows is left where it is: for how long.
    pub(super) async fn work_lane(&self, rows: Vec<InboxRow>) -> Option<Duration> {
        for row in rows {
            let person = inbound::person_of(row.lane);
            let (mut attempts, mut waits) = (row.attempts, 0);
            loop {
                // Caught here, and not by the supervisor: the row counts its own failure, and the other lanes go on.
                let worked = AssertUnwindSafe(self.work(&row)).catch_unwind().await;
                let failure = match worked {
                    Ok(Ok(())) => break,
                    Ok(Err(failure)) => failure,
                    Err(_) => Failure::Fault("the desk panicked over it".to_owned()),
                };
                let why = match failure {
                    Failure::TooFast(wait) => {
                        if let Some(person) = person {
                            self.slow_down(person, &row).await;
                        }
                        return Some(wait);
                    }
                    Failure::Later(why) => {
                        waits += 1;
                        tracing::warn!(update.id = row.id.0, why, "an update waits");
                        self.takes_longer(inbound::address(&row.json).ok()).await;
                        // Up to half a minute: the database may be away for hours, and the row must not be given up.
                        self.rest(Duration::from_millis(250 << waits.min(7))).await;
                        continue;
                    }
                    Failure::Fault(why) => why,
                    Failure::AlreadyEnded => StoreError::AlreadyEnded.to_string(),
                };
                attempts += 1;
                tracing::error!(update.id = row.id.0, attempts, why, "an update failed");
                if self.count_failure(&row, attempts).await {
                    break;
                }
                self.rest(Duration::from_millis(250)).await;
            }
            if let Some(person) = person {
                self.longer.borrow_mut().over(person);
                if self.taken_again(&row, person).await {
                    return None;
                }
            }
        }
        None
    }

    /// Checks the limits for an action that a message of `at` causes.
    pub(super) fn check_limit(
        &self,
        doing: LimitedAction,
        person: PersonId,
        update: UpdateId,
        at: Instant,
    ) -> Result<(), Failure> {
        // The age of the message, not of its row: after an outage everything comes at once, and was written in its
        // time.
        let age = (self.clock.now() - at).to_std().unwrap_or_default();
        let now = crate::clock::monotonic();
        let asked = self
            .limits
            .borrow_mut()
            .ask(doing, person, update, age, now);
        asked.map_err(Failure::TooFast)
    }

    async fn rest(&self, time: Duration) {
        self.resting.set(self.resting.get() + 1);
        tokio::time::sleep(time).await;
        self.resting.set(self.resting.get().saturating_sub(1));
    }

    /// Writes down that a row failed; after [`TRIES`] it is set aside and the team is told. Whether that is so.
    async fn count_failure(&self, row: &InboxRow, attempts: u32) -> bool {
        let set_aside = attempts >= TRIES;
        let mut work = UnitOfWork::default();
        if set_aside {
            work.inbox = Some((row.id, InboxOutcome::SetAside));
            let told = Notice::ToTeam(TeamNotice::SetAside { update: row.id });
            let key = format!(
                "u{} set aside {}",
                row.id.0,
                self.clock.now().timestamp_millis()
            );
            work.outbox.push(outgoing_named(key, told));
        } else {
            work.inbox = Some((row.id, InboxOutcome::Failed));
        }
        if let Err(error) = self.records.commit(work).await {
            // The row stays and is tried again: a failure that is not counted is no reason to set it aside.
            tracing::warn!(update.id = row.id.0, %error, "a failure is not counted");
            return false;
        }
        self.poke.do_send(OutboxWritten::default());
        set_aside
    }

    /// Handles one row of the inbox: the handler that its update goes to, or none.
    async fn work(&self, row: &InboxRow) -> Result<(), Failure> {
        let update = inbound::read(&row.json).map_err(|error| Failure::Fault(error.to_string()))?;
        let mut draft = TurnDraft::new(row.id);
        use inbound::UpdateKind::*;
        match update.what {
            Wrote {
                spot,
                mut by,
                message,
                at,
                mut words,
                replies_to,
                refers_to,
            } => {
                if spot.private && !by.is_bot {
                    let person = PersonId(by.profile.id);
                    self.check_limit(LimitedAction::Message, person, row.id, at)?;
                    // Set before anything is committed, so that the profile has the topic in which they write.
                    by.profile.topic = Some(spot.thread.unwrap_or(0));
                    draft.work.people.push(by.profile.clone());
                    let meant = self.meant_by_person(person, refers_to).await?;
                    words.in_reply_to = meant.map(Box::new);
                    return self.on_private_message(draft, person, words, at).await;
                }
                if self.team.is_group(spot.chat) {
                    let said = GroupMessage {
                        thread: spot.thread,
                        by,
                        message,
                        words,
                        replies_to,
                        refers_to,
                    };
                    return self.on_group_message(draft, said).await;
                }
            }
            Edited {
                spot,
                by,
                message,
                at,
                words,
            } => {
                // The words may wait in a dialogue or in a row that was set aside: then the edit changes them there.
                if self.edited_aside(&mut draft, row).await? {
                    return self.finish(draft).await;
                }
                if spot.private && !by.is_bot {
                    return self.on_private_edit(draft, by.profile, words, at).await;
                }
                if self.team.is_group(spot.chat) {
                    let thread = spot.thread;
                    return self.on_group_edit(draft, thread, by, message, words).await;
                }
            }
            Pressed {
                spot,
                by,
                callback,
                message,
                gone,
                data,
            } => {
                let Some(spot) = spot else {
                    let language = by.profile.language();
                    return self
                        .answer_press(draft, &callback, language, Some(view::Toast::Stale))
                        .await;
                };
                let mut by = by.profile;
                // Telegram does not say in which topic a message stood that is gone.
                if spot.private && !gone {
                    by.topic = Some(spot.thread.unwrap_or(0));
                }
                let thread = if gone { self.team.topic() } else { spot.thread };
                let pressed = draft::ButtonPress {
                    by,
                    callback,
                    message,
                    thread,
                    data,
                };
                if spot.private {
                    // A press has no time of its own: it counts as of its arrival.
                    let person = PersonId(pressed.by.id);
                    self.check_limit(LimitedAction::Message, person, row.id, row.at)?;
                    return self.on_private_button(draft, pressed).await;
                }
                if self.team.is_group(spot.chat) {
                    return self.on_group_button(draft, pressed).await;
                }
            }
            what => return self.on_change(draft, what).await,
        }
        self.finish(draft).await
    }

    /// Handles an update about the bot's place in a chat.
    async fn on_change(
        &self,
        mut draft: TurnDraft,
        what: inbound::UpdateKind,
    ) -> Result<(), Failure> {
        use inbound::UpdateKind::*;
        match what {
            Reachable { person, now } => return self.reachable(draft, person, now).await,
            RightsChanged { chat } if self.team.is_group(chat) => {
                self.finish(draft).await?;
                self.withheld.do_send(TryWithheld { right: None });
                return Ok(());
            }
            Migrated { from, to } if self.team.is_group(from) => {
                draft.work.group_moved = self.team.moved_to(to).group_moved;
            }
            // Done all the same, or its row would wait for ever.
            _ => {}
        }
        self.finish(draft).await
    }

    /// Commits what belongs to an update, and nothing else.
    pub(super) async fn finish(&self, draft: TurnDraft) -> Result<(), Failure> {
        match self.records.commit(draft.work).await {
            // Done already: nobody was poked, when that went unheard.
            Ok(()) | Err(StoreError::AlreadyDone(_)) => {
                self.poke.do_send(OutboxWritten::default());
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn lengths(&self) -> &Lengths {
        &self.desk.lengths
    }
}
