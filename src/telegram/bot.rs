//! Requests, by teloxide.
