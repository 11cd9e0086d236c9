//! Who is awake: the tickets' actors, who is just opening one, the next number, and the safety sweep.
//!
//! The registry never awaits a turn inside itself, or the whole desk would be serial: it hands back futures. It marks
//! a person as opening at once, so that a second opening finds the first. A ticket that is asked for is woken; one that
//! is resolved answers from its loaded value and goes back to sleep.
//!
//! Asked by: the gateway. Asks: tickets, persistence. Hears: `TicketStopped` from supervision, `DeliveryReported` from
//! the notifier.

mod active;
mod actor;
mod deliveries;
mod sweep;

pub use actor::RegistryActor;
pub use sweep::SweepEvery;

use super::{
    supervisor::ExitReason,
    ticket::{Execute, Turn, TurnError},
};
use crate::{
    domain::{
        block::Block,
        ids::{PersonId, TicketId},
        ticket::NewTicket,
    },
    store::UnitOfWork,
};
use actix::Message;

/// Sent by: the gateway. Opens a ticket; when it returns `Ok`, ticket, messages and `also` are durable.
#[derive(Message)]
#[rtype(result = "Result<(TicketId, Turn), TurnError>")]
pub struct OpenTicket {
    /// The transaction asks once more that its person is not blocked.
    pub ticket: NewTicket,
    /// Everything else that belongs in the same transaction.
    pub also: UnitOfWork,
}

/// Sent by: the gateway. One command for one ticket, awake or not; see [`Execute`].
#[derive(Message)]
#[rtype(result = "Result<Turn, TurnError>")]
pub struct ToTicket {
    pub ticket: TicketId,
    /// The command, by whom, and what belongs to it.
    pub execute: Execute,
}

/// Sent by: the gateway. Which unresolved ticket a person has.
#[derive(Message)]
#[rtype(result = "Option<TicketId>")]
pub struct ActiveTicket(pub PersonId);

/// Sent by: the gateway. A block begins; their active ticket is resolved in the same transaction. The ticket resolved,
/// if there was one.
#[derive(Message)]
#[rtype(result = "Result<Option<TicketId>, TurnError>")]
pub struct BlockPerson {
    pub block: Block,
    /// Everything else that belongs in the same transaction.
    pub also: UnitOfWork,
}

/// Sent by: the app, when the settings' policies changed.
#[derive(Message)]
#[rtype(result = "()")]
pub struct PolicyChanged;

/// Sent by: supervision, when a ticket's actor is over.
#[derive(Message)]
#[rtype(result = "()")]
struct TicketStopped {
    id: TicketId,
    ending: ExitReason,
}

/// Sent by: the app when it stops. Returns when every turn asked before is over and every ticket sleeps; a ticket that
/// is asked for afterwards wakes once more, which a second `DeactivateAll` ends. The sweep wakes nobody any more.
#[derive(Message)]
#[rtype(result = "()")]
pub struct DeactivateAll;
