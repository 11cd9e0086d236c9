//! Delivery: everything that must be told is a row of the outbox, and this is who reads the rows.
//!
//! There is one notifier, so nothing is claimed: what was under way at a crash is sent again, never lost, at most one
//! repeat per send under way. What waits stands in [`lanes`], what Telegram takes in [`budget`]; which call is made next
//! is decided in [`schedule`], how it is made in [`attempt`], what becomes of an error in [`delivery`], which rows wait for a ticket's card in
//! [`cards`], what waits for a right in [`rights`], what is written down of it in [`settle`]. The actor is in
//! [`actor`], what moves it in [`pump`], and what each call needs in [`context`].
//!
//! Told by: gateway, tickets, registry (`OutboxWritten`). Asks: persistence. Tells: the registry (`DeliveryReported`).

mod actor;
mod answers;
mod attempt;
mod budget;
mod cards;
pub mod contact;
mod context;
mod delivery;
mod direct;
mod lanes;
mod meant;
mod places;
mod pump;
mod reading;
mod ready_queue;
pub mod rights;
mod schedule;
mod settle;
pub mod view_data;

use crate::{
    domain::{
        command::{DeliveryFailure, RefusedFor},
        notice::Notice,
    },
    store::UnitOfWork,
};
use actix::prelude::*;
pub use actor::NotifierActor;
pub use context::NotifierEnv;
pub use direct::{SendToast, TakesLonger};

/// Sent by: whoever wrote to the outbox. Rows may be waiting.
#[derive(Message, Clone, Copy, Default)]
#[rtype(result = "()")]
pub struct OutboxWritten {
    /// Older rows wait again too: held ones were released.
    pub rescan: bool,
}

/// Sent by: the notifier, to the registry. What became of a call whose ticket must know. The ticket's turn settles the
/// row.
#[derive(Message)]
#[rtype(result = "()")]
pub struct DeliveryReported {
    pub notice: Notice,
    pub outcome: DeliveryOutcome,
    pub settle: UnitOfWork,
    /// Dropped when the row is settled: its lane waits for that.
    pub settled: tokio::sync::oneshot::Sender<()>,
}

/// The outcome of a call, as the ticket learns of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOutcome {
    Taken,
    /// It was the last that was left of an answer: each part of that is there.
    Whole,
    /// It will not arrive as it is; what Telegram has against it, where that is known.
    Lost(DeliveryFailure, Option<RefusedFor>),
    /// It was not sent: there was nothing to say any more.
    NotTrue,
}

/// Sent by: the notifier to itself, when a budget opens or a rest is over.
#[derive(Message)]
#[rtype(result = "()")]
struct Wake;

/// Sent by: the app when it stops. No new call begins; returns when none is under way.
#[derive(Message)]
#[rtype(result = "()")]
pub struct FinishSending;
