//! What each event tells to whom, and that no two notices of a ticket share a name.

mod keys;
mod told;
