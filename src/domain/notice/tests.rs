//! What each event tells to whom, and that no two notices of a ticket share a name.

mod from_event;
mod keys;
