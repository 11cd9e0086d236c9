//! The same over the network.
