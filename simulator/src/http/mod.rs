//! The simulator over the network: the Bot API under `/bot<token>/`, files under `/file/bot<token>/`, what people do
//! under `/sim/`.
//!
//! Only waiting and wiring is done here; every rule of Telegram's is in `world/`.

mod body;
mod control;
mod server;
mod webhook;
mod wire;
