//! The cast: who owns what, and which messages go where. Below the app, the only floor that knows actix.
//!
//! | actor | owns | obeys | tells |
//! |---|---|---|---|
//! | [`gateway`] | intake, a lane per person and per member, dialogues | [`ReceiveUpdates`](gateway::ReceiveUpdates) | |
//! | [`registry`] | who is awake, who is opening, the next number, the sweep | [`OpenTicket`](registry::OpenTicket), [`ToTicket`](registry::ToTicket), [`BlockPerson`](registry::BlockPerson), [`ActiveTicket`](registry::ActiveTicket), [`PolicyChanged`](registry::PolicyChanged) | |
//! | [`ticket`] | one open ticket: its value and one timer | [`Execute`](ticket::Execute), [`Open`](ticket::Open), [`Rearm`](ticket::Rearm), [`CheckTimer`](ticket::CheckTimer) | that it stopped |
//! | [`notifier`] | delivery: lanes, budgets, retries | [`OutboxWritten`](notifier::OutboxWritten), [`SendToast`](notifier::SendToast), [`TakesLonger`](notifier::TakesLonger), [`TryWithheld`](notifier::rights::TryWithheld) | [`DeliveryReported`](notifier::DeliveryReported) |
//! | [`persistence`] | the only writer | [`Commit`](persistence::Commit), [`ReadStore`](persistence::ReadStore) | |
//!
//! Asks go down only: gateway → registry → ticket → persistence, and everybody → persistence. Nothing that is asked ever
//! asks back, so no two actors can wait for each other. A command is declared in the file of the actor that obeys it, an
//! event in the file of the actor that emits it, and travels up as a `Recipient`.
//!
//! All run on one arbiter, under [`supervisor`]. When one panics, its mailbox stays; the message that panicked is lost to
//! its sender, whose inbox row is not. When a ticket panics again and again it is parked; when one of the other four
//! does, the process ends, for the service manager to start it again.

use crate::{
    domain::{command::Command, ids::TicketId, notice::Notice},
    store::{NewOutboxRow, UnitOfWork},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

pub mod gateway;
pub mod notifier;
pub mod persistence;
pub mod registry;
pub mod supervisor;
pub mod ticket;

/// Asks an actor whether it has nothing under way. Tests wait for the whole cast to be quiet instead of sleeping.
#[derive(actix::Message, Clone, Copy)]
#[rtype(result = "bool")]
pub struct IsIdle;

/// Has an actor call a function in its own turn: how a test makes one panic that must not die. Sent by nobody else.
#[derive(actix::Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct InjectPanic(pub fn());

/// The team's place: its group, whose number changes when Telegram upgrades it, and its topic, until that is gone.
#[derive(Debug, Clone)]
pub struct Team {
    /// The number that the settings name: the same group, by the number that it had then.
    pub named: i64,
    group: Arc<AtomicI64>,
    /// The Tickets topic that the settings name, and whether it is gone.
    topic: Option<i64>,
    topic_gone: Arc<AtomicBool>,
    /// True if the last call to the group was refused because the bot is not in it, or may not write there.
    out_of_reach: Arc<AtomicBool>,
}

impl Team {
    /// The team in the group that the settings name, which has the number `group` by now, and in this topic, which may
    /// be gone.
    pub fn new(named: i64, group: i64, topic: Option<i64>, gone: bool) -> Self {
        Team {
            named,
            group: Arc::new(AtomicI64::new(group)),
            topic,
            topic_gone: Arc::new(AtomicBool::new(gone)),
            out_of_reach: Arc::default(),
        }
    }

    /// The topic that tickets go to; `None` is General.
    pub fn topic(&self) -> Option<i64> {
        self.topic.filter(|topic| !self.has_lost(*topic))
    }

    /// True for the topic that the settings name for tickets.
    pub fn is_named(&self, topic: i64) -> bool {
        self.topic == Some(topic)
    }

    /// True for that topic once it is gone.
    pub fn has_lost(&self, topic: i64) -> bool {
        self.is_named(topic) && self.topic_gone.load(Ordering::Relaxed)
    }

    /// The Tickets topic is gone, for as long as the settings name no other. That it holds after a restart, somebody else
    /// stores ([`UnitOfWork::topic_gone`]).
    pub fn lose_topic(&self) {
        self.topic_gone.store(true, Ordering::Relaxed);
    }

    /// The group takes nothing from the bot; `true` when that is news.
    pub fn loses_contact(&self) -> bool {
        !self.out_of_reach.swap(true, Ordering::Relaxed)
    }

    /// The group took something.
    pub fn is_reached(&self) {
        if self.out_of_reach.swap(false, Ordering::Relaxed) {
            tracing::info!("the team can be told again");
        }
    }

    /// The group, as the Bot API numbers it now.
    pub fn group(&self) -> i64 {
        self.group.load(Ordering::Relaxed)
    }

    /// True for the team's group, by its present number or an earlier one.
    pub fn is_group(&self, chat: i64) -> bool {
        chat == self.group() || chat == self.named
    }

    /// Telegram upgraded the group. What is to be stored, so that this holds after a restart.
    pub fn moved_to(&self, group: i64) -> UnitOfWork {
        tracing::warn!(
            admin.group_id = group,
            "the group was upgraded: put its new number into the settings"
        );
        self.group.store(group, Ordering::Relaxed);
        UnitOfWork {
            group_moved: Some((self.named, group)),
            ..Default::default()
        }
    }
}

/// Faults that a test injects; none in the real desk.
#[derive(Clone, Default)]
pub struct TestFaults {
    /// Called at the beginning of each turn for a command; may panic.
    pub turn: Option<TurnFault>,
    /// Called whenever a ticket asks what is due; may panic.
    pub clock: Option<ClockFault>,
    /// Called whenever a ticket arms its timer: whether it gets lost.
    pub timer: Option<TimerFault>,
}

/// A fault in a turn.
pub type TurnFault = Arc<dyn Fn(TicketId, &Command) + Send + Sync>;

/// A fault when a ticket asks what is due.
pub type ClockFault = Arc<dyn Fn(TicketId) + Send + Sync>;

/// True for a ticket whose timer gets lost.
pub type TimerFault = Arc<dyn Fn(TicketId) -> bool + Send + Sync>;

impl TestFaults {
    fn before_turn(&self, ticket: TicketId, command: &Command) {
        if let Some(fault) = &self.turn {
            fault(ticket, command);
        }
    }

    fn before_clock(&self, ticket: TicketId) {
        if let Some(fault) = &self.clock {
            fault(ticket);
        }
    }

    fn loses_timer(&self, ticket: TicketId) -> bool {
        self.timer.as_ref().is_some_and(|fault| fault(ticket))
    }
}

/// A row of the outbox for a notice that has a name of its own. `version` is that of the ticket with the event applied.
fn outgoing(notice: Notice, version: i64) -> NewOutboxRow {
    let key = notice
        .key(version)
        .unwrap_or_else(|| format!("{:?} {version}", notice.ticket()));
    outgoing_named(key, notice)
}

/// A row of the outbox by the name given.
fn outgoing_named(key: String, notice: Notice) -> NewOutboxRow {
    NewOutboxRow {
        key,
        notice,
        edits: None,
        replies_to: None,
        thread: None,
    }
}
