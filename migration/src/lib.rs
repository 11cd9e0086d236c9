//! The tables of Bellhop.
