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

pub mod gateway;
pub mod notifier;
mod outbox;
pub mod persistence;
pub mod registry;
pub mod supervisor;
mod team;
mod testing;
pub mod ticket;

use outbox::{outgoing, outgoing_named};
pub use team::Team;
pub use testing::{ClockFault, TestFaults, TimerFault, TurnFault};

/// Asks an actor whether it has nothing under way. Tests wait for the whole cast to be quiet instead of sleeping.
#[derive(actix::Message, Clone, Copy)]
#[rtype(result = "bool")]
pub struct IsIdle;

/// Has an actor call a function in its own turn: how a test makes one panic that must not die. Sent by nobody else.
#[derive(actix::Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct InjectPanic(pub fn());
