//! The simulator over the network: the Bot API under `/bot<token>/`, files under `/file/bot<token>/`, what people do
//! under `/sim/`, and a page to do it with at `/`.
//!
//! Only waiting and wiring is done here; every rule of Telegram's is in `world/`.

mod body;
mod control;
mod events;
mod guard;
mod page;
mod server;
mod webhook;
mod wire;
