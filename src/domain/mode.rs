//! The ways in which the desk takes people's requests.

use serde::{Deserialize, Serialize};

/// The offer to a person who asks for support (`desk.mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Tickets,
    /// A link to somebody to write to.
    Contact,
    #[default]
    Both,
}
