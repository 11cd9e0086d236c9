//! Text as every view uses it: HTML for Telegram, the sentences of both languages, names, buttons, and lengths of time.
//!
//! Nothing here knows of a notice. A view asks the [`Renderer`](renderer::Renderer) for sentences and puts them together.

mod duration;
pub mod html;
pub(super) mod renderer;
pub(super) mod ticket_ref;
pub(super) mod wording;
