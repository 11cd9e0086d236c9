//! What the views say, exactly.
//!
//! Every notice is composed from one small world (`world`), in both languages, and stands in a snapshot as its reader
//! sees it, with what each button carries (`every`). What documents promise word by word stands in tables (`exact`);
//! what is no longer true says nothing (`truth`), and what is alike is told together (`digest`); hostile words stay words,
//! and nothing is longer than Telegram takes (`hostile`, `names`); what the team notes is nothing to a
//! person (`notes`); and what was edited is told where it stood (`revised`).

mod digest;
pub(super) mod every;
mod exact;
mod fallbacks;
mod hostile;
mod names;
mod notes;
pub(super) mod reader;
mod revised;
mod silence;
mod texts;
mod truth;
pub(super) mod world;
