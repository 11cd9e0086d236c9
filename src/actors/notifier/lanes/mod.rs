//! What waits to be sent, in lanes: order holds within a lane, urgency decides between them.
//!
//! A private chat is one lane, first in, first out, but for marks on the person's messages: everything else passes them,
//! and of several that wait only the newest is sent. In the group each ticket is a lane, and what concerns no ticket is
//! another. What an agent asked for is the next of its lane, whatever waits there. Otherwise a lane is as urgent as the
//! most urgent row in it, because that one can't overtake the others. Of the edits of a card, or of a copy of somebody's
//! words, only the newest waits, behind everything else in its lane.
//!
//! When more waits for the team than Telegram takes in a minute, and after an outage, lanes that are alike go out together,
//! as a digest: only whole lanes, so that order holds, and never words.
//!
//! Which lane is next stands in [`ReadyQueue`](super::ready_queue::ReadyQueue). Invariant: no lane is out of its place
//! there; whatever changes a lane ends with `Lanes::reindex`.
//!
//! Pure: time is an argument.

pub(super) mod id;
mod index;
mod lane;

pub(super) use index::Lanes;

#[cfg(test)]
pub(super) mod tests;
