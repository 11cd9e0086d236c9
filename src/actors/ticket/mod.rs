//! One open ticket: the shell around its value, with its own timer.
//!
//! A turn is exclusive: decide (pure) → commit (durable) → apply → re-arm → poke the notifier, reply. The value is
//! taken out of the actor for the length of a turn, so that whatever goes wrong in it leaves nothing behind, and nothing
//! means: reload before the next one.
//!
//! Asked by: the registry. Asks: persistence. Tells: the notifier.

mod actor;
mod auto_close_grace;
mod context;
mod turn;

pub use actor::TicketActor;
pub use auto_close_grace::Grace;
pub use context::TicketEnv;

use crate::{
    domain::{
        command::{Command, Refusal},
        ids::{By, TicketId},
        ticket::{NewTicket, Ticket},
    },
    store::{StoreError, UnitOfWork},
};
use actix::Message;

/// Sent by: the registry. One command, one turn, one transaction: when it returns `Ok`, the events and `also` are durable.
#[derive(Message)]
#[rtype(result = "Result<Turn, TurnError>")]
pub struct Execute {
    pub command: Command,
    /// By whom; that they may was checked, that it is theirs is checked here.
    pub by: By,
    /// Everything else that belongs in the same transaction.
    pub also: UnitOfWork,
}

/// Sent by: the registry, once, to a ticket that is not in the store yet.
#[derive(Message)]
#[rtype(result = "Result<Turn, TurnError>")]
pub struct Open {
    pub ticket: NewTicket,
    /// Everything else that belongs in the same transaction.
    pub also: UnitOfWork,
}

/// Sent by: the registry, when the policies changed or the clock jumped, and the ticket to itself when it is started, at
/// first and again. Re-arms the timer; changes nothing else.
#[derive(Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct Rearm;

/// Sent by: the registry's sweep. Re-arms a lost timer, and stops an actor that never received [`Open`]. Mailbox order makes
/// this safe during a turn: it is handled after the turn has armed its timer.
#[derive(Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct CheckTimer;

/// Sent by: the registry when the desk stops, and the ticket to itself when it is over. Turns asked before are over, and
/// what was asked meanwhile is answered.
#[derive(Message, Clone, Copy)]
#[rtype(result = "()")]
pub struct Deactivate;

/// Sent by: the ticket to itself. Means *ask what is due now*; late, early or twice does no harm.
#[derive(Message)]
#[rtype(result = "()")]
struct DeadlinePassed;

/// The outcome of a turn.
#[derive(Debug, Clone)]
pub struct Turn {
    /// False when there was nothing to do.
    pub happened: bool,
    /// The ticket afterwards; `None` when the turn had happened before.
    pub after: Option<Ticket>,
}

/// The reason that a turn did nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TurnError {
    /// The ticket says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such ticket.
    #[error("there is no ticket {0}")]
    Unknown(TicketId),
    /// The person has this ticket already.
    #[error("the person has ticket {0} already")]
    HasOpenTicket(TicketId),
    /// The store says no, or nothing.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The turn was cut short, by a panic or a stop: its outcome is unknown.
    #[error("the turn was cut short")]
    CutShort,
}
