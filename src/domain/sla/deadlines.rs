//! The deadlines of a ticket, and what is due when they pass.

use super::{
    policy::{AutoClose, Escalation, Policy, later, seconds},
    policy_history::PolicyHistory,
};
use crate::domain::{
    Instant,
    calendar::Period,
    command::{Command, Refusal},
    event::{Cause, Event, EventKind},
    ids::By,
    ticket::{Episode, Priority, ReplyClock, Silence, Status, Ticket},
};
use chrono::TimeDelta;

/// Closes are not held back: they come when the rules say.
pub const NO_GRACE: Instant = Instant::MIN_UTC;

/// The next thing that the clocks bring for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Due means `now >= at`.
    pub at: Instant,
    pub kind: DeadlineKind,
}

/// The kinds of deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeadlineKind {
    /// `warn_at_percent` of the response time.
    Warning,
    Breach,
    /// The cooldown since the team was last told.
    Reminder,
    /// A step of `sla.escalation`.
    Escalation {
        /// Its number now, from 1.
        step: u32,
        /// The delay after the breach, in seconds: a step is known by this, whatever steps the settings put before it
        /// or take away.
        after_seconds: i64,
    },
    ResolutionBreach,
    SilenceWarning,
    SilenceClose,
    /// The auto-close of a ticket whose person can't be reached.
    UnreachableClose,
}

impl DeadlineKind {
    /// True for a deadline that ends the ticket.
    fn is_close(self) -> bool {
        matches!(
            self,
            DeadlineKind::SilenceClose | DeadlineKind::UnreachableClose
        )
    }

    /// True for a verdict on the team (warning, breach), as against a notification or an auto-close.
    fn is_verdict(self) -> bool {
        use DeadlineKind::*;
        match self {
            Warning | Breach | ResolutionBreach => true,
            Reminder | Escalation { .. } | SilenceWarning | SilenceClose | UnreachableClose => {
                false
            }
        }
    }
}

impl Ticket {
    /// The next thing that the clocks bring, under the policies given, as seen at `now`; `None` when nothing runs. A close
    /// comes no sooner than `no_close_before` ([`NO_GRACE`]: when the rules say). `now` matters for a reminder that
    /// was missed: it is held back until the desk works again (`sla.md` rule 9).
    pub fn next_deadline(
        &self,
        policies: &PolicyHistory,
        now: Instant,
        no_close_before: Instant,
    ) -> Option<Deadline> {
        let deadlines = self.deadlines(policies, now).into_iter();
        deadlines
            // Put off before the soonest is chosen, so that a close hides nothing that now comes before it.
            .map(|deadline| match deadline.kind.is_close() {
                true => Deadline {
                    at: deadline.at.max(no_close_before),
                    ..deadline
                },
                false => deadline,
            })
            .min_by_key(|deadline| deadline.at)
    }

    /// The next deadline of each clock that runs. What lies at the end of all calendars never comes, and is none.
    fn deadlines(&self, policies: &PolicyHistory, now: Instant) -> Vec<Deadline> {
        let mut deadlines = self.all_deadlines(policies, now);
        deadlines.retain(|deadline| deadline.at < Instant::MAX_UTC);
        deadlines
    }

