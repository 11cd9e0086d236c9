//! The clocks, instant by instant, and an oracle that walks the seconds.

mod oracle;
mod policies;
mod replies;
mod silence;
