//! One line for each call that the bot made.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A call as it was made and how it ended. As JSON it is one line; the token is never in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Counts from 1.
    pub seq: u64,
    /// Unix milliseconds.
    pub at: i64,
    /// The method as the bot spelt it.
    pub method: String,
    /// The chat, when it was named by number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<i64>,
    /// The parameters; files stand as their name and size.
    pub params: Map<String, Value>,
    /// HTTP status; 0 when no answer was given.
    pub status: u16,
    /// The answer's description, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The message that the answer names, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i64>,
    /// How many things the answer lists, if it is a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// What the simulator did to this call, such as a fault that was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
