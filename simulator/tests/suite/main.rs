//! The simulator's behaviour, one file for each area; one binary, because linking is what takes the time.

mod channels;
mod common;
mod confided;
mod core;
mod forced;
mod http;
mod markup;
mod media;
mod members;
mod page;
mod polls;
mod profile;
mod robust;
mod texts;
mod topics;
mod trouble;
mod updates;
mod webhook;
mod worlds;