    fn all_deadlines(&self, policies: &PolicyHistory, now: Instant) -> Vec<Deadline> {
        if self.is_resolved() {
            return Vec::new();
        }
        // Every other clock is cancelled while they are away, and a warning of the close would not arrive.
        if let Some(since) = self.unreachable {
            let close = policies.newest().auto_close.as_ref();
            let close = close.map(|close| Deadline {
                at: later(since, seconds(close.after_seconds)),
                kind: DeadlineKind::UnreachableClose,
            });
            return close.into_iter().collect();
        }
        let reply = self
            .waiting
            .as_ref()
            .and_then(|waiting| self.reply_deadline(waiting, policies, now));
        let auto_close = policies.newest().auto_close.as_ref();
        let silence = self
            .running_silence()
            .zip(auto_close)
            .and_then(|(silence, policy)| {
                silence_deadline(silence, policy, policies.closing_as_now_since())
            });
        [reply, silence, self.resolution_deadline(policies)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Everything that is due at `now`, in order, as events of the desk; empty when nothing is. Nothing closes before
    /// `no_close_before`.
    pub fn due(
        &self,
        now: Instant,
        policies: &PolicyHistory,
        no_close_before: Instant,
    ) -> Vec<Event> {
        self.due_events(now, policies, |kind| {
            now >= no_close_before || !kind.is_close()
        })
    }

    /// A whole turn for a command: the verdicts that are due at `now` and that no timer has recorded yet, then what the
    /// command does. So an answer never hides a breach that was before it, however late the desk wakes (a suspended
    /// machine, `sla.md` rules 4 and 11). A close that is due is no verdict: what the person does cancels it (rule 12).
    /// Nothing at all when the command does nothing: the timer's own turn records what is due then.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing changes.
    pub fn handle(
        &self,
        command: &Command,
        by: By,
        now: Instant,
        policies: &PolicyHistory,
    ) -> Result<Vec<Event>, Refusal> {
        let mut events = self.due_events(now, policies, DeadlineKind::is_verdict);
        // The command is decided on what the verdicts leave behind, for its events come after theirs.
        let mut ticket = self.clone();
        events.iter().for_each(|event| ticket.apply(event));
        let decided = ticket.decide(command, by, now)?;
        if decided.is_empty() {
            return Ok(decided);
        }
        events.extend(decided);
        Ok(events)
    }

    /// The deadlines of these kinds that are due at `now`, in order, as events.
    fn due_events(
        &self,
        now: Instant,
        policies: &PolicyHistory,
        kinds: impl Fn(DeadlineKind) -> bool,
    ) -> Vec<Event> {
        let mut ticket = self.clone();
        let mut events = Vec::new();
        let next = |ticket: &Ticket| {
            let deadlines = ticket.deadlines(policies, now).into_iter();
            deadlines
                .filter(|deadline| deadline.at <= now && kinds(deadline.kind))
                .min_by_key(|deadline| deadline.at)
        };
        // One at a time, because each event moves what is due next. It ends, for each takes its own deadline
        // away.
        while let Some(deadline) = next(&ticket) {
            let event = Event {
                at: now,
                by: By::Desk,
                what: ticket.event_for(deadline),
            };
            ticket.apply(&event);
            events.push(event);
        }
        events
    }

    fn event_for(&self, deadline: Deadline) -> EventKind {
        // Only the newest stretch can run.
        let episode = self.episodes;
        match deadline.kind {
            DeadlineKind::Warning => EventKind::Warned { episode },
            DeadlineKind::Breach => EventKind::Breached {
                episode,
                deadline: deadline.at,
            },
            DeadlineKind::Reminder => EventKind::Reminded {
                episode,
                nth: self.waiting.as_ref().map_or(1, |w| w.reminders + 1),
            },
            DeadlineKind::Escalation {
                step,
                after_seconds,
            } => EventKind::Escalated {
                episode,
                step,
                after_seconds,
            },
            DeadlineKind::ResolutionBreach => EventKind::ResolutionBreached {
                deadline: deadline.at,
            },
            DeadlineKind::SilenceWarning => EventKind::SilenceWarned,
            DeadlineKind::SilenceClose | DeadlineKind::UnreachableClose => EventKind::Resolved {
                cause: Cause::Silence,
            },
        }
    }

    /// The waiting stretch of that number, while it goes on past its deadline and its clock is neither turned off nor
    /// stopped by a look: what is told of it is still true (`sla.md` rule 5).
    pub fn overdue(&self, episode: u32, policy: &Policy, now: Instant) -> Option<&Episode> {
        let waiting = self.waiting.as_ref().filter(|w| w.episode == episode)?;
        waiting.breached?;
        // Turned off since: an alert that had to wait would blame the team by a rule that no longer holds.
        policy.response_within(waiting.clock, self.priority)?;
        let over = self.is_resolved() || self.is_stopped(waiting.clock, policy, now);
        (!over).then_some(waiting)
    }

    /// True if a look has stopped the running clock, under this policy, at this instant.
    pub(super) fn is_stopped(&self, clock: ReplyClock, policy: &Policy, at: Instant) -> bool {
        let stops = policy.reply.as_ref().is_some_and(|r| r.stop_when_viewed);
        stops && clock == ReplyClock::First && self.viewed.is_some_and(|viewed| viewed <= at)
    }

    /// The ladder of a waiting stretch: warning, breach, then reminders and escalation while it lasts (`sla.md`, *The
    /// clocks*).
    ///
    /// While the clock is turned off nothing is told; what passed before that is dated truly when it is on again.
    fn reply_deadline(
        &self,
        waiting: &Episode,
        policies: &PolicyHistory,
        now: Instant,
    ) -> Option<Deadline> {
        let (policy, clock) = (policies.newest(), waiting.clock);
        policy.response_within(clock, self.priority)?;
        if let Some(breached) = waiting.breached {
            // A look after the breach does not undo it, but what follows from it ends.
            let stopped = self.is_stopped(clock, policy, now);
            return next_rung(waiting, breached, policies, now).filter(|_| !stopped);
        }
        let breach = self.reached_at(waiting, policies, Policy::response_within);
        let breach = breach.map(|at| Deadline {
            at,
            kind: DeadlineKind::Breach,
        });
        let warning = self.reached_at(waiting, policies, Policy::warn_after);
        let warning = warning
            .filter(|_| waiting.warned.is_none())
            .map(|at| Deadline {
                at,
                kind: DeadlineKind::Warning,
            });
        [warning, breach].into_iter().flatten().min_by_key(|d| d.at)
    }

    /// The instant at which a running waiting stretch reaches `limit`.
    pub(super) fn reached_at(
        &self,
        waiting: &Episode,
        policies: &PolicyHistory,
        limit: fn(&Policy, ReplyClock, Priority) -> Option<TimeDelta>,
    ) -> Option<Instant> {
        let clock = waiting.clock;
        let stretch = [Period {
            from: waiting.since,
            to: None,
        }];
        let changes = self.priorities.iter().map(|(since, _)| *since);
        // The limit jumps at each of these.
        let marks: Vec<Instant> = changes.chain(self.viewed).collect();
        policies.first_reached(&stretch, &marks, |policy, at| {
            let stopped = self.is_stopped(clock, policy, at);
            limit(policy, clock, self.priority_at(at)).filter(|_| !stopped)
        })
    }

    /// The silence of the person, while it counts: the team spoke last, and nothing is on its way.
    pub(super) fn running_silence(&self) -> Option<&Silence> {
        let silent = self.waiting.is_none()
            && self.status == Status::AwaitingUser
            && self.pending.is_empty();
        self.silence.as_ref().filter(|_| silent)
    }

    /// The target for resolving, if one is set; dated once.
    pub(super) fn resolution_deadline(&self, policies: &PolicyHistory) -> Option<Deadline> {
        policies.newest().resolve_within()?;
        if self.resolution_breached.is_some() {
            return None;
        }
        // Neither the priority nor a look moves this limit, so there are no marks.
        let at = policies.first_reached(&self.worked, &[], |policy, _| policy.resolve_within())?;
        Some(Deadline {
            at,
            kind: DeadlineKind::ResolutionBreach,
        })
    }
}

/// The next notice about a breach that lasts, in working hours only (`sla.md` rule 9): by the newest settings, while
/// time that elapsed under earlier ones stays elapsed (rule 6). A step of the escalation also reminds; of several due
/// steps the highest is told, and steps go before reminders.
fn next_rung(
    waiting: &Episode,
    breached: Instant,
    policies: &PolicyHistory,
    now: Instant,
) -> Option<Deadline> {
    let policy = policies.newest();
    let reply = policy.reply.as_ref()?;
    let working = |at: Instant| {
        let at = policy.opening(at);
        // Missed while the desk was down: it waits until somebody is there to read it.
        if at <= now { policy.opening(now) } else { at }
    };
    let due = |from, after| {
        policies
            .reached_under_newest(from, seconds(after))
            .map(working)
    };
    let more = reply.max_reminders == 0 || waiting.reminders < reply.max_reminders;
    let reminder = waiting
        .told
        .filter(|_| more && reply.cooldown_seconds > 0)
        .and_then(|told| due(told, reply.cooldown_seconds))
        .map(|at| Deadline {
            at,
            kind: DeadlineKind::Reminder,
        });
    let is_ahead = |escalation: &Escalation| Some(escalation.after_seconds) > waiting.escalated;
    let steps = (1_u32..).zip(&reply.escalation);
    let mut steps = steps
        .filter(|(_, escalation)| is_ahead(escalation))
        .filter_map(|(step, escalation)| {
            Some(Deadline {
                at: due(breached, escalation.after_seconds)?,
                kind: DeadlineKind::Escalation {
                    step,
                    after_seconds: escalation.after_seconds,
                },
            })
        });
    // Of those that are due only the last one speaks, since it names whom the breach has reached by now; where
    // none is due, the first is waited for.
    let first = steps.next();
    let escalation = steps.take_while(|step| step.at <= now).last().or(first);
    match (reminder, escalation) {
        // A step that comes no later reminds as well, and the reminder is not told beside it.
        (Some(reminder), Some(step)) if step.at > now.max(reminder.at) => Some(reminder),
        (reminder, escalation) => escalation.or(reminder),
    }
}

/// Warning first, where one is set; the close waits until Telegram took it (`sla.md` rule 12). `since`: from when on
/// silence closes as the policy says.
///
/// A warning counts for the end that it named and for no other: when the settings have moved that, or when they have
/// only begun to close at all after it, the person is warned again. One that Telegram refuses permanently will never be
/// taken: then the person is as good as out of reach, and the ticket closes `after` that without one (rule 3).
pub(super) fn silence_deadline(
    silence: &Silence,
    policy: &AutoClose,
    since: Option<Instant>,
) -> Option<Deadline> {
    let (after, before) = (
        seconds(policy.after_seconds),
        seconds(policy.warn_before_seconds),
    );
    let close = later(silence.since, after);
    let warn_at = close.checked_sub_signed(before).unwrap_or(silence.since);
    let warning = Deadline {
        at: warn_at,
        kind: DeadlineKind::SilenceWarning,
    };
    let closing = |at| Deadline {
        at,
        kind: DeadlineKind::SilenceClose,
    };
    if policy.warn_before_seconds == 0 {
        return Some(closing(close));
    }
    if let Some(refused) = silence.warning_refused {
        return Some(closing(later(refused, after).max(close)));
    }
    match (silence.warned, silence.warning_delivered) {
        (None, _) => Some(warning),
        // On its way: no timer can help, the report of the delivery does.
        (Some(_), None) => None,
        (Some(warned), Some(delivered)) => {
            // Older than its own decision only where the machine's clock went back.
            let delivered = delivered.max(warned);
            // Warned late is closed late: they always have the time that the warning promised.
            let end = close.max(later(delivered, before));
            let counts = delivered >= warn_at && since.is_none_or(|since| since <= end);
            Some(if counts { closing(end) } else { warning })
        }
    }
}
